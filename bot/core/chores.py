"""Long jobs: work that takes many units of work, and goes on where a process that died left it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ChoreKind(StrEnum):
    """*erase*: take what leads to one customer out of every table. *retain*: let go of what is old."""

    ERASE = "erase"
    RETAIN = "retain"


@dataclass(frozen=True, slots=True)
class Chore:
    """Something that is to be done at length, from now on until it is done.

    ``subject`` is a customer's id, or "" where it is about everything. ``places`` (address keys), ``names``
    and ``words`` are the customer's, as far as they are taken off their record at once. One that is under way
    already stays as it is.
    """

    kind: ChoreKind
    subject: str
    at: datetime
    places: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days each class of data is kept; 0: as long as nobody asks for its deletion.

    ``raw_days``: what came in, as it came. ``messages_days``: what was sent, and what was said about cases
    that have ended. ``comments_days``: customers' own words; their ratings stay. ``audit_days``: who did
    what. ``unlinked_days``: customers and purchases of theirs that no chat was ever tied to.
    ``suppressions_days``: why somebody was not asked. ``dead_letters_days``: what could not be handled.
    """

    raw_days: float = 90
    messages_days: float = 730
    comments_days: float = 0
    audit_days: float = 1095
    unlinked_days: float = 730
    suppressions_days: float = 730
    dead_letters_days: float = 90
