"""Getting to know a customer: what is asked next, what was said, and what is a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.identity import Attribute, Customer
from bot.core.knowing import (
    CALLED,
    QUESTIONS,
    WAITS_FOR,
    answered,
    asked,
    introduces,
    is_open,
    next_question,
    read_answer,
    read_name,
    skipped,
    told_of,
    waits,
)
from bot.core.survey import Audience

NOW = datetime(2026, 3, 2, tzinfo=UTC)
MAYA = Customer("c1", Audience.BUYER, "Maya Okafor", None, None)


def test_every_question_is_asked_once_in_order_until_none_is_left() -> None:
    maya, names = MAYA, []
    while (question := next_question(maya)) is not None:
        names.append(question.name)
        maya = asked(maya, question, "i1", NOW)
    assert names == list(QUESTIONS)


def test_what_is_known_already_is_not_asked() -> None:
    assert next_question(replace(MAYA, preferred_name="May")) is QUESTIONS["heard_of_us"]
    told = tuple(Attribute(name, "x", "shop:web", NOW) for name in QUESTIONS if name != CALLED)
    assert next_question(replace(MAYA, attributes=told)) is QUESTIONS[CALLED]
    assert next_question(replace(MAYA, attributes=told, preferred_name="May")) is None


def test_a_question_waits_for_an_hour_and_until_it_is_answered_or_passed_over() -> None:
    question = QUESTIONS["role"]
    maya = asked(MAYA, question, "i1", NOW)
    assert waits(maya, NOW) == (question, "i1")
    assert waits(maya, NOW + WAITS_FOR) is None
    assert is_open(maya, question, "i1")
    assert not is_open(maya, question, "i2")
    for settled in (answered(maya, question, "gift", NOW), skipped(maya, question, NOW)):
        assert waits(settled, NOW) is None
        assert not is_open(settled, question, "i1")


def test_that_we_asked_is_nothing_that_was_told() -> None:
    maya = asked(MAYA, QUESTIONS["role"], "i1", NOW)
    assert told_of(maya) == told_of(skipped(maya, QUESTIONS["role"], NOW)) == ()
    (told,) = told_of(answered(maya, QUESTIONS["role"], "gift", NOW + timedelta(minutes=1)))
    assert (told.value, told.source) == ("gift", "customer")


def test_what_to_call_them_is_what_they_are_called() -> None:
    assert answered(MAYA, QUESTIONS[CALLED], "May", NOW).first_name == "May"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("May", "May"),
        ("maya o'neil", "maya o'neil"),
        ("Jean-Luc", "Jean-Luc"),
        ("Dr. Łucja", "Dr. Łucja"),
        ("Just call me May, please!", "May"),
        ("I'm  May.", "May"),
        ("May is fine", "May"),
        ("May the force be with you", None),
        ("4", None),
        ("", None),
        ("x" * 41, None),
        ("May\N{RIGHT-TO-LEFT OVERRIDE}", None),
    ],
)
def test_a_name_is_a_few_words_of_letters(words: str, name: str | None) -> None:
    assert read_name(words) == name


@pytest.mark.parametrize(
    ("words", "says"), [("Call me May", True), ("call me now", False), ("please call me", False)]
)
def test_a_name_that_is_said_to_be_one_asks_nobody_to_call(words: str, says: bool) -> None:
    assert introduces(words) is says


def test_an_answer_is_one_line_and_not_a_letter() -> None:
    assert read_answer(" my\nneighbour ") == "my neighbour"
    assert read_answer("x" * 201) is None
    assert read_answer(" ") is None
