"""Which texts are learned from, and how much each of them counts.

Of every set so many at most, that a large one does not speak for all; none that a set before has too; half of
what a set counts lies on its unhappy texts, half on its happy ones, and all sets count nearly alike. Neutral
texts count beside them, as ones that are somewhat more likely to come from a happy writer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from bot.sentiment.training.sets import DataSet, Example, Feeling

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    Vector = NDArray[float64]

MOST = 9000  # texts of a set
_SIZE_COUNTS = 0.25  # a set's weight is its size to this power
_NEUTRAL_COUNTS = 0.6  # where other texts count 1 on the average
_NEUTRAL_TARGET = 0.4
_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Pool:
    """Sets without doubles, and which doubles there were: (set, earlier set) → how many."""

    sets: tuple[DataSet, ...]
    doubles: tuple[tuple[str, str, int], ...]


def in_order(examples: Iterable[Example]) -> list[Example]:
    """In an order that is random and always the same, so that the first few stand for all."""
    return sorted(examples, key=lambda one: sha256(one.text.encode()).digest())


def pooled(sets: Sequence[DataSet], most: int = MOST) -> Pool:
    """At most so many of each; texts that are the same but for case and marks only where they come first."""
    first: dict[str, str] = {}
    doubles: dict[tuple[str, str], int] = {}
    kept = []
    for one in sets:
        examples = []
        for example in in_order(one.examples):
            earlier = first.setdefault(_LETTERS.sub(" ", example.text).strip().casefold(), one.name)
            if earlier == one.name:
                examples.append(example)
            else:
                doubles[one.name, earlier] = doubles.get((one.name, earlier), 0) + 1
        kept.append(DataSet(one.name, one.group, tuple(examples[:most])))
    return Pool(tuple(kept), tuple((*names, count) for names, count in doubles.items()))


def targets(sets: Sequence[DataSet]) -> Vector:
    """How unhappy each text of all sets in a row is: 1, 0, or between them for a neutral one."""
    by_feeling = {Feeling.UNHAPPY: 1.0, Feeling.NEUTRAL: _NEUTRAL_TARGET, Feeling.HAPPY: 0.0}
    return np.array([by_feeling[example.feeling] for one in sets for example in one.examples])


def balance(sets: Sequence[DataSet], without: str | None = None) -> Vector:
    """How much each text counts: nothing if it is of the group left out."""
    weights = []
    neutral = []
    for one in sets:
        feelings = np.array([example.feeling for example in one.examples])
        weight = np.zeros(len(feelings))
        for side in (Feeling.UNHAPPY, Feeling.HAPPY):
            if one.group != without and (here := feelings == side).any():
                weight[here] = len(feelings) ** _SIZE_COUNTS / here.sum()
        weights.append(weight)
        neutral.append((feelings == Feeling.NEUTRAL) & (one.group != without))
    every = np.concatenate(weights)
    every *= (every > 0).sum() / every.sum()
    every[np.concatenate(neutral)] = _NEUTRAL_COUNTS
    return every
