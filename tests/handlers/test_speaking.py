"""Customers are written to in the language that they choose, that they write, or that we met them in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import speaking
from bot.core.identity import Attribute, Customer
from bot.core.survey import Audience
from tests.handlers.conftest import MAYA, MAYA_ON_TELEGRAM, MONDAY, World

CHAT = MAYA_ON_TELEGRAM
FIRST = "Der Kaffee war wirklich ganz wunderbar"
SECOND = "Nur die Wartezeit war mir etwas zu lang"
ENGLISH = "The coffee was really quite wonderful today"
MAYA_MEYER = Customer("maya", Audience.BUYER, "Maya", "en", None)


@pytest.fixture
def three(world: World) -> World:
    world.settings = replace(world.settings, languages=("en", "de", "ru"))
    world.written = {FIRST: "de", SECOND: "de", ENGLISH: "en"}
    return world


def languages(world: World) -> list[str]:
    return [parcel.language for parcel in world.read(CHAT)]


def test_two_messages_in_another_language_are_followed_and_the_way_back_is_told(three: World) -> None:
    three.command("start", at=CHAT, language="en")
    three.say(FIRST, CHAT)
    assert set(languages(three)) == {"en"}
    three.say(SECOND, CHAT)
    assert three.maya.language == "de"
    first, *others = three.parcels[-2:]
    assert first.message.lines[0].key == "language.followed"
    assert {one.language for one in (first, *others)} == {"de"}


def test_what_comes_between_begins_anew(three: World) -> None:
    three.command("start", at=CHAT, language="en")
    for words in (FIRST, ENGLISH, SECOND):
        three.say(words, CHAT)
    assert three.maya.language == "en"


def test_the_way_back_is_told_once(three: World) -> None:
    three.command("start", at=CHAT, language="en")
    for words in (FIRST, SECOND, ENGLISH, ENGLISH + "!", FIRST, SECOND):
        three.written[words] = "en" if words.startswith("The") else "de"
        three.say(words, CHAT)
    told = [parcel for parcel in three.parcels if parcel.message.lines[0].key == "language.followed"]
    assert (three.maya.language, len(told)) == ("de", 1)


def test_what_they_chose_stays_however_they_write(three: World) -> None:
    three.command("language", "ru", at=CHAT, language="en")
    three.say(FIRST, CHAT)
    three.say(SECOND, CHAT)
    assert three.maya.language == "ru"


def test_what_they_chose_stays_whatever_a_shop_says(three: World) -> None:
    three.buy(language="en", address=CHAT)
    three.command("language", "ru", at=CHAT)
    three.buy("2", language="de", address=CHAT)
    assert three.maya.language == "ru"


def test_the_platform_s_language_is_taken_where_we_know_of_none_that_we_speak(three: World) -> None:
    three.buy(language="nl", address=CHAT)
    three.say("8", CHAT, language="de")
    assert three.maya.language == "de"


def test_a_comment_in_a_survey_is_followed_and_the_survey_goes_on(three: World) -> None:
    three.ask(address=MAYA)
    three.press("5")
    three.say(FIRST)
    three.say(SECOND)
    assert three.maya.language == "de"
    assert three.parcels[-1].language == "de"


def test_a_language_that_we_do_not_speak_changes_nothing(three: World) -> None:
    three.written = {FIRST: "nl", SECOND: "nl"}
    three.command("start", at=CHAT, language="en")
    three.say(FIRST, CHAT)
    three.say(SECOND, CHAT)
    assert three.maya.language == "en"
    assert not three.maya.attributes


# What is seen in words.


@pytest.mark.parametrize("words", ["ok danke", "Pizza, Pasta, Tiramisu", "👍👍👍👍👍", "8 9 10 11"])
def test_a_few_latin_words_say_nothing_for_sure(words: str) -> None:
    assert speaking.heard(MAYA_MEYER, "en", "de", words, MONDAY) == MAYA_MEYER


def test_two_words_in_another_script_do() -> None:
    once = speaking.heard(MAYA_MEYER, "en", "ru", "курьер опоздал", MONDAY)
    assert once.language == "en"
    assert speaking.heard(once, "en", "ru", "жаль", MONDAY).language == "ru"


def test_what_we_only_noticed_is_nothing_that_they_told() -> None:
    once = speaking.heard(MAYA_MEYER, "en", "de", FIRST, MONDAY)
    assert once.attributes == (Attribute(speaking.WRITES, "de", "us", MONDAY),)
    twice = speaking.heard(once, "en", "de", SECOND, MONDAY + timedelta(hours=1))
    assert [(one.name, one.source) for one in twice.attributes] == [(speaking.CHOSEN, "us")]


def test_an_erased_customer_is_left_alone() -> None:
    erased = replace(MAYA_MEYER, erased_at=MONDAY, language=None)
    assert speaking.heard(erased, "en", "ru", "курьер опоздал", MONDAY) == erased
    assert speaking.learned(erased, "de", ("en", "de")) == erased


# /about.


def test_about_says_what_the_operator_wrote_and_nothing_else(three: World) -> None:
    three.settings = replace(
        three.settings, about={"en": "We roast our own coffee.", "de": "Wir rösten selbst."}
    )
    three.command("about", at=CHAT)
    (said,) = three.words(CHAT)
    assert said == "About Bean There:\nWe roast our own coffee."


def test_without_such_words_about_says_so(three: World) -> None:
    three.command("about", at=CHAT)
    (said,) = three.words(CHAT)
    assert said.startswith("Bean There has not written anything about itself here yet.")
    three.command("help", at=CHAT)
    assert "/about" not in three.words(CHAT)[0]
