"""The heads on sentence embeddings: what ``multilingual`` and ``accurate`` learn, and how they are measured.

A head is a logistic regression (Newton's method, L2) from the embedding to unhappy or happy; neutral texts
teach nothing. A set weighs as the root of its size, and within it both sides weigh the same. In English they
are stacked: the weight of the default engine's logit is fitted on logits of texts that neither has seen.

Embedding takes half an hour of one core: it is done once for a part of every set, and kept in a folder.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.sentiment import accurate, multilingual
from bot.sentiment.heads import Head
from bot.sentiment.training.sets import DataSet, Example

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    from bot.sentiment.heads import Embeddings

    Matrix = NDArray[float64]
    Vector = NDArray[float64]

HEADS_FILE = Path(accurate.__file__).with_name("heads.json")
DIGITS = 4  # after the point, of a weight as it is kept

# Of every set, so many: long ones take long, and the large ones repeat themselves.
_MOST = {
    "amazon": 1600,
    "movies": 2000,
    "editorials": 1400,
    "tweets": 1600,
    "cells": 923,
    "yelp": 950,
    "imdb": 950,
    "clothing": 2500,
    "drugs": 700,
    "lounges": 900,
    "seats": 800,
    "emotions": 4500,
    "meals": 2500,
}
_AT_ONCE = 64
_STEPS = 30


@dataclass(frozen=True, slots=True)
class Kind:
    """One embedding: who uses it, and the strength of L2 per text of weight 1."""

    engine: str
    load: Callable[[Path | None], Callable[[Sequence[str]], Embeddings]]
    l2: float


KINDS = {
    "use": Kind("multilingual", multilingual.load, 0.1),
    "e5": Kind("accurate", accurate.load, 1.0),
}


@dataclass(frozen=True, slots=True)
class Embedded:
    """So many of a set's examples, each a row of ``matrix``."""

    name: str
    group: str
    examples: tuple[Example, ...]
    matrix: Matrix

    @property
    def unhappy(self) -> Vector:
        """1 for an unhappy example, 0 for a happy one, 0.5 for a neutral one."""
        return np.array([1.0 - one.feeling / 2 for one in self.examples])


Logits = Mapping[str, Mapping[str, float]]
"""Set → text → logit."""


def embedded(sets: Sequence[DataSet], kind: str, folder: Path) -> Iterator[Embedded]:
    """A part of every set, embedded; what the folder holds of it is not computed again."""
    encode = None
    folder.mkdir(parents=True, exist_ok=True)
    for one in sets:
        examples = chosen(one)
        path = folder / f"{kind}_{one.name}_{_digest(examples)}.npy"
        if not path.is_file():
            encode = encode or KINDS[kind].load(None)
            texts = [example.text for example in examples]
            parts = [encode(texts[at : at + _AT_ONCE]) for at in range(0, len(texts), _AT_ONCE)]
            np.save(path, np.concatenate(parts).astype(np.float32))
        yield Embedded(one.name, one.group, examples, np.load(path).astype(np.float64))


def left_out(
    sets: Sequence[DataSet], folder: Path, default: Logits
) -> dict[str, dict[str, dict[str, float]]]:
    """Each engine's logits, in English, of texts whose group it has not seen: engine → set → text → logit.

    ``default`` are the default engine's logits of the same kind; texts that it lacks are left out.
    """
    found = {}
    for name, kind in KINDS.items():
        parts = [_known(one, default) for one in embedded(sets, name, folder)]
        found[kind.engine] = stacked(parts, leave_out(parts, kind.l2), default)
    return found


def all_made(sets: Sequence[DataSet], folder: Path, default: Logits) -> dict[str, Head]:
    """The heads that we ship: by the engine's name in English, and multilingual's where it stands alone."""
    found = {}
    for name, kind in KINDS.items():
        parts = [_known(one, default) for one in embedded(sets, name, folder)]
        found[kind.engine] = made(name, parts, default)
        if kind.engine == multilingual.MultilingualAnalyzer.name:
            found[multilingual.ELSEWHERE] = made(name, parts)
    return found


def _known(one: Embedded, default: Logits) -> Embedded:
    """Without texts that another set has too: the default engine was not measured on those."""
    places = [at for at, example in enumerate(one.examples) if example.text in default[one.name]]
    return Embedded(one.name, one.group, tuple(one.examples[at] for at in places), one.matrix[places])


def chosen(one: DataSet) -> tuple[Example, ...]:
    """The examples that are embedded: a random part that is the same every time."""
    ordered = sorted(one.examples, key=lambda example: hashlib.sha256(example.text.encode()).digest())
    return tuple(ordered[: _MOST[one.name]])


def _digest(examples: Sequence[Example]) -> str:
    texts = "\n".join(example.text for example in examples)
    return hashlib.sha256(texts.encode()).hexdigest()[:12]


