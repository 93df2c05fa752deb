"""What to make of a platform that says "later": wait as told, then longer, and after days give up. No clock.

A wait that the platform names is no failed attempt, however often it names one: a chat's flood wait, or a
room that somebody has to let us into again.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.effects import Parcel
from bot.core.identity import Address
from bot.delivery.backoff import BASE_S, seed_of, wait_s

AS_TOLD = 3
"""How often in a row a platform's own wait is taken as it is; then the waits get longer."""

LATER_CAP_S = 180.0
"""Never beyond this, unless the platform asks for more: whoever mends a room sees it work soon."""

PATIENCE = timedelta(days=4)
"""For so long a parcel must have been due before it is given up."""

TOLD_FOR = timedelta(hours=6)
"""And for so long its platform must have said "later", and nothing else, of its address: nothing is given up
at the first attempt after a week in which we did not run."""

_KEPT = 4096  # addresses


@dataclass(slots=True)
class _Told:
    since: datetime
    times: int = 0


class Patience:
    """How often in a row, and since when, each address was put off by its platform."""

    def __init__(self) -> None:
        self._told: OrderedDict[Address, _Told] = OrderedDict()

    def later(self, parcel: Parcel, after_s: float, now: datetime) -> float | None:
        """The platform asks to wait ``after_s``: the seconds to wait, or None to give the parcel up."""
        told = self._told.setdefault(parcel.address, _Told(now))
        if len(self._told) > _KEPT:
            self._told.popitem(last=False)
        if now - parcel.not_before >= PATIENCE and now - told.since >= TOLD_FOR:
            return None
        told.times += 1
        if told.times <= AS_TOLD:
            return after_s
        return max(after_s, wait_s(told.times, BASE_S, LATER_CAP_S, seed_of(parcel.id)))

    def answered(self, address: Address) -> None:
        """The platform said something else."""
        self._told.pop(address, None)
