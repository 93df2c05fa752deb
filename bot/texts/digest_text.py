"""A digest's card as plain text, for terminals and logs: 80 columns, no colours, every n in it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias
from unicodedata import east_asian_width

from bot.core.effects import Line
from bot.texts.cards import rendered

COLUMNS = 80
INDENT = "  "
NARROWEST = 12  # columns for the first cell of a row; with less its cells stand below each other

Render: TypeAlias = Callable[[Line, str], str]
Words: TypeAlias = Callable[[Any], str]  # a JSON line, or a text that stands as it is


def text(card: Mapping[str, Any], render: Render, language: str) -> str:
    """The whole digest, ending in a newline. ``render`` is ``bot.texts.render``."""

    def words(cell: Any) -> str:
        said = str(rendered(cell, language, render))
        # Customers' words reach terminals here: no line of theirs may steer one.
        return " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())

    lines = [*_wrapped(words(card["title"])), *_wrapped(words(card["subtitle"]))]
    for section in card["sections"]:
        lines += ["", *_section(section, words)]
    return "\n".join(lines) + "\n"


def _section(section: Mapping[str, Any], words: Words) -> Iterator[str]:
    title = words(section["title"])
    yield title
    yield "-" * _width(title)
    if section["note"] is not None:
        yield from _wrapped(words(section["note"]))
    if section["metrics"]:
        yield from _metrics(section["metrics"], words)
    if section["table"] is not None:
        yield ""
        yield from _table(section["table"], words)
    for one in section["lists"]:
        yield ""
        if one["title"] is not None:
            yield from _wrapped(words(one["title"]))
        for item in one["items"]:
            yield from _wrapped(words(item), f"{INDENT}- ", f"{INDENT}  ")
    for quote in section["quotes"]:
        yield ""
        yield from _wrapped(f"“{words(quote['text'])}”", INDENT, INDENT)
        yield from _wrapped(words(quote["by"]), f"{INDENT}  - ", f"{INDENT}    ")


def _metrics(metrics: Iterable[Mapping[str, Any]], words: Words) -> Iterator[str]:
    """Label and value on one line, with n; range and change below, where there are any."""
    rows = [(words(one["label"]), words(one["value"]), words(_n(one)), one) for one in metrics]
    label_width = min(44, max(_width(label) for label, *_ in rows))
    for label, value, n, one in rows:
        yield from _wrapped(f"{_padded(label, label_width)}  {value}  {n}", INDENT, INDENT * 3)
        beside = [words(one[name]) for name in ("range", "change") if one[name] is not None]
        if beside:
            yield from _wrapped("; ".join(beside), INDENT * 3, INDENT * 3)


def _n(metric: Mapping[str, Any]) -> Mapping[str, Any]:
    """How many answers; what other places show in grey is called rough here."""
    has_score = metric["grey"] and metric["range"] is not None
    return {"key": "digest.rough" if has_score else "digest.sure", "values": {"n": metric["n"]}}


def _table(table: Mapping[str, Any], words: Words) -> Iterator[str]:
    rows = [[words(cell) for cell in row] for row in (table["head"], *table["rows"])]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    widths[0] = min(widths[0], COLUMNS - len(INDENT) - sum(widths[1:]) - 2 * len(widths[1:]))
    if widths[0] < NARROWEST:
        yield from _stacked(rows)
        return
    for row in rows:
        yield _aligned(row, widths)


def _stacked(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table that is too wide: each row under its first cell, each other cell with its column's name."""
    (_, *names), *others = rows
    for first, *cells in others:
        yield from _wrapped(first, INDENT, INDENT)
        for name, cell in zip(names, cells, strict=True):
            yield from _wrapped(f"{name}: {cell}", f"{INDENT}  - ", f"{INDENT}    ")


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    """The first cell to the left, the figures to the right."""
    first, *others = row
    if _width(first) > widths[0]:
        first = textwrap.shorten(first, widths[0], placeholder="…") or first[: widths[0]]
    figures = (" " * (width - _width(cell)) + cell for cell, width in zip(others, widths[1:], strict=True))
    return (INDENT + "  ".join([_padded(first, widths[0]), *figures])).rstrip()


def _wrapped(words: str, first: str = "", others: str = "") -> list[str]:
    return textwrap.wrap(
        words, COLUMNS, initial_indent=first, subsequent_indent=others, drop_whitespace=True
    ) or [first]


def _padded(words: str, width: int) -> str:
    return words + " " * (width - _width(words))


def _width(words: str) -> int:
    """How many columns a terminal needs for it."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)
