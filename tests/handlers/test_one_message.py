"""Where a survey lives in one message: what is pressed edits it in place, what is typed starts a new one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.conversation import State
from bot.core.effects import Parcel
from bot.core.identity import Address, Contact
from bot.texts import render
from handlers.closing import revise_rows
from tests.handlers.conftest import MAYA, MAYA_ON_SLACK, MAYA_ON_TELEGRAM, World

CHATS = pytest.mark.parametrize("chat", [MAYA_ON_TELEGRAM, MAYA_ON_SLACK], ids=lambda one: one.platform)


def lines(parcel: Parcel) -> list[str]:
    return [render(line, "en") for line in parcel.message.lines]


def shown(world: World, chat: Address) -> list[list[str]]:
    """The chat as it stands: the lines of each message."""
    return [lines(parcel) for parcel in world.screen(chat).values()]


@CHATS
def test_a_whole_survey_by_buttons_is_one_message(world: World, chat: Address) -> None:
    first = world.ask(address=chat).message
    for value in ("5", "skip", "price"):
        world.press(value, chat)
        assert world.invitation.message == first
        assert len(world.screen(chat)) == 1
    world.press("done", chat)
    assert {parcel.target for parcel in world.parcels[1:]} == {first}
    (message,) = shown(world, chat)
    assert message == [
        "Hi Maya, how satisfied are you with Mug?",
        "Your answer: 5 of 5",
        "Lovely to hear, thank you! What did you like, and is there anything we could do better?",
        "Skipped",
        "What matters most to you when you order from us? Pick as many as you like.",
        "Your answer: Price",
        "That's all. Thank you, Maya! This really helps us.",
    ]
    assert world.values(chat) == ["revise"]


def test_what_was_answered_stands_above_the_next_question_with_its_buttons(world: World) -> None:
    world.ask(address=MAYA_ON_TELEGRAM)
    world.press("4", MAYA_ON_TELEGRAM)
    (parcel,) = world.read(MAYA_ON_TELEGRAM)
    assert lines(parcel)[:2] == ["Hi Maya, how satisfied are you with Mug?", "Your answer: 4 of 5"]
    assert lines(parcel)[-1] == "2 of 3"
    assert world.values(MAYA_ON_TELEGRAM) == ["skip"]
    assert parcel.id != parcel.target


def test_toggling_options_keeps_what_was_answered_above_and_shows_no_half_answer(world: World) -> None:
    world.ask(address=MAYA_ON_TELEGRAM)
    for value in ("5", "skip", "price", "quality"):
        world.press(value, MAYA_ON_TELEGRAM)
    (message,) = shown(world, MAYA_ON_TELEGRAM)
    assert message[1] == "Your answer: 5 of 5"
    assert not any("Price" in line for line in message)


@CHATS
def test_a_typed_answer_retires_the_message_and_asks_below_it(world: World, chat: Address) -> None:
    world.ask(address=chat)
    world.press("5", chat)
    world.say("the cake", chat)
    above, below = shown(world, chat)
    assert above[1] == "Your answer: 5 of 5"
    assert above[-1] == "Thank you, I've kept your words."
    assert "What matters most" in below[0]
    world.press("price", chat)
    world.press("done", chat)
    _, below = shown(world, chat)
    assert below[1:] == ["Your answer: Price", "That's all. Thank you, Maya! This really helps us."]


def test_thanks_for_a_typed_last_answer_are_a_message_of_their_own_that_can_be_revised(world: World) -> None:
    chat = MAYA_ON_TELEGRAM
    world.ask(address=chat)
    world.press("5", chat)
    world.say("the cake", chat)
    world.say("price", chat)
    *_, retired, thanks = shown(world, chat)
    assert retired[-1] == "Your answer: Price"
    assert thanks == ["That's all. Thank you, Maya! This really helps us."]
    world.press("revise", chat)
    world.press("3", chat)
    assert shown(world, chat)[-1] == ["Changed, thank you.", "Your answer: 3 of 5"]
    assert len(world.screen(chat)) == 3


@CHATS
def test_revising_happens_in_the_surveys_message(world: World, chat: Address) -> None:
    first = world.ask(address=chat).message
    for value in ("4", "skip", "skip", "revise"):
        world.press(value, chat)
    assert world.values(chat) == ["1", "2", "3", "4", "5"]
    world.press("2", chat)
    assert world.invitation.answers[0].rating == 2
    (message,) = shown(world, chat)
    assert message[1] == "Your answer: 2 of 5"
    assert message[-1] == "Changed, thank you."
    assert world.values(chat) == ["revise"]
    world.press("revise", chat)
    world.press("5", chat)
    assert world.invitation.answers[0].rating == 5
    assert {parcel.target for parcel in world.parcels if parcel.address == chat} == {None, first}


def test_a_rating_pressed_late_in_a_completed_survey_changes_nothing(world: World) -> None:
    chat = MAYA_ON_TELEGRAM
    world.ask(address=chat)
    rating = world.button("1", chat).data
    for value in ("4", "skip", "skip"):
        world.press(value, chat)
    sent = len(world.parcels)
    world.press_data(rating, chat)
    assert (len(world.parcels), world.invitation.answers[0].rating) == (sent, 4)


def test_a_reminder_leaves_what_was_answered_and_asks_below(world: World) -> None:
    chat = MAYA_ON_TELEGRAM
    world.ask(address=chat)
    world.press("5", chat)
    world.wait(days=3)
    above, below = shown(world, chat)
    assert above[1] == "Your answer: 5 of 5"
    assert below[0].startswith("Just one gentle nudge")
    world.press("skip", chat)
    assert len(world.screen(chat)) == 2


def test_not_now_later_and_stop_take_the_place_of_the_question(world: World) -> None:
    for number, action in enumerate(("decline", "later", "stop"), 1):
        chat = replace(MAYA_ON_TELEGRAM, person=str(number))
        world.buy(str(number), who=str(number), address=chat)
        world.wait(hours=2)
        world.press(action, chat)
        assert len(world.screen(chat)) == 1
        assert world.values(chat) == []


def test_an_answer_after_later_is_asked_on_in_a_new_message(world: World) -> None:
    chat = MAYA_ON_TELEGRAM
    world.ask(address=chat)
    rating = world.button("5", chat).data
    world.press("later", chat)
    world.press_data(rating, chat)
    assert len(world.screen(chat)) == 2
    assert world.values(chat) == ["skip"]
    assert world.invitation.message is not None


def test_an_unclear_answer_is_asked_again_below(world: World) -> None:
    chat = MAYA_ON_TELEGRAM
    world.ask(address=chat)
    world.say("11", chat)
    assert [len(message) for message in shown(world, chat)] == [1, 2]
    world.press("4", chat)
    assert len(world.screen(chat)) == 2
    assert shown(world, chat)[-1][1] == "Your answer: 4 of 5"


def test_on_the_web_every_question_is_a_message_of_its_own(world: World) -> None:
    world.ask()
    for value in ("5", "skip", "skip"):
        world.press(value)
    assert len(world.screen()) == 4
    assert world.invitation.message is None


def test_a_conversation_goes_on_where_the_customer_is_and_the_old_message_waits_no_more(world: World) -> None:
    world.ask()
    world.rows.contacts[MAYA_ON_TELEGRAM.key] = Contact(MAYA_ON_TELEGRAM, world.maya.id)
    world.say("4", MAYA_ON_TELEGRAM)
    assert world.values(MAYA) == []
    assert world.values(MAYA_ON_TELEGRAM) == ["skip"]
    assert world.invitation.address == MAYA_ON_TELEGRAM
    on_the_web = {parcel.id for parcel in world.parcels if parcel.address == MAYA}
    assert not any(parcel.target in on_the_web for parcel in world.read(MAYA_ON_TELEGRAM))
    world.press("later", MAYA)
    assert world.values(MAYA_ON_TELEGRAM) == []
    assert world.invitation.address == MAYA


def test_what_is_said_to_the_old_message_in_another_chat_edits_nothing_there(world: World) -> None:
    world.ask()
    world.rows.contacts[MAYA_ON_TELEGRAM.key] = Contact(MAYA_ON_TELEGRAM, world.maya.id)
    world.command("feedback", at=MAYA_ON_TELEGRAM)
    on_the_web = {parcel.id for parcel in world.parcels if parcel.address == MAYA}
    on_telegram = [parcel for parcel in world.parcels if parcel.address == MAYA_ON_TELEGRAM]
    assert not any(parcel.target in on_the_web for parcel in on_telegram)
    assert world.values(MAYA) == []


def test_a_survey_that_ran_out_shows_what_was_answered_and_no_button(world: World) -> None:
    chat = MAYA_ON_TELEGRAM
    world.ask(address=chat)
    world.press("5", chat)
    world.wait(days=8)
    assert world.invitation.state is State.PARTIAL
    assert world.values(chat) == []
    assert shown(world, chat)[0][1] == "Your answer: 5 of 5"


def test_a_stop_pressed_on_a_completed_survey_leaves_its_answers_to_be_seen(world: World) -> None:
    chat = MAYA_ON_TELEGRAM
    world.ask(address=chat)
    stop = world.button("stop", chat).data
    for value in ("5", "skip", "skip"):
        world.press(value, chat)
    world.press_data(stop, chat)
    assert world.maya.opted_out_at == world.now
    done, stopped = shown(world, chat)
    assert done[-1].startswith("That's all.")
    assert stopped[0].startswith("Done. I won't ask you again.")


def test_a_completed_survey_is_revised_for_a_day_and_no_longer(world: World) -> None:
    chat = MAYA_ON_TELEGRAM
    world.ask(address=chat)
    for value in ("5", "skip", "skip"):
        world.press(value, chat)
    world.now += timedelta(hours=25)
    sent = len(world.parcels)
    world.press("revise", chat)
    assert len(world.parcels) == sent


def test_where_no_rating_was_asked_there_is_none_to_change(world: World) -> None:
    asked = world.ask(address=MAYA_ON_TELEGRAM)
    assert revise_rows(asked, world.settings.survey(asked.survey)) == ()
