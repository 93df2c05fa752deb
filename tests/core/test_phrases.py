"""What a group of comments says that others do not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.phrases import Phrases

STOP = frozenset("the a it was is and in of to my i we".split())
OPENERS = frozenset(["never", "not"])
HAPPY = ["the pizza was lovely", "lovely place", "pizza and pasta", "quick and lovely", "the pasta was great"]
LATE = [
    "my pizza never arrived",
    "it never arrived, two weeks now",
    "never arrived in two weeks",
    "two weeks!",
]


def phrases(texts: list[str], happy: list[str] = HAPPY, without: frozenset[str] = frozenset()) -> list[str]:
    told = Phrases(happy, texts, STOP, frozenset(["maria"]), OPENERS).of(texts, without=without)
    return list(told)


def test_what_only_these_say_comes_first_in_their_own_words() -> None:
    assert phrases(LATE) == ["never arrived", "two weeks"]


def test_what_the_happy_say_too_is_no_phrase() -> None:
    assert phrases(["pizza lovely", "pizza cold", "pizza burnt"], ["pizza"] * 20) == []


def test_what_one_customer_says_is_no_phrase_however_often() -> None:
    assert phrases(["soggy chips, soggy chips, soggy chips", "meh", "bad"]) == []
    assert phrases(["soggy chips arrived"] * 5) == []


def test_words_that_tell_nothing_alone_are_none() -> None:
    assert phrases(["it was not", "it was not", "not it", "the not", "of the", "of the a"]) == []


def test_a_phrase_begins_and_ends_with_words_that_tell_something() -> None:
    texts = ["out of the box it broke", "broke out of the box", "box broke"]
    assert all(not STOP & {phrase.split()[0], phrase.split()[-1]} for phrase in phrases(texts))


def test_no_name_is_in_a_phrase() -> None:
    texts = ["maria shouted loudly", "then maria shouted loudly", "and maria shouted loudly at us"]
    assert phrases(texts) == ["shouted loudly"]
    texts = ["we saw Anna shouting", "there Anna was shouting", "so Anna kept shouting"]
    assert phrases(texts) == ["shouting"]


def test_a_words_forms_are_told_once() -> None:
    texts = ["painful seat", "painful", "it was painful", "pain", "such pain", "pain pain", "so much pain"]
    assert len(phrases(texts)) == 1


def test_what_would_tell_nothing_new_is_left_out() -> None:
    texts = ["delivery slow", "delivery bad", "delivery late", "poor delivery"]
    assert phrases(texts, without=frozenset(["delivery"])) == []
    assert phrases(texts) == ["delivery"]


@given(st.lists(st.text(max_size=60), max_size=8), st.lists(st.text(max_size=60), max_size=8))
def test_nothing_that_can_be_written_raises(texts: list[str], happy: list[str]) -> None:
    told = phrases(texts, happy)
    assert len(told) == len(set(told)) <= 3
