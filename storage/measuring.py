"""What the benchmark needs to know of a unit's SQL, to compare us with the bare driver."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.util.concurrency import await_only

from storage.database import Database


@dataclass(frozen=True, slots=True)
class Statement:
    """One trip to the database: the text, and its parameters, or a list of them for ``many``."""

    sql: str
    parameters: Any
    many: bool

    @property
    def rows(self) -> int:
        """How many sets of parameters it ran with."""
        return len(self.parameters) if self.many else 1


@contextmanager
def recording(file: Path) -> Iterator[tuple[Connection, list[Statement]]]:
    """A synchronous connection to a SQLite file, and the list that its statements are added to."""
    engine = _synchronous_engine(file)
    statements: list[Statement] = []

    def record(
        _connection: Connection, _cursor: Any, sql: str, parameters: Any, _context: Any, many: bool
    ) -> None:
        statements.append(Statement(sql, parameters, many))

    try:
        with engine.connect() as connection:
            event.listen(engine, "before_cursor_execute", record)
            yield connection, statements
    finally:
        engine.dispose()


def _synchronous_engine(file: Path) -> Engine:
    engine = create_engine(f"sqlite+pysqlite:///{file}", connect_args={"isolation_level": None})

    def begin_transaction(connection: Connection) -> None:
        # Past the listeners: whoever replays the statements begins its own transactions.
        connection.connection.cursor().execute("BEGIN IMMEDIATE")

    event.listen(engine, "begin", begin_transaction)
    return engine


def delay_commits(database: Database, seconds: float) -> None:
    """Let every commit take that much longer, in the connection's thread, as a slow disk would."""

    def wait(_connection: object) -> None:
        time.sleep(seconds)

    def delay(connection: Connection) -> None:
        driver_connection: Any = connection.connection.driver_connection
        await_only(driver_connection.in_thread(wait))

    event.listen(database.engine.sync_engine, "commit", delay)
