"""How long to wait before another attempt, and after how many attempts to give up. Pure."""

from __future__ import annotations

from hashlib import blake2b

BASE_S = 2.0
CAP_S = 900.0

MAX_ATTEMPTS = 40
"""Then a parcel is parked whose outcome is still not known. With ``BASE_S`` and ``CAP_S`` that is some six
hours after the first attempt, and never less than three and a half."""

IN_ORDER = 3
"""Attempts of unknown outcome for which everything behind a parcel waits with it; then it waits alone."""

_MAX_DOUBLINGS = 60  # beyond this 2**n gains nothing: every cap is reached


def wait_s(attempts: int, base_s: float, cap_s: float, seed: int) -> float:
    """Seconds to wait after ``attempts`` earlier waits: doubling from ``base_s``, never above ``cap_s``.

    Half of it is fixed and half is jitter ("equal jitter"), so that what failed together does not come back
    together. The jitter follows from the seed: the same arguments give the same wait.
    """
    ceiling_s = min(cap_s, base_s * 2.0 ** min(attempts, _MAX_DOUBLINGS))
    digest = blake2b(f"{seed}:{attempts}".encode(), digest_size=8).digest()
    share = int.from_bytes(digest) / 2**64  # 0 <= share < 1
    return ceiling_s * (0.5 + 0.5 * share)


def seed_of(name: str) -> int:
    """A seed that follows from a name, such as a parcel's id."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest())
