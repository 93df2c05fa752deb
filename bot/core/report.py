"""What was counted for a period, and how somebody asks for it.

``Numbers`` is what the storage counted for one query; a ``Report`` holds those of the period and of the
period before it, read in one moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from bot.core.beliefs import Belief
from bot.core.improvements import Improvement
from bot.core.ledger import Ledger
from bot.core.periods import Period, parse_period
from bot.core.sentiment import Sentiment
from bot.core.settings import Settings


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """What somebody wants numbers about. ``segment`` is ("store", "Berlin") or None for everything.

    ``today`` is the business's date when it is asked: of people who work with us nothing is told of days that
    are not over, and nothing at all where it is not known. ``by_segment``: each segment by itself as well.
    """

    period: Period
    segment: tuple[str, str] | None = None
    touchpoint: str | None = None
    today: date | None = field(default=None, compare=False)
    by_segment: bool = False


@dataclass(frozen=True, slots=True)
class RatingCount:
    """The answers to one rating question at one touchpoint: value → how many gave it."""

    survey: str
    question: str
    kind: str
    touchpoint: str
    histogram: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Funnel:
    """How far invitations of one survey at one touchpoint came, in people; delivered by sending date."""

    survey: str
    touchpoint: str
    delivered: int = 0
    responded: int = 0  # the headline rating was given
    completed: int = 0
    commented: int = 0


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One comment with what is known about it."""

    text: str
    rating: int | None
    kind: str | None
    unhappy: bool
    happy: bool
    touchpoint: str
    at: datetime
    survey: str | None = None  # None: the survey that the settings have for the touchpoint
    sentiment: Sentiment | None = None  # of the text alone


@dataclass(frozen=True, slots=True)
class ChoiceCount:
    """How often one option of one choice question was chosen."""

    survey: str
    question: str
    option: str
    n: int
    answered: int = 0  # how many answered the question at all, the same for its every option; 0: not counted


@dataclass(frozen=True, slots=True)
class CaseNumbers:
    """What became of the cases opened in the period."""

    opened: int = 0
    taken: int = 0
    taken_in_time: int = 0
    contacted: int = 0
    contacted_in_time: int = 0
    resolved: int = 0
    confirmed: int = 0
    reopened: int = 0
    still_open: int = 0
    median_to_take: timedelta | None = None
    median_to_contact: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """Of the customers who told us whether we had heard their comment right: how many we had."""

    right: int = 0
    replied: int = 0


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was counted for one query.

    Of people who work with us there is what may be told of them; what is not told by survey, the total of the
    comments, suppressions, cases and what we understood, is of buyers alone.
    """

    query: ReportQuery
    ratings: tuple[RatingCount, ...] = ()
    funnels: tuple[Funnel, ...] = ()
    choices: tuple[ChoiceCount, ...] = ()
    comments: tuple[CommentRow, ...] = ()  # newest first, a bounded sample
    comments_total: int = 0
    suppressions: Mapping[str, int] = field(default_factory=dict)  # reason → how many were not asked
    cases: CaseNumbers = field(default_factory=CaseNumbers)
    ledger: Ledger = field(default_factory=Ledger)
    understood: Understood = field(default_factory=Understood)
    improvements: tuple[Improvement, ...] = ()  # planned then, or moved in the period
    trend: tuple[tuple[date, RatingCount], ...] = ()  # first day of each week, headline answers in it


@dataclass(frozen=True, slots=True)
class Report:
    """Two periods side by side, read in one moment, and what the team believes by then.

    ``slices``: each segment by itself, where that was asked for.
    """

    now: Numbers
    before: Numbers
    beliefs: tuple[Belief, ...] = ()
    slices: tuple[Report, ...] = ()


# --- what somebody asks for

_FILLERS = frozenset({"a", "about", "at", "for", "from", "in", "of", "on", "the", "why"})


def request(
    words: str, today: date, settings: Settings, segments: Iterable[tuple[str, str]] = ()
) -> ReportQuery | None:
    """What the words after ``/digest`` ask for; None where they are not understood.

    A period as ``parse_period`` reads it, and in any place the name of a touchpoint, the value of a known
    segment or any segment as ``store=Berlin``. Known are those of the scheduled digests, and ``segments``.
    """
    left = " ".join(words.replace(",", " ").split())
    touchpoint: str | None = None
    segment: tuple[str, str] | None = None
    if parse_period(left, today) is None:  # a period's words mean the period
        left, segment = _explicit_segment(left)
        if segment is None:
            plans = (plan.segment for plan in settings.digests.values() if plan.segment)
            left, segment = _take(left, {value: (name, value) for name, value in (*plans, *segments)})
        left, touchpoint = _take(left, {name: name for name in settings.touchpoints})
        left = left if parse_period(left, today) else _without_fillers(left)
    period = parse_period(left, today)
    return ReportQuery(period, segment, touchpoint, today) if period else None


_T = TypeVar("_T")


def _take(words: str, meanings: Mapping[str, _T]) -> tuple[str, _T | None]:
    """The words without the longest of the names that stands in them, and what it means."""
    for name in sorted(meanings, key=len, reverse=True):
        spelled = r"[\s_-]+".join(re.escape(part) for part in re.split(r"[\s_-]+", name))
        rest, found = re.subn(rf"(?<!\S){spelled}(?!\S)", " ", words, count=1, flags=re.IGNORECASE)
        if found:
            return " ".join(rest.split()), meanings[name]
    return words, None


def _explicit_segment(words: str) -> tuple[str, tuple[str, str] | None]:
    found = re.search(r"(?<!\S)(\w+)[=:](\S+)", words)
    if found is None:
        return words, None
    return " ".join((words[: found.start()] + words[found.end() :]).split()), (found[1], found[2])


def _without_fillers(words: str) -> str:
    return " ".join(word for word in words.split() if word.casefold() not in _FILLERS)
