"""Learning from the operator's own rated comments: which words mean unhappy, or happy, among these customers.

What is learnt stands beside the engine's own score and never replaces it: a logistic regression with the
engine's calibrated log-odds as an offset, a shift, and a weight for each word and pair of words that enough
customers wrote, held towards 0 (ridge; coordinate descent as in Genkin, Lewis and Madigan 2007). So with
little data little changes, and a word that nobody used is judged as before.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

LEAST_COMMENTS = 300  # with fewer it was never measured to help
LEAST_OF_EACH = 20  # unhappy ones, and others
BY_CUSTOMERS = 3  # so many must have written a word: what one alone wrote is not kept
UNHAPPY_SHARE = 0.2  # that an engine's probabilities are for
TELLING_FROM = 0.3  # a weight
RIDGE = 10.0
FOLDS = 5
_SWEEPS = 30
_ENOUGH = 1e-3  # a sweep whose every step is smaller is the last one
_LONGEST_STEP = 1.0  # of a weight, in a sweep

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Rated:
    """A comment, the engine's log-odds that it is unhappy, and whether its rating says so."""

    customer: str
    text: str
    log_odds: float
    unhappy: bool


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is added to an engine's log-odds: the shift, and the weight of each word or pair in the text."""

    shift: float
    weights: Mapping[str, float]

    def added(self, text: str) -> float:
        """To the log-odds of this text."""
        return self.shift + self.of_words(text)

    def of_words(self, text: str) -> float:
        """What its words alone add."""
        return math.fsum(self.weights.get(gram, 0.0) for gram in grams(text))

    def telling(self, text: str, *, unhappy: bool) -> list[tuple[int, int]]:
        """Where in the text the words stand that say so most clearly, strongest first, as offsets."""
        side = 1.0 if unhappy else -1.0
        found = [
            (-side * self.weights.get(gram, 0.0), start, end) for gram, (start, end) in grams(text).items()
        ]
        return [(start, end) for weight, start, end in sorted(found) if weight <= -TELLING_FROM]


def grams(text: str) -> dict[str, tuple[int, int]]:
    """The words of the text and each two that stand together, and where the first of each stands."""
    words = [
        (match.group().lower().replace("’", "'"), match.start(), match.end())
        for match in _TOKEN.finditer(text)
    ]
    found: dict[str, tuple[int, int]] = {}
    for word, start, end in words:
        found.setdefault(word, (start, end))
    for (one, start, _), (other, _, end) in pairwise(words):
        found.setdefault(f"{one} {other}", (start, end))
    return found


def learn(rated: Sequence[Rated], ridge: float = RIDGE) -> Learnt:
    """Deterministic: the same comments in the same order give the same weights.

    The shift is for customers of whom ``UNHAPPY_SHARE`` are unhappy, as the engine's log-odds are.
    """
    read = [grams(one.text) for one in rated]
    by = {(one.customer, gram) for one, found in zip(rated, read, strict=True) for gram in found}
    counts = Counter(gram for _, gram in by)
    columns: dict[str, list[int]] = {
        gram: [] for gram in sorted(gram for gram, n in counts.items() if n >= BY_CUSTOMERS)
    }
    for place, one in enumerate(read):
        for gram in sorted(one.keys() & columns.keys()):
            columns[gram].append(place)
    odds = [one.log_odds for one in rated]
    wanted = [float(one.unhappy) for one in rated]
    everywhere = list(range(len(rated)))
    shift, weights = 0.0, dict.fromkeys(columns, 0.0)
    for _ in range(_SWEEPS):
        step = _step(everywhere, odds, wanted, shift, 0.0)
        shift += step
        longest = abs(step)
        for gram, column in columns.items():
            step = _step(column, odds, wanted, weights[gram], ridge)
            weights[gram] += step
            longest = max(longest, abs(step))
        if longest < _ENOUGH:
            break
    share = (sum(wanted) + 0.5) / (len(wanted) + 1)  # never 0 or 1
    shift += _log_odds(UNHAPPY_SHARE) - _log_odds(share)
    return Learnt(shift, {gram: weight for gram, weight in weights.items() if abs(weight) >= _ENOUGH})


