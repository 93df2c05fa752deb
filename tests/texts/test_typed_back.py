"""What a customer reads on a button, or is told to type, is understood when they type it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot import texts
from bot.core import quoting
from bot.core.playback_reading import read_mood, read_reply
from bot.core.readings import Later, OptedOut, Rated, Reading, Skipped, WantsPerson
from bot.core.survey import END, Question, QuestionKind
from bot.core.understanding import read_typed
from bot.texts import catalogue

PERSON = {
    "en": "person",
    "de": "Mensch",
    "es": "persona",
    "fr": "humain",
    "pt": "pessoa",
    "ru": "человек",
    "tr": "temsilci",
    "ar": "موظف",
}
OBJECTS = {
    "en": "don't quote me",
    "de": "nicht zitieren",
    "es": "no me cites",
    "fr": "ne me citez pas",
    "pt": "não me cite",
    "ru": "не цитируйте меня",
    "tr": "beni alıntılama",
    "ar": "لا تقتبسوا كلامي",
}
AGREES = {
    "en": "quote me",
    "de": "zitieren erlaubt",
    "es": "puedes citarme",
    "fr": "vous pouvez me citer",
    "pt": "pode me citar",
    "ru": "можно цитировать",
    "tr": "alıntılayabilirsiniz",
    "ar": "يمكنكم اقتباس كلامي",
}


def read(words: str, language: str, kind: QuestionKind = QuestionKind.CSAT) -> Reading:
    return read_typed(words, Question("q", kind, {language: "?"}, (), (), END, None, None), language)


def misread(language: str) -> Iterator[str]:
    said = catalogue(language)
    for key, meant in (("skip", Skipped), ("decline", Later), ("later", Later), ("stop", OptedOut)):
        if not isinstance(read(said[f"survey.{key}"], language), meant):
            yield f"survey.{key}"
    for key, value in (
        ("scale.thumbs.up", 1),
        ("scale.thumbs.down", 0),
        ("followup.yes", 1),
        ("followup.no", 0),
    ):
        found = read(said[key], language, QuestionKind.THUMBS)
        if not isinstance(found, Rated) or found.value != value:
            yield key


def misread_about_words(language: str) -> Iterator[str]:
    said = catalogue(language)
    for key, is_right in (("playback.yes", True), ("playback.no", False)):
        reply = read_reply(said[key], language)
        if reply is None or reply.is_right is not is_right:
            yield key
    for mood in ("happy", "mixed", "neutral", "unhappy"):
        if read_mood(said[f"playback.meant.{mood}"], language) != mood:
            yield f"playback.meant.{mood}"
    for answer in ("named", "unnamed", "never"):
        if quoting.read_answer(said[f"quoting.answer.{answer}"]) != answer:
            yield f"quoting.answer.{answer}"


@pytest.mark.parametrize("language", texts.shipped_languages())
def test_every_button_can_be_typed(language: str) -> None:
    assert [*misread(language), *misread_about_words(language)] == []


@pytest.mark.parametrize("language", texts.shipped_languages())
def test_what_a_text_tells_them_to_type_is_there_and_understood(language: str) -> None:
    said = catalogue(language)
    assert all(PERSON[language] in said[key] for key in ("survey.consent", "privacy.ways"))
    assert isinstance(read(PERSON[language], language), WantsPerson)
    assert OBJECTS[language] in said["quoting.said.named"].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    assert quoting.only_objects(OBJECTS[language])
    assert AGREES[language] in said["quoting.said.never"]
    assert quoting.asks(AGREES[language])
