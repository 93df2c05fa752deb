"""A period is counted from whole weeks and the days before and after them: every day once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.periods import Period, all_time
from storage.rollup_filters import grains_of
from storage.rollups import ALL_TIME, monday_of, week_of
from storage.statements import MOST_KEYS


def days_of(grain: int) -> range:
    """The days that are counted in a row of this day or week."""
    first, n = (grain, 1) if grain > ALL_TIME else (monday_of(grain), 7)
    return range(first, first + n)


@given(st.dates(date(1970, 1, 1), date(2040, 1, 1)), st.integers(0, 800))
def test_every_day_of_a_period_is_counted_once(start: date, length: int) -> None:
    period = Period("", start, start + timedelta(days=length))
    counted = [day for grain in grains_of(period) for day in days_of(grain)]
    assert counted == [*range(period.start.toordinal(), period.end.toordinal())]


@given(st.dates())
def test_a_week_goes_from_monday_to_sunday_and_its_days_are_its_own(day: date) -> None:
    week = days_of(week_of(day.toordinal()))
    assert day.toordinal() in week
    assert date.fromordinal(week[0]).weekday() == 0


def test_a_month_is_few_rows_and_all_time_is_one() -> None:
    assert (
        max(
            len(grains_of(Period("", start, start + timedelta(days=30))))
            for start in (date(2026, 6, day) for day in range(1, 8))
        )
        == 13 - 1
    )
    assert grains_of(all_time(date(2026, 6, 30))) == [ALL_TIME]


@pytest.mark.parametrize("end", [date(1, 1, 1), date(2026, 6, 1)])
def test_an_empty_period_counts_nothing_not_even_all_time(end: date) -> None:
    assert grains_of(Period("", end, end)) == []


def test_the_longest_period_fits_into_one_statement() -> None:
    assert len(grains_of(Period("", date(1970, 1, 2), date(2040, 1, 1)))) <= MOST_KEYS
