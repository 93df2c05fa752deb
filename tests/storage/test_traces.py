"""What of a text is somebody's: their ids, their words as they are quoted, their name."""

from __future__ import annotations

import json

import pytest

from storage.traces import Traces

WORDS = "The soup was cold, and the waiter laughed at my hat.\nNever again!"
HERS = Traces(
    frozenset({"abcdefghijklmnop"}),
    frozenset({"telegram:::100200"}),
    ("Ann Lee", "Ann"),
    (WORDS, "meh"),
    receipts=frozenset({"C1/17.5"}),
)


@pytest.mark.parametrize(
    "said",
    [WORDS, "The soup was cold, and the waiter laughed at my hat.", "“the waiter laughed at my hat…”", "meh"],
)
def test_their_words_go_whole_or_as_a_quote_cuts_them(said: str) -> None:
    assert HERS.taken_out({"quote": said}) == {"quote": "…"}


@pytest.mark.parametrize("said", ["The food was fine", "cold", "hat", "Ann", "Anna Lees", "mehr"])
def test_what_others_might_say_stays(said: str) -> None:
    assert HERS.taken_out({"quote": said}) == {"quote": said}


def test_a_first_name_goes_only_beside_their_words() -> None:
    assert HERS.taken_out({"name": "Ann", "quote": WORDS}) == {"name": "…", "quote": "…"}
    assert HERS.taken_out({"name": "Ann", "quote": "Lovely"}) == {"name": "Ann", "quote": "Lovely"}


def test_a_full_name_goes_wherever_it_stands() -> None:
    assert HERS.taken_out(["Ann Lee (3 orders)", 7, None]) == ["… (3 orders)", 7, None]
    assert HERS.names_are_in(json.dumps({"argument": "Ann Lee"}))


def test_ids_are_found_in_what_a_parcel_is_about() -> None:
    assert HERS.is_about("case:abcdefghijklmnop")
    assert not HERS.is_about("case:abcdefghijklmnoq")


def test_a_place_and_a_receipt_are_found_whole() -> None:
    assert HERS.are_in('{"address":"telegram:::100200"}')
    assert not HERS.are_in('{"address":"telegram:::1002003"}')
    assert HERS.are_in('{"answers":"C1/17.5"}')


def test_what_cannot_be_read_is_theirs_by_the_platforms_number() -> None:
    assert HERS.numbers_are_in('{"id": 100200, "text": 5}')
    assert not HERS.numbers_are_in('{"id": 1002005}')


def test_words_that_json_escapes_are_found() -> None:
    odd = Traces(frozenset(), words=('Ünfreundlich, "sagt man" 😡 dazu',))
    assert odd.are_in(json.dumps(['Ünfreundlich, "sagt man" 😡 dazu']))


def test_what_was_kept_is_the_same_again() -> None:
    assert Traces.of(json.loads(json.dumps(HERS.json))).json == HERS.json


def test_of_nobody_nothing_is_found() -> None:
    nobody = Traces(frozenset())
    assert not nobody.are_in("anything")
    assert not nobody.names_are_in("anything")
    assert not nobody.numbers_are_in("anything 100200")
