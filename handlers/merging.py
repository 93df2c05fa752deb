"""A chat turns out to be somebody's whom we know.

A stranger who was there is them: what the stranger has open goes with them. Another customer who was there
is not: a phone may be shared. That one leaves nothing behind in the chat, and loses nothing either.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.conversation import Invitation, Step, allows, end
from bot.core.effects import HANDOVER, Effect, Line, Save, Send, SetTimer, Timer
from bot.core.identity import Address, Contact, Customer, stranger_id
from bot.core.recovery import Case, CaseKind, CaseStep, log, take
from bot.core.understanding import needs_analysis
from bot.core.verdict import Aside, joined
from bot.core.view import View
from handlers import alerts, asking, cases, clocks, gestures, invitations, promising
from handlers.asking import told
from handlers.invitations import stop_timers


def now_at(address: Address, customer: Customer, view: View) -> list[Effect]:
    """The address is this customer's from now on, whoever was there before."""
    former, contact = view.customer_at(address), view.contact(address)
    if former is not None and former.id != customer.id and not is_stranger(former, address):
        return _handed_over_chat(former, customer, address, view)
    stray = contact.stray if contact else None
    effects: list[Effect] = [Save(Contact(address, customer.id, stray=stray))]
    if former is not None and former.id != customer.id:
        effects += merged(former, customer, view)
    return effects


def is_stranger(customer: Customer, address: Address) -> bool:
    """Whether we know somebody by this address only."""
    return customer.id == stranger_id(address)


def stranger_at(address: Address, customer: Customer, view: View) -> Customer | None:
    """Who was here until now, if we knew them by this address only."""
    known = view.customer_at(address)
    return known if known is not None and known.id != customer.id and is_stranger(known, address) else None


def merged(stranger: Customer, customer: Customer, view: View) -> list[Effect]:
    """End what the stranger was asked, keep what they said, and hand their open case to the customer."""
    effects: list[Effect] = []
    planned = view.planned_invitation(stranger.id)
    if planned is not None:
        effects += invitations.never_asked(planned, stranger, "merged", view)
    invitation = view.open_invitation(stranger.id)
    if invitation is not None:
        effects += [*invitations.without_buttons(invitation, stranger, view), *stop_timers(invitation)]
        if invitation.aside is None and allows(invitation, Step.WITHDRAW):
            effects += invitations.dropped(invitation, stranger, "merged", view)
        else:
            survey = invitations.survey_of(invitation, view)
            effects.append(Save(end(invitation, survey, Step.DECLINE, view.now)))
    case = view.open_case(stranger.id)
    if case is not None:
        effects += _handed_over(case, customer, view)
    return effects


def _handed_over(case: Case, customer: Customer, view: View) -> list[Effect]:
    """The case becomes the customer's; where they have one open already, it goes on there."""
    kept = [*promising.now_of(customer, case, view), *gestures.now_of(customer, case, view)]
    theirs = view.open_case(customer.id)
    if theirs is None:
        moved, entry = log(replace(case, customer_id=customer.id), "merged", view.now)
        line = Line("timeline.known", cases.who_is(customer))
        return [
            *kept,
            Save(moved),
            Save(entry),
            *cases.edited(moved, customer, view),
            alerts.timeline(moved, line, view),
        ]
    closed, entry = log(take(case, CaseStep.MERGE, view.now), "merged", view.now, None, theirs.id)
    line = Line("timeline.merged", cases.who_is(customer))
    return [
        *kept,
        Save(closed),
        Save(entry),
        *cases.edited(closed, customer, view),
        alerts.timeline(closed, line, view),
        clocks.wound(closed, view),
        *cases.wrote(theirs, Aside(case.words or ""), customer, view),
    ]


# A shared phone.


def _handed_over_chat(former: Customer, customer: Customer, address: Address, view: View) -> list[Effect]:
    """Nothing of the former customer's waits here or is shown here any more.

    A page that is opened here begins its history at the message that says so.
    """
    contact = view.contact(address)
    elsewhere = next((one for one in view.contacts_of(former.id) if one.address != address), None)
    effects: list[Effect] = []
    invitation = view.open_invitation(former.id)
    if invitation is not None and invitation.address in {None, address}:
        effects += _left(invitation, former, elsewhere, view)
    if contact is not None and contact.stray is not None:
        effects += _stray_left(contact.stray, former, elsewhere, address, view)
    said = Line("link.handed_over", {"business": view.settings.business, "name": customer.first_name or ""})
    return [
        *effects,
        Save(Contact(address, customer.id)),
        told(view, address, customer, HANDOVER, "link", said),
    ]


def _left(invitation: Invitation, former: Customer, elsewhere: Contact | None, view: View) -> list[Effect]:
    """The question waits in another chat of theirs; where they have none, what was said so far is kept."""
    effects = _put_away(invitation, former, view)
    if elsewhere is not None:
        waiting = replace(invitation, address=elsewhere.address, message=None)
        return [*effects, Save(waiting), SetTimer(Timer("remind", invitation.id, view.now))]
    if invitation.aside is None and allows(invitation, Step.WITHDRAW):
        effects += invitations.dropped(invitation, former, "no_address", view)
    else:
        survey = invitations.survey_of(invitation, view)
        effects.append(Save(end(invitation, survey, Step.DECLINE, view.now)))
    return [*effects, *stop_timers(invitation)]


def _put_away(invitation: Invitation, former: Customer, view: View) -> list[Effect]:
    """The message that waited shows neither buttons nor what was answered in it."""
    if invitation.address is None or invitation.message is None:
        return []
    about, line = f"invitation:{invitation.id}", Line("link.put_away")
    target = invitation.message
    return [told(view, invitation.address, former, "retired", about, line, target=target)]


def _stray_left(
    stray: Aside, former: Customer, elsewhere: Contact | None, address: Address, view: View
) -> list[Effect]:
    """Words that nobody has said the meaning of yet go where their writer is, or to staff."""
    case = view.open_case(former.id)
    if case is not None:
        return list(cases.wrote(case, stray, former, view))
    if elsewhere is not None:
        return [Save(replace(elsewhere, stray=joined(elsewhere.stray, stray)))]
    if not stray.evidence and not needs_analysis(stray.text, asking.language_of(view, former)):
        return []
    raised = cases.raise_hand(CaseKind.QUESTION, stray, former, None, address, view)
    # Staff hear of it; the writer is no longer here to be told.
    return [one for one in raised if not (isinstance(one, Send) and one.parcel.address == address)]
