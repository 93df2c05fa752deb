"""What one process does for all, such as keeping the connection that a platform allows only once.

A hold has an end, and its holder renews it long before. Whoever finds it ended takes it, under a fence one
higher: what the one before still says under its own fence counts for nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, or_, update
from sqlalchemy.sql.dml import ReturningInsert

from storage.codec import micros
from storage.database import Database
from storage.tables import holds
from storage.upserts import inserting

HOLD = timedelta(seconds=15)

_RENEW = (
    update(holds)
    .where(
        holds.c.name == bindparam("of_name"),
        holds.c.owner == bindparam("by_owner"),
        holds.c.fence == bindparam("of_fence"),
    )
    .values(until_us=bindparam("new_until_us"))
    .returning(holds.c.fence)
)


@cache
def _taking(dialect: str) -> ReturningInsert[*tuple[Any, ...]]:
    statement = inserting(dialect, holds)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[holds.c.name],
        set_={"owner": new.owner, "fence": holds.c.fence + 1, "until_us": new.until_us},
        # Our own is left where it could not be given back: the database was away.
        where=or_(holds.c.until_us <= bindparam("now_us"), holds.c.owner == new.owner),
    ).returning(holds.c.fence)


class SqlHolds:
    """The holds of one process, ``owner``, on a database."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner

    async def take(self, name: str, now: datetime) -> int | None:
        """Take it if it is free, has ended or was left by ourselves; the fence that it is ours under.

        Raises StorageUnavailable.
        """
        row = {"name": name, "owner": self._owner, "fence": 1, "until_us": micros(now + HOLD)}

        def work(connection: Connection) -> int | None:
            with connection.begin():
                statement = _taking(connection.dialect.name).values(row)
                return connection.execute(statement, {"now_us": micros(now)}).scalar()

        return await self._database.write(work)

    async def renew(self, name: str, fence: int, now: datetime) -> bool:
        """Whether it is still ours; then it is for longer. Raises StorageUnavailable."""
        return await self._until(name, fence, micros(now + HOLD))

    async def release(self, name: str, fence: int) -> None:
        """Let the next one have it at once. Raises StorageUnavailable."""
        await self._until(name, fence, 0)

    async def _until(self, name: str, fence: int, until_us: int) -> bool:
        values = {
            "of_name": name,
            "by_owner": self._owner,
            "of_fence": fence,
            "new_until_us": until_us,
        }

        def work(connection: Connection) -> bool:
            with connection.begin():
                return connection.execute(_RENEW, values).first() is not None

        return await self._database.write(work)
