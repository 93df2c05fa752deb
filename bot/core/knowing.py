"""Getting to know a customer: one small question at a time, never twice, and what they said to it.

What was said is an attribute of theirs with the source "customer". That a question was asked is one with the
source ``US``: its value is the invitation after whose thanks it was asked while an answer may still come,
and empty once they passed it over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.identity import Attribute, Customer

US = "us"
THEMSELVES = "customer"
SKIP = "skip"
CALLED = "preferred_name"
WAITS_FOR = timedelta(hours=1)
"""How long what is typed may be the answer: later it is about something else."""

_LONGEST_ANSWER = 200  # characters
_LONGEST_NAME = 40  # characters
_WORDS_OF_A_NAME = 3
_CALL_ME = re.compile(r"(?:(?:please|just) )*(?:call me|i am|i'm|my name is|it's) +", re.IGNORECASE)
_PLEASE = re.compile(r",? (?:please|is fine|will do)$", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][^\W\d_'’.\- ]*(?:[ '’.\-]+[^\W\d_]+)*\.?", re.UNICODE)


@dataclass(frozen=True, slots=True)
class Question:
    """``answers`` are names of what can be pressed, each with a text of its own; typed words do as well."""

    name: str
    answers: tuple[str, ...]


QUESTIONS: Mapping[str, Question] = {
    one.name: one
    for one in (
        Question("heard_of_us", ("friend", "passing", "search", "social", "advertisement")),
        Question("how_long", ("first", "months", "year", "years")),
        Question(CALLED, ()),
        Question("distance", ("near", "some", "far", "online")),
        Question("role", ("everyday", "treat", "gift", "work")),
    )
}
"""In the order in which they are asked."""


def next_question(customer: Customer) -> Question | None:
    """What they were never asked and did not tell by themselves; None once there is nothing left."""
    known = {one.name for one in customer.attributes}
    if customer.preferred_name is not None:
        known.add(CALLED)
    return next((one for name, one in QUESTIONS.items() if name not in known), None)


def asked(customer: Customer, question: Question, invitation_id: str, now: datetime) -> Customer:
    """The customer to whom this question was put, after the thanks for this survey."""
    return _with(customer, Attribute(question.name, invitation_id, US, now))


def waits(customer: Customer, now: datetime) -> tuple[Question, str] | None:
    """The question that may still be answered by typing, and the invitation that it was asked after."""
    for one in customer.attributes:
        if one.source == US and one.value and now - one.at < WAITS_FOR and one.name in QUESTIONS:
            return QUESTIONS[one.name], one.value
    return None


def is_open(customer: Customer, question: Question, invitation_id: str) -> bool:
    """Whether this question was put to them after this survey, and has neither answer nor skip."""
    wanted = (question.name, invitation_id, US)
    return any((one.name, one.value, one.source) == wanted for one in customer.attributes)


def answered(customer: Customer, question: Question, value: str, now: datetime) -> Customer:
    """The customer with their answer; how they like to be called is what they are called by."""
    told = _with(customer, Attribute(question.name, value, THEMSELVES, now))
    return replace(told, preferred_name=value) if question.name == CALLED else told


def skipped(customer: Customer, question: Question, now: datetime) -> Customer:
    """The customer who passed it over: it is not asked again."""
    return _with(customer, Attribute(question.name, "", US, now))


def closed(customer: Customer, now: datetime) -> Customer:
    """The customer without a question that waits: they went on to something else."""
    waiting = waits(customer, now)
    return skipped(customer, waiting[0], now) if waiting else customer


def read_name(words: str) -> str | None:
    """How somebody says they like to be called, None where that is more, or less, than a name."""
    said = " ".join(words.split()).rstrip(".!")
    name = _PLEASE.sub("", _CALL_ME.sub("", said, count=1))
    is_short = len(name) <= _LONGEST_NAME and len(name.split()) <= _WORDS_OF_A_NAME
    return name if is_short and _NAME.fullmatch(name) else None


def introduces(words: str) -> bool:
    """Whether these words say a name in so many words: "Call me May" asks nobody to call."""
    said = _CALL_ME.match(" ".join(words.split()))
    return said is not None and words.strip()[said.end() :][:1].isupper() and read_name(words) is not None


def read_answer(words: str) -> str | None:
    """Typed words as an answer to a question that has buttons; None where they are too many for that."""
    said = " ".join(words.split())
    return said if 0 < len(said) <= _LONGEST_ANSWER else None


def told_of(customer: Customer) -> tuple[Attribute, ...]:
    """What was told of them; that we asked is nothing that was told."""
    return tuple(one for one in customer.attributes if one.source != US)


def _with(customer: Customer, attribute: Attribute) -> Customer:
    others = [one for one in customer.attributes if one.name != attribute.name]
    return replace(customer, attributes=tuple(sorted((*others, attribute), key=lambda one: one.name)))
