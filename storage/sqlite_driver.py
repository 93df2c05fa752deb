"""aiosqlite with one trip to its thread for a whole unit of work instead of four for each statement.

SQLAlchemy asks an aiosqlite cursor for four things in turn: to exist, to execute, to fetch, to close. Each is
a trip to the connection's thread and back, and two threads that wait for each other cost more than most
statements do. So the unit goes to the thread instead, as the synchronous function that it is, and the event
loop is free meanwhile.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from threading import Thread
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

T = TypeVar("T")

_CACHED_STATEMENTS = 512


class UnitConnection(aiosqlite.Connection):
    """A connection that runs whole units. ``begin`` is the SQL that starts their transactions."""

    def __init__(self, path: str, pragmas: Sequence[str], begin: str) -> None:
        super().__init__(partial(_open, path, pragmas), iter_chunk_size=64)
        # A daemon, as SQLAlchemy does: a connection left open must not keep us alive.
        self._thread = Thread(target=_serve, args=(self._thread.run,), daemon=True)
        self._begin = begin
        self._engine: Engine | None = None

    async def run(self, work: Callable[[Connection], T]) -> T:
        """The work's result; it gets a synchronous connection, in this connection's thread."""
        trip: Callable[..., Awaitable[T]] = self._execute  # aiosqlite leaves it without types
        return await trip(self._run, work)

    def _run(self, work: Callable[[Connection], T]) -> T:
        if self._engine is None:
            self._engine = synchronous_engine(self._begin, creator=lambda: self._conn, poolclass=StaticPool)
        with self._engine.connect() as connection:
            return work(connection)


def synchronous_engine(begin: str, url: str = "sqlite+pysqlite://", **options: Any) -> Engine:
    """An engine whose transactions start with ``begin``, on connections that start none by themselves."""
    engine = create_engine(
        url,
        hide_parameters=True,  # an error says what failed, not what somebody wrote
        pool_reset_on_return=None,  # a unit commits or rolls back itself, so there is nothing to reset
        **options,
    )

    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "begin", begin_transaction)
    return engine


def _serve(worker: Callable[[], None]) -> None:
    """Be the thread. Nobody can be told what was done when the event loop is closed by then (Ctrl-C)."""
    with contextlib.suppress(RuntimeError):
        worker()


def _open(path: str, pragmas: Sequence[str]) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=_CACHED_STATEMENTS
    )
    try:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection
