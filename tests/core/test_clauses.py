from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.clauses import clauses_of, turns_round


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in clauses_of(text)]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Great food but the waiter was rude.", ["Great food", "but the waiter was rude."]),
        ("Good sound. Awful battery.", ["Good sound.", "Awful battery."]),
        ("Nice room; noisy street", ["Nice room;", "noisy street"]),
        ("Good.\nBad.", ["Good.", "Bad."]),
        ("Although the food was fine, we waited", ["Although the food was fine,", "we waited"]),
        ("The food was fine, though we waited", ["The food was fine", ", though we waited"]),
        ("food great, wait terrible", ["food great,", "wait terrible"]),
        ("Lovely — but late", ["Lovely —", "but late"]),
    ],
)
def test_a_text_is_parted_where_one_thing_is_said(text: str, clauses: list[str]) -> None:
    assert [part.strip(" ,") for part in parts(text)] == [clause.strip(" ,") for clause in clauses]


@pytest.mark.parametrize(
    "text", ["It costs 4.50 at shop.com", "Butter and buttons", "One, two, three and four"]
)
def test_a_dot_in_a_number_or_a_name_parts_nothing(text: str) -> None:
    assert parts(text) == [text]


def test_an_emoji_belongs_to_what_stands_before_it() -> None:
    assert parts("Cold soup. 😡 Nice waiter!") == ["Cold soup.", "😡 Nice waiter!"]
    assert parts("Cold soup. 😡") == ["Cold soup. 😡"]


def test_nothing_has_no_clause() -> None:
    assert clauses_of("") == clauses_of(" \n ") == []


@given(st.text(max_size=300))
def test_clauses_are_in_order_apart_and_have_no_space_at_their_edges(text: str) -> None:
    end = 0
    for start, stop in clauses_of(text):
        assert end <= start < stop <= len(text)
        assert text[start:stop] == text[start:stop].strip()
        end = stop


@given(st.text(max_size=300))
def test_every_word_is_in_a_clause(text: str) -> None:
    covered = "".join(parts(text))
    assert [one for one in text if one.isalnum()] == [one for one in covered if one.isalnum()]


@pytest.mark.parametrize(
    "text",
    [
        "Great food but the waiter was rude.",
        "Unfortunately it came late",
        "HOWEVER, no.",
        "My only complaint is the noise",
        "Lovely, the downside is the price",
    ],
)
def test_a_text_that_says_one_thing_and_then_another_turns_round(text: str) -> None:
    assert turns_round(text)


@pytest.mark.parametrize(
    "text", ["Nothing but praise!", "Not only quick but also kind", "We had butter", "Lovely food", ""]
)
def test_praise_alone_does_not_turn_round(text: str) -> None:
    assert not turns_round(text)
