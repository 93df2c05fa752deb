"""The numbers behind the pictures, and what is too little or too much for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.core.digest import Digest
from bot.core.digest_card import card
from bot.core.digest_charts import DRAWN_TOUCHPOINTS, SHOWN_THEMES
from bot.core.ledger import Ledger
from bot.core.report import CaseNumbers, Numbers, RatingCount
from bot.texts.cards import all_charts_of, charts_of
from tests.core.test_digest import QUERY, busy, comment, csat, digest_of, nps, pulse, ratings, settings, words

__all__ = ["busy"]

ABOUT = (
    "late",
    "rude staff",
    "too expensive",
    "dirty table",
    "wrong size",
    "no refund",
    "website crashed",
    "cold coffee",
    "broken box",
    "no parking",
)


def charts(digest: Digest, kind: str) -> list[Mapping[str, Any]]:
    return [dict(one) for one in all_charts_of(card(digest)) if one["kind"] == kind]


def comments(unhappy: int, happy: int = 0) -> Numbers:
    """So many of each, about each of ten things."""
    said = [comment(about, day=1 + number) for about in ABOUT for number in range(unhappy)]
    said += [comment(about, day=1 + number, happy=True) for about in ABOUT for number in range(happy)]
    return Numbers(QUERY, ratings=(csat({5: 9}),), comments=tuple(said), comments_total=len(said))


# --- distribution


def test_every_rating_of_the_scale_has_its_count_and_its_group() -> None:
    (drawn,) = charts(digest_of(ratings(nps({10: 30, 8: 6, 3: 4}))), "distribution")
    data = drawn["data"]
    assert [one["rating"] for one in data["ratings"]] == [str(rating) for rating in range(10, -1, -1)]
    assert {one["rating"]: one["n"] for one in data["ratings"] if one["n"]} == {"10": 30, "8": 6, "3": 4}
    groups = [(words(one["label"]), one["n"], one["share"]) for one in data["groups"]]
    assert groups == [("Promoters", 30, "75%"), ("Passives", 6, "15%"), ("Detractors", 4, "10%")]
    assert words(data["words"]["subtitle"]).startswith(
        "How often each rating was given: n=40. The score is 65"
    )
    assert "40 answers: 75% promoters, 15% passives, 10% detractors" in words(drawn["alt"])


def test_the_ratings_of_all_touchpoints_are_one_distribution() -> None:
    (drawn,) = charts(digest_of(ratings(csat({5: 3}), csat({5: 2, 1: 1}, "visit"))), "distribution")
    assert drawn["data"]["n"] == 6
    assert "so it is rough" in words(drawn["data"]["words"]["subtitle"])


@pytest.mark.parametrize(("n", "drawn"), [(0, 0), (1, 0), (4, 0), (5, 1), (29, 1), (1_000_000, 1)])
def test_fewer_than_5_answers_are_no_distribution(n: int, drawn: int) -> None:
    assert len(charts(digest_of(ratings(csat({5: n}))), "distribution")) == drawn


def test_a_kind_without_a_middle_has_two_groups() -> None:
    thumbs = RatingCount("thumbs", "good", "thumbs", "visit", {1: 6, 0: 2})
    (drawn,) = charts(digest_of(ratings(thumbs)), "distribution")
    assert [words(one["label"]) for one in drawn["data"]["groups"]] == ["High", "Low"]
    assert [words(one["rating"]) for one in drawn["data"]["ratings"]] == ["up", "down"]


def test_people_who_work_with_us_are_in_no_picture() -> None:
    configured = settings({"team": "internal-pulse"})
    assert charts(digest_of(ratings(pulse({9: 40})), None, configured), "distribution") == []


# --- priorities


def test_a_theme_has_its_mentions_and_the_share_of_the_unhappy_ones() -> None:
    (drawn,) = charts(digest_of(comments(unhappy=6, happy=2)), "priorities")
    first = drawn["data"]["themes"][0]
    assert first["n"] == first["unhappy"] * 8 // 6
    assert first["share"] == "75%"
    assert words(first["says"]) == f"75% unhappy, n={first['n']}"


def test_a_theme_of_fewer_than_5_mentions_has_no_share_and_no_place() -> None:
    many = comments(unhappy=6)
    one_more = Numbers(
        QUERY, many.ratings, comments=(*many.comments, comment("too loud music")), comments_total=61
    )
    (drawn,) = charts(digest_of(one_more), "priorities")
    few = [theme for theme in drawn["data"]["themes"] if theme["n"] < 5]
    assert few
    assert all(theme["share"] is None and not theme["drawn"] for theme in few)
    assert charts(digest_of(comments(unhappy=1)), "priorities") == []


# --- recovery


def test_each_step_is_a_share_of_what_was_opened_with_what_was_in_time(busy: Digest) -> None:
    (drawn,) = charts(busy, "funnel")
    steps = [(words(one["label"]), words(one["says"])) for one in drawn["data"]["steps"]]
    assert steps == [
        ("Opened", "9"),
        ("Taken", "8 (89%), 6 in time"),
        ("Contacted", "7 (78%), 7 in time"),
        ("Resolved", "5 (56%)"),
        ("Recovered", "0 (0%)"),
    ]
    assert "9 cases opened, 8 taken, 7 contacted, 5 resolved" in words(drawn["alt"])


def test_what_customers_said_last_is_the_end_of_the_funnel() -> None:
    ledger = Ledger(cases=20, resolved_in_time=11, recovered=7)
    cases = CaseNumbers(20, 18, 17, 16, 15, 12, 9)
    (drawn,) = charts(digest_of(Numbers(QUERY, cases=cases, ledger=ledger)), "funnel")
    *_, resolved, recovered = [words(one["says"]) for one in drawn["data"]["steps"]]
    assert (resolved, recovered) == ("12 (60%), 11 in time", "7 (35%)")


def test_fewer_than_5_cases_are_no_funnel() -> None:
    assert charts(digest_of(Numbers(QUERY, cases=CaseNumbers(opened=4, taken=4))), "funnel") == []


# --- too much, and where


def test_a_chat_gets_the_trend_the_map_and_the_themes_and_the_page_gets_all(busy: Digest) -> None:
    shown = card(busy)
    assert {one["kind"] for one in charts_of(shown)} <= {"trend", "map", "themes"}
    assert {one["kind"] for one in all_charts_of(shown)} >= {"trend", "map", "distribution", "funnel"}


def test_of_forty_touchpoints_those_with_the_most_answers_are_drawn_and_the_picture_says_so() -> None:
    names = [f"counter {number}" for number in range(40)]
    counted = [csat({5: 10 + number}, name) for number, name in enumerate(names)]
    digest = digest_of(ratings(*counted), None, settings(dict.fromkeys(names, "delivery")))
    (drawn,) = charts(digest, "map")
    rows = drawn["data"]["touchpoints"]
    assert [row["label"] for row in rows] == names
    assert [row["label"] for row in rows if row["drawn"]] == names[-DRAWN_TOUCHPOINTS:]
    assert words(drawn["data"]["words"]["some"]).startswith("12 of 40 are drawn")


def test_the_themes_that_are_drawn_are_those_mentioned_most_and_all_are_in_the_data() -> None:
    digest = digest_of(comments(unhappy=3))
    (drawn,) = charts(digest, "themes")
    themes = drawn["data"]["themes"]
    assert len(themes) > SHOWN_THEMES == sum(one["drawn"] for one in themes)
    least = min(one["unhappy"] + one["happy"] for one in themes if one["drawn"])
    assert all(one["unhappy"] + one["happy"] <= least for one in themes if not one["drawn"])
    assert f"{SHOWN_THEMES} of {len(themes)}" in words(drawn["data"]["words"]["some"])
