"""Rows of written answers as comments, with the headline rating beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from bot.core.commented import Headline, comment_of
from bot.core.identity import first_name_of
from bot.core.quoting import Consent, consent_of
from bot.core.report import CommentRow, Voice
from bot.core.settings import Settings
from bot.core.survey import QuestionKind
from storage import rows
from storage.codec import decode_attributes
from storage.statements import AnyRow, many, rows_by
from storage.tables import answers, customers

_RATINGS = select(answers.c.invitation_id, answers.c.question, answers.c.kind, answers.c.rating).where(
    answers.c.invitation_id.in_(many()), answers.c.rating.is_not(None)
)

_VOICES = select(
    customers.c.id,
    customers.c.name,
    customers.c.preferred_name,
    customers.c.attributes,
    customers.c.erased_us,
).where(customers.c.id.in_(many()))


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
    known = {}
    for id_, name, preferred, attributes, erased_us in rows_by(connection, _VOICES, sorted(set(ids))):
        consent = Consent.NEVER if erased_us is not None else consent_of(decode_attributes(attributes))
        called = first_name_of(name, preferred) if consent is Consent.NAMED else None
        known[id_] = Voice(id_, consent, called)
    return known


def comment_from(row: AnyRow, headline: Headline | None, voice: Voice | None = None) -> CommentRow:
    """The comment in a row of ``answers`` with the invitation's survey and touchpoint behind it."""
    comment = comment_of(rows.answer_from(row[: len(answers.columns)]), headline, row.touchpoint, row.survey)
    return comment if voice is None else replace(comment, voice=voice)
