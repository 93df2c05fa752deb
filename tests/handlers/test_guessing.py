"""Before a digest opens its room is asked what it thinks, once; ``/guess`` keeps what anybody there does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.effects import DigestRun, Timer
from bot.core.identity import Address
from handlers import guessing
from tests.handlers.conftest import ALEX, ALEX_ALONE, KIM, MAYA, SAM, SAM_ON_SLACK, World

NINE = datetime(2026, 3, 9, 8, tzinfo=UTC)  # Monday, nine in Berlin
DAY = timedelta(days=1)
GUEST = Address("web", room="managers", person="guest")


@pytest.fixture
def shop(world: World) -> World:
    plan = replace(world.settings.digests["weekly"], guess=True)
    world.settings = replace(world.settings, digests={"weekly": plan})
    world.fire(Timer("schedule", "weekly", world.now))
    return world


def asked(world: World) -> list[str]:
    return [one for one in world.words(ALEX) if "Before we know" in one]


def guesses(world: World) -> list[tuple[str, str | None, float]]:
    kept = sorted(world.rows.beliefs.values(), key=lambda one: one.by)
    return [(one.by_name, one.claim.touchpoint, one.claim.value) for one in kept]


def test_the_room_is_asked_the_day_before_at_the_same_hour_and_before_each_digest_again(shop: World) -> None:
    shop.wait(days=5, hours=21, minutes=59)
    assert asked(shop) == []
    shop.wait(minutes=1)
    (said,) = asked(shop)
    assert "Tomorrow's digest is about 2026-03-02 to 2026-03-08." in said
    assert "the CSAT of visit, from 0 to 100? Type /guess 80" in said
    shop.wait(days=1)
    assert asked(shop) == []
    shop.wait(days=6)
    assert len(asked(shop)) == 1


def test_a_digest_that_does_not_want_guesses_asks_for_none(world: World) -> None:
    world.fire(Timer("schedule", "weekly", world.now))
    world.wait(days=8)
    assert asked(world) == []


def test_what_another_process_has_asked_is_not_asked_again(shop: World) -> None:
    shop.rows.digest_runs["guess:weekly", "2026-03-09"] = DigestRun("guess:weekly", "2026-03-09", NINE - DAY)
    shop.wait(days=6, hours=21)
    assert asked(shop) == []
    shop.fire(Timer(guessing.TIMER, "weekly", shop.now))
    assert asked(shop) == []


def test_after_downtime_it_is_asked_late_while_there_is_time(shop: World) -> None:
    shop.now = NINE - timedelta(hours=3)
    shop.wait()
    assert "Today's digest" in asked(shop)[0]


def test_just_before_the_digest_nobody_is_asked(shop: World) -> None:
    shop.now = NINE - timedelta(minutes=20)
    shop.wait()
    assert asked(shop) == []


def test_a_timer_that_comes_too_soon_waits(shop: World) -> None:
    shop.fire(Timer(guessing.TIMER, "weekly", shop.now))
    assert asked(shop) == []
    assert shop.timers["guess:weekly"].due == NINE - DAY


@pytest.mark.parametrize("at", [ALEX, ALEX_ALONE, SAM, GUEST])
def test_managers_staff_and_whoever_is_in_the_room_guess(shop: World, at: Address) -> None:
    room = "staff" if at == SAM else "managers"
    plan = replace(shop.settings.digests["weekly"], room=room)
    shop.settings = replace(shop.settings, digests={"weekly": plan})
    shop.command("guess", "80", at, sender="Sam")
    assert guesses(shop) == [("Sam", "visit", 0.8)]
    assert "Noted, Sam: 80% for the CSAT of visit" in shop.words(at)[-1]


def test_the_latest_guess_of_somebody_counts_whatever_it_is_about(shop: World) -> None:
    shop.command("guess", "80", ALEX, sender="Alex")
    shop.command("guess", "recommend 45", ALEX, sender="Alex")
    shop.command("guess", "70", GUEST, sender="Guest")
    assert guesses(shop) == [("Alex", "recommend", 45), ("Guest", "visit", 0.7)]


def test_a_customer_guesses_nothing(shop: World) -> None:
    shop.command("guess", "80", MAYA)
    assert guesses(shop) == []
    assert "staff and managers" in shop.words(MAYA)[-1]


def test_there_is_nothing_to_guess_in_a_room_without_such_a_digest(shop: World) -> None:
    shop.command("guess", "80", KIM)
    assert guesses(shop) == []
    assert "no digest here" in shop.words(KIM)[-1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "What do you think: the CSAT of visit"),
        ("many", "one of these moments: visit, delivery, recommend, quick, support"),
        ("45 pulse", "one of these moments"),
        ("recommend 101", "the NPS of recommend, from -100 to 100"),
        ("900", "from 0 to 100"),
    ],
)
def test_what_is_no_guess_is_answered_with_how_to(shop: World, words: str, said: str) -> None:
    shop.command("guess", words, ALEX)
    assert said in shop.words(ALEX)[-1]
    assert guesses(shop) == []


def test_after_the_digest_has_opened_a_guess_is_for_the_next(shop: World) -> None:
    shop.command("guess", "80", ALEX)
    shop.wait(days=7)
    shop.command("guess", "70", ALEX)
    assert sorted(one.claim.what[1] for one in shop.rows.beliefs.values()) == ["2026-03-09", "2026-03-16"]


def test_a_guess_is_no_belief_of_theirs(shop: World) -> None:
    shop.command("guess", "80", ALEX)
    shop.command("believe", "", ALEX)
    assert "80" not in shop.words(ALEX)[-1].replace("/believe csat is 90 %", "")
    shop.command("believe", "drop 1", ALEX)
    assert all(one.withdrawn_at is None for one in shop.rows.beliefs.values())


def test_on_slack_it_is_typed_as_things_are_there(shop: World) -> None:
    shop.command("guess", "80", replace(SAM_ON_SLACK, room=""), sender="Sam")
    assert guesses(shop) == [("Sam", "visit", 0.8)]
