"""What a test asks to go wrong, and how fast the platform lets a client go."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

FAULTS = frozenset("429 401 500 502 garbage reset hang drop_after blocked error dead_url".split())


@dataclass(slots=True)
class Fault:
    """``method`` "*" is every one; ``channel`` as the request names it. ``times`` -1 is for ever."""

    method: str
    kind: str
    times: int = 1
    channel: str | None = None
    after_s: float | None = None
    error: str | None = None


@dataclass
class Faults:
    planned: list[Fault] = field(default_factory=list)

    def take(self, method: str, channel: object) -> Fault | None:
        """The fault that this request meets, counted."""
        for fault in self.planned:
            wanted = fault.method in ("*", method) and fault.channel in (None, channel)
            if wanted and fault.times != 0:
                fault.times -= fault.times > 0
                return fault
        return None


# A minute's requests: https://docs.slack.dev/apis/web-api/rate-limits
_TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
_TIER_OF = {
    "apps.connections.open": 1,
    "conversations.list": 2,
    "conversations.history": 3,
    "conversations.replies": 3,
    "conversations.info": 3,
    "conversations.open": 3,
    "conversations.leave": 3,
    "chat.update": 3,
    "chat.delete": 3,
    "chat.postEphemeral": 4,
    "views.open": 4,
    "views.push": 4,
    "views.update": 4,
    "views.publish": 4,
    "users.info": 4,
    "files.info": 4,
    "files.getUploadURLExternal": 4,
    "files.completeUploadExternal": 4,
}


@dataclass
class Pace:
    """Token buckets: one message a second and channel, everything else by its tier. Off until asked for."""

    on: bool = False
    burst: float = 3.0
    per_second: float = 1.0
    left: dict[str, tuple[float, float]] = field(default_factory=dict)  # tokens, at (monotonic seconds)

    def wait_s(self, method: str, channel: object) -> int | None:
        """Whole seconds to wait, or None when the request may pass."""
        if not self.on:
            return None
        if method == "chat.postMessage":
            return self._take(f"{method} {channel}", self.burst, self.per_second)
        tier = _TIERS.get(_TIER_OF.get(method, 0))
        return None if tier is None else self._take(method, float(tier), tier / 60)

    def _take(self, name: str, most: float, per_second: float) -> int | None:
        now = time.monotonic()
        tokens, at = self.left.get(name, (most, now))
        tokens = min(most, tokens + (now - at) * per_second)
        if tokens >= 1:
            self.left[name] = (tokens - 1, now)
            return None
        self.left[name] = (tokens, now)
        return max(1, math.ceil((1 - tokens) / per_second))
