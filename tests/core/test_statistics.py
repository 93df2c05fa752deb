"""Scores, their ranges and their changes, with scipy and exact enumeration as oracles."""

import math
import statistics
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from bot.core import statistics as ours

LEVEL = 2 * scipy_stats.norm.cdf(ours.Z) - 1  # the level that z = 1.96 stands for exactly

SCALES = {"nps": range(11), "csat": range(1, 6), "ces": range(1, 8), "stars": range(1, 6), "thumbs": range(2)}
LIMITS = {"nps": (-100, 100), "csat": (0, 1), "ces": (0, 1), "stars": (1, 5), "thumbs": (0, 1)}
KINDS = sorted(SCALES)


def histograms(kind: str, least: int = 1, most: int = 200) -> st.SearchStrategy[dict[int, int]]:
    answers = st.lists(st.sampled_from(SCALES[kind]), min_size=least, max_size=most)
    return answers.map(lambda values: {value: values.count(value) for value in set(values)})


kind_and_two_histograms = st.sampled_from(KINDS).flatmap(
    lambda kind: st.tuples(st.just(kind), histograms(kind), histograms(kind))
)
kind_and_histogram = kind_and_two_histograms.map(lambda drawn: drawn[:2])


def interval_of(estimate: ours.Estimate) -> ours.Interval:
    assert estimate.interval is not None
    return estimate.interval


def value_of(estimate: ours.Estimate) -> float:
    assert estimate.value is not None
    return estimate.value


# --- no data, and data that is not


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("nothing", [{}, {1: 0}])
def test_no_answers_have_no_score_rather_than_zero(kind: str, nothing: dict[int, int]) -> None:
    assert ours.headline(kind, nothing) == ours.Estimate(value=None, n=0, interval=None)
    assert ours.variance_of_one_answer(kind, nothing) is None


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_no_change_from_or_to_no_answers(kind: str) -> None:
    assert ours.change(kind, {1: 9}, {}) is None
    assert ours.change(kind, {}, {1: 9}) is None


def test_comparing_shares_nps_or_means_without_answers_is_refused() -> None:
    with pytest.raises(ValueError, match="no answers"):
        ours.change_of_shares(0, 0, 1, 2)
    with pytest.raises(ValueError, match="no answers"):
        ours.change_of_nps({9: 3}, {})
    with pytest.raises(ValueError, match="no answers"):
        ours.change_of_means({}, {3: 3})


def test_an_nps_of_zero_is_a_score() -> None:
    assert value_of(ours.nps({10: 4, 0: 4})) == 0
    assert value_of(ours.nps({7: 4})) == 0


@given(kind_and_histogram)
def test_n_is_the_answers_and_nothing_else(drawn: tuple[str, dict[int, int]]) -> None:
    kind, histogram = drawn
    assert ours.headline(kind, histogram).n == sum(histogram.values()) == ours.total(histogram)


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_off_the_scale_is_refused_by_name(kind: str) -> None:
    for value in (SCALES[kind][0] - 1, SCALES[kind][-1] + 1):
        with pytest.raises(ValueError, match=f"^{value} is not"):
            ours.headline(kind, {value: 1})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", [1.0, 1.5, "1", True, None])
def test_an_answer_that_is_not_a_whole_number_is_refused_by_name(kind: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"^{value!r} is not a whole number"):
        ours.headline(kind, {value: 1})  # type: ignore[dict-item]  # the wrong type is the point


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="-1 answers of 9"):
        ours.nps({9: -1})


@pytest.mark.parametrize(("successes", "n"), [(3, 2), (-1, 2), (1, 0), (0, -1)])
def test_more_successes_than_answers_are_refused(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="not a share"):
        ours.share(successes, n)


def test_an_unknown_kind_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'smiles'"):
        ours.headline("smiles", {1: 1})
    with pytest.raises(ValueError, match="'smiles'"):
        ours.change("smiles", {1: 1}, {1: 1})


# --- the scores


@pytest.mark.parametrize(
    ("kind", "value", "score"),
    [
        *[("nps", value, -100) for value in range(7)],
        *[("nps", value, 0) for value in (7, 8)],
        *[("nps", value, 100) for value in (9, 10)],
        *[("csat", value, value >= 4) for value in range(1, 6)],
        *[("ces", value, value >= 5) for value in range(1, 8)],
        *[("stars", value, value) for value in range(1, 6)],
        *[("thumbs", value, value) for value in range(2)],
    ],
)
def test_what_a_single_answer_is_worth(kind: str, value: int, score: float) -> None:
    assert value_of(ours.headline(kind, {value: 1})) == score
    assert ours.variance_of_one_answer(kind, {value: 1}) == 0


