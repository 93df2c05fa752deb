"""What is wrong with the database, in words for whoever runs the bot, and since when.

It is told in the log once, when it begins, and once more when the database works again; health tells it
meanwhile. No word of a driver is passed on: it may hold an address or a password.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, TimeoutError

from bot.core.errors import DataFolderError, StorageUnavailable
from storage.failures import READ_ONLY, sqlstate

logger = logging.getLogger(__name__)

LONGEST_CHECK_S = 2.0  # of a file, at the start
_STEPS = 20_000  # of SQLite's machine, between two looks at the clock

_REASONS: Mapping[str, str] = {
    "SQLITE_NOTADB": "this is not a database, or it is damaged; restore a backup",
    "SQLITE_CORRUPT": "the database is damaged; restore a backup",
    "SQLITE_READONLY": "the database cannot be written to; give this user the file and its folder",
    "SQLITE_CANTOPEN": "the database cannot be opened; give this user the file and its folder",
    "SQLITE_FULL": "the disk is full; make room",
    "SQLITE_IOERR": "the disk refuses to read or to write: it is full, over a limit, or failing",
    "SQLITE_BUSY": "another program keeps the database locked; end it",
}
_UNREACHABLE = "the server cannot be reached"
_SERVERS_REASONS: Mapping[str, str] = {  # SQLSTATE, or its beginning
    READ_ONLY: "the server can only be read now; make it writable, or name the one that is in [storage] url",
    "53100": "the server's disk is full; make room there",
    "53300": "the server has no connection left; let it have more, or end what keeps them",
    "57P": "the server is being stopped or started",
    "28": "the server refuses the login of [storage] url; put the user and password right",
    "3D": "the server has no such database; put [storage] url right",
    "08": _UNREACHABLE,
}
_POOL_DRY = "every connection is in use; what reads for long is in the way"
_UNKNOWN = "the database does not answer, or takes nothing"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, and for how long it has been."""

    words: str
    for_s: float


class Watch:
    """What failed last, of reading and of writing, until it works again."""

    def __init__(self) -> None:
        self._failing: dict[str, tuple[str, float]] = {}  # "read", "write" → words, since when (monotonic)

    @property
    def trouble(self) -> Trouble | None:
        """The older one of both."""
        if not self._failing:
            return None
        words, since_s = min(self._failing.values(), key=lambda one: one[1])
        return Trouble(words, time.monotonic() - since_s)

    @property
    def cannot_write(self) -> bool:
        """Whether the last write that we know of failed."""
        return "write" in self._failing

    @contextmanager
    def over(self, what: str) -> Iterator[None]:
        """Watch one unit: ``what`` is "read" or "write"."""
        try:
            yield
        except StorageUnavailable as error:
            self._failed(what, reason(error) or _UNKNOWN)
            raise
        if what == "read":
            self.worked(what)

    def _failed(self, what: str, words: str) -> None:
        known = self._failing.get(what)
        if words not in {told for told, _ in self._failing.values()}:
            logger.error("storage: %s", words)
        self._failing[what] = (words, time.monotonic() if known is None else known[1])

    def worked(self, what: str) -> None:
        """It works. A unit that only looked, and wrote nothing, is no proof that writing does."""
        if what not in self._failing:
            return
        trouble = self.trouble
        for one in ("write", "read") if what == "write" else ("read",):
            self._failing.pop(one, None)
        if trouble is not None and not self._failing:
            logger.warning("storage: works again, after %.0f s", trouble.for_s)


def reason(error: StorageUnavailable) -> str | None:
    """What is wrong and what to do, where that can be told."""
    cause: Any = error.__cause__
    if cause is None:
        return str(error)  # our own words
    if isinstance(cause, TimeoutError):
        return _POOL_DRY
    if isinstance(cause, OSError):
        return _UNREACHABLE
    name = getattr(cause.orig if isinstance(cause, DBAPIError) else cause, "sqlite_errorname", "")
    known = _REASONS if name else _SERVERS_REASONS
    return next(
        (words for start, words in known.items() if (name or sqlstate(cause)).startswith(start)), None
    )


class OpenedFile:
    """The database's file as it was when it was opened.

    A file that is moved or deleted is still written to, by whoever has it open: what is acknowledged then is
    lost with it. So before each unit it is looked for.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._identity = _identity(path)

    def still_there(self) -> None:
        """Raises StorageUnavailable unless it is."""
        found = _identity(self._path)
        if found == self._identity:
            return
        words = (
            f"the database's file is gone; put {self._path.name} back"
            if found is None
            else f"another file has taken the place of {self._path.name}; put it back, or restart the bot"
        )
        raise StorageUnavailable(words)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def look_into(connection: Connection) -> None:
    """Look for damage, but not for longer than ``LONGEST_CHECK_S``. Raises DataFolderError."""
    driver: Any = connection.connection.dbapi_connection
    ends_s = time.monotonic() + LONGEST_CHECK_S
    driver.set_progress_handler(lambda: time.monotonic() > ends_s, _STEPS)
    try:
        verdict = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    except DBAPIError as error:
        if getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_INTERRUPT:
            raise
        return  # so far it is sound
    finally:
        driver.set_progress_handler(None, 0)
    if verdict != "ok":
        where = " ".join(str(verdict).replace("*** in database main ***", "").split())
        raise DataFolderError(f"the database is damaged ({where}); restore a backup")
