"""The audit log: who of the staff and managers looked at what, and did what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Audited:
    """One line of it. ``subject`` is what it was about: ``case:ID``, ``customer:ID``, or "" for none."""

    at: datetime
    actor: str  # platform:workspace:user
    actor_name: str | None
    action: str  # take, reply, customer, observe, home, digest …
    subject: str
    allowed: bool
    detail: str | None = None
