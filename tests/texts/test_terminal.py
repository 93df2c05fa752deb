"""What is printed stands in columns, fits the terminal, and cannot steer it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.texts.terminal import COLUMNS, aligned, headed, plain, width, wrapped

LONG = "word " * 60


@given(st.text())
def test_nothing_that_somebody_writes_steers_a_terminal(words: str) -> None:
    for line in [*wrapped(words), *headed(words), *aligned([(words, words)])]:
        assert all(sign.isprintable() for sign in line)


def test_an_escape_sequence_loses_its_power_and_keeps_its_words() -> None:
    assert plain("red \x1b[31malert\x07\nnext") == "red [31malert next"


def test_what_is_longer_than_a_line_goes_on_below_further_in() -> None:
    first, *others = wrapped(LONG, "- ", "  ")
    assert first.startswith("- word")
    assert others
    assert all(line.startswith("  word") for line in others)
    assert all(width(line) <= COLUMNS for line in [first, *others])


def test_labels_stand_in_one_column_and_what_belongs_to_them_in_another() -> None:
    lines = [*aligned([("a", "short"), ("longer", LONG)], hanging=2)]
    assert lines[0] == "a       short"
    assert lines[1].startswith("longer  word")
    assert all(line.startswith(" " * 10 + "word") for line in lines[2:])


def test_wide_signs_take_two_columns() -> None:
    assert [
        line.index("x") + width(line) - len(line) for line in aligned([("日本", "x"), ("four", "x")])
    ] == [6, 6]
