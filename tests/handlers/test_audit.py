"""The audit log: every view and action of staff and managers is on record, also what was refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.callbacks import case_data, tool_data
from bot.core.identity import Address
from tests.handlers.conftest import (
    ALEX,
    KIM,
    MAYA,
    MAYA_ON_SLACK,
    SAM,
    SAM_ON_SLACK,
    SAM_ON_TELEGRAM,
    TOM,
    World,
)

_Line = tuple[str, str, bool, str | None]


def lines(world: World) -> list[_Line]:
    """What was written since the last look: action, subject, whether it was allowed, detail."""
    found = [(one.action, one.subject, one.allowed, one.detail) for one in world.audited]
    world.audited.clear()
    return found


def unhappy(world: World) -> str:
    """Maya is unhappy; her case."""
    world.ask()
    world.press("1")
    assert lines(world) == []
    return f"case:{world.case.id}"


def test_nothing_that_customers_do_is_on_record(world: World) -> None:
    world.ask()
    world.press("4")
    world.say("it was cold")
    world.command("mydata")
    world.home()
    world.say("talk to a person")
    assert lines(world) == []


def test_every_button_of_a_case_is_with_who_pressed_it(world: World) -> None:
    case = unhappy(world)
    world.press("take", SAM, "Sam Reed")
    (one,) = world.audited
    assert (one.actor, one.actor_name, one.at) == (SAM.user, "Sam Reed", world.now)
    world.press_data(case_data(world.case.id, "note"), SAM)
    world.submit_data(case_data(world.case.id, "note"), {"text": "Knows the owner"})
    assert lines(world) == [
        ("take", case, True, None),
        ("note", case, True, "form"),
        ("note", case, True, None),
    ]


def test_a_step_that_came_too_late_is_on_record_with_why(world: World) -> None:
    case = unhappy(world)
    world.press("take", SAM)
    world.press_data(case_data(world.case.id, "take"), KIM)
    assert lines(world)[1:] == [("take", case, False, "case.taken_by")]


def test_whoever_tries_what_only_staff_may_is_on_record_too(world: World) -> None:
    case = unhappy(world)
    world.press_data(case_data(world.case.id, "take"), MAYA)
    world.command("customer", "maya", TOM)
    world.command("digest", "last week", TOM)
    assert lines(world) == [
        ("take", case, False, "case.staff_only"),
        ("customer", "", False, "staff_tools.staff_only"),
        ("digest", "", False, "digest_command.managers_only"),
    ]


def test_what_was_looked_up_names_every_customer_that_was_shown(world: World) -> None:
    world.buy("1")
    world.buy("2", who="maya2", name="Maya Berg", address=TOM)
    world.command("customer", "maya", SAM)
    found = [f"customer:{one.id}" for one in world.rows.customers.values()]
    assert lines(world) == [("customer", subject, True, None) for subject in found]
    world.press_data(tool_data("customer", world.maya.id), SAM)
    world.command("why", "1", SAM)
    maya = f"customer:{world.maya.id}"
    assert lines(world) == [("customer", maya, True, None), ("why", maya, True, None)]


def test_what_was_seen_of_somebody_is_by_whom_it_is_about(world: World) -> None:
    world.buy()
    world.command("observe", "happy visit maya: sang in the queue", SAM)
    world.command("observe", "happy visit somebody sang in the queue", SAM)
    world.press_data(tool_data("observe", world.maya.id), SAM)
    maya = f"customer:{world.maya.id}"
    assert lines(world) == [
        ("observe", maya, True, None),
        ("observe", "", True, None),
        ("observe", maya, True, "form"),
    ]


def test_managers_digests_and_pauses_are(world: World) -> None:
    world.command("digest", "last month", ALEX)
    world.command("pause", "", ALEX)
    assert [one[:3] for one in lines(world)] == [("digest", "", True), ("pause", "", True)]


def test_the_page_of_staff_is_a_view_and_that_of_customers_is_not(world: World) -> None:
    world.home(replace(SAM_ON_SLACK, room=""))
    world.home(MAYA_ON_SLACK)
    assert lines(world) == [("home", "", True, None)]


@pytest.mark.parametrize(("at", "action"), [(SAM_ON_SLACK, "note"), (SAM_ON_TELEGRAM, "reply")])
def test_what_is_written_under_an_alert_is_what_it_does_there(world: World, at: Address, action: str) -> None:
    world.staff_on(at)
    world.ask()
    world.press("1")
    world.say("We're on it", at, answers=world.case.alert)
    assert lines(world) == [(action, f"case:{world.case.id}", True, None)]


def test_the_talk_of_others_in_a_thread_is_nobodys_action(world: World) -> None:
    world.staff_on(SAM_ON_SLACK)
    world.ask()
    world.press("1")
    world.say("What is this?", replace(SAM_ON_SLACK, person="U404"), answers=world.case.alert)
    assert lines(world) == []


def test_somebody_who_shows_no_name_is_on_record_as_such(world: World) -> None:
    world.staff_on(SAM_ON_TELEGRAM)
    world.ask()
    world.press("1")
    world.command("take", "", SAM_ON_TELEGRAM.place, answers=world.case.alert)
    assert lines(world) == [("take", f"case:{world.case.id}", False, "rooms.nameless")]
