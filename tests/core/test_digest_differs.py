"""Where a digest's numbers differ: what is called a difference, how seldom by chance, and how it is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from math import comb
from typing import Any

import pytest
from scipy import stats

from bot.core.digest import Digest
from bot.core.digest_card import card
from bot.core.digest_composing import compose
from bot.core.digest_json import digest_json
from bot.core.digest_returning import DAYS
from bot.core.periods import EARLIEST, rolling
from bot.core.report import Funnel, Numbers, RatingCount, Report, ReportQuery, Returned, SegmentCounts
from bot.core.statistics import change, deviation, is_tellable, merge, t_quantile, z_for
from bot.texts import render
from bot.texts.cards import rendered
from bot.texts.digest_text import text
from storage import returned
from tests.core.test_digest import settings

TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
QUERY = ReportQuery(rolling(30, TODAY), today=TODAY)


def csat(good: int, bad: int, touchpoint: str = "delivery") -> RatingCount:
    return RatingCount("delivery", "delivery", "csat", touchpoint, {5: good, 1: bad})


def counted(
    name: str, value: str, *ratings: RatingCount, asked: tuple[int, int] | None = None
) -> SegmentCounts:
    """``asked``: delivered, responded."""
    funnels = (Funnel("delivery", "delivery", *asked),) if asked else ()
    return SegmentCounts((name, value), ratings, funnels)


def digest_of(*segments: SegmentCounts, returned: Returned | None = None, **changes: Any) -> Digest:
    """A digest whose headline is that of everybody in these segments' places."""
    everybody = [one for segment in segments for one in segment.ratings] or [csat(20, 20)]
    histogram = merge(*(one.histogram for one in everybody))
    numbers = Numbers(QUERY, ratings=(replace(everybody[0], histogram=histogram),), **changes)
    before = Numbers(replace(QUERY, period=QUERY.period.previous()))
    return compose(Report(numbers, before, segments=segments, returned=returned), settings(), NOW)


def said(digest: Digest) -> list[str]:
    """The lists of the section, in words."""
    whole: Any = rendered(card(digest), "en", render)
    return [
        item
        for section in whole["sections"]
        if section["title"] == "Where it differs"
        for one in section["lists"]
        for item in one["items"]
    ]


BERLIN, HAMBURG = counted("store", "Berlin", csat(58, 22)), counted("store", "Hamburg", csat(31, 30))


# --- places and shifts


def test_two_places_that_differ_are_told_in_one_line_with_both_scores_and_n() -> None:
    line = "Delivery: satisfied (CSAT): Berlin and Hamburg differ, 72% (n=80) against 51% (n=61)"
    assert line.casefold() in [one.casefold() for one in said(digest_of(BERLIN, HAMBURG))]


def test_two_places_that_do_not_are_not_named_as_different() -> None:
    shown = said(digest_of(BERLIN, counted("store", "Hamburg", csat(40, 21))))
    assert "No clear difference between places; there are 2." in shown
    assert not any("differ," in line for line in shown)


def test_of_several_places_the_one_that_stands_out_is_named_against_the_others() -> None:
    others = [counted("store", name, csat(60, 20)) for name in ("Bonn", "Kiel")]
    found = digest_of(*others, counted("store", "Ulm", csat(30, 50)))
    assert any("Ulm is below the others, 38% (n=80) against 75% (n=160)" in line for line in said(found))


def test_more_comparisons_ask_for_more() -> None:
    two = digest_of(BERLIN, HAMBURG).differing.spreads[0]
    three = digest_of(BERLIN, HAMBURG, counted("store", "Kiel", csat(33, 20))).differing.spreads[0]
    assert [part.differs for part in two.parts] == [True, True]
    assert not any(part.differs for part in three.parts)


def test_two_places_make_one_comparison() -> None:
    here, there = csat(58, 22), csat(32, 27)
    clear = {
        z: found.clear
        for z in (z_for(1), z_for(2))
        if (found := change("csat", here.histogram, there.histogram, z=z)) is not None
    }
    assert list(clear.values()) == [True, False]
    (spread,) = digest_of(
        counted("store", "Berlin", here), counted("store", "Hamburg", there)
    ).differing.spreads
    assert all(part.differs for part in spread.parts)


