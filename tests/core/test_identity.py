"""Who someone is: ids that follow from what they name, addresses that are told apart and read back."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.identity import Address, Customer, address_from_key, derived_id, short_id
from bot.core.survey import Audience

ID = set(string.ascii_lowercase + "234567")
PLAIN = st.text(st.characters(exclude_characters=":"), max_size=12)
PARTS = st.lists(
    st.text(st.characters(exclude_characters="\x1f", exclude_categories=["Cs"]), max_size=8), max_size=4
)


@given(st.integers(min_value=0))
def test_an_id_is_sixteen_plain_characters(number: int) -> None:
    made = short_id(number)
    assert len(made) == 16
    assert set(made) <= ID


@given(st.integers(0, 2**80 - 1), st.integers(0, 2**80 - 1))
def test_different_numbers_of_eighty_bits_are_different_ids(one: int, other: int) -> None:
    assert (short_id(one) == short_id(other)) is (one == other)


@given(PARTS, PARTS)
def test_a_derived_id_follows_from_its_parts_and_from_where_one_ends(
    one: list[str], other: list[str]
) -> None:
    assert derived_id(*one) == derived_id(*one)
    assert set(derived_id(*one)) <= ID
    assert (derived_id(*one) == derived_id(*other)) is ((one or [""]) == (other or [""]))


@given(PLAIN, PLAIN, PLAIN, st.text(max_size=12))
def test_an_address_is_read_back_from_its_key(platform: str, workspace: str, room: str, person: str) -> None:
    address = Address(platform, workspace, room, person)
    assert address_from_key(address.key) == address


def test_a_room_is_a_place_for_everybody_and_a_chat_is_its_own() -> None:
    in_room = Address("slack", "acme", "support", "sam")
    assert in_room.place == Address("slack", "acme", "support")
    assert in_room.user == "slack:acme:sam"
    chat = Address("telegram", person="42")
    assert chat.place == chat
    assert chat.user == "telegram::42"


@pytest.mark.parametrize(
    ("name", "first"),
    [("Maya Okafor", "Maya"), (" Maya ", "Maya"), ("Maya", "Maya"), ("", None), ("  ", None), (None, None)],
)
def test_people_are_greeted_by_their_first_name(name: str | None, first: str | None) -> None:
    assert Customer("c", Audience.BUYER, name, None, None).first_name == first