def test_nps_is_promoters_minus_detractors_in_percent() -> None:
    assert value_of(ours.nps({10: 3, 9: 2, 8: 1, 7: 2, 6: 1, 0: 1})) == 30


# --- the ranges


@pytest.mark.parametrize("n", [1, 2, 3, 5, 10, 29, 100, 1000])
def test_a_share_has_the_wilson_interval(n: int) -> None:
    for successes in {0, 1, n // 3, n // 2, n - 1, n}:
        expected = scipy_stats.binomtest(successes, n).proportion_ci(LEVEL, method="wilson")
        found = interval_of(ours.share(successes, n))
        assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-12)


DEGREES = [
    1,
    1.001,
    1.01,
    1.1,
    1.5,
    2,
    2.5,
    3,
    4,
    5,
    7.7,
    10,
    29,
    30,
    99.9,
    1e3,
    1e4,
    1e5,
    999_999,
    1e6,
    2e6,
    1e9,
]


@pytest.mark.parametrize("degrees", DEGREES)
def test_students_t_is_that_of_scipy(degrees: float) -> None:
    assert ours.t_quantile(degrees) == pytest.approx(scipy_stats.t.ppf(0.975, degrees), abs=1e-4)


def test_students_t_needs_a_degree_of_freedom() -> None:
    with pytest.raises(ValueError, match="degrees"):
        ours.t_quantile(0.5)


@given(histograms("stars", least=2))
def test_a_mean_has_students_interval(histogram: dict[int, int]) -> None:
    values = [value for value, count in histogram.items() for _ in range(count)]
    half_width = scipy_stats.t.ppf(0.975, len(values) - 1) * statistics.stdev(values) / math.sqrt(len(values))
    found = ours.mean(histogram)
    interval = interval_of(found)
    assert found.value == pytest.approx(sum(values) / len(values))
    assert (interval.high - interval.low) / 2 == pytest.approx(half_width, abs=1e-4)


def test_one_answer_has_a_mean_but_no_range() -> None:
    assert ours.mean({4: 1}) == ours.Estimate(value=4, n=1, interval=None)
    assert ours.stars({4: 1}).interval is None


def nps_coverage(n: int, promoters: float, detractors: float) -> float:
    """The probability, by going through every sample of n, that the interval holds the true score."""
    truth = 100 * (promoters - detractors)
    distribution = scipy_stats.multinomial(n, [promoters, 1 - promoters - detractors, detractors])
    covered = 0.0
    for p in range(n + 1):
        for d in range(n + 1 - p):
            interval = interval_of(ours.nps({10: p, 8: n - p - d, 0: d}))
            if interval.low - 1e-9 <= truth <= interval.high + 1e-9:
                covered += distribution.pmf([p, n - p - d, d])
    return covered


@pytest.mark.parametrize("n", [5, 10, 30])
def test_the_nps_range_holds_the_truth_as_often_as_it_says(n: int) -> None:
    populations = [
        (0.5, 0.17),
        (0.7, 0.1),
        (0.4, 0.4),
        (0.2, 0.5),
        (0.1, 0.1),
        (0.6, 0.3),
        (0.85, 0.05),
        (0.33, 0.33),
    ]
    coverages = [nps_coverage(n, p, d) for p, d in populations]
    assert sum(coverages) / len(coverages) >= 0.93
    assert min(coverages) >= 0.88


def test_the_nps_range_is_the_adjusted_one() -> None:
    p, d = 6.75 / 13, 2.75 / 13
    half_width = 1.96 * math.sqrt((p + d - (p - d) ** 2) / 13)
    found = interval_of(ours.nps({10: 6, 8: 2, 0: 2}))
    assert (found.low, found.high) == pytest.approx((100 * (p - d - half_width), 100 * (p - d + half_width)))


