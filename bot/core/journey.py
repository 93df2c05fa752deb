"""The moments that are judged: purchases and the touchpoints they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """A kind of moment judged, with the survey asked about it and how long after it."""

    name: str
    survey: str
    delay: timedelta


@dataclass(frozen=True, slots=True)
class Purchase:
    """An order fact from a shop. ``id`` is derived from shop and order, so a repeat has the same id."""

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
