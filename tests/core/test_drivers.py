"""What goes together with the headline, against scipy; and who is named with whom."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from bot.core.drivers import first_ratings, leads, together
from bot.core.statistics import NO_ANSWERS, Estimate, Interval

JOINTS = st.dictionaries(
    st.tuples(st.integers(1, 5), st.integers(0, 10)), st.integers(0, 40), min_size=1, max_size=30
)


def spread_out(joint: dict[tuple[int, int], int]) -> tuple[list[int], list[int]]:
    pairs = [pair for pair, n in joint.items() for _ in range(n)]
    return [one for one, _ in pairs], [other for _, other in pairs]


@given(JOINTS)
def test_rho_is_scipys_with_its_ties(joint: dict[tuple[int, int], int]) -> None:
    sides, leads = spread_out(joint)
    assume(len(set(sides)) > 1 and len(set(leads)) > 1)
    found = together(joint)
    assert found.n == len(sides)
    assert found.value == pytest.approx(stats.spearmanr(sides, leads).statistic, abs=1e-12)


@given(JOINTS)
def test_the_interval_is_bonetts_and_wrights_and_holds_rho(joint: dict[tuple[int, int], int]) -> None:
    found = together(joint)
    assume(found.interval is not None and found.value is not None)
    assert found.interval is not None
    assert found.value is not None
    r, error = found.value, math.sqrt((1 + found.value**2 / 2) / (found.n - 3))
    low, high = (math.tanh(math.atanh(r) + z * error) for z in (-1.96, 1.96))
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high))
    assert -1 <= found.interval.low <= r <= found.interval.high <= 1


def test_mid_ranks_decide_where_many_gave_the_same() -> None:
    # By hand: ranks 1.5 1.5 3.5 3.5 and 1 3 3 3, so 3 / √(4 · 3).
    assert together({(1, 1): 1, (1, 2): 1, (2, 2): 2}).value == pytest.approx(1 / math.sqrt(3))


def test_where_all_answers_on_a_side_are_alike_there_is_no_rho() -> None:
    assert together({(5, 1): 60, (5, 4): 60}) == Estimate(None, 120, None)
    assert together({(1, 5): 60, (4, 5): 60}) == Estimate(None, 120, None)


def test_no_answers_are_no_rho_of_nought() -> None:
    assert together({}) == NO_ANSWERS
    assert together({(1, 1): 0}) == NO_ANSWERS


def test_whole_agreement_has_no_range() -> None:
    assert together({(1, 1): 50, (5, 9): 50}) == Estimate(1.0, 100, None)
    assert together({(1, 9): 50, (5, 1): 50}) == Estimate(-1.0, 100, None)


def test_a_count_below_nought_is_refused() -> None:
    with pytest.raises(ValueError, match="below nought"):
        together({(1, 1): -1})


def ranged(value: float, low: float, high: float) -> Estimate:
    return Estimate(value, 200, Interval(low, high))


def test_those_whose_ranges_overlap_with_the_first_are_named_with_it() -> None:
    first = ranged(0.6, 0.5, 0.7)
    assert leads(first, first)
    assert leads(ranged(0.5, 0.4, 0.6), first)
    assert leads(ranged(0.2, -0.3, 0.5), first), "of few answers, so nobody can tell"
    assert not leads(ranged(0.4, 0.3, 0.49), first)


def test_none_leads_where_the_first_may_be_nought() -> None:
    first = ranged(0.1, -0.02, 0.2)
    assert not leads(first, first)
    assert not leads(Estimate(None, 200, None), Estimate(None, 200, None))


def test_whole_agreement_leads_alone() -> None:
    first = Estimate(1.0, 200, None)
    assert leads(first, first)
    assert not leads(ranged(0.9, 0.8, 0.95), first)


def test_the_ratings_of_the_side_itself_are_in_its_joint_histogram() -> None:
    assert first_ratings({(1, 2): 3, (1, 5): 1, (4, 5): 2}) == {1: 4, 4: 2}
