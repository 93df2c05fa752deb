"""Who is at an address."""

from __future__ import annotations

from dataclasses import replace

from bot.core.effects import Effect, Save
from bot.core.identity import Address, Contact, Customer, derived_id
from bot.core.survey import Audience
from bot.core.view import View


def known_customer(
    address: Address, view: View, sender_name: str | None = None
) -> tuple[Customer, list[Effect]]:
    """Who is at this address; somebody new becomes a customer. Whoever writes can be written to again."""
    customer = view.customer_at(address)
    if customer is not None:
        contact = contact_at(address, customer, view)
        return customer, [Save(contact)] if contact != view.contact(address) else []
    stranger = Customer(
        id=derived_id("address", address.key),
        audience=Audience.BUYER,
        name=sender_name,
        language=None,
        timezone=None,
    )
    return stranger, [Save(stranger), Save(Contact(address, stranger.id))]


def contact_at(address: Address, customer: Customer, view: View) -> Contact:
    """The identity behind this address, reachable again."""
    contact = view.contact(address) or Contact(address, customer.id)
    return contact if contact.reachable else replace(contact, reachable=True)
