"""Who is at an address, and at which of their addresses somebody is written to."""

from __future__ import annotations

from dataclasses import replace

from bot.core.effects import Effect, Save
from bot.core.identity import Address, Contact, Customer, stranger_id
from bot.core.recovery import Case
from bot.core.settings import Settings
from bot.core.speaking import learned
from bot.core.survey import Audience
from bot.core.view import View


def known_customer(
    address: Address, view: View, sender_name: str | None = None, language: str | None = None
) -> tuple[Customer, list[Effect]]:
    """Who is at this address; somebody new becomes a customer. Whoever writes can be written to again.

    Whoever was forgotten and writes again begins as somebody new.
    """
    customer = view.customer_at(address)
    if customer is not None and customer.erased_at is None:
        contact, theirs = contact_at(address, customer, view), spoken_in(language, view.settings)
        speaking = learned(customer, theirs, view.settings.languages)
        effects: list[Effect] = [Save(contact)] if contact != view.contact(address) else []
        return speaking, [*effects, *([Save(speaking)] if speaking != customer else [])]
    stranger = Customer(
        id=stranger_id(address) if customer is None else view.new_id(),
        audience=Audience.BUYER,
        name=sender_name,
        language=spoken_in(language, view.settings),
        timezone=None,
    )
    return stranger, [Save(stranger), Save(Contact(address, stranger.id))]


def spoken_in(language: str | None, settings: Settings) -> str | None:
    """A platform's code for a language ("en", "pt-br", "en-US") as one of ours; None where we have none."""
    code = (language or "").lower().replace("_", "-")
    ours = {one.lower(): one for one in settings.languages}
    return ours.get(code) or ours.get(code.split("-")[0])


def contact_at(address: Address, customer: Customer, view: View) -> Contact:
    """The identity behind this address, reachable again."""
    contact = view.contact(address) or Contact(address, customer.id)
    return contact if contact.reachable else replace(contact, reachable=True)


def reached_at(customer: Customer, view: View, case: Case | None = None) -> Address | None:
    """Where staff's words go: to the chat that the customer last spoke in, else to any in reach.

    That is where a survey is open, else where something last came from, as far as a need asked for it.
    """
    reachable = [contact.address for contact in view.contacts_of(customer.id)]
    seen = [(at, one) for one in reachable if (at := view.last_seen(one)) is not None]
    if seen and view.open_invitation(customer.id) is None:
        return max(seen, key=lambda one: (one[0], one[1].key))[1]
    about = view.invitation(case.invitation_id) if case and case.invitation_id else None
    for talk in (view.open_invitation(customer.id), about, *view.past_invitations(customer.id)[:1]):
        if talk is not None and talk.address in reachable:
            return talk.address
    return reachable[0] if reachable else None
