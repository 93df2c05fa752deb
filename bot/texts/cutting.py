"""Texts cut to a platform's limits, between what a reader sees as characters. What is cut stays on record."""

from __future__ import annotations

from collections.abc import Callable

import regex

_SEEN = regex.compile(r"\X")  # an extended grapheme cluster, https://www.unicode.org/reports/tr29/
ELLIPSIS = "…"


def utf16_units(text: str) -> int:
    """The length as Telegram counts it: a character outside the basic plane counts twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int, size: Callable[[str], int] = len) -> str:
    """The text if its ``size`` is at most ``most``, else as much of its beginning as fits with an ellipsis.

    No character is torn apart: an emoji with its skin tone, or a letter with its accents, stays or goes.
    """
    if size(text) <= most:
        return text
    room = most - size(ELLIPSIS)
    kept: list[str] = []
    for seen in _SEEN.finditer(text):
        room -= size(seen.group())
        if room < 0:
            break
        kept.append(seen.group())
    return "".join(kept).rstrip() + ELLIPSIS if most > 0 else ""
