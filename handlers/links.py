"""Somebody opened a link: a receipt's, a place's, or one that ties another chat of theirs to them.

A receipt's link belongs to whoever opens it first. Whoever else comes with it, and whoever guesses, reads
the same words: nothing tells a link that is somebody else's from one that never was.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.conversation import Invitation
from bot.core.effects import Effect, Line, Reply, Save
from bot.core.events import LinkOpened
from bot.core.identity import Address, Customer, Link, LinkKind
from bot.core.journey import Place, Purchase
from bot.core.link_tokens import link_token, token_hash
from bot.core.platforms import platform_of
from bot.core.quoting import joined
from bot.core.view import View
from handlers import asking, connecting, invitations, merging, own_settings, returning
from handlers.asking import told
from handlers.customers import known_customer, spoken_in
from handlers.places import refused

AT_ONCE_AGAIN = timedelta(hours=1)  # who finished at a place so recently is not asked there anew
_ACCEPTED = Reply({"ok": True})
_EXPIRED = {LinkKind.CONNECT: "connect.expired", LinkKind.RETURN: "return.expired"}


def opened(event: LinkOpened, view: View) -> Sequence[Effect]:
    """Whatever the link is, whoever opens it is answered at once, at any hour and under any cool-down."""
    place = _place_of(event.token, view)
    if place is not None:
        return [_ACCEPTED, *_walked_in(place, event, view)]
    link = view.link(token_hash(event.token))
    customer = view.customer(link.customer_id) if link else None
    if link is None or customer is None or customer.erased_at is not None:
        return _turned_away("link.unknown", event, view)
    at_home = view.customer_at(event.address)
    is_theirs = at_home is not None and at_home.id == customer.id
    if link.opened_by is not None and not is_theirs:
        return _turned_away("link.unknown", event, view)
    if link.opened_by is None and view.now >= link.expires_at:
        return _turned_away(_EXPIRED.get(link.kind, "link.expired"), event, view)
    if link.kind is LinkKind.RETURN:
        return [_ACCEPTED, *returning.opened(link, customer, event, view)]
    if link.kind is LinkKind.CONNECT:
        return [_ACCEPTED, *connecting.opened(link, customer, event, view)]
    if link.opened_by is not None:
        return [_ACCEPTED, *_opened_again(event, customer, view)]
    return [_ACCEPTED, *_opened_first(link, customer, event, view)]


def place_token(name: str, key: bytes) -> str:
    """The token of a place's walk-in link: always the same, for everybody who comes by."""
    return link_token(key, f"place:{name}")


def _place_of(token: str, view: View) -> Place | None:
    key = view.settings.link_key
    for place in view.settings.places.values():
        if hmac.compare_digest(place_token(place.name, key).encode(), token.encode()):
            return place
    return None


def _turned_away(key: str, event: LinkOpened, view: View) -> list[Effect]:
    """Kind words and a way on. Where a link leads into a chat and not to a page, they are said there too."""
    line = Line(key, {"slash": asking.slash(view, event.address)})
    if not platform_of(event.address).one_message:
        return [refused(line)]
    customer, effects = known_customer(event.address, view, event.sender_name, event.language)
    return [refused(line), *effects, told(view, event.address, customer, "reply", "link", line)]


def _opened_first(link: Link, customer: Customer, event: LinkOpened, view: View) -> list[Effect]:
    """It is theirs from now on, and so is the chat; the question is asked at once."""
    address = event.address
    stranger = merging.stranger_at(address, customer, view)
    who = _introduced(customer, stranger, event, view)
    return [
        Save(replace(link, opened_by=address.key)),
        *([Save(who)] if who != customer else []),
        *merging.now_at(address, who, view),
        *_joins_case(who, stranger, address, view),
        *_asked_about(link, who, address, view),
    ]


def _introduced(customer: Customer, stranger: Customer | None, event: LinkOpened, view: View) -> Customer:
    """The customer with what the platform and the chat tell of them, where the shop told nothing."""
    return replace(
        customer,
        name=customer.name or event.sender_name,
        language=customer.language or spoken_in(event.language, view.settings),
        opted_out_at=customer.opted_out_at or (stranger.opted_out_at if stranger else None),
        attributes=joined(customer, stranger),
    )


