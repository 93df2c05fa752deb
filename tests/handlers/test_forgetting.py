"""What happens at once when somebody is to be forgotten."""

from __future__ import annotations

import pytest

from bot.core.chores import ChoreKind
from bot.core.effects import ABOUT_MESSAGE, BLANKED
from bot.core.events import Outcome, ParcelSettled, TimerDue
from bot.core.identity import Address, stranger_id
from bot.core.recovery import CaseState
from bot.texts import render
from tests.handlers.conftest import MAYA, STAFF_ROOM, TOM, World

CHAT = MAYA


@pytest.fixture
def world() -> World:
    return World()


def forget(world: World, chat: Address = CHAT) -> None:
    world.command("forget", at=chat)
    world.read(chat)
    world.press("yes", chat)


def test_yes_ends_everything_at_once_and_says_so(world: World) -> None:
    world.ask(address=CHAT)
    world.press("5", CHAT)
    forget(world)
    assert world.maya.erased_at == world.maya.opted_out_at == world.now
    assert (world.maya.name, world.maya.language, world.maya.ratings, world.maya.orders) == (
        None,
        None,
        (),
        0,
    )
    assert world.invitation.state == "partial"
    assert world.words(CHAT)[-1].startswith("Done: ")


def test_the_long_job_is_told_what_the_record_forgets(world: World) -> None:
    world.ask(address=CHAT)
    name = world.maya.name
    forget(world)
    (chore,) = world.chores
    assert (chore.kind, chore.subject, chore.names) == (ChoreKind.ERASE, world.maya.id, (name,))
    assert CHAT.key in chore.places


def test_whom_we_took_them_for_before_is_erased_too(world: World) -> None:
    world.ask(address=CHAT)
    forget(world)
    assert world.rows.customers[stranger_id(CHAT)].erased_at == world.now


def test_an_open_case_ends_and_says_nothing_any_more(world: World) -> None:
    world.ask(address=CHAT)
    world.press("1", CHAT)
    world.say("The handle broke", CHAT)
    forget(world)
    assert (world.case.state, world.case.closed_for, world.case.words) == (CaseState.CLOSED, "erased", None)
    assert [timer for timer in world.timers if timer.startswith("sla")] == []
    (chore,) = world.chores
    assert "The handle broke" in chore.words[0]


def test_staff_hear_of_it_by_a_code_and_no_name(world: World) -> None:
    world.ask(address=CHAT)
    forget(world)
    (told,) = [one for one in world.parcels if one.address == STAFF_ROOM and one.purpose == "forgotten"]
    words = render(told.message.lines[0], "en")
    assert world.maya.id in words
    assert "Maya" not in words


def test_the_last_words_go_to_nobody_a_day_later(world: World) -> None:
    world.ask(address=CHAT)
    forget(world)
    (last,) = [one for one in world.parcels if one.address == CHAT and one.purpose == "forgotten"]
    assert last.not_after is not None
    assert (last.not_after - world.now).days == 1


def test_who_writes_again_begins_as_somebody_new(world: World) -> None:
    world.ask(address=CHAT)
    erased = world.maya.id
    forget(world)
    world.command("feedback", at=CHAT)
    again = world.rows.customers[world.rows.contacts[CHAT.key].customer_id]
    assert again.id not in {erased, stranger_id(CHAT)}
    assert again.erased_at is None
    assert world.rows.customers[erased].erased_at is not None


def test_the_operator_wishes_it_by_a_timer(world: World) -> None:
    world.ask(address=CHAT)
    key = f"forget:{world.maya.id}"
    world.deliver(TimerDue("timer", f"{key}@1", world.now, key, "forget", world.maya.id, world.now))
    assert world.maya.erased_at == world.now
    assert [one for one in world.parcels if one.address == CHAT and one.purpose == "forgotten"] == []


def test_a_stranger_can_be_forgotten(world: World) -> None:
    world.command("start", at=TOM)
    forget(world, TOM)
    assert world.rows.customers[stranger_id(TOM)].erased_at == world.now
    assert len(world.chores) == 1


def blanked(world: World, outcome: Outcome) -> None:
    """What takes the words out of the message of this parcel was settled so."""
    about = f"{ABOUT_MESSAGE}:alert1"
    world.deliver(ParcelSettled("courier", "b1", world.now, "b1", STAFF_ROOM, BLANKED, about, outcome))


def test_staff_are_told_beside_it_of_a_message_that_they_have_to_delete_by_hand(world: World) -> None:
    blanked(world, Outcome.REJECTED)
    (told,) = [one for one in world.parcels if one.purpose == "by_hand"]
    assert (told.address, told.thread) == (STAFF_ROOM, "alert1")
    assert "delete it by hand" in world.words(STAFF_ROOM)[-1]


def test_of_a_message_that_was_emptied_nothing_is_said(world: World) -> None:
    blanked(world, Outcome.DELIVERED)
    assert world.words(STAFF_ROOM) == []
