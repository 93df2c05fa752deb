"""What a customer hears at once when staff hear of them; and that nobody asks while people talk."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot import texts
from bot.core.conversation import State
from bot.core.identity import Address
from bot.core.periods import BusinessHours
from bot.core.recovery import CaseKind, CaseState
from tests.handlers.conftest import BERLIN, MAYA, MAYA_ON_TELEGRAM, SAM, World

ILL = "I ended up in hospital after your cake"
HOURS = BusinessHours(
    {day: ((time(9), time(17)),) for day in range(5)}, frozenset({date(2026, 3, 3)}), BERLIN
)
DONE = {"cause": "delivery", "done": "Sent a new one"}


def asked(world: World, touchpoint: str = "visit", at: Address = MAYA) -> World:
    world.ask(touchpoint, at)
    world.read(at)
    return world


def closed(world: World, day: int = 2, hour: int = 20, timezone: str | None = None) -> World:
    """Maya was asked at noon, and now it is this hour in Berlin. Tuesday is a holiday."""
    world.settings = replace(world.settings, hours=HOURS)
    world.now = datetime(2026, 3, day, 9, tzinfo=UTC)
    asked(world)
    world.now = datetime(2026, 3, day, hour - 1, tzinfo=UTC)
    if timezone:
        world.change(timezone=timezone)
    return world


# That they know, at once and by name.


def test_a_low_rating_is_met_at_once_with_sorry_and_that_people_know(world: World) -> None:
    asked(world)
    world.press("1")
    words = world.words()[-1].splitlines()
    assert words[:2] == [
        "We are sorry, Maya. That is not what we wanted for you. What went wrong?",
        "Our team knows about it now.",
    ]


def test_a_good_rating_tells_staff_nothing_and_the_customer_neither(world: World) -> None:
    asked(world)
    world.press("5")
    assert not any("Our team" in words for words in world.words())


def test_it_is_said_once(world: World) -> None:
    asked(world)
    world.press("1")
    world.words()
    world.say("the parcel was empty")
    assert "Our team" not in world.words()[-1]


def test_words_before_any_rating_that_staff_hear_of_are_met_by_name(world: World) -> None:
    asked(world)
    world.say(ILL)
    assert "Thank you for telling us, Maya. Our team knows about it now." in world.words()[-1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "where is my order?",
            "Good question. I've passed it to our team, Maya: they can answer you right here.",
        ),
        (
            "I want to talk to a human",
            "Of course. I've asked our team, Maya: they can write to you right here.",
        ),
    ],
)
def test_a_question_and_the_wish_for_a_person_are_met_by_name_at_any_time(
    world: World, words: str, said: str
) -> None:
    asked(world)
    world.say(words)
    assert world.words()[-1] == said


@pytest.mark.parametrize("key", ["survey.consent", "privacy.ways"])
def test_the_word_that_is_said_to_reach_a_person_reaches_one(world: World, key: str) -> None:
    asked(world)
    found = re.search(r'type "(\w+)"', texts.catalogue("en")[key], re.IGNORECASE)
    assert found is not None
    world.say(found[1])
    assert world.case.kind is CaseKind.PERSON


def test_nothing_is_promised_that_nobody_has_promised() -> None:
    said = {
        key: text
        for key, text in texts.catalogue("en").items()
        if key.startswith(
            ("said.passed_on", "said.known", "said.thanks", "said.added", "said.back", "playback.")
        )
    }
    assert said
    assert {key: text for key, text in said.items() if " will " in text or "'ll " in text} == {}


# When they are back.


@pytest.mark.parametrize(
    ("day", "hour", "back"),
    [
        (2, 20, "We're back Wednesday at 9:00."),  # tomorrow is a holiday
        (4, 20, "We're back tomorrow at 9:00."),
        (6, 20, "We're back Monday at 9:00."),
        (4, 8, "We're back today at 9:00."),
    ],
)
def test_outside_the_hours_it_says_when_people_are_back(world: World, day: int, hour: int, back: str) -> None:
    closed(world, day, hour)
    world.press("1")
    assert back in world.words()[-1].splitlines()


def test_it_is_said_in_the_customers_own_time(world: World) -> None:
    closed(world, timezone="Asia/Tokyo")
    world.press("1")
    assert "We're back tomorrow at 17:00." in world.words()[-1].splitlines()


def test_far_away_it_is_a_date(world: World) -> None:
    shut = frozenset(date(2026, 3, day) for day in range(2, 20))
    world.settings = replace(world.settings, hours=replace(HOURS, holidays=shut))
    asked(world)
    world.press("1")
    assert "We're back on 2026-03-20 at 9:00." in world.words()[-1].splitlines()


def test_while_people_are_there_it_says_no_such_thing(world: World) -> None:
    world.settings = replace(world.settings, hours=HOURS)
    asked(world)
    world.press("1")
    world.say("the parcel was empty")
    world.press("skip")
    world.say("hello?")
    assert not any("back" in words for words in world.words())


def test_a_question_at_night_and_more_words_for_staff_are_told_so_too(world: World) -> None:
    closed(world)
    world.say("where is my order?")
    assert world.words()[-1].endswith("\nWe're back Wednesday at 9:00.")
    world.press("5")
    world.press("skip")
    world.press("skip")
    world.words()
    world.say("it should have come on Friday")
    assert world.words()[-1].endswith("\nWe're back Wednesday at 9:00.")


def test_the_thanks_after_a_low_rating_say_it_as_well(world: World) -> None:
    closed(world)
    world.press("1")
    world.press("skip")
    world.press("skip")
    assert "We're back Wednesday at 9:00." in world.words()[-1].splitlines()


# Danger.


def test_the_operators_own_words_are_said_first_and_once(world: World) -> None:
    world.settings = replace(world.settings, emergency_text={"en": "If somebody is hurt, call 112 {now}."})
    asked(world)
    world.say(ILL)
    first = world.words()[0]
    assert first == "If somebody is hurt, call 112 {now}."
    world.say("the ambulance has just left")
    assert first not in world.words()


def test_they_are_said_whoever_speaks_and_whether_there_is_a_case_or_not(world: World) -> None:
    world.settings = replace(world.settings, emergency_text={"en": "Call 112."}, rooms=())
    world.say(ILL, MAYA_ON_TELEGRAM)
    assert world.words(MAYA_ON_TELEGRAM)[0] == "Call 112."


def test_what_staff_write_in_their_room_is_no_emergency(world: World) -> None:
    world.settings = replace(world.settings, emergency_text={"en": "Call 112."})
    asked(world)
    world.press("1")
    world.read(SAM)
    world.say(ILL, SAM, answers=world.case.alert)
    assert "emergency" not in {parcel.purpose for parcel in world.parcels}


# While people talk.


def half_way(world: World, at: Address = MAYA) -> World:
    """Maya has rated, and Sam has written to her."""
    asked(world, at=at)
    world.press("1", at)
    world.submit("reply", {"text": "What happened?"})
    return world


def test_the_open_survey_is_put_aside_as_staff_first_write(world: World) -> None:
    half_way(world)
    aside, reply = world.read()[-2:]
    assert aside.target is not None, "in its place"
    assert [line.key for line in aside.message.lines] == ["survey.put_aside"]
    assert reply.purpose == "staff_reply"
    assert world.values() == ["go_on"]
    world.submit("reply", {"text": "Are you there?"})
    assert [parcel.purpose for parcel in world.read()] == ["staff_reply"]


def test_what_is_typed_then_goes_to_staff(world: World) -> None:
    half_way(world)
    world.read(SAM)
    world.say("4, the cup was cracked")
    assert [one.message.lines[0].values["words"] for one in world.read(SAM)] == ["4, the cup was cracked"]
    assert world.words()[-1] == "Thank you, I've passed that on to our team."
    assert len(world.invitation.answers) == 1


def test_it_goes_on_when_they_want_it_to(world: World) -> None:
    half_way(world)
    world.wait(minutes=1)
    world.press("go_on")
    assert world.words()[-1].startswith("We are sorry, Maya.")
    world.say("the cup was cracked")
    assert world.invitation.comments == "the cup was cracked"


def test_pressed_twice_it_is_asked_once_however_late_the_second_comes(world: World) -> None:
    half_way(world)
    data = world.button("go_on").data
    world.wait(minutes=1)
    world.press_data(data)
    world.read()
    world.press_data(data)
    world.wait(hours=2)
    world.press_data(data)
    assert world.read() == []
    world.submit("reply", {"text": "Are you still there?"})
    world.read()
    world.press_data(data)
    assert world.words() == []


@pytest.mark.parametrize("chat", [MAYA, MAYA_ON_TELEGRAM])
def test_whoever_tells_of_danger_in_the_middle_is_asked_nothing_more(world: World, chat: Address) -> None:
    asked(world, at=chat)
    world.press("1", chat)
    world.read(chat)
    world.say("I got food poisoning", chat)
    waits = world.read(chat)[-1]
    assert [line.key for line in waits.message.lines][-1] == "survey.danger"
    assert world.values(chat) == ["go_on"]
    assert world.invitation.comments == "I got food poisoning"
    world.read(SAM)
    world.say("it was the chicken", chat)
    assert [one.message.lines[0].values["words"] for one in world.read(SAM)] == ["it was the chicken"]
    world.press("go_on", chat)
    world.press("skip", chat)
    assert world.invitation.question is None, "it went on as they wanted it to"


def test_nobody_is_reminded_of_it(world: World) -> None:
    half_way(world)
    world.read()
    world.wait(days=30)
    assert [parcel.purpose for parcel in world.read()] == []
    assert world.invitation.state is State.PARTIAL


def test_an_old_button_is_an_answer_and_the_next_question_waits(world: World) -> None:
    asked(world)
    old = world.button("5").data
    world.say("where is my order?")
    world.submit("reply", {"text": "On its way"})
    world.read()
    world.press_data(old)
    (kept,) = world.read()
    assert [line.key for line in kept.message.lines] == ["said.kept"]
    assert world.maya.ratings == (5,)
    world.wait(minutes=1)
    world.press("go_on")
    assert world.values()[-1] == "skip", "the next question"
    assert world.invitation.state is State.RUNNING


def test_who_presses_go_on_when_everything_is_answered_hears_so_and_is_asked_nothing(world: World) -> None:
    asked(world)
    world.press("5")
    world.press("skip")
    old = world.button("skip").data
    world.say("may I talk to a person?")
    world.submit("reply", {"text": "Here I am"})
    go_on = world.button("go_on").data
    world.press_data(old)
    assert world.invitation.state is State.COMPLETED
    world.read()
    world.wait(hours=1)
    world.press_data(go_on)
    assert [line.key for line in world.read()[-1].message.lines] == ["link.told_already"]
    assert len(world.rows.invitations) == 1


def test_stop_is_stop_while_people_talk(world: World) -> None:
    half_way(world)
    world.say("stop asking me")
    assert world.maya.opted_out_at is not None
    assert world.invitation.state is State.PARTIAL
    assert world.case.state is CaseState.CONTACTED


def test_staff_write_to_the_chat_that_they_were_answered_from(world: World) -> None:
    half_way(world)
    world.rows.contacts[MAYA_ON_TELEGRAM.key] = replace(
        world.rows.contacts[MAYA.key], address=MAYA_ON_TELEGRAM
    )
    world.say("I am on my phone now", MAYA_ON_TELEGRAM)
    world.read(MAYA_ON_TELEGRAM)
    world.submit("reply", {"text": "Good to hear"})
    assert world.words(MAYA_ON_TELEGRAM)[-1] == "Sam: Good to hear"


def test_once_it_was_put_right_a_yes_is_a_yes_to_that(world: World) -> None:
    half_way(world)
    world.submit("resolve", DONE)
    world.wait(hours=0)
    world.say("yes")
    assert world.case.state in {CaseState.CONFIRMED, CaseState.RESOLVED}
    assert len(world.invitation.answers) == 1
