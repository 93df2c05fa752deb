"""Deciding to ask: every gate's reason is on record, nobody is asked at night, one reminder and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.conversation import State
from bot.core.effects import Pause, Timer
from bot.core.events import Outcome, PurchaseWithdrawn
from bot.core.journey import Shift
from bot.core.periods import QuietHours
from handlers.invitations import UNASKED
from tests.handlers.conftest import MAYA, MONDAY, TOM, World


def answered(world: World) -> World:
    """Maya was asked and has answered everything."""
    world.ask()
    for value in ("5", "skip", "skip"):
        world.press(value)
    world.read()
    return world


@pytest.mark.parametrize(
    ("reason", "before"),
    [
        ("opted_out", lambda world: world.command("stop")),
        ("ignored", lambda world: world.change(ignored=2)),
        ("cool_down", lambda world: world.change(invited_at={"nps": world.now - timedelta(days=29)})),
        ("sampling", lambda world: world.rule(sampling=0.0)),
    ],
)
def test_a_gate_that_is_closed_drops_the_invitation_with_its_name_as_reason(
    world: World, reason: str, before: object
) -> None:
    world.buy("0", touchpoint="nowhere")
    assert callable(before)
    before(world)
    world.read()
    world.buy()
    world.wait(hours=2)
    assert world.reasons == ["no_survey", reason]
    assert world.suppressions[-1].purchase_id == world.invitation.purchase_id
    assert world.purposes() == []
    assert world.invitation.state is State.WITHDRAWN
    assert world.timers == {}


def test_the_same_nps_is_not_asked_within_ninety_days(world: World) -> None:
    world.buy("0", touchpoint="nowhere")
    world.change(invited_at={"nps": world.now - timedelta(days=89)})
    world.buy(touchpoint="recommend")
    world.wait(hours=2)
    assert world.reasons == ["no_survey", "same_nps"]


def test_nobody_is_asked_while_a_conversation_is_open(world: World) -> None:
    world.ask()
    world.rule(between_any=timedelta(0))
    world.buy("2")
    world.wait(hours=2)
    assert world.reasons == ["conversation_open"]


def test_nobody_is_asked_while_their_case_is_open(world: World) -> None:
    world.ask()
    for value in ("1", "skip", "skip"):
        world.press(value)
    world.rule(between_any=timedelta(0))
    world.buy("2")
    world.wait(hours=2)
    assert world.reasons == ["open_case"]


def test_an_invitation_that_was_sent_begins_the_cool_down(world: World) -> None:
    answered(world)
    world.wait(days=20)
    world.buy("2")
    world.wait(hours=2)
    assert world.reasons == ["cool_down"]
    world.wait(days=10)
    world.buy("3")
    world.wait(hours=2)
    assert "invitation" in world.purposes()


def test_in_quiet_hours_an_invitation_waits_for_the_morning(world: World) -> None:
    world.now = datetime(2026, 3, 2, 18, tzinfo=UTC)  # seven in the evening in Berlin
    world.buy()
    world.wait(hours=10)
    assert world.purposes() == []
    assert world.reasons == []
    world.wait(hours=3, minutes=59)
    assert world.purposes() == []
    world.wait(minutes=1)
    assert world.purposes() == ["invitation"]
    assert world.now == datetime(2026, 3, 3, 8, tzinfo=UTC)


def test_quiet_hours_are_those_of_the_customers_own_zone(world: World) -> None:
    world.buy(timezone="Asia/Tokyo")  # seven in the evening there, nine when it is due
    world.wait(hours=2)
    assert world.purposes() == []
    world.wait(hours=12)
    assert world.purposes() == ["invitation"]
    (invitation,) = world.rows.invitations.values()
    assert invitation.sent_at == datetime(2026, 3, 3, 9, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.mark.parametrize("zone", ["Moon/Base", "", "../etc", "europe", "Europe", "x" * 500])
def test_a_time_zone_that_is_none_counts_as_the_businesss_own(world: World, zone: str) -> None:
    world.buy(timezone=zone)
    world.wait(hours=2)
    assert world.purposes() == ["invitation"]


def test_what_would_be_asked_after_it_expired_is_dropped_as_expired(world: World) -> None:
    world.rule(expires_after=timedelta(hours=5), quiet=QuietHours(time(12), time(9)))
    world.buy()
    world.wait(hours=2)
    assert world.reasons == ["expired"]


def test_after_a_long_downtime_nobody_is_asked_about_the_distant_past(world: World) -> None:
    world.buy()
    (timer,) = world.timers.values()
    world.now += timedelta(days=30)
    world.fire(timer)
    assert world.reasons == ["expired"]
    assert world.purposes() == []


def test_one_reminder_with_the_question_and_then_no_more(world: World) -> None:
    world.ask()
    world.wait(days=3)
    assert world.purposes() == ["retired", "reminder"]
    assert world.values() == ["1", "2", "3", "4", "5", "decline", "later", "stop"]
    world.wait(days=3, hours=23)
    assert world.purposes() == []


def test_a_conversation_that_stalls_is_resumed_by_the_reminder_at_its_question(world: World) -> None:
    world.ask()
    world.press("5")
    world.read()
    world.wait(days=3)
    assert "What did you like" in world.words()[-1]
    world.say("the cake")
    answer = world.invitation.answer_to("liked")
    assert answer is not None
    assert answer.comment == "the cake"


def test_no_reminder_comes_in_quiet_hours(world: World) -> None:
    world.ask()
    world.settings = replace(
        world.settings, zone=ZoneInfo("America/Los_Angeles")
    )  # they have moved: four at night
    world.wait(days=3)
    assert world.purposes() == []
    world.wait(hours=5)
    assert world.purposes() == ["retired", "reminder"]
    world.wait(days=2)
    assert world.purposes() == []


def test_a_reminder_that_could_only_come_after_expiry_is_left_out(world: World) -> None:
    world.rule(reminder_after=timedelta(days=3), expires_after=timedelta(days=3, hours=1))
    world.ask()
    world.rule(quiet=QuietHours(time(12), time(9)))
    world.wait(days=4)
    assert "reminder" not in world.purposes()


def test_nobody_is_nudged_while_staff_put_something_right_for_them(world: World) -> None:
    world.ask()
    world.press("1")
    world.read()
    world.wait(days=3)
    assert world.purposes() == []


@pytest.mark.parametrize("mark", ["opted_out_at", "erased_at"])
def test_no_reminder_for_those_who_are_gone(world: World, mark: str) -> None:
    world.ask()
    world.change(**{mark: world.now})
    world.wait(days=3)
    assert world.purposes() == []


def test_without_a_reminder_rule_there_is_none(world: World) -> None:
    world.rule(reminder_after=timedelta(0))
    world.ask()
    world.wait(days=6)
    assert world.purposes() == []


def test_what_a_customer_started_is_not_reminded_of(world: World) -> None:
    world.command("feedback")
    world.read()
    world.wait(days=6)
    assert world.purposes() == []


def test_silence_expires_a_conversation_and_counts_as_ignored(world: World) -> None:
    world.ask()
    world.wait(days=7)
    assert world.invitation.state is State.EXPIRED
    assert world.maya.ignored == 1
    assert world.timers == {}
    assert world.values() == []


def test_an_invitation_that_never_arrived_is_not_ignored(world: World) -> None:
    world.arrives = False
    world.ask()
    world.wait(days=7)
    assert world.invitation.state is State.EXPIRED
    assert world.maya.ignored == 0


def test_after_two_ignored_in_a_row_nobody_asks_again(world: World) -> None:
    world.rule(between_any=timedelta(0))
    for order in ("1", "2", "3"):
        world.buy(order)
        world.wait(days=8)
    assert world.reasons == ["ignored"]


@pytest.mark.parametrize("value", ["5", "skip"])
def test_an_answer_of_any_kind_ends_the_row_of_ignored_ones(world: World, value: str) -> None:
    world.ask()
    world.change(ignored=1)
    world.say(value)
    assert world.maya.ignored == 0


def test_silence_keeps_the_partial_response(world: World) -> None:
    world.ask()
    world.press("4")
    world.wait(days=7)
    assert world.invitation.state is State.PARTIAL
    assert [answer.rating for answer in world.invitation.answers] == [4]
    assert world.maya.ignored == 0


def test_words_that_were_waiting_for_a_rating_are_kept_when_it_never_comes(world: World) -> None:
    world.ask()
    world.say("the queue was long")
    world.wait(days=7)
    assert world.invitation.state is State.PARTIAL
    (answer,) = world.invitation.answers
    assert (answer.comment, answer.rating, answer.skipped) == ("the queue was long", None, False)
    assert world.maya.ignored == 0


def test_a_timer_for_expiry_that_was_moved_does_not_end_the_conversation_early(world: World) -> None:
    world.ask()
    world.wait(days=6)
    world.say("later")
    world.now += timedelta(days=1)
    world.fire(Timer("expire", world.invitation.id, world.now))
    assert world.invitation.state is State.ASKED


def test_a_survey_that_is_gone_from_the_configuration_is_still_asked_as_planned(world: World) -> None:
    world.buy()
    current = {name: version for name, version in world.settings.current.items() if name != "three-questions"}
    world.settings = replace(world.settings, current=current)
    world.wait(hours=2)
    assert world.purposes() == ["invitation"]


def test_an_invitation_takes_the_version_of_the_survey_that_is_current_when_it_is_sent(world: World) -> None:
    world.buy()
    old = world.settings.survey("three-questions")
    new = replace(old, version="newer", questions=old.questions[:1])
    world.settings = replace(
        world.settings,
        surveys={**world.settings.surveys, (new.name, "newer"): new},
        current={**world.settings.current, new.name: "newer"},
    )
    world.wait(hours=2)
    assert world.invitation.survey_version == "newer"


@pytest.mark.parametrize("outcome", [Outcome.UNREACHABLE, Outcome.REJECTED])
def test_whom_an_invitation_does_not_reach_was_not_asked_and_the_record_says_why(
    world: World, outcome: Outcome
) -> None:
    world.arrives = False
    world.ask()
    world.settle(world.parcels[-1], outcome)
    assert world.reasons == [outcome]
    assert world.invitation.state is State.WITHDRAWN
    assert world.timers == {}
    assert world.rows.contacts[MAYA.key].reachable is (outcome is not Outcome.UNREACHABLE)


@pytest.mark.parametrize("outcome", [Outcome.UNREACHABLE, Outcome.REJECTED])
def test_whom_an_invitation_may_have_reached_before_it_failed_can_still_answer(
    world: World, outcome: Outcome
) -> None:
    world.arrives = False
    world.ask()
    world.settle(world.parcels[-1], outcome, recovered=True)
    assert world.reasons == []
    world.press("2")
    assert world.invitation.answers[0].rating == 2
    assert len(world.rows.cases) == 1


def test_what_may_never_have_arrived_ends_without_another_message(world: World) -> None:
    world.arrives = False
    world.ask()
    world.settle(world.parcels[-1], Outcome.UNREACHABLE, recovered=True)
    world.read()
    world.wait(days=10)
    assert world.invitation.state is State.EXPIRED
    assert world.purposes() == []
    assert world.timers == {}
    assert world.rows.customers[world.invitation.customer_id].ignored == 0


def kept_till_night(world: World, *, recovered: bool = False) -> None:
    """What was sent last is still on its way when it gets quiet; ``recovered``: it may have arrived."""
    parcel = world.parcels[-1]
    assert parcel.not_after is not None
    world.now = parcel.not_after + timedelta(hours=3)
    world.settle(parcel, Outcome.EXPIRED, recovered=recovered)


@pytest.mark.parametrize("purpose", ["invitation", "reminder"])
def test_what_could_not_be_sent_by_day_is_asked_the_next_morning(world: World, purpose: str) -> None:
    world.arrives = purpose == "reminder"
    world.ask()
    if purpose == "reminder":
        world.wait(days=3)
    assert world.parcels[-1].purpose == purpose
    kept_till_night(world)
    world.read()
    world.wait(hours=9)
    assert world.purposes() == []
    world.wait(hours=2)
    assert world.purposes() == [purpose]
    assert world.invitation.message == world.parcels[-1].id
    world.press("5")
    assert world.invitation.answers[0].rating == 5


def test_an_invitation_that_may_have_arrived_before_the_night_is_sent_again_as_the_same(
    world: World,
) -> None:
    world.arrives = False
    world.ask()
    asked = world.parcels[-1]
    kept_till_night(world, recovered=True)
    world.read()
    world.wait(hours=9)
    assert world.sent_again == []
    world.wait(hours=2)
    assert world.purposes() == []
    (again,) = world.sent_again
    assert again.parcel_id == asked.id == world.invitation.message
    assert again.not_after is not None
    assert again.not_after.astimezone(ZoneInfo("Europe/Berlin")).time() == time(20)
    world.settle(asked, Outcome.DELIVERED)
    world.wait(days=10)
    assert len(world.sent_again) == 1
    assert [one for one in world.purposes() if one in UNASKED] == ["reminder"]


def test_a_reminder_that_may_have_arrived_before_the_night_is_enough(world: World) -> None:
    world.ask()
    world.arrives = False
    world.wait(days=3)
    assert world.parcels[-1].purpose == "reminder"
    kept_till_night(world, recovered=True)
    world.read()
    world.wait(days=2)
    assert world.purposes() == []
    assert world.sent_again == []
    world.press("5")
    assert world.invitation.answers[0].rating == 5


def test_what_arrived_before_the_night_and_was_answered_is_not_sent_again(world: World) -> None:
    world.arrives = False
    world.ask()
    kept_till_night(world, recovered=True)
    world.press("5", at=MAYA)
    world.wait(days=10)
    assert world.sent_again == []


@pytest.mark.parametrize("reason", ["refunded", "paused", "open_case"])
def test_what_may_have_arrived_is_not_sent_again_where_it_is_unwelcome_by_then(
    world: World, reason: str
) -> None:
    world.arrives = False
    world.ask()
    kept_till_night(world, recovered=True)
    match reason:
        case "refunded":
            world.deliver(PurchaseWithdrawn("shop:demo", "1/refunded", world.now, "demo", "1", "refunded"))
        case "paused":
            world.rows.pause = Pause(is_on=True, at=world.now, by="bo")
        case _:
            world.say("I want to talk to a person")
    world.wait(days=10)
    assert world.sent_again == []


def test_what_nobody_asked_for_may_be_sent_until_it_is_quiet_where_they_are(world: World) -> None:
    world.ask()
    until = world.parcels[-1].not_after
    assert until is not None
    assert until - world.now < timedelta(hours=11)
    assert until.astimezone(ZoneInfo("Europe/Berlin")).time() == time(20)


def test_whoever_is_asked_a_day_later_is_reminded_later_too_and_once(world: World) -> None:
    world.arrives = False
    world.ask()
    kept_till_night(world)
    world.arrives = True
    world.read()
    world.wait(days=10)
    assert [purpose for purpose in world.purposes() if purpose in UNASKED] == ["invitation", "reminder"]


def test_an_order_sent_back_in_that_night_is_asked_about_no_more(world: World) -> None:
    world.arrives = False
    world.ask()
    kept_till_night(world)
    world.deliver(PurchaseWithdrawn("shop:demo", "1/refunded", world.now, "demo", "1", "refunded"))
    world.read()
    world.wait(days=10)
    assert world.purposes() == []
    assert world.reasons == ["refunded"]
    assert world.invitation.state is State.WITHDRAWN
    assert world.timers == {}


def test_whoever_says_stop_in_that_night_has_that_on_record(world: World) -> None:
    world.arrives = False
    world.ask()
    kept_till_night(world)
    world.say("/stop")
    world.read()
    world.wait(days=10)
    assert world.purposes() == []
    assert world.reasons == ["opted_out"]
    assert world.timers == {}


@pytest.mark.parametrize("reason", ["paused", "open_case", "expired"])
def test_what_is_not_asked_the_next_morning_has_its_reason_on_record(world: World, reason: str) -> None:
    world.arrives = False
    world.ask()
    kept_till_night(world)
    match reason:
        case "paused":
            world.rows.pause = Pause(is_on=True, at=world.now, by="bo")
        case "open_case":
            world.say("I want to talk to a person")
        case _:
            soon = replace(world.invitation, expires_at=world.now + timedelta(hours=5))
            world.rows.invitations[soon.id] = soon
    world.read()
    world.wait(days=10)
    assert "invitation" not in world.purposes()
    assert world.reasons == [reason]
    assert world.invitation.state is State.WITHDRAWN
    assert world.timers == {}


def test_who_has_answered_by_then_is_not_asked_again(world: World) -> None:
    world.arrives = False
    world.ask()
    parcel = world.parcels[-1]
    world.say("5")
    world.now += timedelta(hours=12)
    world.settle(parcel, Outcome.EXPIRED)
    world.read()
    world.wait(days=1)
    assert "invitation" not in world.purposes()


def test_what_customers_begin_themselves_is_answered_at_any_hour(world: World) -> None:
    world.command("feedback")
    assert [parcel.not_after for parcel in world.parcels] == [None] * len(world.parcels)


def test_what_they_wrote_meanwhile_is_not_withdrawn(world: World) -> None:
    world.arrives = False
    invitation = world.ask()
    sent = world.parcels[-1]
    world.say("5")
    world.settle(sent, Outcome.UNREACHABLE)
    assert world.rows.invitations[invitation.id].state is State.RUNNING
    assert world.reasons == []


def test_whoever_blocked_us_can_be_asked_again_once_they_write(world: World) -> None:
    answered(world)
    world.settle(world.parcels[-1], Outcome.UNREACHABLE)
    world.wait(days=40)
    world.buy("2")
    world.wait(hours=2)
    assert world.reasons == ["no_address"]
    world.say("hello again")
    assert world.rows.contacts[MAYA.key].reachable
    world.read()
    world.buy("3")
    world.wait(hours=2)
    assert world.purposes() == ["invitation"]


@pytest.mark.parametrize("deed", ["help", "feedback", "stop"])
def test_a_command_too_shows_that_they_can_be_reached(world: World, deed: str) -> None:
    answered(world)
    world.settle(world.parcels[-1], Outcome.UNREACHABLE)
    world.command(deed)
    assert world.rows.contacts[MAYA.key].reachable


def test_the_moment_of_delivery_is_kept_once(world: World) -> None:
    world.ask()
    delivered_at = world.invitation.delivered_at
    assert delivered_at == world.now
    world.now += timedelta(hours=1)
    world.settle(world.parcels[0], Outcome.DELIVERED)
    assert world.invitation.delivered_at == delivered_at


def test_what_is_settled_about_things_unknown_changes_nothing(world: World) -> None:
    world.ask()
    sent = world.parcels[0]
    world.settle(replace(sent, about="invitation:gone"), Outcome.DELIVERED)
    world.settle(replace(sent, address=TOM, purpose="thanks"), Outcome.UNREACHABLE)
    assert world.rows.contacts.keys() == {MAYA.key}


def test_timers_about_things_that_are_gone_are_let_go(world: World) -> None:
    for kind in ("invite", "remind", "expire", "followup", "silent", "digest", "schedule", "unheard-of"):
        world.fire(Timer(kind, "gone", MONDAY))
    assert world.parcels == []
    assert world.timers == {}


@pytest.mark.parametrize("kind", ["invite", "remind", "expire"])
def test_a_timer_that_comes_after_the_end_changes_nothing(world: World, kind: str) -> None:
    answered(world)
    before = world.invitation
    world.wait(days=10)
    world.fire(Timer(kind, before.id, world.now))
    assert world.invitation == before
    assert world.purposes() == []


def test_a_customer_who_is_gone_is_not_woken_up_for(world: World) -> None:
    invitation = world.ask()
    world.rows.customers.clear()
    for kind in ("invite", "remind", "expire"):
        world.fire(Timer(kind, invitation.id, world.now))
    assert world.purposes() == []


def test_an_invitation_is_counted_under_the_shift_in_which_the_purchase_was_made(world: World) -> None:
    shifts = (Shift("morning", time(6), time(12)), Shift("evening", time(18), time(23)))
    world.settings = replace(world.settings, shifts=shifts)
    world.buy(bought_at=MONDAY)  # eleven in Berlin
    assert world.invitation.segments == {"shift": "morning"}
