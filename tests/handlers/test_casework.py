"""What staff do with a case besides answering: hand it over, release, close it, take that back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.callbacks import case_data
from bot.core.identity import Address, Role
from bot.core.recovery import CaseState, Severity
from bot.core.settings import Room
from bot.core.view import View
from handlers.colleagues import targets
from tests.handlers.conftest import (
    KIM,
    MAYA,
    MAYA_ON_TELEGRAM,
    SAM,
    SAM_ON_TELEGRAM,
    World,
)

DONE = {"cause": "delivery", "done": "Sent a new one"}
LEADS = Address("web", room="leads", person="lee")
LEADS_ROOM = LEADS.place


def unhappy(world: World) -> World:
    """Maya has given a low rating, and everybody knows everybody's name."""
    people = {SAM.user: "Sam Reed", KIM.user: "Kim Abel"}
    world.settings = replace(world.settings, people=people)
    world.ask()
    world.press("1")
    world.read()
    world.read(SAM)
    return world


def taken(world: World) -> World:
    unhappy(world)
    world.press("take", SAM, "Sam Reed")
    world.read(SAM)
    return world


def with_leads(world: World) -> World:
    """There is another staff room, of the leads."""
    leads = Room("leads", LEADS_ROOM, Role.STAFF, "en", touchpoints=frozenset({"support"}))
    world.settings = replace(
        world.settings,
        rooms=(*world.settings.rooms, leads),
        staff=world.settings.staff | {LEADS.user},
    )
    return world


def code(world: World, name: str) -> str:
    """What the button for this colleague or room carries."""
    view = View(world.settings, world.rows).for_event(world.now, 0)
    return next(one.code for one in targets(world.case, view) if one.name == name)


# What the buttons are.


def test_what_is_seldom_done_is_below_the_work_itself(world: World) -> None:
    unhappy(world)
    assert world.values(SAM) == ["take", "reply", "note", "hand_over", "dismiss", "mute"]
    world.press("take", SAM, "Sam Reed")
    assert world.values(SAM) == [
        "reply",
        "note",
        "resolve",
        "hand_over",
        "release",
        "dismiss",
        "mute",
    ]
    world.submit("reply", {"text": "So sorry!"})
    assert world.values(SAM) == ["reply", "note", "resolve", "hand_over", "release", "mute"]
    world.submit("resolve", DONE)
    assert world.values(SAM) == ["undo"]


# Released.


def test_who_takes_a_case_that_was_answered_goes_on_as_in_touch(world: World) -> None:
    taken(world)
    world.submit("reply", {"text": "So sorry!"})
    world.press("release", SAM, "Sam Reed")
    assert (world.case.state, world.case.owner) == (CaseState.OPEN, None)
    world.press("take", KIM, "Kim Abel")
    assert (world.case.state, world.case.owner) == (CaseState.CONTACTED, KIM.user)


def test_a_case_that_is_released_has_its_time_to_be_taken_anew(world: World) -> None:
    taken(world)
    world.wait(hours=20)
    world.press("release", SAM, "Sam Reed")
    assert world.case.take_by == world.now + timedelta(hours=1)
    world.read(SAM)
    world.wait(minutes=29)
    assert world.purposes(SAM) == []
    world.wait(minutes=40)
    assert "escalation" in world.purposes(SAM)


# Handed over.


def test_a_colleague_has_what_is_handed_over_and_is_told_in_their_own_chat(world: World) -> None:
    taken(world)
    world.submit("hand_over", {"to": code(world, "Kim Abel"), "why": "She knows Maya"})
    assert (world.case.owner, world.case.owner_name, world.case.state) == (
        KIM.user,
        "Kim Abel",
        CaseState.TAKEN,
    )
    assert world.words(SAM)[-1] == "Sam Reed handed it over to Kim Abel: She knows Maya"
    assert world.words(replace(KIM, room="")) == [
        "Sam Reed handed Maya Okafor over to you: the alert in the staff room has it all."
    ]


def test_a_form_names_who_else_there_is_on_duty(world: World) -> None:
    with_leads(taken(world))
    reply = world.press("hand_over", SAM, "Sam Reed")
    form = reply["form"]
    assert isinstance(form, dict)
    labels = [label["values"]["who"] for _, label in form["fields"][0]["options"]]
    assert labels == ["Kim Abel", "lee", "leads"]
    world.command("duty", "off", KIM)
    reply = world.press("hand_over", SAM, "Sam Reed")
    form = reply["form"]
    assert isinstance(form, dict)
    assert [label["values"]["who"] for _, label in form["fields"][0]["options"]] == ["lee", "leads"]