def _joins_case(customer: Customer, stranger: Customer | None, address: Address, view: View) -> list[Effect]:
    """What is said now goes to those who look into their open case; they are told so."""
    case = view.open_case(customer.id) or (view.open_case(stranger.id) if stranger else None)
    if case is None:
        return []
    return [told(view, address, customer, "reply", f"case:{case.id}", Line("link.joins_case"))]


def _asked_about(link: Link, customer: Customer, address: Address, view: View) -> Sequence[Effect]:
    """Go on with what is open, else ask about the purchase whose link they hold."""
    current = view.open_invitation(customer.id)
    if current is not None:
        return invitations.ask_current(current, customer, address, view)
    return asked_about(view.purchase(link.purchase_id), customer, address, view)


def asked_about(
    purchase: Purchase | None, customer: Customer, address: Address, view: View
) -> Sequence[Effect]:
    """Ask about this purchase now, and about no other on top of it. Nothing may be open."""
    planned = view.planned_invitation(customer.id)
    about = purchase.id if purchase else None
    if planned is not None and planned.purchase_id == about:
        invitation = replace(planned, started_by_customer=True)
    else:
        invitation = invitations.by_customer(customer, view, purchase)
    effects: list[Effect] = []
    if planned is not None and planned.purchase_id not in {None, about}:
        subject = planned.purchase_id or planned.id
        effects.append(invitations.suppressed(subject, customer, planned.touchpoint, "merged", view))
        invitation = replace(invitation, id=planned.id)
    return [*effects, *invitations.start(invitation, customer, address, view)]


def _opened_again(event: LinkOpened, customer: Customer, view: View) -> list[Effect]:
    """In a chat the question is shown again, or hello is said; a page shows its chat anyway."""
    if not platform_of(event.address).one_message:
        return []
    _, effects = known_customer(event.address, view)
    current = view.open_invitation(customer.id)
    if current is not None:
        return [*effects, *invitations.ask_current(current, customer, event.address, view)]
    return [*effects, own_settings.greeted(customer, event.address, view)]


# Without a purchase.


def _walked_in(place: Place, event: LinkOpened, view: View) -> list[Effect]:
    """Ask whoever is here about this place; a known customer stays who they are."""
    address = event.address
    customer, effects = known_customer(address, view, event.sender_name, event.language)
    if customer.erased_at is not None:
        return effects
    current = view.open_invitation(customer.id)
    if current is not None:
        is_shown = current.address == address and not platform_of(address).one_message
        return effects if is_shown else [*effects, *invitations.ask_current(current, customer, address, view)]
    if _has_just_told(place, customer, view):
        return [*effects, told_already(address, customer, view)]
    invitation = _about_place(place, customer, view)
    joins = _joins_case(customer, None, address, view)
    return [*effects, *joins, *invitations.start(invitation, customer, address, view)]


def told_already(address: Address, customer: Customer, view: View) -> Effect:
    """Thanks, and a way on, for who has told us everything there was to tell."""
    line = Line("link.told_already", {"slash": asking.slash(view, address)})
    return told(view, address, customer, "reply", "link", line)


def _has_just_told(place: Place, customer: Customer, view: View) -> bool:
    return any(
        one.place == place.name and one.purchase_id is None and view.now - one.finished_at < AT_ONCE_AGAIN
        for one in view.past_invitations(customer.id)
        if one.finished_at is not None and one.answers
    )


def _about_place(place: Place, customer: Customer, view: View) -> Invitation:
    settings = view.settings
    invitation = replace(
        invitations.by_customer(customer, view), place=place.name, segments={"store": place.name}
    )
    touchpoint = settings.touchpoints.get(place.touchpoint or "")
    if touchpoint is None:
        return invitation
    survey = settings.survey(touchpoint.survey)
    return replace(invitation, survey=survey.name, survey_version=survey.version, touchpoint=touchpoint.name)
