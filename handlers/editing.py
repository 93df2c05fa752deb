"""Somebody changes what they had typed: the answer that was said in it changes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.conversation import Answer, Invitation, read_again, record
from bot.core.effects import Effect, Line, Save
from bot.core.events import MessageEdited
from bot.core.identity import Customer
from bot.core.spoken import clean
from bot.core.survey import Audience
from bot.core.understanding import read_typed
from bot.core.verdict import Aside
from bot.core.view import View
from handlers import asking, cases, invitations, trials
from handlers.asking import told
from handlers.revising import with_revised


def edited(event: MessageEdited, view: View) -> Sequence[Effect]:
    """An edit counts while the conversation is open; of other words staff hear while a case is open.

    Of somebody who works with us they may be words of a survey that has ended, which are for nobody.
    """
    customer = view.customer_at(event.address)
    if customer is None:
        return []
    invitation = view.open_invitation(customer.id)
    if invitation is not None:
        for answer in invitation.answers:
            if answer.said_in == event.original:
                done = _answer_edited(event, answer, invitation, customer, view)
                if invitation.trial:
                    return trials.tried(invitation, done, customer, event.address, view)
                return done
    if customer.audience is Audience.INTERNAL:
        return []
    case, words = view.open_case(customer.id), clean(event.text)
    return cases.changed_words(case, words, customer, view) if case and words else []


def _answer_edited(
    event: MessageEdited, old: Answer, invitation: Invitation, customer: Customer, view: View
) -> Sequence[Effect]:
    """The message is read again, for the question that it answered."""
    survey = invitations.survey_of(invitation, view)
    question = survey.question(old.question)
    reading = read_typed(event.text, question, asking.language_of(view, customer))
    text = clean(event.text)
    answer = read_again(old, reading, view.sentiment(text), text)
    if answer == old:
        return []
    revised = record(invitation, answer)
    effects: list[Effect] = [Save(revised)]
    is_told = question.name == survey.headline and survey.audience is Audience.BUYER
    if is_told and answer.rating is not None and answer.rating != old.rating:
        ratings = with_revised(customer.ratings, old.rating, answer.rating)
        customer = replace(customer, ratings=ratings)
        effects.append(Save(customer))
    shown = asking.answer_line(question, answer)
    about = f"invitation:{invitation.id}"
    effects.append(told(view, event.address, customer, "revised", about, Line("said.revised"), shown))
    words = answer.comment if answer.comment != old.comment else None
    said = Aside(words or "")
    return [*effects, *cases.after_answer(revised, survey, customer, view, said, instead_of=old.comment)]