def test_two_bad_answers_of_five_do_not_make_a_place_differ_where_bad_ones_are_rare() -> None:
    here, there = csat(3, 2), csat(198, 2)
    found = change("csat", here.histogram, there.histogram)
    assert found is not None
    assert found.clear
    (spread,) = digest_of(counted("store", "Kiel", here), counted("store", "Berlin", there)).differing.spreads
    assert not any(part.differs for part in spread.parts)


def test_a_place_of_fewer_than_5_answers_is_not_named_and_counts_among_the_others() -> None:
    digest = digest_of(BERLIN, HAMBURG, counted("store", "Kiel", csat(0, 4)))
    assert "Kiel" not in json.dumps(digest_json(digest)["differing"])
    assert "Kiel" not in text(card(digest), render, "en")
    (spread,) = digest.differing.spreads
    assert spread.values == 3
    assert {part.value: part.others.n for part in spread.parts} == {"Berlin": 65, "Hamburg": 84}


def test_a_place_of_fewer_than_30_answers_is_called_rough() -> None:
    shown = text(card(digest_of(BERLIN, counted("store", "Kiel", csat(20, 9)))), render, "en")
    assert "29, rough" in shown
    assert "80, rough" not in shown


def test_with_one_place_nothing_is_said_of_places() -> None:
    assert not any("place" in line for line in said(digest_of(BERLIN)))


def test_shifts_are_told_like_places() -> None:
    shown = said(digest_of(counted("shift", "morning", csat(58, 22)), counted("shift", "late", csat(31, 30))))
    assert any("morning and late differ, 72% (n=80) against 51% (n=61)" in line for line in shown)


def test_of_very_many_places_a_bounded_number_of_rows_is_shown_and_the_rest_is_counted() -> None:
    many = [counted("store", f"Place {number:02}", csat(6, 4)) for number in range(40)]
    shown = text(card(digest_of(*many)), render, "en")
    assert shown.count("Place ") - shown.count("Place or shift") == 24
    assert "and 16 more" in shown


# --- the rule


def test_the_level_of_each_comparison_is_that_of_bonferroni() -> None:
    assert z_for(1) == 1.96
    for comparisons in (2, 7, 60):
        assert z_for(comparisons) == pytest.approx(stats.norm.isf(0.025 / comparisons))


def test_a_range_at_another_level_is_that_of_the_papers() -> None:
    z = 2.8
    here, there = {5: 30, 1: 10}, {5: 70, 1: 50}
    found = change("csat", here, there, z=z)
    assert found is not None
    level = 2 * stats.norm.cdf(z) - 1
    one, other = (
        stats.binomtest(good, n).proportion_ci(level, method="wilson") for good, n in ((30, 40), (70, 120))
    )
    p, q = 30 / 40, 70 / 120
    assert found.interval.low == pytest.approx(p - q - ((p - one.low) ** 2 + (other.high - q) ** 2) ** 0.5)
    assert found.interval.high == pytest.approx(p - q + ((one.high - p) ** 2 + (q - other.low) ** 2) ** 0.5)
    assert t_quantile(9, 0.999) == pytest.approx(stats.t.ppf(0.999, 9), abs=1e-4)


def test_the_standard_deviation_is_that_of_a_sample() -> None:
    assert deviation({1: 3, 4: 2, 5: 9}) == pytest.approx(stats.tstd([1] * 3 + [4] * 2 + [5] * 9))
    assert deviation({4: 1}) is None


def test_a_place_needs_an_expected_count_of_one_for_the_rarer_outcome() -> None:
    expected = stats.contingency.expected_freq([[5, 0], [191, 4]]).min()
    assert expected < 1
    assert not is_tellable("csat", {5: 5}, {5: 191, 1: 4})
    assert stats.contingency.expected_freq([[5, 0], [155, 40]]).min() >= 1
    assert is_tellable("csat", {5: 5}, {5: 155, 1: 40})


