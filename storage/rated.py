"""The comments that stand beside a rating: what an analyzer learns from."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from bot.core.conversation import GONE
from bot.core.settings import Settings
from bot.core.survey import Audience, QuestionKind, is_low
from storage.tables import answers, customers, invitations

MOST = 5000  # the newest: what learns from them takes half a minute


@dataclass(frozen=True, slots=True)
class RatedComment:
    """A comment, and whether the headline rating beside it is a low one. ``language`` is its customer's."""

    customer_id: str
    text: str
    language: str | None
    unhappy: bool


def rated_comments(connection: Connection, settings: Settings, most: int = MOST) -> list[RatedComment]:
    """The newest comments of buyers, oldest first; nothing of people who work with us, no trials."""
    rating = answers.alias("rating")
    found = (
        select(
            invitations.c.customer_id,
            answers.c.comment,
            customers.c.language,
            invitations.c.survey,
            invitations.c.survey_version,
            rating.c.question,
            rating.c.kind,
            rating.c.rating,
        )
        .select_from(answers)
        .join(invitations, invitations.c.id == answers.c.invitation_id)
        .join(customers, customers.c.id == invitations.c.customer_id)
        .join(rating, rating.c.invitation_id == answers.c.invitation_id)
        .where(
            func.trim(answers.c.comment).not_in(("", GONE)),
            rating.c.rating.is_not(None),
            invitations.c.trial == 0,
            customers.c.audience == Audience.BUYER.value,
        )
        .order_by(answers.c.answered_us.desc(), answers.c.invitation_id, answers.c.question)
    )
    rated: list[RatedComment] = []
    for row in connection.execution_options(yield_per=1000).execute(found):
        survey = settings.surveys.get((row.survey, row.survey_version))
        if survey is None or survey.headline != row.question:
            continue
        unhappy = is_low(QuestionKind(row.kind), row.rating)
        rated.append(RatedComment(row.customer_id, row.comment, row.language, unhappy))
        if len(rated) == most:
            break
    return rated[::-1]
