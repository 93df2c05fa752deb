"""aiosqlite with one trip to its thread for each statement instead of four.

SQLAlchemy asks a cursor for four things in turn: to exist, to execute, to fetch, to close. With plain
aiosqlite each is a trip to the connection's thread and back, which costs more than most statements do. Here
one trip executes and fetches, and the rest is answered from memory.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any

import aiosqlite

_CACHED_STATEMENTS = 512


class OneTripCursor:
    """As much of a cursor as SQLAlchemy's adapter uses. Rows are fetched as the statement is executed."""

    def __init__(self, connection: OneTripConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> OneTripCursor:
        return self

    async def execute(self, operation: str, parameters: Sequence[Any] = ()) -> None:
        self._take(*await self._connection.in_thread(_run, operation, parameters))

    async def executemany(self, operation: str, parameters: Sequence[Sequence[Any]]) -> None:
        self._take(*await self._connection.in_thread(_run_many, operation, parameters))

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is left open."""

    def _take(self, description: Any, rows: list[Any], rowcount: int, lastrowid: int | None) -> None:
        self.description = description
        self._rows = rows
        self.rowcount = rowcount
        self.lastrowid = lastrowid


def _run(connection: sqlite3.Connection, operation: str, parameters: Sequence[Any]) -> tuple[Any, ...]:
    cursor = connection.execute(operation, parameters)
    rows = cursor.fetchall() if cursor.description else []
    return cursor.description, rows, cursor.rowcount, cursor.lastrowid


def _run_many(
    connection: sqlite3.Connection, operation: str, parameters: Sequence[Sequence[Any]]
) -> tuple[Any, ...]:
    cursor = connection.executemany(operation, parameters)
    return None, [], cursor.rowcount, cursor.lastrowid


class OneTripConnection(aiosqlite.Connection):
    """A connection whose cursors are those above."""

    def cursor(self) -> OneTripCursor:  # type: ignore[override]  # the adapter enters it, as it would the other
        return OneTripCursor(self)

    async def in_thread(self, function: Any, *arguments: Any) -> Any:
        """The function's result, called in the connection's thread with the ``sqlite3.Connection`` first."""
        trip: Callable[..., Awaitable[Any]] = self._execute  # aiosqlite leaves it without types
        return await trip(function, self._conn, *arguments)


def connect(path: str, pragmas: Sequence[str]) -> OneTripConnection:
    """A connection to come, for SQLAlchemy's ``async_creator_fn``; it begins no transaction by itself."""
    connection = OneTripConnection(partial(_open, path, pragmas), iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy does: a connection left open must not keep us alive
    return connection


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
