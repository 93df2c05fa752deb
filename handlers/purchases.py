"""A purchase comes in: the customer is known from now on, and may be asked about it later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.effects import Effect, Reply, Save, Unkept
from bot.core.events import PurchaseReceived
from bot.core.identity import Attribute, Contact, Customer, Link, derived_id
from bot.core.journey import STORE, Purchase
from bot.core.link_tokens import link_token, token_hash
from bot.core.quoting import QUOTES
from bot.core.speaking import is_settled
from bot.core.survey import Audience
from bot.core.view import View
from handlers import invitations, troubles
from handlers.customers import spoken_in

PREFERRED_NAME = "preferred_name"  # the attribute that says who told us how somebody likes to be called


def customer_id_of(shop: str, customer_ref: str) -> str:
    """The id that a shop's own name for a customer leads to."""
    return derived_id("customer", shop, customer_ref)


def purchase_id_of(shop: str, order: str) -> str:
    """The id that an order leads to; the same order gives the same id."""
    return derived_id("purchase", shop, order)


def bought(event: PurchaseReceived, view: View) -> Sequence[Effect]:
    """Keep the purchase, plan the invitation, and answer with the link for the receipt."""
    purchase_id = purchase_id_of(event.shop, event.order)
    token = link_token(view.settings.link_key, purchase_id)
    reply = Reply({"purchase": purchase_id, "link_token": token})
    known = view.purchase(purchase_id)
    if known is not None and known.customer_id:
        return [reply]
    customer = _customer(event, view)
    purchase = Purchase(
        id=purchase_id,
        shop=event.shop,
        order=event.order,
        customer_id=customer.id,
        touchpoint=event.touchpoint,
        bought_at=event.bought_at,
        product=event.product,
        place=event.place,
        amount=event.amount,
        currency=event.currency,
        # By its place it is counted too; a shop that calls that "store" itself knows better.
        segments={STORE: event.place, **event.segments} if event.place else event.segments,
        not_asked=known.not_asked if known else None,
    )
    if customer.erased_at is not None:
        # Only that there was such an order: who was erased is not asked, linked or written to again.
        bare = replace(purchase, product=None, segments={})
        gone = invitations.suppressed(purchase_id, customer, purchase.touchpoint, "erased", view)
        return [Save(customer), Save(bare), reply, Unkept(), gone]
    link = Link(
        token_hash=token_hash(token),
        customer_id=customer.id,
        purchase_id=purchase_id,
        expires_at=view.now + view.settings.link_lives_for,
    )
    effects: list[Effect] = [Save(customer), Save(purchase), Save(link), reply]
    if event.address is not None and view.contact(event.address) is None:
        effects.append(Save(Contact(event.address, customer.id)))
    if purchase.not_asked is not None:
        why = purchase.not_asked
        effects.append(invitations.suppressed(purchase_id, customer, purchase.touchpoint, why, view))
        # The shop told of it before it told of the order: now it is known who is to hear of it.
        return [*effects, *troubles.heard_of(purchase, customer, view)]
    return [*effects, *invitations.plan(purchase, customer, view)]


def _customer(event: PurchaseReceived, view: View) -> Customer:
    """The customer with what this purchase tells; of somebody who was erased nothing is kept again."""
    id_ = customer_id_of(event.shop, event.customer_ref)
    known = view.customer(id_) or Customer(id_, Audience(event.audience), None, None, None)
    if known.erased_at is not None:
        return known
    is_latest = known.last_bought_at is None or event.bought_at >= known.last_bought_at
    moments = [at for at in (known.first_bought_at, known.last_bought_at) if at is not None]
    return replace(
        known,
        name=event.customer_name or known.name,
        preferred_name=preferred(known, event.preferred_name),
        language=(
            known.language
            if is_settled(known)
            else spoken_in(event.language, view.settings) or event.language or known.language
        ),
        timezone=event.timezone or known.timezone,
        orders=known.orders + 1,
        place=(event.place or known.place) if is_latest else known.place,
        first_bought_at=min(event.bought_at, *moments) if moments else event.bought_at,
        last_bought_at=max(event.bought_at, *moments) if moments else event.bought_at,
        attributes=with_attributes(known.attributes, event.attributes, f"shop:{event.shop}", event.bought_at),
    )


def preferred(known: Customer, told: str | None) -> str | None:
    """How they like to be called: what they told us themselves goes before what a shop tells."""
    theirs = any(one.name == PREFERRED_NAME and one.source == "customer" for one in known.attributes)
    return known.preferred_name if theirs else told or known.preferred_name


def with_attributes(
    known: tuple[Attribute, ...], told: Mapping[str, str], source: str, at: datetime
) -> tuple[Attribute, ...]:
    """What is known and what is now told; of two values of one name the later one, by name."""
    by_name = {one.name: one for one in known}
    for name, value in told.items():
        if name == QUOTES and source != "customer":
            continue  # nobody else says for them whether they may be quoted
        if name not in by_name or by_name[name].at <= at:
            by_name[name] = Attribute(name, value, source, at)
    return tuple(by_name[name] for name in sorted(by_name))
