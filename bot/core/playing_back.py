"""What to say back at the end of a conversation, and what the customer's word on it changes.

At most once a conversation, about one comment: where it is clear, and where the rating says the same or
nothing against it. Where rating and words are clearly opposite we ask which was meant, and guess nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.aspects import Aspect, Feeling
from bot.core.conversation import Answer, Invitation, may_revise, record
from bot.core.playback import (
    ALONE,
    CONFIDENT,
    HALFWAY,
    OPPOSED,
    SUPPORTED,
    Playback,
    PlaybackReply,
    mood,
)
from bot.core.sentiment import Sentiment
from bot.core.signals import URGENT, signals_in
from bot.core.survey import SCALES, QuestionKind, Survey, is_high, is_low
from bot.core.verdict import Verdict

AT_ITS_END = 1 / 8
"""How near to the end of its scale a rating is that leaves no room for the opposite: 1 or 5 of 5; 0, 1, 9 or
10 of 10. A complaint beside four of five is what the missing one is for."""

FEW = 2  # themes that are named: a sentence, and no list

Aspects = Callable[[str, Sentiment], tuple[Aspect, ...]]


@dataclass(frozen=True, slots=True)
class Heard:
    """What may be said back: the mood, and the themes that were praised and blamed, few of each."""

    question: str  # whose answer it is about
    mood: Verdict
    praised: tuple[str, ...] = ()
    blamed: tuple[str, ...] = ()


def heard_in(invitation: Invitation, survey: Survey, aspects: Aspects) -> Heard | None:
    """What may be said back about what was written; None where an attentive host would say nothing.

    Of several comments that are clear the longest; where they differ in mood, none. What must not wait is no
    moment for it.
    """
    rating = headline_rating(invitation, survey)
    written = [answer for answer in invitation.answers if answer.comment and answer.sentiment is not None]
    if any(not URGENT.isdisjoint(signals_in(answer.comment or "")) for answer in written):
        return None
    clear = [(answer, felt) for answer in written if (felt := _dared(answer, rating)) is not None]
    if len({felt for _, felt in clear}) != 1:
        return None
    answer, felt = max(clear, key=lambda one: len(one[0].comment or ""))
    if answer.sentiment is None or answer.comment is None:
        return None
    if is_contradiction(felt, rating):
        return Heard(answer.question, felt)
    said = _with_themes(answer, felt, aspects(answer.comment, answer.sentiment))
    is_against = felt is Verdict.UNHAPPY and rating is not None and is_high(*rating)
    return None if is_against and not said.blamed else said


Rating = tuple[QuestionKind, int]


def headline_rating(invitation: Invitation, survey: Survey) -> Rating | None:
    """The kind and value of the response's own rating, where it was given."""
    answer = invitation.answer_to(survey.headline)
    if answer is None or answer.rating is None:
        return None
    return survey.question(survey.headline).kind, answer.rating


def _dared(answer: Answer, rating: Rating | None) -> Verdict | None:
    """The mood of a comment as far as it may be spoken of beside this rating."""
    if answer.sentiment is None:
        return None
    felt = mood(answer.sentiment, SUPPORTED)
    if felt is None or felt is Verdict.MIXED:
        return felt
    least = _least(felt, rating)
    return felt if least is not None and answer.sentiment.confidence >= least else None


def _least(felt: Verdict, rating: Rating | None) -> float | None:
    """How sure one must be of words of this mood beside this rating; None: nothing is to be said."""
    rated = mood_of(rating) if rating is not None else None
    if felt is rated:
        return SUPPORTED
    if is_contradiction(felt, rating):
        return OPPOSED
    match felt, rated:
        case Verdict.NEUTRAL, _:
            return None
        case Verdict.HAPPY, Verdict.UNHAPPY:
            return None
        case Verdict.UNHAPPY, Verdict.NEUTRAL:
            return HALFWAY
        case Verdict.HAPPY, None:
            return ALONE
        case _:
            return CONFIDENT


