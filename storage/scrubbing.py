"""Taking what was deleted off the disk, without being in anybody's way.

What is deleted is overwritten as it goes (``secure_delete``), and the log that holds copies is cut off at
once. What SQLite left in pages that it rearranged goes when the file is written anew. A small file is, at
once; a large one when it is night there and nobody wants to write, or when the night is nearly over.

A server's dead rows are cleared by VACUUM, beside everything else. Its own log and base backups are its
operator's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from enum import Enum
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from bot.core.errors import StorageUnavailable
from storage.failures import unavailable
from storage.privacy import Privacy, classes

SMALL = 64 * 2**20  # bytes: written anew in a second, on a slow disk in a few
AGAIN_AFTER = timedelta(minutes=2)  # somebody was in the way
_NIGHT, _NIGHTS_END, _MORNING = time(3), time(4, 30), time(5)
_AS_EVER = "PRAGMA wal_autocheckpoint = 1000"  # pages in the log before they go into the file: the default
_GENTLY = text("SET vacuum_cost_delay = 2")  # ms, as autovacuum does
_VACUUM = "VACUUM (INDEX_CLEANUP ON, TRUNCATE OFF, SKIP_LOCKED ON) "


class When(Enum):
    """Whether a large file is written anew now."""

    LATER = "later"
    IF_NOBODY_WRITES = "if nobody writes"
    NOW = "now"


def when(now: datetime, zone: ZoneInfo) -> When:
    """By the business's clock."""
    local = now.astimezone(zone).time()
    if not _NIGHT <= local < _MORNING:
        return When.LATER
    return When.IF_NOBODY_WRITES if local < _NIGHTS_END else When.NOW


def size(connection: Connection) -> int:
    """Of the file, in bytes."""
    (pages,), (each,) = (
        connection.exec_driver_sql(f"PRAGMA {name}").one() for name in ("page_count", "page_size")
    )
    return int(pages) * int(each)


def cut_off(connection: Connection) -> bool:
    """Fold the log into the file, and cut it off. False: somebody who reads is in the way."""
    driver = _driver(connection)
    with _told():
        busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        driver.execute(_AS_EVER)
    return not busy


def fold_in(connection: Connection) -> None:
    """Fold as much of the log into the file as can be; nobody waits for it."""
    with _told():
        _driver(connection).execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()


def write_anew(connection: Connection) -> bool:
    """The whole file; True once it is. Its log grows by as much, and is folded in later, beside writers.

    Raises StorageUnavailable where it was interrupted, or there is no room; then nothing has changed.
    """
    driver = _driver(connection)
    driver.execute("PRAGMA wal_autocheckpoint = 0")  # else the next who writes folds all of it in
    try:
        with _told():
            driver.execute("VACUUM")
    except StorageUnavailable:
        driver.execute(_AS_EVER)
        raise
    return True


def vacuum(connection: Connection) -> None:
    """A server's tables that hold something of people; readers and writers go on meanwhile."""
    alone = connection.execution_options(isolation_level="AUTOCOMMIT")
    alone.execute(_GENTLY)
    for name, kind in classes().items():
        if kind is not Privacy.ANONYMOUS:
            alone.execute(text(f'{_VACUUM}"{name}"'))


@contextmanager
def _told() -> Iterator[None]:
    """What SQLite's own connection raises is the storage's trouble, as everywhere."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise unavailable(error) from error


def _driver(connection: Connection) -> sqlite3.Connection:
    """SQLite's own connection: what is done here is done outside every transaction."""
    return cast(sqlite3.Connection, connection.connection.driver_connection)
