"""One person, several chats: proven by a link that is taken from one of them to another, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.effects import Effect, Line, Save
from bot.core.events import LinkOpened
from bot.core.identity import Address, Customer, Link, LinkKind
from bot.core.platforms import PLATFORMS
from bot.core.quoting import joined
from bot.core.view import View
from handlers import invitations, merging
from handlers.asking import told
from handlers.customers import reached_at

LIVES_FOR = timedelta(minutes=15)


def asked(customer: Customer, address: Address, view: View) -> Sequence[Effect]:
    """``/connect``: a link that works once, for a little while, and where it can be opened."""
    elsewhere = [name for name in view.settings.links if name != address.platform and name in PLATFORMS]
    if not elsewhere or customer.erased_at is not None:
        return [told(view, address, customer, "reply", "connect", Line("connect.nowhere"))]
    token = invitations.link_token(view.settings.link_key, f"connect:{customer.id}:{view.new_id()}")
    link = Link(
        token_hash=invitations.token_hash(token),
        customer_id=customer.id,
        purchase_id="",
        expires_at=view.now + LIVES_FOR,
        kind=LinkKind.CONNECT,
    )
    minutes = int(LIVES_FOR.total_seconds() // 60)
    lines = [Line("connect.how", {"n": minutes})]
    for name in elsewhere:
        url = view.settings.links[name].replace("{token}", token)
        lines.append(Line(f"connect.link.{name}", {"url": url}))
    return [Save(link), told(view, address, customer, "reply", "connect", *lines)]


def opened(link: Link, customer: Customer, event: LinkOpened, view: View) -> list[Effect]:
    """The chat that it was opened in is theirs too, from now on; both chats are told."""
    address, former = event.address, view.customer_at(event.address)
    if former is not None and former.id == customer.id:
        return [told(view, address, customer, "reply", "connect", Line("connect.already"))]
    other_chat = reached_at(customer, view)
    effects: list[Effect] = [Save(replace(link, opened_by=address.key))]
    if former is not None and _is_stranger(customer, view) and not merging.is_stranger(former, address):
        # Here we know more of them than there.
        who = _as_one(former, customer)
        moved = [Save(replace(one, customer_id=former.id)) for one in view.contacts_of(customer.id)]
        effects += [Save(who), *moved, *merging.merged(customer, who, view)]
        here = Line("connect.done")
    else:
        who = _as_one(customer, former)
        effects += [*([Save(who)] if who != customer else []), *merging.now_at(address, who, view)]
        is_new = former is None or merging.is_stranger(former, address)
        here = Line("connect.done" if is_new else "connect.moved")
    effects.append(told(view, address, who, "reply", "connect", here))
    if other_chat is not None:
        there = Line(f"connect.joined.{address.platform if address.platform in PLATFORMS else 'elsewhere'}")
        effects.append(told(view, other_chat, who, "reply", "connect", there))
    return effects


def _is_stranger(customer: Customer, view: View) -> bool:
    return any(merging.is_stranger(customer, one.address) for one in view.contacts_of(customer.id))


def _as_one(customer: Customer, former: Customer | None) -> Customer:
    """What was settled in either chat holds in both, the stricter where they differ."""
    if former is None:
        return customer
    stopped = [at for at in (customer.opted_out_at, former.opted_out_at) if at is not None]
    return replace(
        customer,
        name=customer.name or former.name,
        language=customer.language or former.language,
        opted_out_at=min(stopped, default=None),
        attributes=joined(customer, former),
    )
