"""What somebody's words for a purchase or a customer lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bot.core.eligibility import Suppression

FOUND_SHOWN = 6
SUPPRESSIONS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Found:
    """What words lead to: ids of purchases, of customers; at most ``FOUND_SHOWN`` of each, best first.

    Words that are an order, a purchase's id, a customer's id or a shop's own name for them are found exactly;
    names of people also by their beginning. With them comes what is on record. ``suppressions``: the latest
    first, at most ``SUPPRESSIONS_SHOWN`` of each purchase and customer. ``invitations``: ids of those that
    were about these purchases. ``links``: token hashes of the links to these purchases, and to the last ones
    of these customers. ``spent``: by customer's id and currency ("" for none), over every purchase that was
    not taken back.
    """

    purchases: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    invitations: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    spent: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
