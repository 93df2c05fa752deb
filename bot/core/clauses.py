"""A text's clauses: the parts that each say one thing, so that praise and complaint can be told apart.

A clause ends where a sentence does, at a semicolon, a line's end or a spaced dash, and before a word that
turns the talk round ("great food but the waiter was rude"). After an opening "although …" it ends at the
comma, and so it does between two short halves ("food great, wait terrible").
"""

from __future__ import annotations

import re

_TURN = (
    r"but|however|although|though|tho|while|whereas|except|unfortunately|sadly|luckily|thankfully|"
    r"fortunately|nevertheless|nonetheless|yet"
)
# A dot inside a number or between letters ("4.5", "U.S.", "shop.com") is no end. What closes a sentence
# (quotes, brackets, emoji) stays with it.
_END = re.compile(
    r"[.!?…]+(?=[\s\"'”’)\]]|\Z|(?-i:[A-Z]))[\"'”’)\]]*"
    r"|[;\n\r\u2028\u2029]+"
    r"|\s[–—-]+\s"
    rf"|[\s,]+(?=(?:{_TURN})\b)",
    re.IGNORECASE,
)
_CONCEDING = re.compile(
    r"(?:even\s+)?(?:al)?though\b|while\b|whereas\b|despite\b|in spite of\b", re.IGNORECASE
)
_TURNS_ROUND = re.compile(
    r"(?<!nothing )(?<!anything )\b(?:but(?! also\b)|however|although|though|tho|except|unfortunately|sadly|"
    r"despite|in spite of|downsides?|drawbacks?|only (?:complaint|problem|issue|negative|thing))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w")
_HALF = 5  # words, at most, of either half of "food great, wait terrible"


def clauses_of(text: str) -> list[tuple[int, int]]:
    """Where each clause starts and ends, as offsets into the text, in order; none has space at its edges.

    A piece without a letter or digit (an emoji, say) belongs to the clause before it. A text with nothing
    but such pieces is one clause; an empty one has none.
    """
    pieces: list[tuple[int, int]] = []
    start = 0
    for end in [*_ends(text), len(text)]:
        _add(text, start, end, pieces)
        start = end
    return pieces


def turns_round(text: str) -> bool:
    """Whether it says one thing and then what speaks against it: "… but …", "the only downside is …"."""
    return _TURNS_ROUND.search(text) is not None


def _ends(text: str) -> list[int]:
    found: list[int] = []
    start = 0
    for match in _END.finditer(text):
        _add_comma(text, start, match.start(), found)
        start = match.end()
        found.append(start)
    _add_comma(text, start, len(text), found)
    return found


def _add_comma(text: str, start: int, end: int, found: list[int]) -> None:
    """The first comma after an opening "although" parts, and one between two short halves."""
    comma = text.find(",", start, end)
    if comma < 0:
        return
    opening = text[start:comma].lstrip()
    if _CONCEDING.match(opening) or _are_halves(opening, text[comma + 1 : end]):
        found.append(comma + 1)


def _are_halves(first: str, second: str) -> bool:
    return "," not in second and all(2 <= len(half.split()) <= _HALF for half in (first, second))


def _add(text: str, start: int, end: int, pieces: list[tuple[int, int]]) -> None:
    piece = text[start:end]
    bare = piece.strip()
    if not bare:
        return
    start += len(piece) - len(piece.lstrip())
    if pieces and not _WORD.search(bare):
        pieces[-1] = (pieces[-1][0], start + len(bare))
    else:
        pieces.append((start, start + len(bare)))
