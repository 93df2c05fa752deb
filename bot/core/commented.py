"""A written answer as a comment: with the headline rating beside it, and the mood that it is in."""

from __future__ import annotations

from bot.core.conversation import Answer, Invitation
from bot.core.playback import PlaybackReply
from bot.core.report import CommentRow
from bot.core.survey import QuestionKind, Survey, is_high, is_low
from bot.core.verdict import Verdict, mood_of

Headline = tuple[QuestionKind, int]
"""Kind and value of a survey's headline rating."""


def comment_of(answer: Answer, headline: Headline | None, touchpoint: str, survey: str) -> CommentRow:
    """The rating says whether somebody is happy; where it says neither, or is missing, the words do."""
    kind, rating = headline or (None, None)
    unhappy = kind is not None and rating is not None and is_low(kind, rating)
    happy = kind is not None and rating is not None and is_high(kind, rating)
    if not (unhappy or happy):
        mood = _mood(answer)
        unhappy, happy = mood is Verdict.UNHAPPY, mood is Verdict.HAPPY
    return CommentRow(
        text=answer.comment or "",
        rating=rating,
        kind=kind,
        unhappy=unhappy,
        happy=happy,
        touchpoint=touchpoint,
        at=answer.answered_at,
        survey=survey,
        sentiment=answer.sentiment,
    )


def comments_in(invitation: Invitation, survey: Survey) -> list[CommentRow]:
    """What was written in the answers to this invitation, in order."""
    rated = invitation.answer_to(survey.headline)
    headline = None if rated is None or rated.rating is None else (rated.kind, rated.rating)
    return [
        comment_of(answer, headline, invitation.touchpoint, invitation.survey)
        for answer in invitation.answers
        if answer.comment
    ]


def is_clearly_happy(invitation: Invitation, survey: Survey) -> bool:
    """Whether somebody wrote something, all of it feels happy, and no rating says otherwise."""
    commented = [answer for answer in invitation.answers if answer.comment]
    rated = invitation.answer_to(survey.headline)
    is_rated_so = rated is None or rated.rating is None or is_high(rated.kind, rated.rating)
    return is_rated_so and bool(commented) and all(_mood(one) is Verdict.HAPPY for one in commented)


def _mood(answer: Answer) -> Verdict | None:
    """How the words feel: what the customer says goes before what the analyzer heard."""
    if answer.playback is not None and answer.playback.reply is PlaybackReply.NOT_QUITE:
        return answer.playback.meant
    return None if answer.sentiment is None else mood_of(answer.sentiment)
