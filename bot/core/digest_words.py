"""What the words after ``/digest`` ask for.

::

    [why] [period] [segment|place] [touchpoint|theme]
    … vs …                what only one side names holds for both: "delivery berlin vs hamburg"

A period as ``parse_period`` reads it; names in any place, in any case, in part of a sentence ("in Berlin").
What is not understood is answered with the nearest that would be.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from bot.core.journey import STORE
from bot.core.periods import MONTHS, Period, PeriodKind, parse_period
from bot.core.report import ReportQuery
from bot.core.settings import Settings

_FILLERS = frozenset(
    {
        "a",
        "about",
        "and",
        "at",
        "did",
        "do",
        "does",
        "for",
        "from",
        "give",
        "how",
        "in",
        "is",
        "me",
        "of",
        "on",
    }
    | {"our", "please", "show", "the", "us", "was", "we", "were", "with"}
)
_WHY = frozenset({"why", "because"})
_VERSUS = re.compile(r"(?<!\S)(?:vs\.?|versus|against|compared (?:to|with))(?!\S)", re.IGNORECASE)
_PERIOD_WORDS = (
    *("today", "yesterday", "this", "last", "days", "weeks", "months", "since", "all", "why", "vs"),
    *(kind.value for kind in PeriodKind),
    *MONTHS,
)
_CLOSE_ENOUGH = 0.7  # difflib's ratio
_LONGEST = 500  # characters that are looked at


class Trouble(StrEnum):
    """Why words ask for nothing."""

    UNKNOWN = "unknown"  # something in them is not known
    PAIR = "pair"  # two things that cannot be set against each other
    OVERLAP = "overlap"  # two times that share days
    BEYOND = "beyond"  # a place whose numbers are for others


@dataclass(frozen=True, slots=True)
class Misread:
    """Words that ask for nothing. ``nearest`` are close to them and do; ``places`` are the asker's."""

    words: str
    trouble: Trouble = Trouble.UNKNOWN
    nearest: str | None = None
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Side:
    """What one side of "vs", or all of the words, names; None is not named."""

    period: Period | None = None
    segment: tuple[str, str] | None = None
    touchpoint: str | None = None
    theme: str | None = None
    why: bool = False


