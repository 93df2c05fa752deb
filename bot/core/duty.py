"""Who of the staff is on duty, and until when somebody is off."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?![\w-])[\s:,.]*")
_FOR = re.compile(r"(\d{1,3})\s*(d|days?|w|weeks?)\b[\s:,.]*", re.IGNORECASE)
_DAY = re.compile(rf"(tomorrow|{'|'.join(_WEEKDAYS)})\b[\s:,.]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OffDuty:
    """Somebody said that they are off (``is_off``) or back. ``until`` None: until they say so."""

    user: str  # platform:workspace:user
    is_off: bool
    at: datetime
    until: datetime | None = None

    def covers(self, now: datetime) -> bool:
        """Whether they are off at this moment."""
        return self.is_off and (self.until is None or now < self.until)


def read_until(words: str, now: datetime, zone: ZoneInfo) -> tuple[datetime, str] | None:
    """The morning that these words begin with, and what follows it; None where they begin with none.

    A day is ``2026-03-09``, ``tomorrow``, ``monday`` (the next), ``10 days`` or ``2 weeks``; it begins at
    midnight in ``zone``. What is past is read all the same.
    """
    plain = words.strip()
    today = now.astimezone(zone).date()
    for pattern, day_of in _READERS:
        match = pattern.match(plain)
        day = day_of(match, today) if match else None
        if match and day is not None:
            return datetime.combine(day, time(), zone), plain[match.end() :].strip()
    return None


def _by_date(match: re.Match[str], _: date) -> date | None:
    try:
        return date.fromisoformat(match[1])
    except ValueError:
        return None


def _by_length(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=int(match[1]) * (7 if match[2].lower().startswith("w") else 1))


def _by_name(match: re.Match[str], today: date) -> date:
    name = match[1].lower()
    if name == "tomorrow":
        return today + timedelta(days=1)
    return today + timedelta(days=(_WEEKDAYS.index(name) - today.weekday() - 1) % 7 + 1)


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = (
    (_DATE, _by_date),
    (_FOR, _by_length),
    (_DAY, _by_name),
)
