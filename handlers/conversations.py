"""What customers answer, by press or typed word, while a question is open; and what they change later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.callbacks import AnswerPressed, InvitationPressed, invitation_data
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
from bot.core.effects import Button, Effect, Line, Save
from bot.core.events import MessageReceived
from bot.core.facts import changed
from bot.core.identity import Address, Customer
from bot.core.recovery import Case, CaseKind, CaseState
from bot.core.spoken import clean, says_something
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
    is_lone_question,
    read_pressed,
    read_typed,
)
from bot.core.verdict import Aside, Sentiment, joined
from bot.core.view import View
from handlers import asking, cases, casework, invitations, leaving, strays
from handlers.asking import told
from handlers.customers import known_customer
from handlers.invitations import stop_timers

RATINGS_KEPT = 5


def said(event: MessageReceived, view: View) -> Sequence[Effect]:
    """A customer typed something in their own chat."""
    customer, effects = known_customer(event.address, view, event.sender_name)
    invitation = view.open_invitation(customer.id)
    felt = view.sentiment(event.text)
    if invitation is None or invitation.question is None:
        return [*effects, *strays.heard(Aside(clean(event.text), felt), event.address, customer, view)]
    survey = invitations.survey_of(invitation, view)
    question = survey.question(invitation.question)
    if invitation.address != event.address:
        invitation = replace(invitation, address=event.address)
    talk = _Talk(invitation, survey, question, customer, event.address, felt)
    language = asking.language_of(view, customer)
    case = _followed_up_since(invitation, customer, view)
    if case is not None and casework.says_whether(event.text, language):
        answered = casework.heard(case, clean(event.text), language, customer, event.address, view)
        return [*effects, *answered]
    reading = read_typed(event.text, question, language)
    return [*effects, *_heard(talk, reading, view)]


def _followed_up_since(invitation: Invitation, customer: Customer, view: View) -> Case | None:
    """The case that was put right after the survey last spoke: a yes or no is the answer to that."""
    case = view.open_case(customer.id)
    if case is None or case.state is not CaseState.RESOLVED or case.resolved_at is None:
        return None
    asked_at = max((answer.answered_at for answer in invitation.answers), default=invitation.sent_at)
    return case if asked_at is None or case.resolved_at > asked_at else None


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
    talk = _Talk(replace(invitation, address=address), survey, question, customer, address)
    if may_revise(invitation, view.now):
        return _revised(talk, pressed.value, view)
    if invitation.question != pressed.question or not allows(invitation, Step.ANSWER):
        return []
    if question.kind is QuestionKind.CHOICES and pressed.value in {
        option.name for option in question.options
    }:
        return _toggled(talk, pressed.value, view)
    is_done = question.kind is QuestionKind.CHOICES and pressed.value == "done"
    reading = Skipped() if is_done else read_pressed(pressed.value, question)
    return [] if isinstance(reading, Unclear) else _heard(talk, reading, view)


def invitation_pressed(pressed: InvitationPressed, address: Address, view: View) -> Sequence[Effect]:
    """*Not now*, *later*, *stop asking*, or *change my rating*; pressed again, each changes nothing."""
    own = _own_invitation(pressed.invitation_id, address, view)
    if own is None:
        return []
    invitation, customer = own
    invitation = replace(invitation, address=address)
    match pressed.action:
        case "later" if allows(invitation, Step.SNOOZE) and invitation.message is not None:
            return leaving.snoozed(invitation, customer, address, view, in_place=True)
        case "decline" if allows(invitation, Step.DECLINE):
            declined = end(invitation, invitations.survey_of(invitation, view), Step.DECLINE, view.now)
            return [
                Save(declined),
                *stop_timers(declined),
                leaving.in_place_of(invitation, customer, address, "declined", Line("said.declined"), view),
            ]
        case "stop" if allows(invitation, Step.DECLINE) or customer.opted_out_at is None:
            return leaving.opt_out(invitation, customer, address, view, in_place=True)
        case "revise" if may_revise(invitation, view.now) and invitation.message is None:
            return _offer_revision(invitation, customer, address, view)
        case _:
            return []


def _own_invitation(invitation_id: str, address: Address, view: View) -> tuple[Invitation, Customer] | None:
    """The invitation and its customer, if that is who is at this address."""
    invitation, customer = view.invitation(invitation_id), view.customer_at(address)
    if invitation is None or customer is None or invitation.customer_id != customer.id:
        return None
    return invitation, customer


@dataclass(frozen=True, slots=True)
class _Talk:
    """An open question, who it is asked where, and how what they just wrote feels."""

    invitation: Invitation
    survey: Survey
    question: Question
    customer: Customer
    address: Address
    felt: Sentiment | None = None

    @property
    def about(self) -> str:
        return f"invitation:{self.invitation.id}"


def _heard(talk: _Talk, reading: Reading, view: View) -> Sequence[Effect]:
    """One reading, while a question is open."""
    is_enough = talk.question.kind is QuestionKind.TEXT or talk.invitation.asked_again > 0
    match _with_toggled(talk, reading):
        case (Rated() | Chosen() | Skipped()) as answer:
            return _answered(talk, answer, view)
        case Commented(words) as answer if is_enough:
            return _commented(talk, answer, words, view)
        case Commented(words):
            return _comment_first(talk, words, view)
        case Unclear(_, said) if is_enough:
            return _answered(talk, Commented(said) if says_something(said) else Skipped(), view)
        case Unclear():
            return _ask_again(talk, talk.invitation, Line("said.unclear"), view)
        case other:
            return _turned_away(talk, other, view)


def _commented(talk: _Talk, answer: Commented, words: str, view: View) -> Sequence[Effect]:
    """Words where words are enough; when they are a question, staff hear of it, if they do not already."""
    effects = _answered(talk, answer, view)
    staff_know = any(isinstance(effect, Save) and isinstance(effect.fact, Case) for effect in effects)
    if staff_know or not is_lone_question(words, asking.language_of(view, talk.customer)):
        return effects
    raised = cases.raise_hand(CaseKind.QUESTION, words, talk.customer, talk.invitation, talk.address, view)
    return [*raised, *effects]


def _with_toggled(talk: _Talk, reading: Reading) -> Reading:
    """What is said to a question with several options comes on top of the buttons chosen there."""
    given = talk.invitation.answer_to(talk.question.name)
    if given is None or not given.options:
        return reading
    match reading:
        case Skipped():
            return Chosen(given.options, None)
        case Commented(words):
            return Chosen(given.options, words)
        case Chosen(options, comment):
            names = (option.name for option in talk.question.options)
            return Chosen(tuple(name for name in names if name in {*given.options, *options}), comment)
        case _:
            return reading


def _turned_away(talk: _Talk, reading: Reading, view: View) -> Sequence[Effect]:
    """Something else than an answer: the question stays open, unless they want no more of it."""
    match reading:
        case Later():
            return leaving.snoozed(talk.invitation, talk.customer, talk.address, view)
        case OptedOut(str(words)):
            return _parting_words(talk, words, view)
        case Asked(words):
            return cases.raise_hand(
                CaseKind.QUESTION, words, talk.customer, talk.invitation, talk.address, view
            )
        case WantsPerson(words):
            return cases.raise_hand(
                CaseKind.PERSON, words, talk.customer, talk.invitation, talk.address, view
            )
        case _:
            return leaving.opt_out(talk.invitation, talk.customer, talk.address, view)


def _answered(talk: _Talk, reading: Rated | Chosen | Commented | Skipped, view: View) -> Sequence[Effect]:
    """Save the answer as it comes, then the next question or the thanks; staff hear at once if need be."""
    question, survey = talk.question, talk.survey
    answer = answer_from(reading, question.kind, question.name, view.now, talk.felt)
    message = view.new_id()
    answered = answer_current(talk.invitation, survey, answer, view.now, message)
    customer = _who_answered(talk, answer)
    effects: list[Effect] = [Save(customer)] if customer != talk.customer else []
    effects += asking.retire(view, talk.invitation, customer, question, answer)
    if answered.question is None:
        effects += [
            Save(answered),
            *stop_timers(answered),
            _thanks(answered, survey, customer, talk.address, view),
        ]
    else:
        effects += [Save(answered), asking.ask(view, answered, customer, talk.address, message)]
    return [*effects, *cases.after_answer(answered, survey, customer, view, answer.comment)]


def _who_answered(talk: _Talk, answer: Answer) -> Customer:
    """The customer with the headline rating in their history; whoever answers ignores nobody."""
    customer = replace(talk.customer, ignored=0) if talk.customer.ignored else talk.customer
    if answer.question != talk.survey.headline or answer.rating is None:
        return customer
    return changed(customer, ratings=(*customer.ratings, answer.rating)[-RATINGS_KEPT:])


def _thanks(
    invitation: Invitation, survey: Survey, customer: Customer, address: Address, view: View
) -> Effect:
    revise = Button(Line("survey.revise"), invitation_data(invitation.id, "revise"), emphasis="quiet")
    # Nobody looks at an internal answer personally: it opens no case.
    low = asking.was_low(invitation, survey) and survey.audience is Audience.BUYER
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
    spoken = replace(talk.invitation, aside=joined(talk.invitation.aside, Aside(words, talk.felt)))
    return [
        *leaving.opt_out(spoken, talk.customer, talk.address, view),
        *cases.after_answer(spoken, talk.survey, talk.customer, view, words),
    ]


def _comment_first(talk: _Talk, words: str, view: View) -> Sequence[Effect]:
    """Words where a rating or a choice was asked: they are kept, and the question is asked once more."""
    aside = joined(talk.invitation.aside, Aside(words, talk.felt))
    kept = replace(talk.invitation, aside=aside)
    return [
        *_ask_again(talk, kept, Line("said.kept"), view),
        *cases.after_answer(kept, talk.survey, talk.customer, view, words),
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
    return [*invitations.without_buttons(invitation, talk.customer, view), Save(again), message]


def _toggled(talk: _Talk, value: str, view: View) -> Sequence[Effect]:
    """One of several options was pressed: it is chosen, or no longer."""
    question, invitation = talk.question, talk.invitation
    old = invitation.answer_to(question.name)
    chosen = set(old.options if old else ()) ^ {value}
    options = tuple(option.name for option in question.options if option.name in chosen)
    answer = Answer(question.name, question.kind, view.now, options=options, skipped=not options)
    toggled = take(record(invitation, answer), Step.ANSWER, view.now)
    message = toggled.message or view.new_id()
    shown = asking.ask(
        view,
        toggled,
        talk.customer,
        talk.address,
        view.new_id() if toggled.message else message,
        purpose="toggled",
        target=toggled.message,
    )
    return [Save(replace(toggled, message=message)), shown]


def _offer_revision(
    invitation: Invitation, customer: Customer, address: Address, view: View
) -> Sequence[Effect]:
    """The rating is asked once more, in a message that waits for it."""
    survey = invitations.survey_of(invitation, view)
    question = survey.question(survey.headline)
    offered = replace(invitation, message=view.new_id())
    return [
        Save(offered),
        told(
            view,
            address,
            customer,
            "revise",
            f"invitation:{invitation.id}",
            Line("said.revise"),
            asking.question_line(view, invitation, customer, question),
            rows=asking.answer_rows(invitation, question),
            parcel_id=offered.message,
        ),
    ]


def _revised(talk: _Talk, value: str, view: View) -> Sequence[Effect]:
    """A completed response is changed within a day: the number counts anew, the words stay.

    Only the message that offered it takes a new rating, and only once: a press on any other is late.
    """
    question, customer = talk.question, talk.customer
    reading = read_pressed(value, question)
    old = talk.invitation.answer_to(question.name)
    is_offered = talk.invitation.message is not None and question.name == talk.survey.headline
    if not isinstance(reading, Rated) or old is None or not is_offered:
        return []
    answer = replace(old, rating=reading.value, skipped=False)
    revised = replace(record(take(talk.invitation, Step.REVISE, view.now), answer), message=None)
    customer = replace(customer, ratings=_with_revised(customer.ratings, old.rating, reading.value))
    line = asking.answer_line(question, answer)
    return [
        Save(revised),
        Save(customer),
        told(
            view,
            talk.address,
            customer,
            "revised",
            talk.about,
            Line("said.revised"),
            line,
            target=talk.invitation.message,
        ),
        *cases.after_answer(revised, talk.survey, customer, view),
    ]


def _with_revised(ratings: tuple[int, ...], old: int | None, new: int) -> tuple[int, ...]:
    """The history with the latest ``old`` replaced; with the new one at its end if none was given."""
    if old is None or old not in ratings:
        return (*ratings, new)[-RATINGS_KEPT:]
    place = len(ratings) - 1 - ratings[::-1].index(old)
    return (*ratings[:place], new, *ratings[place + 1 :])
