"""The dates that staff write: in words that sound like a promise, in a form's fields, after a command.

What is read is English. A reply that says what somebody will do, and by when ("I'll call you Tuesday before
noon"), suggests a date for it, no more: whoever wrote it sees the date before it counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.core.periods import MONTHS, WEEKDAYS

MOST_WORDS = 300  # characters of a promise that are kept

_DAY = timedelta(days=1)
_NUMBERS = {word: number for number, word in enumerate("a two three four five six seven".split(), 1)}
_NUMBERS |= {"an": 1, "one": 1, "a couple of": 2}
_WALLS = {
    "noon": time(12),
    "midday": time(12),
    "lunch": time(12),
    "lunchtime": time(12),
    "morning": time(12),
    "afternoon": time(18),
    "evening": time(21),
    "night": time(21),
    "tonight": time(21),
    "midnight": time(23, 59),
}


@dataclass(frozen=True, slots=True)
class Hint:
    """What sounds like a promise, and by when, on its giver's wall clock; ``at`` None: any time that day."""

    words: str
    day: date
    at: time | None = None


_SENTENCE = re.compile(r"[^.!?\n]{1,300}(?:[.:](?=\d)[^.!?\n]{0,60})*[.!?]*")  # a dot in a number ends none
_COMMITS = re.compile(
    r"\b(?:(?:i|we|he|she|they|you|it|that)'ll|will|shall|promise|going to|get back to you|make sure)\b"
)
_TAKES_BACK = re.compile(
    r"\b(?:can't|cannot|can not|couldn't|won't|will not|not sure|if|unless|might|may|maybe|perhaps|hope"
    r"|hoping|would|could|should|did you|do you|will you|were going to|was going to)\b"
)
_NUMBER = r"(?P<n>\d{1,2}|an?|one|two|three|four|five|six|seven|a couple of)"
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in MONTHS)
_WEEKDAY = rf"{'|'.join(WEEKDAYS)}|mon|tues?|wed|thu(?:rs)?|fri"  # not "sat" and "sun", which are words
_ORDINAL = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"

_Found = tuple[date, time | None]


def _in_hours(found: re.Match[str], now: datetime) -> _Found:
    due = now + timedelta(hours=_count(found["n"]))
    return due.date(), time(due.hour, due.minute)


def _in_minutes(found: re.Match[str], now: datetime) -> _Found:
    due = now + timedelta(minutes=_count(found["n"]))
    return due.date(), time(due.hour, due.minute)


def _count(said: str) -> int:
    return int(said) if said.isdecimal() else _NUMBERS[said]


def _on_weekday(found: re.Match[str], now: datetime) -> _Found:
    """The next one; of "next" week where that is said."""
    number = next(place for place, day in enumerate(WEEKDAYS) if day.startswith(found["weekday"][:3].lower()))
    ahead = (number - now.weekday()) % 7 or 7
    is_this_week = number > now.weekday()
    return now.date() + timedelta(days=ahead + 7 * (bool(found["next"]) and is_this_week)), None


def _on_date(found: re.Match[str], now: datetime) -> _Found:
    """The next day of this name."""
    month = next(place for place, name in enumerate(MONTHS, 1) if name.startswith(found["month"][:3]))
    day = date(now.year, month, int(found["day"]))
    return (day if day >= now.date() else date(now.year + 1, month, int(found["day"]))), None


_DAYS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], datetime], _Found]], ...] = (
    (
        re.compile(r"\b(?P<iso>\d{4}-\d\d-\d\d)\b"),
        lambda found, _: (date.fromisoformat(found["iso"]), None),
    ),
    (re.compile(rf"\b(?:with)?in (?:the next )?{_NUMBER} (?:business |working )?minutes?\b"), _in_minutes),
    (re.compile(rf"\b(?:with)?in (?:the next )?{_NUMBER} (?:business |working )?hours?\b"), _in_hours),
    (
        re.compile(rf"\b(?:with)?in (?:the next )?{_NUMBER} (?:business |working )?days?\b"),
        lambda found, now: (now.date() + timedelta(days=_count(found["n"])), None),
    ),
    (
        re.compile(r"\b(?:with)?in (?:the next |a )?(?:one )?week\b"),
        lambda _, now: (now.date() + timedelta(days=7), None),
    ),
    (re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening)|(?:end of|later in) the day)\b"),
     lambda _, now: (now.date(), None)),
    (re.compile(r"\bthe day after tomorrow\b"), lambda _, now: (now.date() + 2 * _DAY, None)),
    (re.compile(r"\btomorrow\b"), lambda _, now: (now.date() + _DAY, None)),
    (re.compile(rf"\b{_ORDINAL}(?: of)? (?P<month>{_MONTH})\b"), _on_date),
    (re.compile(rf"\b(?P<month>{_MONTH}) {_ORDINAL}\b"), _on_date),
    (re.compile(rf"\b(?P<next>next )?(?P<weekday>{_WEEKDAY})\b"), _on_weekday),
    (
        re.compile(r"\bend of (?:the|this) week\b"),
        lambda _, now: (now.date() + timedelta(days=(4 - now.weekday()) % 7), None),
    ),
)  # fmt: skip

