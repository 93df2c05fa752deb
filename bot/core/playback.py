"""What we said that we heard in a comment, and whether that was right.

A correction by the customer is a label: it goes before what the analyzer says, and the replies together
measure the analyzer on the operator's own customers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.core.verdict import Verdict


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
