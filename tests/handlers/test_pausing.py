"""Managers have us ask nobody for a while: what comes due is dropped, what customers start is answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.conversation import State
from bot.core.effects import Pause
from bot.core.identity import Address
from tests.handlers.conftest import ALEX, MAYA, SAM, TOM, World

AT_HOME = Address("web", person="alex")


def test_while_paused_what_comes_due_is_dropped_and_the_reason_is_on_record(world: World) -> None:
    world.buy()
    world.command("pause", at=ALEX)
    world.wait(hours=2)
    assert world.reasons == ["paused"]
    assert world.purposes() == []
    assert world.invitation.state is State.WITHDRAWN


def test_a_pause_is_explained_and_says_who_made_it(world: World) -> None:
    world.command("pause", at=ALEX)
    (words,) = world.words(ALEX)
    assert "ask nobody" in words
    assert "/resume" in words
    assert world.rows.pause == Pause(is_on=True, at=world.now, by="web::alex")


def test_after_the_pause_we_ask_again_but_not_about_what_it_swallowed(world: World) -> None:
    world.command("pause", at=ALEX)
    world.buy("1")
    world.wait(hours=3)
    world.command("resume", at=ALEX)
    world.wait(days=1)
    assert world.purposes() == []
    world.buy("2")
    world.wait(hours=2)
    assert world.purposes() == ["invitation"]
    assert world.reasons == ["paused"]


def test_what_is_planned_in_a_pause_and_comes_due_after_it_is_asked(world: World) -> None:
    world.command("pause", at=ALEX)
    world.buy()
    world.wait(hours=1)
    world.command("resume", at=ALEX)
    world.wait(hours=1)
    assert world.purposes() == ["invitation"]


def test_nobody_is_reminded_in_a_pause(world: World) -> None:
    world.ask()
    world.command("pause", at=ALEX)
    world.wait(days=4)
    assert world.purposes() == []
    world.command("resume", at=ALEX)
    world.wait(days=2)
    assert world.purposes() == []


def test_who_said_later_is_asked_then_also_in_a_pause(world: World) -> None:
    world.ask()
    world.press("later")
    world.command("pause", at=ALEX)
    world.read()
    world.wait(days=1)
    assert world.purposes() == ["reminder"]


def test_what_a_customer_starts_is_answered_as_ever(world: World) -> None:
    world.command("pause", at=ALEX)
    world.command("feedback", at=TOM)
    assert world.purposes(TOM) == ["invitation"]


def test_pausing_twice_says_since_when_and_changes_nothing(world: World) -> None:
    world.command("pause", at=ALEX)
    first = world.rows.pause
    world.wait(hours=3)
    world.read(ALEX)
    world.command("pause", at=AT_HOME)
    assert "since 2026-03-02 11:00 already" in world.words(AT_HOME)[0]
    assert world.rows.pause == first


def test_resuming_says_how_long_it_was(world: World) -> None:
    world.command("pause", at=ALEX)
    world.wait(hours=3)
    world.read(ALEX)
    world.command("resume", at=ALEX)
    assert "I was paused since 2026-03-02 11:00" in world.words(ALEX)[0]


@pytest.mark.parametrize("before", [[], ["pause", "resume"]])
def test_resuming_what_is_not_paused_says_so(world: World, before: list[str]) -> None:
    for command in before:
        world.command(command, at=ALEX)
    was = world.rows.pause
    world.read(ALEX)
    world.command("resume", at=ALEX)
    assert "not paused" in world.words(ALEX)[0]
    assert world.rows.pause == was


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (ALEX, True),  # a manager in the managers' room
        (AT_HOME, True),
        (Address("web", room="managers", person="guest"), True),  # whoever is let into that room
        (Address("web", room="managers"), False),  # and does not show who they are
        (Address("web", room="staff", person="alex"), False),
        (SAM, False),
        (replace(SAM, room=""), False),
        (MAYA, False),
        (Address("web", room="elsewhere", person="alex"), False),
        (Address("slack", "T0", room="C1", person="alex"), False),
    ],
)
@pytest.mark.parametrize("command", ["pause", "resume"])
def test_only_managers_pause_and_only_in_their_places(
    world: World, who: Address, command: str, *, may: bool
) -> None:
    if command == "resume":
        world.command("pause", at=ALEX)
    was = world.rows.pause
    reply = world.command(command, at=who)
    assert (world.rows.pause != was) is may
    assert reply.get("ok", True) is may or who.room == "managers"


def test_a_customer_who_means_themselves_hears_of_stop(world: World) -> None:
    world.command("pause", at=MAYA)
    assert "/stop" in world.words(MAYA)[0]
    assert world.rows.pause is None
