"""A receipt's link: whoever opens it first is asked at once; nobody else can use it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.conversation import Invitation, State
from bot.core.recovery import CaseState
from bot.core.view import View
from handlers import invitations
from tests.handlers.conftest import MAYA, MAYA_ON_TELEGRAM, MONDAY, SAM, TOM, World

CHAT = MAYA_ON_TELEGRAM


def test_opening_the_link_asks_at_once_at_any_hour_and_under_any_cool_down(world: World) -> None:
    reply = world.buy(address=None)
    world.now = MONDAY.replace(hour=2)  # quiet
    assert world.open_link(reply["link_token"]) == {"ok": True}
    assert world.purposes() == ["invitation"]
    assert world.invitation.started_by_customer
    assert world.maya.invited_at == {}


def test_a_link_works_once(world: World) -> None:
    reply = world.buy(address=None)
    world.open_link(reply["link_token"])
    world.read()
    assert world.open_link(reply["link_token"]) == {"ok": True}
    assert world.purposes() == []


def test_another_person_is_refused_and_changes_nothing(world: World) -> None:
    reply = world.buy(address=None)
    world.open_link(reply["link_token"])
    refused = world.open_link(reply["link_token"], at=TOM)
    assert refused == {"ok": False, "text": {"key": "link.used", "values": {}}}
    assert world.purposes(TOM) == []
    assert TOM.key not in world.rows.contacts


def test_an_unknown_or_expired_link_is_refused(world: World) -> None:
    reply = world.buy(address=None)
    assert world.open_link("0" * 32)["ok"] is False
    world.now += timedelta(days=60)
    assert world.open_link(reply["link_token"])["ok"] is False
    assert world.rows.contacts == {}


def test_the_erased_cannot_be_brought_back_by_a_link(world: World) -> None:
    reply = world.buy(address=None)
    (customer,) = world.rows.customers.values()
    world.rows.customers.clear()
    assert world.open_link(reply["link_token"])["ok"] is False
    world.rows.customers[customer.id] = customer
    world.buy("2", address=MAYA)
    world.change(erased_at=world.now)
    assert world.open_link(reply["link_token"])["ok"] is False


def test_a_link_takes_over_the_invitation_that_waits_about_its_purchase(world: World) -> None:
    reply = world.buy()
    world.open_link(reply["link_token"])
    assert world.invitation.purchase_id == reply["purchase"]
    world.read()
    world.wait(days=1)
    assert world.purposes() == []
    assert world.reasons == []


def test_a_link_asks_about_its_own_purchase_and_about_no_other_on_top(world: World) -> None:
    first = world.buy("1", product="Mug")
    second = world.buy("2", product="Grinder", touchpoint="delivery")
    world.open_link(first["link_token"])
    assert world.invitation.purchase_id == first["purchase"]
    assert (world.invitation.product, world.invitation.touchpoint) == ("Mug", "visit")
    assert world.invitation.state is State.ASKED
    assert world.reasons == ["merged", "merged"]
    assert [one.purchase_id for one in world.suppressions] == [first["purchase"], second["purchase"]]
    world.read()
    world.wait(days=1)
    assert world.purposes() == []


def test_a_link_goes_on_with_the_conversation_that_is_open(world: World) -> None:
    world.ask()
    second = world.buy("2")
    world.open_link(second["link_token"])
    assert world.purposes() == ["retired", "question"]
    assert [one.state for one in world.rows.invitations.values()] == [State.ASKED, State.PLANNED]


def test_words_that_wait_for_their_meaning_outlive_the_link(world: World) -> None:
    world.say("the soup was lovely")
    reply = world.buy(address=None)
    world.open_link(reply["link_token"])
    assert world.rows.contacts[MAYA.key].stray is not None


# In a chat.


def test_in_a_chat_a_link_that_is_used_up_is_said_so_there(world: World) -> None:
    assert world.open_link("nonsense", CHAT, "Maya Okafor")["ok"] is False
    (words,) = world.words(CHAT)
    assert words.startswith("This link can't be opened any more.")
    assert world.maya.name == "Maya Okafor"
    world.open_link("nonsense", TOM)
    assert world.words(TOM) == []


def test_in_a_chat_the_own_link_opened_again_shows_the_question_again(world: World) -> None:
    token = world.buy(address=None)["link_token"]
    world.open_link(token, CHAT)
    world.be(False, CHAT)
    world.open_link(token, CHAT)
    assert world.purposes(CHAT) == ["invitation", "retired", "question"]
    assert world.rows.contacts[CHAT.key].reachable
    for value in ("5", "skip", "skip"):
        world.press(value, CHAT)
    world.read(CHAT)
    world.open_link(token, CHAT)
    assert [parcel.about for parcel in world.read(CHAT)] == ["start"]


def test_the_platform_tells_the_name_and_language_that_the_shop_did_not(world: World) -> None:
    world.settings = replace(world.settings, languages=("en", "de"))
    token = world.buy(address=None, name=None)["link_token"]
    world.open_link(token, CHAT, "Maya Okafor", "de-DE")
    assert (world.maya.name, world.maya.language) == ("Maya Okafor", "de")
    assert world.read(CHAT)[0].language == "de"


def test_what_the_shop_told_stays(world: World) -> None:
    world.settings = replace(world.settings, languages=("en", "de"))
    token = world.buy(address=None, language="en")["link_token"]
    world.open_link(token, CHAT, "Mimi", "de")
    assert (world.maya.name, world.maya.language) == ("Maya Okafor", "en")


# A stranger turns out to be a customer.


def turn_out(world: World, **known: str | None) -> None:
    """Whoever is in this chat opens Maya's link."""
    token = world.buy(address=None, **known)["link_token"]  # type: ignore[arg-type]  # told by the caller
    world.open_link(token, CHAT)


