"""Words for a terminal: 80 columns, wrapped and aligned, and nothing in them that could steer it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from unicodedata import east_asian_width

COLUMNS = 80
_GAP = "  "
_WIDEST_LABEL = 24
_STEERING = {
    code: f"\\u{code:04x}"
    for code in (*range(127, 160), 0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
}


def plain(words: str) -> str:
    """One line of printable signs: what customers write reaches terminals too."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())


def steadied(words: str) -> str:
    """The words with what steers a terminal, such as a change of direction, escaped; lines stay."""
    return words.translate(_STEERING)


def as_json(value: object, indent: int | None = 2) -> str:
    """JSON to be read by people too: any letters as they are, but what steers a terminal escaped."""
    return steadied(json.dumps(value, indent=indent, ensure_ascii=False))


def wrapped(words: str, first: str = "", others: str | None = None) -> list[str]:
    """In lines of at most 80 columns, the first begun with ``first``, the others with ``others``."""
    words, indent = plain(words), first if others is None else others
    return textwrap.wrap(words, COLUMNS, initial_indent=first, subsequent_indent=indent) or [first.rstrip()]


def headed(title: str) -> list[str]:
    """A title with a line below it, after an empty line."""
    return ["", plain(title), "-" * width(plain(title))]


def aligned(rows: Iterable[Sequence[str]], hanging: int = 0) -> Iterator[str]:
    """Label and words side by side; what is wrapped stands ``hanging`` columns further in."""
    pairs = [(plain(label), plain(words)) for label, words in rows]
    widest = min(_WIDEST_LABEL, max((width(label) for label, _ in pairs), default=0))
    for label, words in pairs:
        first = padded(label, widest) + _GAP
        yield from wrapped(words, first, " " * (widest + len(_GAP) + hanging))


def padded(words: str, columns: int) -> str:
    """Filled up with blanks."""
    return words + " " * (columns - width(words))


def width(words: str) -> int:
    """How many columns a terminal needs for it."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)
