"""Token buckets, one for each visitor: how often before being told to slow down. Pure: ``now_s`` comes in."""

from __future__ import annotations

from collections import OrderedDict

BURST = 20
PER_S = 0.5
_MOST_VISITORS = 16_384


class Buckets:
    """A bucket for each visitor: ``burst`` at once, then ``per_s``. Who came longest ago is forgotten."""

    def __init__(self, burst: float = BURST, per_s: float = PER_S) -> None:
        self._burst = burst
        self._per_s = per_s
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # visitor -> (tokens, at_s)

    def take(self, visitor: str, now_s: float) -> bool:
        """Take one; False when this visitor has none left."""
        left, at_s = self._left.pop(visitor, (self._burst, now_s))
        left = min(self._burst, left + (now_s - at_s) * self._per_s)
        allowed = left >= 1
        self._left[visitor] = (left - 1 if allowed else left, now_s)
        if len(self._left) > _MOST_VISITORS:
            self._left.popitem(last=False)
        return allowed

    @property
    def wait_s(self) -> float:
        """How long until there is one more."""
        return 1 / self._per_s
