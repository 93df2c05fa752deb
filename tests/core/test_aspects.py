"""What each theme of a comment feels like, clause by clause."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.aspects import Feeling, aspects_of
from bot.core.clauses import clauses_of
from bot.core.sentiment import Clause, Sentiment, no_opinion
from bot.core.themes import themes_in
from bot.themes import shipped_taxonomy
from tests.feelings import feeling

ENGLISH = shipped_taxonomy("en")


def felt(text: str, polarity: float, *p_unhappy: float) -> Sentiment:
    """A sentiment whose clauses are those of the text, with these probabilities."""
    spans = clauses_of(text)
    assert len(spans) == len(p_unhappy)
    clauses = tuple(Clause(*span, p) for span, p in zip(spans, p_unhappy, strict=True))
    return replace(feeling(polarity), clauses=clauses)


def feelings(text: str, sentiment: Sentiment | None) -> dict[str, str]:
    return {one.theme: str(one.feeling) for one in aspects_of(text, sentiment, ENGLISH)}


def test_each_theme_feels_as_its_clause_does() -> None:
    text = "Great food but a terrible wait"
    assert feelings(text, felt(text, -0.1, 0.02, 0.9)) == {"waiting": "−", "food": "+"}


def test_a_theme_praised_in_one_clause_and_blamed_in_another_is_mixed() -> None:
    text = "The pizza was lovely. The dessert was stale."
    assert feelings(text, felt(text, 0.0, 0.02, 0.9)) == {"food": "mixed"}


def test_what_is_only_mentioned_is_neutral_and_takes_nothing_from_what_is_felt() -> None:
    text = "We had pizza. Rude waiter."
    assert feelings(text, felt(text, -0.8, 0.3, 0.9)) == {"staff": "−", "food": "0"}
    text = "We had pizza. The pizza was burnt."
    assert feelings(text, felt(text, -0.8, 0.3, 0.9)) == {"food": "−"}


def test_words_spread_over_two_clauses_feel_as_the_whole_does() -> None:
    text = "It came, though only yesterday, late"
    assert feelings(text, felt(text, -0.8, 0.3, 0.3, 0.3)) == {"delivery": "−", "waiting": "0"}


def test_an_engine_without_clauses_is_taken_at_its_word_for_a_text_of_one_clause() -> None:
    assert feelings("Rude waiter", feeling(-0.8)) == {"staff": "−"}
    assert feelings("Rude waiter. Lovely pizza", feeling(0.0)) == {"staff": "0", "food": "0"}


def test_without_an_opinion_every_theme_is_neutral() -> None:
    assert feelings("rude waiter", None) == {"staff": "0"}
    assert feelings("rude waiter", no_opinion("test", "1", "sw")) == {"staff": "0"}


@given(
    st.lists(st.sampled_from("late rude pizza great . but , refund".split())).map(" ".join),
    st.floats(-1, 1),
)
def test_every_theme_has_one_feeling_in_the_taxonomys_order(text: str, polarity: float) -> None:
    clauses = tuple(Clause(*span, place % 3 / 2) for place, span in enumerate(clauses_of(text)))
    aspects = aspects_of(text, replace(feeling(polarity), clauses=clauses), ENGLISH)
    assert tuple(one.theme for one in aspects) == themes_in(text, ENGLISH)
    assert {one.feeling for one in aspects} <= set(Feeling)
