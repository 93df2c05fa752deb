"""Where each key of a TOML text stands."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.location import KeyPath, line_of, locate

SAMPLE = """\
# [not.a.table]
top = "a # b = [c]"
"quoted key" = 1

[business]
name = '''
[x]
y = 1
'''
hours.monday = [
  "09:00-12:00", # morning
  "13:00-17:00",
]

[[touchpoint]]
name = "a"
branch = [{below = 4, goto = "b"}, {from = 1,
  to = 2}]

[[touchpoint]]
name = "b"
[[touchpoint.survey]]
text = {en = "x = {y}", de = "z"}
[touchpoint.more]
at = 2026-01-01T10:00:00Z
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("quoted key",), 3),
        (("business",), 5),
        (("business", "name"), 6),
        (("business", "hours", "monday"), 10),
        (("business", "hours", "monday", 1), 12),
        (("touchpoint", 0), 15),
        (("touchpoint", 0, "branch", 1, "from"), 17),
        (("touchpoint", 0, "branch", 1, "to"), 18),
        (("touchpoint", 1), 20),
        (("touchpoint", 1, "name"), 21),
        (("touchpoint", 1, "survey", 0), 22),
        (("touchpoint", 1, "survey", 0, "text", "de"), 23),
        (("touchpoint", 1, "more", "at"), 25),
    ],
)
def test_every_way_to_write_a_key_has_its_line(path: KeyPath, line: int) -> None:
    assert locate(SAMPLE)[path] == line


def test_what_looks_like_a_key_inside_a_string_or_a_comment_is_none() -> None:
    lines = locate(SAMPLE)
    assert ("x",) not in lines
    assert ("business", "y") not in lines
    assert ("not",) not in lines


def test_a_key_that_is_missing_has_the_line_of_what_it_is_missing_in() -> None:
    lines = locate(SAMPLE)
    assert line_of(lines, ("touchpoint", 1, "delay_hours")) == 20
    assert line_of(lines, ("nowhere", "at all")) == 1
    assert line_of(lines, ()) == 1


def test_a_quoted_key_that_is_no_toml_goes_by_what_stands_there() -> None:
    lines = locate('[business]\n"na\\qme" = 1\nlast = 2\n')
    assert line_of(lines, ("business", '"na\\qme"')) == 2
    assert line_of(lines, ("business", "last")) == 3


@pytest.mark.parametrize("broken", ["a = [}", "a = {[", "a = [{", '[x\n"', "[[x"])
def test_where_a_bracket_never_closes_the_rest_of_it_is_left_alone(broken: str) -> None:
    assert line_of(locate(f"{broken}\n[after]\nb = 1\n"), ("nothing",)) == 1


@given(st.text())
def test_a_text_that_is_no_toml_is_walked_without_an_error(text: str) -> None:
    locate(text)


@given(st.text(alphabet="[]{}\"'=.,# \n\\ab1", max_size=200))
def test_broken_brackets_and_quotes_are_walked_without_an_error(text: str) -> None:
    locate(text)


@pytest.mark.parametrize("deep", ["[" * 5000, "a = " + "[" * 5000, "a = " + "{b = " * 5000, "a." * 5000])
def test_a_text_nested_without_end_is_walked_without_an_error(deep: str) -> None:
    locate(deep)


keys = st.text(min_size=1, max_size=8)
scalars = st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=20)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=12,
)


def _toml_string(text: str) -> str:
    # JSON's escapes are TOML's, but for DEL, which TOML wants escaped too.
    return json.dumps(text).replace("\x7f", "\\u007f")


def _inline(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml_string(k)} = {_inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return _toml_string(value) if isinstance(value, str) else json.dumps(value)


def _paths(value: object, here: KeyPath) -> list[KeyPath]:
    inside: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    return [here, *(path for part, one in inside for path in _paths(one, (*here, part)))]


def _is_plain(value: Any) -> bool:
    """No lone surrogates: TOML has none."""
    return "\\ud" not in json.dumps(value)


@given(st.dictionaries(keys, values, max_size=5).filter(_is_plain))
def test_every_key_that_tomllib_reads_is_found_on_its_line(tables: dict[str, object]) -> None:
    text = "".join(f"# comment\n{_toml_string(key)} = {_inline(value)}\n" for key, value in tables.items())
    assert tomllib.loads(text) == tables
    expected = {
        path: 2 * place for place, key in enumerate(tables, 1) for path in _paths(tables[key], (key,))
    }
    assert locate(text) == expected