@given(kind_and_histogram)
def test_a_range_stays_on_its_scale_and_in_order(drawn: tuple[str, dict[int, int]]) -> None:
    kind, histogram = drawn
    estimate = ours.headline(kind, histogram)
    lowest, highest = LIMITS[kind]
    assert lowest <= value_of(estimate) <= highest
    if estimate.interval is not None:
        assert lowest <= estimate.interval.low <= estimate.interval.high <= highest


@given(st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(st.just(kind), histograms(kind, least=5))))
def test_whatever_may_be_shown_lies_in_its_own_range(drawn: tuple[str, dict[int, int]]) -> None:
    estimate = ours.headline(*drawn)
    interval = interval_of(estimate)
    assert interval.low - 1e-9 <= value_of(estimate) <= interval.high + 1e-9


@given(histograms("nps"), st.integers(2, 20))
def test_more_of_the_same_answers_narrow_the_nps_range(histogram: dict[int, int], times: int) -> None:
    few = interval_of(ours.nps(histogram))
    many = interval_of(ours.nps({value: count * times for value, count in histogram.items()}))
    # Not near ±100: there the shrinking and the clipping of a small sample play a part.
    if few.low > -100 and few.high < 100:
        assert many.high - many.low < few.high - few.low


@given(st.integers(1, 300))
def test_a_share_and_its_range_rise_with_the_successes(n: int) -> None:
    for fewer, more in pairwise(ours.share(successes, n) for successes in range(n + 1)):
        assert value_of(fewer) < value_of(more)
        assert interval_of(fewer).low < interval_of(more).low
        assert interval_of(fewer).high < interval_of(more).high


@given(histograms("nps"))
def test_turning_promoters_into_detractors_mirrors_the_nps(histogram: dict[int, int]) -> None:
    mirror = {value: (0 if value >= 9 else 10 if value <= 6 else value) for value in range(11)}
    turned = ours.merge(*({mirror[value]: count} for value, count in histogram.items()))
    estimate, mirrored = ours.nps(histogram), ours.nps(turned)
    assert value_of(mirrored) == -value_of(estimate)
    assert interval_of(mirrored).low == pytest.approx(-interval_of(estimate).high)


# --- changes


def independent_newcombe(x1: int, n1: int, x2: int, n2: int) -> tuple[float, float]:
    p1, p2 = x1 / n1, x2 / n2
    ci1 = scipy_stats.binomtest(x1, n1).proportion_ci(LEVEL, method="wilson")
    ci2 = scipy_stats.binomtest(x2, n2).proportion_ci(LEVEL, method="wilson")
    low = p1 - p2 - math.sqrt((p1 - ci1.low) ** 2 + (ci2.high - p2) ** 2)
    high = p1 - p2 + math.sqrt((ci1.high - p1) ** 2 + (p2 - ci2.low) ** 2)
    return low, high


def test_the_change_of_shares_is_the_one_in_newcombes_paper() -> None:
    for counts, expected in {
        (56, 70, 48, 80): (0.0524, 0.3339),
        (9, 10, 3, 10): (0.1705, 0.8090),
        (10, 10, 0, 10): (0.6075, 1.0000),
    }.items():
        found = ours.change_of_shares(*counts).interval
        assert (found.low, found.high) == pytest.approx(expected, abs=2e-4)


share_counts = st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(share_counts, share_counts)
def test_the_change_of_shares_is_newcombes_method_ten(now: tuple[int, int], before: tuple[int, int]) -> None:
    found = ours.change_of_shares(*now, *before)
    assert (found.interval.low, found.interval.high) == pytest.approx(
        independent_newcombe(*now, *before), abs=1e-9
    )


@given(share_counts, share_counts)
def test_csat_ces_and_thumbs_change_as_their_shares_do(now: tuple[int, int], before: tuple[int, int]) -> None:
    for kind, good, bad in [("csat", 4, 3), ("ces", 5, 4), ("thumbs", 1, 0)]:
        halves = [{good: successes, bad: n - successes} for successes, n in (now, before)]
        assert ours.change(kind, *halves) == ours.change_of_shares(*now, *before)


def test_the_change_of_nps_adjusts_both_periods() -> None:
    found = ours.change_of_nps({10: 6, 8: 2, 0: 2}, {10: 10, 8: 5, 0: 25})
    p1, d1, p2, d2 = 6.75 / 13, 2.75 / 13, 10.75 / 43, 25.75 / 43
    noise = math.sqrt((p1 + d1 - (p1 - d1) ** 2) / 13 + (p2 + d2 - (p2 - d2) ** 2) / 43)
    centre = (p1 - d1) - (p2 - d2)
    assert found.difference == pytest.approx(40 - (-37.5))
    assert found.interval.low == pytest.approx(100 * (centre - 1.96 * noise))
    assert found.interval.high == pytest.approx(100 * (centre + 1.96 * noise))
    assert found.clear


