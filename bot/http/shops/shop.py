"""A shop that may report to us, and the two ways in which a report is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.errors import FeedbackBotError
from bot.core.events import Event

PATHS: Mapping[str, str] = {
    "generic": "/purchases",
    "shopify": "/shops/shopify",
    "woocommerce": "/shops/woocommerce",
    "stripe": "/shops/stripe",
}
"""Kind of shop → where it reports to."""


@dataclass(frozen=True, slots=True)
class Shop:
    """``secrets`` are tried in turn: two while one is replaced by the other. ``touchpoint`` and ``place``
    are those of purchases that name none. ``touchpoints`` are all that there are, ``platforms`` the chats
    that are switched on: a purchase that names another one is refused. ``asks_once`` is when an order counts
    as bought, "paid" or "fulfilled" (Shopify only).
    """

    name: str
    kind: str  # "generic", "shopify", "woocommerce" or "stripe"
    secrets: tuple[str, ...] = field(repr=False)
    touchpoint: str
    place: str | None = None
    touchpoints: frozenset[str] = frozenset()
    platforms: frozenset[str] = frozenset()
    asks_once: str = "paid"


class Forged(FeedbackBotError):
    """The signature is missing, wrong or too old. Whoever sent it is told no more than that."""


class Malformed(FeedbackBotError):
    """Signed, but not what was agreed: ``problems`` are (place in the body, what is wrong and the remedy)."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{place}: {problem}" for place, problem in problems))
        self.problems = tuple(problems)


Read = Callable[[Shop, Mapping[str, str], bytes, datetime], Sequence[Event]]
"""(shop, headers with lower-case names, raw body, now) → the events, perhaps none.

Verifies the raw bytes before it parses them. Raises Forged or Malformed. Never does I/O.
"""
