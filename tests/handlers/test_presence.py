"""Where we can write: blocked and back again, added to a room, a room that moved, what cannot be read."""

from __future__ import annotations

import pytest

import handlers
from bot.core.effects import MovedRoom
from bot.core.errors import UnreadableEvent
from bot.core.events import RoomMoved, Unreadable
from bot.core.identity import Address
from bot.core.view import View
from tests.handlers.conftest import ALEX, MAYA_ON_TELEGRAM, MONDAY, SAM_ON_TELEGRAM, TOM, World


def test_whoever_blocks_us_cannot_be_reached_until_they_are_back(world: World) -> None:
    world.ask(address=MAYA_ON_TELEGRAM)
    sent = len(world.parcels)
    for present in (False, False, True, True):
        world.be(present, MAYA_ON_TELEGRAM)
        assert world.rows.contacts[MAYA_ON_TELEGRAM.key].reachable is present
    assert len(world.parcels) == sent


@pytest.mark.parametrize("present", [True, False])
def test_of_somebody_unknown_nothing_is_kept_or_sent(world: World, present: bool) -> None:
    world.be(present, TOM)
    assert (world.rows.contacts, world.rows.customers, world.parcels) == ({}, {}, [])


def test_start_makes_whoever_blocked_us_reachable(world: World) -> None:
    world.ask(address=MAYA_ON_TELEGRAM)
    world.be(False, MAYA_ON_TELEGRAM)
    world.command("start", at=MAYA_ON_TELEGRAM)
    assert world.rows.contacts[MAYA_ON_TELEGRAM.key].reachable


def test_added_to_a_room_of_ours_we_say_what_will_be_posted(world: World) -> None:
    world.staff_on(SAM_ON_TELEGRAM)
    for where, key in ((SAM_ON_TELEGRAM, "rooms.greeting.staff"), (ALEX, "rooms.greeting.manager")):
        world.be(True, where)
        (parcel,) = world.read(where)
        assert parcel.address == where.place
        assert [line.key for line in parcel.message.lines] == [key]
        assert parcel.message.card is None


def test_added_to_any_other_room_we_say_goodbye_and_leave(world: World) -> None:
    attic = Address("telegram", room="-999", person="9")
    world.be(True, attic)
    (parcel,) = world.read(attic)
    assert (parcel.purpose, parcel.message.card) == ("farewell", {"type": "farewell"})
    assert parcel.message.lines[0].values == {"business": "Bean There", "room": "-999"}


def test_removed_from_a_room_there_is_nothing_to_say(world: World) -> None:
    world.staff_on(SAM_ON_TELEGRAM)
    world.be(False, SAM_ON_TELEGRAM)
    assert world.parcels == []


def test_a_room_that_moved_is_remembered(world: World) -> None:
    world.deliver(RoomMoved("telegram", "moved/-100", world.now, "-100", "-1001"))
    assert world.moved_rooms == [MovedRoom("telegram", "-100", "-1001", world.now)]


def test_what_cannot_be_read_goes_to_the_dead_letters(world: World) -> None:
    event = Unreadable("telegram", "update/1", MONDAY, "{", "no date")
    with pytest.raises(UnreadableEvent, match="no date"):
        handlers.decide(event, View(world.settings).for_event(MONDAY, 1))
