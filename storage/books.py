"""The versions of the customer book, as rows."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import Connection, select

from bot.core.book import Book, Chapter, Sentence
from bot.core.periods import Period, PeriodKind, containing
from storage.codec import fit, micros, moment
from storage.statements import AnyRow, Values
from storage.tables import books

_NEWEST = select(books).order_by(books.c.version.desc()).limit(2)


def newest(connection: Connection) -> list[Book]:
    """The newest version, and the one before it."""
    return [book_from(row) for row in connection.execute(_NEWEST)]


def book_row(book: Book) -> Values:
    pages = [
        {
            "id": one.id,
            "base": one.base,
            "chapter": one.chapter.value,
            "segment": one.segment,
            "key": one.key,
            "values": dict(one.values),
            "kind": one.kind,
            "histogram": sorted(one.histogram.items()),
            "day": one.day.isoformat(),
        }
        for one in book.sentences
    ]
    return {
        "version": book.version,
        "at_us": micros(book.at),
        "period": book.period.start.isoformat(),
        "pages": fit(json.dumps(pages)),
    }


def book_from(row: AnyRow) -> Book:
    version, at, start, pages = row
    sentences = tuple(
        Sentence(
            id=one["id"],
            base=one["base"],
            chapter=Chapter(one["chapter"]),
            segment=one["segment"],
            key=one["key"],
            values=one["values"],
            kind=one["kind"],
            histogram=dict(one["histogram"]),
            day=date.fromisoformat(one["day"]),
        )
        for one in json.loads(pages)
    )
    return Book(version, moment(at), month_from(start), sentences)


def month_from(start: str) -> Period:
    """The month that begins on this ISO date."""
    return containing(PeriodKind.MONTH, date.fromisoformat(start))
