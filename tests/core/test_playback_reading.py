"""What is typed after "Did I get that right?": read with caution."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lexicons import LEXICONS
from bot.core.playback_reading import Replied, read_mood, read_reply
from bot.core.verdict import Verdict


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("yes", Replied(True)),
        ("Yes!", Replied(True)),
        ("That’s right", Replied(True)),
        ("yes, but the price too", Replied(True, "but the price too")),
        ("no", Replied(False)),
        ("Not quite.", Replied(False)),
        ("no, it was great", Replied(False, "it was great")),
        ("No it was the price", Replied(False, "it was the price")),
        ("not really, the food was cold", Replied(False, "the food was cold")),
        ("nope (it was lovely)", Replied(False, "it was lovely")),
        ("👎", Replied(False)),
    ],
)
def test_yes_and_no_are_read_with_what_else_was_said(said: str, meant: Replied) -> None:
    assert read_reply(said, "en") == meant


@pytest.mark.parametrize(
    "said",
    [
        "",
        "no one told me",
        "no refund yet?",
        "no problem",
        "no thanks",
        "wrong item again",
        "yes please call me",
    ],
)
def test_what_only_begins_like_a_reply_is_none(said: str) -> None:
    assert read_reply(said, "en") is None


@pytest.mark.parametrize(
    ("said", "mood"),
    [
        ("Happy", Verdict.HAPPY),
        ("so-so", Verdict.NEUTRAL),
        ("not happy!", Verdict.UNHAPPY),
        ("both", Verdict.MIXED),
    ],
)
def test_a_mood_is_a_whole_message(said: str, mood: Verdict) -> None:
    assert read_mood(said, "en") is mood
    assert read_mood(f"{said} about the new cups", "en") is None


@pytest.mark.parametrize("language", LEXICONS)
def test_every_mood_has_a_name_in_every_language(language: str) -> None:
    assert {Verdict(mood) for mood in LEXICONS[language].moods.values()} == set(Verdict)


@given(st.text())
def test_nothing_that_is_typed_breaks_it(said: str) -> None:
    read_reply(said, "en")
    read_mood(said, "en")
