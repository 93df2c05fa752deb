"""Looking up what became of an erasure."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, text

from bot.core.effects import BLANKED
from storage.chores import ERASE
from storage.codec import moment
from storage.tables import PARCEL_WAITING, addresses, chores, customers, outbox, timers

_WHOSE = (
    select(customers.c.id, customers.c.name)
    .join(addresses, addresses.c.customer_id == customers.c.id)
    .where(addresses.c.key == bindparam("key"))
)
_ERASED = select(customers.c.erased_us).where(customers.c.id == bindparam("id"))
_STILL_SET = select(timers.c.id).where(timers.c.id == bindparam("timer_id"))
_UNDER_WAY = select(chores.c.detail).where(chores.c.kind == ERASE, chores.c.subject == bindparam("id"))
_WAITING = select(func.count()).select_from(outbox).where(outbox.c.purpose == BLANKED, text(PARCEL_WAITING))


def whose_chat(connection: Connection, key: str) -> tuple[str, str | None] | None:
    """Id and name of whoever is at this address; None where nobody is."""
    row = connection.execute(_WHOSE, {"key": key}).first()
    return None if row is None else (row[0], row[1])


def erased_at(connection: Connection, customer_id: str) -> datetime | None:
    """Since when nothing is kept of them; None for everybody else."""
    found: int | None = connection.execute(_ERASED, {"id": customer_id}).scalar()
    return None if found is None else moment(found)


def is_erased(connection: Connection, customer_id: str, timer_id: str) -> bool:
    """Whether nothing of theirs is left to be taken away, but for the last words in their chat."""
    if connection.execute(_STILL_SET, {"timer_id": timer_id}).first() is not None:
        return False
    left = connection.execute(_UNDER_WAY, {"id": customer_id}).scalar()
    erased = connection.execute(_ERASED, {"id": customer_id}).scalar()
    return erased is not None and (left is None or '"walked"' in left)


def waiting_edits(connection: Connection) -> int:
    """How many messages are still to be emptied."""
    found: int = connection.execute(_WAITING).scalar_one()
    return found
