"""What customers say: answers by press or typed word, and messages that answer no question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.core.callbacks import AnswerPressed, InvitationPressed, MenuPressed, invitation_data, menu_data
from bot.core.conversation import (
    Answer,
    Invitation,
    Step,
    allows,
    answer_current,
    answer_from,
    end,
    may_revise,
    record,
    take,
)
from bot.core.effects import Button, CancelTimer, Effect, Line, Save, SetTimer, Timer
from bot.core.events import MessageReceived
from bot.core.identity import Address, Contact, Customer, derived_id
from bot.core.recovery import CaseKind
from bot.core.survey import Audience, Question, QuestionKind, Survey
from bot.core.understanding import (
    Asked,
    Chosen,
    Commented,
    Later,
    OptedOut,
    Rated,
    Reading,
    Skipped,
    Unclear,
    WantsPerson,
    read_pressed,
    read_typed,
)
from bot.core.verdict import Aside, joined
from bot.core.view import View
from handlers import asking, cases, invitations
from handlers.asking import told

SNOOZE = timedelta(days=1)


def said(event: MessageReceived, view: View) -> Sequence[Effect]:
    """A customer typed something in their own chat."""
    customer, effects = known_customer(event.address, view, event.sender_name)
    invitation = view.open_invitation(customer.id)
    language = asking.language_of(view, customer)
    if invitation is None or invitation.question is None:
        reading = read_typed(event.text, None, language)
        return [*effects, *_stray(event.text, reading, event.address, customer, view)]
    survey = view.settings.survey(invitation.survey, invitation.survey_version)
    question = survey.question(invitation.question)
    reading = read_typed(event.text, question, language)
    invitation = replace(invitation, address=event.address)
    talk = _Talk(invitation, survey, question, customer, event.address)
    return [*effects, *_heard(talk, reading, event.text, view)]


def known_customer(
    address: Address, view: View, sender_name: str | None = None
) -> tuple[Customer, list[Effect]]:
    """Who is at this address; somebody new becomes a customer."""
    customer = view.customer_at(address)
    if customer is not None:
        return customer, []
    stranger = Customer(
        id=derived_id("address", address.key),
        audience=Audience.BUYER,
        name=sender_name,
        language=None,
        timezone=None,
    )
    return stranger, [Save(stranger), Save(Contact(address, stranger.id))]


def answer_pressed(pressed: AnswerPressed, address: Address, view: View) -> Sequence[Effect]:
    """A customer pressed an answer. A press on an old button changes nothing, or revises within a day."""
    invitation, customer = _own_invitation(pressed.invitation_id, address, view)
    if invitation is None or customer is None:
        return []
    survey = view.settings.survey(invitation.survey, invitation.survey_version)
    if pressed.question not in {question.name for question in survey.questions}:
        return []
    question = survey.question(pressed.question)
    if may_revise(invitation, view.now):
        talk = _Talk(invitation, survey, question, customer, address)
        return _revised(talk, pressed.value, view)
    if invitation.question != pressed.question or not allows(invitation, Step.ANSWER):
        return []
    talk = _Talk(replace(invitation, address=address), survey, question, customer, address)
    if question.kind is QuestionKind.CHOICES and pressed.value not in {"done", "skip"}:
        return _toggled(talk, pressed.value, view)
    if question.kind is QuestionKind.CHOICES and pressed.value == "done":
        chosen = invitation.answer_to(question.name)
        reading: Reading = Chosen(chosen.options, None) if chosen and chosen.options else Skipped()
    else:
        reading = read_pressed(pressed.value, question)
    return _heard(talk, reading, pressed.value, view)


def invitation_pressed(pressed: InvitationPressed, address: Address, view: View) -> Sequence[Effect]:
    """*Not now*, *later*, *stop asking*, or *change my answer*."""
    invitation, customer = _own_invitation(pressed.invitation_id, address, view)
    if invitation is None or customer is None:
        return []
    invitation = replace(invitation, address=address)
    match pressed.action:
        case "later" if allows(invitation, Step.SNOOZE):
            survey = view.settings.survey(invitation.survey, invitation.survey_version)
            question = survey.question(invitation.question or survey.first.name)
            return _snoozed(_Talk(invitation, survey, question, customer, address), view)
        case "decline" if allows(invitation, Step.DECLINE):
            survey = view.settings.survey(invitation.survey, invitation.survey_version)
            declined = end(invitation, survey, Step.DECLINE, view.now)
            return [
                Save(declined),
                *_stop_timers(declined),
                told(
                    view,
                    address,
                    customer,
                    "declined",
                    f"invitation:{declined.id}",
                    Line("said.declined"),
                    target=declined.message,
                ),
            ]
        case "stop":
            return opt_out(invitation, customer, address, view)
        case "revise" if may_revise(invitation, view.now):
            return _offer_revision(invitation, customer, address, view)
        case _:
            return []


def menu_pressed(pressed: MenuPressed, address: Address, view: View) -> Sequence[Effect]:
    """What a message that answered no question was: feedback, a wish to talk, or nothing."""
    customer, effects = known_customer(address, view)
    contact = view.contact(address) or Contact(address, customer.id)
    aside = contact.stray
    effects.append(Save(replace(contact, stray=None)))
    match pressed.action:
        case "feedback":
            effects += feedback_wanted(address, customer, view, aside=aside)
        case "person":
            effects += cases.raise_hand(
                CaseKind.PERSON, aside.text if aside else None, customer, None, address, view
            )
        case _:
            effects.append(told(view, address, customer, "reply", "menu", Line("said.nothing")))
    return effects


def feedback_wanted(
    address: Address, customer: Customer, view: View, aside: Aside | None = None
) -> Sequence[Effect]:
    """A customer wants to give feedback: ask now, at any hour, or go on with what is open."""
    current = view.open_invitation(customer.id)
    if current is not None:
        going_on = replace(current, address=address, aside=joined(current.aside, aside))
        return invitations.ask_current(going_on, customer, address, view)
    planned = view.planned_invitation(customer.id)
    invitation = planned or invitations.by_customer(customer, view)
    return invitations.start(
        replace(invitation, aside=aside, started_by_customer=True), customer, address, view
    )


def opt_out(
    invitation: Invitation | None, customer: Customer, address: Address, view: View
) -> Sequence[Effect]:
    """*Stop*: no more invitations, reminders or news. What was said is kept."""
    effects: list[Effect] = [Save(replace(customer, opted_out_at=view.now))]
    planned = view.planned_invitation(customer.id)
    if planned is not None:
        effects += [Save(take(planned, Step.WITHDRAW, view.now)), *_stop_timers(planned)]
    if invitation is not None and allows(invitation, Step.DECLINE):
        survey = view.settings.survey(invitation.survey, invitation.survey_version)
        effects += [Save(end(invitation, survey, Step.DECLINE, view.now)), *_stop_timers(invitation)]
    line = Line("said.stopped", {"business": view.settings.business})
    about = f"invitation:{invitation.id}" if invitation else "stop"
    return [*effects, told(view, address, customer, "reply", about, line)]


def _own_invitation(
    invitation_id: str, address: Address, view: View
) -> tuple[Invitation | None, Customer | None]:
    """The invitation, if it belongs to whoever is at this address."""
    invitation, customer = view.invitation(invitation_id), view.customer_at(address)
    if invitation is None or customer is None or invitation.customer_id != customer.id:
        return None, None
    return invitation, customer


def _stop_timers(invitation: Invitation) -> list[Effect]:
    return [CancelTimer(f"{kind}:{invitation.id}") for kind in ("invite", "remind", "expire")]


@dataclass(frozen=True, slots=True)
class _Talk:
    """An open question, and who it is asked where."""

    invitation: Invitation
    survey: Survey
    question: Question
    customer: Customer
    address: Address

    @property
    def about(self) -> str:
        return f"invitation:{self.invitation.id}"


def _heard(talk: _Talk, reading: Reading, text: str, view: View) -> Sequence[Effect]:
    """One reading, while a question is open."""
    match reading:
        case Rated() | Chosen() | Skipped():
            return _answered(talk, reading, text, view)
        case Commented() if talk.question.kind is QuestionKind.TEXT or talk.invitation.asked_again:
            return _answered(talk, reading, text, view)
        case Commented(words):
            return _comment_first(talk, words, view)
        case Unclear() if talk.invitation.asked_again:
            return _answered(talk, Commented(text), text, view)
        case Unclear():
            return _ask_again(talk, talk.invitation, Line("said.unclear"), view)
        case _:
            return _turned_away(talk, reading, text, view)


def _turned_away(talk: _Talk, reading: Reading, text: str, view: View) -> Sequence[Effect]:
    """Something else than an answer: the question stays open, unless they want no more of it."""
    match reading:
        case Later():
            return _snoozed(talk, view)
        case OptedOut(str(words)):
            return _parting_words(talk, words, view)
        case OptedOut():
            return opt_out(talk.invitation, talk.customer, talk.address, view)
        case _:
            kind = CaseKind.QUESTION if isinstance(reading, Asked) else CaseKind.PERSON
            return cases.raise_hand(kind, text, talk.customer, talk.invitation, talk.address, view)


def _answered(
    talk: _Talk, reading: Rated | Chosen | Commented | Skipped, text: str, view: View
) -> Sequence[Effect]:
    """Save the answer as it comes, then the next question or the thanks; staff hear at once if need be."""
    question, survey, customer = talk.question, talk.survey, talk.customer
    answer = answer_from(reading, question.kind, question.name, view.now, view.sentiment(text))
    answered = answer_current(talk.invitation, survey, answer, view.now)
    effects = asking.retire(view, talk.invitation, customer, question, answer)
    if question.name == survey.headline and answer.rating is not None:
        customer = replace(customer, ratings=(*customer.ratings, answer.rating)[-5:], ignored=0)
        effects.insert(0, Save(customer))
    if answered.question is None:
        effects += [
            Save(answered),
            *_stop_timers(answered),
            _thanks(answered, survey, customer, talk.address, view),
        ]
    else:
        message = view.new_id()
        answered = replace(answered, message=message)
        effects += [Save(answered), asking.ask(view, answered, customer, talk.address, message)]
    return [*effects, *cases.after_answer(answered, survey, customer, view)]


def _thanks(
    invitation: Invitation, survey: Survey, customer: Customer, address: Address, view: View
) -> Effect:
    revise = Button(Line("survey.revise"), invitation_data(invitation.id, "revise"), emphasis="quiet")
    low = asking.was_low(invitation, survey)
    line = Line("said.thanks_low" if low else "said.thanks", asking.names(view, invitation, customer))
    return told(
        view,
        address,
        customer,
        "thanks",
        f"invitation:{invitation.id}",
        line,
        rows=((revise,),) if invitation.answer_to(survey.headline) else (),
    )


def _parting_words(talk: _Talk, words: str, view: View) -> Sequence[Effect]:
    """*Stop*, and a piece of their mind with it: both count."""
    question = talk.question
    answer = answer_from(Commented(words), question.kind, question.name, view.now, view.sentiment(words))
    spoken = take(record(talk.invitation, answer), Step.ANSWER, view.now)
    return [
        *opt_out(spoken, talk.customer, talk.address, view),
        *cases.after_answer(spoken, talk.survey, talk.customer, view),
    ]


def _comment_first(talk: _Talk, words: str, view: View) -> Sequence[Effect]:
    """Words where a rating or a choice was asked: they are kept, and the question is asked once more."""
    aside = joined(talk.invitation.aside, Aside(words, view.sentiment(words)))
    kept = replace(talk.invitation, aside=aside)
    return [
        *_ask_again(talk, kept, Line("said.kept"), view),
        *cases.after_answer(kept, talk.survey, talk.customer, view),
    ]


def _ask_again(talk: _Talk, invitation: Invitation, before: Line, view: View) -> Sequence[Effect]:
    """One friendly re-ask that shows the scale; after it, whatever is said is kept and we move on."""
    again = replace(invitation, asked_again=invitation.asked_again + 1, message=view.new_id())
    message = told(
        view,
        talk.address,
        talk.customer,
        "again",
        talk.about,
        before,
        asking.scale_line(talk.question),
        rows=asking.answer_rows(invitation, talk.question),
        parcel_id=again.message,
    )
    retired = invitations.without_buttons(invitation, talk.customer, talk.question, view)
    return [*retired, Save(again), message]


def _snoozed(talk: _Talk, view: View) -> Sequence[Effect]:
    """*Later*: once, tomorrow."""
    due = min(view.now + SNOOZE, talk.invitation.expires_at)
    return [
        Save(take(talk.invitation, Step.SNOOZE, view.now)),
        SetTimer(Timer("remind", talk.invitation.id, due)),
        told(view, talk.address, talk.customer, "reply", talk.about, Line("said.later")),
    ]


def _toggled(talk: _Talk, value: str, view: View) -> Sequence[Effect]:
    """One of several options was pressed: it is chosen, or no longer."""
    question, invitation = talk.question, talk.invitation
    if value not in {option.name for option in question.options}:
        return []
    old = invitation.answer_to(question.name)
    chosen = set(old.options if old else ()) ^ {value}
    options = tuple(option.name for option in question.options if option.name in chosen)
    answer = Answer(question.name, question.kind, view.now, options=options, skipped=not options)
    toggled = record(invitation, answer)
    shown = asking.ask(
        view,
        toggled,
        talk.customer,
        talk.address,
        view.new_id(),
        purpose="toggled",
        target=invitation.message,
    )
    return [Save(toggled), shown]


def _offer_revision(
    invitation: Invitation, customer: Customer, address: Address, view: View
) -> Sequence[Effect]:
    survey = view.settings.survey(invitation.survey, invitation.survey_version)
    question = survey.question(survey.headline)
    return [
        told(
            view,
            address,
            customer,
            "revise",
            f"invitation:{invitation.id}",
            Line("said.revise"),
            asking.question_line(view, invitation, customer, question),
            rows=asking.answer_rows(invitation, question),
        )
    ]


def _revised(talk: _Talk, value: str, view: View) -> Sequence[Effect]:
    """A completed response is changed within a day: the number counts anew, the words stay."""
    question, customer = talk.question, talk.customer
    reading = read_pressed(value, question)
    old = talk.invitation.answer_to(question.name)
    if not isinstance(reading, Rated) or old is None or old.rating == reading.value:
        return []
    answer = replace(old, rating=reading.value, skipped=False)
    revised = record(take(talk.invitation, Step.REVISE, view.now), answer)
    effects: list[Effect] = [Save(revised)]
    if question.name == talk.survey.headline and customer.ratings:
        customer = replace(customer, ratings=(*customer.ratings[:-1], reading.value))
        effects.append(Save(customer))
    line = asking.answer_line(question, answer)
    thanks = told(view, talk.address, customer, "reply", talk.about, Line("said.revised"), line)
    return [*effects, thanks, *cases.after_answer(revised, talk.survey, customer, view)]


def _stray(text: str, reading: Reading, address: Address, customer: Customer, view: View) -> Sequence[Effect]:
    """A message while nothing is asked. It is never swallowed."""
    case = view.open_case(customer.id)
    match reading:
        case OptedOut():
            return opt_out(None, customer, address, view)
        case _ if case is not None:
            return cases.customer_wrote(case, text, customer, address, view)
        case WantsPerson():
            return cases.raise_hand(CaseKind.PERSON, text, customer, None, address, view)
        case Asked():
            return cases.raise_hand(CaseKind.QUESTION, text, customer, None, address, view)
        case _:
            contact = view.contact(address) or Contact(address, customer.id)
            stray = joined(contact.stray, Aside(text, view.sentiment(text)))
            return [Save(replace(contact, stray=stray)), menu(address, customer, view)]


def menu(address: Address, customer: Customer, view: View) -> Effect:
    """*Give feedback · talk to a person · nothing*."""
    rows = tuple(
        (Button(Line(f"menu.{action}"), menu_data(action)),) for action in ("feedback", "person", "nothing")
    )
    return told(view, address, customer, "menu", "menu", Line("said.menu"), rows=rows)
