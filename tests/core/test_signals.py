"""What is said that matters whatever the rating, and the words that gave it away."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lexicons import LEXICONS
from bot.core.signal_words import SIGNAL_WORDS
from bot.core.signals import MOST_WORDS, URGENT, Signal, heard_signals, signals_in
from bot.texts import catalogue

SAMPLES_FILE = Path(__file__).parents[1] / "samples" / "signals_en.toml"
SAMPLES: list[dict[str, Any]] = tomllib.loads(SAMPLES_FILE.read_text(encoding="utf-8"))["sample"]
OTHERS: dict[str, Any] = tomllib.loads(
    SAMPLES_FILE.with_name("signals_other.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: str(sample["said"])[:40])
def test_what_must_not_wait_is_heard_and_nothing_else(sample: dict[str, Any]) -> None:
    assert list(signals_in(sample["said"])) == sample["signals"]


@pytest.mark.parametrize("language", OTHERS)
def test_what_must_not_wait_is_heard_in_every_language(language: str) -> None:
    samples = OTHERS[language]["sample"]
    misheard = [(one, heard) for one in samples if (heard := list(signals_in(one["said"]))) != one["signals"]]
    assert not misheard
    assert {name for one in samples for name in one["signals"]} == SIGNAL_WORDS[language].keys()


def test_every_language_has_words_for_every_signal() -> None:
    assert SIGNAL_WORDS.keys() == LEXICONS.keys() == {"en", *OTHERS}


def test_every_signal_has_its_samples_and_its_text() -> None:
    named = {signal for sample in SAMPLES for signal in sample["signals"]}
    assert named >= URGENT
    assert {f"reason.signal.{name}" for name in named} <= catalogue("en").keys()
    assert any(not sample["signals"] for sample in SAMPLES)


@pytest.mark.parametrize("write", [str.upper, str.lower, lambda said: f"Hm.\n{said}"])
@pytest.mark.parametrize(
    "sample", [one for one in SAMPLES if one["signals"]], ids=lambda one: str(one["said"])[:40]
)
def test_how_it_is_written_does_not_matter(sample: dict[str, Any], write: Any) -> None:
    assert list(signals_in(write(sample["said"]))) == sample["signals"]


def test_the_words_come_as_they_stand_in_the_text() -> None:
    said = "I want my MONEY BACK!\nPlease call me, I won’t be coming back."
    assert heard_signals(said) == (
        Signal("refund", ("MONEY BACK",)),
        Signal("person", ("Please call me",)),
        Signal("leaving", ("won’t be coming back",)),
    )


def test_the_same_words_are_told_once_and_never_more_than_three() -> None:
    assert heard_signals("Refund! refund, REFUND")[0].words == ("Refund",)
    (refund,) = heard_signals("refund, money back, charge back, reimburse me, reimbursement")
    assert len(refund.words) == MOST_WORDS


@pytest.mark.parametrize(
    "said",
    ["I'm switching to Pizza Planet", "We went to pizza planet instead", "Back to Pizza Planet for us"],
)
def test_whoever_goes_to_a_competitor_is_leaving(said: str) -> None:
    assert signals_in(said, ["Pizza Planet"]) == ("leaving",)


@pytest.mark.parametrize(
    "said", ["Pizza Planet is nearer", "cheaper than Pizza Planet", "We went to Pizza Planets of the world"]
)
def test_a_competitor_who_is_only_named_says_nothing(said: str) -> None:
    assert signals_in(said, ["Pizza Planet"]) == ()


@given(st.text(), st.lists(st.text(max_size=10), max_size=3))
def test_nothing_that_can_be_written_raises(said: str, competitors: list[str]) -> None:
    heard = heard_signals(said, competitors)
    assert tuple(one.name for one in heard) == signals_in(said, competitors)
    assert all(one.words for one in heard)
