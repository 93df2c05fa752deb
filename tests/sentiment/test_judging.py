"""From scores to what every engine says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.core.sentiment import Label, no_opinion
from bot.sentiment import judging
from bot.sentiment.calibration import calibration
from bot.sentiment.judging import deciding, judged, speaks, versioned


class Counting:
    """An engine whose score is the number of exclamation marks; it remembers what it was shown."""

    name, version, languages = "default", "1", frozenset({"en"})

    def __init__(self) -> None:
        self.shown: list[list[str]] = []

    def score(self, texts: Sequence[str]) -> list[float]:
        self.shown.append(list(texts))
        return [10.0 * text.count("!") - 20.0 for text in texts]


def test_texts_and_their_clauses_are_scored_in_one_call() -> None:
    engine = Counting()
    text = "Food was fine. Waiter was rude!!!!"
    one, nothing, other = judged(engine, [text, " ", "all good"], "en", engine.score)
    assert engine.shown == [[text, "Food was fine.", "Waiter was rude!!!!", "all good"]]
    assert [text[clause.start : clause.end] for clause in one.clauses] == [
        "Food was fine.",
        "Waiter was rude!!!!",
    ]
    assert one.has_complaint == one.clauses[1].p_unhappy > 0.5
    assert one.mixed
    assert nothing == no_opinion("default", "1", "en")
    assert other.label is Label.HAPPY
    assert other.clauses == ()
    assert other.has_complaint == other.p_unhappy


def test_in_a_text_that_turns_round_a_complaint_is_likelier() -> None:
    engine = Counting()
    plain, turned = judged(engine, ["Fine! And rude!!", "Fine! But rude!!"], "en", engine.score)
    assert [one.p_unhappy for one in plain.clauses] == [one.p_unhappy for one in turned.clauses]
    assert plain.has_complaint < turned.has_complaint <= 1
    assert plain.p_unhappy == turned.p_unhappy


def test_a_text_in_a_language_that_is_not_spoken_is_never_shown_to_the_engine() -> None:
    engine = Counting()
    assert judged(engine, ["Sehr gut!"], "de", engine.score) == [no_opinion("default", "1", "de")]
    assert engine.shown == []


@pytest.mark.parametrize(
    ("language", "spoken"), [("en", True), ("en_GB", True), ("EN-us", True), ("eng", False)]
)
def test_a_locale_is_spoken_when_its_language_is(language: str, spoken: bool) -> None:
    assert speaks(Counting(), language) is spoken


WORDS = [("great", -2.0), ("rude", 1.8), ("never again", 1.5), ("the", 1.4), ("again", 1.3), ("slow", 0.4)]


@pytest.mark.parametrize(
    ("label", "words"),
    [
        (
            Label.UNHAPPY,
            ("rude", "never again"),
        ),  # not "again", which is said, nor "the", nor the weak "slow"
        (Label.HAPPY, ("great",)),
        (Label.NEUTRAL, ("great", "rude", "never again")),
    ],
)
def test_the_words_told_are_those_that_speak_for_the_label(label: Label, words: tuple[str, ...]) -> None:
    assert deciding(WORDS, label) == words


def test_a_version_changes_with_whatever_a_probability_depends_on(monkeypatch: pytest.MonkeyPatch) -> None:
    once = versioned("default", "1.0", "weights")
    assert once == versioned("default", "1.0", "weights")
    assert once.startswith("1.0-")
    assert versioned("default", "1.0", "others") != once
    steeper = replace(calibration("default"), slope=9.0)
    monkeypatch.setattr(judging, "calibration", lambda _: steeper)
    assert versioned("default", "1.0", "weights") != once
