"""What we said that we heard in a comment, and whether that was right.

A correction by the customer is a label: it goes before what the analyzer says, and the replies together
measure the analyzer on the operator's own customers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.core.sentiment import Label, Sentiment
from bot.core.verdict import Verdict

# How sure the analyzer must be before we say to somebody's face what we heard: so that of ten such comments
# nine are what we say. Measured for the default analyzer on 13 sets, each left out whole while it learnt
# (38,000 texts), weighted to the share of unhappy and of happy customers behind such a rating.

CONFIDENT = 0.95
"""Unhappy words alone (of all customers one in five is; 92 % were right), and praise beside a middling rating
(three in ten are happy; 93 %)."""

ALONE = 0.8
"""Praise without a rating: seven in ten are happy; 94 %."""

HALFWAY = 0.65
"""A complaint beside a middling rating: every second one has a complaint; 92 %."""

SUPPORTED = 0.5
"""Words that say what the rating says; 97 %."""

OPPOSED = 0.95
"""Words that are held against a rating at the other end of its scale. We claim nothing then but ask, and of
such questions three in four are needed; from .9 on hardly more than every second one would be."""

CLEAR = 0.65
"""Of mixed words the praise and the complaint, each in its own clause."""


class PlaybackReply(StrEnum):
    RIGHT = "right"
    NOT_QUITE = "not_quite"


@dataclass(frozen=True, slots=True)
class Playback:
    """What was said back to the customer: a mood and themes (names), and whose opinion that was.

    ``reply`` is None until the customer says something about it; ``meant`` is the mood that they corrected
    it to.
    """

    heard: Verdict
    themes: tuple[str, ...]
    analyzer: str
    version: str
    reply: PlaybackReply | None = None
    meant: Verdict | None = None

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing left to ask: it was right, or we know what was meant."""
        return self.reply is PlaybackReply.RIGHT or self.meant is not None


def mood(felt: Sentiment, least: float) -> Verdict | None:
    """How these words sound; None where the analyzer is less sure than ``least``, 0…1.

    Of mixed words both the praise and the complaint must be clear.
    """
    if not felt.is_known:
        return None
    if felt.mixed:
        return Verdict.MIXED if _both_are_clear(felt) else None
    return _MOODS[felt.label] if felt.confidence >= least else None


_MOODS = {
    Label.HAPPY: Verdict.HAPPY,
    Label.NEUTRAL: Verdict.NEUTRAL,
    Label.UNHAPPY: Verdict.UNHAPPY,
}


def _both_are_clear(felt: Sentiment) -> bool:
    parts = [clause.p_unhappy for clause in felt.clauses]
    return bool(parts) and max(parts) >= CLEAR and min(parts) <= 1 - CLEAR
