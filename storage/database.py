"""Opening a database and keeping it: connections, locks, the errors of a folder that cannot be used.

SQLite is a file that one process owns: a lock file beside it keeps a second process out, one connection
writes, others read from their own snapshot. A PostgreSQL server is for any number of processes
(``storage.postgres``).
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, TypeVar, cast

from sqlalchemy import URL, Connection, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.core.errors import DataFolderError, OperatorError, StorageUnavailable
from storage import backup, leases, postgres, schema
from storage.failures import as_unavailable
from storage.sqlite_driver import UnitConnection
from storage.troubles import OpenedFile, Trouble, Watch, look_into, reason

T = TypeVar("T")

LOCK_FILE = "feedback-bot.lock"
_READERS = 2  # connections
_WRITER_PRAGMAS = (
    "journal_mode = WAL",
    "foreign_keys = ON",
    "secure_delete = ON",  # what is deleted is overwritten
    "temp_store = MEMORY",
    "cache_size = -8192",
)
_READER_PRAGMAS = ("query_only = ON", "temp_store = MEMORY", "cache_size = -4096")
_BUSY_MS = 2000
_POOL_WAIT_S = 10.0  # for a connection to read with
_PUT = text("INSERT INTO surveys (name, version, definition) VALUES ('', '', :words)")
_TAKE = text("DELETE FROM surveys WHERE name = ''")
_PROBE = {"words": "." * 65_536}
_CLOSE_S = 3.0


def sqlite_url(file: Path) -> str:
    """The address of a SQLite file."""
    return URL.create("sqlite+aiosqlite", database=str(file)).render_as_string()


class Database:
    """An open database. ``write`` and ``read`` run a synchronous function over a ``Connection``."""

    def __init__(self, reader: AsyncEngine, writer: AsyncEngine | None, lock: IO[str] | None) -> None:
        self._reader = reader
        self._writer = writer
        self._lock = lock
        self._watch = Watch()
        self._file: OpenedFile | None = None
        self._giving_way: sqlite3.Connection | None = (
            None  # what is in work ends when somebody wants to write
        )
        self._writing = asyncio.Lock()  # one unit at a time: what is leased is also kept in memory

    @property
    def is_shared(self) -> bool:
        """Whether other processes may work on it at the same moment."""
        return self._reader.dialect.name == "postgresql"

    @property
    def name(self) -> str:
        """What it is, without a password."""
        return self._reader.url.set(password=None, query={}).render_as_string()

    @property
    def folder(self) -> Path | None:
        """Where its file lies; None for a server."""
        return None if self.is_shared else Path(self._reader.url.database or "").parent

    @property
    def is_read_only(self) -> bool:
        return self._writer is None

    @property
    def engine(self) -> AsyncEngine:
        """The engine that writes. Raises OperatorError on a database that was opened for reading."""
        if self._writer is None:
            raise OperatorError("the database was opened for reading only")
        return self._writer

    async def write(self, work: Callable[[Connection], T]) -> T:
        """The work's result; it begins its own transactions. Raises StorageUnavailable.

        Work that was begun is brought to its end, also where whoever waits for it goes away.
        """
        working = asyncio.create_task(self._write(work))
        try:
            return await asyncio.shield(working)
        except asyncio.CancelledError:
            working.add_done_callback(_look_away)
            raise

    async def give_way(self, work: Callable[[Connection], T]) -> T | None:
        """Like ``write``, on a file; but whoever wants to write meanwhile interrupts it: None."""

        def interruptible(connection: Connection) -> T | None:
            self._giving_way = cast(sqlite3.Connection, connection.connection.driver_connection)
            try:
                return work(connection)
            except StorageUnavailable as error:
                if _is_interrupted(error):
                    return None
                raise
            finally:
                self._giving_way = None

        return await self._write(interruptible)

    async def beside(self, work: Callable[[Connection], T]) -> T:
        """The work's result, on a server, over a connection of its own that no unit waits for."""
        engine = postgres.upgrader(self.engine.url)
        try:
            with as_unavailable():
                return await _run(engine, work)
        finally:
            await engine.dispose()

    async def _write(self, work: Callable[[Connection], T]) -> T:
        if (in_the_way := self._giving_way) is not None:
            in_the_way.interrupt()
        async with self._writing:
            with self._watch.over("write"), as_unavailable():
                self._still_there()
                done = await _run(self.engine, work)
            if self._watch.cannot_write:
                await self._make_sure()
            return done

    async def read(self, work: Callable[[Connection], T]) -> T:
        """The work's result, from one snapshot. Raises StorageUnavailable."""
        with self._watch.over("read"), as_unavailable():
            self._still_there()
            return await _run(self._reader, work)

    @property
    def trouble(self) -> Trouble | None:
        """What is wrong since when; None while all is well."""
        return self._watch.trouble

    async def look_again(self) -> None:
        """Find out whether what failed works again. Raises StorageUnavailable."""
        if self._watch.cannot_write:
            await self.write(lambda _: None)

    async def _make_sure(self) -> None:
        """What was asked for last is done, but perhaps it had nothing to write: write as if it had."""
        with contextlib.suppress(StorageUnavailable), as_unavailable():
            await _run(self.engine, _rewrite)
            self._watch.worked("write")

    def keep_in_sight(self, file: Path) -> None:
        """From now on the file must stay where it is."""
        self._file = OpenedFile(file)

    def _still_there(self) -> None:
        if self._file is not None:
            self._file.still_there()

    async def close(self) -> None:
        """Give everything back, after the unit that is in work; the folder is free for another process."""
        with contextlib.suppress(TimeoutError):  # a server that is gone answers nothing
            async with asyncio.timeout(_CLOSE_S):
                await self._writing.acquire()
        giving_back = asyncio.ensure_future(self._give_back())
        try:
            await asyncio.shield(giving_back)
        except asyncio.CancelledError:  # somebody who presses Ctrl-C now waits these milliseconds
            await giving_back
            raise

    async def _give_back(self) -> None:
        if self._writer is not None:
            await self._writer.dispose()
        await self._reader.dispose()
        if self._lock is not None:
            self._lock.close()
            self._lock = None


