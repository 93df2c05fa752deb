"""What is said of comments by whatever analyzer there is, also one that does not keep to its languages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.analysis.answerable import Answerable
from bot.analysis.comments import Comment, rating_in
from bot.analysis.judging import Judge
from bot.core.errors import FeedbackBotError, OperatorError
from bot.core.sentiment import Label, Sentiment
from bot.core.survey import QuestionKind
from bot.core.themes import NO_TAXONOMY, Taxonomy
from bot.core.verdict import Verdict
from tests.feelings import feeling


class Grumpy:
    """Finds everything bad, whatever language it is in; ``fails`` is what it does instead."""

    name = "grumpy"
    version = "1"
    languages = frozenset({"en"})

    def __init__(self, fails: Exception | None = None, gives: int | None = None) -> None:
        self.shown: list[list[str]] = []
        self._fails = fails
        self._gives = gives

    def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]:  # noqa: ARG002 - the port's
        self.shown.append([*texts])
        if self._fails is not None:
            raise self._fails
        given = len(texts) if self._gives is None else self._gives
        return [feeling(-0.9, self.name, self.version)] * given


def by_first_word(text: str, locale: str | None) -> str:
    """A text of four words or more begins with the code of its language."""
    words = text.split()
    return words[0] if len(words) >= 4 else locale or "und"


def nothing(_language: str) -> Taxonomy:
    return NO_TAXONOMY


def said(*texts: str, rating: int | None = None) -> list[Comment]:
    return [Comment(line, text, rating) for line, text in enumerate(texts, start=2)]


def test_an_engine_is_never_shown_a_language_that_it_does_not_speak() -> None:
    engine = Grumpy()
    german, english = Judge(engine, by_first_word, nothing)(said("de das war gut", "en that was bad"))
    assert engine.shown == [["en that was bad"]]
    assert (german.sentiment.label, german.language) == (Label.UNKNOWN, "de")
    assert (english.sentiment.label, english.language) == (Label.UNHAPPY, "en")


def test_a_text_that_comes_twice_is_shown_once_and_told_twice() -> None:
    engine = Grumpy()
    opinions = Judge(engine, by_first_word, nothing, "en")(said("again", "again"))
    assert engine.shown == [["again"]]
    assert [(one.comment.line, one.sentiment.label) for one in opinions] == [
        (2, Label.UNHAPPY),
        (3, Label.UNHAPPY),
    ]


def test_short_texts_follow_those_before_them_also_of_earlier_batches() -> None:
    judge = Judge(Grumpy(), by_first_word, nothing, locale="en")
    assert judge(said("short"))[0].language == "en"
    judge(said("de eins zwei drei", "de vier fünf sechs"))
    assert judge(said("kurz"))[0].language == "de"


def test_nothing_to_read_is_no_opinion_and_no_verdict() -> None:
    (empty,) = Judge(Grumpy(), by_first_word, nothing, kind=QuestionKind.STARS)(said("  \n"))
    assert (empty.sentiment.label, empty.language, empty.verdict) == (Label.UNKNOWN, None, None)


def test_a_rating_alone_is_a_verdict() -> None:
    (rated,) = Judge(Grumpy(), by_first_word, nothing, kind=QuestionKind.STARS)(said("", rating=1))
    assert rated.verdict is Verdict.UNHAPPY


def test_a_fault_of_the_engine_is_told_without_the_words_it_quotes() -> None:
    with pytest.raises(FeedbackBotError, match="grumpy failed on 2 texts in 'en': ValueError") as told:
        Answerable(Grumpy(ValueError("bad text: my phone is 555"))).analyze(["a", "b"], "en")
    assert "555" not in str(told.value)


def test_what_the_operator_can_put_right_is_told_as_it_is() -> None:
    with pytest.raises(OperatorError, match="needs the package"):
        Answerable(Grumpy(OperatorError("needs the package x"))).analyze(["a"], "en")


def test_an_engine_that_loses_a_text_is_caught() -> None:
    with pytest.raises(FeedbackBotError, match="gave 1 opinions on 2 texts"):
        Answerable(Grumpy(gives=1)).analyze(["a", "b"], "en")


@pytest.mark.parametrize(("cell", "rating"), [("4", 4), (" 4.0 ", 4), ("4,0", 4), ("", None), ("  ", None)])
def test_ratings_are_read_as_they_are_written(cell: str, rating: int | None) -> None:
    assert rating_in(cell, (1, 5)) == rating
