"""How often what we said that we had heard was right, as far as customers told us."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, func, select

from bot.core.playback import PlaybackReply
from bot.core.report import Understood
from storage.codec import decode_playback
from storage.tables import answers, invitations


def understood(connection: Connection, which: Sequence[ColumnElement[bool]]) -> Understood:
    """The replies about these answers; what staff only tried is not among them.

    What was said back is the same few words over and over, so they are counted where they lie.
    """
    counted = (
        select(answers.c.playback, func.count())
        .join(invitations, invitations.c.id == answers.c.invitation_id)
        .where(answers.c.playback.is_not(None), invitations.c.trial == 0, *which)
        .group_by(answers.c.playback)
    )
    right = replied = 0
    for said, n in connection.execute(counted):
        playback = decode_playback(said)
        if playback is not None and playback.reply is not None:
            replied += n
            right += n if playback.reply is PlaybackReply.RIGHT else 0
    return Understood(right, replied)
