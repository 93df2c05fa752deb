"""The audit log: who of the team looked at what, did what, and wrote what into files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

EXPORT = "export"  # a table was written into a file
CUSTOMER_EXPORT = "customer_export"  # what is held of one customer was


@dataclass(frozen=True, slots=True)
class Audited:
    """One line of it.

    ``subject`` is what it was about: ``case:ID``, ``customer:ID``, ``parcel:ID``, or "" for none.
    """

    at: datetime
    actor: str  # platform:workspace:user
    actor_name: str | None
    action: str  # take, reply, customer, observe, home, digest …
    subject: str
    allowed: bool
    detail: str | None = None