def leave_out(parts: Sequence[Embedded], l2: float) -> dict[str, dict[str, float]]:
    """Every text's logit from a head that has seen nothing of its group: set → text → logit."""
    found: dict[str, dict[str, float]] = {}
    for group in dict.fromkeys(one.group for one in parts):
        weights, bias = fit([one for one in parts if one.group != group], l2)
        for one in (part for part in parts if part.group == group):
            logits = one.matrix @ weights + bias
            found[one.name] = dict(
                zip((example.text for example in one.examples), logits.tolist(), strict=True)
            )
    return found


def stacked(
    parts: Sequence[Embedded], own: Logits, default: Logits | None = None
) -> dict[str, dict[str, float]]:
    """Every text's logit beside the default's; neither of the models nor their weights have seen its group.

    The weights of a group are fitted on the logits of the others, which come from models that were left out
    in turn.
    """
    found: dict[str, dict[str, float]] = {}
    for group in dict.fromkeys(one.group for one in parts):
        beside, scale, bias = stack([one for one in parts if one.group != group], own, default)
        for one in (part for part in parts if part.group == group):
            found[one.name] = {
                text: scale * logit + bias + (beside * default[one.name][text] if default else 0.0)
                for text, logit in own[one.name].items()
            }
    return found


def stack(parts: Sequence[Embedded], own: Logits, default: Logits | None) -> tuple[float, float, float]:
    """The weight of the default's logit, of the head's own, and a bias: from logits of texts left out.

    Without the default's, it says how much of the head's own logit is to be believed.
    """
    used = [own] if default is None else [own, default]
    matrix = np.array(
        [[logits[one.name][example.text] for logits in used] for one in parts for example in one.examples]
    )
    unhappy = np.concatenate([one.unhappy for one in parts])
    weight = np.concatenate([_balanced(one.unhappy) for one in parts])
    weights, bias = logistic(matrix, unhappy, weight, 1e-6)
    return (0.0 if default is None else float(weights[1])), float(weights[0]), bias


def made(kind: str, parts: Sequence[Embedded], default: Logits | None = None) -> Head:
    """The head for everybody, from all the sets; with the default's logits of texts left out, stacked."""
    l2 = KINDS[kind].l2
    weights, bias = fit(parts, l2)
    beside, scale, shift = stack(parts, leave_out(parts, l2), default)
    weights, bias = scale * weights, scale * bias + shift
    kept = tuple(round(float(weight), DIGITS) for weight in weights)
    digest = hashlib.sha256(json.dumps([kept, beside]).encode()).hexdigest()[:8]
    return Head(digest, kept, round(bias, DIGITS), round(beside, DIGITS))


def save(heads: Mapping[str, Head], path: Path = HEADS_FILE) -> None:
    """By the engine's name, one a line."""
    lines = (f"  {json.dumps(name)}: {json.dumps(asdict(one))}" for name, one in sorted(heads.items()))
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def fit(parts: Sequence[Embedded], l2: float) -> tuple[Vector, float]:
    """Weights and bias of a head for the embedding as it is."""
    matrix = np.concatenate([one.matrix for one in parts])
    unhappy = np.concatenate([one.unhappy for one in parts])
    weight = np.concatenate([_balanced(one.unhappy) for one in parts])
    used = weight > 0
    return logistic(matrix[used], unhappy[used], weight[used], l2)


def _balanced(unhappy: Vector) -> Vector:
    """A set weighs as the root of its size, half of that lies on the unhappy; neutral ones weigh nothing."""
    weight = np.zeros(len(unhappy))
    for side in (0.0, 1.0):
        here = unhappy == side
        weight[here] = np.sqrt(len(unhappy)) / max(1, here.sum()) / 2
    return weight


def logistic(matrix: Matrix, target: Vector, weight: Vector, l2: float) -> tuple[Vector, float]:
    """Logistic regression by Newton's method (Hastie et al., The Elements of Statistical Learning, 4.4.1).

    Columns are standardised first, and the weights returned are for those as given. ``l2`` is per unit of
    weight; the bias has none.
    """
    total = weight.sum()
    mean = weight @ matrix / total
    spread = np.sqrt(weight @ (matrix - mean) ** 2 / total) + 1e-9
    design = np.hstack([(matrix - mean) / spread, np.ones((len(matrix), 1))])
    penalty = np.full(design.shape[1], l2 * total)
    penalty[-1] = 1e-9
    beta = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-(design @ beta)))
        gradient = design.T @ (weight * (p - target)) + penalty * beta
        curve = np.maximum(weight * p * (1 - p), 1e-9 * weight)
        step = np.linalg.solve((design * curve[:, None]).T @ design + np.diag(penalty), gradient)
        beta -= step
        if np.abs(step).max() < 1e-7:
            break
    weights = beta[:-1] / spread
    return weights, float(beta[-1] - weights @ mean)