def of_stranger(world: World) -> list[Invitation]:
    return [one for one in world.rows.invitations.values() if one.customer_id != world.maya.id]


def test_what_the_stranger_was_asked_waits_no_more(world: World) -> None:
    world.command("feedback", at=CHAT)
    turn_out(world)
    (asked,) = of_stranger(world)
    assert asked.state is State.WITHDRAWN
    assert not {f"expire:{asked.id}", f"remind:{asked.id}"} & world.timers.keys()
    assert world.values(CHAT) == ["1", "2", "3", "4", "5", "decline", "later", "stop"]
    world.press("5", CHAT)
    assert world.maya.ratings == (5,)


@pytest.mark.parametrize("deed", ["4", "the cake was good"])
def test_what_the_stranger_said_is_kept(world: World, deed: str) -> None:
    world.command("feedback", at=CHAT)
    world.say(deed, CHAT)
    turn_out(world)
    (asked,) = of_stranger(world)
    assert asked.state is State.PARTIAL
    assert (asked.answers[0].rating, asked.answers[0].comment) in {(4, None), (None, "the cake was good")}


def test_a_planned_question_to_the_stranger_is_dropped(world: World) -> None:
    world.command("help", at=CHAT)
    stranger = world.maya
    planned = replace(
        invitations.by_customer(stranger, View(world.settings).for_event(world.now, 99)), id="planned"
    )
    world.rows.invitations["planned"] = planned
    turn_out(world)
    assert world.rows.invitations["planned"].state is State.WITHDRAWN


def test_the_strangers_open_case_becomes_the_customers_and_staff_learn_who_it_is(world: World) -> None:
    world.say("where is my parcel?", CHAT, name=None)
    world.read(SAM)
    turn_out(world)
    assert world.case.customer_id == world.maya.id
    alert, line = world.read(SAM)
    assert alert.message.card is not None
    assert alert.message.card["title"] == "Maya Okafor"
    assert line.message.lines[0].key == "timeline.known"
    world.submit("reply", {"text": "It comes tomorrow"})
    assert world.words(CHAT)[-1] == "Sam: It comes tomorrow"


@pytest.mark.parametrize("contacted", [False, True])
def test_where_the_customer_has_an_open_case_it_goes_on_there(world: World, contacted: bool) -> None:
    world.say("where is my parcel?", CHAT, name=None)
    strangers = world.case.id
    if contacted:
        world.submit("reply", {"text": "Hello"})
    world.buy("first", address=MAYA)
    world.wait(hours=2)
    world.press("1", MAYA)
    theirs = next(one for one in world.rows.cases.values() if one.id != strangers)
    world.read(SAM)
    world.open_link(world.buy("second", address=None)["link_token"], CHAT)
    assert world.rows.cases[strangers].state is CaseState.CLOSED
    assert world.rows.cases[theirs.id].state is CaseState.OPEN
    assert world.words(SAM)[1:] == [
        "Maya Okafor has another case open: this goes on there",
        "Maya Okafor wrote: where is my parcel?",
    ]


def test_who_had_asked_to_be_left_alone_is_left_alone(world: World) -> None:
    world.command("stop", at=CHAT)
    stopped = world.maya.opted_out_at
    world.wait(hours=1)
    turn_out(world)
    assert world.maya.opted_out_at == stopped


def test_somebody_known_by_more_than_this_chat_keeps_what_is_theirs(world: World) -> None:
    world.ask(address=CHAT)
    world.buy("2", who="tom", name="Tom Berger", address=None)
    token = world.buy("3", who="tom", name="Tom Berger", address=None)["link_token"]
    world.open_link(token, CHAT)
    assert next(iter(world.rows.invitations.values())).state is State.ASKED
