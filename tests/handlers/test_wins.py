"""The room of wins: praise that may be read there, once a local date, and no word on a day without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.core.effects import DigestRun, Lane, Timer
from bot.core.identity import Address, Role
from bot.core.periods import PeriodKind, Schedule
from bot.core.quoting import Consent
from bot.core.report import CommentRow, Numbers, ReportQuery, Voice
from bot.core.settings import DigestPlan, Room
from handlers import digests
from tests.handlers.conftest import BERLIN, World, good

JOY = Address("web", room="joy")
FIVE = datetime(2026, 3, 2, 16, tzinfo=UTC)  # Monday, five in the afternoon in Berlin
PLAN = DigestPlan(
    "wins:joy", Schedule(PeriodKind.DAY, None, time(17), BERLIN), "joy", PeriodKind.DAY, is_wins=True
)


@pytest.fixture
def shop(world: World) -> World:
    room = Room("joy", JOY, Role.WINS, "en")
    world.settings = replace(
        world.settings,
        rooms=(*world.settings.rooms, room),
        digests={PLAN.name: PLAN},
        staff_names=("Maria",),
    )
    world.fire(Timer("schedule", PLAN.name, world.now))
    return world


def glad(
    words: str, touchpoint: str = "visit", consent: Consent | None = Consent.NAMED, who: str = "c1"
) -> CommentRow:
    voice = Voice(who, consent, "Ann" if consent is Consent.NAMED else None)
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    felt = good(0.95)
    return CommentRow(words, 5, "csat", False, True, touchpoint, at, "three-questions", felt, voice)


def on_sunday(*comments: CommentRow) -> Callable[[ReportQuery], Numbers]:
    """What is counted: these were said on Sunday."""

    def numbers(query: ReportQuery) -> Numbers:
        has_it = query.period.start <= date(2026, 3, 1) < query.period.end
        return Numbers(query, comments=comments if has_it else ())

    return numbers


def test_the_praise_of_the_day_before_is_posted_at_its_hour_and_the_next_day_nothing_is(shop: World) -> None:
    shop.numbers = on_sunday(glad("Maria was lovely"))
    shop.wait(hours=5, minutes=59)
    assert shop.read(JOY) == []
    shop.wait(minutes=1)
    (parcel,) = shop.read(JOY)
    assert (parcel.purpose, parcel.lane, parcel.about) == (
        "wins",
        Lane.BROADCAST,
        "digest:wins:joy@2026-03-02",
    )
    shop.wait(days=3)
    assert shop.read(JOY) == []
    assert [key for key in shop.rows.digest_runs if key[0] == PLAN.name] == [
        (PLAN.name, f"2026-03-0{day}") for day in (2, 3, 4, 5)
    ]


def test_it_says_who_it_is_for_and_names_only_whoever_allowed_it(shop: World) -> None:
    shop.numbers = on_sunday(
        glad("Maria was lovely"),
        glad("Such a nice place", "delivery", Consent.UNNAMED),
        glad("I am silent", consent=None),
        glad("I never want it", consent=Consent.NEVER),
    )
    shop.wait(hours=6)
    (said,) = shop.words(JOY)
    assert said.split("\n") == [
        "What customers said on 2026-03-01",
        "For Maria: “Maria was lovely” — Ann, visit",
        "“Such a nice place” — delivery",
    ]


def test_a_room_that_names_touchpoints_reads_of_these(shop: World) -> None:
    rooms = tuple(
        replace(room, touchpoints=frozenset({"delivery"})) if room.name == "joy" else room
        for room in shop.settings.rooms
    )
    shop.settings = replace(shop.settings, rooms=rooms)
    shop.numbers = on_sunday(glad("Maria was lovely"), glad("So fast", "delivery"))
    shop.wait(hours=6)
    (said,) = shop.words(JOY)
    assert "So fast" in said
    assert "lovely" not in said


def test_much_praise_is_counted_after_the_first_ten(shop: World) -> None:
    shop.numbers = on_sunday(*[glad(f"Lovely {number}") for number in range(12)])
    shop.wait(hours=6)
    (said,) = shop.words(JOY)
    assert said.count("“") == 10
    assert said.endswith("And 2 more.")


def test_what_another_process_has_posted_is_not_posted_again(shop: World) -> None:
    shop.numbers = on_sunday(glad("Maria was lovely"))
    shop.rows.digest_runs[PLAN.name, "2026-03-02"] = DigestRun(PLAN.name, "2026-03-02", FIVE)
    shop.wait(hours=6)
    assert shop.read(JOY) == []
    assert shop.timers["digest:wins:joy"].due == FIVE + timedelta(days=1)


def test_after_downtime_the_praise_of_up_to_a_week_comes_together_and_says_that_it_is_late(
    shop: World,
) -> None:
    shop.numbers = on_sunday(glad("Maria was lovely"))
    shop.now = FIVE + timedelta(days=3, hours=2)
    shop.wait()
    (said,) = shop.words(JOY)
    assert said.startswith("This was due 2026-03-05 17:00; it comes late")
    assert "What customers said, 2026-03-01 to 2026-03-04\n" in said
    assert len(shop.rows.digest_runs) == 4


def test_longer_than_a_week_ago_is_no_news(shop: World) -> None:
    asked_for = []

    def numbers(query: ReportQuery) -> Numbers:
        asked_for.append(query.period)
        return Numbers(query)

    shop.numbers = numbers
    shop.now = FIVE + timedelta(days=30)
    shop.wait()
    assert asked_for[0].days == digests.MOST_WINS_DAYS


def test_what_could_not_be_read_is_tried_again(shop: World) -> None:
    shop.numbers = on_sunday(glad("Maria was lovely"))
    shop.uncountable = True
    shop.wait(hours=6)
    assert shop.read(JOY) == []
    shop.uncountable = False
    shop.wait(minutes=10)
    (said,) = shop.words(JOY)
    assert "could not be read before" in said
    assert "Maria was lovely" in said
