"""A written answer as a comment: with the headline rating beside it, and the mood that it is in."""

from __future__ import annotations

from datetime import datetime

from bot.core.conversation import Answer, Invitation
from bot.core.playback import Playback, PlaybackReply
from bot.core.report import CommentRow
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
) -> CommentRow:
    """What was written and when, in which survey and at which touchpoint.

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
    return CommentRow(text, rating, kind, unhappy, happy, touchpoint, at, survey, sentiment)


def comments_in(invitation: Invitation, survey: Survey) -> list[CommentRow]:
    """What was written in the answers to this invitation, in order."""
    rated = invitation.answer_to(survey.headline)
    headline = None if rated is None or rated.rating is None else (rated.kind, rated.rating)
    return [
        comment_of(answer, headline, invitation.touchpoint, invitation.survey)
        for answer in invitation.answers
        if answer.comment
    ]


def _mood(sentiment: Sentiment | None, playback: Playback | None) -> Verdict | None:
    """How the words feel: what the customer says goes before what the analyzer heard."""
    if playback is not None and playback.reply is PlaybackReply.NOT_QUITE:
        return playback.meant
    return None if sentiment is None else mood_of(sentiment)
