"""A shop takes an order back, or passes on that a customer wants to be forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.effects import Effect, Reply, Save
from bot.core.events import ErasureRequested, PurchaseWithdrawn
from bot.core.journey import Purchase
from bot.core.view import View
from handlers import invitations
from handlers.purchases import customer_id_of, purchase_id_of

_ACCEPTED = Reply({"ok": True})


def withdrawn(event: PurchaseWithdrawn, view: View) -> Sequence[Effect]:
    """Nobody is asked about a purchase that was refunded or cancelled, also if it is only reported later."""
    purchase_id = purchase_id_of(event.shop, event.order)
    known = view.purchase(purchase_id) or Purchase(purchase_id, event.shop, event.order, "", "", event.at)
    if known.not_asked is not None:
        return [_ACCEPTED]
    effects: list[Effect] = [_ACCEPTED, Save(replace(known, not_asked=event.reason))]
    customer = view.customer(known.customer_id)
    planned = view.planned_invitation(known.customer_id)
    if customer is not None and planned is not None and planned.purchase_id == purchase_id:
        effects += invitations.dropped(planned, customer, event.reason, view)
        effects += invitations.stop_timers(planned)
    return effects


def erasure_requested(event: ErasureRequested, view: View) -> Sequence[Effect]:
    """They are asked nothing any more, and nothing that a shop tells of them is kept again."""
    customer = view.customer(customer_id_of(event.shop, event.customer_ref))
    if customer is None or customer.erased_at is not None:
        return [_ACCEPTED]
    return [_ACCEPTED, Save(replace(customer, erased_at=view.now))]
