"""Foreign words in a line that runs from right to left, kept apart from it.

Without it a Latin name takes the punctuation beside it along to its own side. The rules of the plain text
are Unicode's bidirectional algorithm, https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates
"""

from __future__ import annotations

import re
import unicodedata

_FIRST_STRONG, _END = "\u2068", "\u2069"
_RIGHT_TO_LEFT = "\u200f"
_OTHERWISE = re.compile(
    r"(?m)^(?=(?:[^\w\n]|\d)*[\u2068\u200e])"
)  # before any letter an isolate, or a mark that what follows runs to the right
_LEADS_SOMEWHERE = frozenset({"slash", "url"})
"""What is tapped or typed has to stay as it is."""


def isolated(name: str, words: str) -> str:
    """The words that stand in the place of a name, in an isolate where there are letters of the other way."""
    if name in _LEADS_SOMEWHERE:
        return words
    if any(unicodedata.bidirectional(character) == "L" for character in words):
        return f"{_FIRST_STRONG}{words}{_END}"
    return words


def begun(words: str) -> str:
    """The words, of which each line begins on the right, also where something of the other way stands first.

    An app takes a line's direction from its first letter; marks count as letters, what is in an isolate not.
    """
    return _OTHERWISE.sub(_RIGHT_TO_LEFT, words)
