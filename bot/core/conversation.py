"""One invitation's run: the state machine as a table, with its rules on top.

The rules:

* An invitation is *planned*, then *asked* (its first question is out), then *running* (something was
  answered). It ends *completed*, *partial* (ended early, what was said is kept), *declined*,
  *expired* (never answered) or *withdrawn* (never sent).
* Every answer is saved as it comes. There is one answer per question; a later one replaces it while
  the conversation is open, and for a day after it was completed.
* Words said before the question they belong to was answered stand *aside*, and become the comment of
  that answer; a conversation that ends first keeps them as an answer without a value.
* What is not in the table is an ``ImpossibleStep``. Callers ask ``allows`` first where the world may
  be late: a press on an old button is no error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.core.errors import ImpossibleStep
from bot.core.evidence import Evidence
from bot.core.facts import changed
from bot.core.identity import Address
from bot.core.playback import Playback, PlaybackReply
from bot.core.sentiment import Sentiment, placed
from bot.core.survey import END, QuestionKind, Survey, following
from bot.core.understanding import Asked, Chosen, Commented, Rated, Reading, Skipped, WantsPerson
from bot.core.verdict import AlertRules, Aside, Judgement, Said, joined, judge

REVISABLE_FOR = timedelta(hours=24)


GONE = "…"
"""Stands for a comment that was deleted: that there was one is still counted."""


class State(StrEnum):
    PLANNED = "planned"
    ASKED = "asked"
    RUNNING = "running"
    COMPLETED = "completed"
    PARTIAL = "partial"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    SEND = "send"
    ANSWER = "answer"
    FINISH = "finish"
    SNOOZE = "snooze"
    REMIND = "remind"
    DECLINE = "decline"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    REVISE = "revise"


TABLE: Mapping[State, Mapping[Step, State]] = {
    State.PLANNED: {
        Step.SEND: State.ASKED,
        Step.EXPIRE: State.EXPIRED,
        Step.WITHDRAW: State.WITHDRAWN,
    },
    State.ASKED: {
        Step.ANSWER: State.RUNNING,
        Step.FINISH: State.COMPLETED,
        Step.SNOOZE: State.ASKED,
        Step.REMIND: State.ASKED,
        Step.DECLINE: State.DECLINED,
        Step.EXPIRE: State.EXPIRED,
        Step.WITHDRAW: State.WITHDRAWN,
    },
    State.RUNNING: {
        Step.ANSWER: State.RUNNING,
        Step.FINISH: State.COMPLETED,
        Step.SNOOZE: State.RUNNING,
        Step.REMIND: State.RUNNING,
        Step.DECLINE: State.PARTIAL,
        Step.EXPIRE: State.PARTIAL,
    },
    State.COMPLETED: {Step.REVISE: State.COMPLETED},
    State.PARTIAL: {},
    State.DECLINED: {},
    State.EXPIRED: {},
    State.WITHDRAWN: {},
}

ACTIVE = frozenset({State.PLANNED, State.ASKED, State.RUNNING})
OPEN = frozenset({State.ASKED, State.RUNNING})


@dataclass(frozen=True, slots=True)
class Answer:
    """The value for one question. A skip is an answer without a value; it is in no denominator.

    ``said_in`` is the inbox key of the message that it was typed in: an edit of that message edits it.
    """

    question: str
    kind: QuestionKind
    answered_at: datetime
    rating: int | None = None
    options: tuple[str, ...] = ()
    comment: str | None = None
    skipped: bool = False
    sentiment: Sentiment | None = None
    evidence: tuple[Evidence, ...] = ()
    said_in: str | None = None
    playback: Playback | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """The decision to ask, and the conversation that follows from it.

    ``answers`` are in the order given. ``message`` is the parcel whose buttons wait for an answer, so
    that it can be edited in place; None where nothing waits: put off until later, or ended. Where a
    survey lives in one message it stays that message, also once the survey is completed.
    ``asked_again`` is how often this question was repeated; of a completed survey, whether its rating is
    being asked once more. ``aside`` is what was said before the question was answered: it becomes the
    comment of that answer. ``place`` is where it was bought. ``trial``: staff walk through the survey, and
    nothing of it is counted.
    """

    id: str
    customer_id: str
    purchase_id: str | None
    survey: str
    survey_version: str
    touchpoint: str
    segments: Mapping[str, str]
    started_by_customer: bool
    state: State
    planned_at: datetime
    due_at: datetime
    expires_at: datetime
    address: Address | None = None
    product: str | None = None
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    finished_at: datetime | None = None
    question: str | None = None
    message: str | None = None
    asked_again: int = 0
    reminded: bool = False
    aside: Aside | None = None
    answers: tuple[Answer, ...] = field(default=())
    place: str | None = None
    trial: bool = False

    def answer_to(self, question: str) -> Answer | None:
        """The answer to this question, if there is one."""
        for answer in self.answers:
            if answer.question == question:
                return answer
        return None

    @property
    def is_ours(self) -> bool:
        """Whether we went to the customer with it; only such an invitation counts as one."""
        return not (self.started_by_customer or self.trial)

    @property
    def comments(self) -> str | None:
        """Everything written so far, in order, or None."""
        written = [answer.comment for answer in self.answers if answer.comment]
        aside = [self.aside.text] if self.aside and self.aside.text else []
        return "\n".join([*written, *aside]) or None

    @property
    def said(self) -> tuple[Said, ...]:
        """What was written so far, how it feels, and how the customer says that it was meant."""
        return (*said_in(self.answers), *(self.aside.said if self.aside else ()))


def said_in(answers: Iterable[Answer]) -> tuple[Said, ...]:
    """Their comments, in order. An opinion that the customer has called wrong is none."""
    return tuple(_said(answer.comment, answer) for answer in answers if answer.comment)


def _said(comment: str, answer: Answer) -> Said:
    if answer.playback is None:
        return Said(comment, answer.sentiment)
    is_wrong = answer.playback.reply is PlaybackReply.NOT_QUITE
    return Said(comment, None if is_wrong else answer.sentiment, answer.playback.meant)


def allows(invitation: Invitation, step: Step) -> bool:
    """Whether the table has this step from where the invitation is."""
    return step in TABLE[invitation.state]


def take(invitation: Invitation, step: Step, now: datetime, **changes: Any) -> Invitation:
    """The invitation after this step, with ``changes`` made in the same go.

    Raises ImpossibleStep where the table has none.
    """
    state = TABLE[invitation.state].get(step)
    if state is None:
        raise ImpossibleStep("conversation", invitation.state, step)
    steps: dict[str, Any] = {"state": state}
    if invitation.state in ACTIVE and state not in ACTIVE:
        steps["finished_at"], steps["question"] = now, None
    if step is Step.SEND:
        steps["sent_at"] = now
    elif step in (Step.REMIND, Step.SNOOZE):
        steps["reminded"] = True
    return changed(invitation, **{**steps, **changes})


def end(invitation: Invitation, survey: Survey, step: Step, now: datetime) -> Invitation:
    """Like ``take``, for a step that ends the conversation: what was said beside the question is kept."""
    if invitation.aside is not None and invitation.question is not None:
        kind = survey.question(invitation.question).kind
        earlier = invitation.answer_to(invitation.question)
        answer = _with_aside(earlier or Answer(invitation.question, kind, now), invitation.aside)
        invitation = replace(record(invitation, answer), aside=None)
        invitation = take(invitation, Step.ANSWER, now)
    return take(invitation, step, now)


def may_revise(invitation: Invitation, now: datetime) -> bool:
    """A completed response may be revised for a day."""
    finished_at = invitation.finished_at
    return (
        invitation.state is State.COMPLETED and finished_at is not None and now - finished_at <= REVISABLE_FOR
    )


def answer_from(
    reading: Rated | Chosen | Commented | Skipped,
    kind: QuestionKind,
    question: str,
    now: datetime,
    sentiment: Sentiment | None,
    *,
    said_in: str | None = None,
    evidence: tuple[Evidence, ...] = (),
    within: str | None = None,
) -> Answer:
    """The answer that a reading is. Words that are empty came with evidence: that is the answer.

    ``within`` is the whole message that the sentiment is about, where the words are a part of it.
    """
    said = Answer(question, kind, now, evidence=evidence, said_in=said_in)
    match reading:
        case Rated(value, comment):
            return replace(said, rating=value, **_worded(comment, sentiment, within))
        case Chosen(options, comment):
            return replace(said, options=options, **_worded(comment, sentiment, within))
        case Commented(text):
            return replace(said, **_worded(text, sentiment, within))
        case Skipped():
            return replace(said, skipped=True)


def _worded(words: str | None, sentiment: Sentiment | None, within: str | None) -> dict[str, Any]:
    felt = sentiment if within is None or not words else placed(sentiment, within, words)
    return {"comment": words, "sentiment": felt} if words else {}


def record(invitation: Invitation, answer: Answer) -> Invitation:
    """The invitation with this answer in place of an earlier one to the same question."""
    return replace(invitation, answers=_recorded(invitation.answers, answer))


def _recorded(answers: tuple[Answer, ...], answer: Answer) -> tuple[Answer, ...]:
    if all(old.question != answer.question for old in answers):
        return (*answers, answer)
    return tuple(answer if old.question == answer.question else old for old in answers)


def answer_current(
    invitation: Invitation, survey: Survey, answer: Answer, now: datetime, message: str | None = None
) -> Invitation:
    """Save the answer to the current question and move to the next one, or to the end.

    ``message`` is the parcel that will show the next question. Raises ImpossibleStep when the
    conversation is not open.
    """
    answer = _with_aside(answer, invitation.aside)
    said: dict[str, Any] = {
        "answers": _recorded(invitation.answers, answer),
        "asked_again": 0,
        "aside": None,
    }
    next_question = following(survey, answer.question, _branch_value(answer))
    if next_question == END:
        return take(invitation, Step.FINISH, now, message=None, **said)
    return take(invitation, Step.ANSWER, now, question=next_question, message=message, **said)


def _with_aside(answer: Answer, aside: Aside | None) -> Answer:
    """The answer with what was said before it in front of its own comment."""
    if aside is None:
        return answer
    whole = joined(aside, Aside(answer.comment or "", answer.sentiment, answer.evidence)) or aside
    skipped = answer.skipped and answer.kind is not QuestionKind.TEXT  # the words are what was asked for
    return replace(
        answer,
        comment=whole.text or None,
        sentiment=whole.sentiment,
        skipped=skipped,
        evidence=whole.evidence,
    )


def read_again(
    answer: Answer, reading: Reading, sentiment: Sentiment | None, within: str | None = None
) -> Answer:
    """The answer after the message that it was said in was edited into this reading.

    A number is replaced by a number and words by words: what the message leaves out now stays.
    """
    match reading:
        case Rated(value, comment):
            return replace(answer, rating=value, skipped=False, **_worded(comment, sentiment, within))
        case Chosen(options, comment):
            return replace(answer, options=options, skipped=False, **_worded(comment, sentiment, within))
        case Commented(text) | Asked(text) | WantsPerson(text):
            return replace(answer, skipped=False, **_worded(text, sentiment, within))
        case _:
            return answer


def _branch_value(answer: Answer) -> int | tuple[str, ...] | None:
    if answer.rating is not None:
        return answer.rating
    return answer.options or None


def judged(invitation: Invitation, survey: Survey, rules: AlertRules) -> Judgement:
    """The verdict on everything that was said so far."""
    headline = survey.question(survey.headline)
    answer = invitation.answer_to(headline.name)
    return judge(headline.kind, answer.rating if answer else None, invitation.said, rules)


def is_news(answer: Answer, survey: Survey) -> bool:
    """Whether an answer says something that staff may have to hear of: the rating, words, a picture."""
    return bool(answer.comment or answer.evidence) or answer.question == survey.headline