def _step(
    column: Sequence[int], odds: list[float], wanted: Sequence[float], weight: float, ridge: float
) -> float:
    """One Newton step of one weight; ``odds`` follow it."""
    gradient, curvature = ridge * weight, ridge
    for place in column:
        p = _logistic(odds[place])
        gradient += p - wanted[place]
        curvature += p * (1.0 - p)
    step = max(-_LONGEST_STEP, min(_LONGEST_STEP, -gradient / max(curvature, 1e-9)))
    for place in column:
        odds[place] += step
    return step


def _log_odds(p: float) -> float:
    return math.log(p / (1.0 - p))


def _logistic(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-500.0, min(500.0, logit))))


@dataclass(frozen=True, slots=True)
class Gain:
    """How well unhappy comments are told from others, before and after, on comments not learnt from.

    AUROC 0…1; ``sure`` says that chance is an unlikely reason for the difference: it is above 0 by two of its
    standard errors (DeLong, DeLong and Clarke-Pearson 1988).
    """

    n: int
    unhappy: int
    before: float
    after: float
    sure: bool


def gain(rated: Sequence[Rated]) -> Gain:
    """Learn from the comments of four fifths of the customers, judge those of the fifth, five times over.

    Words that are to be judged are not learnt from when somebody else wrote the very same.
    """
    folds = [crc32(one.customer.encode()) % FOLDS for one in rated]
    learnt = [_without(fold, rated, folds) for fold in range(FOLDS)]
    before = [one.log_odds for one in rated]
    after = [one.log_odds + learnt[fold].of_words(one.text) for one, fold in zip(rated, folds, strict=True)]
    unhappy = [one.unhappy for one in rated]
    first, second = _placements(before, unhappy), _placements(after, unhappy)
    change = second.auroc - first.auroc
    error = math.sqrt(_variance(first.low, second.low) + _variance(first.high, second.high))
    return Gain(len(rated), sum(unhappy), first.auroc, second.auroc, change > 2 * error)


def _without(fold: int, rated: Sequence[Rated], folds: Sequence[int]) -> Learnt:
    """What all the others teach."""
    judged = {one.text for one, own in zip(rated, folds, strict=True) if own == fold}
    return learn([one for one in rated if one.text not in judged])


@dataclass(frozen=True, slots=True)
class _Placed:
    """Of each unhappy comment the share of others below it; of each other that of unhappy ones above it."""

    auroc: float
    high: list[float]
    low: list[float]


def _placements(scores: Sequence[float], unhappy: Sequence[bool]) -> _Placed:
    high = sorted(score for score, is_unhappy in zip(scores, unhappy, strict=True) if is_unhappy)
    low = sorted(score for score, is_unhappy in zip(scores, unhappy, strict=True) if not is_unhappy)
    above = [
        _share_below(score, low) for score, is_unhappy in zip(scores, unhappy, strict=True) if is_unhappy
    ]
    below = [
        1.0 - _share_below(score, high)
        for score, is_unhappy in zip(scores, unhappy, strict=True)
        if not is_unhappy
    ]
    return _Placed(math.fsum(above) / len(above), above, below)


def _share_below(score: float, ordered: Sequence[float]) -> float:
    return (bisect_left(ordered, score) + bisect_right(ordered, score)) / 2 / len(ordered)


def _variance(before: Sequence[float], after: Sequence[float]) -> float:
    """Of the mean of their differences."""
    differences = [one - other for one, other in zip(after, before, strict=True)]
    mean = math.fsum(differences) / len(differences)
    return math.fsum((one - mean) ** 2 for one in differences) / (len(differences) - 1) / len(differences)
