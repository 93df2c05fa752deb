"""Words and phrases as operators write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.word_patterns import MOST_WORDINGS, Finder, PatternError, WordSet, compiled, literal, wordings


def finds(pattern: str, text: str, *exceptions: str) -> bool:
    return bool(Finder([compiled([pattern], exceptions)]).found_in(text))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("late", "It was LATE."),
        ("too slow", "far too slow!"),
        ("user friendly", "very user-friendly"),
        ("user-friendly", "not user friendly"),
        ("didn't", "it didn’t"),
        ("didn't", "it didnt"),
        ("deliver(y|ies|ed)", "two deliveries"),
        ("colou?r", "the color"),
        ("refund(s)?", "a refund"),
        ("courier*", "their couriers"),
        ("*lieferung", "die Expresslieferung kam nie"),
        ("came _ late", "it came very late"),
        ("took … hours", "took hours"),
        ("took … hours", "took more than two hours"),
        ("took ... hours", "took two hours"),
        ("(never|not) (yet )?arrived", "not yet arrived"),
        ("((very|so) )?rude", "so rude"),
        ("café", "the cafe\u0301"),
        ("straße", "STRASSE"),
        ("$", "$20 for that"),
        ("配送", "配送が遅い"),
        ("ส่งช้า", "ของส่งช้ามาก"),
        ("डिलीवरी", "डिलीवरी देर से"),
    ],
)
def test_a_pattern_finds_what_it_says(pattern: str, text: str) -> None:
    assert finds(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("late", "chocolate later"),
        ("too slow", "too. Slow"),
        ("too slow", "too very slow"),
        ("deliver(y|ies)", "deliverance"),
        ("came _ late", "it came late"),
        ("came _ late", "it came. Late"),
        ("took … hours", "took me more than two whole hours"),
        ("courier*", "a discourier"),
        ("late", ""),
        ("ill", "I'll be back"),
        ("well", "we’ll see"),
    ],
)
def test_a_pattern_finds_nothing_else(pattern: str, text: str) -> None:
    assert not finds(pattern, text)


def test_what_is_excepted_is_about_something_else_where_it_stands() -> None:
    assert not finds("wait", "I can't wait to come back", "can't wait")
    assert finds("wait", "I can't wait, and what a wait it was", "can't wait")


@pytest.mark.parametrize(
    ("pattern", "remedy"),
    [
        ("", "may be empty"),
        ("(s)?", "may be empty"),
        ("(late", "add )"),
        ("late)", "remove it"),
        ("?late", "remove it"),
        ("la[tk]e", "'[' means nothing here"),
        (r"\bdelay", "means nothing here"),
        ("_ late", "begin and end with words"),
        ("late …", "begin and end with words"),
        ("a*", "at least 2 letters"),
        ("*late*", "keep one"),
        ("(a|b|c|d|e|f|g)" * 5, f"more than {MOST_WORDINGS}"),
        ("late " * 200, "longer than"),
    ],
)
def test_a_pattern_that_cannot_be_read_says_how_to_put_it_right(pattern: str, remedy: str) -> None:
    with pytest.raises(PatternError) as caught:
        wordings(pattern)
    assert remedy in str(caught.value)


def test_a_name_has_no_signs_that_mean_anything() -> None:
    assert literal("McDonald's (Main St.)") == ("mcdonalds", "main", "st")
    assert literal("***") == ()


def test_many_sets_are_told_apart() -> None:
    finder = Finder([compiled(["late"]), compiled(["late again"]), WordSet(()), compiled(["rud*"])])
    assert finder.found_in("late, rudely") == 0b1001
    assert finder.found_in("late again") == 0b0011


@given(st.text())
def test_no_text_raises(text: str) -> None:
    assert Finder([compiled(["late", "too … slow", "so _ bad*"], ["not late"])]).found_in(text) in (0, 1)


@given(st.text(alphabet="ab(|)?*_… '-", max_size=30))
def test_a_pattern_is_read_or_refused_and_finds_each_of_its_wordings(pattern: str) -> None:
    try:
        read = wordings(pattern)
    except PatternError:
        return
    finder = Finder([WordSet(read)])
    for words in read:
        said = " ".join(word.replace("_", "x").replace("*", "z") for word in words)
        assert finder.found_in(said) == 1
