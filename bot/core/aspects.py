"""What each theme of a comment feels like, by clause: "food great, wait terrible" is food +, waiting −."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.core.clauses import clauses_of
from bot.core.sentiment import Clause, Label, Sentiment
from bot.core.themes import Taxonomy, themes_in

COMPLAINT_FROM = 0.5  # p_unhappy of a clause
PRAISE_UP_TO = 0.12  # p_unhappy of a clause; between the two it says nothing either way


class Feeling(StrEnum):
    """How a theme is spoken of; mixed where one clause praises it and another complains."""

    POSITIVE = "+"
    NEGATIVE = "−"
    MIXED = "mixed"
    NEUTRAL = "0"


@dataclass(frozen=True, slots=True)
class Aspect:
    """A theme that a comment mentions, and how the clauses that mention it feel."""

    theme: str
    feeling: Feeling


def aspects_of(text: str, sentiment: Sentiment | None, taxonomy: Taxonomy) -> tuple[Aspect, ...]:
    """The themes of a comment with their feelings, in the taxonomy's order.

    A theme that is in no clause alone, its words being spread over two, feels as the whole text does. Without
    an opinion every theme is neutral.
    """
    themes = themes_in(text, taxonomy)
    if sentiment is None or not sentiment.is_known:
        return tuple(Aspect(theme, Feeling.NEUTRAL) for theme in themes)
    felt: dict[str, set[Feeling]] = {theme: set() for theme in themes}
    for clause in sentiment.clauses or _whole(text, sentiment):
        feeling = _feeling(clause.p_unhappy)
        for theme in themes_in(text[clause.start : clause.end], taxonomy):
            felt.setdefault(theme, set()).add(feeling)
    overall = _OF_LABEL.get(sentiment.label, Feeling.NEUTRAL)
    return tuple(Aspect(theme, _together(felt[theme] or {overall})) for theme in themes)


def _whole(text: str, sentiment: Sentiment) -> tuple[Clause, ...]:
    """For an engine that tells no clauses: one of them is as the text is, of several nothing is known."""
    return () if len(clauses_of(text)) > 1 else (Clause(0, len(text), sentiment.p_unhappy),)


_OF_LABEL = {Label.UNHAPPY: Feeling.NEGATIVE, Label.HAPPY: Feeling.POSITIVE}


def _feeling(p_unhappy: float) -> Feeling:
    if p_unhappy >= COMPLAINT_FROM:
        return Feeling.NEGATIVE
    return Feeling.POSITIVE if p_unhappy <= PRAISE_UP_TO else Feeling.NEUTRAL


def _together(feelings: Iterable[Feeling]) -> Feeling:
    said = set(feelings) - {Feeling.NEUTRAL}
    if len(said) > 1:
        return Feeling.MIXED
    return next(iter(said), Feeling.NEUTRAL)
