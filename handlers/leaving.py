"""*Later* and *stop*: nobody is asked on against their will."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.conversation import Invitation, Step, allows, end, take
from bot.core.effects import Effect, Line, Save, SetTimer, Timer
from bot.core.identity import Address, Customer
from bot.core.view import View
from handlers import asking, invitations, unanswered
from handlers.asking import told
from handlers.invitations import stop_timers

SNOOZE = timedelta(days=1)


def opt_out(
    invitation: Invitation | None,
    customer: Customer,
    address: Address,
    view: View,
    *,
    in_place: bool = False,
) -> Sequence[Effect]:
    """*Stop*: no more invitations, reminders or news. What was said is kept.

    ``in_place``: a button of the invitation's message was pressed, so the answer takes its place.
    """
    effects = asked_no_more(invitation, customer, view)
    line = Line("said.stopped", {"business": view.settings.business, "slash": asking.slash(view, address)})
    if invitation is None:
        return [*effects, told(view, address, customer, "reply", "stop", line)]
    return [*effects, *_replied(invitation, customer, address, line, view, in_place)]


def asked_no_more(invitation: Invitation | None, customer: Customer, view: View) -> list[Effect]:
    """What is planned is dropped, what is open ends, and nothing is asked again."""
    effects: list[Effect] = [Save(replace(customer, opted_out_at=view.now))]
    planned = view.planned_invitation(customer.id)
    if planned is not None:
        effects += invitations.never_asked(planned, customer, "opted_out", view)
    if invitation is not None and unanswered.never_arrived(invitation):
        return [*effects, *invitations.never_asked(invitation, customer, "opted_out", view)]
    if invitation is not None and allows(invitation, Step.DECLINE):
        ended = end(invitation, invitations.survey_of(invitation, view), Step.DECLINE, view.now)
        effects += [Save(ended), *stop_timers(invitation)]
    return effects


def snoozed(
    invitation: Invitation, customer: Customer, address: Address, view: View, *, in_place: bool = False
) -> Sequence[Effect]:
    """*Later*: once, tomorrow. It does not expire before they have had time for it."""
    due = view.now + SNOOZE
    expires_at = max(invitation.expires_at, due + SNOOZE)
    put_off = replace(take(invitation, Step.SNOOZE, view.now), message=None, expires_at=expires_at)
    effects: list[Effect] = [
        Save(put_off),
        SetTimer(Timer("remind", invitation.id, due)),
        SetTimer(Timer("expire", invitation.id, expires_at)),
    ]
    return [*effects, *_replied(invitation, customer, address, Line("said.later"), view, in_place)]


def _replied(
    invitation: Invitation, customer: Customer, address: Address, line: Line, view: View, in_place: bool
) -> list[Effect]:
    """Say so: in place of the message that waited, or below it once its buttons are gone."""
    if in_place:
        return [in_place_of(invitation, customer, address, "reply", line, view)]
    reply = told(view, address, customer, "reply", f"invitation:{invitation.id}", line)
    return [*invitations.without_buttons(invitation, customer, view), reply]


def in_place_of(
    invitation: Invitation, customer: Customer, address: Address, purpose: str, line: Line, view: View
) -> Effect:
    """The message that waited for an answer becomes this line, below what was answered in it."""
    about = f"invitation:{invitation.id}"
    lines = (*asking.so_far(view, invitation, customer), line)
    return told(view, address, customer, purpose, about, *lines, target=invitation.message)
