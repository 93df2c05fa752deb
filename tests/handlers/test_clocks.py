"""Clocks: staff are reminded in time; what is overdue is told once, and never once the step is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.callbacks import case_data, follow_up_data
from bot.core.clocks import PENDING
from bot.core.duty import OffDuty
from bot.core.effects import Lane, Parcel, Timer
from bot.core.identity import Role
from bot.core.periods import BusinessHours
from bot.core.recovery import Case
from bot.core.settings import Room
from bot.texts import render
from bot.texts.cards import rendered
from tests.handlers.conftest import ALEX, BERLIN, KIM, SAM, SAM_ON_TELEGRAM, STAFF_ROOM, World

DONE = {"cause": "delivery", "done": "Sent a new one"}
NINE_TO_FIVE = BusinessHours(
    {day: ((time(9), time(17)),) for day in range(5)}, frozenset({date(2026, 3, 3)}), BERLIN
)
TOLD = {"sla", "escalation"}


def unhappy(world: World) -> World:
    """Maya has given a low rating, on a Monday at 13:00 in Berlin, and the alert has been read."""
    world.ask()
    world.press("1")
    world.read()
    world.read(SAM)
    return world


def escalating(world: World, room: str | None = "managers") -> World:
    """What is overdue is told in this room."""
    service = replace(world.settings.service, escalate_to=(room,) if room else ())
    world.settings = replace(world.settings, service=service)
    return world


def told(world: World, at: Any = SAM) -> list[str]:
    """What was told of clocks here since the last look."""
    return [said(parcel) for parcel in world.read(at) if parcel.purpose in TOLD]


def said(parcel: Parcel) -> str:
    return "\n".join(render(line, "en") for line in parcel.message.lines)


def deadline(world: World) -> str:
    """The deadline as the alert shows it now."""
    alert = world.screen(SAM)[world.case.alert]
    assert alert.message.card is not None
    return str(rendered(alert.message.card["deadline"], "en", render))


# The first clock: somebody takes it.


def test_staff_are_reminded_in_the_alerts_thread_at_half_of_the_time(world: World) -> None:
    unhappy(world)
    world.wait(minutes=29)
    assert world.read(SAM) == []
    world.wait(minutes=1)
    (reminder,) = world.read(SAM)
    assert (reminder.thread, reminder.lane) == (world.case.alert, Lane.ALERT)
    assert said(reminder) == (
        "Maya Okafor has been waiting for 30 minutes.\nNobody has it yet: please take it by 2026-03-02 14:00."
    )


def test_what_nobody_takes_is_told_once_in_the_room_that_is_named_for_it(world: World) -> None:
    unhappy(escalating(world))
    world.wait(minutes=30)
    world.read(SAM)
    world.wait(minutes=30)
    (escalation,) = world.read(ALEX)
    assert said(escalation) == (
        "Maya Okafor has been waiting for an hour.\n"
        "Nobody has taken it yet: overdue since 2026-03-02 14:00.\n"
        "It is in the room staff."
    )
    assert escalation.message.card is not None
    assert (escalation.message.card["title"], escalation.message.card["rating"]) == ("Maya Okafor", "1/5")
    assert escalation.message.rows == (), "managers work on no case"
    edit, line = world.read(SAM)
    assert (edit.purpose, edit.target) == ("alert_update", world.case.alert)
    assert said(line) == "The room managers has been told that this is overdue"
    assert deadline(world) == "To be taken: overdue since 2026-03-02 14:00"
    world.wait(days=30)
    assert (told(world), told(world, ALEX)) == ([], [])


@pytest.mark.parametrize("room", [None, "staff", "a room that is gone"])
def test_without_another_room_the_cases_own_says_so_with_a_button_to_take_it(
    world: World, room: str | None
) -> None:
    unhappy(escalating(world, room))
    world.wait(hours=1)
    _, edit, escalation = world.read(SAM)
    assert (edit.purpose, escalation.purpose) == ("alert_update", "escalation")
    assert escalation.thread is None, "in a thread that is a room of its own nobody would see it"
    (row,) = escalation.message.rows
    assert [button.data for button in row] == [case_data(world.case.id, "take")]
    assert world.press_data(row[0].data, SAM, "Sam Reed")["ok"]
    assert world.read(ALEX) == []


def test_where_a_thread_stands_in_the_room_the_escalation_answers_the_alert(world: World) -> None:
    world.staff_on(SAM_ON_TELEGRAM)
    unhappy(world)
    world.wait(hours=1)
    assert [one.thread for one in world.read(SAM_ON_TELEGRAM) if one.purpose == "escalation"] == [
        world.case.alert
    ]


def test_another_room_of_staff_can_take_it_from_there(world: World) -> None:
    backup = replace(STAFF_ROOM, room="backup")
    rooms = (*world.settings.rooms, Room("backup", backup, Role.STAFF, "en"))
    world.settings = replace(world.settings, rooms=rooms)
    unhappy(escalating(world, "backup"))
    world.wait(hours=1)
    world.press("take", replace(KIM, room="backup"), "Kim Abel")
    assert world.case.owner_name == "Kim Abel"


def test_who_takes_it_in_time_is_told_nothing_of_that_clock(world: World) -> None:
    unhappy(world)
    world.wait(minutes=20)
    world.press("take", SAM, "Sam Reed")
    world.wait(hours=11)
    assert told(world) == []


def test_the_clock_rests_while_the_business_is_closed(world: World) -> None:
    world.settings = replace(world.settings, hours=NINE_TO_FIVE)
    world.now = datetime(2026, 3, 2, 13, 40, tzinfo=UTC)
    unhappy(world)  # at 16:40, and Tuesday is a holiday
    assert world.case.take_by == datetime(2026, 3, 4, 8, 40, tzinfo=UTC)
    world.wait(hours=40, minutes=29)
    assert told(world) == []
    world.wait(minutes=1)
    assert told(world) == [
        "Maya Okafor has been waiting for 40 hours.\nNobody has it yet: please take it by 2026-03-04 09:40."
    ]


# The next ones: a first word, and put right.


def test_the_next_clocks_name_who_has_it(world: World) -> None:
    unhappy(world)
    world.press("take", SAM, "Sam Reed")
    world.wait(hours=24)
    assert told(world) == [
        "Maya Okafor has been waiting for 12 hours.\nSam Reed, please write to them by 2026-03-03 13:00.",
        (
            "Maya Okafor has been waiting for 24 hours.\n"
            "Sam Reed has it, and nobody has written to them yet: overdue since 2026-03-03 13:00."
        ),
    ]
    assert deadline(world) == "First contact: overdue since 2026-03-03 13:00"
    world.submit("reply", {"text": "So sorry!"})
    assert deadline(world) == "Put right by 2026-03-05 13:00"
    world.wait(hours=48)
    assert told(world) == [
        "Maya Okafor has been waiting for 36 hours.\nSam Reed, please put it right by 2026-03-05 13:00.",
        (
            "Maya Okafor has been waiting for 3 days.\n"
            "Sam Reed is in touch, and it isn't put right yet: overdue since 2026-03-05 13:00."
        ),
    ]


def test_who_has_the_case_is_called_by_the_reminder_and_nobody_who_is_off_duty(world: World) -> None:
    unhappy(world)
    world.wait(minutes=30)
    assert world.read(SAM)[-1].message.card is None, "nobody has it"
    world.press("take", SAM, "Sam Reed")
    world.wait(hours=12)
    card = world.read(SAM)[-1].message.card
    assert card is not None
    called = {"label": {"key": "alert.owner_asked", "values": {}}, "user": SAM.user, "name": "Sam Reed"}
    assert card == {"type": "told", "for": called}
    world.submit("reply", {"text": "So sorry!"})
    world.rows.off_duty[SAM.user] = OffDuty(SAM.user, True, world.now)
    world.wait(hours=30)
    reminder = next(one for one in world.read(SAM) if one.purpose == "sla")
    assert reminder.message.card is None
    assert said(reminder).endswith("Sam Reed is off duty: please put it right by 2026-03-05 13:00.")


def test_who_takes_what_is_long_overdue_has_as_long_as_there_is_to_take_it(world: World) -> None:
    unhappy(world)
    world.wait(hours=30)
    told(world)
    world.press("take", SAM, "Sam Reed")
    assert deadline(world) == "First contact: overdue since 2026-03-03 13:00"
    world.wait(minutes=59)
    assert told(world) == []
    world.wait(minutes=1)
    assert [one.partition("\n")[2][:8] for one in told(world)] == ["Sam Reed"]


def test_what_is_given_back_has_its_time_to_be_taken_anew(world: World) -> None:
    unhappy(world)
    world.wait(hours=1)
    assert len(told(world)) == 2
    world.press("take", SAM, "Sam Reed")
    world.wait(hours=2)
    world.press("release", SAM, "Sam Reed")
    assert deadline(world) == "Please take by 2026-03-02 17:00"
    world.wait(days=9)
    assert told(world) == [
        "Maya Okafor has been waiting for 3 hours.\nNobody has it yet: please take it by 2026-03-02 17:00.",
        "Maya Okafor has been waiting for 4 hours.\nNobody has taken it yet: overdue since 2026-03-02 17:00.",
    ]


def test_the_later_clocks_run_on_while_it_is_given_back(world: World) -> None:
    unhappy(world)
    world.press("take", SAM, "Sam Reed")
    first = world.case.contact_by
    world.wait(hours=2)
    world.press("release", SAM, "Sam Reed")
    assert world.case.contact_by == first


def test_once_put_right_no_clock_runs(world: World) -> None:
    unhappy(world)
    world.press("take", SAM, "Sam Reed")
    world.submit("resolve", DONE)
    assert {timer.kind for timer in world.timers.values()} & {"sla"} == set()
    world.wait(days=30)
    assert told(world) == []


def test_what_is_not_right_yet_begins_anew(world: World) -> None:
    unhappy(world)
    world.wait(hours=1)
    world.press("take", SAM, "Sam Reed")
    world.submit("resolve", DONE)
    told(world)
    world.wait(hours=1)
    world.press_data(follow_up_data(world.case.id, False))
    world.wait(hours=1)
    assert told(world) == [
        (
            "Maya Okafor has been waiting for 30 minutes.\n"
            "Nobody has it yet: please take it by 2026-03-02 16:00."
        ),
        "Maya Okafor has been waiting for an hour.\nNobody has taken it yet: overdue since 2026-03-02 16:00.",
    ]


@pytest.mark.parametrize("words", ["it broke again", "please delete my data"])
def test_whatever_opens_a_case_again_winds_its_clocks(world: World, words: str) -> None:
    unhappy(world)
    world.press("take", SAM, "Sam Reed")
    world.submit("resolve", DONE)
    world.read(SAM)
    world.say(words)
    assert world.timers[f"sla:{world.case.id}"].due == world.now + timedelta(minutes=30)


# What is due more than once, or late.


def test_after_a_downtime_only_the_highest_is_told(world: World) -> None:
    unhappy(world)
    timer = world.timers[f"sla:{world.case.id}"]
    world.now += timedelta(hours=5)
    world.fire(timer)
    assert told(world) == [
        "Maya Okafor has been waiting for 5 hours.\nNobody has taken it yet: overdue since 2026-03-02 14:00."
    ]
    world.wait(days=9)
    assert told(world) == []


def test_a_timer_that_goes_off_again_tells_nothing_new(world: World) -> None:
    unhappy(world)
    first = world.timers[f"sla:{world.case.id}"]
    world.wait(minutes=30)
    world.fire(first)
    assert len(told(world)) == 1
    assert world.timers[first.id].due == world.case.take_by
    world.wait(minutes=30)
    world.fire(first)
    world.fire(replace(first, due=world.case.take_by))
    assert len(told(world)) == 1
    assert first.id not in world.timers


def test_a_timer_that_was_overtaken_tells_nothing(world: World) -> None:
    unhappy(world)
    timer = world.timers[f"sla:{world.case.id}"]
    world.now += timedelta(minutes=30)
    world.press("take", SAM, "Sam Reed")
    world.fire(timer)
    assert told(world) == []
    assert world.timers[timer.id].due == world.case.clocks_from + timedelta(hours=12)  # type: ignore[operator]  # it is set


def test_of_a_case_that_is_gone_nothing_is_told(world: World) -> None:
    unhappy(world)
    world.rows.cases.clear()
    world.wait(hours=2)
    assert told(world) == []


def test_without_reminders_there_are_escalations_all_the_same(world: World) -> None:
    world.settings = replace(world.settings, service=replace(world.settings.service, remind_at=0.0))
    unhappy(world)
    world.wait(hours=9)
    assert [one.partition("\n")[2] for one in told(world)] == [
        "Nobody has taken it yet: overdue since 2026-03-02 14:00."
    ]


def test_the_log_says_what_was_told_of_which_step(world: World) -> None:
    unhappy(world)
    world.wait(hours=1)
    assert [(one.kind, one.text) for one in world.entries][-2:] == [
        ("reminded", "take"),
        ("escalated", "take"),
    ]


# Whatever happens.

STEPS = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from([0.25, 0.5, 1, 2, 12, 24, 30, 72, 200])),
    st.tuples(st.just("late"), st.sampled_from([0.5, 1, 12, 100])),
    st.tuples(
        st.sampled_from(["take", "release", "reply", "resolve", "right", "wrong", "write", "again"]),
        st.just(0),
    ),
)


@given(
    st.lists(STEPS, max_size=14),
    st.sampled_from([BusinessHours({}, frozenset(), BERLIN), NINE_TO_FIVE]),
    st.sampled_from([0.0, 0.5, 0.9]),
    st.sampled_from([None, "managers"]),
)
@settings(max_examples=150, deadline=None)
def test_each_step_of_an_opening_is_reminded_of_once_and_escalated_once_and_never_after_it_is_done(
    steps: list[tuple[str, float]], hours: BusinessHours, remind_at: float, room: str | None
) -> None:
    world = World()
    service = replace(world.settings.service, remind_at=remind_at, escalate_to=(room,) if room else ())
    world.settings = replace(world.settings, hours=hours, service=service)
    unhappy(world)
    seen: set[tuple[object, str]] = set()
    fired: list[Timer] = []
    for what, amount in steps:
        before, sent = world.case, len(world.parcels)
        fired += [timer for timer in world.timers.values() if timer.kind == "sla"]
        happen(world, what, amount, fired)
        if len(world.rows.cases) > 1:
            return  # what is written once it is settled is a case of its own
        for parcel in world.parcels[sent:]:
            if parcel.purpose in TOLD:
                heard(parcel, before, world.case, seen)


def happen(world: World, what: str, hours: float, fired: list[Timer]) -> None:
    case_id = world.case.id
    match what:
        case "wait":
            world.wait(hours=hours)
        case "late":
            world.now += timedelta(hours=hours)
            for timer in fired:
                world.fire(timer)
        case "again":
            for timer in fired:
                world.fire(timer)
        case "write":
            world.say("and it was cold")
        case "right" | "wrong":
            world.press_data(follow_up_data(case_id, what == "right"))
        case "reply" | "resolve":
            world.submit_data(case_data(case_id, what), {"text": "So sorry!", **DONE})
        case _:
            world.press_data(case_data(case_id, what), SAM, "Sam Reed")


def heard(parcel: Parcel, before: Case, after: Case, seen: set[tuple[object, str]]) -> None:
    """It is about the step that is pending, and said for the first time since that began to be waited for."""
    key = parcel.message.lines[1].key
    assert before.state is after.state, "a step is not told of as it is done"
    assert key.rpartition(".")[2] == PENDING[after.state]
    opening = after.waits_since if PENDING[after.state] == "take" else after.clocks_from
    assert (opening, key) not in seen
    assert (opening, key.replace("reminder", "escalation")) not in seen
    seen.add((opening, key))
