"""The contact rules at work: zones, usual hours, the launch cap, what differs, and purchases that meet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.conversation import State
from bot.core.effects import Timer
from bot.core.events import PurchaseWithdrawn
from bot.core.identity import Address
from bot.core.journey import Place
from bot.core.settings import Scope
from bot.core.view import View
from handlers import invitations
from tests.handlers.conftest import MAYA, MONDAY, TOM, World

DAY = timedelta(days=1)
SUE = Address("web", person="sue")


def own_rules(world: World, scope: Scope, name: str, **rules: object) -> None:
    world.settings = replace(world.settings, contact_for={**world.settings.contact_for, (scope, name): rules})


def with_place(world: World, name: str, zone: str | None) -> None:
    place = Place(name, ZoneInfo(zone) if zone else None)
    world.settings = replace(world.settings, places={**world.settings.places, name: place})


def answered(world: World) -> None:
    for value in ("5", "skip", "skip"):
        world.press(value)
    world.read()


# What differs.


def test_a_touchpoint_with_a_cool_down_of_its_own_is_asked_sooner(world: World) -> None:
    own_rules(world, Scope.TOUCHPOINT, "support", between_any=3 * DAY)
    world.ask()
    answered(world)
    world.wait(days=4)
    world.buy("2", touchpoint="delivery")
    world.wait(hours=3)
    assert world.reasons == ["cool_down"]
    world.buy("3", touchpoint="support")
    world.wait(hours=2)
    assert "invitation" in world.purposes()


def test_the_cool_down_counts_every_invitation_of_ours_whatever_it_was_about(world: World) -> None:
    own_rules(world, Scope.TOUCHPOINT, "support", between_any=3 * DAY)
    world.ask(touchpoint="delivery")
    answered(world)
    world.wait(days=2)
    world.buy("2", touchpoint="support")
    world.wait(hours=2)
    assert world.reasons == ["cool_down"]


def test_what_a_customer_started_begins_no_cool_down(world: World) -> None:
    world.buy("0", touchpoint="nowhere")
    world.command("feedback")
    world.press("other")
    world.say("5")
    world.say("skip")
    world.say("skip")
    world.read()
    world.wait(days=1)
    world.buy("1")
    world.wait(hours=2)
    assert world.purposes() == ["invitation"]


def test_the_same_survey_again_waits_for_a_rule_of_its_own(world: World) -> None:
    world.rule(between_any=DAY, between_same=40 * DAY)
    world.ask()
    answered(world)
    world.wait(days=30)
    world.buy("2")
    world.wait(hours=2)
    assert world.reasons == ["same_survey"]
    world.buy("3", touchpoint="delivery")
    world.wait(hours=2)
    assert "invitation" in world.purposes()


def test_a_reminder_and_the_end_come_by_the_touchpoints_own_rules(world: World) -> None:
    own_rules(world, Scope.TOUCHPOINT, "visit", reminder_after=DAY, expires_after=2 * DAY)
    world.ask()
    world.wait(days=1)
    assert world.purposes() == ["retired", "reminder"]
    world.wait(days=1)
    assert world.invitation.state is State.EXPIRED


def test_what_differs_for_people_who_work_with_us_holds_for_them_only(world: World) -> None:
    own_rules(world, Scope.AUDIENCE, "internal", sampling=0.0)
    world.buy("1", touchpoint="pulse", audience="internal")
    world.buy("2", who="tom", address=TOM)
    world.wait(hours=2)
    assert world.reasons == ["sampling"]
    assert world.purposes(TOM) == ["invitation"]


@pytest.mark.parametrize(("touchpoint", "audience"), [("pulse", "buyer"), ("visit", "internal")])
def test_nobody_is_asked_a_survey_for_other_people(world: World, touchpoint: str, audience: str) -> None:
    world.buy(touchpoint=touchpoint, audience=audience)
    world.wait(hours=2)
    assert world.reasons == ["audience"]
    assert world.purposes() == []


# Whose clock.


def test_where_the_customers_zone_is_not_known_that_of_their_place_counts(world: World) -> None:
    with_place(world, "Tokyo", "Asia/Tokyo")
    world.buy()
    world.change(place="Tokyo")
    world.wait(hours=2)  # nine in the evening there
    assert world.purposes() == []
    world.wait(hours=12)
    assert world.purposes() == ["invitation"]
    assert world.invitation.sent_at == datetime(2026, 3, 3, 9, tzinfo=ZoneInfo("Asia/Tokyo"))


def test_the_customers_own_zone_goes_before_that_of_their_place(world: World) -> None:
    with_place(world, "Tokyo", "Asia/Tokyo")
    world.buy(timezone="Europe/Berlin")
    world.change(place="Tokyo")
    world.wait(hours=2)
    assert world.purposes() == ["invitation"]


def test_a_place_without_a_zone_is_where_the_business_is(world: World) -> None:
    with_place(world, "Corner", None)
    world.buy()
    world.change(place="Corner")
    world.wait(hours=2)
    assert world.purposes() == ["invitation"]


def test_an_invitation_says_where_it_was_bought(world: World) -> None:
    world.buy()
    purchase = next(iter(world.rows.purchases.values()))
    world.rows.purchases[purchase.id] = replace(purchase, place="Berlin")
    world.rows.invitations.clear()
    world.command("feedback")
    world.press(purchase.id)
    assert world.invitation.place == "Berlin"


# Near the hour at which they usually buy.


def habit(world: World, times: int = 3) -> None:
    """Maya comes by at four in the afternoon; the last time she is asked about it after two hours."""
    world.rule(near_usual_hour=True, between_any=timedelta(0))
    world.now = MONDAY.replace(hour=15) - (times - 1) * DAY
    for day in range(times):
        world.buy(str(day))
        if day < times - 1:
            world.now += DAY


def test_who_has_a_usual_hour_is_asked_at_that_hour(world: World) -> None:
    habit(world)
    world.wait(hours=3)  # six in the evening: it is due, and not quiet
    assert world.purposes() == []
    world.wait(hours=20)
    assert world.purposes() == []
    world.wait(hours=1)
    assert world.purposes() == ["invitation"]
    assert world.now == MONDAY.replace(hour=15) + DAY


def test_two_purchases_make_no_habit(world: World) -> None:
    habit(world, times=2)
    world.wait(hours=2)
    assert world.purposes() == ["invitation"]


def test_without_that_rule_habits_are_not_looked_at(world: World) -> None:
    habit(world)
    world.rule(near_usual_hour=False)
    world.wait(hours=2)
    assert world.purposes() == ["invitation"]


def test_one_touchpoint_may_wait_for_the_usual_hour_alone(world: World) -> None:
    habit(world)
    world.rule(near_usual_hour=False)
    own_rules(world, Scope.TOUCHPOINT, "visit", near_usual_hour=True)
    world.wait(hours=3)
    assert world.purposes() == []


def test_nobody_waits_for_their_hour_until_it_is_too_late(world: World) -> None:
    habit(world)
    world.rows.invitations.clear()
    world.timers.clear()
    world.rule(expires_after=timedelta(hours=20))
    world.buy("again")
    world.wait(hours=2)
    assert world.purposes() == ["invitation"]


def test_a_habit_is_read_from_the_last_twenty_purchases_whatever_else_is_at_hand(world: World) -> None:
    world.rule(near_usual_hour=True)
    world.buy("asked about", bought_at=MONDAY.replace(hour=11))  # noon in Berlin
    (about,) = world.rows.purchases.values()
    for number in range(20):
        later = MONDAY.replace(hour=9 if number % 2 else 11) + (number + 1) * DAY
        world.rows.purchases[f"p{number}"] = replace(about, id=f"p{number}", bought_at=later)
    view = View(world.settings, world.rows).for_event(world.now, 1)
    assert invitations.asking_about(world.invitation, world.maya, view).usual_hour == 10


# The launch cap.


def test_above_the_launch_cap_nobody_is_asked_that_day(world: World) -> None:
    world.rule(launch_cap=2)
    for who, address in (("maya", MAYA), ("tom", TOM), ("sue", SUE)):
        world.buy(who, who=who, address=address)
    world.wait(hours=2)
    asked = [address for address in (MAYA, TOM, SUE) if world.purposes(address)]
    assert len(asked) == 2
    assert world.reasons == ["launch_cap"]


def test_the_day_of_the_cap_is_the_businesss(world: World) -> None:
    world.rule(launch_cap=1)
    world.now = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)  # half past eleven in Berlin
    world.buy("1", timezone="America/New_York")
    world.buy("2", who="tom", address=TOM, timezone="America/Los_Angeles")
    world.settings = replace(
        world.settings,
        touchpoints={
            name: replace(one, delay=timedelta(0)) for name, one in world.settings.touchpoints.items()
        },
    )
    world.buy("3", who="sue", address=SUE, timezone="America/New_York")
    world.wait(minutes=1)
    assert world.purposes(SUE) == ["invitation"]
    world.wait(hours=2)  # past midnight in Berlin: one more of those that are due then
    assert sorted([world.purposes(MAYA), world.purposes(TOM)]) == [[], ["invitation"]]
    assert world.reasons == ["launch_cap"]


def test_what_customers_start_is_under_no_cap_and_counts_for_none(world: World) -> None:
    world.rule(launch_cap=1)
    world.command("feedback", at=TOM)
    world.buy()
    world.wait(hours=2)
    assert world.purposes() == ["invitation"]
    world.command("feedback", at=SUE)
    assert world.purposes(SUE) == ["invitation"]
    assert world.reasons == []


def test_without_a_cap_nothing_is_counted_but_a_pause_is_still_noticed() -> None:
    world = World()
    at = datetime(2026, 3, 2, 22, 59, tzinfo=UTC)
    assert invitations.standing(world.settings, at) == at
    world.rule(launch_cap=1)
    assert invitations.standing(world.settings, at) == datetime(2026, 3, 1, 23, tzinfo=UTC)
    assert invitations.standing(world.settings, at + timedelta(minutes=1)) == at + timedelta(minutes=1)


# Purchases that meet.


def test_purchases_that_meet_become_one_invitation_about_the_latest(world: World) -> None:
    world.buy("1", product="Mug")
    world.wait(hours=1)
    world.buy("2", product="Grinder")
    world.wait(hours=2)
    assert world.purposes() == ["invitation"]
    assert world.invitation.product == "Grinder"
    assert world.reasons == ["merged"]


def test_an_older_purchase_that_is_reported_late_does_not_take_the_place_of_the_later_one(
    world: World,
) -> None:
    world.buy("2", product="Grinder")
    world.buy("1", product="Mug", bought_at=world.now - DAY)
    assert world.reasons == ["merged"]
    assert world.suppressions[0].purchase_id != world.invitation.purchase_id
    world.wait(hours=2)
    assert world.purposes() == ["invitation"]
    assert world.invitation.product == "Grinder"


def test_who_buys_every_hour_is_asked_all_the_same(world: World) -> None:
    world.rule(expires_after=DAY)
    for order in range(40):
        world.buy(str(order))
        world.wait(hours=1)
    assert "invitation" in world.purposes()


def test_an_invitation_that_waits_for_the_morning_becomes_about_what_was_bought_at_night(
    world: World,
) -> None:
    world.now = datetime(2026, 3, 2, 18, tzinfo=UTC)
    world.buy("1", product="Mug")
    world.wait(hours=3)
    world.buy("2", product="Grinder")
    world.wait(hours=12)
    assert world.purposes() == ["invitation"]
    assert world.invitation.product == "Grinder"


# Why not.


def test_a_customer_who_is_gone_leaves_a_reason_behind(world: World) -> None:
    world.buy()
    world.rows.customers.clear()
    world.wait(hours=2)
    assert world.reasons == ["erased"]
    assert world.invitation.state is State.WITHDRAWN


def test_who_has_no_chat_with_us_and_asked_to_be_forgotten_is_on_record_as_such(world: World) -> None:
    world.buy(address=None)
    (customer,) = world.rows.customers.values()
    world.rows.customers[customer.id] = replace(customer, erased_at=world.now)
    world.wait(hours=2)
    assert world.reasons == ["erased"]


def test_what_was_withdrawn_behind_our_back_is_not_asked_about(world: World) -> None:
    world.buy()
    (purchase,) = world.rows.purchases.values()
    world.rows.purchases[purchase.id] = replace(purchase, not_asked="cancelled")
    world.wait(hours=2)
    assert world.reasons == ["cancelled"]


def test_nobody_is_reminded_of_what_was_sent_back(world: World) -> None:
    world.ask()
    world.deliver(PurchaseWithdrawn("shop:demo", "1/refunded", world.now, "demo", "1", "refunded"))
    world.wait(days=4)
    assert world.purposes() == []


def test_a_reminder_asks_whether_it_was_sent_back_meanwhile(world: World) -> None:
    world.ask()
    (purchase,) = world.rows.purchases.values()
    world.rows.purchases[purchase.id] = replace(purchase, not_asked="refunded")
    world.fire(Timer("remind", world.invitation.id, world.now))
    assert world.purposes() == []


# Staff who try a survey out.


def test_what_staff_try_out_counts_for_nothing(world: World) -> None:
    world.buy()
    customer = world.maya
    trial = replace(world.invitation, trial=True)
    world.rows.invitations[trial.id] = trial
    world.wait(hours=2)
    assert world.maya.invited_at == {}
    world.wait(days=8)
    assert world.rows.customers[customer.id].ignored == 0
    assert "reminder" not in world.purposes()
