"""Who raised an improvement: who blames its theme, or says what could be better about it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.mentions import Tagged, read_for_themes
from bot.core.raising import raises, suggests, theme_of
from bot.core.report import CommentRow
from bot.core.themes import Taxonomy, Theme

TAXONOMY = Taxonomy(
    [Theme("wait", "Waiting", words=("wait", "late")), Theme("food", "Food", words=("soup",))]
)


def raised(words: str, *, unhappy: bool = False, happy: bool = False) -> bool:
    """Whether these words, without an opinion of an analyzer, raise the waiting."""
    said = CommentRow(words, None, None, unhappy, happy, "visit", datetime(2026, 3, 2, tzinfo=UTC))
    (tagged,) = read_for_themes([said], lambda _: TAXONOMY, ["en"]).tagged
    return raises(tagged, "wait")


def test_an_unhappy_mention_raises_it() -> None:
    assert raised("The wait was awful", unhappy=True)


def test_a_happy_mention_does_not() -> None:
    assert not raised("Hardly a wait, lovely", happy=True)


def test_a_suggestion_does_whoever_makes_it() -> None:
    assert raised("Lovely, but you could make the wait shorter", happy=True)


def clause_by_clause(*, praised: bool, unhappy: bool) -> Tagged:
    """A comment of which some clause praises, or blames, the waiting."""
    said = CommentRow("The wait", None, None, unhappy, not unhappy, "visit", datetime(2026, 3, 2, tzinfo=UTC))
    named, nothing = frozenset({"wait"}), frozenset[str]()
    return Tagged(said, ("wait",), *((named, nothing) if praised else (nothing, named)), TAXONOMY)


def test_what_an_unhappy_customer_praises_they_do_not_raise() -> None:
    assert not raises(clause_by_clause(praised=True, unhappy=True), "wait")


def test_what_a_happy_customer_blames_they_do() -> None:
    assert raises(clause_by_clause(praised=False, unhappy=False), "wait")


def test_what_is_about_something_else_does_not() -> None:
    assert not raised("The soup was cold, you should heat it", unhappy=True)


@pytest.mark.parametrize(
    "words",
    [
        "You should open earlier",
        "It would be nice to sit",
        "I’d love more tables",
        "how about a second till",
        "Please answer the phone",
        "more seats next time",
    ],
)
def test_what_could_be_otherwise_is_a_suggestion(words: str) -> None:
    assert suggests(words)


@pytest.mark.parametrize("words", ["It was lovely", "The soup was cold", "", "Thanks a lot"])
def test_what_only_says_how_it_was_is_none(words: str) -> None:
    assert not suggests(words)


def test_a_problem_in_a_managers_words_is_about_the_first_theme_in_them() -> None:
    assert theme_of("people wait for their soup", TAXONOMY) == "wait"
    assert theme_of("the door squeaks", TAXONOMY) is None
