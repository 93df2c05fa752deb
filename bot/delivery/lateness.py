"""What waited long between its commit and its being sent, since no process was there, says so itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.effects import Line, Parcel

_SAYING_SO = frozenset({"digest", "wins"})
_FROM = timedelta(hours=1)


def told_late(parcel: Parcel, now: datetime) -> Parcel:
    """The parcel, with how long it has been ready where that is long: its numbers are of then."""
    waited = now - parcel.not_before
    if parcel.purpose not in _SAYING_SO or waited <= _FROM:
        return parcel
    line = Line("digest_command.posted_late", {"n": waited // timedelta(hours=1)})
    return replace(parcel, message=replace(parcel.message, lines=(line, *parcel.message.lines)))
