"""The operator's own words: taken where they fit, refused with what is wrong where they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Config, parse, settings
from bot.config.overview import hints
from bot.config.own_texts import wording
from bot.core.effects import Line
from bot.core.errors import ConfigurationError

SHOP = '[business]\nname = "Mug & Co"\nlanguages = ["en", "de"]\n'


def read(text: str, shop: str = SHOP) -> Config:
    return parse(shop + text, Path("config.toml"), {}, demo=True)


def problems(text: str, shop: str = SHOP) -> list[str]:
    with pytest.raises(ConfigurationError) as raised:
        read(text, shop)
    return [problem.partition(": ")[2] for problem in raised.value.problems]


@pytest.mark.parametrize(
    "text", ['[texts.de]\n"said.kept" = "Notiert."\n', '[texts.de.said]\nkept = "Notiert."\n']
)
def test_own_words_are_said_however_their_key_is_written(text: str) -> None:
    said = wording(read(text))
    assert said(Line("said.kept"), "de") == "Notiert."
    assert said(Line("said.kept"), "en") == "Thank you, I've kept that."


def test_how_customers_are_spoken_to_is_the_operators_choice() -> None:
    line = Line("menu.feedback")
    formal = SHOP + 'address = "formal"\n'
    assert "Sie" in wording(read("", formal))(Line("help.customer", {"business": "x"}), "de")
    assert wording(read("", formal))(line, "en") == wording(read(""))(line, "en")


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ('"said.keptt" = "Noted."', 'there is no such text that customers read; did you mean "said.kept"?'),
        ('"alert.headline.unhappy" = "Oh"', "there is no such text that customers read"),
        ('"said.kept" = "Noted, {who}."', "there is nothing for {who} here"),
        ('"review" = "x"', "there is no such text"),
        ('"survey.review" = "Share it!"', "{url} is missing: ours says"),
        ('"said.kept" = "Noted, {name."', "a brace is not closed"),
        ('"said.kept" = ""', "write words in quotes"),
        ('"said.kept" = 7', "write words in quotes"),
        (f'"survey.skip" = "{"S" * 41}"', "41 characters are too many here; shorten to 40"),
        (f'"command.stop" = "{"S" * 257}"', "257 characters are too many here; shorten to 256"),
        (f'"said.kept" = "{"S" * 1001}"', "1001 characters are too many here; shorten to 1000"),
    ],
)
def test_words_that_do_not_fit_are_refused_with_their_place(said: str, problem: str) -> None:
    (found,) = problems(f"[texts.en]\n{said}\n")
    assert problem in found
    assert found.startswith("texts.en.")


def test_a_name_that_only_decorates_may_be_left_out() -> None:
    read('[texts.en]\n"said.thanks" = "Bye!"\n"survey.consent" = "A program. Answers are analysed."\n')


def test_a_plural_form_of_the_language_may_be_said_and_no_other() -> None:
    shop = SHOP.replace('"de"', '"ru"')
    read('[texts.ru]\n"mydata.orders.few" = "{n} покупки"\n', shop)
    (found,) = problems('[texts.en]\n"mydata.orders.few" = "{n} orders"\n')
    assert "there is no such text" in found


def test_words_in_a_language_that_is_not_spoken_are_refused() -> None:
    assert problems('[texts.fr]\n"said.kept" = "Noté."\n') == [
        "texts.fr: no such language is spoken here; known: en, de"
    ]
    assert problems('about = {fr = "Du café."}\n') == [
        "business.about.fr: no such language is spoken here; known: en, de"
    ]


def test_words_in_a_language_that_has_no_texts_are_no_second_problem() -> None:
    (problem,) = problems('[texts.xx]\n"said.kept" = "Noted."\n', SHOP.replace('"de"', '"xx"'))
    assert problem.startswith("business.languages.2: there are no texts in 'xx'")


def test_what_the_business_says_of_itself_is_in_its_own_language_unless_it_says_which() -> None:
    def about(text: str) -> object:
        return settings(read(text), b"key").about

    assert about('about = "We bake."\n') == {"en": "We bake."}
    assert about('about = {de = "Wir backen."}\n') == {"de": "Wir backen."}
    assert about("") == {}


def test_a_room_in_a_language_that_the_team_does_not_read_yet_is_said() -> None:
    rooms = '[rooms.front]\nplatform = "web"\nrole = "staff"\nlanguage = "{}"\n'
    shop = SHOP.replace('["en", "de"]', '["en", "fr"]')
    assert [one for one in hints(read(rooms.format("en"), shop)) if "front" in one] == []
    (hint,) = [one for one in hints(read(rooms.format("fr"), shop)) if "written to in" in one]
    assert "The room front is to be written to in fr" in hint
    assert "it gets English" in hint
