"""Somebody edits what they had typed: the answer that was said in it changes, and staff hear of the rest."""

from __future__ import annotations

import pytest

from bot.core.conversation import Answer
from tests.handlers.conftest import MAYA, MAYA_ON_TELEGRAM, SAM, TOM, World, bad, good

CHAT = MAYA_ON_TELEGRAM


def answer(world: World, question: str) -> Answer:
    found = world.invitation.answer_to(question)
    assert found is not None
    return found


def test_an_edited_rating_is_the_rating_and_is_said_once(world: World) -> None:
    world.ask(address=CHAT)
    key = world.say("4", CHAT)
    world.read(CHAT)
    world.edit(key, "5", CHAT)
    assert answer(world, "how").rating == 5
    assert world.maya.ratings == (5,)
    assert world.words(CHAT) == ["Changed, thank you.\nYour answer: 5 of 5"]
    assert world.invitation.question == "liked"


def test_an_edit_replaces_words_and_how_they_feel(world: World) -> None:
    world.ask(address=CHAT)
    world.feelings = {"4, a bit slow": bad(-0.3), "5, quick and kind": good()}
    key = world.say("4, a bit slow", CHAT)
    world.edit(key, "5, quick and kind", CHAT)
    given = answer(world, "how")
    assert (given.rating, given.comment, given.sentiment) == (5, "quick and kind", good())
    assert given.said_in == key


def test_an_edited_comment_is_the_comment(world: World) -> None:
    world.ask(address=CHAT)
    world.press("5", CHAT)
    key = world.say("the caek", CHAT)
    world.edit(key, "the cake", CHAT)
    assert answer(world, "liked").comment == "the cake"


def test_edited_options_are_the_options(world: World) -> None:
    world.ask("visit", CHAT)
    world.press("5", CHAT)
    world.press("skip", CHAT)
    key = world.say("price", CHAT)  # the last question: the conversation is over
    world.edit(key, "quality", CHAT)
    assert answer(world, "wants").options == ("price",)


def test_a_skip_that_is_edited_into_words_is_an_answer(world: World) -> None:
    world.ask(address=CHAT)
    world.press("5", CHAT)
    key = world.say("skip", CHAT)
    world.edit(key, "the cake", CHAT)
    given = answer(world, "liked")
    assert (given.comment, given.skipped) == ("the cake", False)


@pytest.mark.parametrize("text", ["4!", "11", "", "skip", "stop", "later"])
def test_an_edit_that_says_nothing_new_changes_nothing(world: World, text: str) -> None:
    world.ask(address=CHAT)
    key = world.say("4", CHAT)
    before, sent = world.invitation, len(world.parcels)
    world.edit(key, text, CHAT)
    assert (world.invitation, len(world.parcels)) == (before, sent)


def test_words_said_before_a_rating_survive_the_edit_of_the_rating(world: World) -> None:
    world.ask(address=CHAT)
    world.say("the courier was rude", CHAT)
    key = world.say("4", CHAT)
    world.edit(key, "3", CHAT)
    given = answer(world, "how")
    assert (given.rating, given.comment) == (3, "the courier was rude")


def test_a_rating_edited_down_opens_a_case(world: World) -> None:
    world.ask(address=CHAT)
    key = world.say("4", CHAT)
    assert world.rows.cases == {}
    world.edit(key, "1", CHAT)
    assert world.case.rating == 1


def test_edited_words_replace_the_old_ones_in_the_alert_and_are_told_in_its_thread(world: World) -> None:
    world.ask(address=CHAT)
    key = world.say("1, the cup was dirty", CHAT)
    world.read(SAM)
    world.edit(key, "1, the cup was cracked", CHAT)
    assert world.case.words == "the cup was cracked"
    assert world.words(SAM)[-1] == "Maya Okafor changed their words: the cup was cracked"
    assert world.entries[-1].kind == "changed"


def test_an_edit_of_other_words_is_a_line_in_the_thread_of_an_open_case(world: World) -> None:
    world.ask(address=CHAT)
    for value in ("1", "skip", "skip"):
        world.press(value, CHAT)
    key = world.say("it arrived brokn", CHAT)
    world.read(SAM)
    world.read(CHAT)
    world.edit(key, "it arrived broken", CHAT)
    assert world.words(SAM) == ["Maya Okafor changed their words: it arrived broken"]
    assert world.words(CHAT) == []
    world.edit(key, " ", CHAT)
    assert world.words(SAM) == []


def test_after_the_conversation_has_ended_an_edit_changes_no_answer(world: World) -> None:
    world.ask("quick", CHAT)
    key = world.say("yes", CHAT)
    world.say("lovely", CHAT)
    before, sent = world.invitation, len(world.parcels)
    world.edit(key, "no", CHAT)
    assert (world.invitation, len(world.parcels)) == (before, sent)


def test_an_edit_by_somebody_else_or_in_a_room_changes_nothing(world: World) -> None:
    world.ask()
    key = world.say("4")
    sent = len(world.parcels)
    world.edit(key, "1", TOM)
    world.edit(key, "1", SAM)
    assert (len(world.parcels), answer(world, "how").rating) == (sent, 4)


def test_an_answer_that_was_pressed_is_edited_by_no_message(world: World) -> None:
    world.ask()
    world.press("4")
    assert answer(world, "how").said_in is None
    world.edit("", "1", MAYA)
    assert answer(world, "how").rating == 4
