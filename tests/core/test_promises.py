"""When a promise is due, and when its giver is reminded."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.periods import BusinessHours
from bot.core.promises import due_moment, read_due, reminder_at

BERLIN = ZoneInfo("Europe/Berlin")
ALWAYS = BusinessHours({}, frozenset(), BERLIN)
OFFICE = BusinessHours(
    {day: ((time(9), time(17)),) for day in range(5)}, frozenset({date(2026, 3, 5)}), BERLIN
)
NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)  # a Monday, twelve in Berlin
HOURS = st.sampled_from([ALWAYS, OFFICE])


def test_the_giver_is_reminded_an_hour_before() -> None:
    assert reminder_at(NOON, NOON + timedelta(hours=5), ALWAYS) == NOON + timedelta(hours=4)


def test_the_hour_is_one_of_business() -> None:
    opens = datetime(2026, 3, 3, 8, tzinfo=UTC)  # Tuesday at nine in Berlin
    assert reminder_at(NOON, opens, OFFICE) == datetime(2026, 3, 2, 15, tzinfo=UTC), "Monday at four"


def test_where_there_is_little_time_it_is_half_way() -> None:
    assert reminder_at(NOON, NOON + timedelta(minutes=30), ALWAYS) == NOON + timedelta(minutes=15)
    saturday = datetime(2026, 3, 7, 10, tzinfo=UTC)
    assert reminder_at(saturday, saturday + timedelta(hours=4), OFFICE) == saturday + timedelta(hours=2)


@given(HOURS, st.integers(1, 60 * 24 * 60))
def test_the_reminder_comes_after_it_was_given_and_before_it_is_due(
    hours: BusinessHours, minutes: int
) -> None:
    due_at = NOON + timedelta(minutes=minutes)
    assert NOON < reminder_at(NOON, due_at, hours) < due_at


def test_a_day_alone_is_over_as_the_business_closes() -> None:
    assert due_moment(date(2026, 3, 3), None, OFFICE) == datetime(2026, 3, 3, 16, tzinfo=UTC)
    assert due_moment(date(2026, 3, 7), None, OFFICE) == datetime(2026, 3, 7, 17, tzinfo=UTC), "a Saturday"
    assert due_moment(date(2026, 3, 5), None, OFFICE) == datetime(2026, 3, 5, 17, tzinfo=UTC), "a holiday"
    assert due_moment(date(2026, 3, 3), None, ALWAYS) == datetime(2026, 3, 3, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "due_at"),
    [
        ("", "", None),
        ("2026-03-03", "12:00", datetime(2026, 3, 3, 11, tzinfo=UTC)),
        ("2026-03-03", "", datetime(2026, 3, 3, 16, tzinfo=UTC)),
        ("", "16:30", datetime(2026, 3, 2, 15, 30, tzinfo=UTC)),
    ],
)
def test_what_is_filled_in_is_the_business_own_time(day: str, at: str, due_at: datetime | None) -> None:
    assert read_due(day, at, NOON, OFFICE) == due_at


@pytest.mark.parametrize(
    ("day", "at"),
    [
        ("2026-03-01", ""),
        ("2026-03-02", "11:00"),
        ("", "11:00"),
        ("2027-04-01", ""),
        ("9999-12-31", "23:59"),
        ("0001-01-01", ""),
        ("Tuesday", ""),
        ("2026-03-03", "noon"),
        ("2026-03-03", "25:00"),
    ],
)
def test_what_is_over_far_away_or_no_date_is_refused(day: str, at: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_due(day, at, NOON, OFFICE)