def test_nobody_is_handed_a_case_who_is_not_there(world: World) -> None:
    taken(world)
    reply = world.submit("hand_over", {"to": "somebody"})
    assert reply["text"] == {"key": "case.not_there", "values": {"words": "somebody"}}
    assert world.case.owner == SAM.user
    world.settings = replace(world.settings, staff=frozenset({SAM.user}))
    assert world.press("hand_over", SAM)["text"] == {"key": "case.nobody_else", "values": {}}


def test_in_another_room_it_is_open_and_its_time_to_be_taken_runs_anew(world: World) -> None:
    with_leads(taken(world))
    world.submit("note", {"text": "She called twice"})
    world.submit("reply", {"text": "So sorry, Maya!"})
    world.read(SAM)
    world.wait(hours=3)
    world.submit("hand_over", {"to": code(world, "leads")})
    case = world.case
    assert (case.state, case.owner, case.room) == (CaseState.OPEN, None, LEADS_ROOM.key)
    assert case.take_by == world.now + timedelta(hours=1)
    assert world.purposes(SAM) == ["pointer"]
    assert world.values(SAM) == []
    alert, *thread = world.read(LEADS)
    assert (alert.purpose, alert.id) == ("alert", case.alert)
    assert [parcel.thread for parcel in thread] == [case.alert] * len(thread)
    keys = [parcel.message.lines[0].key for parcel in thread]
    assert keys == ["timeline.moved_here", "timeline.noted", "timeline.replied"]


def test_what_the_customer_writes_then_comes_into_the_other_room(world: World) -> None:
    with_leads(taken(world))
    world.submit("hand_over", {"to": code(world, "leads")})
    world.read(SAM)
    world.read(LEADS)
    world.press("skip")
    world.press("skip")
    world.say("hello?")
    assert world.read(SAM) == []
    assert world.words(LEADS) == ["Maya Okafor wrote: hello?"]


def test_a_hand_over_can_be_taken_back(world: World) -> None:
    taken(world)
    world.submit("hand_over", {"to": code(world, "Kim Abel")})
    line = world.read(SAM)[-1]
    (undo,) = [button for row in line.message.rows for button in row]
    world.press_data(undo.data, SAM, "Sam Reed")
    assert (world.case.owner, world.case.state) == (SAM.user, CaseState.TAKEN)
    assert world.words(SAM)[-1] == "Sam Reed took back the handing over"
    reply = world.press_data(undo.data, SAM, "Sam Reed")
    assert reply["text"] == {"key": "case.nothing_to_undo", "values": {}}


def test_from_another_room_it_comes_back_as_well(world: World) -> None:
    with_leads(taken(world))
    world.submit("hand_over", {"to": code(world, "leads")})
    line = world.read(LEADS)[1]
    (undo,) = [button for row in line.message.rows for button in row]
    world.press_data(undo.data, LEADS, "Lee")
    assert (world.case.owner, world.case.room) == (SAM.user, SAM.place.key)
    assert "alert" in world.purposes(SAM)


def test_once_somebody_has_done_something_a_hand_over_is_past(world: World) -> None:
    taken(world)
    world.submit("hand_over", {"to": code(world, "Kim Abel")})
    (undo,) = [button for row in world.read(SAM)[-1].message.rows for button in row]
    world.submit("reply", {"text": "So sorry!"}, KIM, "Kim Abel")
    world.submit("resolve", DONE, KIM, "Kim Abel")
    reply = world.press_data(undo.data, SAM, "Sam Reed")
    assert reply["text"] == {"key": "case.nothing_to_undo", "values": {}}
    assert world.case.state is CaseState.RESOLVED


# Closed without a word.


def test_what_is_not_a_problem_is_closed_with_a_reason_and_the_customer_hears_nothing(world: World) -> None:
    unhappy(world)
    world.submit("dismiss", {"reason": "false_alarm"})
    assert (world.case.state, world.case.closed_for) == (CaseState.CLOSED, "false_alarm")
    assert world.words(SAM)[-1] == "Sam Reed closed it: nothing was wrong"
    assert world.read() == []
    assert world.timers.keys() & {f"sla:{world.case.id}", f"followup:{world.case.id}"} == set()
    assert world.values(SAM) == ["undo"]


def test_somebody_in_touch_puts_it_right_instead(world: World) -> None:
    taken(world)
    world.submit("reply", {"text": "So sorry!"})
    reply = world.press_data(case_data(world.case.id, "dismiss", "settled"), SAM, "Sam Reed")
    assert reply["text"] == {"key": "case.moved_on", "values": {}}


