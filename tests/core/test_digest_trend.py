from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.digest import Trend, TrendPoint
from bot.core.digest_trend import TOLD_WEEKS, points, unusual

FIRST = date(2026, 8, 3)


def weekly(histograms: Sequence[Mapping[int, int]], kind: str = "csat") -> tuple[TrendPoint, ...]:
    weeks = {FIRST + timedelta(weeks=week): histogram for week, histogram in enumerate(histograms)}
    return points(kind, weeks, max(weeks), internal=False)


def told(*of: tuple[TrendPoint, ...]) -> list[Any]:
    return unusual([Trend(f"s{number}", {"en": "Visit"}, "csat", None, one) for number, one in enumerate(of)])


GOOD: Mapping[int, int] = {5: 16, 2: 4}
BAD: Mapping[int, int] = {5: 6, 2: 14}


def test_a_week_far_below_the_weeks_before_it_is_unusual() -> None:
    *usual, last = weekly([GOOD, GOOD, GOOD, BAD])
    assert not any(one.is_unusual for one in usual)
    assert last.is_unusual
    assert last.limits is not None
    assert last.limits.low == pytest.approx(0.8 - 3 * (0.16 / 20 + 0.16 / 60) ** 0.5)
    assert last.limits.high == 1  # the end of the scale


def test_it_is_told_with_its_n_and_with_what_was_likely() -> None:
    (line,) = told(weekly([GOOD, GOOD, GOOD, BAD]))
    assert line["key"] == "digest.unusual.low"
    values = line["values"]
    figures = (values["value"], values["n"], values["low"], values["high"])
    assert figures == ("30%", 20, "49%", "100%")
    assert values["week"] == "2026-08-24"


def test_a_week_far_above_is_told_as_high() -> None:
    (line,) = told(weekly([BAD, BAD, BAD, {5: 20}]))
    assert line["key"] == "digest.unusual.high"


def test_the_same_share_is_less_surprising_of_fewer_answers() -> None:
    assert weekly([GOOD, GOOD, GOOD, BAD])[-1].is_unusual
    assert not weekly([GOOD, GOOD, GOOD, {5: 3, 2: 4}])[-1].is_unusual


def test_before_30_answers_and_of_fewer_than_5_there_are_no_limits() -> None:
    first, second, third = weekly([{5: 10}, {5: 19, 2: 1}, {5: 4}])
    assert first.limits is None
    assert second.limits is None
    assert third.limits is None  # 30 before it, and 4 in it


def test_where_all_said_the_same_one_who_differs_is_nothing_unusual() -> None:
    *_, last = weekly([{5: 20}, {5: 20}, {5: 9, 2: 1}])
    assert last.limits is not None
    assert last.limits.low == last.limits.high == 1
    assert not last.is_unusual


def test_a_lasting_change_stops_being_unusual() -> None:
    found = weekly([GOOD, GOOD, *[BAD] * 12])
    assert found[2].is_unusual
    assert not found[-1].is_unusual


def test_the_newest_weeks_are_told_and_no_more_than_three() -> None:
    swinging = weekly([{5: 200, 2: 200}, *[{5: 60}, {2: 60}] * 3])
    lines = told(swinging)
    assert len(lines) == TOLD_WEEKS
    weeks = [line["values"]["week"] for line in lines]
    assert weeks == sorted(weeks, reverse=True)


def test_a_hidden_week_is_in_no_limits_and_has_none() -> None:
    weeks = {FIRST + timedelta(weeks=week): one for week, one in enumerate([{5: 29}, {5: 1}, GOOD])}
    found = points("csat", weeks, max(weeks), internal=True)
    assert found[1].estimate.n == 0
    assert found[2].limits is None  # 29 are known, not 30


@given(st.lists(st.dictionaries(st.integers(0, 10), st.integers(0, 30)), min_size=1, max_size=8))
def test_the_limits_hold_the_score_of_the_weeks_before_and_end_on_the_scale(
    histograms: list[dict[int, int]],
) -> None:
    for point in weekly(histograms, "nps"):
        if point.limits is not None:
            assert -100 <= point.limits.low <= point.limits.high <= 100
