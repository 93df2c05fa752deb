"""Who is off duty, or has left, leaves their cases to the others: at once, and across restarts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.effects import Timer
from bot.core.recovery import CaseState
from tests.handlers.conftest import ALEX, KIM, MAYA, SAM, TOM, World

OWN = replace(SAM, room="")


def taken(world: World) -> World:
    """Sam has Maya's case."""
    world.ask()
    world.press("1")
    world.press("take", SAM, "Sam Reed")
    world.read()
    world.read(SAM)
    return world


def test_who_goes_off_duty_leaves_their_cases_to_the_others_and_the_room_hears_of_it(world: World) -> None:
    taken(world)
    world.wait(hours=2)
    world.read(SAM)
    world.command("duty", "off", SAM)
    assert (world.case.state, world.case.owner) == (CaseState.OPEN, None)
    assert world.case.take_by == world.now + timedelta(hours=1)
    _, who_takes, said = world.words(SAM)
    assert who_takes == "Sam Reed is off duty: who goes on with it for Maya Okafor?"
    assert said == (
        "You're off duty from now on. Say /duty on when you're back.\n"
        "One case of yours is open again for the others."
    )
    world.press("take", KIM, "Kim Abel")
    assert world.case.owner == KIM.user


def test_what_waits_for_the_customers_word_stays_as_it_is(world: World) -> None:
    taken(world)
    world.submit("resolve", {"cause": "delivery", "done": "Sent a new one"})
    world.command("duty", "off", SAM)
    assert (world.case.state, world.case.owner) == (CaseState.RESOLVED, SAM.user)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("until 2026-03-09", "2026-03-09"),
        ("until monday", "2026-03-09"),
        ("until tomorrow", "2026-03-03"),
        ("off until friday", "2026-03-06"),
        ("2 weeks", "2026-03-16"),
    ],
)
def test_until_a_day(world: World, words: str, day: str) -> None:
    world.command("duty", words.replace("off until", "off"), SAM)
    (said,) = world.words(SAM)
    assert said == f"You're off duty until {day}. Say /duty on if you're back earlier."
    off = world.rows.off_duty[SAM.user]
    assert off.until is not None
    assert off.covers(world.now)
    assert not off.covers(off.until)
    world.command("duty", "", SAM)
    assert world.words(SAM) == [f"You're off duty until {day}. Say /duty on if you're back earlier."]
    world.now = off.until
    world.command("duty", "", SAM)
    assert world.words(SAM) == ["You're on duty."]


@pytest.mark.parametrize(
    "words", ["until yesterday", "until 2026-02-01", "until 2026-13-40", "perhaps", "until"]
)
def test_a_day_that_is_none_is_asked_for_again_and_nothing_happens(world: World, words: str) -> None:
    taken(world)
    world.command("duty", words, SAM)
    (said,) = world.words(SAM)
    assert said.startswith("Say /duty off, /duty on, or until when you're off")
    assert world.case.owner == SAM.user
    assert not world.rows.off_duty


def test_it_can_be_said_in_their_own_chat(world: World) -> None:
    taken(world)
    world.command("duty", "off", OWN)
    assert world.words(OWN)[0].startswith("You're off duty from now on.")
    assert world.case.owner is None


def test_back_early(world: World) -> None:
    world.command("duty", "until friday", SAM)
    world.command("duty", "on", SAM)
    assert world.words(SAM)[-1] == "You're on duty."
    assert not world.rows.off_duty[SAM.user].covers(world.now)


def test_who_takes_a_case_is_back_and_hears_so(world: World) -> None:
    world.ask()
    world.press("1")
    world.command("duty", "off", SAM)
    reply = world.press("take", SAM, "Sam Reed")
    assert reply == {"ok": True, "text": {"key": "duty.on", "values": {}}}
    assert not world.rows.off_duty[SAM.user].covers(world.now)
    assert world.case.owner == SAM.user


def test_somebody_with_a_name_on_two_platforms_is_off_on_both(world: World) -> None:
    people = {SAM.user: "Sam Reed", "telegram::1": "Sam Reed", KIM.user: "Kim Abel"}
    world.settings = replace(world.settings, people=people)
    taken(world)
    world.rows.cases[world.case.id] = replace(world.case, owner="telegram::1")
    world.command("duty", "off", SAM)
    assert world.rows.off_duty.keys() == {SAM.user, "telegram::1"}
    assert world.case.owner is None


@pytest.mark.parametrize("who", [TOM, ALEX])
def test_nobody_else_is_on_duty_or_off(world: World, who: object) -> None:
    assert who in {TOM, ALEX}
    at = TOM if who is TOM else replace(ALEX, room="")
    world.command("duty", "off", at)
    assert not world.rows.off_duty
    assert world.words(at)[0].startswith("This is for the staff named in the configuration.")


def start(world: World) -> None:
    """The process starts."""
    world.fire(Timer("duty", "staff", world.now))


def test_the_cases_of_somebody_who_is_not_among_the_staff_any_more_are_open_after_a_start(
    world: World,
) -> None:
    taken(world)
    start(world)
    assert world.case.owner == SAM.user
    assert world.timers.get("duty:staff") is None
    world.settings = replace(world.settings, staff=frozenset({KIM.user}))
    start(world)
    is_free = world.case.state is CaseState.OPEN and world.case.owner is None
    assert is_free
    assert world.words(SAM)[-1] == (
        "Sam Reed is not among the staff any more: who goes on with it for Maya Okafor?"
    )
    world.wait(hours=0)
    assert world.timers.get("duty:staff") is None
    assert world.read(MAYA) == []
