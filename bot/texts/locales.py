"""How each language counts, and writes numbers and days.

Plural categories, separators and orders are those of Unicode's CLDR 45 (https://cldr.unicode.org). Digits are
0-9 everywhere: Arabic uses both kinds, and everybody reads these.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from bot.core.numerals import GROUPED_FROM

PLURALS = ("zero", "one", "two", "few", "many", "other")
"""Every plural category that any language has."""

_MILLION = 1_000_000
_DAY = re.compile(r"(?<![\w.-])(\d{4})-(\d\d)-(\d\d)(?![\w-])")


@dataclass(frozen=True, slots=True)
class Locale:
    """What differs between languages besides their words."""

    plural: Callable[[int], str]  # the category of a whole number that is not negative
    forms: frozenset[str]  # the categories of whole numbers up to thousands, and "other"
    thousands: str = ","
    decimal: str = "."
    day: str = r"\1-\2-\3"  # of year, month and day; English readers agree on no other order
    direction: Literal["ltr", "rtl"] = "ltr"

    def category(self, n: object) -> str:
        """The plural category of a number of things; of a fraction it is "other"."""
        return self.plural(abs(n)) if isinstance(n, int) else "other"

    def number(self, value: float) -> str:
        """12345.5 as it is written; grouped from five digits before the point on."""
        whole, _, part = (f"{value:g}" if isinstance(value, float) else str(value)).partition(".")
        if isinstance(value, int) and abs(value) >= GROUPED_FROM:
            whole = f"{value:,}".replace(",", self.thousands)
        return f"{whole}{self.decimal}{part}" if part else whole

    def days(self, words: str) -> str:
        """The words with each ISO day in them as it is written here."""
        return _DAY.sub(self.day, words)


def _one(n: int) -> str:
    return "one" if n == 1 else "other"


def _one_and_millions(n: int) -> str:
    """Spanish, and Portuguese as in Portugal, where nothing is many things; Brazil reads it as well."""
    return "one" if n == 1 else "many" if n and n % _MILLION == 0 else "other"


def _french(n: int) -> str:
    return "one" if n < 2 else "many" if n % _MILLION == 0 else "other"


def _russian(n: int) -> str:
    last, teens = n % 10, n % 100 in range(11, 20)
    if last == 1 and not teens:
        return "one"
    return "few" if last in (2, 3, 4) and not teens else "many"


def _arabic(n: int) -> str:
    if n < 3:
        return ("zero", "one", "two")[n]
    if n % 100 in range(3, 11):
        return "few"
    return "many" if n % 100 >= 11 else "other"


_TWO = frozenset({"one", "other"})
_DOTTED, _SLASHED = r"\3.\2.\1", r"\3/\2/\1"
LOCALES: Mapping[str, Locale] = {
    "ar": Locale(_arabic, frozenset(PLURALS), day=_SLASHED, direction="rtl"),
    "de": Locale(_one, _TWO, ".", ",", _DOTTED),
    "en": Locale(_one, _TWO),
    "es": Locale(_one_and_millions, _TWO, ".", ",", _SLASHED),
    "fr": Locale(_french, _TWO, "\u202f", ",", _SLASHED),
    "pt": Locale(_one_and_millions, _TWO, ".", ",", _SLASHED),
    "ru": Locale(_russian, frozenset({"one", "few", "many", "other"}), "\u00a0", ",", _DOTTED),
    "tr": Locale(_one, _TWO, ".", ",", _DOTTED),
}


def locale_of(language: str) -> Locale:
    """Of a language, or of its base ("pt-BR": "pt"); where it is not known, as in English."""
    return LOCALES.get(language) or LOCALES.get(language.partition("-")[0]) or LOCALES["en"]


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Where a line of this language begins, as HTML's ``dir`` says it."""
    return locale_of(language).direction
