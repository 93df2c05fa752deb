"""Where a digest's numbers differ: from place to place, between those who answered and those who did not, and
between happy and unhappy customers in whether they came back. Buyers only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.core.statistics import Change, Estimate


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a segment, a place or a shift, at least 5 of which answered.

    ``others`` are all other values together. ``against`` is how far it is from them; None where fewer than 5
    answered elsewhere. ``differs``: chance is an unlikely reason, with as many comparisons as were made.
    """

    value: str
    estimate: Estimate
    others: Estimate
    against: Change | None
    differs: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """One headline by the values of one segment, the best first. ``values``: how many there are, also those
    of which too few answered.
    """

    survey: str
    question: str
    kind: str
    touchpoint: str
    segment: str
    values: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """Of the invitations that reached one value of a segment, and of those that reached the others, the
    share that was answered; as in ``Part``.
    """

    segment: str
    value: str
    values: tuple[str, ...]
    rate: Estimate
    others: Estimate
    against: Change
    differs: bool


@dataclass(frozen=True, slots=True)
class CameBack:
    """The share of happy and of unhappy customers who bought again in the days after they had answered.

    They were asked from ``start`` to before ``end``. ``newest``: only so many of the invitations, the newest,
    were looked at; None: all.
    """

    start: date
    end: date
    days: int
    happy: Estimate
    unhappy: Estimate
    happier: Change  # happy less unhappy
    newest: int | None


@dataclass(frozen=True, slots=True)
class Differing:
    """Everything of it; what is not known is empty, and what is not clear is in it as not differing."""

    spreads: tuple[Spread, ...] = ()
    answered: tuple[Answered, ...] = ()
    came_back: CameBack | None = None
