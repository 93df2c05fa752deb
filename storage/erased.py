"""Looking up what became of an erasure, and where copies may lie."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, text

from bot.core.effects import BLANKED
from storage.chores import ERASE
from storage.codec import moment
from storage.retaining import EXPORTS
from storage.tables import PARCEL_WAITING, addresses, audit, chores, customers, outbox, timers

_WHOSE = (
    select(customers.c.id, customers.c.name)
    .join(addresses, addresses.c.customer_id == customers.c.id)
    .where(addresses.c.key == bindparam("key"))
)
_ERASED = select(customers.c.erased_us).where(customers.c.id == bindparam("id"))
_STILL_SET = select(timers.c.id).where(timers.c.id == bindparam("timer_id"))
_UNDER_WAY = select(chores.c.detail).where(chores.c.kind == ERASE, chores.c.subject == bindparam("id"))
_WAITING = select(func.count()).select_from(outbox).where(outbox.c.purpose == BLANKED, text(PARCEL_WAITING))
_EXPORTS = (
    select(audit.c.at_us, audit.c.action, audit.c.detail)
    .where(audit.c.action.in_(EXPORTS), audit.c.allowed == 1)
    .order_by(audit.c.at_us)
)


def whose_chat(connection: Connection, key: str) -> tuple[str, str | None] | None:
    """Id and name of whoever is at this address; None where nobody is."""
    row = connection.execute(_WHOSE, {"key": key}).first()
    return None if row is None else (row[0], row[1])


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


def exports(connection: Connection) -> list[tuple[datetime, str, str | None]]:
    """Every export on record: when, which, and what it says of where it went."""
    return [(moment(at_us), action, detail) for at_us, action, detail in connection.execute(_EXPORTS)]
