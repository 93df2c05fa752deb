"""The words of each language: one module each."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.lexicon import Lexicon
from bot.core.lexicons.arabic import ARABIC
from bot.core.lexicons.english import ENGLISH
from bot.core.lexicons.french import FRENCH
from bot.core.lexicons.german import GERMAN
from bot.core.lexicons.portuguese import PORTUGUESE
from bot.core.lexicons.russian import RUSSIAN
from bot.core.lexicons.spanish import SPANISH
from bot.core.lexicons.turkish import TURKISH

LEXICONS: Mapping[str, Lexicon] = {
    "en": ENGLISH,
    "de": GERMAN,
    "es": SPANISH,
    "fr": FRENCH,
    "pt": PORTUGUESE,
    "ru": RUSSIAN,
    "tr": TURKISH,
    "ar": ARABIC,
}
"""Language code → its words."""


def lexicons_of(language: str) -> tuple[Lexicon, ...]:
    """The words to look at for somebody who speaks this language: its own or its base language's, then English."""
    own = LEXICONS.get(language) or LEXICONS.get(language.partition("-")[0])
    english = LEXICONS["en"]
    return (english,) if own in (None, english) else (own, english)
