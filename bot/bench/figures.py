"""What a benchmark says: a number beside what it is measured against."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number beside its baseline. ``ratio`` is above 1 where ours is the better one.

    ``against`` says what the baseline is; ``rounds`` holds what each round gave, in ``unit``.
    """

    name: str
    value: float
    unit: str
    against: str
    baseline: float
    ratio: float
    rounds: tuple[float, ...]


def rate(name: str, against: str, unit: str, ours: Sequence[float], theirs: Sequence[float]) -> Figure:
    """Medians of rates that were measured in turn; the ratio is the median of each round's."""
    ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
    return Figure(name, statistics.median(ours), unit, against, statistics.median(theirs), ratio, tuple(ours))


def allowance(name: str, unit: str, rounds: Sequence[float], allowed: float) -> Figure:
    """What may not be exceeded, in the best round: a busy machine can only make it worse."""
    best = min(rounds)
    return Figure(name, best, unit, "allowed", allowed, allowed / best, tuple(rounds))
