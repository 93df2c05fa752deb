"""A purchase comes in: who is asked about it, about what, and why others are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.conversation import State
from bot.core.events import PurchaseReceived
from bot.core.link_tokens import link_token, token_hash
from bot.core.survey import Audience
from tests.handlers.conftest import MAYA, TOM, World


def test_a_purchase_is_kept_and_asked_about_after_the_touchpoints_delay(world: World) -> None:
    reply = world.buy(touchpoint="delivery")
    assert reply["purchase"] in world.rows.purchases
    assert world.invitation.state is State.PLANNED
    assert world.invitation.due_at - world.now == timedelta(hours=2)
    assert world.invitation.product == "Mug"
    world.wait(hours=1, minutes=59)
    assert world.purposes() == []
    world.wait(minutes=1)
    assert world.purposes() == ["invitation"]


def test_a_repeated_order_changes_nothing_and_gets_the_same_answer(world: World) -> None:
    first = world.buy("7")
    before = world.maya
    assert world.buy("7") == first
    assert world.maya == before
    assert len(world.rows.invitations) == len(world.rows.purchases) == 1


def test_a_purchase_that_is_reported_late_is_asked_about_at_once(world: World) -> None:
    world.buy(bought_at=world.now - timedelta(days=1))
    world.wait(minutes=0)
    assert world.purposes() == ["invitation"]


def test_a_purchase_of_long_ago_is_not_asked_about_and_the_reason_is_kept(world: World) -> None:
    world.buy(bought_at=world.now - timedelta(days=60))
    world.wait(minutes=0)
    assert world.purposes() == []
    assert [one.reason for one in world.suppressions] == ["expired"]


def test_an_order_of_another_shop_is_another_purchase(world: World) -> None:
    world.buy("7")
    world.buy("8")
    assert len(world.rows.purchases) == 2
    assert world.maya.orders == 2


def test_what_the_shop_knows_of_a_customer_is_kept_until_it_knows_better(world: World) -> None:
    world.buy("1", name="Maya", timezone="Europe/Paris", language="fr")
    world.buy("2", name=None)
    assert (world.maya.name, world.maya.timezone, world.maya.language) == ("Maya", "Europe/Paris", "fr")
    world.buy("3", name="Maya Okafor", timezone="Europe/Rome", language="it")
    assert (world.maya.name, world.maya.timezone, world.maya.language) == ("Maya Okafor", "Europe/Rome", "it")
    assert world.maya.audience is Audience.BUYER


def test_purchases_that_meet_become_one_invitation_about_the_latest(world: World) -> None:
    world.buy("1", product="Mug")
    world.wait(hours=1)
    latest = world.buy("2", product="Grinder", touchpoint="delivery")
    assert world.invitation.purchase_id == latest["purchase"]
    assert (world.invitation.product, world.invitation.touchpoint) == ("Grinder", "delivery")
    assert [(one.reason, one.touchpoint) for one in world.suppressions] == [("merged", "visit")]
    world.wait(hours=1, minutes=30)
    assert world.purposes() == []
    world.wait(minutes=30)
    assert world.purposes() == ["invitation"]


def test_a_timer_that_was_moved_by_a_later_purchase_does_not_ask_early(world: World) -> None:
    world.buy("1")
    stale = next(iter(world.timers.values()))
    world.wait(hours=1)
    world.buy("2")
    world.now = stale.due
    world.fire(stale)
    assert world.purposes() == []
    world.wait(hours=1)
    assert world.purposes() == ["invitation"]


def test_a_purchase_without_a_survey_for_its_touchpoint_is_suppressed(world: World) -> None:
    world.buy(touchpoint="space-travel")
    assert world.rows.invitations == {}
    assert [(one.reason, one.touchpoint) for one in world.suppressions] == [("no_survey", "space-travel")]
    assert world.suppressions[0].purchase_id in world.rows.purchases


def test_where_nobody_can_be_written_to_the_reason_is_on_record(world: World) -> None:
    world.buy(address=None)
    world.wait(hours=2)
    assert world.reasons == ["no_address"]
    assert world.invitation.state is State.WITHDRAWN


def test_an_address_that_belongs_to_somebody_stays_theirs(world: World) -> None:
    world.buy("1", who="maya", address=MAYA)
    world.buy("2", who="tom", name="Tom", address=MAYA)
    assert world.maya.name == "Maya Okafor"
    world.buy("3", who="tom", name="Tom", address=TOM)
    assert len({contact.customer_id for contact in world.rows.contacts.values()}) == 2


def test_the_erased_are_not_written_anew_by_a_purchase(world: World) -> None:
    world.buy("1")
    world.change(name=None, erased_at=world.now)
    world.buy("2")
    assert (world.maya.name, world.maya.orders) == (None, 1)
    world.wait(hours=2)
    assert world.reasons == ["erased", "erased"]
    assert world.purposes() == []


def test_of_an_order_of_the_erased_is_kept_that_there_was_one(world: World) -> None:
    world.buy("1", address=None)
    (customer_id,) = world.rows.customers
    world.rows.customers[customer_id] = replace(world.rows.customers[customer_id], erased_at=world.now)
    reply = world.buy("2", product="Mug")
    assert world.rows.purchases[str(reply["purchase"])].product is None
    assert len(world.rows.links) == 1
    assert world.rows.contacts == {}
    assert world.open_link(reply["link_token"])["ok"] is False


@pytest.mark.parametrize(("told", "kept"), [("en-GB", "en"), ("EN_us", "en"), ("fr", "fr")])
def test_a_shops_code_for_a_language_is_read_as_one_of_ours(world: World, told: str, kept: str) -> None:
    world.buy(language=told)
    assert world.maya.language == kept


def test_the_links_token_follows_from_the_purchase_and_only_its_hash_is_kept(world: World) -> None:
    reply = world.buy("1")
    token = link_token(world.settings.link_key, str(reply["purchase"]))
    assert reply["link_token"] == token
    assert len(token) == 32
    assert list(world.rows.links) == [token_hash(token)]
    assert token not in repr(world.rows)


@pytest.mark.parametrize(
    ("segments", "counted"),
    [
        ({}, {"store": "Berlin"}),
        ({"channel": "web"}, {"store": "Berlin", "channel": "web"}),
        ({"store": "Berlin Mitte"}, {"store": "Berlin Mitte"}),
    ],
)
def test_a_purchase_is_counted_by_its_place_unless_the_shop_names_the_store_itself(
    world: World, segments: dict[str, str], counted: dict[str, str]
) -> None:
    at = world.now
    bought = PurchaseReceived(
        "shop:demo", "1", at, "demo", "1", "maya", "visit", at, place="Berlin", segments=segments
    )
    world.deliver(bought)
    (kept,) = world.rows.purchases.values()
    assert kept.segments == counted
