"""What a customer would get about a purchase: when, and in which words.

The real handlers decide, moment after moment, on a view of their own; nothing of it is kept or sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.conversation import Invitation, State
from bot.core.effects import Effect, Parcel, Save, Send
from bot.core.eligibility import Suppression, planned
from bot.core.identity import Address, Contact, Customer
from bot.core.journey import Purchase
from bot.core.view import View
from handlers import explaining, invitations, unanswered
from handlers.explaining import Subject

_MOST_MOMENTS = 50
_SEED_BITS = 64  # ids count up from the seed


@dataclass(frozen=True, slots=True)
class Preview:
    """``moments`` are when the gates are tried, the planned one first; ``sent_at`` is when it goes out.

    Where nothing goes out, ``reason`` says why, decided at ``decided_at``, and the words are those that they
    would get all the same: on opening their link where ``on_link``. ``asked_at``: it went out already, then.
    """

    subject: Subject
    customer: Customer
    moments: tuple[datetime, ...]
    sent_at: datetime | None
    reason: str | None
    decided_at: datetime | None
    invitation: Parcel
    reminder: Parcel | None
    on_link: bool
    asked_at: datetime | None

    @property
    def order(self) -> str:
        """The order that it is about."""
        return self.subject.purchase.order if self.subject.purchase else ""


def preview(purchase: Purchase, customer: Customer, view: View) -> Preview:
    """Try the moments one after the other, then draw the message and its reminder.

    ``view`` is used up: its clock is moved and what is decided is applied to it.
    """
    subject, now = Subject(purchase, customer), view.now
    before = [one for one in explaining.invitations_about(subject, view) if one.sent_at is not None]
    decided = next(iter(explaining.suppressions_about(subject, view)), None)
    waiting = view.planned_invitation(customer.id)
    is_planned = waiting is not None and waiting.purchase_id == purchase.id
    if waiting is None or not is_planned:
        waiting = _would_be(purchase, customer, view)
    if decided is None or is_planned:
        moments, sent, reason = _tried(waiting, view)
        decided_at = moments[-1]
    else:
        moments, sent, reason, decided_at = [], None, decided.reason, decided.at
    chats = view.contacts_of(customer.id)
    if sent is None:
        view.for_event(max(now, waiting.due_at), 2 * _MOST_MOMENTS << _SEED_BITS)
        asked = replace(waiting, state=State.PLANNED, started_by_customer=not chats)
        chat = chats[0].address if chats else _nowhere(view)
        view.apply(Save(Contact(chat, customer.id)))
        sent = _applied(invitations.start(asked, customer, chat, view), view)
    if sent is None:
        raise LookupError("an invitation that is started asks something")
    reminder = _reminder(waiting.id, view)
    return Preview(
        subject=subject,
        customer=customer,
        moments=tuple(moments),
        sent_at=None if reason else sent.not_before,
        reason=reason,
        decided_at=decided_at if reason else None,
        invitation=sent,
        reminder=reminder,
        on_link=not chats,
        asked_at=before[-1].sent_at if before else None,
    )


def _would_be(purchase: Purchase, customer: Customer, view: View) -> Invitation:
    """The invitation as it would have been planned when the purchase was reported."""
    made = replace(invitations.by_customer(customer, view, purchase), started_by_customer=False)
    touchpoint = view.settings.touchpoints.get(purchase.touchpoint)
    if touchpoint is None:
        return made
    rules = invitations.rules_for(made, customer, view)
    due_at, expires_at = planned(purchase.bought_at, view.now, touchpoint.delay, rules)
    return replace(made, due_at=due_at, expires_at=expires_at)


def _tried(waiting: Invitation, view: View) -> tuple[list[datetime], Parcel | None, str | None]:
    """Let its moments come: when each is, what is sent at the last one, or why nothing is."""
    view.apply(Save(waiting))
    moments = [waiting.due_at]
    for seed in range(_MOST_MOMENTS):
        view.for_event(max(view.now, moments[-1]), seed << _SEED_BITS)
        effects = invitations.came_due(view.rows.invitations[waiting.id], view)
        sent = _applied(effects, view)
        dropped = [effect.fact for effect in effects if isinstance(effect, Save)]
        reason = next((fact.reason for fact in dropped if isinstance(fact, Suppression)), None)
        later = view.rows.invitations[waiting.id].due_at
        if sent is not None or reason is not None or later <= moments[-1]:
            return moments, sent, reason
        moments.append(later)
    return moments, None, "expired"


def _reminder(invitation_id: str, view: View) -> Parcel | None:
    """The one nudge that follows silence, at its moment."""
    for seed in range(_MOST_MOMENTS, 2 * _MOST_MOMENTS):
        timer = view.changes.timers.pop(f"remind:{invitation_id}", None)
        if timer is None:
            return None
        view.for_event(timer.due, seed << _SEED_BITS)
        sent = _applied(unanswered.reminded(view.rows.invitations[invitation_id], view), view)
        if sent is not None:
            return sent
    return None


def _applied(effects: Sequence[Effect], view: View) -> Parcel | None:
    """Make it so, on this view only; the message to the customer, if there is one."""
    for effect in effects:
        view.apply(effect)
    sent = (effect.parcel for effect in effects if isinstance(effect, Send))
    return next((parcel for parcel in sent if parcel.purpose in {"invitation", "reminder"}), None)


def _nowhere(view: View) -> Address:
    """Where a link leads that nobody has opened yet."""
    platform = next((name for name in ("web", *view.settings.links) if name in view.settings.links), "web")
    return Address(platform, person="preview")
