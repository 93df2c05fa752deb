"""Somebody is to be forgotten: at once what says who they are, and then, as a long job, all the rest.

What is done here is one unit: their record is blank, nothing is asked any more, their case ends. What lies
in every other table, and in messages that staff have read, the job takes out (``storage/erasing.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.chores import Chore, ChoreKind
from bot.core.conversation import Invitation, Step, allows, end
from bot.core.effects import ABOUT_MESSAGE, Effect, Line, Save, Send
from bot.core.events import Outcome, ParcelSettled, TimerDue
from bot.core.identity import Address, Customer, Role, address_from_key, stranger_id
from bot.core.ports import Needs
from bot.core.recovery import NO_GROUNDS, Case, CaseStep, log, take
from bot.core.settings import Settings
from bot.core.survey import Audience
from bot.core.view import View
from handlers import clocks, invitations
from handlers.asking import told
from handlers.places import told_there

TIMER = "forget"
"""Kind of timer: the operator wishes it for the customer whose id is its subject."""

FAREWELL = "forgotten"
"""The purpose of the last words to them, and of the words to staff."""

BY_HAND = "by_hand"
"""The purpose of the words to staff about a message that they have to delete themselves."""

ABOUT = "forget"
_FAREWELL_WITHIN = timedelta(days=1)  # a chat that cannot be reached until then hears nothing


def forgotten(customer: Customer, view: View, chat: Address | None = None) -> list[Effect]:
    """All that is done at once. ``chat``: where they asked for it, and hear that it is done.

    Whoever was forgotten already is forgotten once more, in full: it harms nothing.
    """
    blank = Customer(
        id=customer.id,
        audience=customer.audience,
        name=None,
        language=None,
        timezone=None,
        opted_out_at=customer.opted_out_at or view.now,
        erased_at=customer.erased_at or view.now,
    )
    addresses = _addresses(customer, view)
    names = tuple(dict.fromkeys(filter(None, (customer.name, customer.preferred_name))))
    places = tuple(one.key for one in addresses)
    case = view.open_case(customer.id)
    words = (case.words,) if case is not None and case.words else ()
    return [
        Save(blank),
        *_strangers(customer, addresses, view),
        *_asked_nothing(customer, view),
        *_told(customer, chat, view),
        *_case_ended(customer, view),
        Save(Chore(ChoreKind.ERASE, customer.id, view.now, places, names, words)),
    ]


def _addresses(customer: Customer, view: View) -> list[Address]:
    """Every chat of theirs that is loaded, those out of reach too."""
    contacts = (one for one in view.rows.contacts.values() if one.customer_id == customer.id)
    return sorted((one.address for one in contacts), key=lambda address: address.key)


def _strangers(customer: Customer, addresses: Sequence[Address], view: View) -> Iterator[Effect]:
    """Whom we took them for in each chat before we knew who they are: the same person."""
    for address in addresses:
        if (id_ := stranger_id(address)) != customer.id:
            yield Save(Customer(id_, Audience.BUYER, None, None, None, erased_at=view.now))


def _asked_nothing(customer: Customer, view: View) -> list[Effect]:
    """What is planned is dropped, and what is open ends."""
    effects: list[Effect] = []
    planned = view.planned_invitation(customer.id)
    if planned is not None:
        effects += invitations.dropped(planned, customer, "erased", view)
        effects += invitations.stop_timers(planned)
    current = view.open_invitation(customer.id)
    if current is not None and allows(current, Step.DECLINE):
        ended = end(current, invitations.survey_of(current, view), Step.DECLINE, view.now)
        effects += [*_retired(current, customer, view), Save(ended), *invitations.stop_timers(current)]
    return effects


def _retired(current: Invitation, customer: Customer, view: View) -> Iterator[Send]:
    """The message that waits in their chat says nothing of them, and has no buttons."""
    if current.address is not None and current.message is not None:
        line = Line("forgotten.ended")
        yield told(view, current.address, customer, "retired", ABOUT, line, target=current.message)


def _case_ended(customer: Customer, view: View) -> list[Effect]:
    """Nobody works on it any more. What staff see of it is blank as soon as the job has come to it."""
    case = view.open_case(customer.id)
    if case is None:
        return []
    ended = replace(take(case, CaseStep.MERGE, view.now), closed_for="erased")
    ended = replace(ended, words=None, product=None, grounds=NO_GROUNDS)
    ended, entry = log(ended, "erased", view.now)
    return [Save(ended), Save(entry), clocks.wound(ended, view)]


def _told(customer: Customer, chat: Address | None, view: View) -> Iterator[Send]:
    """They hear that it is done; staff hear that it was, by a code that leads to nobody."""
    if chat is not None:
        line = Line("forgotten.done", {"business": view.settings.business})
        said = told(view, chat, customer, FAREWELL, ABOUT, line)
        yield Send(replace(said.parcel, not_after=view.now + _FAREWELL_WITHIN))
    room = _room(view.open_case(customer.id), view)
    if room is not None and customer.erased_at is None:
        yield told_there(view, room, FAREWELL, ABOUT, Line("forgotten.staff", {"code": customer.id}))


def _room(case: Case | None, view: View) -> Address | None:
    """Where staff hear of it: the room that had their case, else the first of all."""
    if case is not None:
        return address_from_key(case.room)
    return next((one.address for one in view.settings.rooms if one.role is Role.STAFF), None)


def not_emptied(event: ParcelSettled, view: View) -> Iterator[Effect]:
    """A message about them may be neither changed nor deleted by us: whoever reads it is told, beside it."""
    if event.outcome is Outcome.REJECTED:
        message = event.about.removeprefix(f"{ABOUT_MESSAGE}:")
        yield told_there(view, event.address, BY_HAND, ABOUT, Line("forgotten.by_hand"), thread=message)


def wished(event: TimerDue, view: View) -> Sequence[Effect]:
    """The operator wishes it; of somebody whom we do not know, only that."""
    customer = view.customer(event.subject)
    if customer is None:
        return [Save(Customer(event.subject, Audience.BUYER, None, None, None, erased_at=view.now))]
    return forgotten(customer, view)


def of_timer(event: TimerDue, _: Settings) -> Needs:
    """Who it is, with every chat of theirs."""
    return Needs(customers=(event.subject,), contacts=True)