_Names = Mapping[str, str]
"""How something is called → its name."""


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything that can be named."""

    today: date
    segments: Mapping[str, tuple[str, str]]
    touchpoints: _Names
    themes: _Names

    @property
    def words(self) -> list[str]:
        names = (*self.segments, *self.touchpoints, *self.themes)
        return [*_PERIOD_WORDS, *dict.fromkeys(word for name in names for word in _split(name))]


def request(
    words: str,
    today: date,
    settings: Settings,
    segments: Iterable[tuple[str, str]] = (),
    within: Collection[str] = (),
) -> ReportQuery | Misread:
    """What the words ask for, or why they ask for nothing.

    ``segments`` are those that anything was counted for; those of the settings are known besides. ``within``
    are the places that whoever asks is limited to; none named: they are not.
    """
    known = _known(today, settings, segments, within)
    query = _understood(words[:_LONGEST], known)
    if isinstance(query, Misread):
        nearest = _nearest(words[:_LONGEST], known, within) if query.trouble is Trouble.UNKNOWN else None
        return replace(query, words=words, nearest=nearest)
    limited = limited_to(query, within)
    return limited or Misread(words, Trouble.BEYOND, places=tuple(sorted(within)))


def limited_to(query: ReportQuery, within: Collection[str]) -> ReportQuery | None:
    """The query within these places; None where it asks for what lies beyond them."""
    if not within:
        return query
    against = limited_to(query.against, within) if query.against else None
    if query.against and against is None:
        return None
    if query.segment is None:
        segment = (STORE, next(iter(within))) if len(within) == 1 else None
        return replace(
            query, segment=segment, places=() if segment else tuple(sorted(within)), against=against
        )
    is_theirs = query.segment[0] == STORE and query.segment[1] in within
    return replace(query, against=against) if is_theirs else None


def _known(
    today: date, settings: Settings, segments: Iterable[tuple[str, str]], within: Collection[str]
) -> _Known:
    planned = (plan.segment for plan in settings.digests.values() if plan.segment)
    places = ((STORE, name) for name in (*settings.places, *within))
    languages = dict.fromkeys((*settings.languages, *settings.taxonomies))
    taxonomies = [settings.taxonomy(language) for language in languages if language]
    labels = {theme.label: theme.name for taxonomy in taxonomies for theme in taxonomy.themes}
    return _Known(
        today,
        # The first of a name counts, and what the operator has written goes before what was counted.
        {value: (name, value) for name, value in reversed([*planned, *places, *segments])},
        {name: name for name in settings.touchpoints},
        {**labels, **{name: name for name in labels.values()}},
    )


def _understood(words: str, known: _Known) -> ReportQuery | Misread:
    sides = [_side(part, known) for part in _VERSUS.split(words)]
    read = [side for side in sides if side is not None]
    if len(read) < len(sides):
        return Misread(words)
    if len(read) == 1:
        return _query(read[0], known)
    if len(read) > 2:
        return Misread(words, Trouble.PAIR)
    return _compared(words, read[0], read[1], known)


def _query(side: _Side, known: _Known) -> ReportQuery:
    period = side.period or parse_period("", known.today)
    if period is None:
        raise ValueError("no words are the last 30 days")
    why = side.theme is not None or (side.why and side.touchpoint is not None)
    return ReportQuery(period, side.segment, side.touchpoint, known.today, why=why, theme=side.theme)


def _compared(words: str, one: _Side, other: _Side, known: _Known) -> ReportQuery | Misread:
    """What both name is what differs; what one names holds for the other too."""
    if one.theme or other.theme:
        return Misread(words, Trouble.PAIR)
    differs = [
        (one.period, other.period),
        (one.segment, other.segment),
        (one.touchpoint, other.touchpoint),
    ]
    named = [(mine, theirs) for mine, theirs in differs if mine is not None and theirs is not None]
    if not named or all(mine == theirs for mine, theirs in named):
        return Misread(words, Trouble.PAIR)
    if one.segment and other.segment and one.segment[0] != other.segment[0]:
        return Misread(words, Trouble.PAIR)  # somebody may be in both
    first, second = (
        replace(
            mine,
            period=mine.period or theirs.period,
            segment=mine.segment or theirs.segment,
            touchpoint=mine.touchpoint or theirs.touchpoint,
            why=False,
        )
        for mine, theirs in ((one, other), (other, one))
    )
    asked, against = _query(first, known), _query(second, known)
    same_people = asked.segment == against.segment and asked.touchpoint == against.touchpoint
    if same_people and asked.period.start < against.period.end and against.period.start < asked.period.end:
        return Misread(words, Trouble.OVERLAP)
    return replace(asked, against=against)


# --- one side


def _side(words: str, known: _Known) -> _Side | None:
    """What these words name; None where a part of them is not understood."""
    left = " ".join(words.replace(",", " ").rstrip("?!. ").split())
    if not left:
        return _Side()
    if period := parse_period(left, known.today):  # a period's words mean the period
        return _Side(period)
    why = any(word.casefold() in _WHY for word in left.split())
    left, segment = _explicit_segment(left, known)
    if segment is None:
        left, segment = _take(left, known.segments)
    left, touchpoint = _take(left, known.touchpoints)
    theme = None
    if _period(left, known) is None:
        left, theme = _take(left, known.themes)
    period = _period(left, known)
    if period is None:
        return None
    said_when = bool(_without_fillers(left))
    return _Side(period if said_when else None, segment, touchpoint, theme, why)


def _period(left: str, known: _Known) -> Period | None:
    return parse_period(left, known.today) or parse_period(_without_fillers(left), known.today)


_T = TypeVar("_T")


def _take(words: str, meanings: Mapping[str, _T]) -> tuple[str, _T | None]:
    """The words without the longest of the names that stands in them, and what it means."""
    for name in sorted(meanings, key=len, reverse=True):
        spelled = r"[\s_-]+".join(re.escape(part) for part in _split(name))
        rest, found = re.subn(rf"(?<!\S){spelled}(?!\S)", " ", words, count=1, flags=re.IGNORECASE)
        if spelled and found:
            return " ".join(rest.split()), meanings[name]
    return words, None


def _split(name: str) -> list[str]:
    return [part for part in re.split(r"[\s_-]+", name) if part]


def _explicit_segment(words: str, known: _Known) -> tuple[str, tuple[str, str] | None]:
    """``store=Berlin``; one that was counted, however it is spelled, else the one that is written."""
    found = re.search(r"(?<!\S)(\w+)[=:](\S+)", words)
    if found is None:
        return words, None
    said = (found[1], found[2])
    spelled = {(name.casefold(), value.casefold()): (name, value) for name, value in known.segments.values()}
    rest = " ".join((words[: found.start()] + words[found.end() :]).split())
    return rest, spelled.get((said[0].casefold(), said[1].casefold()), said)


def _without_fillers(words: str) -> str:
    return " ".join(word for word in words.split() if word.casefold() not in _FILLERS | _WHY)


# --- what may have been meant


def _nearest(words: str, known: _Known, within: Collection[str]) -> str | None:
    """The words with each that is not known replaced by the closest that is, where that makes sense.

    Else those of them that are known; never what lies beyond the asker's places.
    """
    plain = {word.casefold(): word for word in reversed(known.words)}
    meant = [_closest(word, plain) for word in words.split()]
    for said in (" ".join(meant), " ".join(word for word in meant if word.casefold() in plain)):
        query = _understood(said, known) if said else None
        if isinstance(query, ReportQuery) and limited_to(query, within) is not None:
            return said
    return None


def _closest(word: str, plain: Mapping[str, str]) -> str:
    bare = word.casefold().strip(",?!.")
    if bare in plain or bare.isdigit() or bare in _FILLERS:
        return word
    close = get_close_matches(bare, list(plain), n=1, cutoff=_CLOSE_ENOUGH)
    return plain[close[0]] if close else word
