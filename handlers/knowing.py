"""Getting to know a customer: one small question after the thanks, where all went well; never twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core import knowing
from bot.core.callbacks import KnowingPressed, knowing_data
from bot.core.conversation import Invitation
from bot.core.effects import Button, Effect, Line, Save
from bot.core.identity import Address, Attribute, Customer, derived_id
from bot.core.knowing import CALLED, QUESTIONS, SKIP, Question
from bot.core.playback import PlaybackReply
from bot.core.recovery import Case
from bot.core.survey import Audience, Survey
from bot.core.understanding import (
    Asked,
    Later,
    OptedOut,
    Skipped,
    WantsPerson,
    is_lone_question,
    needs_analysis,
    read_typed,
)
from bot.core.verdict import AlertRules, Aside, Verdict, judge
from bot.core.view import View
from handlers import asking, closing
from handlers.asking import told

_A_ROW = 2
_SURELY = 0.85  # probability
_HEARD_WELL = frozenset((mood, PlaybackReply.RIGHT) for mood in (Verdict.HAPPY, Verdict.NEUTRAL))
"""What was said back to them and asks nothing more."""


def asked(
    done: Sequence[Effect],
    ended: Invitation,
    survey: Survey,
    customer: Customer,
    address: Address,
    view: View,
) -> list[Effect]:
    """One small question, where a survey has just ended well and nothing else waits for an answer.

    ``done`` is what else comes of its last answer: whoever needs help is not asked about themselves.
    """
    question = knowing.next_question(customer)
    if question is None or not view.settings.get_to_know:
        return []
    if not is_welcome(done, ended, survey, customer, view):
        return []
    rows = [Button(_answer(question, one), _data(ended.id, question, one)) for one in question.answers]
    skip = Button(Line("know.skip"), _data(ended.id, question, SKIP), emphasis="quiet")
    asks = told(
        view,
        address,
        customer,
        "know",
        f"invitation:{ended.id}",
        Line("know.lead"),
        Line(f"know.ask.{question.name}"),
        rows=(*(tuple(rows[at : at + _A_ROW]) for at in range(0, len(rows), _A_ROW)), (skip,)),
        parcel_id=_message(ended.id),
    )
    return [Save(knowing.asked(customer, question, ended.id, view.now)), asks]


def is_welcome(
    done: Sequence[Effect], ended: Invitation, survey: Survey, customer: Customer, view: View
) -> bool:
    """Whether a survey has just ended well, of a buyer's, and nothing else waits for an answer."""
    if ended.question is not None or ended.trial:
        return False
    if survey.audience is not Audience.BUYER or customer.opted_out_at is not None:
        return False
    went_well = closing.thanks_key(ended, survey, customer, view) == "said.thanks"
    has_case = view.open_case(customer.id) is not None
    opens_one = any(isinstance(effect, Save) and isinstance(effect.fact, Case) for effect in done)
    language = asking.language_of(view, customer)
    asks_us = any(is_lone_question(answer.comment or "", language) for answer in ended.answers[-1:])
    said_back = [answer.playback for answer in ended.answers if answer.playback is not None]
    heard_well = all((one.heard, one.reply) in _HEARD_WELL for one in said_back)
    return went_well and heard_well and not (has_case or opens_one or asks_us)


def pressed(press: KnowingPressed, address: Address, view: View) -> Sequence[Effect]:
    """An answer, or none. Pressed again it changes nothing."""
    customer, question = view.customer_at(address), QUESTIONS.get(press.question)
    if customer is None or question is None or not knowing.is_open(customer, question, press.invitation_id):
        return []
    if press.value == SKIP:
        return _skipped(customer, question, press.invitation_id, address, view)
    if press.value not in question.answers:
        return []
    return _answered(customer, question, press.value, press.invitation_id, address, view)


def typed(message: Aside, address: Address, customer: Customer, view: View) -> list[Effect] | None:
    """What is typed while the question waits, as far as it is an answer; None where it is something else."""
    waiting = knowing.waits(customer, view.now)
    if waiting is None or message.evidence or view.open_case(customer.id) is not None:
        return None
    question, invitation_id = waiting
    language = asking.language_of(view, customer)
    match read_typed(message.text, None, language):
        case Skipped():
            return _skipped(customer, question, invitation_id, address, view)
        case OptedOut() | WantsPerson() | Asked() | Later():
            return None
    if not needs_analysis(message.text, language):
        return None
    says_name = question.name == CALLED and knowing.introduces(message.text)
    if not says_name and judge(None, None, message.said, _stricter(view)).needs_case:
        return None
    words = _read(question, message, customer)
    return None if words is None else _answered(customer, question, words, invitation_id, address, view)


def _stricter(view: View) -> AlertRules:
    """What is typed right behind a question is the answer to it, unless it surely is a complaint."""
    rules = view.settings.alert_rules(None)
    surely = {name: max(getattr(rules, name), _SURELY) for name in ("unhappy_from", "complaint_from")}
    return replace(rules, **surely)


def _read(question: Question, message: Aside, customer: Customer) -> str | None:
    """A name feels like nothing, unless it is said to be one, or is theirs: "Great!" is none."""
    if question.name != CALLED:
        return knowing.read_answer(message.text)
    felt = message.sentiment
    feels = felt is not None and felt.is_known and felt.confidence >= _SURELY
    name = knowing.read_name(message.text)
    theirs = name is not None and name.casefold() in (customer.name or "").casefold().split()
    return None if feels and not theirs and not knowing.introduces(message.text) else name


def said(attribute: Attribute) -> Line:
    """What a customer told of themselves: what they pressed, or their own words."""
    question = QUESTIONS.get(attribute.name)
    if question is not None and attribute.value in question.answers:
        return _answer(question, attribute.value)
    return Line("card.words", {"words": attribute.value})


def _answer(question: Question, value: str) -> Line:
    return Line(f"know.answer.{question.name}.{value}")


def _answered(
    customer: Customer, question: Question, value: str, invitation_id: str, address: Address, view: View
) -> list[Effect]:
    told_us = knowing.answered(customer, question, value, view.now)
    if question.name == CALLED:
        line = Line("know.called", {"name": value})
    elif value in question.answers:
        line = _answer(question, value)
    else:
        line = Line("know.noted", {"words": value})
    return [Save(told_us), _redrawn(told_us, question, line, invitation_id, address, view)]


def _skipped(
    customer: Customer, question: Question, invitation_id: str, address: Address, view: View
) -> list[Effect]:
    passed_over = knowing.skipped(customer, question, view.now)
    line = Line("know.skipped")
    return [Save(passed_over), _redrawn(passed_over, question, line, invitation_id, address, view)]


def _redrawn(
    customer: Customer, question: Question, line: Line, invitation_id: str, address: Address, view: View
) -> Effect:
    """The question in its place, with what came of it and without buttons."""
    asks = Line(f"know.ask.{question.name}")
    about, target = f"invitation:{invitation_id}", _message(invitation_id)
    return told(view, address, customer, "known", about, asks, line, target=target)


def _message(invitation_id: str) -> str:
    """The parcel that asks: one at most after each survey."""
    return derived_id("know", invitation_id)


def _data(invitation_id: str, question: Question, value: str) -> str:
    return knowing_data(invitation_id, question.name, value)
