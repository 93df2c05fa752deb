"""Which shift a purchase fell in, by the clock where it was made."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.core.journey import Place, Purchase, Shift
from bot.core.shifts import segments_of
from tests.handlers.conftest import settings

EARLY = Shift("early", time(6), time(14))
LATE = Shift("late", time(14), time(22))
NIGHT = Shift("night", time(23), time(6))
AT_SIX = datetime(2026, 7, 1, 4, tzinfo=UTC)  # in Berlin, in summer
HOME = replace(
    settings(), shifts=(EARLY, LATE, NIGHT), places={"Lisbon": Place("Lisbon", ZoneInfo("Europe/Lisbon"))}
)


def bought(at: datetime, place: str | None = None, **segments: str) -> Purchase:
    return Purchase("p", "main", "1", "c", "visit", at, place=place, segments=segments)


@pytest.mark.parametrize(
    ("wall", "shift"),
    [
        ("06:00:00", "early"),
        ("13:59:59", "early"),
        ("14:00:00", "late"),
        ("21:59:59", "late"),
        ("22:00:00", None),
        ("22:59:59", None),
        ("23:00:00", "night"),
        ("00:00:00", "night"),
        ("05:59:59", "night"),
    ],
)
def test_a_shift_lasts_from_its_start_to_before_its_end_also_over_midnight(
    wall: str, shift: str | None
) -> None:
    at = datetime.fromisoformat(f"2026-07-01 {wall}").replace(tzinfo=ZoneInfo("Europe/Berlin"))
    assert segments_of(bought(at.astimezone(UTC)), HOME).get("shift") == shift


def test_the_clock_is_that_of_the_place_and_else_of_the_business() -> None:
    assert segments_of(bought(AT_SIX, "Lisbon"), HOME) == {"shift": "night"}
    assert segments_of(bought(AT_SIX, "Berlin"), HOME) == {"shift": "early"}


def test_the_same_wall_time_is_the_same_shift_on_both_sides_of_a_clock_change() -> None:
    winter, summer = datetime(2026, 1, 1, 5, 30, tzinfo=UTC), datetime(2026, 7, 1, 4, 30, tzinfo=UTC)
    assert {segments_of(bought(at), HOME)["shift"] for at in (winter, summer)} == {"early"}


def test_what_the_shop_says_goes_before_the_clock() -> None:
    assert segments_of(bought(AT_SIX, store="Berlin", shift="training"), HOME) == {
        "store": "Berlin",
        "shift": "training",
    }


def test_without_shifts_nothing_is_added() -> None:
    assert segments_of(bought(AT_SIX, store="Berlin"), settings()) == {"store": "Berlin"}


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        (EARLY, LATE, False),
        (EARLY, NIGHT, False),
        (NIGHT, Shift("x", time(5, 59), time(6)), True),
        (NIGHT, Shift("x", time(22), time(23, 1)), True),
        (EARLY, Shift("inside", time(7), time(8)), True),
        (Shift("all", time(6), time(6)), LATE, True),
    ],
)
def test_shifts_overlap_where_the_clock_shows_a_time_in_both(one: Shift, other: Shift, overlap: bool) -> None:
    assert one.overlaps(other) is other.overlaps(one) is overlap
