"""The customer book is kept as it was written, and written from each segment of the month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.core.book import Book, Chapter, Sentence
from bot.core.effects import Save
from bot.core.periods import PeriodKind, containing
from bot.core.ports import Needs
from bot.core.report import ReportQuery
from tests.storage.conftest import NOW, House, rated
from tests.storage.test_reports import MARCH, respond

SENTENCE = Sentence(
    id="store=Berlin|want|price",
    base="store=Berlin|want",
    chapter=Chapter.WANT,
    segment="store=Berlin",
    key="book.want",
    values={"option": {"en": "Price", "de": "Preis\x00"}},
    kind="thumbs",
    histogram={1: 60, 0: 40},
    day=date(2026, 3, 31),
)


def version(number: int) -> Book:
    return Book(number, NOW, MARCH, (replace(SENTENCE, histogram={1: number}), SENTENCE))


async def test_the_last_two_versions_are_kept_as_they_were_written(house: House) -> None:
    for number in (1, 2, 3):
        await house.decided(Save(version(number)))
    known = (await house.view(Needs(books=True))).rows.books
    assert known == {2: version(2), 3: version(3)}
    assert (await house.view(Needs())).rows.books == {}


async def test_each_segment_is_counted_by_itself_where_that_is_asked_for(house: House) -> None:
    for number, store in enumerate(("Berlin", "Berlin", "Potsdam=old")):
        await respond(house, number, rated(4 + number % 2), segments={"store": store, "size": "s"})
    april = containing(PeriodKind.MONTH, date(2026, 4, 1))
    report = await house.store.report(ReportQuery(MARCH, by_segment=True))
    found = {one.now.query.segment: one.now.ratings[0].histogram for one in report.slices}
    assert found == {
        ("size", "s"): {4: 2, 5: 1},
        ("store", "Berlin"): {4: 1, 5: 1},
        ("store", "Potsdam=old"): {4: 1},
    }
    assert (await house.store.report(ReportQuery(MARCH))).slices == ()
    assert (await house.store.report(ReportQuery(april, by_segment=True))).slices == ()
