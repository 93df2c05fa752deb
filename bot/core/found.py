"""What somebody's words for a purchase or a customer lead to."""

from __future__ import annotations

from dataclasses import dataclass

FOUND_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Found:
    """What words lead to: ids of purchases, of customers; at most ``FOUND_SHOWN`` of each, best first.

    Words that are an order, a purchase's id, a customer's id or their name with a shop are found exactly;
    names of people also by their beginning.
    """

    purchases: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
