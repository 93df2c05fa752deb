from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sentiment.features import grams_of, located, surface_of, tokens_of
from bot.sentiment.idioms import IDIOMS


def grams(text: str) -> list[str]:
    return grams_of(tokens_of(text))[0]


def test_words_pairs_and_their_places() -> None:
    found, places = grams_of(["good", "food", ".", "rude", "waiter"])
    assert found == ["good", "food", "good food", "rude", "waiter", "rude waiter"]
    assert places == [0, 1, 1, 3, 4, 4]


@pytest.mark.parametrize("end", [".", ",", "!", " but"])
def test_a_negation_reaches_to_the_end_of_its_clause(end: str) -> None:
    found = grams(f"not very good{end} nice")
    assert {"~very", "~good", "nice"} <= set(found)


def test_a_negation_reaches_four_words_far() -> None:
    assert [gram for gram in grams("not a b c d e f") if gram.startswith("~")] == ["~a", "~b", "~c", "~d"]


def test_an_idiom_is_one_gram_and_its_words_are_none() -> None:
    assert grams("no complaints") == ["{no complaints}"]
    assert grams("I can't recommend them enough") == ["i", "{can't recommend * enough}"]


def test_every_idiom_is_found_in_itself() -> None:
    missed = [one for one in IDIOMS if f"{{{one}}}" not in grams(one.replace("*", "them"))]
    assert missed == []


@pytest.mark.parametrize(
    ("text", "gram"),
    [
        ("waited 45 minutes", "<minute>"),
        ("three weeks", "<week>"),
        ("soooo", "so"),
        ("goooood", "good"),
        ("yes :)", ":)"),
        ("DON’T", "don't"),
        ("see https://a.example/b", "<url>"),
        ("@shop hi", "@"),
        ("4711", "9999"),
        ("10/10", "10/10"),
        ("❤️", "❤"),
    ],
)
def test_what_is_written_in_many_ways_is_one_gram(text: str, gram: str) -> None:
    assert gram in grams(text)


def test_how_a_text_is_written_is_seen() -> None:
    assert set(surface_of("WHERE IS it?!!", 5)) == {"<len 3>", "<!!>", "<?>", "<capitals>"}
    assert "<ends ?>" in surface_of("Really?", 2)
    assert "<all capitals>" in surface_of("STILL WAITING", 2)


@given(st.text(max_size=300))
def test_tokens_stand_where_they_are_said_to(text: str) -> None:
    tokens, starts = located(text)
    assert len(tokens) == len(starts)
    assert starts == sorted(set(starts))
    assert all(0 <= start < len(text) for start in starts)
