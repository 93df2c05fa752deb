"""Rows of written answers as comments, with the headline rating beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, select

from bot.core.commented import Headline, comment_of, heard
from bot.core.report import CommentRow, ReportQuery
from bot.core.settings import Settings
from bot.core.survey import QuestionKind
from storage import rows
from storage.codec import decode_playback, moment
from storage.report_filters import KEPT, Scope, in_period, in_segments, moments, scope_of
from storage.statements import AnyRow, Prepared, many, rows_by
from storage.tables import answers, invitations

MOST_COMMENTS = 500

_KINDS = {kind.value: kind for kind in QuestionKind}


def newest(connection: Connection, query: ReportQuery, settings: Settings) -> tuple[CommentRow, ...]:
    """What buyers wrote in the query's period: the newest, newest first."""
    scope, days = scope_of(query, settings), moments(query.period, settings.zone)
    return _comments(_of_buyers(scope, _headlines(settings)).rows(connection, **days), settings)


def newest_of(
    connection: Connection, query: ReportQuery, settings: Settings, which: ColumnElement[bool]
) -> tuple[CommentRow, ...]:
    """The newest of these answers, of whomever; the query's touchpoint and slices alone."""
    statement = _newest(scope_of(query, settings), _headlines(settings), which)
    return _comments(connection.execute(statement).all(), settings)


_WRITTEN = (
    answers.c.invitation_id,
    answers.c.question,
    answers.c.comment,
    answers.c.answered_us,
    answers.c.playback,
    invitations.c.survey,
    invitations.c.survey_version,
    invitations.c.touchpoint,
    *[answers.c[name] for name in rows.SENTIMENT],
)


@lru_cache(KEPT)
def _of_buyers(scope: Scope, headlines: tuple[str, ...]) -> Prepared:
    which = and_(in_period(answers.c.answered_us), invitations.c.survey.not_in(scope.internal))
    return Prepared(_newest(scope, headlines, which))


def _newest(scope: Scope, headlines: tuple[str, ...], which: ColumnElement[bool]) -> Select[Any]:
    """Ratings that any survey leads with stand beside a comment: one row for each, mostly one."""
    written = (
        select(*_WRITTEN)
        .join(invitations, invitations.c.id == answers.c.invitation_id)
        .where(
            answers.c.comment.is_not(None),
            answers.c.comment != "",
            invitations.c.trial == 0,
            which,
        )
        .order_by(answers.c.answered_us.desc(), answers.c.invitation_id, answers.c.question)
        .limit(MOST_COMMENTS)
    )
    if scope.touchpoint is not None:
        written = written.where(invitations.c.touchpoint == scope.touchpoint)
    if scope.slices:
        written = written.where(in_segments(invitations.c.segments, scope.slices))
    found, rating = written.subquery(), answers.alias()
    beside = and_(
        rating.c.invitation_id == found.c.invitation_id,
        rating.c.rating.is_not(None),
        rating.c.question.in_(headlines),
    )
    return (
        select(rating.c.question, rating.c.kind, rating.c.rating, *found.c)
        .select_from(found.outerjoin(rating, beside))
        .order_by(found.c.answered_us.desc(), found.c.invitation_id, found.c.question)
    )


def _headlines(settings: Settings) -> tuple[str, ...]:
    return tuple(sorted({survey.headline for survey in settings.surveys.values()}))


def _comments(found: Iterable[AnyRow], settings: Settings) -> tuple[CommentRow, ...]:
    comments: dict[tuple[str, str], CommentRow] = {}
    for rated, kind, rating, invitation_id, question, text, at_us, playback, *rest in found:
        name, version, touchpoint, *felt = rest
        survey = settings.surveys.get((name, version))
        is_headline = survey is not None and rated == survey.headline
        if is_headline or (invitation_id, question) not in comments:
            comments[invitation_id, question] = heard(
                (text, moment(at_us)),
                rows.sentiment_from(felt),
                decode_playback(playback),
                (_KINDS[kind], rating) if is_headline else None,
                (name, touchpoint),
            )
    return tuple(comments.values())


_RATINGS = select(answers.c.invitation_id, answers.c.question, answers.c.kind, answers.c.rating).where(
    answers.c.invitation_id.in_(many()), answers.c.rating.is_not(None)
)


def headline_ratings(
    connection: Connection, found: Sequence[AnyRow], settings: Settings
) -> dict[str, Headline]:
    """Invitation id → kind and value of its headline rating, where that was given."""
    headline = {
        row.invitation_id: survey.headline
        for row in found
        if (survey := settings.surveys.get((row.survey, row.survey_version))) is not None
    }
    return {
        invitation_id: (QuestionKind(kind), rating)
        for invitation_id, question, kind, rating in rows_by(connection, _RATINGS, headline)
        if headline[invitation_id] == question
    }


def comment_from(row: AnyRow, headline: Headline | None) -> CommentRow:
    """The comment in a row of ``answers`` with the invitation's survey and touchpoint behind it."""
    return comment_of(rows.answer_from(row[: len(answers.columns)]), headline, row.touchpoint, row.survey)
