"""Pulses: everybody who works with us has a moment of their own, once a run, behind the same gates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.core.effects import Timer
from bot.core.identity import Address, Attribute, Contact, Customer
from bot.core.periods import PeriodKind, Schedule
from bot.core.settings import PulsePlan, Scope
from bot.core.survey import Audience
from handlers import pulses
from tests.handlers.conftest import BERLIN, MONDAY, SAM, World, bad

EVERY_MONDAY = Schedule(PeriodKind.WEEK, "monday", time(11), BERLIN)
ELEVEN = datetime(2026, 3, 9, 10, tzinfo=UTC)  # Monday, eleven in Berlin


def with_pulse(world: World, *, group: str | None = None, at: time = time(11)) -> World:
    plan = PulsePlan("mood", replace(EVERY_MONDAY, at=at), "pulse", group)
    world.settings = replace(world.settings, pulses={"mood": plan})
    world.rule(between_any=timedelta(0), between_same_nps=timedelta(0))
    world.fire(Timer("schedule_pulse", "mood", world.now))
    return world


def hire(world: World, name: str, *, group: str | None = None, **changes: object) -> Address:
    """Somebody who works with us, imported by a list; where they can be written to."""
    attributes = (Attribute("group", group, "import", MONDAY),) if group else ()
    worker = Customer(f"id-{name}", Audience.INTERNAL, name, None, None, attributes=attributes)
    address = Address("web", person=name)
    world.rows.customers[worker.id] = replace(worker, **changes)  # type: ignore[arg-type]  # told by the caller
    world.rows.contacts[address.key] = Contact(address, worker.id)
    return address


def asked(world: World) -> list[str]:
    """Who was asked."""
    sent = [one for one in world.rows.invitations.values() if one.sent_at is not None]
    return sorted(one.customer_id.removeprefix("id-") for one in sent)


def test_a_plan_wakes_up_for_its_next_run(world: World) -> None:
    with_pulse(world)
    assert world.timers == {"pulse:mood": Timer("pulse", "mood", ELEVEN)}


def test_at_its_moment_everybody_who_works_with_us_is_asked_and_no_buyer(world: World) -> None:
    world.buy(touchpoint="visit")
    ada = hire(world, "ada")
    hire(world, "bob")
    with_pulse(world)
    world.wait(days=7)
    pulsed = [one for one in world.rows.invitations.values() if one.survey == "internal-pulse"]
    assert sorted(one.customer_id for one in pulsed) == ["id-ada", "id-bob"]
    assert world.purposes(ada) == ["invitation"]
    assert world.timers["pulse:mood"].due == ELEVEN + timedelta(weeks=1)


def test_a_moment_is_a_row_of_its_own_with_the_group_on_it(world: World) -> None:
    hire(world, "ada", group="kitchen")
    with_pulse(world)
    world.wait(days=7)
    (row,) = world.rows.purchases.values()
    assert (row.shop, row.touchpoint, row.customer_id) == ("pulse:mood", "pulse", "id-ada")
    assert (row.order, row.bought_at) == ("2026-03-09/pulse/id-ada", ELEVEN)
    assert row.segments == world.invitation.segments == {"group": "kitchen"}
    assert world.rows.customers["id-ada"].orders == 0
    assert pulses.is_moment(row)


def test_they_are_asked_at_once_and_not_after_the_delay_of_the_touchpoint(world: World) -> None:
    hire(world, "ada")
    with_pulse(world)
    world.wait(days=7)
    assert world.invitation.sent_at == ELEVEN


def test_only_the_group_that_it_names_is_asked(world: World) -> None:
    hire(world, "ada", group="Kitchen")
    hire(world, "bob", group="bar")
    hire(world, "cleo")
    with_pulse(world, group="kitchen")
    world.wait(days=7)
    assert asked(world) == ["ada"]
    assert world.reasons == []


def test_many_are_asked_some_at_a_time_and_each_once(world: World) -> None:
    many = 2 * pulses.MEMBERS_AT_ONCE + 3
    for number in range(many):
        hire(world, f"w{number:04}")
    with_pulse(world)
    world.wait(days=6)
    world.arrives = False  # so that so many receipts need not be brought back
    pulse = world.timers["pulse:mood"]
    world.now = pulse.due
    world.fire(pulse)
    parts = 0
    while part := next((timer for timer in world.timers.values() if timer.kind == "pulse_part"), None):
        world.fire(part)
        parts += 1
    moments = [timer for timer in world.timers.values() if timer.kind == "moment"]
    assert parts == 2
    assert len({timer.subject for timer in moments}) == len(moments) == many


def test_a_moment_that_comes_twice_is_made_once(world: World) -> None:
    hire(world, "ada")
    with_pulse(world)
    moment = Timer("moment", "pulse:mood/pulse/2026-03-09/id-ada", ELEVEN)
    world.now = ELEVEN
    world.fire(moment)
    world.fire(moment)
    assert len(world.rows.purchases) == len(world.rows.invitations) == 1
    assert world.reasons == []


def test_after_downtime_only_the_latest_run_that_was_missed_is_made(world: World) -> None:
    hire(world, "ada")
    with_pulse(world)
    pulse = world.timers["pulse:mood"]
    world.now = ELEVEN + timedelta(weeks=2, hours=1)
    world.fire(pulse)
    world.wait(seconds=0)
    (row,) = world.rows.purchases.values()
    assert row.order.startswith("2026-03-23/")
    assert world.invitation.sent_at == world.now  # late, and not expired
    assert world.timers["pulse:mood"].due == datetime(2026, 3, 30, 9, tzinfo=UTC)  # still eleven in Berlin


def test_before_its_moment_it_only_waits(world: World) -> None:
    hire(world, "ada")
    with_pulse(world)
    world.fire(Timer("pulse", "mood", world.now + timedelta(days=1)))
    assert world.timers == {"pulse:mood": Timer("pulse", "mood", ELEVEN)}


def test_a_pulse_that_is_gone_is_let_go_in_whatever_part(world: World) -> None:
    hire(world, "ada")
    for timer in (
        Timer("schedule_pulse", "mood", MONDAY),
        Timer("pulse", "mood", MONDAY),
        Timer("pulse_part", "mood@2026-03-02@", MONDAY),
    ):
        world.fire(timer)
    assert world.timers == {}


# --- behind the same gates


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"opted_out_at": MONDAY}, "opted_out"),
        ({"ignored": 2}, "ignored"),
        ({"invited_at": {"internal-pulse": ELEVEN - timedelta(days=2)}}, "cool_down"),
    ],
)
def test_whoever_is_not_asked_has_the_reason_on_record(
    changes: dict[str, object], reason: str, world: World
) -> None:
    hire(world, "ada", **changes)  # type: ignore[arg-type]  # fields of a customer
    with_pulse(world)
    world.rule(between_any=timedelta(days=7))
    world.wait(days=7)
    assert asked(world) == []
    assert world.reasons == [reason]


def test_whoever_cannot_be_written_to_is_on_record_too(world: World) -> None:
    address = hire(world, "ada")
    del world.rows.contacts[address.key]
    with_pulse(world)
    world.wait(days=7)
    assert world.reasons == ["no_address"]


def test_in_quiet_hours_it_waits_for_the_morning_of_each(world: World) -> None:
    hire(world, "ada")
    hire(world, "bob", timezone="Asia/Tokyo")
    with_pulse(world, at=time(22))
    world.wait(days=2)
    sent = {one.customer_id: one.sent_at for one in world.rows.invitations.values()}
    assert sent["id-ada"] == datetime(2026, 3, 3, 8, tzinfo=UTC)  # nine in Berlin
    assert sent["id-bob"] == datetime(2026, 3, 3, 0, tzinfo=UTC)  # nine in Tokyo


def test_their_own_cool_downs_hold(world: World) -> None:
    """What ``[contact.audience.internal]`` says; buyers keep theirs."""
    hire(world, "ada", invited_at={"internal-pulse": MONDAY})
    with_pulse(world)
    world.rule(between_any=timedelta(days=30), between_same_nps=timedelta(days=90))
    own = {"between_any": timedelta(days=5), "between_same_nps": timedelta(days=5)}
    world.settings = replace(world.settings, contact_for={(Scope.AUDIENCE, "internal"): own})
    world.wait(days=7)
    assert asked(world) == ["ada"]


def test_nothing_is_written_about_somebody_who_was_erased(world: World) -> None:
    hire(world, "ada", erased_at=MONDAY)
    with_pulse(world)
    world.wait(days=7)
    world.fire(Timer("moment", "wave/pulse/2026-03-09/id-ada", world.now))
    assert not world.rows.purchases
    assert world.reasons == []


def test_a_buyer_is_never_asked_a_survey_for_those_who_work_with_us(world: World) -> None:
    world.buy(touchpoint="pulse")
    world.wait(days=1)
    assert world.reasons == ["audience"]


# --- what is said stays confidential


def test_a_question_in_an_answer_is_a_comment_and_goes_to_nobody_by_name(world: World) -> None:
    ada = in_conversation(world)
    world.say("why does nobody listen to us?", ada)  # instead of a rating
    world.press("3", ada)
    world.press("skip", ada)
    world.say("when will you raise our pay?", ada)
    assert world.rows.cases == {}
    assert world.read(SAM) == []
    said = "\n".join(answer.comment for answer in world.invitation.answers if answer.comment)
    assert "listen" in said
    assert "raise our pay" in said


def test_the_rating_is_in_no_history_that_staff_read(world: World) -> None:
    ada = in_conversation(world)
    world.press("2", ada)
    world.press("skip", ada)
    world.say("nothing", ada)
    world.press("revise", ada)
    world.press("1", ada)
    assert world.invitation.answers[0].rating == 1
    assert world.rows.customers["id-ada"].ratings == ()


def test_staff_who_are_asked_for_help_see_nothing_of_the_answers(world: World) -> None:
    ada = in_conversation(world)
    said = world.say("2, it is terrible here", ada)
    world.press("skip", ada)
    world.say("the shifts", ada)
    world.say("can I talk to somebody?", ada)
    assert world.case.touchpoint == "own_words"
    world.edit(said, "1, it is terrible here and Kim is a bully", ada)
    told = str([parcel.message for parcel in world.read(SAM)])
    assert "talk to somebody" in told
    for word in ("terrible", "shifts", "bully", "of 10"):
        assert word not in told


def test_feedback_of_their_own_is_asked_by_the_survey_for_them(world: World) -> None:
    ada = hire(world, "ada")
    world.command("feedback", at=ada)
    assert world.invitation.survey == "internal-pulse"


@pytest.mark.parametrize(
    "words", ["I will see a lawyer about the shifts", "stop, you are terrible and I will see a lawyer"]
)
def test_unasked_words_open_a_case_only_where_somebody_wants_to_be_contacted(
    words: str, world: World
) -> None:
    ada = hire(world, "ada")
    world.feelings[words] = world.feelings["you are terrible and I will see a lawyer"] = bad(-0.9)
    world.say(words, ada)
    assert world.rows.cases == {}
    assert world.read(SAM) == []
    world.say("please call me", ada)
    assert world.case.words is not None
    assert "lawyer" not in world.case.words


def in_conversation(world: World) -> Address:
    """Ada has just been asked."""
    ada = hire(world, "ada")
    with_pulse(world)
    world.wait(days=7)
    world.read(SAM)
    return ada
