"""Cards of what was asked for in words: two side by side, what is behind a score, and the first of all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.core.digest_told import told, told_json
from bot.core.identity import Address, Role
from bot.core.ledger import Ledger
from bot.core.report import Beginning, CommentRow, Funnel, Numbers, Report, ReportQuery
from bot.core.settings import Room, Settings
from bot.core.statistics import change_of_nps, csat
from bot.texts import render
from bot.texts.digest_text import COLUMNS, text
from tests.core.test_digest import (
    NOW,
    OCTOBER,
    QUERY,
    comment,
    lines_in,
    nps,
    pulse,
    settings,
    words,
)
from tests.core.test_digest import csat as rated

SEPTEMBER = OCTOBER.previous()
BERLIN = ReportQuery(OCTOBER, ("store", "Berlin"))
HAMBURG = ReportQuery(OCTOBER, ("store", "Hamburg"))
PLACES = {"delivery": "delivery", "support": "support"}


def counted(numbers: Numbers, before: Numbers | None = None) -> Report:
    earlier = replace(numbers.query, period=numbers.query.period.previous(), against=None)
    return Report(numbers, replace(before or Numbers(earlier), query=earlier))


def against(one: Numbers, other: Numbers) -> Report:
    asked = replace(one, query=replace(one.query, against=other.query))
    return replace(counted(asked), against=counted(other))


def card_of(report: Report, configured: Settings | None = None) -> Mapping[str, Any]:
    return told(report, configured or settings(PLACES), NOW)


def text_of(report: Report, configured: Settings | None = None) -> str:
    return text(card_of(report, configured), render, "en")


def table(report: Report, number: int = 0) -> list[list[str]]:
    return [[words(cell) for cell in row] for row in card_of(report)["sections"][number]["table"]["rows"]]


# --- side by side

GOOD, BAD = {5: 70, 1: 10}, {5: 30, 1: 40}


def test_two_places_stand_side_by_side_with_n_range_and_a_difference_that_is_one() -> None:
    report = against(Numbers(BERLIN, (rated(GOOD),)), Numbers(HAMBURG, (rated(BAD),)))
    (row,) = table(report)
    interval = csat(GOOD).interval
    assert interval is not None
    low, high = round(100 * interval.low), round(100 * interval.high)
    assert row == [
        "delivery: satisfied (CSAT)",
        f"88% (n=80, likely {low}% to {high}%)",
        "43% (n=70, likely 32% to 55%)",
        "Berlin higher by 45",
    ]
    assert words(card_of(report)["title"]).endswith("2026-10-01 to 2026-10-31: Berlin – Hamburg")


def test_a_difference_that_chance_explains_is_none() -> None:
    alike = {5: 35, 1: 8}
    (row,) = table(against(Numbers(BERLIN, (rated({5: 30, 1: 9}),)), Numbers(HAMBURG, (rated(alike),))))
    assert row[3] == "no clear difference"


def test_of_fewer_than_5_on_one_side_there_is_neither_score_nor_difference() -> None:
    report = against(Numbers(BERLIN, (rated({1: 4}),)), Numbers(HAMBURG, (rated(GOOD),)))
    (row,) = table(report)
    assert (row[1], row[3]) == ("too few for a score (n=4)", "too few to compare")
    (chart,) = card_of(report)["charts"]
    assert [side["value"] is None for side in chart["data"]["rows"][0]["sides"]] == [True, False]


def test_a_side_without_answers_says_so() -> None:
    (row,) = table(against(Numbers(BERLIN), Numbers(HAMBURG, (rated(GOOD),))))
    assert row[1] == "no answers"


def test_two_touchpoints_are_compared_where_the_same_kind_was_asked() -> None:
    query, other = ReportQuery(OCTOBER, None, "delivery"), ReportQuery(OCTOBER, None, "visit")
    mine, theirs = {10: 30, 3: 10}, {10: 10, 3: 30}
    report = against(
        Numbers(query, (rated(GOOD), nps(mine, "delivery"))), Numbers(other, (nps(theirs, "visit"),))
    )
    rows = {row[0]: row for row in table(report)}
    assert rows["NPS"][3] == f"delivery higher by {round(change_of_nps(mine, theirs).difference)}"
    assert rows["Satisfied (CSAT)"][2:] == ["no answers", "too few to compare"]


def test_two_periods_are_named_as_such() -> None:
    report = against(
        Numbers(ReportQuery(OCTOBER), (rated(GOOD),)), Numbers(ReportQuery(SEPTEMBER), (rated(BAD),))
    )
    assert "2026-10: 80 answers. 2026-09: 70 answers." in text_of(report)
    assert table(report)[0][3] == "2026-10 higher by 45"


def test_who_answered_and_who_was_won_back_is_compared_too() -> None:
    sides = [
        Numbers(
            query,
            (rated(GOOD),),
            funnels=(Funnel("delivery", "delivery", 100, responded, 40, 30),),
            ledger=Ledger(recovered=recovered, not_recovered=20 - recovered),
        )
        for query, responded, recovered in ((BERLIN, 80, 18), (HAMBURG, 40, 4))
    ]
    rows = {row[0]: row[3] for row in table(against(*sides))}
    assert rows["Invitations answered"] == "Berlin higher by 40"
    assert rows["Unhappy customers put right, of those who told us"] == "Berlin higher by 70"


def test_what_is_complained_about_more_often_on_one_side_is_told_with_its_n() -> None:
    late = [comment("it came far too late", day=day) for day in range(1, 21)]
    fine = [comment("lovely coffee", day=day, happy=True) for day in range(1, 21)]
    report = against(
        Numbers(BERLIN, (rated(GOOD),), comments=(*late, *fine)),
        Numbers(HAMBURG, (rated(GOOD),), comments=(*fine, *fine, *late[:1])),
    )
    rows = {row[0]: row[1:] for row in table(report, 1)}
    assert rows["Waiting and speed"] == ["20 of 40 (50%)", "1 of 41 (2%)", "more often: Berlin"]


def test_those_who_work_with_us_are_not_compared_place_by_place() -> None:
    report = against(Numbers(BERLIN, (pulse({9: 30}),)), Numbers(HAMBURG, (pulse({2: 30}),)))
    assert "team" not in json.dumps(card_of(report))


def test_a_program_gets_both_sides_whole_and_what_was_compared() -> None:
    report = against(Numbers(BERLIN, (rated(GOOD),)), Numbers(HAMBURG, (rated(BAD),)))
    machine: Any = told_json(report, settings(PLACES), NOW)
    assert json.loads(json.dumps(machine))["first"]["segment"] == {"store": "Berlin"}
    (one,) = machine["compared"]
    assert (one["name"], one["first"]["n"], one["second"]["n"]) == ("delivery.delivery.delivery.csat", 80, 70)
    assert one["difference"]["clear"] is True


# --- why


def unhappy(said: str, rating: int = 1, day: int = 1) -> CommentRow:
    return replace(comment(said, day=day), rating=rating)


LATE = [unhappy(f"it came late, number {number}", 1, number) for number in range(1, 11)]
FINE = [
    replace(comment(f"lovely, number {number}", day=number, happy=True), rating=5) for number in range(1, 11)
]
WHY_WAITING = ReportQuery(OCTOBER, why=True, theme="waiting")


def why(query: ReportQuery, *comments: CommentRow, before: tuple[CommentRow, ...] = ()) -> str:
    numbers = Numbers(query, (rated(GOOD),), comments=comments, comments_total=len(comments))
    return text_of(counted(numbers, Numbers(query, comments=before)))


def test_why_a_theme_tells_how_often_it_is_mentioned_with_n_and_range() -> None:
    said = why(WHY_WAITING, *LATE, *FINE)
    assert "Waiting and speed: what is said at Mug & Bean" in said
    assert "Mentioned in 10 of 20 comments." in said
    assert "50%  n=20, rough" in said
    assert "delivery: 10 of 20 comments" in said


def test_whose_words_they_are_is_in_the_title() -> None:
    assert "Mug & Bean, 2026-10-01 to 2026-10-31: delivery, store Berlin" in " ".join(
        why(replace(WHY_WAITING, segment=("store", "Berlin"), touchpoint="delivery"), *LATE).split()
    )
    limited = replace(QUERY, places=("Berlin", "Hamburg"))
    assert text_of(counted(Numbers(limited, (rated(GOOD),)))).splitlines()[0].endswith(": Berlin, Hamburg")


def test_a_theme_that_is_mentioned_more_than_before_is_said_to_be_only_where_it_is() -> None:
    assert "up 50 from 0% (n=10)" in why(WHY_WAITING, *LATE, *FINE, before=tuple(FINE))
    assert "no clear change" in why(WHY_WAITING, *LATE, *FINE, before=(*LATE, *FINE))


def test_what_goes_together_with_a_theme_is_never_called_its_cause() -> None:
    said = " ".join(why(WHY_WAITING, *LATE, *FINE).split())
    assert "Satisfied (CSAT) 0% where it is mentioned (n=10), 100% where it is not (n=10); a clear" in said
    assert "that is no proof that one causes the other" in said


def test_with_fewer_than_5_on_one_side_nothing_is_weighed() -> None:
    assert "where it is mentioned" not in why(WHY_WAITING, *LATE[:4], *FINE)


def test_why_a_theme_quotes_those_who_mention_it_and_nobody_else() -> None:
    said = why(WHY_WAITING, *LATE, *FINE)
    assert said.count("it came late, number") == 8
    assert "lovely" not in said


def test_a_theme_that_nobody_mentions_is_said_not_to_be() -> None:
    assert "Mentioned in 0 of 10 comments." in why(WHY_WAITING, *FINE)
    assert "No comments in this time" in why(WHY_WAITING)


def test_why_a_touchpoint_tells_its_score_its_themes_and_more_of_what_was_said() -> None:
    said = why(ReportQuery(OCTOBER, None, "delivery", why=True), *LATE, *FINE)
    assert "What is behind delivery at Mug & Bean" in said
    assert "88%  n=80" in said
    assert said.count("it came late, number") >= 8
    assert "Satisfied (CSAT) 0% where it is mentioned" in " ".join(said.split())


def test_what_those_who_work_with_us_wrote_is_behind_no_score_of_buyers() -> None:
    inside = [comment("everything comes late here", day=day, survey="internal-pulse") for day in range(1, 9)]
    assert "late here" not in why(WHY_WAITING, *LATE, *inside)
    assert "Mentioned in 10 of the newest 10" in why(WHY_WAITING, *LATE, *inside)


def test_a_program_gets_what_is_behind_a_score() -> None:
    numbers = Numbers(WHY_WAITING, (rated(GOOD),), comments=(*LATE, *FINE))
    machine: Any = told_json(counted(numbers), settings(PLACES), NOW)
    assert machine["why"]["mentions"] == 10
    assert machine["why"]["goes_with"][0]["clear"] is True


# --- the first


def begin(begun: Beginning, configured: Settings | None = None) -> str:
    return text_of(Report(Numbers(QUERY), Numbers(QUERY), beginning=begun), configured)


def test_the_first_digest_says_what_is_connected_what_is_missing_and_when_numbers_come() -> None:
    room = Room("staff", Address("telegram", "", "-1"), Role.STAFF, "en")
    configured = replace(settings(PLACES), rooms=(room,), shops=("till",))
    said = begin(Beginning(), configured)
    for expected in (
        "The shop till may report purchases.",
        "Telegram",
        "Alerts about unhappy customers go to the room staff.",
        "About delivery we ask: About your delivery",
        "No purchase has come in yet.",
        "There is a score from 5 answers on",
    ):
        assert expected in said


def test_without_a_shop_that_is_what_is_missing() -> None:
    assert "No shop is connected" in begin(Beginning())


def test_it_says_when_the_first_question_goes_out_in_the_business_zone() -> None:
    at = datetime(2026, 11, 3, 8, 30, tzinfo=UTC)
    said = begin(Beginning(3, 3, 1, 2, at, 1))
    assert "2 invitations wait to go out, the first on 2026-11-03 09:30." in said
    assert "1 question is out, and waits for its answer." in said
    assert "2 of 3 customers have no chat with us yet" in " ".join(said.split())


def test_once_somebody_answered_there_is_a_digest() -> None:
    report = Report(Numbers(QUERY, (rated({5: 1}),)), Numbers(QUERY), beginning=Beginning())
    assert "Getting started" not in text_of(report)


# --- all of them

ALL = {
    "versus": against(
        Numbers(BERLIN, (rated(GOOD), nps({10: 9})), comments=tuple(LATE)),
        Numbers(HAMBURG, (rated(BAD),), comments=tuple(FINE)),
    ),
    "theme": counted(Numbers(WHY_WAITING, (rated(GOOD),), comments=(*LATE, *FINE))),
    "touchpoint": counted(
        Numbers(
            ReportQuery(OCTOBER, None, "delivery", why=True),
            (rated(GOOD),),
            comments=(*LATE, *FINE, replace(LATE[0], unhappy=False, text="so late, but fine", rating=3)),
        )
    ),
    "beginning": Report(Numbers(QUERY), Numbers(QUERY), beginning=Beginning(1, 2, 1, 1, NOW, 1)),
}


@pytest.mark.parametrize("name", ALL)
def test_every_line_of_them_has_its_words_and_fits_a_terminal(name: str) -> None:
    card = card_of(ALL[name])
    assert json.loads(json.dumps(card)) == card
    for one in lines_in(card):
        assert words(one)
    assert all(len(one) <= COLUMNS for one in text_of(ALL[name]).splitlines())
    assert json.dumps(told_json(ALL[name], settings(PLACES), NOW))
