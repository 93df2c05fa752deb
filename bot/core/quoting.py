"""Whether a customer may be quoted, and by name: what they said when we asked, or by themselves.

It is an attribute of theirs with the source "customer". That we asked is the same attribute with the source
``US``: its value is the invitation after whose thanks it was asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.identity import Attribute, Customer
from bot.core.quoting_words import QUOTING, compiled
from bot.core.spoken import fold

QUOTES = "quotes"
WAITS_FOR = timedelta(hours=1)
"""How long what is typed may be the answer: later it is about something else."""

_THEMSELVES, _US = "customer", "us"


class Consent(StrEnum):
    """What a customer said about it; who said nothing has given none."""

    NAMED = "named"  # with their first name
    UNNAMED = "unnamed"
    NEVER = "never"

    @property
    def allows(self) -> bool:
        """Whether their words may be passed on to everybody."""
        return self is not Consent.NEVER


def consent_of(attributes: Iterable[Attribute]) -> Consent | None:
    """What they said; None where they said nothing. Nobody else can say it for them."""
    said = next((one for one in attributes if (one.name, one.source) == (QUOTES, _THEMSELVES)), None)
    return Consent(said.value) if said is not None and said.value in set(Consent) else None


def said(customer: Customer, consent: Consent, now: datetime) -> Customer:
    """The customer with what they say from now on."""
    return _with(customer, Attribute(QUOTES, consent.value, _THEMSELVES, now))


def asked(customer: Customer, invitation_id: str, now: datetime) -> Customer:
    """The customer who was asked, after the thanks for this survey."""
    return _with(customer, Attribute(QUOTES, invitation_id, _US, now))


def was_asked(customer: Customer) -> bool:
    """Whether we asked, or they told us by themselves: then we never ask again."""
    return any(one.name == QUOTES for one in customer.attributes)


def joined(customer: Customer, other: Customer | None) -> tuple[Attribute, ...]:
    """The customer's attributes, with the stricter of what both said: they turned out to be one person."""
    theirs = [one for one in (other.attributes if other else ()) if one.name == QUOTES]
    own = [one for one in customer.attributes if one.name == QUOTES]
    if not theirs or (own and _strictness(own[0]) >= _strictness(theirs[0])):
        return customer.attributes
    return _with(customer, theirs[0]).attributes


def _strictness(attribute: Attribute) -> int:
    consent = consent_of((attribute,))
    return 0 if consent is None else 1 + list(Consent).index(consent)


def is_open(customer: Customer, invitation_id: str) -> bool:
    """Whether they were asked after this survey, and have not answered."""
    wanted = (QUOTES, invitation_id, _US)
    return any((one.name, one.value, one.source) == wanted for one in customer.attributes)


def waits(customer: Customer, now: datetime) -> str | None:
    """The invitation after which they were asked, while what they type may be the answer."""
    for one in customer.attributes:
        if (one.name, one.source) == (QUOTES, _US) and now - one.at < WAITS_FOR:
            return one.value
    return None


def _with(customer: Customer, attribute: Attribute) -> Customer:
    others = [one for one in customer.attributes if one.name != QUOTES]
    return replace(customer, attributes=tuple(sorted((*others, attribute), key=lambda one: one.name)))


# --- typed, in any language: whoever writes in another than their own is heard as well


def objects(words: str) -> bool:
    """Whether somebody says that they are not to be quoted, be it amid other words."""
    plain = _plain(words)
    return any(one.is_objection(plain) for one in QUOTING.values())


def only_objects(words: str) -> bool:
    """Whether somebody says that and nothing else."""
    plain = _plain(words)
    for one in QUOTING.values():
        if (found := one.is_objection(plain)) is not None:
            return one.adds_nothing(plain[: found.start()] + plain[found.end() :])
    return False


def asks(words: str) -> bool:
    """Whether this is about being quoted, and nothing else: then they are asked how."""
    plain = _plain(words)
    return any(compiled(one.asks).fullmatch(plain) for one in QUOTING.values())


def read_answer(words: str) -> Consent | None:
    """What was typed, as an answer to our question; None where it is none."""
    plain = _plain(words)
    for one in QUOTING.values():
        if compiled(one.never).fullmatch(plain):
            return Consent.NEVER
        if compiled(one.yes).fullmatch(plain) or one.answers(plain, one.unnamed):
            return Consent.UNNAMED
        if one.answers(plain, one.named):
            return Consent.NAMED
    return None


def _plain(words: str) -> str:
    return " ".join(fold(words).split()).strip(" .!")
