"""One small question about the customer after the thanks: where all went well, never twice, skippable."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.identity import Attribute
from bot.core.knowing import QUESTIONS
from bot.texts import catalogue
from tests.handlers.conftest import MAYA, MAYA_ON_TELEGRAM, SAM, World, bad, good

FIRST = "How did you hear of us?"


@pytest.fixture
def world(world: World) -> World:
    world.settings = replace(world.settings, get_to_know=True)
    return world


def answer(world: World, rating: str = "5") -> None:
    """Maya answers everything that she is asked."""
    world.press(rating)
    world.press("skip")
    world.press("skip")


def known(world: World) -> dict[str, tuple[str, str]]:
    return {one.name: (one.value, one.source) for one in world.maya.attributes}


def surveyed(world: World) -> str:
    """She is asked about something and answers; the last that she reads."""
    world.ask()
    answer(world)
    return world.words()[-1]


def test_after_the_thanks_there_is_one_small_question(world: World) -> None:
    assert FIRST in surveyed(world)
    assert world.values()[-6:] == ["friend", "passing", "search", "social", "advertisement", "skip"]


def test_what_is_pressed_is_kept_and_shown_in_its_place(world: World) -> None:
    surveyed(world)
    world.press("friend")
    assert known(world) == {"heard_of_us": ("friend", "customer")}
    (parcel,) = world.read()
    assert parcel.target is not None
    assert not parcel.message.rows
    assert world.press("passing") == {}
    assert world.read() == []
    assert known(world)["heard_of_us"][0] == "friend"


def test_what_is_typed_is_an_answer_too(world: World) -> None:
    surveyed(world)
    world.say("my neighbour told me")
    assert known(world) == {"heard_of_us": ("my neighbour told me", "customer")}
    assert world.words() == [f"{FIRST}\nYour answer: my neighbour told me. Thank you!"]


def test_it_is_passed_over_without_a_fuss_and_never_asked_again(world: World) -> None:
    surveyed(world)
    world.press("skip")
    assert world.words() == [f"{FIRST}\nThat's fine."]
    world.wait(days=31)
    world.buy("2")
    world.wait(hours=2)
    world.read()
    answer(world)
    assert "How long have you been coming to us?" in world.words()[-1]


def test_an_unanswered_question_is_not_repeated_either(world: World) -> None:
    surveyed(world)
    world.wait(days=31)
    world.buy("2")
    world.wait(hours=2)
    answer(world)
    assert FIRST not in "\n".join(world.words())


def test_later_what_is_typed_is_about_something_else(world: World) -> None:
    surveyed(world)
    world.wait(hours=2)
    world.say("my neighbour told me")
    assert world.purposes() == ["menu"]
    assert known(world)["heard_of_us"][1] == "us"


@pytest.mark.parametrize("words", ["where is my parcel?", "I want to talk to a person", "stop asking me"])
def test_what_is_for_staff_or_ends_it_all_is_no_answer(world: World, words: str) -> None:
    surveyed(world)
    world.say(words)
    assert known(world)["heard_of_us"][1] == "us"


def test_a_complaint_is_no_answer_and_goes_to_staff(world: World) -> None:
    surveyed(world)
    words = "The waiter was so rude, I never come back"
    world.feelings[words] = bad(-0.9)
    world.read(SAM)
    world.say(words)
    assert known(world)["heard_of_us"][1] == "us"
    assert "alert" in world.purposes(SAM)


def test_nobody_unhappy_is_asked_about_themselves(world: World) -> None:
    world.ask()
    answer(world, "2")
    assert "know" not in world.purposes()


def test_nor_is_anybody_where_it_is_switched_off(world: World) -> None:
    world.settings = replace(world.settings, get_to_know=False)
    world.ask()
    answer(world)
    assert "know" not in world.purposes()


def test_nor_anybody_who_works_with_us(world: World) -> None:
    world.buy(touchpoint="pulse", audience="internal")
    world.wait(hours=2)
    world.press("9")
    for _ in range(3):
        if world.invitation.question:
            world.press("skip")
    assert "know" not in world.purposes()


def test_how_they_like_to_be_called_is_what_they_are_called(world: World) -> None:
    world.buy()
    told = {name: Attribute(name, "x", "customer", world.now) for name in ("heard_of_us", "how_long")}
    world.change(attributes=tuple(told.values()))
    world.wait(hours=2)
    answer(world)
    assert "What may I call you?" in world.words()[-1]
    world.say("Call me May, please")
    assert world.words()[-1].endswith("Thank you, May. That's what I'll call you from now on.")
    assert (world.maya.preferred_name, world.maya.first_name) == ("May", "May")
    world.buy("2")
    assert world.maya.first_name == "May"


@pytest.mark.parametrize("words", ["thanks", "Great!", "great stuff, really nice people", "12"])
def test_what_is_no_name_becomes_none(world: World, words: str) -> None:
    world.feelings["Great!"] = good(1.0)
    world.buy()
    told = [Attribute(name, "x", "customer", world.now) for name in ("heard_of_us", "how_long")]
    world.change(attributes=tuple(told))
    world.wait(hours=2)
    answer(world)
    world.say(words)
    assert world.maya.preferred_name is None


def test_what_a_shop_told_already_is_not_asked(world: World) -> None:
    world.buy()
    told = [Attribute(name, "x", "shop:demo", world.now) for name in QUESTIONS]
    world.change(attributes=tuple(told))
    world.wait(hours=2)
    answer(world)
    assert "know" not in world.purposes()


def test_on_telegram_it_is_a_message_of_its_own_below_the_thanks(world: World) -> None:
    world.buy(address=MAYA_ON_TELEGRAM)
    world.wait(hours=2)
    world.press("5", MAYA_ON_TELEGRAM)
    world.press("skip", MAYA_ON_TELEGRAM)
    world.press("skip", MAYA_ON_TELEGRAM)
    assert world.purposes(MAYA_ON_TELEGRAM)[-2:] == ["thanks", "know"]


def test_they_see_what_they_told_of_themselves_in_their_own_data(world: World) -> None:
    surveyed(world)
    world.press("friend")
    world.command("name", "May")
    world.read()
    world.command("mydata")
    shown, *_ = world.words()
    assert "What you told us about yourself:\nFrom a friend\nI call you May" in shown


def test_while_we_ask_whether_we_heard_right_nothing_else_is_asked(world: World) -> None:
    words = "The cake was wonderful"
    world.feelings[words] = good(1.0)
    world.ask()
    world.press("5")
    world.say(words)
    world.press("skip")
    assert world.purposes()[-1] == "thanks"
    world.press("yes")
    assert world.purposes() == ["heard", "know"]
    world.press("yes")
    assert world.read() == []


def test_a_press_on_somebody_elses_question_changes_nothing(world: World) -> None:
    surveyed(world)
    data = world.button("friend", MAYA).data
    world.press_data(data, MAYA_ON_TELEGRAM)
    assert known(world)["heard_of_us"][1] == "us"


def test_every_question_and_answer_has_its_words() -> None:
    texts = catalogue("en")
    for question in QUESTIONS.values():
        assert {f"know.ask.{question.name}", f"know.label.{question.name}"} <= texts.keys()
        assert {f"know.answer.{question.name}.{one}" for one in question.answers} <= texts.keys()
