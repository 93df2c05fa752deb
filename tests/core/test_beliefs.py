"""What the team thinks is understood, and held against what customers say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.core.belief_scoring import expectations, felt, ruling
from bot.core.beliefs import About, Belief, Bound, Claim, Ruling, belief_id, read_claim, read_feeling
from bot.core.digest import Digest
from bot.core.digest_card import card
from bot.core.digest_composing import compose
from bot.core.digest_json import digest_json
from bot.core.report import ChoiceCount, Numbers, RatingCount, Report, ReportQuery
from bot.core.statistics import NO_ANSWERS, share
from bot.texts import render
from bot.texts.digest_text import text
from tests.core.test_digest import NOW, OCTOBER, QUERY, comment, csat, nps, settings

SHOP = settings({"visit": "three-questions", "delivery": "delivery", "online order": "nps"})
WANTS = "three-questions", "wants"


def score(kind: str, value: float, bound: Bound = Bound.ABOUT, touchpoint: str | None = None) -> Claim:
    return Claim(About.SCORE, (kind,), touchpoint, bound, value)


def chosen(option: str, value: float, bound: Bound = Bound.AT_LEAST) -> Claim:
    return Claim(About.OPTION, (*WANTS, option), None, bound, value)


@pytest.mark.parametrize(
    ("words", "claim"),
    [
        ("csat is 90 %", score("csat", 0.9)),
        ("CSAT is 90", score("csat", 0.9)),
        ("csat is 0.9", score("csat", 0.9)),
        ("csat of delivery is over 80 percent", score("csat", 0.8, Bound.AT_LEAST, "delivery")),
        ("nps for online_order is under -10", score("nps", -10, Bound.AT_MOST, "online order")),
        ("our nps is about 40", score("nps", 40)),
        ("4.5 stars", score("stars", 4.5)),
        ("most customers are satisfied", score("csat", 0.5, Bound.AT_LEAST)),
        ("most customers come for the price", chosen("price", 0.5)),
        ("hardly anybody wants more choice", chosen("choice", 0.1, Bound.AT_MOST)),
        ("about 30% come because ordering is so full of ease", chosen("ease", 0.3, Bound.ABOUT)),
        (
            "at least 30 % of complaints are about delivery",
            Claim(About.THEME, ("delivery", "unhappy"), None, Bound.AT_LEAST, 0.3),
        ),
    ],
)
def test_a_claim_is_understood_as_it_was_meant(words: str, claim: Claim) -> None:
    assert read_claim(words, SHOP) == claim


@pytest.mark.parametrize(
    "words",
    [
        "",
        "customers are nice",
        "nps is 140",
        "nps is 40 %",
        "6 stars",
        "csat is 120 %",
        "30 to 40 % come for the price",
        "most customers come for the price and the quality",
        "most customers come for the wifi",
    ],
)
def test_what_is_no_one_number_is_not_guessed_at(words: str) -> None:
    assert read_claim(words, SHOP) is None


def test_how_a_moment_is_expected_to_feel_is_said_in_any_order() -> None:
    happy = Claim(About.FEELING, (), "online order", Bound.ABOUT, 1.0)
    assert read_feeling("online order happy", SHOP) == happy
    assert read_feeling("Happy, at online_order", SHOP) == happy
    for words in ("happy", "delivery", "delivery happy unhappy", "parking happy", ""):
        assert read_feeling(words, SHOP) is None


@pytest.mark.parametrize(
    ("claim", "right", "of", "expected"),
    [
        (score("csat", 0.9), 900, 1000, Ruling.CONFIRMED),
        (score("csat", 0.9), 850, 1000, Ruling.CONFIRMED),  # within ten points, surely
        (score("csat", 0.9), 600, 1000, Ruling.WRONG),
        (score("csat", 0.9), 9, 10, Ruling.TOO_FEW),  # the likely range reaches beyond
        (score("csat", 0.9), 4, 4, Ruling.TOO_FEW),
        (chosen("price", 0.5), 60, 100, Ruling.CONFIRMED),
        (chosen("price", 0.5), 55, 100, Ruling.TOO_FEW),
        (chosen("price", 0.5), 30, 100, Ruling.WRONG),
        (chosen("price", 0.1, Bound.AT_MOST), 0, 100, Ruling.CONFIRMED),
        (chosen("price", 0.9, Bound.AT_MOST), 0, 4, Ruling.TOO_FEW),
    ],
)
def test_a_claim_is_ruled_on_by_the_whole_likely_range(
    claim: Claim, right: int, of: int, expected: Ruling
) -> None:
    assert ruling(claim, share(right, of)) is expected


def test_without_answers_nothing_is_confirmed_and_nothing_wrong() -> None:
    assert ruling(score("nps", 0), NO_ANSWERS) is Ruling.TOO_FEW


def test_five_happy_answers_do_not_make_a_moment_happy_for_sure() -> None:
    known = felt([("csat", {5: 5})])
    assert known.value == 1
    assert known.interval is not None
    assert known.interval.low < 2 / 3 < known.interval.high
    assert felt([("csat", {1: 10, 5: 10}), ("nps", {7: 20})]).value == 0.5
    assert felt([]) == NO_ANSWERS


# --- in the digest


def believed(*claims: Claim, by: str = "Sam") -> tuple[Belief, ...]:
    return tuple(
        Belief(belief_id(by, claim), NOW + timedelta(minutes=number), by, by, claim)
        for number, claim in enumerate(claims)
    )


def digest(*beliefs: Belief, now: Numbers | None = None) -> Digest:
    before = Numbers(ReportQuery(OCTOBER.previous()))
    return compose(Report(now or Numbers(QUERY), before, beliefs), SHOP, NOW)


def said(made: Digest) -> str:
    return text(card(made), render, "en")


def known(made: Digest) -> Any:
    return digest_json(made)["beliefs"]


NUMBERS = Numbers(
    QUERY,
    ratings=(csat({5: 180, 1: 20}), nps({10: 50, 0: 50}, "online order"), csat({5: 3}, "visit")),
    choices=(
        ChoiceCount(*WANTS, "price", 20, 200),
        ChoiceCount(*WANTS, "quality", 150, 200),
    ),
    comments=tuple(comment("The delivery took ages", day=1 + day % 28) for day in range(40)),
    comments_total=40,
)


def test_what_the_team_thinks_is_scored_with_n_and_range() -> None:
    claims = (
        score("csat", 0.9, touchpoint="delivery"),
        chosen("price", 0.5),
        Claim(About.THEME, ("delivery", "unhappy"), None, Bound.AT_LEAST, 0.3),
        score("csat", 0.5, touchpoint="visit"),
        Claim(About.FEELING, (), "online order", Bound.ABOUT, 1.0),
        score("stars", 4),
    )
    made = digest(*believed(*claims), now=NUMBERS)
    assert [(one.ruling, one.estimate.n) for one in made.beliefs] == [
        (Ruling.CONFIRMED, 200),
        (Ruling.WRONG, 200),
        (Ruling.CONFIRMED, 40),
        (Ruling.TOO_FEW, 3),
        (Ruling.WRONG, 100),
        (Ruling.TOO_FEW, 0),
    ]
    words = said(made)
    assert "Of 4 things that we thought and that can be told by now, 2 were so." in words
    assert "CSAT of delivery is about 90%" in words
    assert "At least 50% choose “Price”" in words
    assert "likely 7% to 15%" in words
    assert "too few for a score" in words
    assert "not so (Sam thought so)" in words
    first = known(made)[0]
    assert (first["ruling"], first["known"]["n"]) == ("confirmed", 200)


def test_an_option_that_nobody_chose_was_chosen_by_none_of_those_who_answered() -> None:
    (one,) = digest(*believed(chosen("speed", 0.5)), now=NUMBERS).beliefs
    assert (one.estimate.value, one.estimate.n, one.ruling) == (0, 200, Ruling.WRONG)


def test_a_choice_that_was_not_counted_by_people_rules_on_nothing() -> None:
    uncounted = Numbers(QUERY, choices=(ChoiceCount(*WANTS, "price", 20),))
    (one,) = digest(*believed(chosen("price", 0.5)), now=uncounted).beliefs
    assert (one.estimate, one.ruling) == (NO_ANSWERS, Ruling.TOO_FEW)


def test_a_score_of_fewer_than_five_is_not_told_beside_a_belief_either() -> None:
    made = digest(*believed(score("csat", 0.5, touchpoint="visit")), now=NUMBERS)
    assert known(made)[0]["known"]["value"] is None


def test_several_who_think_the_same_are_named_together() -> None:
    claim = score("nps", 40)
    made = digest(*believed(claim), *believed(claim, by="Kim"), now=NUMBERS)
    assert [sorted(one.who) for one in made.beliefs] == [["Kim", "Sam"]]


def test_what_was_taken_back_is_not_scored_or_expected() -> None:
    happy = Claim(About.FEELING, (), "delivery", Bound.ABOUT, 1.0)
    gone = [replace(one, withdrawn_at=NOW) for one in believed(score("nps", 40), happy)]
    assert digest(*gone, now=NUMBERS).beliefs == ()
    assert expectations(gone) == {}


def test_nothing_is_said_of_beliefs_where_there_are_none() -> None:
    assert "What we thought" not in said(digest(now=NUMBERS))


def test_what_is_believed_of_everybody_is_not_scored_on_one_slice() -> None:
    berlin = replace(QUERY, segment=("store", "Berlin"))
    for query in (berlin, replace(QUERY, places=("Berlin", "Hamburg"))):
        here = digest(*believed(score("nps", 40)), now=replace(NUMBERS, query=query))
        assert here.beliefs == ()
        assert here.expected == {}
    only = replace(NUMBERS, query=replace(QUERY, touchpoint="delivery"))
    claims = score("nps", 40), score("csat", 0.9, touchpoint="delivery")
    assert [one.claim for one in digest(*believed(*claims), now=only).beliefs] == [claims[1]]


def test_what_people_who_work_with_us_said_scores_no_belief() -> None:
    inside = settings({"visit": "csat", "team": "internal-pulse"})
    pulse = RatingCount("internal-pulse", "recommend", "nps", "team", {10: 100})
    report = Report(
        Numbers(QUERY, ratings=(pulse,)),
        Numbers(ReportQuery(OCTOBER.previous())),
        believed(score("nps", 100)),
    )
    (one,) = compose(report, inside, NOW).beliefs
    assert one.estimate.n == 0


def test_the_map_holds_what_was_expected_against_what_was_felt_in_journey_order() -> None:
    happy, unhappy = (
        Claim(About.FEELING, (), touchpoint, Bound.ABOUT, value)
        for touchpoint, value in (("online order", 1.0), ("visit", 0.0))
    )
    beliefs = (*believed(happy, unhappy), *believed(replace(happy, value=0.5), by="Kim"))
    made = digest(*beliefs, now=NUMBERS)
    assert (made.expected["online order"].value, made.expected["online order"].people) == (0.75, 2)
    charts: Any = card(made)["charts"]
    (drawn,) = [chart for chart in charts if chart["kind"] == "map"]
    rows = drawn["data"]["touchpoints"]
    assert [(row["label"], row["expected"], row["felt"], row["n"]) for row in rows] == [
        ("visit", 0.0, None, 3),
        ("delivery", None, 0.9, 200),
        ("online order", 0.75, 0.5, 100),
    ]


def test_the_same_person_saying_the_same_subject_anew_says_one_thing() -> None:
    at = datetime(2026, 10, 1, tzinfo=UTC)
    assert belief_id("a", score("nps", 40)) == belief_id("a", score("nps", 10, Bound.AT_LEAST))
    assert belief_id("a", score("nps", 40)) != belief_id("b", score("nps", 40))
    assert belief_id("a", score("nps", 40)) != belief_id("a", score("nps", 40, touchpoint="visit"))
    assert Belief("x", at, "a", "A", score("nps", 1)).withdrawn_at is None
