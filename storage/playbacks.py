"""How often what we said that we had heard was right, as far as customers told us."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Connection, func, select

from bot.core.playback import PlaybackReply
from bot.core.report import ReportQuery, Understood
from bot.core.settings import Settings
from storage.codec import decode_playback
from storage.report_filters import KEPT, Scope, in_period, in_segments, moments, scope_of
from storage.statements import Prepared
from storage.tables import answers, invitations


def understood(connection: Connection, query: ReportQuery, settings: Settings) -> Understood:
    """The replies of buyers about answers of the period; what staff only tried is not among them.

    What was said back is the same few words over and over, so they are counted where they lie.
    """
    found = _said_back(scope_of(query, settings)).rows(connection, **moments(query.period, settings.zone))
    right = replied = 0
    for said, n in found:
        playback = decode_playback(said)
        if playback is not None and playback.reply is not None:
            replied += n
            right += n if playback.reply is PlaybackReply.RIGHT else 0
    return Understood(right, replied)


@lru_cache(KEPT)
def _said_back(scope: Scope) -> Prepared:
    statement = (
        select(answers.c.playback, func.count())
        .join(invitations, invitations.c.id == answers.c.invitation_id)
        .where(
            answers.c.playback.is_not(None),
            invitations.c.trial == 0,
            in_period(answers.c.answered_us),
            invitations.c.survey.not_in(scope.internal),
        )
        .group_by(answers.c.playback)
    )
    if scope.touchpoint is not None:
        statement = statement.where(invitations.c.touchpoint == scope.touchpoint)
    if scope.slices:
        statement = statement.where(in_segments(invitations.c.segments, scope.slices))
    return Prepared(statement)
