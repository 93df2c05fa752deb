"""What is said that matters whatever the rating: danger, the law, money back, going public, a person, leaving.

A signal is heard in every language that we know, whatever the customer's own is, and comes with the words that
gave it away, as they stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.core.signal_words import SIGNAL_WORDS
from bot.core.spoken import Typed, fold

URGENT = frozenset({"safety", "legal", "person"})
"""Signals that staff must hear of however happy the rating is."""

MOST_WORDS = 3  # of one signal


@dataclass(frozen=True, slots=True)
class Signal:
    """One of them, and what was said, at most three times, in the order of the text."""

    name: str
    words: tuple[str, ...]


_NAMES = ("safety", "legal", "refund", "public", "person", "leaving")
"""In order of severity: the first named leads the alert."""

_SCRIPTS: Mapping[str, re.Pattern[str]] = {
    "ru": re.compile("[\u0400-\u04ff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "": re.compile("[a-z]"),
}


@cache
def _patterns(language: str) -> Mapping[str, re.Pattern[str]]:
    words = SIGNAL_WORDS[language]
    return {name: re.compile(fold(pattern), re.MULTILINE) for name, pattern in words.items()}


def heard_signals(text: str, competitors: Iterable[str] = ()) -> tuple[Signal, ...]:
    """The signals that a comment carries, most severe first, with the words.

    To name one of the ``competitors`` says nothing; to be going to them is a sign of leaving.
    """
    typed = Typed(text)
    known = [
        _patterns(language)
        for language in SIGNAL_WORDS
        if _SCRIPTS.get(language, _SCRIPTS[""]).search(typed.folded)
    ]
    heard = {name: _said((words[name] for words in known), typed) for name in _NAMES}
    if going := _going_to(tuple(competitors)):
        heard["leaving"] = tuple(dict.fromkeys((*heard["leaving"], *_said((going,), typed))))[:MOST_WORDS]
    return tuple(Signal(name, words) for name, words in heard.items() if words)


def signals_in(text: str, competitors: Iterable[str] = ()) -> tuple[str, ...]:
    """The names of the signals that a comment carries, most severe first."""
    return tuple(signal.name for signal in heard_signals(text, competitors))


def _said(patterns: Iterable[re.Pattern[str]], typed: Typed) -> tuple[str, ...]:
    """What the patterns find, each wording once, as it stands in the text."""
    spans = sorted(match.span() for pattern in patterns for match in pattern.finditer(typed.folded))
    found = (typed.between(*span).strip(_EDGES) for span in spans)
    once: dict[str, str] = {}
    for words in found:
        once.setdefault(words.casefold(), " ".join(words.split()))
    return tuple(once.values())[:MOST_WORDS]


_EDGES = " \t\r\n.!?;,"
_GOING = (
    r"\b(?:switch(?:ed|ing)?|chang(?:e|ed|ing)|mov(?:e|ed|ing)|going|go|gone|went|return(?:ed|ing)?|back|stick(?:ing)?"
    r"|shop(?:ping)?|buy(?:ing)?|order(?:ing)?|eat(?:ing)?)\s+(?:\w+\s+){0,2}?(?:to|at|from|with)\s+(?:the\s+)?"
)


@lru_cache(maxsize=16)
def _going_to(competitors: tuple[str, ...]) -> re.Pattern[str] | None:
    names = "|".join(re.escape(fold(name)) for name in competitors if name.strip())
    return re.compile(rf"{_GOING}(?:{names})(?!\w)") if names else None
