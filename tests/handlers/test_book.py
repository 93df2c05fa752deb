"""The customer book is written each month, and shown to managers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.core.book import Book
from bot.core.digest_words import Misread
from bot.core.events import CommandGiven, TimerDue
from bot.core.identity import Address
from bot.core.periods import PeriodKind, containing
from bot.core.ports import Needs
from bot.core.report import ChoiceCount, Numbers, Report
from handlers import book
from tests.handlers.conftest import ALEX, ALEX_ALONE, MAYA, MONDAY, World, limited


class Counting(World):
    """A world whose reports hold what customers want."""

    chosen = 60

    def _report(self, needs: Needs) -> Report | Misread | None:
        report = super()._report(needs)
        if not isinstance(report, Report) or not self.chosen:
            return report
        wants = ChoiceCount("three-questions", "wants", "price", self.chosen, 100)
        query = report.now.query
        assert query.by_segment is (needs.report == book.WORDS)
        return Report(Numbers(query, choices=(wants,)), report.before)


@pytest.fixture
def counting() -> Counting:
    return Counting()


def asked(world: World) -> Any:
    world.command("book", "", ALEX, sender="Alex")
    parcel = world.read(ALEX.place)[-1]
    return parcel.message.card, [line.key for line in parcel.message.lines]


def test_asked_for_it_is_written_once_for_the_last_whole_month(counting: Counting) -> None:
    card, _ = asked(counting)
    assert card["title"]["values"]["version"] == 1
    assert counting.rows.books[1].period == containing(PeriodKind.MONTH, date(2026, 2, 1))
    counting.chosen = 90  # answers that were corrected later change no version
    again, _ = asked(counting)
    assert again == card
    assert list(counting.rows.books) == [1]


def test_a_month_later_there_is_another_version_that_says_what_changed(counting: Counting) -> None:
    asked(counting)
    counting.chosen = 90
    counting.now = datetime(2026, 4, 1, 9, tzinfo=UTC)
    card, _ = asked(counting)
    assert card["title"]["values"]["version"] == 2
    (changed, *_) = card["sections"]
    assert [one["title"]["key"] for one in changed["lists"]] == ["book.changed.higher"]


def test_it_is_written_at_the_beginning_of_the_month_and_wakes_up_for_the_next(counting: Counting) -> None:
    counting.deliver(TimerDue("timer", "k", MONDAY, "t", "schedule_book", "book", MONDAY))
    timer = counting.timers["book:book"]
    assert timer.due == datetime(2026, 4, 1, 3, tzinfo=UTC)  # five in Berlin, in summer time by then
    counting.now = timer.due
    counting.fire(timer)
    assert counting.rows.books[1].period == containing(PeriodKind.MONTH, date(2026, 3, 1))
    assert counting.timers["book:book"].due == datetime(2026, 5, 1, 3, tzinfo=UTC)
    assert not counting.read(ALEX.place)


def test_an_empty_month_is_shown_and_not_kept(world: World) -> None:
    card, _ = asked(world)
    assert [one["title"]["key"] for one in card["sections"]] == ["book.empty_title"]
    assert not world.rows.books


class Broken(World):
    """A world in which no report can be had."""

    def _report(self, _needs: Needs) -> Report | None:
        return None


def test_without_new_numbers_the_last_version_is_shown() -> None:
    world = Broken()
    _, said = asked(world)
    assert said == ["book.not_now"]
    world.rows.books[3] = Book(3, MONDAY, containing(PeriodKind.MONTH, date(2026, 1, 1)), ())
    card, _ = asked(world)
    assert card["title"]["values"]["version"] == 3
    assert list(world.rows.books) == [3]


def test_nobody_else_reads_it(counting: Counting) -> None:
    counting.command("book", "", MAYA)
    assert "for managers" in counting.words(MAYA)[-1]
    assert not counting.rows.books


@pytest.mark.parametrize("at", [ALEX, ALEX_ALONE])
def test_whoever_is_limited_to_places_is_kindly_refused(counting: Counting, at: Address) -> None:
    limited(counting, "Berlin", "Hamburg")
    counting.command("book", "", at, sender="Alex")
    assert counting.parcels[-1].message.card is None
    assert "about Berlin, Hamburg only" in counting.words(at)[-1]
    assert not counting.rows.books
    command = CommandGiven("web", "k", MONDAY, at, "book", "")
    assert book.needs_of(command, counting.settings) == Needs()
