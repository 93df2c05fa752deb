"""What somebody chose, as it is said back to them."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core.conversation import Answer
from bot.core.survey import Option, Question, QuestionKind
from bot.texts import render
from handlers.asking import answer_line

OPTIONS = tuple(
    Option(name, {"en": english, "ar": arabic})
    for name, english, arabic in (("price", "Price", "السعر"), ("speed", "Speed", "السرعة"))
)
ASKED = Question("matters", QuestionKind.CHOICES, {"en": "?"}, OPTIONS, (), "end", None, None)
CHOSEN = Answer("matters", QuestionKind.CHOICES, datetime(2026, 3, 2, tzinfo=UTC), options=("price", "speed"))


def test_what_was_chosen_is_listed_with_the_comma_of_the_language() -> None:
    assert "Price, Speed" in render(answer_line(ASKED, CHOSEN), "en")
    assert "السعر، السرعة" in render(answer_line(ASKED, CHOSEN), "ar")