@pytest.mark.parametrize("sizes", [(10, 20, 40), (5, 5, 60), (8, 8, 8, 8)])
@pytest.mark.parametrize("share", [0.5, 0.8, 0.95])
def test_where_no_place_differs_one_is_named_in_at_most_5_percent(
    sizes: tuple[int, ...], share: float
) -> None:
    z, known = z_for(len(sizes)), dict[tuple[int, int, int], bool]()
    errs = 0.0
    for goods in product(*(range(n + 1) for n in sizes)):
        if _any_differs(goods, sizes, z, known):
            chance = 1.0
            for good, n in zip(goods, sizes, strict=True):
                chance *= comb(n, good) * share**good * (1 - share) ** (n - good)
            errs += chance
    assert errs <= 0.05


def _any_differs(
    goods: tuple[int, ...], sizes: tuple[int, ...], z: float, known: dict[tuple[int, int, int], bool]
) -> bool:
    every, good_ones = sum(sizes), sum(goods)
    for good, n in zip(goods, sizes, strict=True):
        if (key := (good, n, good_ones)) not in known:
            here = {5: good, 1: n - good}
            others = {5: good_ones - good, 1: every - n - good_ones + good}
            found = change("csat", here, others, z=z)
            known[key] = found is not None and found.clear and is_tellable("csat", here, others)
        if known[key]:
            return True
    return False


@pytest.mark.parametrize("share", [0.9, 0.97, 0.99])
def test_among_many_places_a_small_one_errs_no_more_than_its_part(share: float) -> None:
    """Where most answers are alike the normal curve is wrong far out, where many comparisons are decided."""
    small, large, comparisons = 20, 480, 24
    z, binomial = z_for(comparisons), stats.binom(large, share)
    likely = range(int(binomial.ppf(1e-6)), int(binomial.isf(1e-6)) + 1)
    here, there = stats.binom.pmf(range(small + 1), small, share), binomial.pmf(likely)
    errs = 0.0
    for (good, p), (elsewhere, q) in product(enumerate(here), zip(likely, there, strict=True)):
        sides = {5: good, 1: small - good}, {5: elsewhere, 1: large - elsewhere}
        found = change("csat", *sides, z=z)
        if found is not None and found.clear and is_tellable("csat", *sides):
            errs += float(p * q)
    assert errs <= 1.5 * 0.05 / comparisons


# --- who answered


def rates(**asked: tuple[int, int]) -> list[SegmentCounts]:
    return [counted("customer", value, asked=pair) for value, pair in asked.items()]


def test_a_clear_difference_in_who_answered_is_told_once_with_both_rates() -> None:
    shown = said(digest_of(*rates(returning=(240, 82), new=(80, 10))))
    (line,) = [one for one in shown if "answered" in one]
    assert line == (
        "customer returning: 34% answered (n=240, likely 28% to 40%); customer new: 12% (n=80, likely 7% to "
        "22%). Read the score as that of the former more than of the latter."
    )


def test_where_there_is_none_one_line_says_so() -> None:
    shown = said(digest_of(*rates(returning=(240, 82), new=(80, 22))))
    assert "No clear difference in who answers, by customer." in shown


def test_at_most_two_differences_are_told_and_of_each_segment_the_greatest() -> None:
    segments = [
        counted(name, value, asked=asked)
        for name in ("customer", "product", "store")
        for value, asked in (("a", (200, 20)), ("b", (200, 90)), ("c", (200, 140)))
    ]
    shown = [line for line in said(digest_of(*segments)) if "% answered" in line]
    assert len(shown) == 2
    assert [line.partition(":")[0] for line in shown] == ["customer a", "product a"]
    assert all("They weigh less in the score" in line for line in shown)


def test_where_customers_start_themselves_there_is_no_rate_to_compare() -> None:
    digest = digest_of(*rates(returning=(40, 82), new=(80, 10)))
    assert digest.differing.answered == ()


