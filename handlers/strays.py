"""Messages that answer no question. None is swallowed: it joins a case, goes to staff, or is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.callbacks import MenuPressed, menu_data
from bot.core.effects import Button, Effect, Line, Save
from bot.core.identity import Address, Customer
from bot.core.recovery import CaseKind
from bot.core.understanding import Asked, OptedOut, WantsPerson, needs_analysis, read_typed
from bot.core.verdict import URGENT, Aside, joined, judge, signals_in
from bot.core.view import View
from handlers import asking, cases, casework, invitations, leaving
from handlers.asking import told
from handlers.customers import contact_at, known_customer


def heard(message: Aside, address: Address, customer: Customer, view: View) -> Sequence[Effect]:
    """A message while nothing is asked. It is never swallowed."""
    words = message.text
    language = asking.language_of(view, customer)
    case = view.open_case(customer.id)
    match read_typed(words, None, language):
        case OptedOut(comment):
            stopped = leaving.opt_out(None, customer, address, view)
            if comment is None or (
                case is None and not judge(None, None, comment, message.sentiment).needs_case
            ):
                return stopped
            return [*stopped, *cases.raise_hand(CaseKind.UNHAPPY, comment, customer, None, address, view)]
        case _ if case is not None:
            return casework.heard(case, words, language, customer, address, view)
        case WantsPerson():
            return cases.raise_hand(CaseKind.PERSON, words, customer, None, address, view)
        case Asked():
            return cases.raise_hand(CaseKind.QUESTION, words, customer, None, address, view)
        case _ if not URGENT.isdisjoint(signals_in(words)):
            return cases.raise_hand(CaseKind.UNHAPPY, words, customer, None, address, view)
        case _:
            return offer_menu(message, address, customer, view)


def menu_pressed(pressed: MenuPressed, address: Address, view: View) -> Sequence[Effect]:
    """What a message that answered no question was: feedback, a wish to talk, or nothing.

    The words wait as the contact's ``stray`` until a button is pressed; a second press finds none.
    """
    if address.room:
        return []
    customer, effects = known_customer(address, view)
    contact = contact_at(address, customer, view)
    stray = contact.stray
    if stray is not None:
        effects.append(Save(replace(contact, stray=None)))
    match pressed.action:
        case "feedback" if stray is not None or view.open_invitation(customer.id) is None:
            comment = (
                stray if stray and needs_analysis(stray.text, asking.language_of(view, customer)) else None
            )
            effects += feedback_wanted(address, customer, view, comment)
        case "person":
            words = stray.text if stray else ""
            effects += cases.raise_hand(CaseKind.PERSON, words, customer, None, address, view)
        case "nothing" if stray is not None:
            effects.append(told(view, address, customer, "reply", "menu", Line("said.nothing")))
    return effects


def feedback_wanted(
    address: Address, customer: Customer, view: View, aside: Aside | None = None
) -> Sequence[Effect]:
    """A customer wants to give feedback: ask now, at any hour, or go on with what is open."""
    current = view.open_invitation(customer.id)
    if current is not None:
        going_on = replace(current, address=address, aside=joined(current.aside, aside))
        effects = invitations.ask_current(going_on, customer, address, view)
    else:
        invitation = view.planned_invitation(customer.id) or invitations.by_customer(customer, view)
        going_on = replace(invitation, aside=aside, started_by_customer=True)
        effects = invitations.start(going_on, customer, address, view)
    if aside is None:
        return effects
    survey = invitations.survey_of(going_on, view)
    return [*effects, *cases.after_answer(going_on, survey, customer, view, aside.text)]


def offer_menu(message: Aside, address: Address, customer: Customer, view: View) -> Sequence[Effect]:
    """Ask what the message was; its words wait for the answer, behind those that wait already."""
    contact = contact_at(address, customer, view)
    earlier = contact.stray if contact.stray and contact.stray.text else None
    stray = joined(earlier, message) if message.text else earlier or message
    return [Save(replace(contact, stray=stray)), _menu(address, customer, view)]


def _menu(address: Address, customer: Customer, view: View) -> Effect:
    """*Give feedback · talk to a person · nothing*."""
    rows = tuple(
        (Button(Line(f"menu.{action}"), menu_data(action)),) for action in ("feedback", "person", "nothing")
    )
    return told(view, address, customer, "menu", "menu", Line("said.menu"), rows=rows)
