"""``feedback-bot bench all``: every benchmark in a process of its own, one after another, in one table."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from bot.app import SystemClock
from bot.bench.figures import Figure
from bot.bench.machine import Machine, loop_ms, machine
from bot.bench.sizes import Sizes
from bot.bench.table import BENCHES
from bot.core.errors import FeedbackBotError, OperatorError

Say = Callable[[str], None]


class Failed(FeedbackBotError):
    """Benchmarks failed; the others are printed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One benchmark's result. ``missing`` says why there are no figures; ``note`` is for whoever keeps it."""

    at: str  # ISO 8601, UTC
    rounds: int
    words: str
    machine: Machine  # its loop just before
    loop_after_ms: float
    load: float  # average of one minute, before
    took_s: float
    figures: tuple[Figure, ...]
    missing: str = ""
    note: str = ""


Entries = dict[str, Entry]
"""By the name of the benchmark."""


def run(sizes: Sizes, only: Iterable[str], file: Path | None, say: Say) -> Entries:
    """Measure, tell each result, and write ``file``.

    What the file holds of benchmarks that are not measured now stays in it, with its date. Raises
    OperatorError where the file or a name is none, and Failed at the end where a benchmark failed.
    """
    names = list(only) or list(BENCHES)
    if unknown := [name for name in names if name not in BENCHES]:
        raise OperatorError(f"there is no benchmark {unknown[0]!r}; there are {', '.join(BENCHES)}")
    entries = read(file) if file is not None and file.exists() else {}
    failed = []
    say(HEAD)
    for name in names:
        entry = _one(name, sizes)
        if entry.missing.startswith(_FAILED):
            failed.append(name)
        if entry.figures or name not in entries:
            entries[name] = entry
        for line in lines(name, entry):
            say(line)
        if file is not None:
            write(file, entries)
    if failed:
        raise Failed(f"of the benchmarks {', '.join(failed)} failed")
    return entries


_FAILED = "it failed"


def _one(name: str, sizes: Sizes) -> Entry:
    here, load = machine(), os.getloadavg()[0]
    at = SystemClock().now().isoformat(timespec="seconds")
    start = time.monotonic()
    done = subprocess.run(  # noqa: S603 - ourselves; what goes on is said on standard error
        [sys.executable, "-m", "bot.bench", name],
        input=json.dumps(asdict(sizes)) + "\n",
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    entry = Entry(
        at, sizes.rounds, "", here, loop_ms(), round(load, 2), round(time.monotonic() - start, 1), ()
    )
    if done.returncode or not done.stdout:
        return replace(entry, missing=f"{_FAILED} with status {done.returncode}")
    said = json.loads(done.stdout.splitlines()[-1])
    if "missing" in said:
        return replace(entry, missing=said["missing"])
    return replace(entry, words=said["words"], figures=tuple(_figure(one) for one in said["figures"]))


# --- the table


HEAD = (
    f"{'':21} {'ours':>10} {'':16} {'beside':>10} {'':22} {'ratio':>7} {'n':>3}"
    "  calibration loop before and after"
)


def lines(name: str, entry: Entry) -> Iterator[str]:
    """A line for each figure."""
    if entry.missing:
        yield f"{name:21} not measured: {entry.missing}"
    loops = f"{entry.machine.loop_ms:.1f}, {entry.loop_after_ms:.1f} ms"
    for one in entry.figures:
        ratio = rounded(one.ratio) if one.ratio else "-"
        yield (
            f"{one.name:21} {rounded(one.value):>10} {one.unit:16} {rounded(one.baseline):>10} "
            f"{one.against:22} {ratio:>7} {len(one.rounds):>3}  {loops}"
        )


def rounded(value: float) -> str:
    """Three digits, or all of those before the point; a whole number as it is."""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.2g}" if 0 < value < 0.1 else f"{value:.{1 if value >= 10 else 2}f}"


# --- the file


def as_json(entries: Mapping[str, Entry]) -> str:
    """What ``read`` reads."""
    kept = {name: asdict(entries[name]) for name in BENCHES if name in entries}
    return json.dumps(kept, indent=1, ensure_ascii=False) + "\n"


def write(file: Path, entries: Mapping[str, Entry]) -> None:
    """Raises OperatorError where it cannot be written."""
    try:
        file.write_text(as_json(entries), "utf-8")
    except OSError as error:
        raise OperatorError(f"{file}: cannot be written ({error.strerror})") from error


def read(file: Path) -> Entries:
    """Raises OperatorError where it cannot be read, or is something else."""
    try:
        kept = json.loads(file.read_text("utf-8"))
        return {name: _entry(one) for name, one in kept.items()}
    except OSError as error:
        raise OperatorError(f"{file}: cannot be read ({error.strerror})") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise OperatorError(f"{file}: this is not what bench all --json writes") from error


def _entry(kept: Mapping[str, Any]) -> Entry:
    figures = tuple(_figure(one) for one in kept["figures"])
    return Entry(**{**kept, "machine": Machine(**kept["machine"]), "figures": figures})


def _figure(kept: Mapping[str, Any]) -> Figure:
    return Figure(**{**kept, "rounds": tuple(kept["rounds"])})
