"""What is overdue goes from one to the next of those who are named for it; nobody hears it twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.callbacks import case_data, follow_up_data
from bot.core.duty import OffDuty
from bot.core.effects import Parcel
from bot.core.events import Outcome
from bot.core.identity import Address, Role
from bot.core.recovery import CaseState
from bot.core.settings import Room
from bot.texts import render
from bot.texts.cards import rendered
from tests.handlers.conftest import ALEX, KIM, SAM, STAFF_ROOM, World

BACKUP = replace(STAFF_ROOM, room="backup")
BOSS = Address("web", person="boss")
KIM_ALONE = Address("web", person="kim")
DONE = {"cause": "delivery", "done": "Sent a new one"}
LISTENERS = {"managers": ALEX, "backup": BACKUP, "web::boss": BOSS, "web::kim": KIM_ALONE}


def unhappy(world: World, *told: str) -> World:
    """Maya has given a low rating, and these are to hear of what is overdue."""
    service = replace(world.settings.service, escalate_to=told, remind_at=0.0)
    rooms = (*world.settings.rooms, Room("backup", BACKUP, Role.STAFF, "en", frozenset({"delivery"})))
    people = {"web::boss": "Ada", "web::kim": "Kim"}
    world.settings = replace(world.settings, service=service, rooms=rooms, people=people)
    world.ask()
    world.press("1")
    world.read()
    world.read(SAM)
    return world


def off_duty(world: World, user: str) -> None:
    world.rows.off_duty[user] = OffDuty(user, True, world.now)


def said(parcel: Parcel) -> str:
    return "\n".join(render(line, "en") for line in parcel.message.lines)


def standing(world: World, at: Address) -> list[str]:
    """What the messages of a chat say as they stand now."""
    return [said(parcel) for parcel in world.screen(at).values()]


def card(parcel: Parcel) -> dict[str, object]:
    assert parcel.message.card is not None
    shown = rendered(parcel.message.card, "en", render)
    assert isinstance(shown, dict)
    return shown


def test_one_after_the_other_hears_of_it_each_as_much_later(world: World) -> None:
    unhappy(world, "managers", "backup", "web::boss")
    world.wait(hours=1)
    assert [len(world.read(at)) for at in (ALEX, BACKUP, BOSS)] == [1, 0, 0]
    world.wait(hours=1)
    assert [len(world.read(at)) for at in (ALEX, BACKUP, BOSS)] == [0, 1, 0]
    world.wait(hours=1)
    assert [len(world.read(at)) for at in (ALEX, BACKUP, BOSS)] == [0, 0, 1]
    world.wait(days=30)
    assert [len(world.read(at)) for at in (ALEX, BACKUP, BOSS)] == [0, 0, 0]
    lines = [said(parcel) for parcel in world.read(SAM) if parcel.purpose == "timeline"]
    assert lines == [
        "The room managers has been told that this is overdue",
        "The room backup has been told that this is overdue",
        "Ada has been told that this is overdue",
    ]


def test_a_person_hears_of_it_in_their_own_chat_with_where_it_is(world: World) -> None:
    unhappy(world, "web::boss")
    world.wait(hours=1)
    (copy,) = world.read(BOSS)
    assert said(copy) == (
        "Maya Okafor has been waiting for an hour.\n"
        "Nobody has taken it yet: overdue since 2026-03-02 14:00.\n"
        "It is in the room staff."
    )
    assert card(copy)["title"] == "Maya Okafor"
    assert copy.message.rows == (), "who is no staff works on no case"


def test_one_of_the_staff_takes_it_from_their_own_chat(world: World) -> None:
    unhappy(world, "web::kim")
    world.wait(hours=1)
    assert world.press("take", KIM_ALONE, "Kim Abel")["ok"]
    assert (world.case.state, world.case.owner_name) == (CaseState.TAKEN, "Kim Abel")
    assert standing(world, KIM_ALONE) == ["Kim Abel has it now.\nIt is in the room staff."]
    assert world.values(KIM_ALONE) == []


def test_the_copies_say_how_it_stands_as_it_moves_on(world: World) -> None:
    unhappy(world, "managers", "web::boss")
    world.wait(hours=2)
    steps: list[tuple[Callable[[], object], str]] = [
        (lambda: world.press("take", SAM, "Sam Reed"), "Sam Reed has it now."),
        (lambda: world.press("release", SAM, "Sam Reed"), "Maya Okafor is waiting for somebody to take it."),
        (lambda: world.submit("reply", {"text": "So sorry!"}), "Sam Reed is in touch with Maya Okafor."),
        (
            lambda: world.submit("resolve", DONE),
            "Sam Reed has put it right, and Maya Okafor has the last word.",
        ),
    ]
    for step, shown in steps:
        step()
        for at in (ALEX, BOSS):
            assert [one.partition("\n")[0] for one in standing(world, at)] == [shown]
    world.wait(hours=0)
    world.press_data(follow_up_data(world.case.id, True))
    assert [one.partition("\n")[0] for one in standing(world, BOSS)] == ["Maya Okafor says it was put right."]


def test_what_changes_nothing_that_a_copy_shows_edits_no_copy(world: World) -> None:
    unhappy(world, "managers")
    world.wait(hours=1)
    world.read(ALEX)
    world.submit("note", {"text": "Second time"})
    assert world.read(ALEX) == []


def test_who_is_off_duty_is_passed_over_at_once(world: World) -> None:
    unhappy(world, "web::boss", "managers", "backup")
    off_duty(world, "web::boss")
    world.wait(hours=1)
    assert [len(world.read(at)) for at in (BOSS, ALEX, BACKUP)] == [0, 1, 0]
    world.wait(hours=1)
    assert [len(world.read(at)) for at in (BOSS, ALEX, BACKUP)] == [0, 0, 0], "that was the second one's turn"
    world.wait(hours=1)
    assert [len(world.read(at)) for at in (BOSS, ALEX, BACKUP)] == [0, 0, 1]


def test_where_nobody_named_is_there_the_cases_own_room_says_so(world: World) -> None:
    unhappy(world, "web::boss", "a room that is gone")
    off_duty(world, "web::boss")
    world.wait(hours=30)
    assert [parcel.purpose for parcel in world.read(SAM)] == ["alert_update", "escalation"]
    assert world.read(BOSS) == []


@pytest.mark.parametrize("outcome", [Outcome.UNREACHABLE, Outcome.REJECTED, Outcome.EXPIRED])
def test_whom_it_does_not_reach_is_passed_over_at_once(world: World, outcome: Outcome) -> None:
    world.arrives = False
    unhappy(world, "web::boss", "managers")
    world.wait(hours=1)
    (copy,) = world.read(BOSS)
    world.settle(copy, outcome)
    assert [said(parcel).splitlines()[1] for parcel in world.read(ALEX)] == [
        "Nobody has taken it yet: overdue since 2026-03-02 14:00."
    ]
    assert [said(parcel) for parcel in world.read(SAM) if parcel.purpose == "timeline"] == [
        "Ada has been told that this is overdue",
        "Ada can't be reached, so somebody else is told that this is overdue",
        "The room managers has been told that this is overdue",
    ]
    world.settle(copy, outcome)
    world.wait(days=9)
    assert (world.read(ALEX), world.read(BOSS)) == ([], [])


def test_whom_it_does_not_reach_once_somebody_has_taken_it_needs_nobody_in_their_place(world: World) -> None:
    world.arrives = False
    unhappy(world, "web::boss", "managers")
    world.wait(hours=1)
    (copy,) = world.read(BOSS)
    world.press_data(case_data(world.case.id, "take"), SAM, "Sam Reed")
    world.settle(copy, Outcome.UNREACHABLE)
    assert world.read(ALEX) == []


def test_an_edit_that_does_not_arrive_passes_nobody_over(world: World) -> None:
    unhappy(world, "web::boss", "managers")
    world.wait(hours=1)
    world.press("take", SAM, "Sam Reed")
    edit = world.read(BOSS)[-1]
    assert edit.target is not None
    world.settle(edit, Outcome.UNREACHABLE)
    assert world.read(ALEX) == []


def test_where_the_last_cannot_be_reached_the_cases_own_room_says_so(world: World) -> None:
    world.arrives = False
    unhappy(world, "managers", "web::boss")
    world.wait(hours=2)
    (copy,) = world.read(BOSS)
    world.read(SAM)
    world.settle(copy, Outcome.UNREACHABLE)
    aloud = world.read(SAM)[-1]
    assert (aloud.purpose, aloud.thread) == ("escalation", None)
    assert [button.data for row in aloud.message.rows for button in row] == [case_data(world.case.id, "take")]
    world.wait(days=9)
    assert [parcel for parcel in world.read(SAM) if parcel.purpose == "escalation"] == []


def test_an_owner_who_is_off_duty_counts_as_nobody(world: World) -> None:
    unhappy(world)
    world.press("take", KIM, "Kim Abel")
    world.read(SAM)
    off_duty(world, KIM.user)
    world.wait(hours=24)
    assert [said(one).splitlines()[1] for one in world.read(SAM) if one.purpose == "escalation"] == [
        "Kim Abel had it and is off duty, and nobody has written to them yet: overdue since 2026-03-03 13:00."
    ]


def test_who_hears_of_the_second_clock_is_the_first_one_again(world: World) -> None:
    unhappy(world, "managers", "web::boss")
    world.wait(hours=2)
    world.press("take", SAM, "Sam Reed")
    world.read(ALEX)
    world.read(BOSS)
    world.wait(hours=22)
    assert [parcel.purpose for parcel in world.read(ALEX)] == ["escalation"]
    assert world.read(BOSS) == []
    world.wait(hours=24)
    assert [parcel.purpose for parcel in world.read(BOSS)] == ["escalation"]


def test_a_turn_that_comes_late_still_begins_with_the_first(world: World) -> None:
    unhappy(world, "managers", "web::boss")
    world.wait(hours=60)
    world.press("take", SAM, "Sam Reed")
    world.read(ALEX)
    world.read(BOSS)
    world.wait(hours=1)
    assert [len(world.read(at)) for at in (ALEX, BOSS)] == [1, 0]
    world.wait(hours=1)
    assert [len(world.read(at)) for at in (ALEX, BOSS)] == [0, 1]


def test_after_a_downtime_the_highest_hears_of_it_and_those_before_are_left_out(world: World) -> None:
    unhappy(world, "managers", "backup", "web::boss")
    timer = world.timers[f"sla:{world.case.id}"]
    world.now += timedelta(hours=9)
    world.fire(timer)
    world.wait(days=9)
    assert [len(world.read(at)) for at in (ALEX, BACKUP, BOSS)] == [0, 0, 1]


NAMES = st.lists(st.sampled_from([*LISTENERS, "a room that is gone"]), min_size=1, max_size=4, unique=True)
PEOPLE = st.sets(st.sampled_from(["web::boss", "web::kim"]))


@given(NAMES, PEOPLE, PEOPLE, st.lists(st.sampled_from([0.3, 1.0, 1.7, 5.0]), min_size=1, max_size=8))
@settings(max_examples=80, deadline=None)
def test_nobody_hears_twice_of_one_opening_and_somebody_hears_of_it_in_the_end(
    told: list[str], away: set[str], unreachable: set[str], waits: list[float]
) -> None:
    world = World(arrives=False)
    unhappy(world, *told)
    for user in away:
        off_duty(world, user)
    settled = 0
    for hours in [*waits, *[1.0] * 6]:
        world.wait(hours=hours)
        for timer in [one for one in world.timers.values() if one.kind == "sla"]:
            world.fire(timer)
        while settled < len(world.parcels):
            parcel = world.parcels[settled]
            settled += 1
            if parcel.purpose == "escalation" and parcel.address.user in unreachable:
                world.settle(parcel, Outcome.UNREACHABLE)
    heard = [parcel.address for parcel in world.parcels if parcel.purpose == "escalation"]
    assert heard, "what is overdue is told to somebody"
    assert len(heard) == len(set(heard)), "nobody hears it twice"
    named = [LISTENERS[name].place for name in told if name in LISTENERS]
    assert [at for at in heard if at in named] == [at for at in named if at in heard], "in the order named"
    assert {at.user for at in heard}.isdisjoint(away), "who is off duty is left alone"
