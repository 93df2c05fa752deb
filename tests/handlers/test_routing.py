"""Where a case goes, and to whom: by touchpoint, place, segment, and by what the customer blames."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core.clauses import clauses_of
from bot.core.duty import OffDuty
from bot.core.effects import Parcel
from bot.core.identity import Address, Role
from bot.core.recovery import CaseState
from bot.core.sentiment import Clause
from bot.core.settings import Room
from bot.texts import render
from bot.texts.cards import rendered
from bot.themes import shipped_taxonomy
from tests.handlers.conftest import KIM, SAM, STAFF_ROOM, World, bad

LATE = "the delivery was late"
DISPATCH = Address("web", room="dispatch", person="kim")


@pytest.fixture
def house(world: World) -> World:
    """A room of its own for what is blamed on the delivery; Kim owns what comes there, then Sam."""
    owners = (KIM.user, SAM.user)
    dispatch = Room(
        "dispatch", DISPATCH.place, Role.STAFF, "en", themes=frozenset({"delivery"}), owners=owners
    )
    world.settings = replace(
        world.settings,
        taxonomies={"en": shipped_taxonomy("en")},
        rooms=(*world.settings.rooms, dispatch),
        people={KIM.user: "Kim"},
    )
    clauses = tuple(Clause(start, end, 0.95) for start, end in clauses_of(LATE))
    for words in (LATE, f"1, {LATE}"):
        world.feelings[words] = replace(bad(-0.8), clauses=clauses)
    world.ask()
    return world


def card(parcel: Parcel) -> dict[str, Any]:
    drawn = rendered(parcel.message.card, "en", render)
    assert isinstance(drawn, dict)
    return drawn


def said(parcel: Parcel) -> str:
    return "\n".join(render(line, "en") for line in parcel.message.lines)


def test_what_is_blamed_decides_the_room_and_its_first_owner_is_asked(house: World) -> None:
    house.say(f"1, {LATE}")
    assert house.read(SAM) == []
    (alert,) = house.read(DISPATCH)
    assert (house.case.room, house.case.theme, house.case.asked) == (DISPATCH.place.key, "delivery", KIM.user)
    assert card(alert)["for"] == {"label": "For", "user": KIM.user, "name": "Kim"}


def test_an_owner_who_is_off_duty_is_not_asked(house: World) -> None:
    house.rows.off_duty[KIM.user] = OffDuty(KIM.user, True, house.now, house.now + timedelta(days=1))
    house.say(f"1, {LATE}")
    assert house.case.asked == SAM.user


def test_with_nobody_on_duty_the_room_is_asked(house: World) -> None:
    for user in (KIM.user, SAM.user):
        house.rows.off_duty[user] = OffDuty(user, True, house.now)
    house.say(f"1, {LATE}")
    assert house.case.asked is None
    assert card(house.read(DISPATCH)[0])["for"] is None


def test_an_owner_who_is_no_longer_staff_is_not_asked(house: World) -> None:
    house.settings = replace(house.settings, staff=house.settings.staff - {KIM.user})
    house.say(f"1, {LATE}")
    assert house.case.asked == SAM.user


def test_who_has_it_is_shown_instead_of_whom_it_was_for(house: World) -> None:
    house.say(f"1, {LATE}")
    house.press("take", DISPATCH, "Kim Abel")
    alert = house.screen(DISPATCH)[house.case.alert]
    assert card(alert)["for"] is None
    assert ["Owner", "Kim Abel"] in card(alert)["facts"]


def test_a_case_that_nobody_has_taken_moves_to_the_room_of_what_is_blamed(house: World) -> None:
    house.press("1")
    (first,) = house.read(SAM)
    house.say(LATE)
    alert = house.screen(DISPATCH)[house.case.alert]
    assert (alert.purpose, said(alert)) == ("alert", "Maya Okafor is unhappy")
    assert house.case.asked == KIM.user
    left = house.screen(SAM)[first.id]
    assert (said(left), left.message.rows) == ("Maya Okafor: this goes on in dispatch", ())


def test_a_case_that_somebody_has_taken_stays_where_it_is(house: World) -> None:
    house.press("1")
    house.press("take", SAM, "Sam Reed")
    house.say(LATE)
    assert (house.case.room, house.case.state) == (STAFF_ROOM.key, CaseState.TAKEN)
    assert house.case.theme == "delivery"


def test_a_note_in_the_thread_of_the_old_place_is_still_about_the_case(house: World) -> None:
    house.press("1")
    (first,) = house.read(SAM)
    house.say(LATE)
    house.say("I know her", SAM, answers=first.id)
    assert [one.text for one in house.entries if one.kind == "noted"] == ["I know her"]


def test_praise_is_no_reason_to_go_anywhere(house: World) -> None:
    words = "1, the delivery was great"
    house.feelings[words] = house.feelings["the delivery was great"] = replace(
        bad(), clauses=(Clause(0, len(words), 0.02),)
    )
    house.say(words)
    assert (house.case.room, house.case.theme) == (STAFF_ROOM.key, None)


ROOMS = {
    "berlin": Room("berlin", Address("web", room="berlin"), Role.STAFF, "en", places=frozenset({"Berlin"})),
    "web": Room("web", Address("web", room="web"), Role.STAFF, "en", segments=frozenset({"channel=web"})),
}


@pytest.mark.parametrize(
    ("place", "segments", "room"),
    [("Berlin", {}, "berlin"), (None, {"channel": "web"}, "web"), ("Potsdam", {"channel": "app"}, "staff")],
)
def test_place_and_segment_decide_as_well(
    world: World, place: str | None, segments: dict[str, str], room: str
) -> None:
    world.settings = replace(world.settings, rooms=(*world.settings.rooms, *ROOMS.values()))
    world.ask()
    invitation = replace(world.invitation, place=place, segments=segments)
    world.rows.invitations[invitation.id] = invitation
    world.press("1")
    assert (world.case.room, world.case.place) == (f"web::{room}:", place)
    (alert,) = world.read(Address("web", room=room))
    assert dict(card(alert)["facts"]).get("Place") == place
