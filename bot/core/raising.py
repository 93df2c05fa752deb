"""Which comments raise an improvement: those that blame its theme, or say what could be better about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bot.core.mentions import Reading, Tagged
from bot.core.themes import Taxonomy, themes_in

_SUGGESTS: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:should|could|wish|would (?:be|have been|like|love|prefer)|'d (?:be|like|love|prefer)"
        r"|suggest\w*"
        r"|how about|what about|why not|why don't|please|needs? to|if only|instead of|an? idea|i'd"
        r"|(?:more|less|fewer|better|faster|earlier|later) \w+ (?:please|next time))\b",
        re.IGNORECASE,
    )
}


def suggests(words: str) -> bool:
    """Whether these words say what could be otherwise. What is read is English."""
    plain = words.replace("\u2019", "'")
    return any(pattern.search(plain) for pattern in _SUGGESTS.values())


def raises(comment: Tagged, theme: str) -> bool:
    """Whether this comment raises the theme; who praises it does not."""
    if theme not in comment.themes or theme in comment.praised:
        return False
    return theme in comment.blamed or comment.comment.unhappy or suggests(comment.comment.text)


def raising(reading: Reading, theme: str) -> Iterable[Tagged]:
    """Those of these comments that raise it, in their order."""
    return (one for one in reading.tagged if raises(one, theme))


def theme_of(problem: str, taxonomy: Taxonomy) -> str | None:
    """The theme that a manager's words about a problem are about: the first that is found in them."""
    return next(iter(themes_in(problem, taxonomy)), None)
