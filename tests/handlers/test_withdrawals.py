"""Orders that are refunded or cancelled, customers who want to be forgotten: nobody is asked about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.conversation import State
from bot.core.eligibility import ContactRules
from bot.core.events import ErasureRequested, PurchaseWithdrawn
from bot.core.identity import Customer
from bot.texts import render
from tests.handlers.conftest import MAYA, STAFF_ROOM, World

if TYPE_CHECKING:
    from collections.abc import Sequence

MAYAS = "maya"  # what the shop calls her


def withdraw(world: World, order: str = "1", reason: str = "refunded") -> None:
    world.deliver(PurchaseWithdrawn("shop:demo", f"{order}/{reason}", world.now, "demo", order, reason))


def erase(world: World, who: str = MAYAS) -> None:
    world.deliver(ErasureRequested("shop:demo", f"erase/{who}", world.now, "demo", who))


def reasons(world: World) -> list[str]:
    return [one.reason for one in world.suppressions]


def invitations_sent(world: World) -> list[str]:
    return [parcel.purpose for parcel in world.parcels if parcel.purpose == "invitation"]


# --- an order is taken back


@pytest.mark.parametrize("reason", ["refunded", "cancelled"])
def test_an_order_taken_back_before_its_moment_is_not_asked_about(world: World, reason: str) -> None:
    world.buy()
    withdraw(world, reason=reason)
    assert world.invitation.state is State.WITHDRAWN
    assert reasons(world) == [reason]
    assert world.timers == {}
    world.wait(days=30)
    assert invitations_sent(world) == []


def test_an_order_taken_back_before_it_is_reported_is_not_asked_about(world: World) -> None:
    withdraw(world)
    world.buy()
    world.wait(days=30)
    assert reasons(world) == ["refunded"]
    assert invitations_sent(world) == []


def test_a_refund_after_a_cancellation_changes_nothing(world: World) -> None:
    world.buy()
    withdraw(world, reason="cancelled")
    withdraw(world, reason="refunded")
    assert reasons(world) == ["cancelled"]


def test_an_invitation_about_a_later_order_stays(world: World) -> None:
    world.buy("1")
    world.wait(minutes=5)
    world.buy("2", product="Grinder")
    withdraw(world, "1")
    world.wait(hours=3)
    assert world.invitation.state is State.ASKED
    assert world.invitation.product == "Grinder"
    assert reasons(world) == ["merged"]


def test_when_the_latest_order_is_taken_back_the_one_before_it_is_asked_about(world: World) -> None:
    world.buy("1", product="Mug")
    world.wait(minutes=30)
    world.buy("2", product="Grinder")
    withdraw(world, "2")
    assert reasons(world) == ["merged", "refunded"]
    assert world.invitation.product == "Mug"
    world.wait(hours=3)
    assert world.invitation.state is State.ASKED
    assert len(invitations_sent(world)) == 1


def test_order_by_order_everything_can_be_taken_back(world: World) -> None:
    for order in "123":
        world.buy(order)
        world.wait(minutes=1)
    for order in "321":
        withdraw(world, order)
    world.wait(days=30)
    assert reasons(world) == ["merged", "merged", "refunded", "refunded", "refunded"]
    assert invitations_sent(world) == []


def test_an_order_that_was_asked_about_before_is_not_asked_about_again(world: World) -> None:
    world.ask()
    world.press("5")
    world.wait(days=8)
    world.buy("2", product="Grinder")
    withdraw(world, "2")
    world.wait(days=30)
    assert len(invitations_sent(world)) == 1


def test_an_order_too_long_ago_is_not_asked_about_instead(world: World) -> None:
    world.buy("1", bought_at=world.now - timedelta(days=20))
    world.buy("2")
    withdraw(world, "2")
    assert reasons(world)[-1] == "refunded"
    assert world.timers == {}


def test_an_order_that_was_taken_back_first_is_not_asked_about_instead(world: World) -> None:
    world.buy("1")
    world.buy("2")
    withdraw(world, "1")
    withdraw(world, "2")
    assert reasons(world) == ["merged", "refunded"]
    assert world.timers == {}


def test_an_order_that_there_was_a_reason_not_to_ask_about_is_not_asked_about_instead(world: World) -> None:
    world.buy("1", address=None)
    world.wait(hours=3)
    assert reasons(world) == ["no_address"]
    world.buy("2")
    withdraw(world, "2")
    assert reasons(world) == ["no_address", "refunded"]
    assert world.timers == {}


def test_an_order_that_gave_way_to_a_conversation_is_not_asked_about_instead(world: World) -> None:
    first = world.buy("1", address=None)
    world.buy("2", address=None)
    world.open_link(first["link_token"])
    world.press("5")
    world.wait(minutes=1)
    world.buy("3")
    withdraw(world, "3")
    assert reasons(world)[-1] == "refunded"
    assert [one.state for one in world.rows.invitations.values()].count(State.PLANNED) == 0


def test_a_question_that_waits_gets_no_reminder_once_the_order_is_taken_back(world: World) -> None:
    world.ask()
    withdraw(world)
    assert [timer.kind for timer in world.timers.values()] == ["expire"]
    world.wait(days=6)
    assert [one.purpose for one in world.parcels if one.purpose == "reminder"] == []
    assert world.invitation.state is State.ASKED


def test_what_is_being_answered_goes_on(world: World) -> None:
    world.ask()
    world.press("2")
    withdraw(world)
    world.say("The cup was cold")
    assert "The cup was cold" in (world.invitation.comments or "")
    assert reasons(world) == []


# --- a customer wants to be forgotten


def test_who_is_to_be_forgotten_loses_their_name_and_is_not_asked(world: World) -> None:
    world.buy(language="en", timezone="Europe/Berlin")
    erase(world)
    maya = world.maya
    assert (maya.name, maya.language, maya.timezone, maya.place, maya.attributes) == (
        None,
        None,
        None,
        None,
        (),
    )
    assert maya.erased_at == maya.opted_out_at == world.now
    assert reasons(world) == ["erased"]
    assert not world.timers
    assert [chore.kind for chore in world.chores] == ["erase"]


def test_staff_are_told_once_and_by_no_name(world: World) -> None:
    world.buy()
    erase(world)
    erase(world)
    in_room = [one for one in world.parcels if one.address == STAFF_ROOM]
    assert [one.purpose for one in in_room] == ["forgotten"]
    words = render(in_room[0].message.lines[0], "en")
    assert "Maya" not in words
    assert world.maya.id in words


def test_a_conversation_that_is_open_ends_and_what_was_said_is_kept(world: World) -> None:
    world.ask()
    world.press("5")
    erase(world)
    assert world.invitation.state is State.PARTIAL
    retired = [one for one in world.parcels if one.purpose == "retired" and one.address == MAYA]
    assert [one.message.rows for one in retired] == [()]
    world.wait(days=30)
    assert [one.purpose for one in world.parcels if one.purpose == "reminder"] == []


def test_what_they_buy_later_is_not_asked_about_and_leaves_nothing_personal(world: World) -> None:
    world.buy()
    erase(world)
    world.wait(days=60)
    world.buy("2", product="Grinder")
    world.wait(days=30)
    maya = world.maya
    assert maya.name is None
    assert "Grinder" not in {one.product for one in world.rows.purchases.values()}
    assert reasons(world) == ["erased", "erased"]
    assert invitations_sent(world) == []


def test_somebody_nobody_knows_can_be_forgotten_beforehand(world: World) -> None:
    erase(world)
    (maya,) = world.rows.customers.values()
    assert maya == replace(Customer(maya.id, maya.audience, None, None, None), erased_at=world.now)
    assert world.parcels == []
    world.buy()
    world.wait(days=30)
    assert invitations_sent(world) == []


# --- in whatever order

ORDERS = ("1", "2", "3")
HAPPENS = st.permutations(
    [("buy", one) for one in ORDERS] + [("back", one) for one in ORDERS] + [("buy", "1"), ("back", "2")]
)


def happen(world: World, events: Sequence[tuple[str, str]], minutes: Sequence[int]) -> None:
    for (what, order), wait in zip(events, minutes, strict=True):
        if what == "buy":
            world.buy(order)
        elif what == "back":
            withdraw(world, order)
        else:
            erase(world)
        world.wait(minutes=wait)


@given(events=HAPPENS, minutes=st.lists(st.integers(0, 10), min_size=8, max_size=8))
def test_orders_that_are_all_taken_back_are_never_asked_about(
    events: list[tuple[str, str]], minutes: list[int]
) -> None:
    """Within the delay, in whatever order it is reported, and also twice."""
    world = World()
    happen(world, events, minutes)
    world.wait(days=60)
    assert invitations_sent(world) == []
    assert all(one.not_asked == "refunded" for one in world.rows.purchases.values())
    assert {one.purchase_id for one in world.suppressions} == set(world.rows.purchases)


@given(
    events=st.permutations([("buy", one) for one in ORDERS] + [("back", "2"), ("erase", "")]),
    minutes=st.lists(st.integers(0, 20), min_size=5, max_size=5),
)
def test_who_is_forgotten_within_the_delay_is_never_asked(
    events: list[tuple[str, str]], minutes: list[int]
) -> None:
    world = World()
    happen(world, events, minutes)
    world.wait(days=60)
    assert invitations_sent(world) == []
    reported = {one.id for one in world.rows.purchases.values() if one.customer_id}
    assert {one.purchase_id for one in world.suppressions} == reported
    assert all(one.name is None for one in world.rows.customers.values())


@given(
    events=st.permutations([("buy", one) for one in ORDERS] + [("back", "2")]),
    minutes=st.lists(st.integers(0, 20), min_size=4, max_size=4),
)
def test_of_orders_that_stand_the_latest_is_asked_about(
    events: list[tuple[str, str]], minutes: list[int]
) -> None:
    """One invitation, never about the one that was taken back; every order has one or a reason."""
    world = World()
    world.settings = replace(world.settings, contact=replace(ContactRules(), delays=True))
    happen(world, events, minutes)
    world.wait(hours=6)
    assert len(invitations_sent(world)) == 1
    asked = {one.purchase_id for one in world.rows.invitations.values() if one.sent_at}
    standing = [one for one in world.rows.purchases.values() if one.not_asked is None]
    latest = max(standing, key=lambda one: one.bought_at)
    assert {world.rows.purchases[str(one)].bought_at for one in asked} == {latest.bought_at}
    settled = asked | {one.purchase_id for one in world.suppressions}
    assert settled == set(world.rows.purchases)
