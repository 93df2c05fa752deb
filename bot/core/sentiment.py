"""How a text feels: what every analyzer says, in one shape.

``p_unhappy`` is about the whole text, ``has_complaint`` about its worst clause: "great food, rude waiter"
comes from somebody who is not unhappy and has a complaint all the same. The two are kept apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Label(StrEnum):
    UNHAPPY = "unhappy"
    NEUTRAL = "neutral"
    HAPPY = "happy"
    UNKNOWN = "unknown"  # the analyzer does not know the language, or there is nothing to read


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a text, ``text[start:end]``, with the probability 0…1 that it is a complaint."""

    start: int
    end: int
    p_unhappy: float


@dataclass(frozen=True, slots=True)
class Sentiment:
    """How a text feels, and who says so.

    Probabilities are calibrated to customers of whom 20 % are unhappy. ``words`` are those that decided,
    strongest first, as they stand in the text.
    """

    label: Label
    p_unhappy: float  # 0…1, of the whole text
    has_complaint: float  # 0…1, of the worst clause
    polarity: float  # −1 unhappy … 1 happy
    confidence: float  # 0…1, in the label
    analyzer: str
    version: str
    mixed: bool = False  # one clause praises, another complains
    language: str | None = None  # two-letter code
    words: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether there is an opinion at all."""
        return self.label is not Label.UNKNOWN


def placed(sentiment: Sentiment | None, within: str, kept: str) -> Sentiment | None:
    """What was said of ``within``, with the clauses where they stand in ``kept``, a part of it.

    A rating may go before a comment, "4, the courier was rude": all of it was read, the comment is kept.
    """
    if sentiment is None or not sentiment.clauses or within == kept:
        return sentiment
    start = within.find(kept)
    if start < 0:
        return replace(sentiment, clauses=())
    moved = (
        Clause(max(one.start - start, 0), min(one.end - start, len(kept)), one.p_unhappy)
        for one in sentiment.clauses
    )
    return replace(sentiment, clauses=tuple(one for one in moved if one.start < one.end))


def no_opinion(analyzer: str, version: str, language: str | None = None) -> Sentiment:
    """What an analyzer says of a text in a language that it does not know."""
    return Sentiment(Label.UNKNOWN, 0.0, 0.0, 0.0, 0.0, analyzer, version, language=language)
