"""Guesses: read from a few words, one for each run, opened with the digest that they were made for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.core.beliefs import Belief, Guessed, standing
from bot.core.digest import Group, Measured
from bot.core.digest_card import card
from bot.core.digest_composing import compose
from bot.core.digest_json import digest_json
from bot.core.digest_words import limited_to
from bot.core.guesses import day_before, guess, guessable, is_tomorrow, opened, read_guess, value_of
from bot.core.periods import PeriodKind, Schedule, last_complete
from bot.core.report import Numbers, RatingCount, Report, ReportQuery
from bot.core.settings import DigestPlan, Settings
from bot.core.statistics import NO_ANSWERS
from bot.texts import render
from bot.texts.digest_text import text
from tests.handlers.conftest import BERLIN, settings

RUN = date(2026, 8, 1)
OPENS = datetime(2026, 8, 1, 7, tzinfo=UTC)  # nine in Berlin
PLAN = DigestPlan(
    "monthly",
    Schedule(PeriodKind.MONTH, None, time(9), BERLIN),
    "managers",
    PeriodKind.MONTH,
    guess=True,
)
SHOP = replace(settings(), digests={"monthly": PLAN})
QUERY = ReportQuery(last_complete(PeriodKind.MONTH, RUN))


def guessed(
    value: float, who: str = "Sam", touchpoint: str = "recommend", kind: str = "nps", hours: float = 1
) -> Belief:
    at = OPENS - timedelta(hours=hours)
    return guess("monthly", RUN, touchpoint, kind, value, by=f"web::{who}", name=who, now=at)


def report(*beliefs: Belief, n: int = 20, query: ReportQuery = QUERY) -> Report:
    ratings = (RatingCount("nps", "recommend", "nps", "recommend", {10: n, 8: 10, 3: n // 4}),)
    before = replace(query, period=query.period.previous())
    return Report(Numbers(query, ratings=ratings), Numbers(before), beliefs)


def truth(*beliefs: Belief, now: datetime = OPENS, query: ReportQuery = QUERY) -> tuple[Guessed, ...]:
    return compose(report(*beliefs, query=query), SHOP, now).guesses


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("45", (45.0, None)),
        ("-20", (-20.0, None)),
        ("\u221220", (-20.0, None)),
        ("45 %", (45.0, None)),
        ("4.5 support", (4.5, "support")),
        ("delivery 60", (60.0, "delivery")),
        ("the NPS of delivery: 60", (60.0, "delivery")),
        ("60 for Delivery!", (60.0, "delivery")),
        ("", None),
        ("many", None),
        ("45 60", None),
        ("45 bananas", None),
        ("1e9", None),
        ("99999", None),
    ],
)
def test_a_number_is_read_and_perhaps_a_moment(words: str, read: tuple[float, str | None] | None) -> None:
    assert read_guess(words, SHOP) == read


@pytest.mark.parametrize(
    ("kind", "number", "value"),
    [
        ("nps", -100, -100),
        ("nps", 101, None),
        ("csat", 80, 0.8),
        ("csat", -1, None),
        ("csat", 100, 1.0),
        ("stars", 4.5, 4.5),
        ("stars", 0, None),
    ],
)
def test_a_guess_lies_on_its_scale(kind: str, number: float, value: float | None) -> None:
    assert value_of(kind, number) == value


def test_nobody_guesses_what_those_who_work_with_us_say() -> None:
    assert list(guessable(SHOP)) == ["visit", "delivery", "recommend", "quick", "support"]


def test_somebody_has_one_guess_for_a_run_and_another_for_the_next() -> None:
    assert guessed(45).id == guessed(60, hours=0.5).id == guessed(0.9, touchpoint="visit", kind="csat").id
    assert guessed(45).id != guessed(45, "Lee").id
    next_run = guess("monthly", date(2026, 9, 1), "recommend", "nps", 1, by="web::Sam", name="", now=OPENS)
    assert next_run.id != guessed(45).id


def test_a_guess_is_no_belief() -> None:
    assert standing([guessed(45)]) == []
    assert compose(report(guessed(45)), SHOP, OPENS).beliefs == ()


def test_the_nearest_is_named_with_the_truth_its_range_and_its_n() -> None:
    (one,) = truth(guessed(45), guessed(60, "Lee"))
    assert list(one.said) == [("Sam", 45), ("Lee", 60)]
    assert one.estimate.n == 35
    assert list(one.nearest) == ["Sam"]
    digest = compose(report(guessed(45), guessed(60, "Lee")), SHOP, OPENS)
    shown = text(card(digest), render, "en")
    assert "NPS of recommend: Sam 45, Lee 60 — it was 43 (likely 16 to 63, 35 answers): Sam was near" in (
        " ".join(shown.split())
    )
    told = digest_json(digest)["guesses"]
    assert told == [
        {
            "touchpoint": "recommend",
            "kind": "nps",
            "guesses": [{"who": "Sam", "value": 45}, {"who": "Lee", "value": 60}],
            "n": 35,
            "value": one.estimate.value,
            "low": one.estimate.interval and one.estimate.interval.low,
            "high": one.estimate.interval and one.estimate.interval.high,
            "nearest": ["Sam"],
        }
    ]


def test_of_those_who_are_as_near_everybody_is_named() -> None:
    assert truth(guessed(45), guessed(45, "Lee"), guessed(90, "Kim"))[0].nearest == ("Sam", "Lee")


def test_with_too_few_answers_nobody_was_nearest() -> None:
    few = Report(
        Numbers(QUERY, ratings=(RatingCount("nps", "recommend", "nps", "recommend", {10: 4}),)),
        Numbers(replace(QUERY, period=QUERY.period.previous())),
        (guessed(45),),
    )
    digest = compose(few, SHOP, OPENS)
    assert digest.guesses[0].nearest == ()
    assert "Sam 45 — 5 answers are needed to tell (n=4)" in " ".join(text(card(digest), render, "en").split())
    told = digest_json(digest)["guesses"]
    assert isinstance(told, list)
    assert (told[0]["value"], told[0]["low"], told[0]["n"]) == (None, None, 4)


def test_where_nobody_answered_that_is_said() -> None:
    (one,) = truth(guessed(0.9, touchpoint="visit", kind="csat"))
    assert (one.estimate, one.nearest) == (NO_ANSWERS, ())


def test_before_the_digest_opens_no_guess_is_told() -> None:
    assert truth(guessed(45), now=OPENS - timedelta(seconds=1)) == ()


def test_a_guess_that_came_after_it_opened_does_not_count() -> None:
    assert truth(guessed(45, hours=-1), now=OPENS + timedelta(hours=2)) == ()


def test_it_is_told_with_just_the_numbers_that_it_was_about() -> None:
    def asks(**changes: object) -> tuple[Guessed, ...]:
        return truth(guessed(45), query=replace(QUERY, **changes))  # type: ignore[arg-type]  # any field

    assert asks()
    assert asks(touchpoint="recommend")
    assert asks(touchpoint="visit") == ()
    assert asks(segment=("store", "Berlin")) == ()
    assert asks(places=("Berlin", "Hamburg")) == ()
    assert asks(period=QUERY.period.previous()) == ()


def in_berlin() -> Settings:
    rooms = tuple(
        replace(room, places=frozenset({"Berlin"})) if room.name == "managers" else room
        for room in SHOP.rooms
    )
    return replace(SHOP, rooms=rooms)


def test_what_a_room_that_is_limited_to_places_guessed_is_about_these() -> None:
    group = Group(compose(report(), SHOP, OPENS).buyers.audience)
    theirs = limited_to(QUERY, {"Berlin"})
    assert theirs is not None
    assert opened([guessed(45)], theirs, group, in_berlin(), OPENS)
    assert opened([guessed(45)], QUERY, group, in_berlin(), OPENS) == ()


def test_the_room_is_asked_on_the_day_before_at_the_same_hour() -> None:
    assert day_before(RUN, PLAN) == OPENS - timedelta(days=1)
    assert is_tomorrow(RUN, PLAN, OPENS - timedelta(days=1))
    assert not is_tomorrow(RUN, PLAN, OPENS - timedelta(hours=2))


def test_a_measured_number_stays_what_it_is() -> None:
    measured: tuple[Measured, ...] = compose(report(guessed(45)), SHOP, OPENS).buyers.headlines
    assert measured == compose(report(), SHOP, OPENS).buyers.headlines
