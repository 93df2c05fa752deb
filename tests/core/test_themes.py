"""What comments are about."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.core.report import CommentRow
from bot.core.themes import THEMES, ThemeCount, shortened, themes_in, top_themes
from bot.texts import catalogue

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)


def comment(text: str, *, unhappy: bool = True) -> CommentRow:
    return CommentRow(text, None, None, unhappy, not unhappy, "delivery", NOON)


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("It came three days late", "delivery"),
        ("The parcel never arrived", "delivery"),
        ("We waited for an hour", "waiting"),
        ("so slow", "waiting"),
        ("Far too expensive", "price"),
        ("great value for money", "price"),
        ("I was charged twice", "payment"),
        ("Still no refund", "refund"),
        ("The fabric feels flimsy", "quality"),
        ("The soup was cold", "quality"),
        ("The handle is broken", "broken"),
        ("it doesn't work", "broken"),
        ("I got the wrong colour", "wrong_item"),
        ("Two parts were missing", "wrong_item"),
        ("The box was crushed", "packaging"),
        ("Rude waiter", "staff"),
        ("such FRIENDLY people", "staff"),
        ("customer service was no use", "support"),
        ("Nobody called me back", "communication"),
        ("impossible to set up", "ease"),
        ("your website is a maze", "website"),
        ("I wish you had vegan options", "selection"),
        ("The toilets were dirty", "place"),
        ("two sizes too small", "fit"),
    ],
)
def test_a_comment_carries_the_theme_that_it_mentions(text: str, theme: str) -> None:
    assert theme in themes_in(text)


@pytest.mark.parametrize("text", ["", "meh", "I love it!", "10/10"])
def test_a_comment_about_nothing_in_particular_has_no_theme(text: str) -> None:
    assert themes_in(text) == ()


def test_a_comment_may_carry_several_themes() -> None:
    assert {"quality", "waiting", "price"} <= set(
        themes_in("Great taste, but we waited two hours and it was overpriced")
    )


def test_a_word_that_only_contains_a_theme_word_does_not_count() -> None:
    assert themes_in("Breakfast in Pricetown with Deliverance on") == ()


def test_the_curly_apostrophe_of_phones_is_read() -> None:
    assert themes_in("it didn\u2019t come") == themes_in("it didn't come") == ("delivery",)


def test_themes_are_ranked_by_mentions_with_the_newest_as_the_example() -> None:
    comments = [comment("came late again"), comment("rude and late, it was late"), comment("still waiting")]
    assert top_themes(comments, happy=False)[0] == ThemeCount("delivery", 2, "came late again")


def test_a_comment_counts_once_for_a_theme_however_often_it_mentions_it() -> None:
    (only,) = top_themes([comment("delivery, delivery, delivery")], happy=False)
    assert only.n == 1


def test_happy_and_unhappy_themes_are_kept_apart() -> None:
    comments = [comment("rude staff"), comment("friendly staff", unhappy=False)]
    assert top_themes(comments, happy=False) == (ThemeCount("staff", 1, "rude staff"),)
    assert top_themes(comments, happy=True) == (ThemeCount("staff", 1, "friendly staff"),)


def test_without_comments_there_are_no_themes() -> None:
    assert top_themes([], happy=False) == ()


@pytest.mark.parametrize("text", ["word " * 100, "x" * 500, "Line\nbreaks\r\n and  spaces " * 20])
def test_a_long_text_is_cut_to_the_limit_on_one_line(text: str) -> None:
    cut = shortened(text)
    assert len(cut) <= 200
    assert cut.endswith("…")
    assert "\n" not in cut


def test_a_text_at_the_limit_is_left_whole() -> None:
    assert shortened("x" * 200) == "x" * 200


def test_every_theme_has_its_words() -> None:
    assert {f"theme.{name}" for name in THEMES} <= catalogue("en").keys()
