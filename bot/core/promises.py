"""Promises: what somebody of the staff said to a customer they would do, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PromiseState(StrEnum):
    """An open one is waited for; *dropped* is one that no longer has anybody to keep it to."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Promise:
    """A dated commitment in a reply. ``by`` is whoever gave it, ``platform:workspace:user``."""

    id: str
    case_id: str
    customer_id: str
    by: str
    by_name: str
    words: str
    made_at: datetime
    due_at: datetime
    state: PromiseState = PromiseState.OPEN
    reminded_at: datetime | None = None
    settled_at: datetime | None = None
