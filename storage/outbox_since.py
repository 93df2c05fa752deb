"""Where in the outbox a moment lies, found by halving: parcels are numbered in the order of their commits."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, bindparam, func, select

from storage.tables import outbox

_EARLIER_US = timedelta(days=1) // timedelta(microseconds=1)
"""How much further back is begun: clocks are set, and those of several processes differ."""

_ENDS = select(func.min(outbox.c.sequence), func.max(outbox.c.sequence))
_AT = (
    select(outbox.c.sequence, outbox.c.created_us)
    .where(outbox.c.sequence >= bindparam("sequence"))
    .order_by(outbox.c.sequence)
    .limit(1)
)


def first_since(connection: Connection, moment_us: int) -> int:
    """A sequence before which no parcel was written after this moment; found in some twenty looks."""
    low, high = connection.execute(_ENDS).one()
    if low is None:
        return 0
    since_us = moment_us - _EARLIER_US
    while low < high:
        middle = (low + high) // 2
        found = connection.execute(_AT, {"sequence": middle}).one()
        if found.created_us < since_us:
            low = found.sequence + 1
        else:
            high = middle
    return int(low)
