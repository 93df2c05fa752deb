"""A written answer as a comment: with the headline rating beside it, and the mood that it is in."""

from __future__ import annotations

from datetime import datetime

from bot.core.conversation import Answer, Invitation
from bot.core.playback import Playback, PlaybackReply
from bot.core.report import CommentRow, Voice
from bot.core.sentiment import Sentiment
from bot.core.survey import QuestionKind, Survey, is_high, is_low
from bot.core.verdict import Verdict, mood_of

Headline = tuple[QuestionKind, int]
"""Kind and value of a survey's headline rating."""


def comment_of(answer: Answer, headline: Headline | None, touchpoint: str, survey: str) -> CommentRow:
    """The answer's comment, with what ``heard`` makes of it."""
    words = answer.comment or "", answer.answered_at
    return heard(words, answer.sentiment, answer.playback, headline, (survey, touchpoint))


def heard(
    words: tuple[str, datetime],
    sentiment: Sentiment | None,
    playback: Playback | None,
    headline: Headline | None,
    where: tuple[str, str],
    voice: Voice | None = None,
) -> CommentRow:
    """What was written and when, in which survey and at which touchpoint, and by whom.

    The rating says whether somebody is happy; where it says neither, or is missing, the words do.
    """
    kind, rating = headline or (None, None)
    unhappy = kind is not None and rating is not None and is_low(kind, rating)
    happy = kind is not None and rating is not None and is_high(kind, rating)
    if not (unhappy or happy):
        mood = _mood(sentiment, playback)
        unhappy, happy = mood is Verdict.UNHAPPY, mood is Verdict.HAPPY
    text, at = words
    survey, touchpoint = where
    return CommentRow(text, rating, kind, unhappy, happy, touchpoint, at, survey, sentiment, voice)


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
    return (
        is_rated_so
        and bool(commented)
        and all(_mood(one.sentiment, one.playback) is Verdict.HAPPY for one in commented)
    )


def _mood(sentiment: Sentiment | None, playback: Playback | None) -> Verdict | None:
    """How the words feel: what the customer says goes before what the analyzer heard."""
    if playback is not None and playback.reply is PlaybackReply.NOT_QUITE:
        return playback.meant
    return None if sentiment is None else mood_of(sentiment)
