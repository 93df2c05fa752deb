"""Which way a language is written."""

from __future__ import annotations

_TO_THE_LEFT = frozenset({"ar", "fa", "he", "ur"})


def direction(language: str) -> str:
    """The value of HTML's ``dir``: "rtl" or "ltr"."""
    return "rtl" if language.partition("-")[0] in _TO_THE_LEFT else "ltr"
