"""Promises: what somebody of the staff said to a customer they would do, and by when.

Whoever gave one is reminded while there is still an hour of business left to keep it, and asked at its moment
whether it was kept. One of which nobody says so within a day counts as broken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.core.periods import BusinessHours, add_business_time, business_time_between, wall_to_utc

REMINDED_BEFORE = timedelta(hours=1)  # of business
BROKEN_AFTER = timedelta(days=1)
_END_OF_DAY = time(18)  # where nothing is said of opening hours
_FURTHEST = timedelta(days=366)


class PromiseState(StrEnum):
    """An open one is waited for; *dropped* is one that no longer has anybody to keep it to."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Promise:
    """A dated commitment in a reply. ``by`` is whoever gave it, ``platform:workspace:user``."""

    id: str
    case_id: str
    customer_id: str
    by: str
    by_name: str
    words: str
    made_at: datetime
    due_at: datetime
    state: PromiseState = PromiseState.OPEN
    reminded_at: datetime | None = None
    settled_at: datetime | None = None


def reminder_at(made_at: datetime, due_at: datetime, hours: BusinessHours) -> datetime:
    """When its giver is reminded: an hour of business before it is due, or half-way where there is little."""
    left = business_time_between(made_at, due_at, hours)
    if not left:
        return made_at + (due_at - made_at) / 2
    return add_business_time(made_at, left - min(REMINDED_BEFORE, left / 2), hours)


def due_moment(day: date, at: time | None, hours: BusinessHours) -> datetime:
    """This wall time of the business, in UTC; without one as the business closes that day."""
    return wall_to_utc(day, at or _closing(day, hours), hours.zone)


def _closing(day: date, hours: BusinessHours) -> time:
    spans = () if day in hours.holidays else hours.weekly.get(day.weekday(), ())
    return max((end for start, end in spans if end > start), default=_END_OF_DAY)


def read_due(day: str, at: str, now: datetime, hours: BusinessHours) -> datetime | None:
    """What was filled in as a date ("2026-03-03") and a time ("12:00"), in UTC; None where both are empty.

    A time alone is today's. Raises ValueError for what is neither, is over, or is more than a year away.
    """
    if not day and not at:
        return None
    wall = time.fromisoformat(at).replace(tzinfo=None) if at else None
    named = date.fromisoformat(day) if day else now.astimezone(hours.zone).date()
    if abs(named - now.date()) > _FURTHEST:
        raise ValueError("more than a year away")
    due_at = due_moment(named, wall, hours)
    if due_at <= now:
        raise ValueError("it is over")
    return due_at
