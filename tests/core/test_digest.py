"""The managers' digest: what it says, and what it refuses to say."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.core.digest import Digest, Measured, Standing
from bot.core.digest_card import card
from bot.core.digest_composing import compose
from bot.core.digest_json import digest_json
from bot.core.digest_words import Misread, request
from bot.core.effects import Line
from bot.core.eligibility import REASONS, ContactRules
from bot.core.journey import Touchpoint
from bot.core.periods import BusinessHours, Period, PeriodKind, Schedule, all_time, containing, rolling
from bot.core.quoting import Consent
from bot.core.recovery import ServiceLevels
from bot.core.report import (
    CaseNumbers,
    ChoiceCount,
    CommentRow,
    Funnel,
    Numbers,
    RatingCount,
    Report,
    ReportQuery,
    Understood,
    Voice,
)
from bot.core.sentiment import Clause
from bot.core.settings import DigestPlan, Settings
from bot.core.statistics import NO_ANSWERS, Showing
from bot.core.survey import SCALES, Survey
from bot.core.survey_reading import parse_survey
from bot.texts import FOLDER, catalogue, render
from bot.texts.digest_text import text
from bot.themes import shipped_taxonomy
from tests.feelings import feeling

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
TODAY = date(2026, 11, 2)
OCTOBER = containing(PeriodKind.MONTH, date(2026, 10, 1))
QUERY = ReportQuery(OCTOBER)


def shipped(name: str) -> Survey:
    return parse_survey(tomllib.loads((FOLDER / "surveys" / f"{name}.toml").read_text("utf-8")), ["en"])


NAMES = ("nps", "csat", "ces", "stars", "thumbs", "delivery", "support", "three-questions", "internal-pulse")
SURVEYS = {name: shipped(name) for name in NAMES}


def settings(
    touchpoints: Mapping[str, str] | None = None,
    goals: Mapping[str, float] | None = None,
    segments: tuple[tuple[str, str], ...] = (),
) -> Settings:
    """``touchpoints``: name → survey."""
    plans = {
        value: DigestPlan(
            value, Schedule(PeriodKind.DAY, None, NOW.time(), ZONE), "m", PeriodKind.DAY, (name, value)
        )
        for name, value in segments
    }
    return Settings(
        business="Mug & Bean",
        languages=("en",),
        zone=ZONE,
        hours=BusinessHours({}, frozenset(), ZONE),
        touchpoints={
            name: Touchpoint(name, survey, timedelta(0)) for name, survey in (touchpoints or {}).items()
        },
        surveys={(survey.name, survey.version): survey for survey in SURVEYS.values()},
        current={survey.name: survey.version for survey in SURVEYS.values()},
        rooms=(),
        staff=frozenset(),
        managers=frozenset(),
        contact=ContactRules(),
        service=ServiceLevels(),
        digests=plans,
        causes=(),
        link_key=b"key",
        goals=goals or {},
        taxonomies={"en": shipped_taxonomy("en")},
    )


def digest_of(
    now: Numbers | None = None, before: Numbers | None = None, configured: Settings | None = None
) -> Digest:
    earlier = before or Numbers(QUERY)
    earlier = replace(earlier, query=ReportQuery(OCTOBER.previous()))
    return compose(Report(now or Numbers(QUERY), earlier), configured or settings(), NOW)


def nps(histogram: Mapping[int, int], touchpoint: str = "visit") -> RatingCount:
    return RatingCount("nps", "recommend", "nps", touchpoint, histogram)


def csat(histogram: Mapping[int, int], touchpoint: str = "delivery") -> RatingCount:
    return RatingCount("delivery", "delivery", "csat", touchpoint, histogram)


def pulse(histogram: Mapping[int, int]) -> RatingCount:
    return RatingCount("internal-pulse", "recommend", "nps", "team", histogram)


def ratings(*counts: RatingCount) -> Numbers:
    return Numbers(QUERY, ratings=counts)


def only(digest: Digest) -> Measured:
    (measured,) = digest.buyers.headlines
    return measured


def comment(words: str, *, day: int = 1, happy: bool = False, survey: str = "delivery") -> CommentRow:
    return CommentRow(
        words,
        5 if happy else 1,
        "csat",
        not happy,
        happy,
        "delivery" if survey == "delivery" else "team",
        datetime(2026, 10, day, 12, tzinfo=UTC),
        survey,
    )


def said(digest: Digest) -> str:
    return text(card(digest), render, "en")


def section(digest: Digest, title: str) -> Mapping[str, Any]:
    sections: Any = card(digest)["sections"]
    return next(one for one in sections if one["title"]["key"] == f"digest.{title}.title")


def metric(digest: Digest) -> Mapping[str, Any]:
    (found,) = section(digest, "doing")["metrics"]
    return dict(found)


def words(line: Any) -> str:
    return line if isinstance(line, str) else render(Line(line["key"], line["values"]), "en")


def lines_in(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if value.keys() == {"key", "values"}:
            yield value
        else:
            for one in value.values():
                yield from lines_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from lines_in(one)


@pytest.fixture
def busy() -> Digest:
    """A digest with something in every corner."""
    weeks = [date(2026, 9, 28) + timedelta(weeks=week) for week in range(5)]
    now = Numbers(
        QUERY,
        ratings=(
            csat({1: 8, 2: 4, 3: 6, 4: 20, 5: 22}),
            nps({10: 9, 8: 4, 3: 4}),
            pulse({9: 5, 5: 3}),
            RatingCount("support", "easy", "ces", "support", {7: 20, 6: 10, 2: 4}),
            RatingCount("stars", "stars", "stars", "cafe", {5: 30, 4: 10, 1: 2}),
            RatingCount("thumbs", "good", "thumbs", "shop_window", {1: 3, 0: 1}),
            RatingCount("csat", "satisfied", "csat", "delivery", {5: 9, 1: 1}),
        ),
        funnels=(
            Funnel("delivery", "delivery", 120, 60, 50, 31),
            Funnel("csat", "delivery", 30, 10, 9, 3),
            Funnel("nps", "visit", 0, 17, 11, 6),
            Funnel("internal-pulse", "team", 21, 8, 7, 6),
        ),
        choices=(
            ChoiceCount("three-questions", "wants", "quality", 13, 19),
            ChoiceCount("three-questions", "wants", "price", 7, 19),
            ChoiceCount("delivery", "problem", "late", 14),
            ChoiceCount("support", "solved", "solved", 3, 4),
            ChoiceCount("internal-pulse", "hold", "tools", 6, 8),
        ),
        comments=tuple(
            comment(words, day=day, happy=happy, survey=survey)
            for day, (words, happy, survey) in enumerate(
                [
                    ("late again", False, "delivery"),
                    ("the courier was rude", False, "delivery"),
                    ("quick and friendly delivery", True, "delivery"),
                    ("far too expensive", False, "delivery"),
                    *(("better tools please", False, "internal-pulse") for _ in range(5)),
                ],
                1,
            )
        ),
        comments_total=44,
        suppressions={"cool_down": 23, "opted_out": 2, "full moon": 1},
        cases=CaseNumbers(9, 8, 6, 7, 7, 5, 3, 1, 4, timedelta(minutes=42), timedelta(days=1, hours=2)),
        trend=tuple(
            (week, one)
            for week, n in zip(weeks, (40, 0, 3, 12, 37), strict=True)
            if n
            for one in (csat({4: n}), pulse({9: n}))
        ),
    )
    before = Numbers(
        QUERY,
        ratings=(
            csat({1: 20, 5: 10}),
            nps({10: 1, 3: 1}),
            RatingCount("three-questions", "how", "csat", "purchase", {5: 14}),
        ),
        funnels=(Funnel("delivery", "delivery", 200, 30, 20, 10),),
        cases=CaseNumbers(opened=11),
    )
    places = {"delivery": "delivery", "visit": "nps", "phone": "support", "team": "internal-pulse"}
    return digest_of(now, before, settings(places, {"delivery": 95, "nps": 30, "stars": 4}))


# --- no data, little data


def test_no_data_is_no_answers_and_never_zero() -> None:
    digest = digest_of(Numbers(QUERY, suppressions={"sampling": 1}), None, settings({"delivery": "delivery"}))
    assert only(digest).estimate == NO_ANSWERS
    assert words(metric(digest)["value"]) == "no answers"
    assert metric(digest)["bar"] is None
    assert metric(digest)["change"] is None


def test_a_digest_without_anything_says_so_plainly() -> None:
    digest = digest_of(configured=settings({"delivery": "delivery", "team": "internal-pulse"}))
    assert card(digest)["sections"] == []
    assert said(digest) == (
        "How Mug & Bean did, 2026-10-01 to 2026-10-31\n"
        "Nobody was asked and nobody answered in this time, so there is nothing to\nreport.\n"
    )


def test_under_5_answers_buyers_show_what_was_answered_and_no_score() -> None:
    shown = metric(digest_of(ratings(nps({10: 2, 3: 2}))))
    assert words(shown["value"]) == "10, 10, 3, 3 (too few for a score)"
    assert (shown["range"], shown["bar"], shown["n"], shown["grey"]) == (None, None, 4, True)


@pytest.mark.parametrize(("n", "grey"), [(5, True), (29, True), (30, False)])
def test_a_score_is_grey_below_30_answers(n: int, grey: bool) -> None:
    shown = metric(digest_of(ratings(nps({10: n}))))
    assert shown["grey"] is grey
    assert shown["range"] is not None
    assert ("rough" in said(digest_of(ratings(nps({10: n}))))) is grey


def test_a_touchpoint_that_fell_silent_still_shows_with_what_it_was() -> None:
    shown = metric(digest_of(Numbers(QUERY), ratings(nps({10: 40}))))
    assert words(shown["value"]) == "no answers"
    assert words(shown["change"]) == "before: 100 (n=40)"


# --- scores


@pytest.mark.parametrize(
    ("kind", "histogram", "value", "mean", "written"),
    [
        # 20 promoters, 12 detractors of 40; mean (20·10 + 8·8 + 12·3) / 40
        ("nps", {10: 20, 8: 8, 3: 12}, 20.0, 7.5, "20"),
        ("csat", {5: 20, 4: 10, 3: 6, 1: 4}, 0.75, 4.05, "75%"),
        ("ces", {7: 16, 5: 8, 4: 8, 1: 8}, 0.6, 4.8, "60% (mean 4.8 of 7)"),
        ("stars", {5: 20, 3: 20}, 4.0, 4.0, "4.0 of 5"),
        ("thumbs", {1: 30, 0: 10}, 0.75, 0.75, "75%"),
    ],
)
def test_scores_equal_those_computed_by_hand(
    kind: str, histogram: Mapping[int, int], value: float, mean: float, written: str
) -> None:
    survey = SURVEYS[kind]
    digest = digest_of(ratings(RatingCount(kind, survey.headline, kind, "visit", histogram)))
    assert only(digest).estimate.value == pytest.approx(value)
    assert only(digest).estimate.n == 40
    assert only(digest).mean == pytest.approx(mean)
    assert words(metric(digest)["value"]) == written


def test_the_range_is_that_of_wilson_for_a_share() -> None:
    # 8 of 10: 49 to 94 %, as published for this method.
    assert words(metric(digest_of(ratings(csat({5: 8, 1: 2}))))["range"]) == "likely 49% to 94%"


def test_a_share_is_rounded_to_none_or_all_only_where_it_is() -> None:
    assert metric(digest_of(ratings(csat({5: 999, 1: 1}))))["value"] == ">99%"
    assert metric(digest_of(ratings(csat({5: 1, 1: 999}))))["value"] == "<1%"
    assert metric(digest_of(ratings(csat({5: 10}))))["value"] == "100%"


def test_versions_of_a_survey_are_counted_together() -> None:
    digest = digest_of(ratings(nps({10: 3}), nps({10: 2, 0: 5})))
    assert only(digest).histogram == {10: 5, 0: 5}


def test_a_skip_is_in_no_denominator() -> None:
    skipped_by_some = Numbers(
        QUERY,
        ratings=(csat({5: 6, 1: 2}),),
        funnels=(Funnel("delivery", "delivery", 20, 8, 15, 0),),
        choices=(ChoiceCount("three-questions", "wants", "price", 4, 8),),
    )
    digest = digest_of(skipped_by_some)
    assert only(digest).estimate.n == 8
    assert only(digest).estimate.value == pytest.approx(6 / 8)
    assert "Price: 50% (4 of 8)" in said(digest)


def test_other_ratings_stand_beside_the_headline_and_not_in_it() -> None:
    side = RatingCount("support", "speed", "csat", "support", {1: 10})
    digest = digest_of(ratings(RatingCount("support", "easy", "ces", "support", {7: 10}), side))
    assert only(digest).estimate.value == 1.0
    (other,) = digest.buyers.others
    assert other.estimate.value == 0.0
    assert digest.buyers.answers == 10


# --- change and goals


def test_five_points_of_nps_at_40_answers_are_no_clear_change() -> None:
    digest = digest_of(ratings(nps({10: 20, 8: 10, 3: 10})), ratings(nps({10: 19, 8: 10, 3: 11})))
    change = only(digest).change
    assert change is not None
    assert change.difference == pytest.approx(5)
    assert words(metric(digest)["change"]) == "no clear change from 20 (n=40)"


@pytest.mark.parametrize(
    ("now", "before", "written"),
    [
        ({5: 90, 1: 10}, {5: 60, 1: 40}, "up 30 from 60% (n=100)"),
        ({5: 60, 1: 40}, {5: 90, 1: 10}, "down 30 from 90% (n=100)"),
    ],
)
def test_a_change_whose_interval_excludes_zero_is_called_one(
    now: Mapping[int, int], before: Mapping[int, int], written: str
) -> None:
    assert words(metric(digest_of(ratings(csat(now)), ratings(csat(before))))["change"]) == written


@pytest.mark.parametrize("n", [1, 4])
def test_under_5_answers_before_nothing_is_compared(n: int) -> None:
    digest = digest_of(ratings(csat({5: 90})), ratings(csat({1: n})))
    assert only(digest).change is None
    assert words(metric(digest)["change"]) == f"too few answers before to compare (n={n})"


def test_under_5_answers_now_nothing_is_compared() -> None:
    assert only(digest_of(ratings(csat({5: 4})), ratings(csat({1: 90})))).change is None


def test_a_touchpoints_own_goal_goes_before_its_surveys() -> None:
    made = settings({"delivery": "delivery", "pickup": "delivery"}, goals={"delivery": 0.5})
    strict = replace(made.touchpoints["pickup"], goal=0.99)
    made = replace(made, touchpoints={**made.touchpoints, "pickup": strict})
    good = {5: 90, 1: 10}
    digest = digest_of(ratings(csat(good), csat(good, "pickup")), configured=made)
    assert [(one.touchpoint, one.goal, one.standing) for one in digest.buyers.headlines] == [
        ("delivery", 0.5, Standing.REACHED),
        ("pickup", 0.99, Standing.MISSED),
    ]


@pytest.mark.parametrize(
    ("goal", "standing"),
    [(50, Standing.REACHED), (0.5, Standing.REACHED), (80, Standing.OPEN), (95, Standing.MISSED)],
)
def test_a_goal_is_reached_or_missed_only_where_the_range_leaves_no_doubt(
    goal: float, standing: Standing
) -> None:
    configured = settings(goals={"delivery": goal})
    assert only(digest_of(ratings(csat({5: 80, 1: 20})), None, configured)).standing is standing


def test_a_goal_is_not_judged_by_fewer_than_5_answers() -> None:
    assert only(digest_of(ratings(csat({5: 4})), None, settings(goals={"delivery": 50}))).standing is None


# --- those who work with us


def test_internal_answers_are_never_blended_with_those_of_buyers() -> None:
    digest = digest_of(ratings(nps({10: 40}), pulse({0: 40})))
    assert only(digest).estimate.value == 100
    assert digest.buyers.answers == 40
    assert digest.internal is not None
    (internal,) = digest.internal.headlines
    assert internal.estimate.value == -100
    assert len(section(digest, "doing")["metrics"]) == 1
    assert len(section(digest, "internal")["metrics"]) == 1


def test_of_fewer_than_5_internal_answers_nothing_gets_out_of_the_core() -> None:
    now = Numbers(
        QUERY,
        ratings=(pulse({0: 4}), nps({10: 40})),
        funnels=(Funnel("internal-pulse", "team", 9, 4, 4, 4),),
        choices=(ChoiceCount("internal-pulse", "hold", "tools", 4, 4),),
        comments=tuple(comment(f"secret {day}", day=day, survey="internal-pulse") for day in range(1, 9)),
        trend=((date(2026, 10, 5), pulse({0: 4})),),
    )
    digest = digest_of(now)
    internal = digest.internal
    assert internal is not None
    (measured,) = internal.headlines
    assert (measured.showing, measured.estimate, measured.mean) == (Showing.HIDDEN, NO_ANSWERS, None)
    assert (measured.histogram, internal.answers, internal.funnels, internal.choices) == ({}, None, (), ())
    assert [point.estimate for trend in internal.trends for point in trend.points] == [NO_ANSWERS] * 4
    shown = section(digest, "internal")
    assert (shown["metrics"], shown["lists"], shown["quotes"], shown["table"]) == ([], [], [], None)
    assert "secret" not in json.dumps([card(digest), digest_json(digest)])
    assert "fewer than 5" in said(digest)
    machine: Any = digest_json(digest)
    assert next(one for one in machine["headlines"] if one["audience"] == "internal")["n"] is None


def test_internal_silence_looks_like_fewer_than_5() -> None:
    configured = settings({"visit": "nps", "team": "internal-pulse"})
    silent = digest_of(ratings(nps({10: 9})), None, configured)
    few = digest_of(ratings(nps({10: 9}), pulse({0: 3})), None, configured)
    assert said(silent) == said(few)


def test_an_internal_score_is_not_compared_with_fewer_than_5() -> None:
    digest = digest_of(ratings(pulse({9: 10})), ratings(pulse({1: 4})))
    assert digest.internal is not None
    assert digest.internal.headlines[0].before == NO_ANSWERS


def test_fewer_than_5_internal_comments_are_not_quoted() -> None:
    def digest_with(comments: int) -> Digest:
        rows = tuple(
            comment("give us tools", day=day, survey="internal-pulse") for day in range(1, comments + 1)
        )
        return digest_of(Numbers(QUERY, ratings=(pulse({3: 9}),), comments=rows))

    assert "give us tools" not in said(digest_with(4))
    assert "give us tools" in said(digest_with(5))


@pytest.mark.parametrize(("chosen", "answered", "shown"), [(3, 4, 0), (4, 0, 0), (3, 5, 1), (5, 0, 1)])
def test_an_internal_choice_is_shown_only_where_at_least_5_chose(
    chosen: int, answered: int, shown: int
) -> None:
    choices = (ChoiceCount("internal-pulse", "hold", "tools", chosen, answered),)
    digest = digest_of(Numbers(QUERY, ratings=(pulse({3: 9}),), choices=choices))
    assert digest.internal is not None
    assert len(digest.internal.choices) == shown


def test_internal_quotes_are_without_day_and_rating(busy: Digest) -> None:
    assert busy.internal is not None
    assert {(one.day, one.rating) for one in busy.internal.unhappy.quotes} == {(None, None)}


def test_internal_comments_are_in_no_theme_of_buyers(busy: Digest) -> None:
    assert busy.buyers.comments == 4
    assert "tools" not in json.dumps(section(busy, "improve"))


def test_a_comment_without_a_survey_belongs_to_the_survey_of_its_touchpoint() -> None:
    row = replace(comment("quiet words", survey="internal-pulse"), survey=None)
    digest = digest_of(Numbers(QUERY, comments=(row,)), None, settings({"team": "internal-pulse"}))
    assert "quiet words" not in said(digest)


# --- what comments mention


def commented(*comments: CommentRow) -> Digest:
    newest_first = tuple(replace(one, at=NOW - timedelta(hours=age)) for age, one in enumerate(comments))
    return digest_of(Numbers(QUERY, comments=newest_first, comments_total=len(comments)))


LATE = [
    "My parcel never arrived.",
    "It never arrived, nothing.",
    "Your parcel never arrived",
    "It came late.",
]


def test_what_the_unhappy_mention_is_told_in_their_own_words() -> None:
    unhappy = [comment(words) for words in (*LATE, *(f"Hm {n}" for n in range(8)))]
    happy = [comment(f"Lovely {n}", happy=True) for n in range(20)]
    (told,) = section(commented(*unhappy, *happy), "improve")["lists"]
    assert words(told["title"]) == "What 12 unhappy comments mention"
    assert words(told["items"][0]) == (
        "Delivery · 4 mentions, 7.9× as often as among the others: “never arrived” "
        "— “My parcel never arrived.”"
    )


def test_a_theme_that_everybody_mentions_is_not_said_to_stand_out() -> None:
    unhappy = [comment("the parcel") for _ in range(12)]
    happy = [comment("the parcel!", happy=True) for _ in range(12)]
    (told,) = section(commented(*unhappy, *happy), "improve")["lists"]
    assert [words(one) for one in told["items"]] == ["Delivery · 12 mentions — “the parcel”"]


def test_what_one_customer_mentions_is_in_the_table_and_is_no_mention_of_several() -> None:
    shown = section(
        commented(comment("rude"), comment("late"), comment("lovely pizza", happy=True)), "improve"
    )
    assert shown["lists"] == []
    assert [[words(cell) for cell in row] for row in shown["table"]["rows"]] == [
        ["Waiting and speed", "1", "0"],
        ["Staff and friendliness", "1", "0"],
        ["Food and drink", "0", "1"],
    ]


def test_what_is_quoted_beside_a_theme_is_not_quoted_again() -> None:
    shown = section(commented(*map(comment, LATE)), "improve")
    (told,) = shown["lists"]
    quoted = [one["text"] for one in shown["quotes"]]
    assert quoted
    assert not any(words(item).endswith(f"“{one}”") for item in told["items"] for one in quoted)


def test_at_most_four_themes_are_told() -> None:
    text = "late, rude, broken, overpriced, dirty, two sizes too small, wrong item"
    (told,) = section(commented(comment(text), comment(text)), "improve")["lists"]
    assert len(told["items"]) == 4


def test_a_program_gets_every_theme_with_its_numbers() -> None:
    as_json = json.loads(
        json.dumps(digest_json(commented(*map(comment, LATE), comment("lovely pizza", happy=True))))
    )
    assert as_json["themes"]["unhappy"][0] == {
        "theme": "delivery",
        "attribute": "timeliness",
        "mentions": 4,
        "others": 0,
        "lift": None,
        "phrases": ["never arrived"],
        "quote": "My parcel never arrived.",
    }
    assert [one["theme"] for one in as_json["themes"]["happy"]] == ["food"]


def test_internal_comments_are_read_for_no_theme(busy: Digest) -> None:
    assert busy.internal is not None
    assert busy.internal.unhappy.n == 5
    assert busy.internal.unhappy.themes == ()


# --- who answered, who was not asked


def test_the_response_rate_is_always_printed_with_what_it_is_of() -> None:
    funnel = Funnel("delivery", "delivery", 200, 50, 40, 10)
    printed = said(digest_of(Numbers(QUERY, ratings=(csat({5: 50}),), funnels=(funnel,))))
    assert "50 answers; 25% of 200 delivered invitations were answered." in printed
    assert "50 (25%)" in printed
    assert "40 (20%)" in printed
    assert "10 (5%)" in printed


@pytest.mark.parametrize("delivered", [0, 3])
def test_where_fewer_were_delivered_than_answered_there_is_no_rate(delivered: int) -> None:
    funnel = Funnel("delivery", "delivery", delivered, 5, 5, 5)
    digest = digest_of(Numbers(QUERY, ratings=(csat({5: 5}),), funnels=(funnel,)))
    (rates,) = digest.buyers.funnels
    assert (rates.responded, rates.completed, rates.commented) == (None, None, None)
    assert f"5 answers; {delivered} invitations were delivered, so no response rate" in said(digest)


def test_what_customers_began_themselves_is_not_in_the_response_rate() -> None:
    funnels = (Funnel("delivery", "delivery", 100, 40), Funnel("nps", "visit", 0, 30))
    assert digest_of(Numbers(QUERY, funnels=funnels)).buyers.response.value == pytest.approx(0.4)


def test_a_response_rate_that_moved_is_pointed_out() -> None:
    now = Numbers(QUERY, funnels=(Funnel("delivery", "delivery", 300, 60),))
    before = Numbers(QUERY, funnels=(Funnel("delivery", "delivery", 300, 120),))
    assert "20% of 300 invitations were answered, down from 40% of 300" in said(digest_of(now, before))
    assert "down from" not in said(digest_of(now, now))


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_for_not_asking_has_its_words(reason: str) -> None:
    digest = digest_of(Numbers(QUERY, suppressions={reason: 7}))
    (item,) = section(digest, "doing")["lists"][-1]["items"]
    assert item["key"] == f"digest.not_asked.{reason}"
    assert words(item).startswith("7: ")


def test_an_unknown_reason_for_not_asking_is_still_counted() -> None:
    assert "7: full moon" in said(digest_of(Numbers(QUERY, suppressions={"full_moon": 7})))


def test_a_touchpoint_without_any_answer_is_named() -> None:
    digest = digest_of(ratings(csat({5: 5})), None, settings({"delivery": "delivery", "visit": "nps"}))
    assert digest.uncovered == ("visit",)
    assert "visit: no answers" in said(digest)


def test_a_digest_about_one_touchpoint_is_silent_about_the_others() -> None:
    now = replace(ratings(csat({5: 5})), query=replace(QUERY, touchpoint="delivery"))
    assert "visit" not in said(digest_of(now, None, settings({"delivery": "delivery", "visit": "nps"})))


# --- what they chose and wrote


def test_a_choice_question_stands_in_the_section_that_it_asks_about(busy: Digest) -> None:
    assert "Quality: 68% (13 of 19)" in json.dumps([words(line) for line in lines_in(section(busy, "wants"))])
    assert "It came late: 14 times" in [words(line) for line in lines_in(section(busy, "improve"))]
    # Of fewer than 5 answers there is no percentage.
    assert "Yes, it is solved: 3 of 4" in [words(line) for line in lines_in(section(busy, "doing"))]


def test_three_of_the_newest_comments_of_each_mood_are_quoted() -> None:
    rows = tuple(comment(f"number {day}", day=day) for day in range(1, 10))
    quotes = digest_of(Numbers(QUERY, comments=rows)).buyers.unhappy.quotes
    assert [quote.text for quote in quotes] == ["number 9", "number 8", "number 7"]


def test_what_several_said_in_the_same_words_is_quoted_once() -> None:
    rows = (comment("Too slow", day=3), comment("cold", day=2), comment("too slow", day=1))
    quotes = digest_of(Numbers(QUERY, comments=rows)).buyers.unhappy.quotes
    assert [quote.text for quote in quotes] == ["Too slow", "cold"]


def test_a_long_comment_is_quoted_in_200_characters() -> None:
    (quote,) = digest_of(Numbers(QUERY, comments=(comment("oh no " * 99),))).buyers.unhappy.quotes
    assert len(quote.text) <= 200


def test_the_day_of_a_comment_is_that_of_the_business() -> None:
    row = replace(comment("late at night"), at=datetime(2026, 10, 1, 23, 30, tzinfo=UTC))
    (quote,) = digest_of(Numbers(QUERY, comments=(row,))).buyers.unhappy.quotes
    assert quote.day == date(2026, 10, 2)


def test_a_sample_of_the_comments_is_called_one(busy: Digest) -> None:
    assert "From the newest 4 of 44 comments." in said(busy)


# --- trend and recovery


def test_weeks_without_answers_are_holes_in_the_trend() -> None:
    trend = ((date(2026, 10, 5), csat({5: 9})), (date(2026, 10, 19), csat({5: 9})))
    (drawn,) = digest_of(Numbers(QUERY, trend=trend)).buyers.trends
    assert [point.estimate.n for point in drawn.points] == [9, 0, 9, 0]
    assert drawn.points[1].estimate == NO_ANSWERS


def test_a_trend_does_not_reach_into_the_future() -> None:
    november = ReportQuery(containing(PeriodKind.MONTH, TODAY))
    trend = ((date(2026, 10, 26), csat({5: 9})),)
    (drawn,) = digest_of(Numbers(november, trend=trend)).buyers.trends
    assert [point.week for point in drawn.points] == [date(2026, 10, 26), date(2026, 11, 2)]


def test_a_week_of_fewer_than_5_answers_has_no_score_in_the_picture(busy: Digest) -> None:
    charts: Any = card(busy)["charts"]
    points = next(chart for chart in charts if chart["kind"] == "trend")["data"]["points"]
    assert [(point["n"], point["value"]) for point in points] == [
        (40, 100),
        (0, None),
        (3, None),
        (12, 100),
        (37, 100),
    ]


def test_recovery_tells_how_many_were_cared_for_in_time(busy: Digest) -> None:
    table = section(busy, "recovery")["table"]
    assert [words(cell) for cell in table["rows"][1]] == ["Taken", "8", "6/8", "42 min"]
    assert [words(cell) for cell in table["rows"][2]] == ["Contacted", "7", "7/7", "1 d 2 h"]


def test_without_cases_recovery_says_so() -> None:
    assert "No case was opened in this time." in said(digest_of(ratings(csat({5: 5}))))


def test_fewer_cases_than_before_are_told_with_what_was_before() -> None:
    digest = digest_of(None, Numbers(QUERY, cases=CaseNumbers(opened=4)))
    assert "No case was opened in this time, after 4 in 2026-09-01 to 2026-09-30." in said(digest)


def test_all_time_is_not_compared_with_the_time_before_it() -> None:
    everything = all_time(TODAY)
    numbers = replace(
        ratings(csat({5: 9})), query=ReportQuery(everything), cases=CaseNumbers(opened=1, still_open=1)
    )
    report = Report(numbers, Numbers(ReportQuery(everything.previous())))
    printed = said(compose(report, settings(), NOW))
    assert printed.startswith("How Mug & Bean did so far, up to 2026-11-02\n")
    assert "19" not in printed


@pytest.mark.parametrize(
    ("query", "title"),
    [
        (QUERY, "How Mug & Bean did, 2026-10-01 to 2026-10-31"),
        (ReportQuery(containing(PeriodKind.DAY, TODAY)), "How Mug & Bean did on 2026-11-02"),
        (
            ReportQuery(OCTOBER, ("store", "Berlin"), "click_and_collect"),
            "How Mug & Bean did, 2026-10-01 to 2026-10-31: click and collect, store Berlin",
        ),
    ],
)
def test_the_title_names_the_time_and_what_it_is_narrowed_to(query: ReportQuery, title: str) -> None:
    assert " ".join(words(card(digest_of(Numbers(query)))["title"]).split()) == title


def test_what_we_changed_is_left_out_while_nothing_is_known(busy: Digest) -> None:
    sections: Any = card(busy)["sections"]
    assert [one["title"]["key"].split(".")[1] for one in sections] == [
        "wants",
        "doing",
        "improve",
        "sides",
        "internal",
        "differs",
        "recovery",
    ]


# --- the card, the text, the JSON


def test_every_line_of_a_card_has_its_words(busy: Digest) -> None:
    keys = [line["key"] for line in lines_in(card(busy))]
    assert len(keys) > 80
    for line in lines_in(card(busy)):
        assert "{" not in words(line), line


def test_every_kind_of_rating_has_its_words() -> None:
    texts = catalogue("en")
    for kind in SCALES:
        for key in ("digest.label", "digest.label_of_survey", "digest.chart.trend"):
            assert f"{key}.{kind}" in texts


def test_a_card_is_plain_json(busy: Digest) -> None:
    assert json.loads(json.dumps(card(busy), allow_nan=False)) == card(busy)


def test_the_text_holds_every_n(busy: Digest) -> None:
    printed = said(busy)
    sections: Any = card(busy)["sections"]
    metrics = [one for part in sections for one in part["metrics"]]
    assert len(metrics) > 7
    for one in metrics:
        assert f"n={one['n']}" in printed
    for line in lines_in(sections):
        if "n" in line["values"]:
            assert str(line["values"]["n"]) in printed
            assert " ".join(words(line).split()) in " ".join(printed.split())


def test_the_text_fits_80_columns(busy: Digest) -> None:
    assert max(len(line) for line in said(busy).splitlines()) <= 80


def test_two_surveys_at_one_touchpoint_are_told_apart(busy: Digest) -> None:
    labels = [words(one["label"]) for one in section(busy, "doing")["metrics"]]
    assert len(labels) == len(set(labels))
    rows = [words(row[0]) for row in section(busy, "doing")["table"]["rows"]]
    assert len(rows) == len(set(rows))


def test_a_customers_words_cannot_steer_a_terminal() -> None:
    printed = said(digest_of(Numbers(QUERY, comments=(comment("\x1b[31mred\x07 \u202eevil {n}"),))))
    assert "red" in printed
    assert "{n}" in printed
    assert not {"\x1b", "\x07", "\u202e"} & set(printed)


def test_the_machine_readable_digest_holds_numbers_with_n_and_interval(busy: Digest) -> None:
    machine: Any = json.loads(json.dumps(digest_json(busy), allow_nan=False))
    assert machine["period"] == {"name": "2026-10", "start": "2026-10-01", "end": "2026-11-01"}
    first = machine["headlines"][0]
    assert (first["survey"], first["kind"], first["touchpoint"]) == ("delivery", "csat", "delivery")
    assert (first["n"], first["value"]) == (60, pytest.approx(42 / 60))
    assert first["low"] < first["value"] < first["high"]
    assert first["histogram"] == {"1": 8, "2": 4, "3": 6, "4": 20, "5": 22}
    assert machine["cases"]["opened"] == 9
    assert machine["cases"]["median_to_take_s"] == 42 * 60
    assert machine["funnels"][0]["response_rate"] == pytest.approx(0.5)


def test_a_change_is_finite_for_machines_even_where_all_answers_are_alike() -> None:
    stars = RatingCount("stars", "stars", "stars", "cafe", {5: 9})
    machine = digest_json(digest_of(ratings(stars), ratings(replace(stars, histogram={5: 5}))))
    json.dumps(machine, allow_nan=False)


# --- what somebody asks for

PLACES = {"delivery": "delivery", "click_and_collect": "csat", "may": "nps"}


@pytest.mark.parametrize(
    ("asked", "period", "segment", "touchpoint"),
    [
        ("", rolling(30, TODAY), None, None),
        ("last month", OCTOBER, None, None),
        ("last month berlin", OCTOBER, ("store", "Berlin"), None),
        ("Berlin, last month", OCTOBER, ("store", "Berlin"), None),
        ("delivery last 30 days", rolling(30, TODAY), None, "delivery"),
        ("delivery", rolling(30, TODAY), None, "delivery"),
        ("why delivery", rolling(30, TODAY), None, "delivery"),
        ("Click and Collect in New York for October", OCTOBER, ("store", "New York"), "click_and_collect"),
        ("store=Hamburg last month", OCTOBER, ("store", "Hamburg"), None),
        ("last month product:Mug delivery", OCTOBER, ("product", "Mug"), "delivery"),
        ("may", containing(PeriodKind.MONTH, date(2026, 5, 1)), None, None),
    ],
)
def test_words_after_digest_name_a_period_a_segment_and_a_touchpoint(
    asked: str, period: Period, segment: tuple[str, str] | None, touchpoint: str | None
) -> None:
    configured = settings(PLACES, segments=(("store", "York"), ("store", "New York")))
    query = request(asked, TODAY, configured, [("store", "Berlin")])
    assert query == ReportQuery(period, segment, touchpoint, why=asked.startswith("why"))


@pytest.mark.parametrize("asked", ["nonsense", "deliveryx", "berlin", "last month berlin", "delivery blah"])
def test_words_that_are_not_understood_ask_for_nothing(asked: str) -> None:
    assert isinstance(request(asked, TODAY, settings(PLACES)), Misread)


# How well we understood.


def said_of_understanding(right: int, replied: int) -> str:
    shown = card(digest_of(Numbers(QUERY, ratings=(nps({10: 40}),), understood=Understood(right, replied))))
    return text(shown, render, "en")


def test_how_well_comments_were_understood_is_told_with_n_and_its_likely_range() -> None:
    said = " ".join(said_of_understanding(41, 46).split())
    assert "We understood 41 of 46 comments right (89%, likely 77% to 95%)." in said


@pytest.mark.parametrize(
    ("right", "replied", "said"), [(1, 1, "1 of 1 comment right."), (3, 4, "3 of 4 comments right.")]
)
def test_of_few_replies_only_the_counts_are_told(right: int, replied: int, said: str) -> None:
    assert f"We understood {said}" in said_of_understanding(right, replied)


def test_where_nobody_replied_nothing_is_claimed_about_understanding() -> None:
    assert "understand" not in said_of_understanding(0, 0).lower()
    digest = digest_of(Numbers(QUERY))
    assert digest_json(digest)["understood"] == {"right": 0, "n": 0, "value": None, "low": None, "high": None}


def test_of_whoever_does_not_want_it_no_word_is_in_the_digest_and_every_number_stays() -> None:
    never = Voice("c1", Consent.NEVER)
    words_said = [comment("late and rude"), comment("late again"), comment("lovely", happy=True)]
    said_by_nobody = tuple(replace(one, voice=never) for one in words_said)
    with_words, without = (
        compose(Report(Numbers(QUERY, comments=comments, comments_total=3), Numbers(QUERY)), settings(), NOW)
        for comments in (tuple(words_said), said_by_nobody)
    )
    assert any(one in said(with_words) for one in ("late and rude", "late again"))
    for shown in (said(without), json.dumps(digest_json(without))):
        assert not any(one.text in shown for one in words_said)
    assert without.buyers.unhappy.n == with_words.buyers.unhappy.n == 2
    assert [(one.theme, one.n) for one in without.buyers.unhappy.themes] == [
        (one.theme, one.n) for one in with_words.buyers.unhappy.themes
    ]


def test_who_was_praised_stands_in_every_form_of_the_digest() -> None:
    felt = replace(feeling(0.95), clauses=(Clause(0, 18, 0.02),))
    ann = Voice("c1", Consent.NAMED, "Ann")
    praises = replace(comment("Maria was lovely!!", happy=True), sentiment=felt, voice=ann)
    twice = (praises, praises, replace(praises, voice=Voice("c2")))
    shop = replace(settings(), staff_names=("Maria",))
    digest = compose(Report(Numbers(QUERY, comments=twice, comments_total=9), Numbers(QUERY)), shop, NOW)
    shown = " ".join(said(digest).split())
    assert "in the newest 3 of 9 comments" in shown
    assert "Maria: praised by 2 customers — “Maria was lovely!!”, Ann" in shown
    assert digest_json(digest)["praise"] == [
        {"name": "Maria", "customers": 2, "quote": {"text": "Maria was lovely!!", "by": "Ann"}}
    ]


def test_what_people_who_work_with_us_write_praises_nobody_by_name() -> None:
    felt = replace(feeling(0.95), clauses=(Clause(0, 18, 0.02),))
    inside = replace(comment("Maria was lovely!!", happy=True, survey="internal-pulse"), sentiment=felt)
    shop = replace(settings(), staff_names=("Maria",))
    report = Report(Numbers(QUERY, ratings=(pulse({9: 9}),), comments=(inside,) * 9), Numbers(QUERY))
    assert compose(report, shop, NOW).praise == ()