async def open_database(
    url: str, *, synchronous: str = "FULL", read_only: bool = False, beside: bool = False
) -> Database:
    """Open the database at ``url``, bringing its schema up to date.

    ``synchronous`` is SQLite's: FULL survives a power cut, NORMAL may lose the last moments then. With
    ``read_only`` nothing is locked or changed. ``beside`` a process that perhaps owns the folder short units
    may be written, of rows that it keeps no memory of: the folder is not taken, nor what it has leased, and
    the schema is left as it is. Raises DataFolderError with the place and the remedy, or
    StorageUnavailable when a server does not answer.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise OperatorError(
            "the storage url cannot be read; write postgresql://USER:PASSWORD@HOST/DATABASE or sqlite:///FILE"
        ) from error
    if parsed.get_backend_name() != "sqlite":
        return await _open_server(parsed, read_only, beside)
    if synchronous not in ("FULL", "NORMAL"):
        raise OperatorError(f"synchronous is FULL or NORMAL, not {synchronous}")
    if not parsed.database or parsed.database == ":memory:":
        raise DataFolderError("SQLite needs a file to keep data in; write sqlite+aiosqlite:///FILE")
    return await _open_file(Path(parsed.database), synchronous, read_only, beside)


async def _open_server(url: URL, read_only: bool, beside: bool) -> Database:
    if url.get_backend_name() != "postgresql":
        raise OperatorError(
            "the storage url names a database that is not known; write postgresql://… or sqlite:///…"
        )
    where = url.set(password=None, query={}).render_as_string()
    upgrading = postgres.upgrader(url)
    database = Database(postgres.reader(url), None if read_only else postgres.writer(url), None)
    try:
        with as_unavailable():
            await _run(upgrading, _check if read_only or beside else _upgrade)
    except StorageUnavailable as error:
        await database.close()
        raise DataFolderError(f"{where}: {error}") from error
    except DataFolderError as error:
        await database.close()
        raise DataFolderError(f"{where}: {error}") from error
    except BaseException:
        await database.close()
        raise
    finally:
        await upgrading.dispose()
    return database


async def _open_file(file: Path, synchronous: str, read_only: bool, beside: bool) -> Database:
    is_guest = read_only or beside
    lock = _existing(file) if is_guest else take_folder(file.parent)
    busy = f"busy_timeout = {_BUSY_MS}"
    reader = _sqlite_engine(file, (busy, *_READER_PRAGMAS), _READERS, "BEGIN")
    writer = None
    if not read_only:
        pragmas = (busy, *_WRITER_PRAGMAS, f"synchronous = {synchronous}")
        writer = _sqlite_engine(file, pragmas, 1, "BEGIN IMMEDIATE")
    database = Database(reader, writer, lock)
    try:
        with as_unavailable():
            if not is_guest:
                await _run(reader, look_into)
            await (_run(reader, _check) if is_guest else _run(database.engine, _upgrade_file))
        database.keep_in_sight(file)
    except StorageUnavailable as error:
        await database.close()
        raise DataFolderError(f"{file}: {_with_backup(reason(error) or str(error), file)}") from error
    except DataFolderError as error:
        await database.close()
        raise DataFolderError(f"{file}: {_with_backup(str(error), file)}") from error
    except BaseException:
        await database.close()
        raise
    return database


def _is_interrupted(error: StorageUnavailable) -> bool:
    """Whether we ended it ourselves."""
    return getattr(error.__cause__, "sqlite_errorname", "") == "SQLITE_INTERRUPT"


def _sqlite_engine(file: Path, pragmas: tuple[str, ...], size: int, begin: str) -> AsyncEngine:
    def connect(*_: object, **__: object) -> UnitConnection:
        return UnitConnection(str(file), pragmas, begin)

    return create_async_engine(
        sqlite_url(file),
        pool_size=size,
        max_overflow=0,
        pool_timeout=_POOL_WAIT_S,
        pool_reset_on_return=None,
        connect_args={"async_creator_fn": connect},
    )


async def _run(engine: AsyncEngine, work: Callable[[Connection], T]) -> T:
    async with engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        if isinstance(driver, UnitConnection):
            return await driver.run(work)
        return await connection.run_sync(work)


def _existing(file: Path) -> IO[str] | None:
    """No lock: whoever only reads disturbs nobody."""
    if not file.is_file():
        raise DataFolderError(f"{file}: there is no database yet; start feedback-bot first")
    return None


def take_folder(folder: Path) -> IO[str]:
    """The lock file, held until it is closed or this process ends."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK_FILE).open("a+")
    except OSError as error:
        raise DataFolderError(
            f"{folder}: cannot write here ({error.strerror}); give this user the folder, or name another one"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.seek(0)
        holder = lock.read().strip()
        lock.close()
        who = f"process {holder}" if holder else "another process"
        raise DataFolderError(
            f"{folder}: {who} is using this data folder; stop it first, or give this one its own folder"
        ) from error
    with contextlib.suppress(OSError):  # who it is, is good to know; on a full disk it is not known
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
    return lock


def _look_away(task: asyncio.Task[Any]) -> None:
    """Nobody waits for its outcome any more."""
    if not task.cancelled():
        task.exception()


def _upgrade(connection: Connection) -> None:
    with connection.begin():
        if schema.current(connection) != schema.head():
            postgres.one_upgrade_at_a_time(connection)
            schema.upgrade(connection)


def _upgrade_file(connection: Connection) -> None:
    """Whoever leased an address in this file before us is gone."""
    with connection.begin():
        schema.upgrade(connection)
        leases.take_over(connection)


def _rewrite(connection: Connection) -> None:
    """Write so much that a full disk would refuse it, and leave nothing of it."""
    with connection.begin():
        connection.execute(_PUT, _PROBE)
        connection.execute(_TAKE)


def _check(connection: Connection) -> None:
    found = schema.current(connection)
    if found != schema.head():
        raise DataFolderError(
            f"the database has schema revision {found}, this version needs {schema.head()}; "
            "run feedback-bot migrate with the newer of the two versions"
        )


def _with_backup(words: str, file: Path) -> str:
    """The same, and how to restore the newest backup that is here, where that is the remedy."""
    if not words.endswith("restore a backup"):
        return words
    found = backup.newest(file.parent / backup.FOLDER)
    return f"{words}: feedback-bot restore {found or 'FILE'}"
