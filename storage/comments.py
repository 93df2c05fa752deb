"""Rows of written answers as comments, with the headline rating beside them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from bot.core.commented import Headline, comment_of
from bot.core.report import CommentRow
from bot.core.settings import Settings
from bot.core.survey import QuestionKind
from storage import rows
from storage.statements import AnyRow, many, rows_by
from storage.tables import answers

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
