"""The sides of the experience in a digest, what goes together with the headline, and what staff noted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.adapters.slack import outbound as slack
from bot.adapters.telegram import outbound as telegram
from bot.adapters.web.outbound import parcel_entry
from bot.charts.page import page_of
from bot.core.digest import Digest
from bot.core.digest_card import card
from bot.core.digest_json import digest_json
from bot.core.effects import Lane, Message, Parcel
from bot.core.identity import Address
from bot.core.observations import Mood
from bot.core.report import JointCount, Numbers, ObservedCount, RatingCount, ReportQuery
from bot.core.settings import Settings
from bot.core.sides import Aspect
from bot.core.statistics import Showing
from bot.core.survey_reading import parse_survey
from bot.texts import render
from tests.core.test_digest import NOW, OCTOBER, QUERY, csat, digest_of, said, section, settings
from tests.peers.slack_blocks import Check, readable

SIDES = ("quality", "timeliness", "friendliness", "affordability", "packaging")
SHOP = parse_survey(
    {
        "name": "shop",
        "title": "Your visit",
        "question": [
            {"name": "how", "kind": "csat", "text": "How was it?"},
            *[{"name": side, "kind": "csat", "text": "And this?", "attribute": side} for side in SIDES],
            {"name": "entrance", "kind": "stars", "text": "The entrance?", "attribute": "accessibility"},
            {"name": "parking", "kind": "csat", "text": "The parking?", "attribute": "accessibility"},
        ],
    },
    ["en"],
)
WORK = parse_survey(
    {
        "name": "work",
        "title": "Work",
        "audience": "internal",
        "question": [
            {"name": "how", "kind": "csat", "text": "How is work?"},
            {"name": "quality", "kind": "csat", "text": "And what we make?", "attribute": "quality"},
        ],
    },
    ["en"],
)
CLOSE = {(5, 5): 70, (1, 1): 20, (3, 4): 20, (2, 5): 10}
LOOSE = {(5, 5): 50, (1, 5): 50, (5, 1): 30, (1, 1): 40}
ALIKE = {(5, 5): 60, (5, 1): 60}
FEW = {(5, 5): 40, (1, 1): 23}


def shop(touchpoints: Mapping[str, str] | None = None) -> Settings:
    made = settings(touchpoints or {"visit": "shop"})
    return replace(
        made,
        surveys={**made.surveys, ("shop", SHOP.version): SHOP},
        current={**made.current, "shop": SHOP.version},
    )


def rated(side: str, histogram: Mapping[int, int], touchpoint: str = "visit") -> RatingCount:
    kind = "stars" if side == "entrance" else "csat"
    return RatingCount("shop", side, kind, touchpoint, histogram)


def joint(side: str, counts: Mapping[tuple[int, int], int]) -> JointCount:
    return JointCount("shop", side, "csat", "csat", counts)


def told(now: Numbers, before: Numbers | None = None, configured: Settings | None = None) -> Digest:
    return digest_of(now, before, configured or shop())


def printed(digest: Digest) -> str:
    return " ".join(said(digest).split())


# --- the sides


def test_the_worst_side_comes_first_and_one_with_too_few_answers_last() -> None:
    digest = told(
        Numbers(
            QUERY,
            ratings=(
                rated("quality", {5: 40, 1: 10}),
                rated("timeliness", {5: 10, 1: 40}),
                rated("entrance", {3: 40}),
                rated("affordability", {1: 4}),
            ),
        )
    )
    found = digest.sides.rated
    assert [one.attribute for one in found] == ["timeliness", "accessibility", "quality", "affordability"]
    assert [one.aspect for one in found] == [
        Aspect.PROCESS,
        Aspect.PROCESS,
        Aspect.OFFERING,
        Aspect.OFFERING,
    ]
    assert [one.showing for one in found] == [Showing.FULL, Showing.FULL, Showing.FULL, Showing.COUNTS]
    assert "affordability · what we offer (visit) 1, 1, 1, 1 (too few for a score) n=4" in printed(digest)
    assert [one["bar"] is not None for one in section(digest, "sides")["metrics"]] == [True] * 3 + [False]


def test_a_side_has_n_its_range_what_it_was_and_whether_it_changed() -> None:
    now, before = rated("quality", {5: 100, 1: 100}), rated("quality", {5: 190, 1: 10})
    digest = told(Numbers(QUERY, ratings=(now,)), Numbers(QUERY, ratings=(before,)))
    assert "quality · what we offer (visit) 50% n=200 likely 43% to 57%; down 45 from 95% (n=200)" in printed(
        digest
    )


def test_what_was_asked_at_several_touchpoints_is_one_side() -> None:
    ratings = (rated("quality", {5: 30}, "visit"), rated("quality", {1: 10}, "click_and_collect"))
    (found,) = told(Numbers(QUERY, ratings=ratings)).sides.rated
    assert (found.touchpoints, found.histogram) == (("click_and_collect", "visit"), {5: 30, 1: 10})


def test_what_was_asked_on_several_scales_is_never_added_up() -> None:
    digest = told(Numbers(QUERY, ratings=(rated("entrance", {5: 30}), rated("parking", {1: 10}))))
    assert [(one.kind, one.estimate.n) for one in digest.sides.rated] == [("csat", 10), ("stars", 30)]
    assert "accessibility, stars · how we do it (visit) 5.0 of 5" in printed(digest)


def test_a_headline_that_is_about_a_side_counts_for_it_too() -> None:
    digest = told(Numbers(QUERY, ratings=(csat({5: 30}),)), configured=settings({"delivery": "delivery"}))
    assert [(one.attribute, one.estimate.n) for one in digest.sides.rated] == [("timeliness", 30)]
    assert len(section(digest, "doing")["metrics"]) == 1


def test_what_is_about_a_side_does_not_stand_twice() -> None:
    digest = told(Numbers(QUERY, ratings=(rated("how", {5: 30}), rated("quality", {5: 30}))))
    labels = [one["label"]["key"] for one in section(digest, "doing")["metrics"]]
    assert labels == ["digest.label.csat"]
    assert len(section(digest, "sides")["metrics"]) == 1


def test_sides_that_nobody_is_asked_about_are_named_as_holes() -> None:
    digest = told(Numbers(QUERY, ratings=(rated("quality", {5: 30}),)))
    assert digest.sides.never_asked == ("result",)
    assert digest.sides.silent == (
        "timeliness",
        "friendliness",
        "affordability",
        "packaging",
        "accessibility",
    )
    assert "never asked about: result" in printed(digest)
    assert "nobody answered: timeliness, friendliness, affordability, packaging and accessibility" in printed(
        digest
    )


def test_a_side_that_is_asked_about_by_a_choice_is_no_hole() -> None:
    digest = told(Numbers(QUERY, suppressions={"cool_down": 1}), configured=settings({"support": "support"}))
    assert "result" not in (*digest.sides.silent, *digest.sides.never_asked)


def test_a_side_that_was_rated_without_the_headline_is_not_nothing() -> None:
    assert not told(Numbers(QUERY, ratings=(rated("quality", {5: 30}),))).is_empty


def test_at_a_touchpoint_only_what_is_asked_there_is_no_hole() -> None:
    both = shop({"visit": "shop", "delivery": "delivery"})
    there = told(Numbers(ReportQuery(OCTOBER, touchpoint="delivery")), configured=both)
    assert there.sides.silent == ("timeliness",)
    assert "quality" in there.sides.never_asked


def test_what_people_who_work_with_us_say_is_no_side_and_drives_nothing() -> None:
    secret = JointCount("work", "quality", "csat", "csat", CLOSE)
    rating = RatingCount("work", "quality", "csat", "visit", {5: 50})
    made = shop({"visit": "work"})
    made = replace(
        made, surveys={**made.surveys, ("work", WORK.version): WORK}, current={"work": WORK.version}
    )
    digest = told(Numbers(QUERY, ratings=(rating,), joint=(secret,)), configured=made)
    assert digest.internal is not None
    assert [one.estimate.n for one in digest.internal.others] == [50]
    assert (digest.sides.rated, digest.sides.drivers, digest.sides.silent) == ((), (), ())


# --- what goes together with the headline


def test_the_closest_comes_first_and_whatever_cannot_be_told_from_it_is_named_with_it() -> None:
    digest = told(
        Numbers(
            QUERY,
            joint=(joint("friendliness", LOOSE), joint("quality", CLOSE), joint("timeliness", CLOSE)),
        )
    )
    (found,) = digest.sides.drivers
    assert [one.attribute for one in found.ranked] == ["quality", "timeliness", "friendliness"]
    assert [one.leads for one in found.ranked] == [True, True, False]
    words = printed(with_sides(digest))
    assert "Your visit: quality and timeliness go together with it most closely" in words
    assert "quality: 0.84, likely 0.77 to 0.89; 58% satisfied (n=120)" in words


def with_sides(digest: Digest) -> Digest:
    """With answers, without which nothing is shown."""
    return replace(digest, suppressed=(("cool_down", 1),))


@pytest.mark.parametrize(
    ("counted", "sentence"),
    [
        (("quality", "friendliness"), "Your visit: quality goes together with it most closely"),
        (("quality",), "Your visit: quality goes together with it"),
        (("friendliness",), "Your visit: nothing goes together with it clearly"),
    ],
)
def test_one_that_stands_out_is_named_alone_and_none_where_none_does(
    counted: tuple[str, ...], sentence: str
) -> None:
    pairs = {"quality": CLOSE, "friendliness": LOOSE}
    digest = told(Numbers(QUERY, joint=tuple(joint(side, pairs[side]) for side in counted)))
    title = section(with_sides(digest), "drivers")["lists"][0]["title"]
    words = printed(with_sides(digest))
    assert sentence in words
    assert title["key"].rpartition(".")[2] in {"one", "only", "unclear"}


def test_nothing_is_said_of_fewer_than_a_hundred() -> None:
    digest = told(Numbers(QUERY, joint=(joint("quality", FEW),)))
    (found,) = digest.sides.drivers
    assert (found.ranked, found.waiting) == ((), (("quality", 63),))
    assert "quality: needs 100 joint answers, has 63" in printed(with_sides(digest))
    ninety_nine = joint("quality", {(5, 5): 60, (1, 1): 39})
    hundred = joint("quality", {(5, 5): 60, (1, 1): 40})
    assert [
        bool(told(Numbers(QUERY, joint=(one,))).sides.drivers[0].ranked) for one in (ninety_nine, hundred)
    ] == [False, True]


def test_without_a_joint_answer_there_is_no_section() -> None:
    digest = told(Numbers(QUERY, ratings=(rated("quality", {5: 300}),)))
    titles = [one["title"]["key"] for one in card(digest)["sections"]]  # type: ignore[attr-defined]  # a card
    assert "digest.drivers.title" not in titles


def test_of_answers_that_are_all_alike_nobody_can_tell() -> None:
    digest = told(Numbers(QUERY, joint=(joint("quality", ALIKE), joint("timeliness", CLOSE))))
    (found,) = digest.sides.drivers
    assert [(one.attribute, one.leads) for one in found.ranked] == [("timeliness", True), ("quality", False)]
    assert "quality: all answers alike, so nobody can tell; 100% satisfied (n=120)" in printed(
        with_sides(digest)
    )


def test_of_a_side_on_two_scales_the_one_with_more_answers_is_told() -> None:
    entrance = JointCount("shop", "entrance", "stars", "csat", {(5, 5): 100, (1, 1): 20})
    digest = told(Numbers(QUERY, joint=(entrance, joint("parking", {(1, 5): 119}))))
    assert [(one.kind, one.rho.n) for one in digest.sides.drivers[0].ranked] == [("stars", 120)]


def test_surveys_are_ranked_apart() -> None:
    other = JointCount("gone", "quality", "csat", "nps", {(5, 10): 300})
    digest = told(Numbers(QUERY, joint=(joint("quality", CLOSE), other)))
    assert [one.survey for one in digest.sides.drivers] == ["shop"], "of a survey nobody knows no side is"


# --- what staff noted

NOTED = (
    ObservedCount("home_delivery", Mood.NEUTRAL, 1),
    ObservedCount("home_delivery", Mood.UNHAPPY, 5),
    ObservedCount("visit", Mood.HAPPY, 1),
)


def test_what_staff_noted_is_counted_apart_and_in_no_score() -> None:
    digest = told(Numbers(QUERY, observed=NOTED))
    words = printed(digest)
    assert "Staff noted 7 moments. They enter no score." in words
    assert "home delivery: 5 unhappy and 1 neutral" in words
    assert words.index("home delivery:") < words.index("- visit: 1 happy")
    assert digest.buyers.answers == 0
    assert not digest.is_empty


def test_where_staff_noted_nothing_it_is_not_mentioned() -> None:
    assert "Staff noted" not in printed(told(Numbers(QUERY, ratings=(rated("how", {5: 9}),))))


# --- everywhere


@pytest.fixture
def full() -> Digest:
    sides = ("quality", "timeliness", "friendliness", "affordability")
    pairs = (CLOSE, CLOSE, LOOSE, FEW)
    return told(
        Numbers(
            QUERY,
            ratings=(rated("how", {5: 80, 1: 40}), *[rated(side, {5: 80, 1: 40}) for side in sides]),
            joint=tuple(joint(side, counts) for side, counts in zip(sides, pairs, strict=True)),
            observed=NOTED,
        )
    )


def test_all_of_it_reaches_every_platform_and_the_page(full: Digest) -> None:
    message = Message((), card=card(full))
    parcel = Parcel("p1", Address("slack", room="m"), Lane.REPLY, "digest", "digest", message, "en", NOW)
    blocks = list(slack.payload(parcel, render).blocks)
    check = Check()
    check.blocks(blocks, "message")
    assert check.problems == []
    passages = telegram.drawn(message, "en", render).passages
    page = page_of(card(full), [], render, "en", NOW)
    shown: Mapping[str, str] = {
        "slack": readable({"blocks": blocks}),
        "telegram": "\n".join(one.text for one in passages),
        "web": json.dumps(parcel_entry(parcel, NOW, render), ensure_ascii=False),
        "page": page,
        "text": printed(full),
    }
    for where, words in shown.items():
        for fact in (
            "affordability: needs 100 joint answers, has 63",
            "quality: 0.84, likely 0.77 to 0.89",
            "never asked about: result",
            "Staff noted 7 moments",
            "home delivery: 5 unhappy and 1 neutral",
        ):
            assert fact in words, where


def test_a_program_gets_all_of_it(full: Digest) -> None:
    as_json: Any = json.loads(json.dumps(digest_json(full)))
    assert as_json["sides"]["never_asked"] == ["result"]
    quality = next(one for one in as_json["sides"]["rated"] if one["attribute"] == "quality")
    assert (quality["aspect"], quality["n"], quality["touchpoints"]) == ("offering", 120, ["visit"])
    (drivers,) = as_json["drivers"]
    assert (drivers["survey"], drivers["needed"], drivers["waiting"]) == ("shop", 100, {"affordability": 63})
    assert [(one["attribute"], one["leads"], one["n"]) for one in drivers["ranked"]] == [
        ("quality", True, 120),
        ("timeliness", True, 120),
        ("friendliness", False, 170),
    ]
    assert as_json["observed"][0] == {"touchpoint": "home_delivery", "mood": "neutral", "n": 1}