_CLOCK = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-3])(?:(?:[:.](?P<minute>[0-5]\d))(?: ?(?P<half>[ap])\.?m\b)?"
    r"|(?: ?(?P<alone>[ap])\.?m\b| ?o'clock\b))"
)
_PART = re.compile(rf"\b(?P<part>{'|'.join(_WALLS)})\b")


def hint_in(text: str, now: datetime) -> Hint | None:
    """The first sentence that sounds like a promise with a date. ``now`` is on the giver's wall clock."""
    plain = text.replace("\u2019", "'")  # phones type the curly apostrophe
    for sentence in _SENTENCE.finditer(plain):
        said = sentence[0].casefold()
        if said.rstrip().endswith("?") or not _COMMITS.search(said) or _TAKES_BACK.search(said):
            continue
        found = _moment(said, now)
        if found is not None:
            words = text[sentence.start() : sentence.end()].strip()
            return Hint(words[:MOST_WORDS], *found)
    return None


def _moment(said: str, now: datetime) -> _Found | None:
    """The day and the time that a sentence names, if it is not over."""
    wall = _wall(said)
    for pattern, read in _DAYS:
        match = pattern.search(said)
        if match is None:
            continue
        try:
            day, at = read(match, now)
        except ValueError:  # a day that no calendar has
            continue
        at = at or wall
        return (day, at) if _is_ahead(day, at, now) else None
    if wall is None or not _CLOCK.search(said):
        return None
    day = now.date() if wall > now.time() else now.date() + _DAY
    return day, wall


def _is_ahead(day: date, at: time | None, now: datetime) -> bool:
    return day > now.date() or (day == now.date() and (at is None or at > now.time()))


def _wall(said: str) -> time | None:
    match = _CLOCK.search(said)
    if match is not None:
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        half = match["half"] or match["alone"]
        if half and hour <= 12:
            hour = hour % 12 + 12 * (half == "p")
        return time(hour, minute)
    part = _PART.search(said)
    return _WALLS[part["part"]] if part else None


# --- after a command: "2026-03-03 12:00 I'll call you", "tomorrow 5pm …", "tuesday …"

_FIRST_DAYS: Mapping[str, Callable[[re.Match[str], datetime], _Found]] = {
    r"(?P<iso>\d{4}-\d\d-\d\d)": lambda found, _: (date.fromisoformat(found["iso"]), None),
    r"today": lambda _, now: (now.date(), None),
    r"tomorrow": lambda _, now: (now.date() + _DAY, None),
    rf"(?P<next>next )?(?P<weekday>{_WEEKDAY})": _on_weekday,
}
_FIRST_TIME = re.compile(
    r"(?:at |by |before )?(?:(?P<part>noon|midday)|(?P<hour>[01]?\d|2[0-3])"
    r"(?::(?P<minute>[0-5]\d))?(?: ?(?P<half>[ap])\.?m)?)[,:]?(?=\s|$)"
)


def dated(words: str, now: datetime) -> tuple[Hint, str] | None:
    """The date, perhaps with a time, that these words begin with, and the words behind it; None without."""
    said = words.strip()
    for pattern, read in _FIRST_DAYS.items():
        match = re.match(rf"(?:by |on )?(?:{pattern})[,:]?(?=\s|$)", said, re.IGNORECASE)
        if match is None:
            continue
        try:
            day, _ = read(match, now)
        except ValueError:  # a day that no calendar has
            return None
        at, rest = _first_time(said[match.end() :].strip())
        return Hint(rest[:MOST_WORDS], day, at), rest
    return None


def _first_time(rest: str) -> tuple[time | None, str]:
    """A time at the beginning; a bare number is one only with minutes or a half of the day."""
    match = _FIRST_TIME.match(rest.casefold())
    if match is None:
        return None, rest
    if match["part"]:
        return time(12), rest[match.end() :].strip()
    if not (match["minute"] or match["half"]):
        return None, rest
    hour = int(match["hour"])
    if match["half"] and hour <= 12:
        hour = hour % 12 + 12 * (match["half"] == "p")
    return time(hour, int(match["minute"] or 0)), rest[match.end() :].strip()
