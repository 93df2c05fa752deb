"""The file of the linear model's weights: a line of JSON that says where they come from, then they, packed.

A weight is one byte, −127…127: its sign times the root of its size, so that small ones keep their difference
(weight = sign · (byte / 127)² · largest). After the line come, packed together, the grams in order, separated
by line feeds, a NUL and a byte for each.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

FILE = "linear.weights"
_FORMAT = "feedback-bot linear weights 1"
_STEPS = 127


@dataclass(frozen=True, slots=True)
class Weights:
    """``by_gram`` is in units of a log-odds; ``version`` tells these weights from any others.

    ``header`` says with which sets they were trained, and what those were like.
    """

    by_gram: Mapping[str, float]
    bias: float
    version: str
    header: Mapping[str, object]


def load() -> Weights:
    """Those that we ship."""
    return unpacked(files("bot.sentiment").joinpath(FILE).read_bytes())


def unpacked(raw: bytes) -> Weights:
    """Raises ValueError for bytes that ``packed`` did not make."""
    line, found, rest = raw.partition(b"\n")
    if not found or _FORMAT.encode() not in line:
        raise ValueError("these are no weights of the linear model")
    header = json.loads(line)
    names, _, steps = zlib.decompress(rest).partition(b"\0")
    largest = header["largest"]
    values = [0.0] * 256
    for step in range(-_STEPS, _STEPS + 1):
        values[step % 256] = (1 if step > 0 else -1) * (step / _STEPS) ** 2 * largest
    by_gram = dict(zip(names.decode().split("\n"), map(values.__getitem__, steps), strict=True))
    return Weights(by_gram, header["bias"], sha256(raw).hexdigest()[:8], header)


def packed(by_gram: Mapping[str, float], bias: float, about: Mapping[str, object]) -> bytes:
    """Weights that round to nothing are left out. ``about`` goes into the header."""
    largest = max(map(abs, by_gram.values()))
    steps = {gram: _step(weight / largest) for gram, weight in sorted(by_gram.items())}
    kept = {gram: step for gram, step in steps.items() if step}
    header = {"format": _FORMAT, "grams": len(kept), "largest": largest, "bias": bias, **about}
    body = "\n".join(kept).encode() + b"\0" + bytes(step % 256 for step in kept.values())
    return json.dumps(header, ensure_ascii=True).encode() + b"\n" + zlib.compress(body, 9)


def _step(part: float) -> int:
    return round(math.sqrt(abs(part)) * _STEPS) * (1 if part > 0 else -1)
