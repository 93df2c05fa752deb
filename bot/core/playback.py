"""What we said that we heard in a comment, and whether that was right.

A correction by the customer is a label: it goes before what the analyzer says, and the replies together
measure the analyzer on the operator's own customers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.core.sentiment import Label, Sentiment
from bot.core.verdict import Verdict

CONFIDENT = 0.9
"""Confidence from which words alone are played back: of ten that we dare to say, one may be wrong."""

SUPPORTED = 0.65
"""Confidence that is enough where the rating says the same.

With a prior of 20 % unhappy, words at .65 have odds of 1.9; a low rating alone makes four in five unhappy,
sixteen times the prior's odds, and both together are about as sure as nine in ten of a language and shop
that the analyzer was not made for.
"""


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


def mood(felt: Sentiment, least: float = CONFIDENT) -> Verdict | None:
    """How these words sound; None where the analyzer is less sure than ``least``.

    Of mixed words both the praise and the complaint must be clear.
    """
    if not felt.is_known:
        return None
    if felt.mixed:
        return Verdict.MIXED if _both_are_clear(felt, least) else None
    if felt.confidence < least:
        return None
    return _MOODS[felt.label]


_MOODS = {
    Label.HAPPY: Verdict.HAPPY,
    Label.NEUTRAL: Verdict.NEUTRAL,
    Label.UNHAPPY: Verdict.UNHAPPY,
}


def _both_are_clear(felt: Sentiment, least: float) -> bool:
    parts = [clause.p_unhappy for clause in felt.clauses]
    return bool(parts) and max(parts) >= least and min(parts) <= 1 - least
