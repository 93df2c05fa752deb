"""Our own engine, with the weights that we ship."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.sentiment import Label, Sentiment
from bot.sentiment.emoji import EMOJI
from bot.sentiment.linear import LinearAnalyzer
from bot.sentiment.weights import FILE, load

ENGINE = LinearAnalyzer()


def felt(text: str) -> Sentiment:
    (sentiment,) = ENGINE.analyze([text], "en")
    return sentiment


@pytest.mark.parametrize(
    "text",
    [
        "Package never arrived. I want my money back.",
        "😡",
        "Soup 🤢",
        "Thanks for nothing.",
        "What a waste of money",
        "Would not recommend.",
        "The zip was not repaired, it was not even looked at.",
        "WORST SERVICE EVER!!!",
        "the screen doesn’t work",
        "Rude staff and a dirty room :(",
    ],
)
def test_these_are_unhappy(text: str) -> None:
    assert felt(text).label is Label.UNHAPPY


@pytest.mark.parametrize(
    "text",
    [
        "I couldn't be happier with it.",
        "No complaints.",
        "Can't fault the delivery at all.",
        "😍",
        "Not a single problem, highly recommend!",
        "soooo goooood",
        "Great service, thank you :)",
    ],
)
def test_these_are_happy_though_some_have_negative_words(text: str) -> None:
    assert felt(text).label is Label.HAPPY


@pytest.mark.parametrize(
    ("plain", "negated"),
    [
        ("The waiter was friendly", "The waiter was not friendly"),
        ("It works", "It doesn't work"),
        ("I would recommend it", "I would never recommend it"),
        ("The staff was helpful", "The staff was neither quick nor helpful"),
    ],
)
def test_a_negation_turns_praise_into_complaint(plain: str, negated: str) -> None:
    assert felt(plain).p_unhappy + 0.2 < felt(negated).p_unhappy


def test_curly_and_straight_apostrophes_are_the_same() -> None:
    assert felt("It doesn’t work").p_unhappy == felt("It doesn't work").p_unhappy


def test_praise_beside_a_complaint_is_mixed_and_the_complaint_is_found() -> None:
    text = "The food was delicious but the waiter was very rude."
    sentiment = felt(text)
    assert sentiment.mixed
    assert sentiment.has_complaint > sentiment.p_unhappy
    praise, complaint = sentiment.clauses
    assert text[praise.start : praise.end] == "The food was delicious"
    assert text[complaint.start : complaint.end] == "but the waiter was very rude."
    assert praise.p_unhappy < 0.2 < complaint.p_unhappy < sentiment.has_complaint


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_is_unknown(text: str) -> None:
    assert felt(text).label is Label.UNKNOWN


@pytest.mark.parametrize("language", ["de", "fr-CA", "und"])
def test_a_language_that_it_does_not_speak_is_unknown(language: str) -> None:
    (sentiment,) = ENGINE.analyze(["Das war leider ganz schlecht"], language)
    assert sentiment.label is Label.UNKNOWN


@pytest.mark.parametrize(
    "text", ["Do you have this in blue?", "n/a", "no comment", "What time do you open on Sunday?"]
)
def test_questions_and_non_answers_page_nobody(text: str) -> None:
    assert felt(text).label is not Label.UNHAPPY


def test_the_words_that_decided_stand_in_the_text() -> None:
    text = "The new PHONE arrived broken, and nobody apologised for the terrible DELAY!"
    words = felt(text).words
    assert {"broken", "terrible"} & set(words)
    assert all(word in text for word in words)


def test_a_batch_is_answered_in_order_and_like_its_texts_alone() -> None:
    texts = ["Great!", "", "Terrible.", "ok"]
    assert ENGINE.analyze(texts, "en") == [felt(text) for text in texts]


@settings(max_examples=200)
@given(st.text(max_size=400))
def test_any_text_is_answered_in_range(text: str) -> None:
    sentiment = felt(text)
    assert 0 <= sentiment.p_unhappy <= 1
    assert 0 <= sentiment.has_complaint <= 1
    assert -1 <= sentiment.polarity <= 1
    assert 0 <= sentiment.confidence <= 1
    assert all(0 <= one.start < one.end <= len(text) for one in sentiment.clauses)
    assert all(word in text for word in sentiment.words)


@given(st.lists(st.sampled_from([*"aA!?.,'’\n 1:)(İßﬃ😡❤\ufe0f\u200d", "not ", "never again", "sooo"])))
def test_nothing_that_people_type_is_too_odd(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert all(word in text for word in felt(text).words)


def test_the_weights_are_small_and_say_where_they_come_from() -> None:
    assert len(files("bot.sentiment").joinpath(FILE).read_bytes()) <= 600_000
    header = load().header
    assert header["sets"] == {
        "amazon": 3697, "movies": 9000, "editorials": 5114, "tweets": 4199, "cells": 905, "yelp": 947,
        "imdb": 947, "clothing": 9000, "drugs": 4093, "lounges": 2256, "seats": 1245, "emotions": 9000,
        "meals": 4104,
    }  # fmt: skip
    assert "NOTICE" in str(header["notice"])


def test_the_version_is_that_of_the_weights() -> None:
    assert felt("Great!").version.startswith(load().version)


def test_the_emoji_table_knows_a_hundred_and_fifty() -> None:
    assert len(EMOJI) >= 150
    assert EMOJI["😡"] < -2 < 2 < EMOJI["😍"]


def test_the_standard_library_is_all_it_needs() -> None:
    heavy = "numpy", "scipy", "sklearn", "vader", "textblob", "nltk"
    program = (
        "import sys; from bot.sentiment import analyzer; "
        "print(analyzer('default').analyze(['Great'], 'en')[0].label); "
        f"print([one for one in {heavy} if one in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.split("\n")[:2] == ["happy", "[]"]
