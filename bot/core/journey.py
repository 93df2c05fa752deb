"""The moments that are judged: purchases and the touchpoints they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

TROUBLES = ("late", "cancelled_by_us", "refunded", "out_of_stock")
"""What a shop may say went wrong with an order; nobody is asked about it."""

TAKEN_BACK = frozenset({"refunded", "cancelled", "cancelled_by_us", "out_of_stock"})
"""Why an order was no sale after all."""

STORE = "store"
"""The segment that says where: its value is a place's name."""

SHIFT = "shift"
"""The segment that says when on the day: its value is a shift's name."""


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """A kind of moment judged, with the survey asked about it and how long after it.

    ``goal`` is the headline value aimed at here, None where that is the survey's own.
    """

    name: str
    survey: str
    delay: timedelta
    goal: float | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """A part of the day by the clock on the wall, from ``start`` to before ``end``; where that is not after
    ``start`` it is on the next day.
    """

    name: str
    start: time
    end: time

    def covers(self, wall: time) -> bool:
        """Whether it is this shift when the clock shows ``wall``."""
        if self.start < self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end

    def overlaps(self, other: Shift) -> bool:
        """Whether the clock shows a time that is in both."""
        return self.covers(other.start) or other.covers(self.start)


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere that we sell or serve. ``name`` is what purchases call it.

    ``touchpoint`` is what its walk-in link asks about. ``review_url`` is offered to everyone who finishes.
    """

    name: str
    zone: ZoneInfo | None = None
    review_url: str | None = None
    touchpoint: str | None = None


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order fact from a shop, or another moment of a touchpoint: a support contact, a visit.

    ``id`` is derived from shop and order, so a repeat has the same id. ``not_asked`` is why nobody is ever
    asked about it ("refunded", "cancelled", "late", "imported" …). One that was withdrawn before it was
    reported has an empty ``customer_id`` until it is.
    """

    id: str
    shop: str
    order: str
    customer_id: str
    touchpoint: str
    bought_at: datetime
    product: str | None = None
    place: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    segments: Mapping[str, str] = field(default_factory=dict)  # "store" -> "Berlin", "product" -> "Mug"
    not_asked: str | None = None
