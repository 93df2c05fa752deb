"""What a process that dies leaves behind in a database on a server: every row that is committed by then."""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from functools import cache

import asyncpg

from storage import tables
from tests.postgres import serving

ENGINE = "FEEDBACK_BOT_TEST_CRASH"
"""With ``postgresql`` in it every dialogue of this folder is killed on a server instead of on a file."""

_NAMES = [table.name for table in tables.metadata.sorted_tables]
_CLEAR = "; ".join(str(table.delete()) for table in reversed(tables.metadata.sorted_tables))
_COUNT_ANEW = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE schemaname = current_schema()
"""
_COUNTERS = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"

held = ExitStack()
"""The server of ``by_default``; it goes with the tests (conftest.py): nothing can be dropped at our end."""


@cache
def by_default() -> str | None:
    """The database on a server that all are to be killed on; None: it is a file."""
    if os.environ.get(ENGINE, "sqlite") == "sqlite":
        return None
    server = held.enter_context(serving())
    if server is None:
        raise RuntimeError("no PostgreSQL: install Debian's package postgresql")
    return held.enter_context(server.database())


class Rows:
    """The rows of one database, to take along and to bring back."""

    def __init__(self, connection: asyncpg.Connection[asyncpg.Record]) -> None:
        self._connection = connection

    async def left(self) -> Mapping[str, bytes]:
        """Table → its rows, of one moment; and how far the server has counted."""
        found: dict[str, bytes] = {}
        async with self._connection.transaction(isolation="repeatable_read", readonly=True):
            for name in _NAMES:
                rows = io.BytesIO()
                await self._connection.copy_from_table(name, output=rows, format="binary")
                found[name] = rows.getvalue()
            counters = await self._connection.fetch(_COUNTERS)
        found.update({f"counter {row['sequencename']}": b"%d" % row["last_value"] for row in counters})
        return found

    async def bring_back(self, left: Mapping[str, bytes]) -> None:
        """These, in place of those that are there."""
        await self._connection.execute(_CLEAR)
        await self._connection.execute(_COUNT_ANEW)
        for name in _NAMES if left else ():
            await self._connection.copy_to_table(name, source=io.BytesIO(left[name]), format="binary")
        for name, value in left.items():
            if name.startswith("counter "):
                counter = f'"{name.removeprefix("counter ")}"'
                await self._connection.execute("SELECT setval($1::text::regclass, $2)", counter, int(value))


@asynccontextmanager
async def rows_of(url: str) -> AsyncIterator[Rows]:
    """Those of the database at this address."""
    connection = await asyncpg.connect(url)
    try:
        yield Rows(connection)
    finally:
        await connection.close()
