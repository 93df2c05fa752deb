"""Gestures: the thoughtful surprises that staff may give, what they cost, and what is left to give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class GesturePlan:
    """Something to give: its name, what it is called in each language, and its cost."""

    name: str
    label: Mapping[str, str]
    cost: Decimal


@dataclass(frozen=True, slots=True)
class GestureRules:
    """What may be given, and for how much in a calendar month of the business: in total, and by each person.

    None: without limit. Amounts are in ``currency`` (ISO 4217).
    """

    plans: Mapping[str, GesturePlan] = field(default_factory=dict)
    currency: str = "EUR"
    a_month: Decimal | None = None
    a_month_each: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Gesture:
    """One that was given. ``by`` is who gave it, ``platform:workspace:user``; it may come without a case."""

    id: str
    customer_id: str
    case_id: str | None
    name: str
    cost: Decimal
    currency: str
    by: str
    by_name: str
    at: datetime
    undone_at: datetime | None = None
