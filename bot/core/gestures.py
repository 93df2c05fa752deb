"""Gestures: the thoughtful surprises that staff may give, what they cost, and what is left to give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.core.periods import local_date, wall_to_utc


@dataclass(frozen=True, slots=True)
class GesturePlan:
    """Something to give: its name, what it is called in each language, and its cost."""

    name: str
    label: Mapping[str, str]
    cost: Decimal


@dataclass(frozen=True, slots=True)
class GestureRules:
    """What may be given, and for how much in a calendar month of the business: in total, and by each person.

    None: without limit. Amounts are in ``currency`` (ISO 4217). Something is proposed, whatever they rated or
    wrote, for customers with at least ``loyal_from`` orders (0: never), and for those who were won back.
    """

    plans: Mapping[str, GesturePlan] = field(default_factory=dict)
    currency: str = "EUR"
    a_month: Decimal | None = None
    a_month_each: Decimal | None = None
    loyal_from: int = 5  # orders


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


@dataclass(frozen=True, slots=True)
class Budget:
    """What is left of this month: for everybody, and for one person. None: without limit."""

    in_all: Decimal | None
    each: Decimal | None

    @property
    def left(self) -> Decimal | None:
        """What this person can still give."""
        return min((one for one in (self.in_all, self.each) if one is not None), default=None)

    def covers(self, cost: Decimal) -> bool:
        return self.left is None or cost <= self.left


def month_start(now: datetime, zone: ZoneInfo) -> datetime:
    """When the calendar month of this moment began there, in UTC."""
    return wall_to_utc(local_date(now, zone).replace(day=1), time(), zone)


def budget(rules: GestureRules, given: Iterable[Gesture], user: str) -> Budget:
    """What is left for this user, with what was given this month and not taken back."""
    counted = [one for one in given if one.currency == rules.currency and one.undone_at is None]
    theirs = sum((one.cost for one in counted if one.by == user), Decimal(0))
    in_all = sum((one.cost for one in counted), Decimal(0))
    return Budget(_left(rules.a_month, in_all), _left(rules.a_month_each, theirs))


def money(amount: Decimal, currency: str) -> str:
    """An amount as it is written: "1,200.50 EUR"."""
    return f"{amount:,} {currency}"


def _left(limit: Decimal | None, spent: Decimal) -> Decimal | None:
    return None if limit is None else max(limit - spent, Decimal(0))
