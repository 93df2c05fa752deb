"""Where a number begins to be one, and a change to be clear: the edges, and the rule written once more."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from bot.core import statistics as ours

SCALES = {"nps": range(11), "csat": range(1, 6), "ces": range(1, 8), "stars": range(1, 6), "thumbs": range(2)}
NOTHING: Mapping[int, int] = {}


def answers(histogram: Mapping[int, int]) -> list[int]:
    return [value for value, count in histogram.items() for _ in range(count)]


def worth(kind: str, value: int) -> int:
    """What one answer adds to the score."""
    if kind == "nps":
        return (value >= 9) - (value <= 6)
    if kind == "stars":
        return value
    return value > {"csat": 3, "ces": 4, "thumbs": 0}[kind]


# --- a change


def greatest_common_step(values: set[int]) -> int:
    """The longest step in which each of these can be reached from each other; 0 for one value."""
    reach = max(values) - min(values)
    steps = (step for step in range(reach, 0, -1) if len({value % step for value in values}) == 1)
    return next(steps, 0)


def step_of(now: Mapping[int, int], before: Mapping[int, int]) -> int:
    coarser = now if len(answers(now)) <= len(answers(before)) else before
    given = {value for value, count in coarser.items() if count}
    both = {value for side in (now, before) for value, count in side.items() if count}
    return greatest_common_step(given) or greatest_common_step(both) or 1


def beyond_chance(kind: str, now: Mapping[int, int], before: Mapping[int, int], z: float) -> float:
    """By how much the difference is beyond what chance does, in units of the worth of an answer."""
    sides = [[worth(kind, value) for value in answers(side)] for side in (now, before)]
    all_of_them = [*sides[0], *sides[1]]
    spread = statistics.pvariance(all_of_them)
    if kind == "stars" and len(all_of_them) > 1:
        spread = statistics.variance(all_of_them)
    noise = 1 / len(sides[0]) + 1 / len(sides[1])
    step = step_of(now, before) if kind == "stars" else 1
    away = abs(statistics.fmean(sides[0]) - statistics.fmean(sides[1]))
    return away - step * noise / 2 - z * math.sqrt(spread * noise)


@st.composite
def two_sides(draw: st.DrawFn) -> tuple[str, dict[int, int], dict[int, int]]:
    """Of a kind; often unlike each other, and of few different answers."""
    kind = draw(st.sampled_from(sorted(SCALES)))
    sides = []
    for _ in range(2):
        values = draw(st.lists(st.sampled_from(SCALES[kind]), min_size=1, max_size=3, unique=True))
        sides.append({value: draw(st.integers(0, 40)) for value in values})
        assume(sum(sides[-1].values()))
    return kind, sides[0], sides[1]


@given(two_sides(), st.sampled_from([1, 2, 10]))
def test_a_change_is_clear_where_range_and_chance_both_say_so(
    drawn: tuple[str, dict[int, int], dict[int, int]], comparisons: int
) -> None:
    kind, now, before = drawn
    z = ours.z_for(comparisons)
    found = ours.change(kind, now, before, z=z)
    assert found is not None
    margin = beyond_chance(kind, now, before, z)
    assume(abs(margin) > 1e-9)
    excludes_nought = not found.interval.low <= 0 <= found.interval.high
    assert found.clear == (excludes_nought and margin > 0)
    difference = statistics.fmean(worth(kind, value) for value in answers(now)) - statistics.fmean(
        worth(kind, value) for value in answers(before)
    )
    assert found.difference == pytest.approx(difference * (100 if kind == "nps" else 1), abs=1e-9)


@pytest.mark.parametrize("kind", sorted(SCALES))
def test_what_is_clear_alone_need_not_be_one_of_many_comparisons(kind: str) -> None:
    low, *_, high = SCALES[kind]
    now, before = {high: 12, low: 3}, {high: 8, low: 12}
    alone, one_of_many = ours.change(kind, now, before), ours.change(kind, now, before, z=ours.z_for(50))
    assert alone is not None
    assert one_of_many is not None
    assert (alone.clear, one_of_many.clear) == (True, False)
    assert one_of_many.difference == alone.difference
    assert one_of_many.interval.low < alone.interval.low
    assert one_of_many.interval.high > alone.interval.high


def test_where_only_one_and_five_stars_are_given_half_a_step_is_two() -> None:
    """With half a star taken off instead of two this would be called a change; nor does the unit matter."""
    for low, high in ((1, 5), (4, 5)):
        now, before = {high: 4, low: 1}, {high: 1, low: 6}
        found = ours.change_of_means(now, before)
        assert found.interval.low > 0
        assert not found.clear
        assert ours.change_of_means({high: 5, low: 1}, {high: 1, low: 8}).clear


def test_the_range_of_a_change_of_means_widens_with_z_as_students_t_does() -> None:
    now, before, z = {1: 3, 4: 9}, {2: 8, 5: 3}, 2.8
    sides = answers(now), answers(before)
    expected = scipy_stats.ttest_ind(*sides, equal_var=False).confidence_interval(
        scipy_stats.norm.cdf(z) * 2 - 1
    )
    found = ours.change_of_means(now, before, z=z).interval
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-3)


def test_the_ranges_of_shares_and_nps_widen_with_z() -> None:
    level = scipy_stats.norm.cdf(2.8) * 2 - 1
    expected = scipy_stats.binomtest(7, 20).proportion_ci(level, method="wilson")
    found = ours.share(7, 20, 2.8).interval
    assert found is not None
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    usual, wide = (ours.change_of_nps({10: 9, 0: 3}, {10: 5, 0: 8}, z=z).interval for z in (1.4, 2.8))
    assert wide.high - wide.low == pytest.approx(2 * (usual.high - usual.low))


def test_a_change_of_nps_that_is_just_beyond_chance_is_one() -> None:
    now, before = {10: 5, 0: 1}, {10: 8, 0: 16}
    assert 0 < beyond_chance("nps", now, before, ours.Z) < 0.01
    assert ours.change_of_nps(now, before).clear


# --- one score


@pytest.mark.parametrize("n", [1, 2, 3, 5, 7, 29, 1000])
def test_none_and_all_are_at_the_very_ends_of_their_ranges(n: int) -> None:
    none, every = ours.share(0, n), ours.share(n, n)
    assert none.interval is not None
    assert every.interval is not None
    assert (none.value, none.interval.low) == (0, 0)
    assert (every.value, every.interval.high) == (1, 1)


def test_a_share_lies_in_its_range_for_every_count_up_to_a_hundred() -> None:
    for n in range(1, 101):
        for successes in range(n + 1):
            found = ours.share(successes, n)
            assert found.interval is not None
            assert 0 <= found.interval.low <= successes / n <= found.interval.high <= 1


@pytest.mark.parametrize(
    ("kind", "scale"),
    [
        ("nps", "from 0 to 10"),
        ("csat", "from 1 to 5"),
        ("ces", "from 1 to 7"),
        ("stars", "from 1 to 5"),
        ("thumbs", "from 0 to 1"),
    ],
)
def test_an_answer_off_the_scale_is_told_the_scale(kind: str, scale: str) -> None:
    with pytest.raises(ValueError, match=f"^99 is not a whole number {scale}$"):
        ours.headline(kind, {99: 1})


def test_a_mean_is_of_any_whole_numbers_and_of_nothing_else() -> None:
    assert ours.mean({-3: 1, 99: 1}).value == 48
    with pytest.raises(ValueError, match=r"^1\.5 is not a whole number$"):
        ours.mean({1.5: 1})  # type: ignore[dict-item]  # the wrong type is the point
    with pytest.raises(ValueError, match=r"^-1 answers of 3$"):
        ours.mean({3: -1})


def test_no_answers_have_no_mean_and_no_deviation() -> None:
    assert ours.mean(NOTHING) == ours.stars({4: 0}) == ours.NO_ANSWERS == ours.Estimate(None, 0, None)
    assert ours.deviation(NOTHING) is None
    assert ours.deviation({4: 1}) is None
    assert ours.deviation({4: 2}) == 0
    assert ours.deviation({4: 1, 1: 1, 5: 3}) == pytest.approx(statistics.stdev([4, 1, 5, 5, 5]))


@pytest.mark.parametrize("below", [0.6, 0.9, 0.975, 0.999, 0.99995])
def test_students_t_is_that_of_scipy_for_any_share_below(below: float) -> None:
    for degrees in (1, 1.001, 1.3, 1.7, 1.999, 2, 2.5, 3, 4, 4.7, 5, 12, 80, 1e4, 2e6):
        expected = scipy_stats.t.ppf(below, degrees)
        assert ours.t_quantile(degrees, below) == pytest.approx(expected, rel=1e-4), degrees


def test_one_degree_of_freedom_is_enough_for_students_t() -> None:
    assert ours.t_quantile(1) == pytest.approx(math.tan(math.pi * 0.475), rel=1e-6)
    with pytest.raises(ValueError, match=r"^0\.99 degrees of freedom$"):
        ours.t_quantile(0.99)


def test_the_range_of_stars_ends_where_the_scale_does() -> None:
    for histogram, low, high in (({5: 4, 1: 1}, None, 5), ({1: 4, 5: 1}, 1, None)):
        found = ours.stars(histogram).interval
        assert found is not None
        assert low is None or found.low == low
        assert high is None or found.high == high
    change = ours.change("stars", {5: 1, 4: 1}, {1: 1, 2: 1})
    assert change is not None
    assert (change.interval.low > -4, change.interval.high) == (True, 4)


# --- many scores


def test_each_of_many_comparisons_has_its_share_of_the_chance_of_one() -> None:
    assert ours.z_for(0) == ours.z_for(1) == ours.Z == 1.96
    for comparisons in (2, 3, 20, 1000):
        assert ours.z_for(comparisons) == pytest.approx(scipy_stats.norm.isf(0.025 / comparisons))


@pytest.mark.parametrize(
    ("kind", "here", "others", "tellable"),
    [
        ("csat", {5: 5}, {5: 3, 1: 2}, True),  # 5 · 2 / 10 is one bad answer to be expected
        ("csat", {5: 5}, {5: 4, 1: 1}, False),
        ("csat", {5: 3, 1: 2}, {5: 5}, True),
        ("csat", {5: 3, 4: 2}, {5: 3, 4: 2}, False),  # all of them are good
        ("csat", {5: 2}, {1: 200, 5: 198}, True),  # as many good as bad
        ("csat", {5: 2}, {1: 201, 5: 198}, False),
        ("nps", {10: 5}, {9: 3, 0: 2}, True),
        ("nps", {7: 5}, {8: 5}, False),  # both are worth nothing
        ("stars", {5: 5}, {4: 5}, True),
        ("stars", NOTHING, NOTHING, False),
        ("thumbs", NOTHING, {1: 5, 0: 5}, False),
    ],
)
def test_a_side_can_tell_where_one_answer_unlike_the_most_is_to_be_expected(
    kind: str, here: dict[int, int], others: dict[int, int], tellable: bool
) -> None:
    n = sum(here.values()) + sum(others.values())
    worths = Counter(worth(kind, value) for side in (here, others) for value in answers(side))
    smaller = min(sum(here.values()), sum(others.values()))
    expected = Fraction(smaller * (n - max(worths.values(), default=0)), n) if n else Fraction(0)
    assert ours.is_tellable(kind, here, others) is tellable is (expected >= 1)


@pytest.mark.parametrize(
    ("kind", "value", "place"),
    [
        *[("nps", -100, 0), ("nps", 0, 0.5), ("nps", 100, 1)],
        *[("stars", 1, 0), ("stars", 2, 0.25), ("stars", 5, 1)],
        *[("csat", 0, 0), ("ces", 0.3, 0.3), ("thumbs", 1, 1)],
    ],
)
def test_a_scores_place_is_between_the_worst_and_the_best(kind: str, value: float, place: float) -> None:
    assert ours.on_scale(kind, value) == place
