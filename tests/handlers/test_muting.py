"""Muted for abuse: one calm sentence, nothing passed on for a time but danger, and every answer counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.callbacks import case_data
from bot.core.effects import Line
from bot.core.identity import Address
from bot.core.recovery import CaseState, Severity
from bot.texts import render
from tests.handlers.conftest import MAYA, MAYA_ON_TELEGRAM, SAM, SAM_ON_TELEGRAM, World

INSULTS = {"until": "2026-03-09", "why": "Insults, after two warnings"}


def muted(world: World) -> World:
    """Sam has muted Maya for a week."""
    world.ask()
    world.press("1")
    world.press("take", SAM, "Sam Reed")
    world.press("skip")
    world.press("skip")
    world.read()
    world.read(SAM)
    world.submit("mute", INSULTS)
    return world


def test_the_case_is_closed_and_the_customer_hears_one_calm_sentence(world: World) -> None:
    muted(world)
    assert (world.case.state, world.case.closed_for) == (CaseState.CLOSED, "muted")
    assert world.words(SAM)[-1] == "Sam Reed muted them until 2026-03-09: Insults, after two warnings"
    assert world.words() == [
        render(Line("said.muted", {"when": "2026-03-09"}), "en"),
    ]
    assert world.entries[-1].kind == "muted"
    assert world.entries[-1].text == "2026-03-09: Insults, after two warnings"


@pytest.mark.parametrize("words", ["I want to talk to a person", "you are all useless, this is terrible"])
def test_what_they_write_is_not_passed_on_and_they_are_told_so(world: World, words: str) -> None:
    muted(world)
    world.read()
    world.read(SAM)
    world.say(words)
    if world.values()[-1:] == ["nothing"]:
        world.press("person")
    assert world.read(SAM) == []
    assert world.words()[-1] == render(Line("said.held_back", {"when": "2026-03-09"}), "en")


def test_danger_is_passed_on_whoever_writes_it_and_so_is_what_follows(world: World) -> None:
    muted(world)
    world.read(SAM)
    world.say("I got sick from your cake, call an ambulance")
    (case,) = [one for one in world.rows.cases.values() if one.closed_for is None]
    assert case.severity is Severity.URGENT
    assert "alert" in world.purposes(SAM)
    world.say("she is in hospital")
    assert world.words(SAM) == ["Maya Okafor wrote: she is in hospital"]


def test_their_answers_count_and_open_no_case(world: World) -> None:
    muted(world)
    world.read(SAM)
    world.rule(between_any=timedelta(0))
    world.buy("2")
    world.wait(hours=2)
    world.press("1")
    answered = [one for one in world.rows.invitations.values() if one.purchase_id and one.answers]
    assert [one.answers[0].rating for one in answered] == [1, 1]
    assert len(world.rows.cases) == 1
    assert world.read(SAM) == []


def test_after_the_day_they_are_heard_again(world: World) -> None:
    muted(world)
    world.read(SAM)
    world.wait(days=7)
    world.say("I want to talk to a person")
    assert "alert" in world.purposes(SAM)


def test_it_can_be_taken_back(world: World) -> None:
    muted(world)
    world.read()
    world.press_data(case_data(world.case.id, "undo"), SAM, "Sam Reed")
    assert (world.case.state, world.case.owner) == (CaseState.TAKEN, SAM.user)
    assert world.maya.muted_until is None
    assert world.words() == ["Our team reads here again. Thank you for your patience."]
    world.read(SAM)
    world.say("thank you")
    assert world.words(SAM) == ["Maya Okafor wrote: thank you"]


@pytest.mark.parametrize(
    "fields",
    [
        {"until": "2026-03-09", "why": ""},
        {"until": "", "why": "insults"},
        {"until": "2026-03-02", "why": "insults"},
        {"until": "2028-03-02", "why": "insults"},
        {"until": "some day", "why": "insults"},
    ],
)
def test_it_needs_a_reason_and_a_day_within_a_year(world: World, fields: dict[str, str]) -> None:
    world.ask()
    world.press("1")
    assert world.submit("mute", fields)["text"] == {"key": "case.mute_needs", "values": {}}
    assert world.case.state is CaseState.OPEN
    assert world.maya.muted_until is None


@pytest.mark.parametrize(
    "words", ["2026-03-09 insults", "1 week: insults", "7 days insults", "monday insults"]
)
def test_where_there_are_no_forms_the_day_is_said_first(world: World, words: str) -> None:
    world.staff_on(SAM_ON_TELEGRAM)
    world.ask(address=MAYA_ON_TELEGRAM)
    world.press("1", MAYA_ON_TELEGRAM)
    world.read(SAM_ON_TELEGRAM)
    world.press("mute", SAM_ON_TELEGRAM, "Sam Reed")
    (asked,) = world.read(SAM_ON_TELEGRAM)
    world.say(words, SAM_ON_TELEGRAM, name="Sam Reed", answers=asked.id)
    assert world.case.closed_for == "muted"
    assert world.words(SAM_ON_TELEGRAM)[-1] == "Sam Reed muted them until 2026-03-09: insults"


def test_somebody_who_wants_to_be_forgotten_is_heard_all_the_same(world: World) -> None:
    muted(world)
    world.read(SAM)
    world.command("forget")
    world.press("yes")
    assert world.read(SAM) != []


def test_nobody_but_staff_mutes(world: World) -> None:
    world.ask()
    world.press("1")
    stranger = Address("web", room="staff", person="eve")
    reply = world.submit("mute", INSULTS, stranger)
    assert reply["ok"] is False
    assert replace(world.maya, muted_until=None) == world.maya
    assert MAYA.user not in world.settings.staff