def test_closing_can_be_taken_back_unless_something_newer_is_open(world: World) -> None:
    unhappy(world)
    closed = world.case.id
    world.submit("dismiss", {"reason": "settled", "why": "Spoke to her in the shop"})
    world.press_data(case_data(closed, "undo"), SAM, "Sam Reed")
    assert (world.case.state, world.case.closed_for) == (CaseState.OPEN, None)
    assert world.case.take_by == world.now + timedelta(hours=1)
    world.submit("dismiss", {"reason": "settled"})
    world.press("skip")
    world.press("skip")
    world.say("call me please")
    assert len(world.rows.cases) == 2
    reply = world.press_data(case_data(closed, "undo"), SAM, "Sam Reed")
    assert reply["text"] == {"key": "case.newer_open", "values": {}}


# Put right, and taken back.


def test_that_it_was_put_right_can_be_taken_back_before_the_customer_is_asked(world: World) -> None:
    world.settings = replace(
        world.settings, service=replace(world.settings.service, follow_up_after=timedelta(hours=24))
    )
    taken(world)
    world.submit("reply", {"text": "So sorry!"})
    world.submit("resolve", DONE)
    world.press("undo", SAM, "Sam Reed")
    assert (world.case.state, world.case.owner, world.case.cause) == (CaseState.CONTACTED, SAM.user, None)
    assert f"followup:{world.case.id}" not in world.timers
    world.read()
    world.wait(days=5)
    assert [parcel for parcel in world.read() if parcel.purpose == "followup"] == []
    assert world.case.state is CaseState.CONTACTED


def test_once_the_customer_was_asked_it_stands(world: World) -> None:
    taken(world)
    world.press("skip")
    world.press("skip")
    world.submit("reply", {"text": "So sorry!"})
    world.submit("resolve", DONE)
    world.wait(hours=0)
    assert world.case.followed_up_at is not None
    reply = world.press_data(case_data(world.case.id, "undo"), SAM, "Sam Reed")
    assert reply["text"] == {"key": "case.asked_already", "values": {}}
    assert world.case.state is CaseState.RESOLVED


# In a room without forms.


def on_telegram(world: World) -> World:
    """Sam and Kim work in a Telegram group."""
    world.staff_on(SAM_ON_TELEGRAM)
    kim = Address("telegram", room="-100", person="2")
    world.settings = replace(
        world.settings,
        staff=world.settings.staff | {kim.user},
        people={SAM_ON_TELEGRAM.user: "Sam Reed", kim.user: "Kim Abel"},
    )
    world.ask(address=MAYA_ON_TELEGRAM)
    world.press("1", MAYA_ON_TELEGRAM)
    world.read(SAM_ON_TELEGRAM)
    return world


@pytest.mark.parametrize(
    ("name", "argument"),
    [("hand", "over to Kim"), ("handover", "Kim"), ("handover", "kim abel"), ("hand_over", "@kim")],
)
def test_a_case_is_handed_over_by_name(world: World, name: str, argument: str) -> None:
    on_telegram(world)
    world.command(name, argument, SAM_ON_TELEGRAM, sender="Sam Reed", answers=world.case.alert)
    assert world.case.owner == "telegram::2"


def test_where_there_are_no_forms_colleagues_are_buttons(world: World) -> None:
    on_telegram(world)
    world.press("hand_over", SAM_ON_TELEGRAM, "Sam Reed")
    (asked,) = world.read(SAM_ON_TELEGRAM)
    (kim,) = [one for row in asked.message.rows for one in row if one.label.values == {"who": "Kim Abel"}]
    world.press_data(kim.data, SAM_ON_TELEGRAM, "Sam Reed")
    assert world.case.owner == "telegram::2"


def test_and_so_is_why_nothing_is_to_be_done(world: World) -> None:
    on_telegram(world)
    world.press("dismiss", SAM_ON_TELEGRAM, "Sam Reed")
    world.press("settled", SAM_ON_TELEGRAM, "Sam Reed")
    assert (world.case.state, world.case.closed_for) == (CaseState.CLOSED, "settled")
    world.command("undo", "", SAM_ON_TELEGRAM, sender="Sam Reed", answers=world.case.alert)
    assert world.case.state is CaseState.OPEN


def test_a_customer_presses_none_of_it(world: World) -> None:
    unhappy(world)
    for action in ("hand_over", "dismiss", "undo", "mute", "release"):
        reply = world.press_data(case_data(world.case.id, action), MAYA)
        assert reply["ok"] is False
    assert world.case.state is CaseState.OPEN


def test_that_somebody_buys_often_is_among_the_reasons(world: World) -> None:
    world.buy()
    world.change(orders=5)
    world.wait(hours=2)
    world.press("2")
    alert = world.read(SAM)[-1]
    assert alert.message.card is not None
    assert "reason.valued" in str(alert.message.card["reasons"])
    assert world.case.severity is Severity.HIGH