def mood_of(rating: Rating) -> Verdict:
    """What a rating says by the definition of its scale."""
    if is_low(*rating):
        return Verdict.UNHAPPY
    return Verdict.HAPPY if is_high(*rating) else Verdict.NEUTRAL


def is_contradiction(felt: Verdict, rating: Rating | None) -> bool:
    """Whether words of this mood and a rating at the other end of its scale cannot both be meant."""
    if rating is None:
        return False
    low, high = SCALES[rating[0]]
    room = (high - low) * AT_ITS_END
    if felt is Verdict.HAPPY:
        return rating[1] <= low + room
    return felt is Verdict.UNHAPPY and rating[1] >= high - room


def _with_themes(answer: Answer, felt: Verdict, aspects: tuple[Aspect, ...]) -> Heard:
    """The themes that bear the mood out; where one speaks against it, none is named."""
    praised, blamed = _of(aspects, Feeling.POSITIVE), _of(aspects, Feeling.NEGATIVE)
    match felt:
        case Verdict.HAPPY if praised and not blamed:
            return Heard(answer.question, felt, praised=praised[:FEW])
        case Verdict.UNHAPPY if blamed:
            return Heard(answer.question, felt, blamed=blamed[:FEW])
        case Verdict.MIXED if not set(praised) & set(blamed):
            return Heard(answer.question, felt, praised[:1], blamed[:FEW])
        case _:
            return Heard(answer.question, felt)


def _of(aspects: tuple[Aspect, ...], feeling: Feeling) -> tuple[str, ...]:
    """The themes that are spoken of so; somebody of the staff, or a competitor, is not held up to anybody."""
    return tuple(one.theme for one in aspects if one.feeling is feeling and ":" not in one.theme)


def played_back(invitation: Invitation, heard: Heard) -> Invitation:
    """The invitation with what is said back kept on the answer that it is about."""
    answer = invitation.answer_to(heard.question)
    if answer is None or answer.sentiment is None:
        return invitation
    themes = (*heard.praised, *heard.blamed)
    said = Playback(heard.mood, themes, answer.sentiment.analyzer, answer.sentiment.version)
    return record(invitation, replace(answer, playback=said))


def played(invitation: Invitation) -> tuple[Answer, Playback] | None:
    """What was said back in this conversation, and about which answer."""
    for answer in invitation.answers:
        if answer.playback is not None:
            return answer, answer.playback
    return None


def waiting(invitation: Invitation, now: datetime) -> tuple[Answer, Playback] | None:
    """What still waits for the customer's word: for a day, and not while their rating is asked once more."""
    found = played(invitation)
    if found is None or found[1].is_settled or invitation.asked_again or not may_revise(invitation, now):
        return None
    return found if invitation.message is not None else None


def replied(invitation: Invitation, reply: PlaybackReply | None, meant: Verdict | None = None) -> Invitation:
    """The invitation after this word of theirs; ``meant`` where they said how it was."""
    found = played(invitation)
    if found is None:
        return invitation
    answer, playback = found
    return record(invitation, replace(answer, playback=replace(playback, reply=reply, meant=meant)))


def settled_by_rating(invitation: Invitation, survey: Survey) -> Invitation:
    """The customer stands by their rating, or changed it: their words were meant as it says."""
    found, rating = played(invitation), headline_rating(invitation, survey)
    if found is None or rating is None:
        return invitation
    meant = mood_of(rating)
    if meant is found[1].heard:
        return replied(invitation, PlaybackReply.RIGHT)
    return replied(invitation, PlaybackReply.NOT_QUITE, meant)


def taken_back(invitation: Invitation) -> Invitation:
    """The invitation as if nothing had been said back: it is not on their screen any more."""
    found = played(invitation)
    if found is None or found[1].reply is not None:
        return invitation
    return record(invitation, replace(found[0], playback=None))
