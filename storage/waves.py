"""What a wave by hand reads and writes: the people it is for, what handlers see of them, and its timers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from bot.core.effects import Timer
from bot.core.identity import Customer
from bot.core.ports import Needs
from bot.core.survey import Audience
from bot.core.view import Rows
from storage import loading, rows, timers
from storage.database import Database
from storage.tables import customers

_WRITTEN_AT_ONCE = 500  # rows in one unit: whoever runs beside us waits no longer

_INTERNAL = select(customers).where(customers.c.audience == Audience.INTERNAL.value).order_by(customers.c.id)


def internal_customers(connection: Connection) -> list[Customer]:
    """Everybody who works with us."""
    with connection.begin():
        return [rows.customer_from(row) for row in connection.execute(_INTERNAL)]


async def read_rows(database: Database, needs: Sequence[Needs]) -> Rows:
    """What handlers would see of these."""

    def read(connection: Connection) -> Rows:
        with connection.begin():
            return loading.load(connection, needs, to_save=False).rows

    return await database.read(read)


async def set_timers(database: Database, new: Sequence[Timer]) -> None:
    """Set these, some in a unit."""
    for start in range(0, len(new), _WRITTEN_AT_ONCE):
        some = {timer.id: timer for timer in new[start : start + _WRITTEN_AT_ONCE]}

        def write(connection: Connection, some: dict[str, Timer] = some) -> None:
            with connection.begin():
                timers.save(connection, some)

        await database.write(write)
