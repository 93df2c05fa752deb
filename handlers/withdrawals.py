"""A shop takes an order back, says that it went wrong, or passes on that a customer wants to be forgotten.

Either may be told before the order itself, so both leave something behind that the order then meets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core import eligibility
from bot.core.conversation import Invitation, State
from bot.core.effects import CancelTimer, Effect, Reply, Save, Unkept
from bot.core.events import ErasureRequested, PurchaseWithdrawn
from bot.core.identity import Customer
from bot.core.journey import TAKEN_BACK, Purchase
from bot.core.survey import Audience
from bot.core.view import View
from handlers import forgetting, invitations, troubles, unanswered
from handlers.purchases import customer_id_of, purchase_id_of

_ACCEPTED = Reply({"ok": True})
_UNEXPLAINED = frozenset({"refunded", "cancelled"})
_OUR_DOING = frozenset({"cancelled_by_us", "out_of_stock"})


def withdrawn(event: PurchaseWithdrawn, view: View) -> Sequence[Effect]:
    """Nobody is asked about a purchase that was taken back or went wrong, also if it is only reported later.

    What was said about it already stays, and who is answering goes on.
    """
    purchase_id = purchase_id_of(event.shop, event.order)
    known = view.purchase(purchase_id) or Purchase(purchase_id, event.shop, event.order, "", "", event.at)
    before = known.not_asked
    if before is not None and not _says_more(before, event.reason):
        return [_ACCEPTED]
    withheld = replace(known, not_asked=event.reason)
    effects: list[Effect] = [_ACCEPTED, Save(withheld)]
    customer = view.customer(known.customer_id)
    if customer is None:
        return effects
    planned = view.planned_invitation(customer.id)
    if planned is not None and planned.purchase_id == purchase_id:
        effects += _not_planned(planned, customer, event.reason, view)
    current = view.open_invitation(customer.id)
    if current is not None and current.purchase_id == purchase_id:
        if unanswered.never_arrived(current):
            effects += invitations.never_asked(current, customer, event.reason, view)
        elif _is_silent(current):
            effects.append(CancelTimer(f"remind:{current.id}"))
    return [*effects, *troubles.heard_of(withheld, customer, view, before)]


def _says_more(before: str, reason: str) -> bool:
    """Whether an order that was late was taken back in the end, or this is why one was taken back."""
    return (before == "late" and reason in TAKEN_BACK) or (before in _UNEXPLAINED and reason in _OUR_DOING)


def _not_planned(planned: Invitation, customer: Customer, reason: str, view: View) -> list[Effect]:
    """Not about this one: about the purchase before it that gave way to it, if there is one."""
    before = _before(planned, customer, view)
    if before is not None:
        return invitations.plan(before, customer, view, because=reason)
    return invitations.never_asked(planned, customer, reason, view)


def _before(planned: Invitation, customer: Customer, view: View) -> Purchase | None:
    """The latest other purchase that can still be asked about, and that nobody was asked about or since."""
    settings = view.settings
    past, current = view.past_invitations(customer.id), view.open_invitation(customer.id)
    asked = [*past, current] if current else past
    settled = {one.purchase_id for one in asked}
    last_sent = max((one.sent_at for one in asked if one.sent_at is not None), default=None)

    def can_be_asked(purchase: Purchase) -> bool:
        touchpoint = settings.touchpoints.get(purchase.touchpoint)
        if touchpoint is None or purchase.not_asked is not None:
            return False
        if purchase.id in settled or purchase.id == planned.purchase_id:
            return False
        if last_sent is not None and purchase.bought_at <= last_sent:
            return False
        rules = settings.rules(touchpoint.survey, touchpoint.name, customer.audience)
        _, expires_at = eligibility.planned(purchase.bought_at, view.now, touchpoint.delay, rules)
        return view.now < expires_at

    return next(filter(can_be_asked, view.purchases_of(customer.id)), None)


def _is_silent(invitation: Invitation) -> bool:
    """Whether the question is out and nothing has been said to it."""
    return invitation.state is State.ASKED and not invitation.answers and invitation.aside is None


def erasure_requested(event: ErasureRequested, view: View) -> Sequence[Effect]:
    """They are forgotten, and nothing that a shop tells of them is kept again."""
    id_ = customer_id_of(event.shop, event.customer_ref)
    customer = view.customer(id_)
    if customer is None:
        nobody = Customer(id_, Audience.BUYER, None, None, None, erased_at=view.now)
        return [_ACCEPTED, Unkept(), Save(nobody)]
    if customer.erased_at is not None:
        return [_ACCEPTED, Unkept()]
    return [_ACCEPTED, Unkept(), *forgetting.forgotten(customer, view)]
