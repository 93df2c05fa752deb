"""A database in memory whose units run at once, in the thread that asks: for simulations.

It is SQLite, reached through the very functions that a file is; but nothing ever waits for a thread, so a
run of the same seed is the same run. It outlives the processes that are simulated on it. Its disk can be full
(SQLite itself says so), slow or broken.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, select
from sqlalchemy.pool import StaticPool

from storage import leases, schema
from storage.database import Database
from storage.failures import as_unavailable
from storage.sqlite_driver import synchronous_engine
from storage.tables import metadata

T = TypeVar("T")

_PAGES = 1 << 30  # as many as SQLite may have


async def _nothing() -> None:
    """A disk without trouble."""


class MemoryDatabase(Database):
    """An open database in memory.

    ``before_writing`` is awaited before every unit that writes: it may take its time, or raise OSError in the
    disk's place.
    """

    def __init__(self) -> None:
        super().__init__(_NO_READER, None, None)
        self._raw, self._bound = _SPARE.pop() if _SPARE else _made()
        self._raw.deserialize(_empty())
        self.fill_up(full=False)
        self.before_writing: Callable[[], Awaitable[None]] = _nothing

    @property
    def is_shared(self) -> bool:
        """Several simulated processes may work on it, but never at the same moment."""
        return False

    async def write(self, work: Callable[[Connection], T]) -> T:
        """The work's result. Raises StorageUnavailable."""
        with as_unavailable():
            await self.before_writing()
            return self._run(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """The work's result. Raises StorageUnavailable."""
        with as_unavailable():
            return self._run(work)

    async def close(self) -> None:
        """Nothing is given back: whoever is started next goes on with what is here."""

    def give_back(self) -> None:
        """Nobody uses it any more; what was learnt of the statements serves the next one."""
        _SPARE.append((self._raw, self._bound))

    def taken_over(self) -> None:
        """As a file is when a process opens it: whoever leased an address before is gone."""
        with self._bound.connect() as connection, connection.begin():
            leases.take_over(connection)

    def fill_up(self, *, full: bool) -> None:
        """Let the disk be full, or have room again."""
        pages = self._raw.execute("PRAGMA page_count").fetchone()[0] if full else _PAGES
        self._raw.execute(f"PRAGMA max_page_count = {pages}")

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Everything that is stored, by table, each row by its columns' names."""
        with self._bound.connect() as connection, connection.begin():
            return {
                table.name: [
                    dict(row)
                    for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()
                ]
                for table in metadata.sorted_tables
            }

    def _run(self, work: Callable[[Connection], T]) -> T:
        with self._bound.connect() as connection:
            return work(connection)


_NO_READER: Any = None
_SPARE: list[tuple[sqlite3.Connection, Engine]] = []


def _made() -> tuple[sqlite3.Connection, Engine]:
    raw = sqlite3.connect(":memory:", isolation_level=None, cached_statements=512)
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA temp_store = MEMORY")
    return raw, synchronous_engine("BEGIN IMMEDIATE", creator=lambda: raw, poolclass=StaticPool)


@cache
def _empty() -> bytes:
    """A database with our schema and nothing in it; made once."""
    raw = sqlite3.connect(":memory:", isolation_level=None)
    engine = synchronous_engine("BEGIN IMMEDIATE", creator=lambda: raw, poolclass=StaticPool)
    with engine.connect() as connection, connection.begin():
        schema.upgrade(connection)
    return raw.serialize()
