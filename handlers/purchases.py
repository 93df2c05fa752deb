"""A purchase comes in: the customer is known from now on, and may be asked about it later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.effects import Effect, Line, Reply, Save
from bot.core.events import LinkOpened, PurchaseReceived
from bot.core.identity import Address, Attribute, Contact, Customer, Link, derived_id
from bot.core.journey import Purchase
from bot.core.platforms import platform_of
from bot.core.survey import Audience
from bot.core.view import View
from handlers import invitations, merging, own_settings
from handlers.asking import told
from handlers.customers import known_customer, spoken_in
from handlers.places import refused

_USED = Line("link.used")


def customer_id_of(shop: str, customer_ref: str) -> str:
    """The id that a shop's own name for a customer leads to."""
    return derived_id("customer", shop, customer_ref)


def purchase_id_of(shop: str, order: str) -> str:
    """The id that an order leads to; the same order gives the same id."""
    return derived_id("purchase", shop, order)


def bought(event: PurchaseReceived, view: View) -> Sequence[Effect]:
    """Keep the purchase, plan the invitation, and answer with the link for the receipt."""
    purchase_id = purchase_id_of(event.shop, event.order)
    token = invitations.link_token(view.settings.link_key, purchase_id)
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
        segments=event.segments,
        not_asked=known.not_asked if known else None,
    )
    link = Link(
        token_hash=invitations.token_hash(token),
        customer_id=customer.id,
        purchase_id=purchase_id,
        expires_at=view.now + invitations.LINK_LIVES_FOR,
    )
    effects: list[Effect] = [Save(customer), Save(purchase), Save(link), reply]
    if event.address is not None and view.contact(event.address) is None:
        effects.append(Save(Contact(event.address, customer.id)))
    if purchase.not_asked is not None:
        why = purchase.not_asked
        return [*effects, invitations.suppressed(purchase_id, customer, purchase.touchpoint, why, view)]
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
        preferred_name=event.preferred_name or known.preferred_name,
        language=event.language or known.language,
        timezone=event.timezone or known.timezone,
        orders=known.orders + 1,
        place=(event.place or known.place) if is_latest else known.place,
        first_bought_at=min(event.bought_at, *moments) if moments else event.bought_at,
        last_bought_at=max(event.bought_at, *moments) if moments else event.bought_at,
        attributes=with_attributes(known.attributes, event.attributes, f"shop:{event.shop}", event.bought_at),
    )


def with_attributes(
    known: tuple[Attribute, ...], told: Mapping[str, str], source: str, at: datetime
) -> tuple[Attribute, ...]:
    """What is known and what is now told; of two values of one name the later one, by name."""
    by_name = {one.name: one for one in known}
    for name, value in told.items():
        if name not in by_name or by_name[name].at <= at:
            by_name[name] = Attribute(name, value, source, at)
    return tuple(by_name[name] for name in sorted(by_name))


def opened(event: LinkOpened, view: View) -> Sequence[Effect]:
    """Somebody opened a receipt's link: it is theirs from now on, and the question is asked at once."""
    link = view.link(invitations.token_hash(event.token))
    customer = view.customer(link.customer_id) if link else None
    ours = link is not None and link.opened_by in {None, event.address.key}
    if link is None or customer is None or not ours or view.now >= link.expires_at or customer.erased_at:
        return [refused(_USED), *_in_the_chat(event, view)]
    accepted = Reply({"ok": True})
    if link.opened_by is not None:
        return [accepted, *_opened_again(event, customer, view)]
    known = view.contact(event.address)
    effects: list[Effect] = [
        accepted,
        Save(replace(link, opened_by=event.address.key)),
        Save(Contact(event.address, customer.id, stray=known.stray if known else None)),
    ]
    stranger = merging.stranger_at(event.address, customer, view)
    if stranger is not None:
        effects += merging.merged(stranger, customer, view)
    who = _introduced(customer, stranger, event, view)
    if who != customer:
        effects.append(Save(who))
    return [*effects, *_asked_about(link, who, event.address, view)]


def _introduced(customer: Customer, stranger: Customer | None, event: LinkOpened, view: View) -> Customer:
    """The customer with what the platform and the chat tell of them, where the shop told nothing."""
    return replace(
        customer,
        name=customer.name or event.sender_name,
        language=customer.language or spoken_in(event.language, view.settings),
        opted_out_at=customer.opted_out_at or (stranger.opted_out_at if stranger else None),
    )


def _asked_about(link: Link, customer: Customer, address: Address, view: View) -> Sequence[Effect]:
    """Go on with what is open, else ask about the purchase whose link they hold."""
    current = view.open_invitation(customer.id)
    if current is not None:
        return invitations.ask_current(current, customer, address, view)
    effects: list[Effect] = []
    planned = view.planned_invitation(customer.id)
    if planned is not None and planned.purchase_id == link.purchase_id:
        invitation = replace(planned, started_by_customer=True)
    else:
        invitation = invitations.by_customer(customer, view, view.purchase(link.purchase_id))
    if planned is not None and planned.purchase_id not in {None, link.purchase_id}:
        # Asked about the purchase whose link they hold, not about another one on top.
        subject = planned.purchase_id or planned.id
        effects.append(invitations.suppressed(subject, customer, planned.touchpoint, "merged", view))
        invitation = replace(invitation, id=planned.id)
    return [*effects, *invitations.start(invitation, customer, address, view)]


def _in_the_chat(event: LinkOpened, view: View) -> Sequence[Effect]:
    """Where a link leads into a chat and not to a page, a link that is used up is said so there."""
    if not platform_of(event.address).one_message:
        return []
    customer, effects = known_customer(event.address, view, event.sender_name, event.language)
    return [*effects, told(view, event.address, customer, "reply", "link", _USED)]


def _opened_again(event: LinkOpened, customer: Customer, view: View) -> Sequence[Effect]:
    """In a chat the question is shown again, or hello is said; a page shows its chat anyway."""
    if not platform_of(event.address).one_message:
        return []
    _, effects = known_customer(event.address, view)
    current = view.open_invitation(customer.id)
    if current is not None:
        return [*effects, *invitations.ask_current(current, customer, event.address, view)]
    return [*effects, own_settings.greeted(customer, event.address, view)]
