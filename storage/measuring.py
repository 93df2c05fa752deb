"""What the benchmark needs to know of a unit's SQL, to compare us with the bare driver."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from storage import rollups
from storage.sqlite_driver import synchronous_engine

_BEGIN = "BEGIN IMMEDIATE"


@dataclass(frozen=True, slots=True)
class Statement:
    """What was sent to the database: the text, and its parameters, or a list of them for ``many``."""

    sql: str
    parameters: Any
    many: bool


@contextmanager
def recording(file: Path) -> Iterator[tuple[Connection, list[Statement]]]:
    """A synchronous connection to a SQLite file, and the list that its statements are added to."""
    engine = synchronous_engine(_BEGIN, f"sqlite+pysqlite:///{file}", connect_args={"isolation_level": None})
    try:
        with engine.connect() as connection:
            yield connection, recorded(engine)
    finally:
        engine.dispose()


def recorded(engine: Engine) -> list[Statement]:
    """The list that each statement of this engine is added to from now on."""
    statements: list[Statement] = []

    def record(
        _connection: Connection, _cursor: Any, sql: str, parameters: Any, _context: Any, many: bool
    ) -> None:
        if sql != _BEGIN:  # whoever replays the statements begins its own transactions
            statements.append(Statement(sql, parameters, many))

    event.listen(engine, "before_cursor_execute", record)
    return statements


@contextmanager
def slow_commits(seconds: float) -> Iterator[None]:
    """Every commit takes that much longer, as on a slow disk."""

    def wait(_connection: Connection) -> None:
        time.sleep(seconds)

    event.listen(Engine, "commit", wait)
    try:
        yield
    finally:
        event.remove(Engine, "commit", wait)


@contextmanager
def without_rollups() -> Iterator[None]:
    """Nothing is counted, to see what counting costs. The database is not to be used afterwards."""
    kept = rollups.changes
    setattr(rollups, "changes", lambda *_: iter(()))  # noqa: B010 - where saving looks it up
    try:
        yield
    finally:
        setattr(rollups, "changes", kept)  # noqa: B010
