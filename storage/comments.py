"""Rows of written answers as comments, with the headline rating beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from bot.core.commented import Headline, comment_of, heard
from bot.core.conversation import GONE
from bot.core.identity import first_name_of
from bot.core.language_model import SUMMARIES, asks_for
from bot.core.quoting import QUOTES, Consent, consent_of
from bot.core.report import CommentRow, ReportQuery, Voice
from bot.core.settings import Settings
from bot.core.survey import Audience, QuestionKind
from storage import rows
from storage.codec import decode_attributes, decode_playback, moment
from storage.report_filters import KEPT, Scope, in_period, in_segments, moments, scope_of
from storage.statements import AnyRow, Prepared, many, rows_by
from storage.tables import answers, customers, invitations

MOST_COMMENTS = 500

_KINDS = {kind.value: kind for kind in QuestionKind}


def newest(connection: Connection, query: ReportQuery, settings: Settings) -> tuple[CommentRow, ...]:
    """What buyers wrote in the query's period: the newest, newest first."""
    scope, days = scope_of(query, settings), moments(query.period, settings.zone)
    found = _of_buyers(scope, _headlines(settings)).rows(connection, **days)
    return _comments(connection, found, settings)


def newest_of(
    connection: Connection, query: ReportQuery, settings: Settings, which: ColumnElement[bool]
) -> tuple[CommentRow, ...]:
    """The newest of these answers, of whomever; the query's touchpoint and slices alone."""
    statement = _newest(scope_of(query, settings), _headlines(settings), which)
    return _comments(connection, connection.execute(statement).all(), settings)


_WRITTEN = (
    answers.c.invitation_id,
    answers.c.question,
    answers.c.comment,
    answers.c.answered_us,
    answers.c.playback,
    invitations.c.survey,
    invitations.c.survey_version,
    invitations.c.touchpoint,
    invitations.c.customer_id,
    *[answers.c[name] for name in rows.SENTIMENT],
)


_RATED = 3  # columns of the rating beside it, which stand before them
_CUSTOMER = _RATED + _WRITTEN.index(invitations.c.customer_id)


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
            answers.c.comment != GONE,
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


def _comments(connection: Connection, found: Sequence[AnyRow], settings: Settings) -> tuple[CommentRow, ...]:
    comments: dict[tuple[str, str], CommentRow] = {}
    ids = [row[_CUSTOMER] for row in found]
    may_leave = asks_for(settings.language_model, SUMMARIES)
    who = named_voices(connection, ids) if may_leave else voices(connection, ids)
    for rated, kind, rating, invitation_id, question, text, at_us, playback, *rest in found:
        name, version, touchpoint, customer_id, *felt = rest
        survey = settings.surveys.get((name, version))
        is_headline = survey is not None and rated == survey.headline
        if is_headline or (invitation_id, question) not in comments:
            comments[invitation_id, question] = heard(
                (text, moment(at_us)),
                rows.sentiment_from(felt),
                decode_playback(playback),
                (_KINDS[kind], rating) if is_headline else None,
                (name, touchpoint),
                who.get(customer_id),
            )
    if not may_leave:
        return tuple(comments.values())
    return tuple(replace(one, invitation_id=id_) for (id_, _), one in comments.items())


_RATINGS = select(answers.c.invitation_id, answers.c.question, answers.c.kind, answers.c.rating).where(
    answers.c.invitation_id.in_(many()), answers.c.rating.is_not(None)
)

_VOICES = select(
    customers.c.id,
    customers.c.name,
    customers.c.preferred_name,
    customers.c.attributes,
    customers.c.erased_us,
).where(
    customers.c.id.in_(many()),
    or_(customers.c.attributes.contains(f'"{QUOTES}"'), customers.c.erased_us.is_not(None)),
)  # most have said nothing about it


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


def voices(connection: Connection, ids: Iterable[str]) -> dict[str, Voice]:
    """Customer id → whether they may be quoted, and their name if they said so.

    Nobody is quoted who is to be forgotten, even while their words are still there.
    """
    known = {id_: Voice(id_) for id_ in ids}
    for id_, name, preferred, attributes, erased_us in rows_by(connection, _VOICES, sorted(known)):
        consent = Consent.NEVER if erased_us is not None else consent_of(decode_attributes(attributes))
        called = first_name_of(name, preferred) if consent is Consent.NAMED else None
        known[id_] = Voice(id_, consent, called)
    return known


_NAMES = select(customers.c.id, customers.c.name, customers.c.preferred_name, customers.c.audience).where(
    customers.c.id.in_(many())
)


def named_voices(connection: Connection, ids: Iterable[str]) -> dict[str, Voice]:
    """As ``voices``, with the names that are to be taken out of what they wrote."""
    known = voices(connection, ids)
    for id_, name, preferred, audience in rows_by(connection, _NAMES, sorted(known)):
        names = tuple(one for one in (name, preferred) if one)
        known[id_] = replace(known[id_], names=names, is_buyer=audience == Audience.BUYER.value)
    return known


def comment_from(row: AnyRow, headline: Headline | None, voice: Voice | None = None) -> CommentRow:
    """The comment in a row of ``answers`` with the invitation's survey and touchpoint behind it."""
    comment = comment_of(rows.answer_from(row[: len(answers.columns)]), headline, row.touchpoint, row.survey)
    return comment if voice is None else replace(comment, voice=voice)
