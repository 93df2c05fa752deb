"""What somebody typed when we had asked "Did I get that right?", or "How was it really?".

Caution is the rule here too: a message that only might be an answer is read like any other message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from bot.core.lexicons import lexicons_of
from bot.core.spoken import Typed, any_of, bare_words, clean, comment_in
from bot.core.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Replied:
    """Yes or no, and what was said with it."""

    is_right: bool
    words: str | None = None


def read_reply(text: str, language: str) -> Replied | None:
    """Whether these words say that we heard right; None where they do neither."""
    typed = Typed(clean(text))
    for is_right, opening in _openings(language):
        found = opening.match(typed.folded)
        if found is not None:
            return Replied(is_right, comment_in(typed.after(found.end())))
    return None


def read_mood(text: str, language: str) -> Verdict | None:
    """The mood that a whole message names, None for any other."""
    named = _moods(language).get(bare_words(clean(text)))
    return None if named is None else Verdict(named)


@cache
def _moods(language: str) -> Mapping[str, str]:
    own_last = reversed(lexicons_of(language))  # where both know the words, the language's own hold
    return {bare_words(phrase): mood for lexicon in own_last for phrase, mood in lexicon.moods.items()}


@cache
def _openings(language: str) -> tuple[tuple[bool, re.Pattern[str]], ...]:
    """No before yes: it is the one that must not be missed."""
    return tuple(
        (is_right, _opening(any_of(phrases), any_of(lexicon.goes_on)))
        for lexicon in lexicons_of(language)
        for is_right, phrases in ((False, lexicon.not_quite), (True, lexicon.right))
    )


def _opening(reply: str, goes_on: str) -> re.Pattern[str]:
    """The reply, perhaps twice ("yes exactly"), set off from what follows."""
    return re.compile(rf"\s*{reply}(?:,?\s+{reply})?(?=\s*$|\s*[.,;:!…\n-]|\s*\(|\s+{goes_on}\b)")
