"""A table on the side: rows go in as they are read, and come out by customer, however many there are.

It is a file without a name, gone with the process that made it, so that nothing personal is left behind by
one that is killed. SQLite sorts it on disk: memory stays what it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

StagedRow = tuple[Any, ...]
"""Text, whole numbers and None; the first is what the rows are sorted by."""

_PRAGMAS = ("journal_mode = OFF", "synchronous = OFF", "temp_store = FILE", "cache_size = -8192")


class Staging:
    """Rows of one width, on disk. Used by one thread at a time."""

    def __init__(self, width: int) -> None:
        self._connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for pragma in _PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute(f"CREATE TABLE staged ({', '.join(f'c{n}' for n in range(width))})")
        self._insert = f"INSERT INTO staged VALUES ({', '.join('?' * width)})"  # noqa: S608 - only "?"

    def close(self) -> None:
        """Give the disk back."""
        self._connection.close()

    def add(self, rows: Iterable[StagedRow]) -> None:
        """Take all of these in."""
        self._connection.execute("BEGIN")
        self._connection.executemany(self._insert, rows)
        self._connection.execute("COMMIT")

    def __len__(self) -> int:
        count: int = self._connection.execute("SELECT count(*) FROM staged").fetchone()[0]
        return count

    def in_parts(self, most: int) -> Iterator[list[StagedRow]]:
        """At most so many rows at a time, by their first value, then in the order they came."""
        cursor = self._connection.execute("SELECT * FROM staged ORDER BY c0, rowid")
        while part := cursor.fetchmany(most):
            yield part
