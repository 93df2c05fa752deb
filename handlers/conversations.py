"""What customers answer, by press, typed word or voice note, while a question is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.core.callbacks import AnswerPressed, HeardPressed, InvitationPressed
from bot.core.conversation import (
    Invitation,
    Step,
    allows,
    end,
    may_revise,
)
from bot.core.effects import Effect, Line, Save
from bot.core.events import MessageReceived
from bot.core.identity import Address, Customer
from bot.core.recovery import Case, CaseState
from bot.core.spoken import clean, says_something
from bot.core.survey import Question, QuestionKind
from bot.core.understanding import (
    Commented,
    OptedOut,
    Reading,
    Skipped,
    Unclear,
    read_pressed,
    read_typed,
)
from bot.core.verdict import Aside
from bot.core.view import View
from handlers import (
    acknowledging,
    answering,
    asking,
    follow_up,
    invitations,
    knowing,
    leaving,
    playback,
    quoting,
    revising,
    speaking,
    strays,
    trials,
)
from handlers.customers import known_customer
from handlers.invitations import stop_timers
from handlers.talks import Talk


def said(event: MessageReceived, view: View) -> Sequence[Effect]:
    """A customer typed something in their own chat, or sent a voice note, a picture, a file."""
    customer, effects = known_customer(event.address, view, event.sender_name, event.language)
    text = clean(event.text)
    customer, followed = speaking.heard(text, customer, event.address, view)
    effects = [*effects, *followed]
    message = Aside(text, view.sentiment(text), event.evidence)
    invitation = view.open_invitation(customer.id)
    if invitation is None or invitation.question is None:
        return [*effects, *_said_after(event, message, customer, view)]
    language = asking.language_of(view, customer)
    case = _followed_up_since(invitation, customer, event.at, view)
    if case is not None and follow_up.says_whether(case, event.text, language, view):
        return [*effects, *follow_up.heard(case, event, message, language, customer, view)]
    case = acknowledging.talks_with_staff(invitation, view)
    if case is not None and not isinstance(read_typed(text, None, language), OptedOut):
        here, left = invitations.brought_to(event.address, invitation, customer, view)
        moved = [Save(here), *left] if here != invitation else []
        return [*effects, *moved, *follow_up.heard(case, event, message, language, customer, view)]
    invitation, left = invitations.brought_to(event.address, invitation, customer, view)
    survey = invitations.survey_of(invitation, view)
    question = survey.question(invitation.question or survey.first.name)
    talk = Talk(
        invitation,
        survey,
        question,
        customer,
        event.address,
        felt=message.sentiment,
        evidence=event.evidence,
        said_in=event.key,
        text=text,
    )
    reading = _with_evidence(read_typed(event.text, question, language), message, question)
    done = [*left, *answering.heard(talk, reading, view)]
    if invitation.trial:
        done = trials.tried(invitation, done, customer, event.address, view)
    return [*effects, *done]


def _said_after(event: MessageReceived, message: Aside, customer: Customer, view: View) -> Sequence[Effect]:
    """Something typed while no question is open: the word on what we heard, or anything else."""
    replied = playback.typed(message, event.key, event.address, customer, view)
    if replied is None:
        may_we = quoting.typed(message, event.address, customer, view)
        may_we = may_we or quoting.wanted(message.text, event.address, customer, view)
        if may_we is not None:
            return may_we
        told_us = knowing.typed(message, event.address, customer, view)
        return strays.heard(event, message, customer, view) if told_us is None else told_us
    last = playback.waiting_for(customer, view)
    return trials.tried(last, replied, customer, event.address, view) if last and last.trial else replied


def _with_evidence(reading: Reading, message: Aside, question: Question) -> Reading:
    """What was sent instead of words says something, whatever the words beside it do."""
    match reading:
        case Unclear() if message.evidence:
            return Commented(message.text if says_something(message.text) else "")
        case Skipped() if message.evidence and question.kind is QuestionKind.TEXT:
            return Commented("")
        case _:
            return reading


def _followed_up_since(
    invitation: Invitation, customer: Customer, said_at: datetime, view: View
) -> Case | None:
    """The case about which we asked after the survey last spoke: their word on it is the answer to that.

    What was said before we asked is not, however late it arrives.
    """
    case = view.open_case(customer.id)
    if case is None or case.state is not CaseState.RESOLVED or not follow_up.was_asked(case, said_at):
        return None
    spoke_at = max((answer.answered_at for answer in invitation.answers), default=invitation.sent_at)
    return None if spoke_at is not None and follow_up.was_asked(case, spoke_at) else case


def answer_pressed(pressed: AnswerPressed, address: Address, view: View) -> Sequence[Effect]:
    """A customer pressed an answer. A press on an old button changes nothing, or revises within a day."""
    own = _own_invitation(pressed.invitation_id, address, view)
    if own is None:
        return []
    invitation, customer = own
    survey = view.settings.survey(invitation.survey, invitation.survey_version)
    if pressed.question not in {question.name for question in survey.questions}:
        return []
    question = survey.question(pressed.question)
    invitation, left = invitations.brought_to(address, invitation, customer, view)
    done = _pressed(Talk(invitation, survey, question, customer, address), pressed, view)
    if done and invitation.trial:
        return trials.tried(invitation, [*left, *done], customer, address, view)
    return [*left, *done] if done else []


def _pressed(talk: Talk, pressed: AnswerPressed, view: View) -> Sequence[Effect]:
    question = talk.question
    if may_revise(talk.invitation, view.now):
        return revising.revised(talk, pressed.value, view)
    if talk.invitation.question != pressed.question or not allows(talk.invitation, Step.ANSWER):
        return []
    if question.kind is QuestionKind.CHOICES and pressed.value in {
        option.name for option in question.options
    }:
        return answering.toggled(talk, pressed.value, view)
    is_done = question.kind is QuestionKind.CHOICES and pressed.value == "done"
    reading = Skipped() if is_done else read_pressed(pressed.value, question)
    return [] if isinstance(reading, Unclear) else answering.heard(talk, reading, view)


def invitation_pressed(pressed: InvitationPressed, address: Address, view: View) -> Sequence[Effect]:
    """*Not now*, *later*, *stop asking*, or *change my rating*; pressed again, each changes nothing."""
    own = _own_invitation(pressed.invitation_id, address, view)
    if own is None:
        return []
    waiting, customer = own
    done = _turned_down(pressed.action, waiting, customer, address, view)
    return trials.tried(waiting, done, customer, address, view) if done and waiting.trial else done


def _turned_down(
    action: str, waiting: Invitation, customer: Customer, address: Address, view: View
) -> Sequence[Effect]:
    invitation, left = invitations.brought_to(address, waiting, customer, view)
    match action:
        case "later" if allows(invitation, Step.SNOOZE) and waiting.message is not None:
            return [*left, *leaving.snoozed(invitation, customer, address, view, in_place=True)]
        case "decline" if allows(invitation, Step.DECLINE):
            declined = end(invitation, invitations.survey_of(invitation, view), Step.DECLINE, view.now)
            return [
                *left,
                Save(declined),
                *stop_timers(declined),
                leaving.in_place_of(invitation, customer, address, "declined", Line("said.declined"), view),
            ]
        case "stop" if allows(invitation, Step.DECLINE):
            return [*left, *leaving.opt_out(invitation, customer, address, view, in_place=True)]
        case "stop" if customer.opted_out_at is None:
            return leaving.opt_out(invitation, customer, address, view)
        case "revise" if may_revise(invitation, view.now) and not revising.is_offered(invitation):
            return revising.offer_revision(invitation, customer, address, view)
        case _:
            return []


def heard_pressed(pressed: HeardPressed, address: Address, view: View) -> Sequence[Effect]:
    """Whether we had heard their comment right."""
    own = _own_invitation(pressed.invitation_id, address, view)
    if own is None:
        return []
    invitation, customer = own
    done = playback.pressed(pressed.word, invitation, customer, address, view)
    return trials.tried(invitation, done, customer, address, view) if done and invitation.trial else done


def _own_invitation(invitation_id: str, address: Address, view: View) -> tuple[Invitation, Customer] | None:
    """The invitation and its customer, if that is who is at this address."""
    invitation, customer = view.invitation(invitation_id), view.customer_at(address)
    if invitation is None or customer is None or invitation.customer_id != customer.id:
        return None
    return invitation, customer
