"""No text ever gets a score from an engine that does not speak its language."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.digest_words import Misread
from bot.core.events import MessageReceived
from bot.core.identity import Address
from bot.core.ports import Analyzer, Needs
from bot.core.sentiment import Sentiment, no_opinion
from bot.enrich import Heard, Identify, enrich, surely_in
from bot.sentiment import analyzer
from bot.sentiment.language import language_of
from tests.feelings import feeling
from tests.test_dispatcher import SETTINGS, FixedClock, MemoryStore

CODES = ("en", "de", "fr", "pt", "ja")
# Words that are words in several of them, and mean different things.
WORDS = ("Gift", "super", "Handy", "bald", "fast", "pain", "chat", "mist", "brave", "bon", "😡", "10/10", "")


async def at_once(work: Callable[[], Heard]) -> Heard:
    return work()


def said(*messages: tuple[str, str], engine: Analyzer, identify: Identify) -> list[Mapping[str, Sentiment]]:
    """What each of the (text, language of the chat) of one batch is enriched with."""
    events = [
        MessageReceived(
            "web", str(number), FixedClock().now(), Address("web", person=str(number)), text, None
        )
        for number, (text, _) in enumerate(messages)
    ]
    needs = {
        event.key: Needs(texts=(text,), language=locale)
        for event, (text, locale) in zip(events, messages, strict=True)
    }
    pending = asyncio.run(
        enrich(
            events,
            MemoryStore(),
            lambda event, _: needs[event.key],
            engine,
            SETTINGS,
            FixedClock(),
            lambda words, *_: Misread(words),
            lambda _: 0,
            identify,
            at_once,
        )
    )
    return [one.sentiments for one in pending]


class Speaks:
    """Has an opinion on every text, whatever it was told about the languages that it speaks."""

    name, version = "speaks", "1"

    def __init__(self, languages: frozenset[str] | None) -> None:
        self.languages = languages
        self.asked: list[str] = []

    def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]:
        self.asked.append(language)
        return [replace(feeling(0.5), language=language) for _ in texts]


def of_the_chat(text: str, locale: str) -> str:  # noqa: ARG001 - the port's
    return locale


@given(
    messages=st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(CODES)), min_size=1, max_size=8),
    spoken=st.frozensets(st.sampled_from(CODES)),
)
def test_a_text_has_a_score_just_where_the_engine_speaks_the_language_it_is_in(
    messages: list[tuple[str, str]], spoken: frozenset[str]
) -> None:
    engine = Speaks(spoken)
    found = said(*messages, engine=engine, identify=of_the_chat)
    assert spoken.issuperset(engine.asked)
    for (text, locale), one in zip(messages, found, strict=True):
        assert {text: one[text].language for text in one} == ({text: locale} if locale in spoken else {})


@given(messages=st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(CODES)), min_size=1, max_size=8))
def test_an_engine_that_decides_itself_is_told_the_language_of_every_text(
    messages: list[tuple[str, str]],
) -> None:
    found = said(*messages, engine=Speaks(None), identify=of_the_chat)
    assert [[one.language for one in by_text.values()] for by_text in found] == [
        [locale] for _, locale in messages
    ]


FOREIGN = {
    "de": "Das Essen war kalt und der Kellner sehr unfreundlich, nie wieder.",
    "fr": "Le colis est arrivé cassé et personne ne répond au téléphone.",
    "es": "La comida estaba fría y el camarero fue muy antipático.",
    "pt": "O pedido chegou atrasado e a caixa estava toda amassada.",
    "it": "Il cibo era freddo e il cameriere davvero scortese con noi.",
    "nl": "Het eten was koud en de bediening was heel onvriendelijk.",
    "ru": "Еда была холодной, а официант очень грубым с нами.",
    "ja": "料理は冷たくて、店員の態度もとても悪かったです。",
    "zh": "菜是凉的，服务员的态度也非常差，再也不来了。",
}
ENGLISH = "The food was cold and the waiter was very rude to us."
HERE = ("textblob", "vader", "default", "multilingual", "accurate")


@pytest.mark.parametrize("name", HERE)
def test_no_engine_of_ours_scores_a_text_of_another_language_in_an_english_chat(name: str) -> None:
    engine = analyzer(name)
    messages = [(text, "en") for text in [*FOREIGN.values(), ENGLISH]]
    *foreign, english = said(*messages, engine=engine, identify=language_of)
    assert ENGLISH in english
    scored = {language for language, one in zip(FOREIGN, foreign, strict=True) if one}
    assert scored <= (engine.languages or scored)


@pytest.mark.parametrize("name", HERE)
def test_no_engine_of_ours_scores_a_word_or_two_of_a_chat_whose_language_it_does_not_speak(name: str) -> None:
    engine = analyzer(name)
    if engine.languages is None:
        pytest.fail(f"{name} must say which languages it speaks")
    found = said(("Gift", "xx"), ("super", "xx"), ("brave", "is"), engine=engine, identify=language_of)
    assert found == [{}, {}, {}]


@pytest.mark.parametrize("name", HERE)
def test_asked_straight_out_about_a_language_it_does_not_speak_an_engine_has_no_opinion(name: str) -> None:
    engine = analyzer(name)
    answers = engine.analyze([ENGLISH, "Gift", ""], "xx")
    assert answers == [no_opinion(engine.name, engine.version, "xx")] * 3


# What a text surely is in, whatever the chat.

SPOKEN = ("ar", "de", "en", "es", "fr", "pt", "ru", "tr")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Kaffee war heute wirklich sehr gut", "de"),
        ("The coffee was really very good today", "en"),
        ("El café estaba realmente muy bueno hoy", "es"),
        ("Le café était vraiment très bon aujourd'hui", "fr"),
        ("O café estava realmente muito bom hoje", "pt"),
        ("Кофе сегодня был очень хороший", "ru"),
        ("Bugün kahve gerçekten çok güzeldi", "tr"),
        ("القهوة كانت رائعة اليوم", "ar"),
        ("super pizza", None),
        ("8", None),
    ],
)
def test_what_a_text_says_by_itself_does_not_hang_on_its_chat(text: str, language: str | None) -> None:
    assert surely_in(text, SPOKEN, language_of) == language
    assert surely_in(text, ("en",), language_of) is None, "there is nothing to change to"
    assert surely_in(text, SPOKEN, of_the_chat) is None
