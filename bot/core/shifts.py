"""The shifts of a day, by the clock on the wall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.journey import SHIFT, Purchase, Shift
from bot.core.settings import Settings


def shift_at(moment: datetime, zone: ZoneInfo, shifts: Iterable[Shift]) -> str | None:
    """The name of the shift when it is this moment in ``zone``; None between shifts."""
    wall = moment.astimezone(zone).time()
    return next((one.name for one in shifts if one.covers(wall)), None)


def segments_of(purchase: Purchase, settings: Settings) -> Mapping[str, str]:
    """What a purchase is counted under: what the shop said, and where it says no shift the one it fell in."""
    if SHIFT in purchase.segments or not settings.shifts:
        return purchase.segments
    place = settings.places.get(purchase.place or "")
    zone = place.zone if place is not None and place.zone is not None else settings.zone
    shift = shift_at(purchase.bought_at, zone, settings.shifts)
    return purchase.segments if shift is None else {**purchase.segments, SHIFT: shift}
