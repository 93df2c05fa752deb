"""A receipt's link: whoever opens it first is asked at once; nobody else can use it."""

from __future__ import annotations

from datetime import timedelta

from bot.core.conversation import State
from tests.handlers.conftest import MAYA, MONDAY, TOM, World


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
