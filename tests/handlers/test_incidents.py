"""Alerts that come close together gather in one message, and each case stays its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core.clauses import clauses_of
from bot.core.duty import OffDuty
from bot.core.effects import Parcel
from bot.core.identity import Address
from bot.core.incidents import MOST
from bot.core.recovery import Case, CaseState, Severity
from bot.core.sentiment import Clause
from bot.texts import render
from bot.texts.cards import rendered
from bot.themes import shipped_taxonomy
from tests.handlers.conftest import KIM, SAM, SAM_ON_TELEGRAM, World, bad

LATE = "the delivery was late"
NAMES = ("Ann", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hana")


@pytest.fixture
def room(world: World) -> World:
    """A staff room that knows themes; whoever says that the delivery was late means it."""
    world.settings = replace(world.settings, taxonomies={"en": shipped_taxonomy("en")})
    for words in (LATE, f"{LATE}, I got sick from it"):
        spans = (Clause(start, end, 0.95) for start, end in clauses_of(words))
        world.feelings[words] = replace(bad(-0.8), clauses=tuple(spans))
    return world


def chat(name: str) -> Address:
    return Address("web", person=name.lower())


def bought(world: World, *names: str) -> None:
    """These have bought something in Berlin, and are being asked."""
    for name in names:
        world.buy(order=name, who=name.lower(), name=f"{name} Roe", address=chat(name))
    world.wait(hours=2)
    for id_, one in world.rows.invitations.items():
        world.rows.invitations[id_] = replace(one, place="Berlin")


def complain(world: World, *names: str, seconds: float = 60, words: str = LATE) -> None:
    """They say so one after the other, with a rating and words in one message."""
    for name in names:
        world.wait(seconds=seconds)
        world.feelings.setdefault(f"2, {words}", world.feelings.get(words, bad()))
        world.say(f"2, {words}", chat(name), name=f"{name} Roe")


def case_of(world: World, name: str) -> Case:
    customer_id = world.rows.contacts[chat(name).key].customer_id
    return next(case for case in world.rows.cases.values() if case.customer_id == customer_id)


def incidents(world: World) -> list[Parcel]:
    """The messages that gather, as they stand."""
    return [one for one in world.screen(SAM).values() if one.purpose.startswith("incident")]


def card(parcel: Parcel) -> dict[str, Any]:
    drawn = rendered(parcel.message.card, "en", render)
    assert isinstance(drawn, dict)
    return drawn


def said(parcel: Parcel) -> str:
    return "\n".join(render(line, "en") for line in parcel.message.lines)


def test_the_fifth_case_of_one_theme_and_place_within_an_hour_gathers(room: World) -> None:
    bought(room, *NAMES[:6])
    complain(room, *NAMES[:4])
    assert room.purposes(SAM) == ["alert"] * 4
    complain(room, *NAMES[4:6])
    (message,) = incidents(room)
    assert said(message) == "Delivery, Berlin: many customers within the hour"
    lines = [(one["who"], one["rating"], one["quote"], one["state"]) for one in card(message)["cases"]]
    assert lines == [("Eve Roe", "2/5", LATE, "Open"), ("Finn Roe", "2/5", LATE, "Open")]
    assert [button.data for button in message.message.rows[0]] == [
        f"c|{case_of(room, name).id}|take" for name in ("Eve", "Finn")
    ]
    assert "alert" not in room.purposes(SAM)
    assert len(room.rows.cases) == 6


def test_another_place_or_another_hour_is_no_incident(room: World) -> None:
    bought(room, *NAMES[:6])
    finn = next(one for one in room.rows.invitations.values() if one.customer_id == customer(room, "Finn"))
    room.rows.invitations[finn.id] = replace(finn, place="Potsdam")
    complain(room, *NAMES[:4])
    complain(room, "Finn")
    room.wait(hours=1)
    complain(room, "Eve")
    assert incidents(room) == []


def customer(world: World, name: str) -> str:
    return world.rows.contacts[chat(name).key].customer_id


def test_where_the_operator_wants_none_nothing_gathers(room: World) -> None:
    room.settings = replace(room.settings, incident_from=0)
    bought(room, *NAMES)
    complain(room, *NAMES, seconds=0)
    assert incidents(room) == []


def test_an_alert_that_was_posted_for_the_rating_joins_once_the_words_are_there(room: World) -> None:
    bought(room, *NAMES[:5])
    complain(room, *NAMES[:4])
    room.wait(minutes=1)
    room.press("2", chat("Eve"))
    alone = case_of(room, "Eve")
    assert alone.incident is None
    room.wait(minutes=1)
    room.say(LATE, chat("Eve"))
    case, (message,) = case_of(room, "Eve"), incidents(room)
    assert (case.incident, case.alert) == (message.id, message.id)
    folded = room.screen(SAM)[alone.alert]
    assert said(folded) == "Eve Roe: this is one of several now, see the message that gathers them"
    assert (folded.message.rows, folded.message.card) == ((), None)


def gathered(world: World) -> Case:
    """Eve's case, which is the first line of an incident, Finn's being the second."""
    bought(world, *NAMES[:6])
    complain(world, *NAMES[:6])
    world.read(SAM)
    return case_of(world, "Eve")


def test_who_takes_a_gathered_case_gets_its_own_alert_with_its_own_thread(room: World) -> None:
    before = gathered(room)
    room.press_data(f"c|{before.id}|take", SAM, "Sam Reed")
    case = case_of(room, "Eve")
    assert (case.state, case.owner, case.incident) == (CaseState.TAKEN, SAM.user, None)
    alert = room.screen(SAM)[case.alert]
    assert (alert.purpose, said(alert)) == ("alert", "Eve Roe is unhappy")
    (took,) = [one for one in room.read(SAM) if one.purpose == "timeline"]
    assert (said(took), took.thread) == ("Sam Reed took it", case.alert)
    (message,) = incidents(room)
    assert [one["state"] for one in card(message)["cases"]] == ["Sam Reed has it", "Open"]
    assert [button.data for button in message.message.rows[0]] == [f"c|{case_of(room, 'Finn').id}|take"]


def test_the_second_who_takes_it_is_told_who_has_it(room: World) -> None:
    before = gathered(room)
    room.press_data(f"c|{before.id}|take", SAM, "Sam Reed")
    reply = room.press_data(f"c|{before.id}|take", KIM, "Kim Abel")
    assert (reply["ok"], case_of(room, "Eve").owner) == (False, SAM.user)


def test_what_a_gathered_customer_writes_is_in_the_incidents_thread_with_name_and_number(room: World) -> None:
    before = gathered(room)
    for _ in range(2):
        room.press("skip", chat("Finn"))
    room.say("could somebody call me about it?", chat("Finn"))
    (line,) = [one for one in room.read(SAM) if one.purpose == "relayed"]
    assert line.thread == before.incident
    assert said(line) == "No. 2\nFinn Roe wrote: could somebody call me about it?"


def test_a_gathered_case_that_turns_out_to_be_dangerous_stands_alone(room: World) -> None:
    gathered(room)
    for _ in range(2):
        room.press("skip", chat("Eve"))
    room.say("and I had to go to hospital", chat("Eve"))
    case = case_of(room, "Eve")
    assert (case.severity, case.incident) == (Severity.URGENT, None)
    assert room.screen(SAM)[case.alert].purpose == "alert"
    assert [one["state"] for one in card(incidents(room)[0])["cases"]] == ["Has an alert of its own", "Open"]


def test_danger_never_gathers(room: World) -> None:
    bought(room, *NAMES[:6])
    complain(room, *NAMES[:5])
    complain(room, "Finn", words=f"{LATE}, I got sick from it", seconds=0)
    assert case_of(room, "Finn").incident is None


def test_staff_are_reminded_of_a_gathered_case_in_the_incidents_thread(room: World) -> None:
    before = gathered(room)
    room.wait(minutes=30)
    reminders = [one for one in room.read(SAM) if one.purpose == "sla" and one.about == f"case:{before.id}"]
    assert [one.thread for one in reminders] == [before.incident]


def test_a_reply_from_a_relayed_line_gives_the_case_its_own_alert(room: World) -> None:
    before = gathered(room)
    room.submit_data(f"c|{before.id}|reply", {"text": "So sorry, Eve!"})
    case = case_of(room, "Eve")
    assert (case.state, case.incident) == (CaseState.CONTACTED, None)
    assert room.screen(SAM)[case.alert].purpose == "alert"


def test_the_second_alert_within_two_seconds_gathers_and_names_everybody(room: World) -> None:
    bought(room, "Ann", "Ben", "Cleo", "Dan")
    complain(room, "Ann", words="meh", seconds=5)
    complain(room, "Ben", "Cleo", words="awful", seconds=1)
    complain(room, "Dan", words="so so", seconds=3)
    (message,) = incidents(room)
    assert said(message) == "Several customers at once"
    assert [one["who"] for one in card(message)["cases"]] == ["Ben Roe", "Cleo Roe"]
    alone = [one.about for one in room.screen(SAM).values() if one.purpose == "alert"]
    assert alone == [f"case:{case_of(room, name).id}" for name in ("Ann", "Dan")]


def test_a_full_message_is_followed_by_the_next_and_nobody_is_left_out(room: World) -> None:
    names = [f"C{number}" for number in range(MOST + 3)]
    bought(room, *names)
    complain(room, *names, words="awful", seconds=0.5)
    first, second = incidents(room)
    listed = [one["who"] for message in (first, second) for one in card(message)["cases"]]
    assert listed == [f"{name} Roe" for name in names[1:]]
    assert len(card(first)["cases"]) == MOST


def test_the_beginning_of_what_was_said_is_on_one_line(room: World) -> None:
    bought(room, "Ann", "Ben")
    complain(room, "Ann", words="awful", seconds=5)
    complain(room, "Ben", words="line one\nline two " + "x" * 200, seconds=1)
    (line,) = card(incidents(room)[0])["cases"]
    assert line["quote"].startswith("line one line two x")
    assert len(line["quote"]) == 80


def test_what_is_said_later_is_in_the_line_of_its_case(room: World) -> None:
    bought(room, "Ann", "Ben")
    complain(room, "Ann", words="awful", seconds=5)
    room.wait(seconds=1)
    room.press("1", chat("Ben"))
    room.say("cold and stale", chat("Ben"))
    (line,) = card(incidents(room)[0])["cases"]
    assert (line["who"], line["rating"], line["quote"]) == ("Ben Roe", "1/5", "cold and stale")


def test_the_owner_on_duty_is_mentioned_once_for_all_of_them(room: World) -> None:
    staff, *others = room.settings.rooms
    room.settings = replace(room.settings, rooms=(replace(staff, owners=(KIM.user, SAM.user)), *others))
    room.rows.off_duty[KIM.user] = OffDuty(KIM.user, True, room.now)
    bought(room, "Ann", "Ben")
    complain(room, "Ann", "Ben", words="awful", seconds=1)
    assert card(incidents(room)[0])["for"] == {"label": "For", "user": SAM.user, "name": "sam"}


def test_a_reply_to_the_message_itself_goes_to_nobody_and_says_so_where_it_would(room: World) -> None:
    room.staff_on(SAM_ON_TELEGRAM)
    bought(room, "Ann", "Ben")
    complain(room, "Ann", "Ben", words="awful", seconds=1)
    *_, message = room.read(SAM_ON_TELEGRAM)
    room.read(chat("Ben"))
    room.say("So sorry!", SAM_ON_TELEGRAM, answers=message.id)
    (told,) = room.words(SAM_ON_TELEGRAM)
    assert told.startswith("This message is about several customers, so I haven't passed it on.")
    assert room.read(chat("Ben")) == []


def test_staffs_own_talk_in_the_thread_of_the_message_is_theirs(room: World) -> None:
    gathered(room)
    (message,) = incidents(room)
    room.say("that truck again", SAM, answers=message.id)
    assert room.read(SAM) == []
