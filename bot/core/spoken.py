"""Typed text as characters: cleaned of the invisible, folded for comparing, cut into comments."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

MAX_CHARACTERS = 4000
"""Longer messages are cut here; Telegram's own limit is 4096."""

_JOINERS_IN_SCRIPTS = "\u200c\u200d"  # zero-width, yet part of Persian and Indic spelling and of emoji
_PLAIN = str.maketrans("’‘ʼ`´–—−‐‑‒―", "'''''-------")  # apostrophes and dashes
_NO_LETTER = re.compile(r"[^\w\s]|_")
_MARK = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670]")  # accents, Arabic vowel signs and stretching
_ALIKE = {  # what is written for one another
    "ı": "i",
    "İ": "i",
    "ß": "ss",
    "ẞ": "ss",
    "œ": "oe",
    "Œ": "oe",
    "æ": "ae",
    "Æ": "ae",
    "ø": "o",
    "ł": "l",
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ې": "ي",
    "ک": "ك",
    "ة": "ه",
    "ۀ": "ه",
    "ء": "",
    "گ": "ك",
    "پ": "ب",
    "؟": "?",
    "،": ",",
    "؛": ";",
    "٫": ".",
    "٪": "%",
    "۔": ".",
}
_OWN_LETTERS = frozenset("йўќѓї")  # no mark on another letter to who reads them
SENTENCE_END = re.compile(r"[.!?;\n…؟؛۔]+")
THUMB = re.compile("([👍👎])[\U0001f3fb-\U0001f3ff]?\ufe0f?")
EDGES = " \t\n\r,.;:!?-–—…|/*~_)]،؛؟۔»”"


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


class Typed:
    """A message as it was said and as it is compared, and how to cut the one where the other was matched."""

    __slots__ = ("_places", "folded", "said")

    def __init__(self, said: str) -> None:
        self.said = said
        self._places: Sequence[int] | None = None  # of each folded character in ``said``; None: the same
        if said.isascii():  # most messages, and nothing in them but capitals and backticks changes
            self.folded = said.lower().replace("`", "'")
            return
        parts = list(map(_fold_one, said))
        self.folded = "".join(parts)
        if "" in parts or len(self.folded) != len(said):
            self._places = [place for place, part in enumerate(parts) for _ in part] + [len(said)]

    def after(self, place: int) -> str:
        """What was said from this place of ``folded`` on."""
        return self.said[self._place(place) :]

    def before(self, place: int) -> str:
        return self.said[: self._place(place)]

    def between(self, start: int, end: int) -> str:
        return self.said[self._place(start) : self._place(end)]

    def _place(self, place: int) -> int:
        return place if self._places is None else self._places[place]


def fold(said: str) -> str:
    """Lower case without accents, plain digits, apostrophes and dashes; Arabic letters in one spelling."""
    if said.isascii():
        return said.lower().replace("`", "'")
    return "".join(map(_fold_one, said))


@lru_cache(maxsize=4096)
def _fold_one(character: str) -> str:
    return _folded(character).translate(_PLAIN)


def _folded(character: str) -> str:
    if character in _ALIKE:
        return _ALIKE[character]
    if _MARK.match(character):
        return ""
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.decimal(character))
    folded = unicodedata.normalize("NFKC", character).casefold()
    if len(folded) != 1:
        return character
    bare = _MARK.sub("", unicodedata.normalize("NFD", folded))
    return _ALIKE.get(bare, bare) if len(bare) == 1 and folded not in _OWN_LETTERS else folded


@lru_cache(maxsize=32)  # one reading asks for the same few parts of a message again and again
def bare_words(said: str) -> str:
    """The bare form in which phrases are compared: folded words with one space between, no apostrophes."""
    letters = fold(said).replace("'", "")
    return " ".join(_NO_LETTER.sub(" ", letters).split())


def any_of(phrases: Iterable[str]) -> str:
    """A regular expression of any of the phrases, longest first, folded.

    "but*" has any ending, and every apostrophe may be left out.
    """
    ordered = sorted(map(fold, phrases), key=len, reverse=True)
    escaped = (
        re.escape(phrase).replace(r"\ ", r"\s+").replace(r"\*", r"\w*").replace("'", "'?")
        for phrase in ordered
    )
    return f"(?:{'|'.join(escaped)})"


def says_something(said: str) -> bool:
    """Whether there is a letter, a digit or a picture, and not punctuation alone."""
    return any(character.isalnum() or unicodedata.category(character) == "So" for character in said)


def comment_in(said: str) -> str | None:
    """A comment cut out of a message, without the punctuation that joined it on."""
    bare = said.lstrip(EDGES).rstrip()
    if bare.startswith("(") and bare.endswith(")"):
        bare = bare[1:-1].strip()
    return bare if says_something(bare) else None
