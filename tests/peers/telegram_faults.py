"""What goes wrong on order: faults for the next calls, and flood control as Telegram has it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.peers.telegram_methods import Refused


@dataclass
class Fault:
    """What the next ``times`` calls of a method get instead; ``times`` None is for ever."""

    method: str  # "*" is any
    kind: str
    times: int | None
    chat_id: int | None
    after_s: float | None


@dataclass
class Bucket:
    """Tokens that come back with time."""

    capacity: float
    per_s: float
    tokens: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until one can be had; 0 takes it."""
        self.tokens = min(self.capacity, self.tokens + (now - self.at) * self.per_s)
        self.at = now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0.0
        return (1 - self.tokens) / self.per_s


class Flood:
    """1 message a second to a person after a short burst, 20 a minute to a group, 30 a second in all."""

    def __init__(self, burst: int = 3) -> None:
        self._burst = burst
        self._buckets: dict[object, Bucket] = {}

    def check(self, chat_id: int, private: bool, now: float) -> None:
        own = (self._burst, 1.0) if private else (20, 20 / 60)
        waits = [self._take("all", 30, 30.0, now), self._take(chat_id, *own, now)]
        if max(waits) > 0:
            seconds = int(max(waits)) + 1
            raise Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)

    def _take(self, key: object, capacity: float, per_s: float, now: float) -> float:
        bucket = self._buckets.setdefault(key, Bucket(capacity, per_s, capacity, now))
        return bucket.wait(now)
