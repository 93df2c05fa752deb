"""The customer's last word on their case, as they press or type it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.core.followup_reading import (
    LastWord,
    is_off_scale,
    pressed_word,
    says_nothing_new,
    scale_of,
    typed_word,
    wants_something,
)
from bot.core.recovery import Case, CaseKind, CaseState
from bot.core.survey import SCALES, QuestionKind, is_low
from bot.core.verdict import AlertRules

RULES = AlertRules()


NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
CASE = Case(
    id="case1",
    customer_id="c1",
    invitation_id=None,
    kind=CaseKind.UNHAPPY,
    state=CaseState.RESOLVED,
    opened_at=NOW,
    touchpoint="visit",
    room="web::staff:",
    alert="alert1",
    reasons=(),
    take_by=NOW,
    contact_by=NOW,
    resolve_by=NOW,
)


def rated(kind: QuestionKind = QuestionKind.CSAT, rating: int = 1) -> Case:
    return replace(CASE, rating=rating, question_kind=str(kind))


@pytest.mark.parametrize("kind", list(SCALES))
def test_a_rating_above_the_alert_rule_says_that_it_is_right(kind: QuestionKind) -> None:
    low, high = SCALES[kind]
    for rating in range(low, high + 1):
        assert pressed_word(rated(kind), rating, RULES) == LastWord(not is_low(kind, rating), rating)
    assert pressed_word(rated(kind), low - 1, RULES) is None
    assert pressed_word(rated(kind), high + 1, RULES) is None


def test_the_operators_own_rule_decides() -> None:
    strict = AlertRules(low_up_to={QuestionKind.CSAT: 4})
    assert pressed_word(rated(), 4, strict) == LastWord(False, 4)
    assert pressed_word(rated(), 5, strict) == LastWord(True, 5)


def test_without_a_rating_there_is_no_scale() -> None:
    assert scale_of(CASE) is None
    assert pressed_word(CASE, 5, RULES) is None
    assert not is_off_scale(CASE, "11", "en")


@pytest.mark.parametrize(
    ("words", "word"),
    [
        ("4", LastWord(True, 4)),
        ("2, it broke again", LastWord(False, 2, "it broke again")),
        ("yes!", LastWord(True)),
        ("no, it is still broken", LastWord(False, comment="it is still broken")),
        ("👍", LastWord(True)),
        ("the box is still missing", None),
        ("thanks", None),
        ("9", None),
    ],
)
def test_on_a_scale_a_number_is_understood_and_so_are_yes_and_no(words: str, word: LastWord | None) -> None:
    assert typed_word(rated(), words, "en", RULES) == word


def test_a_number_that_is_not_on_the_scale_is_told_apart() -> None:
    assert is_off_scale(rated(), "9", "en")
    assert not is_off_scale(rated(QuestionKind.NPS), "9", "en")


@pytest.mark.parametrize(
    ("words", "nothing"), [("thanks!", True), ("ok", True), ("", False), ("it broke", False)]
)
def test_a_mere_thank_you_says_nothing_new(words: str, nothing: bool) -> None:
    assert says_nothing_new(words, "en") is nothing


def test_a_question_behind_a_yes_wants_something() -> None:
    assert wants_something("where is the invoice?", "en")
    assert not wants_something("thank you", "en")
    assert not wants_something(None, "en")