def test_fewer_than_5_invitations_are_not_compared() -> None:
    assert digest_of(*rates(returning=(240, 82), new=(4, 0))).differing.answered == ()


# --- who came back


SPAN = (date(2026, 5, 7), date(2026, 8, 5))


def came_back(happy: tuple[int, int], unhappy: tuple[int, int], newest: int | None = None) -> list[str]:
    found = Returned(*SPAN, happy[1], happy[0], unhappy[1], unhappy[0], newest)
    return [line for line in said(digest_of(returned=found)) if "ought again" in line or "ustomers" in line]


def test_both_shares_are_told_with_n_and_range_and_as_no_cause() -> None:
    shares, verdict, whom = came_back((50, 80), (9, 30))
    assert shares == (
        "Bought again within 90 days: 62% of happy customers (n=80, likely 52% to 72%), 30% of unhappy ones "
        "(n=30, likely 17% to 48%)."
    )
    assert verdict.startswith("Happy customers came back more often, likely by +12 to +49 points.")
    assert "does not say that one brings the other about" in verdict
    assert whom == "Customers who were asked from 2026-05-07 to 2026-08-04."


@pytest.mark.parametrize(
    ("newest", "ends"), [(None, "."), (500, "; of them those of the newest 500 invitations.")]
)
def test_of_all_time_no_first_day_is_told(newest: int | None, ends: str) -> None:
    found = Returned(EARLIEST, SPAN[1], 80, 50, 30, 9, newest)
    lines = [line for line in said(digest_of(returned=found)) if "who were asked" in line]
    assert lines == [f"Customers who were asked up to 2026-08-04{ends}"]


def test_a_difference_that_chance_may_have_made_is_none() -> None:
    assert any("No clear difference between the two" in line for line in said_of((50, 80), (16, 30)))


def said_of(happy: tuple[int, int], unhappy: tuple[int, int]) -> list[str]:
    return said(digest_of(returned=Returned(*SPAN, happy[1], happy[0], unhappy[1], unhappy[0])))


def test_unhappy_customers_who_came_back_more_often_are_told_as_well() -> None:
    assert came_back((9, 40), (26, 40))[1].startswith("Happy customers came back less often")


@pytest.mark.parametrize(("happy", "unhappy"), [((2, 4), (9, 30)), ((50, 80), (0, 4)), ((0, 0), (0, 0))])
def test_of_fewer_than_5_customers_on_a_side_nothing_is_told(
    happy: tuple[int, int], unhappy: tuple[int, int]
) -> None:
    found = digest_of(returned=Returned(*SPAN, happy[1], happy[0], unhappy[1], unhappy[0]))
    assert found.differing.came_back is None
    assert came_back(happy, unhappy) == []


def test_that_only_the_newest_were_looked_at_is_said() -> None:
    assert came_back((50, 80), (9, 30), 1000)[-1].endswith("of them those of the newest 1,000 invitations.")


def test_the_days_that_are_told_are_those_that_are_counted() -> None:
    assert returned.WITHIN.days == DAYS


# --- the section


def test_mean_and_standard_deviation_stand_side_by_side() -> None:
    shown = said(digest_of(counted("store", "Berlin", csat(30, 10))))
    assert (
        "delivery: satisfied (CSAT): 4.0 of 5 on average, give or take 1.8 (standard deviation, n=40)"
        in shown
    )


def test_without_anything_to_say_there_is_no_section() -> None:
    digest = digest_of(counted("store", "Berlin", csat(3, 1)))
    assert said(digest) == []
    assert "Where it differs" not in text(card(digest), render, "en")


def test_people_who_work_with_us_are_in_none_of_it() -> None:
    pulse: Mapping[int, int] = {5: 30, 1: 30}
    staff = RatingCount("internal-pulse", "mood", "csat", "work", pulse)
    numbers = Numbers(QUERY, ratings=(csat(20, 20), staff))
    report = Report(numbers, Numbers(replace(QUERY, period=QUERY.period.previous())))
    shown = said(compose(report, settings(), NOW))
    assert len(shown) == 1
    assert shown[0].startswith("delivery")
