"""How fast a platform lets us send, as token buckets per address and per platform. Pure values, no clock.

A bucket is taken from before the send. What is not there yet is reserved: the bucket goes into debt, and
the wait that ``take`` returns is the time until the debt is paid, so those who wait are served in turn.
An address rests (``rest_s``) before it takes, so that it reserves nothing of what everybody shares. An edit
is a send like any other.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.identity import Address

_SWEEP_FROM = 1024  # buckets


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``burst`` at once and ``per_s`` a second in the long run: burst + 60 x per_s in any minute."""

    per_s: float
    burst: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many may go at ``at``; below zero where more are on their way than the limit allows."""

    limit: Limit
    tokens: float
    at: datetime

    @classmethod
    def full(cls, limit: Limit, now: datetime) -> Bucket:
        return cls(limit, float(limit.burst), now)

    def tokens_at(self, now: datetime) -> float:
        # A clock that was set back must not drain the bucket.
        elapsed_s = max(0.0, (now - self.at).total_seconds())
        return min(float(self.limit.burst), self.tokens + elapsed_s * self.limit.per_s)

    def wait_s(self, now: datetime) -> float:
        """Seconds until the next one may go."""
        return max(0.0, 1.0 - self.tokens_at(now)) / self.limit.per_s

    def take(self, now: datetime) -> tuple[Bucket, float]:
        """The bucket with one less in it, and the seconds to wait before using that one."""
        return replace(self, tokens=self.tokens_at(now) - 1.0, at=now), self.wait_s(now)

    def is_full(self, now: datetime) -> bool:
        return self.tokens_at(now) >= self.limit.burst


@dataclass(frozen=True, slots=True)
class Pace:
    """What one platform allows: to a person, into a room, and in all. None: as fast as we like."""

    person: Limit | None = None
    room: Limit | None = None
    overall: Limit | None = None


_UNLIMITED = Pace()

PACES: Mapping[str, Pace] = {
    # Telegram's own advice: one a second to a person, short bursts forgiven; 20 a minute into a group
    # (5 + 15); 30 a second in all (5 + 25).
    "telegram": Pace(person=Limit(1.0, 3), room=Limit(15 / 60, 5), overall=Limit(25.0, 5)),
    # One a second into a channel, short bursts forgiven; a direct message is a channel too.
    "slack": Pace(person=Limit(1.0, 3), room=Limit(1.0, 3)),
    "web": Pace(),
}


class Limits:
    """The buckets in use. A bucket that has filled up again says nothing and is forgotten."""

    def __init__(self, paces: Mapping[str, Pace] = PACES) -> None:
        self._paces = paces
        self._buckets: dict[Hashable, Bucket] = {}
        self._sweep_at = _SWEEP_FROM

    def wait_s(self, address: Address, now: datetime) -> float:
        """Seconds until something may go to this address, without taking anything."""
        return max((bucket.wait_s(now) for _, bucket in self._buckets_for(address, now)), default=0.0)

    def rest_s(self, address: Address, now: datetime) -> float:
        """Seconds until this address allows a send, whatever the platform as a whole allows."""
        place, limit = self._own(address)
        return 0.0 if limit is None else self._bucket(place, limit, now).wait_s(now)

    def take(self, address: Address, now: datetime) -> float:
        """Reserve one send to this address; the seconds to wait before it."""
        longest_s = 0.0
        for name, bucket in self._buckets_for(address, now):
            self._buckets[name], wait_s = bucket.take(now)
            longest_s = max(longest_s, wait_s)
        if len(self._buckets) > self._sweep_at:
            self._sweep(now)
        return longest_s

    def __len__(self) -> int:
        return len(self._buckets)

    def _buckets_for(self, address: Address, now: datetime) -> list[tuple[Hashable, Bucket]]:
        overall = self._paces.get(address.platform, _UNLIMITED).overall
        limits = (self._own(address), (address.platform, overall))
        return [(name, self._bucket(name, limit, now)) for name, limit in limits if limit is not None]

    def _own(self, address: Address) -> tuple[Address, Limit | None]:
        pace = self._paces.get(address.platform, _UNLIMITED)
        place = address.place  # whoever is written to in a room, it is the room that fills up
        return place, pace.room if place.room else pace.person

    def _bucket(self, name: Hashable, limit: Limit, now: datetime) -> Bucket:
        return self._buckets.get(name) or Bucket.full(limit, now)

    def _sweep(self, now: datetime) -> None:
        self._buckets = {name: bucket for name, bucket in self._buckets.items() if not bucket.is_full(now)}
        self._sweep_at = max(_SWEEP_FROM, 2 * len(self._buckets))
