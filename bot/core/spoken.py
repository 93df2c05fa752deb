"""Typed text as characters: cleaned of the invisible, folded for comparing, cut into comments."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_CHARACTERS = 4000
"""Longer messages are cut here; Telegram's own limit is 4096."""

_JOINERS_IN_SCRIPTS = "\u200c\u200d"  # zero-width, yet part of Persian and Indic spelling and of emoji
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
_DASHES = str.maketrans("–—−‐‑‒―", "-------")
_NO_LETTER = re.compile(r"[^\w\s]|_")
SENTENCE_END = re.compile(r"[.!?;\n…]+")
THUMB = re.compile("([👍👎])[\U0001f3fb-\U0001f3ff]?\ufe0f?")
EDGES = " \t\n\r,.;:!?-–—…|/*~_)]"


def clean(text: str) -> str:
    """Without what cannot be seen (bidi overrides, zero-width spaces, NUL), cut to MAX_CHARACTERS."""
    if text.isascii() and text.isprintable():
        return text[:MAX_CHARACTERS].strip()
    return "".join(map(_visible, text[:MAX_CHARACTERS])).strip()


def _visible(character: str) -> str:
    if character in _JOINERS_IN_SCRIPTS:
        return character
    match unicodedata.category(character):
        case "Cf" | "Cs" | "Co":
            return ""
        case "Cc" | "Zl" | "Zp":
            return "\n" if character in "\n\r\u2028\u2029" else " "
        case _:
            return character


def fold(said: str) -> str:
    """Lower case, plain digits, apostrophes and dashes, character by character: positions stay the same."""
    if said.isascii():  # most messages, and nothing in them but capitals and backticks changes
        return said.lower().translate(_APOSTROPHES)
    folded = "".join(map(_fold_one, said))
    return folded.translate(_APOSTROPHES).translate(_DASHES)


@lru_cache(maxsize=4096)
def _fold_one(character: str) -> str:
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.decimal(character))
    folded = unicodedata.normalize("NFKC", character).casefold()
    return folded if len(folded) == 1 else character


def bare_words(said: str) -> str:
    """The bare form in which phrases are compared: folded words with one space between, no apostrophes."""
    letters = fold(said).replace("'", "")
    return " ".join(_NO_LETTER.sub(" ", letters).split())


def says_something(said: str) -> bool:
    """Whether there is a letter, a digit or a picture, and not punctuation alone."""
    return any(character.isalnum() or unicodedata.category(character) == "So" for character in said)


def comment_in(said: str) -> str | None:
    """A comment cut out of a message, without the punctuation that joined it on."""
    bare = said.lstrip(EDGES).rstrip()
    if bare.startswith("(") and bare.endswith(")"):
        bare = bare[1:-1].strip()
    return bare if says_something(bare) else None
