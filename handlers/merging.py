"""A stranger turns out to be somebody we know: what they have open goes with them."""

from __future__ import annotations

from dataclasses import replace

from bot.core.conversation import Step, allows, end
from bot.core.effects import Effect, Line, Save
from bot.core.identity import Address, Customer
from bot.core.recovery import Case, CaseStep, log, take
from bot.core.verdict import Aside
from bot.core.view import View
from handlers import alerts, cases, invitations
from handlers.customers import stranger_id
from handlers.invitations import stop_timers


def stranger_at(address: Address, customer: Customer, view: View) -> Customer | None:
    """Who was here until now, if we knew them by this address only."""
    known = view.customer_at(address)
    is_stranger = known is not None and known.id == stranger_id(address) != customer.id
    return known if is_stranger else None


def merged(stranger: Customer, customer: Customer, view: View) -> list[Effect]:
    """End what the stranger was asked, keep what they said, and hand their open case to the customer."""
    effects: list[Effect] = []
    planned = view.planned_invitation(stranger.id)
    if planned is not None:
        effects += [*invitations.dropped(planned, stranger, "merged", view), *stop_timers(planned)]
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
    theirs = view.open_case(customer.id)
    if theirs is None:
        moved, entry = log(replace(case, customer_id=customer.id), "merged", view.now)
        line = Line("timeline.known", cases.who_is(customer))
        return [
            Save(moved),
            Save(entry),
            cases.edited(moved, customer, view),
            alerts.timeline(moved, line, view),
        ]
    closed, entry = log(take(case, CaseStep.MERGE, view.now), "merged", view.now, None, theirs.id)
    line = Line("timeline.merged", cases.who_is(customer))
    return [
        Save(closed),
        Save(entry),
        cases.edited(closed, customer, view),
        alerts.timeline(closed, line, view),
        *cases.wrote(theirs, Aside(case.words or ""), customer, view),
    ]
