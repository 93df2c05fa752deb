"""Whether a customer may be quoted, and by name: what they said when we asked, or by themselves.

It is an attribute of theirs with the source "customer". That we asked is the same attribute with the source
``US``: its value is the invitation after whose thanks it was asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.identity import Attribute, Customer

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


# --- typed

_NOT = r"(?:do not|don't|dont|never|not to|rather not|must not|may not)"
_OBJECTION: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(
        rf"\b{_NOT} (?:ever )?(?:be quoted\b|quote (?:me|us|my|this|that|it|any)\b"
        r"|(?:share|publish|post|print|pass on|show) "
        r"(?:my (?:words|comments?|feedback|answers?|name|review)|what i (?:said|say|wrote|write)))",
        re.IGNORECASE,
    )
}
_AND_NOTHING_ELSE = re.compile(
    r"(?:\W|\b(?:please|thanks?|thank you|i|i'd|you|would|rather|ok|okay|hi|hello|and|anywhere|again|to|with"
    r"|anyone|anybody|publicly)\b)*",
    re.IGNORECASE,
)
_ASKS: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(r"(?:you (?:may|can) )?(?:please )?quote me(?: again)?|quotes?|quoting", re.IGNORECASE)
}
_ANSWERS: Mapping[str, tuple[tuple[re.Pattern[str], Consent], ...]] = {
    "en": (
        (
            re.compile(r"(?:no|nope|no,? thanks?(?: you)?|never|please don't|rather not)", re.IGNORECASE),
            Consent.NEVER,
        ),
        (
            re.compile(r"(?:yes,? |sure,? |ok(?:ay)?,? )?without (?:my |a )?(?:first )?name", re.IGNORECASE),
            Consent.UNNAMED,
        ),
        (
            re.compile(r"(?:yes,? |sure,? |ok(?:ay)?,? )?with (?:my )?(?:first )?name", re.IGNORECASE),
            Consent.NAMED,
        ),
        (
            re.compile(r"(?:yes|yep|yeah|sure|ok(?:ay)?|of course)(?:,? please)?", re.IGNORECASE),
            Consent.UNNAMED,
        ),
    )
}
"""A bare yes says nothing of the name, so it is without."""


def objects(words: str) -> bool:
    """Whether somebody says that they are not to be quoted, be it amid other words. English is read."""
    plain = _plain(words)
    return any(pattern.search(plain) for pattern in _OBJECTION.values())


def only_objects(words: str) -> bool:
    """Whether somebody says that and nothing else."""
    plain = _plain(words)
    for pattern in _OBJECTION.values():
        if (found := pattern.search(plain)) is not None:
            return _AND_NOTHING_ELSE.fullmatch(plain[: found.start()] + plain[found.end() :]) is not None
    return False


def asks(words: str) -> bool:
    """Whether this is about being quoted, and nothing else: then they are asked how."""
    plain = _plain(words)
    return any(pattern.fullmatch(plain) for pattern in _ASKS.values())


def read_answer(words: str) -> Consent | None:
    """What was typed, as an answer to our question; None where it is none."""
    plain = _plain(words)
    pairs = (pair for table in _ANSWERS.values() for pair in table)
    return next((consent for pattern, consent in pairs if pattern.fullmatch(plain)), None)


def _plain(words: str) -> str:
    return " ".join(words.replace("\u2019", "'").split()).strip(" .!")
