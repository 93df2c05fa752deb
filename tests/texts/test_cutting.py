"""Texts cut to a platform's limits."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.texts.cutting import ELLIPSIS, cut, utf16_units

FAMILY = "👨‍👩‍👧‍👦"  # one picture, seven code points, eleven UTF-16 units
ACCENTED = "e\u0301"  # one letter, two code points
FLAG = "🇩🇪"


def test_what_fits_stays_as_it_is() -> None:
    assert cut("exactly", 7) == "exactly"
    assert cut("", 5) == ""


def test_what_does_not_fit_ends_in_an_ellipsis_within_the_limit() -> None:
    assert cut("a long story", 7) == "a long…"
    assert cut("a long story", 8) == "a long…"  # no blank before the ellipsis


@pytest.mark.parametrize("seen", [FAMILY, ACCENTED, FLAG, "👍🏽", "\r\n", "한"])
def test_no_character_is_torn_apart(seen: str) -> None:
    for most in range(1, 4 * len(seen)):
        kept = cut(seen * 5, most).removesuffix(ELLIPSIS)
        assert (seen * 5).startswith(kept)
        assert len(kept) % len(seen) == 0


def test_telegram_counts_what_is_outside_the_basic_plane_twice() -> None:
    assert utf16_units("aé한") == 3
    assert utf16_units("😀") == 2
    assert utf16_units(FAMILY) == 11
    assert utf16_units("\ud800") == 1
    assert cut("😀" * 10, 5, utf16_units) == "😀😀…"


@pytest.mark.parametrize("most", [0, -1])
def test_where_there_is_no_room_there_is_nothing(most: int) -> None:
    assert cut("words", most) == ""


def test_an_ellipsis_is_all_that_the_smallest_room_holds() -> None:
    assert cut("words", 1) == ELLIPSIS


@given(st.text(), st.integers(0, 30))
def test_a_cut_text_fits_and_is_the_beginning_at_a_boundary(text: str, most: int) -> None:
    for size in (len, utf16_units):
        short = cut(text, most, size)
        assert size(short) <= max(most, 0)
        if short != text:
            kept = short.removesuffix(ELLIPSIS)
            assert text.startswith(kept)
            boundaries = {0, *(seen.end() for seen in regex.finditer(r"\X", text))}
            assert len(kept) in boundaries or text[: len(kept) + 1].rstrip() == kept


def test_ten_thousand_characters_are_cut_in_no_time() -> None:
    assert len(cut("a" * 10_000, 4096)) == 4096
