"""The customer's last word on their case, pressed or typed: was it put right?

They are asked the original question once more, with its own scale; where none was asked, yes or no. What is
above the operator's alert rule is put right. Whoever writes yes or no to a scale is understood as well.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.recovery import Case
from bot.core.survey import END, SCALES, Question, QuestionKind
from bot.core.understanding import Asked, Rated, Reading, Skipped, Unclear, WantsPerson, read_typed
from bot.core.verdict import AlertRules

_YES_OR_NO = Question(
    "put_right", QuestionKind.THUMBS, {}, (), (), END, None, None
)  # "yes", "no, it …", "👍"


@dataclass(frozen=True, slots=True)
class LastWord:
    """Whether it was put right, the rating that says so, and what was said besides."""

    put_right: bool
    rating: int | None = None
    comment: str | None = None


def scale_of(case: Case) -> QuestionKind | None:
    """The scale of the question that is asked once more; None: yes or no."""
    if case.rating is None or case.question_kind is None:
        return None
    return QuestionKind(case.question_kind)


def pressed_word(case: Case, rating: int, rules: AlertRules) -> LastWord | None:
    """What this button says; None for one that is not on the case's scale."""
    kind = scale_of(case)
    if kind is None:
        return None
    low, high = SCALES[kind]
    return LastWord(not rules.hears_of(kind, rating), rating) if low <= rating <= high else None


def typed_word(case: Case, words: str, language: str, rules: AlertRules) -> LastWord | None:
    """What these words say; None where they say neither yes nor no, and are no rating."""
    rated = _on_scale(case, words, language)
    if isinstance(rated, Rated):
        said = pressed_word(case, rated.value, rules)
        return said and LastWord(said.put_right, said.rating, rated.comment)
    match read_typed(words, _YES_OR_NO, language):
        case Rated(value, comment):
            return LastWord(bool(value), comment=comment)
        case _:
            return None


def is_off_scale(case: Case, words: str, language: str) -> bool:
    """Whether these words are a number that is not on the case's scale."""
    match _on_scale(case, words, language):
        case Unclear("out_of_range"):
            return True
        case _:
            return False


def says_nothing_new(words: str, language: str) -> bool:
    """Whether this is a mere thank-you, or a way past the question."""
    return bool(words) and isinstance(read_typed(words, _YES_OR_NO, language), Unclear | Skipped)


def wants_something(words: str | None, language: str) -> bool:
    """Whether these words ask a question, or for a person."""
    return bool(words) and isinstance(read_typed(words or "", None, language), Asked | WantsPerson)


def _on_scale(case: Case, words: str, language: str) -> Reading | None:
    kind = scale_of(case)
    if kind is None:
        return None
    return read_typed(words, Question("again", kind, {}, (), (), END, None, None), language)
