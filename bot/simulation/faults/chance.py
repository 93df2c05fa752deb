"""What goes wrong, and how often: drawn from the seed and from what it happens to, and from nothing else.

A fault has a name, its kind and what it strikes, so that a run can be lived through again with only some of
its faults: those of other names are not moved by that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from hashlib import blake2b

HIGH: Mapping[str, float] = {
    # A send
    "flood": 0.02,  # 429: it is told to wait
    "refused": 0.01,  # it never got there
    "reset": 0.012,  # it never got there, and nobody knows
    "swallowed": 0.012,  # it is delivered, and the answer is lost
    "hangs": 0.003,  # no answer for longer than anybody waits; half of them are delivered
    # An event on its way in
    "twice": 0.03,  # it is brought again though it was acknowledged
    "renamed": 0.02,  # a press is brought again under another update id
    "late": 0.03,  # what came after it is there before it
    "unheard": 0.01,  # our answer to it is lost: it is brought again
    # The process
    "killed": 0.006,  # at a point before or after a commit
    "killed_sending": 0.003,  # after a platform took a message and before that is recorded
    "frozen": 0.004,  # for longer than a lease
    "unsure": 0.002,  # a unit is committed, and the connection breaks before that is told
    # A day
    "disk_full": 0.03,
    "disk_slow": 0.03,
    "disk_broken": 0.03,
    "clock": 0.05,
    "outage": 0.05,
    # A customer
    "blocks": 0.03,
}
"""How likely each is, a time that it can happen."""

LEVELS: Mapping[str, float] = {"none": 0.0, "low": 0.2, "high": 1.0}
"""Share of ``HIGH`` by the command's word."""

_WHOLE = 1 << 64


class Chance:
    """``only`` these faults strike, by name; None: all that the seed draws. ``struck`` did, in order."""

    def __init__(
        self,
        seed: int,
        level: str,
        only: frozenset[str] | None = None,
        rates: Mapping[str, float] = HIGH,
    ) -> None:
        self._seed = seed
        self._level = LEVELS[level]
        self._rates = rates
        self._only = only
        self._times: Counter[tuple[str, str]] = Counter()
        self.struck: list[str] = []
        self.calm = False
        """Nothing goes wrong any more: what is still to be done can be."""

    def strikes(self, kind: str, what: str) -> bool:
        """Whether this happens to it now; the next time is another draw."""
        if self.calm or not self._level:
            return False
        self._times[kind, what] += 1
        name = f"{kind}/{what}#{self._times[kind, what]}"
        if self.share(name) >= self._rates[kind] * self._level or (
            self._only is not None and name not in self._only
        ):
            return False
        self.struck.append(name)
        return True

    def share(self, name: str) -> float:
        """0…1, always the same for this name."""
        drawn = blake2b(f"{self._seed}/{name}".encode(), digest_size=8).digest()
        return int.from_bytes(drawn, "big") / _WHOLE

    def pick(self, name: str, *among: float) -> float:
        """One of these, always the same for this name."""
        return among[int(self.share(name) * len(among))]
