"""Which language somebody is written to in: what they chose, how they write, what their platform says.

What they chose goes before everything else, and stays. Without that, two telling messages in a row in another
language that is spoken here change it. Both are attributes of theirs, with the source "customer" for a choice
and "us" for what was seen.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.core.identity import Attribute, Customer

CHOSEN, WRITES = "chosen_language", "writes"
_THEMSELVES, _US = "customer", "us"
_TELLING_WORDS = 4  # of fewer in Latin letters it cannot be said for sure


def chosen(customer: Customer, language: str, now: datetime) -> Customer:
    """The customer who said which language it is to be."""
    return _speaking(customer, Attribute(CHOSEN, language, _THEMSELVES, now))


def is_settled(customer: Customer) -> bool:
    """Whether nobody else is to say it for them: a shop, or their platform."""
    return _source(customer) is not None


def was_followed(customer: Customer) -> bool:
    """Whether we have changed the language before because of how they write."""
    return _source(customer) == _US


def learned(customer: Customer, language: str | None, spoken: Collection[str]) -> Customer:
    """The customer with the language of their platform, where none that is spoken here is known of them."""
    if language is None or len(spoken) < 2 or customer.language in spoken or customer.erased_at is not None:
        return customer
    return replace(customer, language=language)


def heard(customer: Customer, current: str, written: str | None, words: str, now: datetime) -> Customer:
    """The customer after one more message, ``written`` in this language, None where that cannot be said.

    The second in a row that is in the same other language changes theirs.
    """
    if written is None or _source(customer) == _THEMSELVES or customer.erased_at is not None:
        return customer
    before = next((one.value for one in customer.attributes if one.name == WRITES), None)
    if written == current:
        return _without(customer, WRITES) if before is not None else customer
    if not _is_telling(words):
        return customer
    if before == written:
        return _speaking(customer, Attribute(CHOSEN, written, _US, now))
    return _with(customer, Attribute(WRITES, written, _US, now))


def _is_telling(words: str) -> bool:
    letters = [one for one in words if one.isalpha()]
    is_latin = any(unicodedata.name(one, "").startswith("LATIN") for one in letters)
    return bool(letters) and (not is_latin or len(words.split()) >= _TELLING_WORDS)


def _source(customer: Customer) -> str | None:
    return next((one.source for one in customer.attributes if one.name == CHOSEN), None)


def _speaking(customer: Customer, attribute: Attribute) -> Customer:
    return replace(_with(_without(customer, WRITES), attribute), language=attribute.value)


def _without(customer: Customer, name: str) -> Customer:
    return replace(customer, attributes=tuple(one for one in customer.attributes if one.name != name))


def _with(customer: Customer, attribute: Attribute) -> Customer:
    others = _without(customer, attribute.name).attributes
    return replace(customer, attributes=tuple(sorted((*others, attribute), key=lambda one: one.name)))
