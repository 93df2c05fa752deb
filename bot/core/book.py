"""The customer book: what we know of those who buy, each sentence with its n and its date.

Its versions, and what differs between two of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.core.periods import Period
from bot.core.statistics import change, total
from bot.core.survey import LocalText


class Chapter(StrEnum):
    CHANGED = "changed"
    WHO = "who"
    WANT = "want"
    DOING = "doing"
    LOVE = "love"
    COMPLAIN = "complain"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that we know.

    ``id`` is the same in every version; sentences of one ``base`` are measured together. ``key`` and
    ``values`` are its words. ``histogram`` holds the answers that it says something of, as ratings of this
    ``kind``; a share is 1 yes, 0 no, of thumbs. ``day`` is the last that was counted. ``segment`` is
    "store=Berlin", or "" for everybody.
    """

    id: str
    base: str
    chapter: Chapter
    segment: str
    key: str
    values: Mapping[str, str | LocalText]
    kind: str
    histogram: Mapping[int, int]
    day: date

    @property
    def n(self) -> int:
        return total(self.histogram)


@dataclass(frozen=True, slots=True)
class Book:
    """One version. Versions count from 1."""

    version: int
    at: datetime
    period: Period
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from the version before: what rose or fell clearly, with what it was, and what is new."""

    higher: tuple[tuple[Sentence, Sentence], ...] = ()
    lower: tuple[tuple[Sentence, Sentence], ...] = ()
    new: tuple[Sentence, ...] = ()
    gone: tuple[Sentence, ...] = ()
    compared: int = 0


def changes(book: Book, before: Book | None) -> Changes:
    """What changed since; a number only where chance is an unlikely reason."""
    if before is None:
        return Changes()
    known = {one.id: one for one in before.sentences}
    again = [
        (one, known[one.id]) for one in book.sentences if one.id in known and one.day > known[one.id].day
    ]
    moved = [(pair, change(pair[0].kind, pair[0].histogram, pair[1].histogram)) for pair in again]
    ids = {one.id for one in book.sentences}
    return Changes(
        higher=tuple(pair for pair, one in moved if one is not None and one.clear and one.difference > 0),
        lower=tuple(pair for pair, one in moved if one is not None and one.clear and one.difference < 0),
        new=tuple(one for one in book.sentences if one.id not in known),
        gone=tuple(one for one in before.sentences if one.id not in ids),
        compared=len(moved),
    )


def segments(sentences: Iterable[Sentence]) -> list[str]:
    """The segments that something is said of, in order."""
    return list(dict.fromkeys(one.segment for one in sentences if one.segment))


def is_up_to_date(book: Book | None, period: Period) -> bool:
    """Whether there is a version of this period, or of a later one."""
    return book is not None and book.period.end >= period.end


def latest(books: Mapping[int, Book]) -> Sequence[Book]:
    """The newest version first."""
    return [books[version] for version in sorted(books, reverse=True)]
