"""Foreign words in a line that runs from right to left, kept apart from it.

Without it a Latin name takes the punctuation beside it along to its own side. The rules of the plain text
are Unicode's bidirectional algorithm, https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates
"""

from __future__ import annotations

import unicodedata

_FIRST_STRONG, _END = "\u2068", "\u2069"
_RIGHT_TO_LEFT = "\u200f"
_LEADS_SOMEWHERE = frozenset({"slash", "url"})
"""What is tapped or typed has to stay as it is."""


def isolated(name: str, words: str) -> str:
    """The words that stand in the place of a name, in an isolate where there are letters of the other way."""
    if name in _LEADS_SOMEWHERE:
        return words
    if any(unicodedata.bidirectional(character) == "L" for character in words):
        return f"{_FIRST_STRONG}{words}{_END}"
    return words


def begun(line: str) -> str:
    """The line, beginning on the right also where an isolate stands first: what is in one does not count."""
    return f"{_RIGHT_TO_LEFT}{line}" if line.startswith(_FIRST_STRONG) else line
