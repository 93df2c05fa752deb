"""How often one address may be refused before it is told to slow down. Pure: ``now_s`` comes in."""

from __future__ import annotations

from collections import OrderedDict

BURST = 20
PER_S = 0.5
_MOST_ADDRESSES = 4096


class Refusals:
    """A token bucket for each address that was refused. What is authentic is never counted.

    Behind a proxy everybody shares an address: that is why only refused requests are slowed down.
    """

    def __init__(self, burst: float = BURST, per_s: float = PER_S) -> None:
        self._burst = burst
        self._per_s = per_s
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # address -> (tokens, at_s)

    def take(self, address: str, now_s: float) -> bool:
        """Count one refusal; False when this address has had too many of them."""
        left, at_s = self._left.pop(address, (self._burst, now_s))
        left = min(self._burst, left + (now_s - at_s) * self._per_s)
        allowed = left >= 1
        self._left[address] = (left - 1 if allowed else left, now_s)
        if len(self._left) > _MOST_ADDRESSES:
            self._left.popitem(last=False)
        return allowed

    @property
    def wait_s(self) -> float:
        """How long until one more refusal is allowed."""
        return 1 / self._per_s