def false_alarms_of_nps(n_now: int, n_before: int, promoters: float, detractors: float) -> float:
    """The probability of a clear change although nothing changed, by going through every pair of samples."""
    samples = []
    for n in (n_now, n_before):
        distribution = scipy_stats.multinomial(n, [promoters, 1 - promoters - detractors, detractors])
        groups = [(p, d) for p in range(n + 1) for d in range(n + 1 - p)]
        samples.append(
            [({10: p, 8: n - p - d, 0: d}, distribution.pmf([p, n - p - d, d])) for p, d in groups]
        )
    return math.fsum(
        weight_now * weight_before
        for now, weight_now in samples[0]
        for before, weight_before in samples[1]
        if weight_now * weight_before > 1e-9 and ours.change_of_nps(now, before).clear
    )


@pytest.mark.parametrize(("n_now", "n_before"), [(5, 5), (10, 10), (6, 15)])
def test_an_unchanged_nps_seldom_looks_changed(n_now: int, n_before: int) -> None:
    for promoters, detractors in [(0.5, 0.17), (0.8, 0.1), (0.33, 0.33)]:
        assert false_alarms_of_nps(n_now, n_before, promoters, detractors) <= 0.055


@given(histograms("stars", least=5), histograms("stars", least=5))
def test_the_change_of_means_is_welchs(now: dict[int, int], before: dict[int, int]) -> None:
    samples = [[value for value, count in side.items() for _ in range(count)] for side in (now, before)]
    found = ours.change_of_means(now, before)
    assert found.difference == pytest.approx(statistics.fmean(samples[0]) - statistics.fmean(samples[1]))
    if all(len(set(sample)) > 1 for sample in samples):  # scipy warns of equal answers
        expected = scipy_stats.ttest_ind(*samples, equal_var=False).confidence_interval(0.95)
        assert (found.interval.low, found.interval.high) == pytest.approx(
            (expected.low, expected.high), abs=1e-3
        )


@given(histograms("stars", least=6), st.integers(1, 5), st.integers(6, 50))
def test_equal_answers_on_one_side_leave_welchs_range_as_it_is(
    now: dict[int, int], value: int, n: int
) -> None:
    assume(len(now) > 1)
    sample = [answer for answer, count in now.items() for _ in range(count)]
    moments = (statistics.fmean(sample), statistics.stdev(sample), len(sample))
    p_value = scipy_stats.ttest_ind_from_stats(*moments, value, 0, n, equal_var=False).pvalue
    assume(abs(p_value - 0.05) > 1e-4)
    interval = ours.change_of_means(now, {value: n}).interval
    assert (not interval.low <= 0 <= interval.high) == (p_value < 0.05)


@pytest.mark.parametrize(
    ("now", "before"), [({5: 1}, {1: 30, 2: 30}), ({5: 2}, {1: 2}), ({5: 5}, {3: 20, 4: 20})]
)
def test_too_few_stars_to_know_their_spread_change_nothing_clearly(
    now: dict[int, int], before: dict[int, int]
) -> None:
    assert ours.change("stars", now, before) == ours.Change(
        difference=value_of(ours.mean(now)) - value_of(ours.mean(before)),
        interval=ours.Interval(-4, 4),
        clear=False,
    )
    assert ours.change_of_means(now, before).interval == ours.Interval(-math.inf, math.inf)


def test_the_same_single_value_on_both_sides_is_no_change() -> None:
    assert ours.change_of_means({5: 6}, {5: 9}) == ours.Change(0, ours.Interval(0, 0), clear=False)


def test_the_range_of_an_nps_or_its_change_stops_at_what_is_possible() -> None:
    assert interval_of(ours.nps({10: 5})).high == 100
    assert interval_of(ours.nps({0: 5})).low == -100
    assert ours.change_of_nps({10: 5}, {0: 1000}).interval.high == 200
    assert ours.change_of_nps({0: 5}, {10: 1000}).interval.low == -200


def test_many_equal_answers_on_both_sides_do_change_clearly() -> None:
    found = ours.change_of_means({5: 6}, {4: 6})
    assert found == ours.Change(difference=1, interval=ours.Interval(1, 1), clear=True)


@given(kind_and_two_histograms)
def test_swapping_the_periods_negates_the_change(drawn: tuple[str, dict[int, int], dict[int, int]]) -> None:
    kind, now, before = drawn
    there, back = ours.change(kind, now, before), ours.change(kind, before, now)
    assert there is not None
    assert back is not None
    assert back.difference == pytest.approx(-there.difference)
    assert back.interval.low == pytest.approx(-there.interval.high)
    assert back.interval.high == pytest.approx(-there.interval.low)
    assert back.clear == there.clear


@given(kind_and_two_histograms)
def test_a_change_is_clear_only_when_its_range_excludes_zero(
    drawn: tuple[str, dict[int, int], dict[int, int]],
) -> None:
    found = ours.change(*drawn)
    assert found is not None
    assert not (found.clear and found.interval.low <= 0 <= found.interval.high)
    if found.clear:
        assert found.difference * found.interval.low > 0
        assert found.difference * found.interval.high > 0


@given(kind_and_histogram)
def test_the_same_answers_again_are_no_change(drawn: tuple[str, dict[int, int]]) -> None:
    kind, histogram = drawn
    found = ours.change(kind, histogram, histogram)
    assert found is not None
    assert found.difference == 0
    assert not found.clear


# --- what may be shown, trends, sums


@pytest.mark.parametrize(
    ("n", "to_the_public", "internally"),
    [
        (0, "counts", "hidden"),
        (4, "counts", "hidden"),
        (5, "grey", "grey"),
        (29, "grey", "grey"),
        (30, "full", "full"),
        (10_000, "full", "full"),
    ],
)
def test_few_answers_are_not_shown_as_a_score(n: int, to_the_public: str, internally: str) -> None:
    assert ours.showing(n, internal=False) == to_the_public
    assert ours.showing(n, internal=True) == internally


def test_control_limits_are_three_sigma_of_the_period_and_of_the_baseline() -> None:
    found = ours.control_limits(0.8, 0.16, n=25, baseline_n=400)
    sigma = math.sqrt(0.16 / 25 + 0.16 / 400)
    assert (found.low, found.high) == pytest.approx((0.8 - 3 * sigma, 0.8 + 3 * sigma))


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_control_limits_are_wider_for_fewer_answers(n: int, more: int) -> None:
    few = ours.control_limits(30.0, 6100.0, n, 500)
    many = ours.control_limits(30.0, 6100.0, n + more, 500)
    assert few.low < many.low < many.high < few.high


@pytest.mark.parametrize(("n", "baseline_n"), [(0, 10), (10, 0)])
def test_control_limits_need_answers(n: int, baseline_n: int) -> None:
    with pytest.raises(ValueError, match="need answers"):
        ours.control_limits(0.5, 0.25, n, baseline_n)


@given(kind_and_histogram)
def test_the_variance_of_one_answer_is_that_of_what_answers_are_worth(
    drawn: tuple[str, dict[int, int]],
) -> None:
    kind, histogram = drawn
    worth = [
        value_of(ours.headline(kind, {value: 1})) for value, count in histogram.items() for _ in range(count)
    ]
    assert ours.variance_of_one_answer(kind, histogram) == pytest.approx(
        statistics.pvariance(worth), abs=1e-9
    )


@given(st.lists(histograms("nps", least=0), max_size=4))
def test_merging_loses_and_doubles_no_answer(parts: list[dict[int, int]]) -> None:
    merged = ours.merge(*parts)
    assert ours.total(merged) == sum(ours.total(part) for part in parts)
    assert all(merged[value] == sum(part.get(value, 0) for part in parts) for value in merged)


def test_merging_leaves_its_parts_alone() -> None:
    first, second = {9: 1}, {9: 2, 3: 1}
    assert ours.merge(first, second) == {9: 3, 3: 1}
    assert (first, second) == ({9: 1}, {9: 2, 3: 1})


@settings(max_examples=20)
@given(histograms("stars"))
def test_stars_are_their_mean(histogram: dict[int, int]) -> None:
    assert ours.headline("stars", histogram).value == ours.mean(histogram).value
