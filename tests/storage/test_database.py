"""Opening, locking, and what is said when that cannot be done."""

from __future__ import annotations

import asyncio
import gc
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url, text

from bot.core.errors import DataFolderError, OperatorError, StorageUnavailable
from storage.database import Database, open_database, sqlite_url
from storage.sqlite_driver import UnitConnection


def _count_cases(connection: Connection) -> object:
    return connection.execute(text("SELECT count(*) FROM cases")).scalar()


def _damage(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"not a database" * 100)


def _is_there(file: Path) -> bool:
    return file.exists()


def _remove(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 2000)],
)
async def test_the_writer_is_durable_by_default(file: Path, pragma: str, value: object) -> None:
    database = await open_database(sqlite_url(file))
    found = await database.write(lambda connection: connection.execute(text(f"PRAGMA {pragma}")).scalar())
    await database.close()
    assert found == value


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(StorageUnavailable, match=r"read-?only"):
        await database.read(lambda connection: connection.execute(text("DELETE FROM customers")))


async def test_a_reader_keeps_its_snapshot_while_somebody_writes(database: Database, file: Path) -> None:
    def read_twice(connection: Connection) -> tuple[object, object]:
        with connection.begin():
            before = connection.execute(text("SELECT count(*) FROM digest_runs")).scalar()
            other = sqlite3.connect(file)
            other.execute("INSERT INTO digest_runs VALUES ('weekly', '2026-03-02', 1, 0)")
            other.commit()
            other.close()
            return before, connection.execute(text("SELECT count(*) FROM digest_runs")).scalar()

    assert await database.read(read_twice) == (0, 0)


@pytest.mark.usefixtures("database")
async def test_a_folder_in_use_names_the_process_and_the_remedy(file: Path) -> None:
    with pytest.raises(
        DataFolderError, match=rf"{file.parent}: process {os.getpid()} is using.*stop it first"
    ):
        await open_database(sqlite_url(file))


async def test_a_closed_folder_is_free_again(file: Path) -> None:
    await (await open_database(sqlite_url(file))).close()
    await (await open_database(sqlite_url(file))).close()


async def test_a_folder_that_could_not_be_opened_is_free_again(file: Path) -> None:
    _damage(file)
    with pytest.raises(DataFolderError, match="not a database, or it is damaged; restore a backup"):
        await open_database(sqlite_url(file))
    _remove(file)
    await (await open_database(sqlite_url(file))).close()


@pytest.mark.usefixtures("database")
async def test_reading_needs_no_lock_and_changes_nothing(file: Path) -> None:
    reading = await open_database(sqlite_url(file), read_only=True)
    assert await reading.read(_count_cases) == 0
    with pytest.raises(OperatorError, match="reading only"):
        await reading.write(_count_cases)
    await reading.close()


async def test_reading_a_database_that_is_not_there_makes_none(file: Path) -> None:
    with pytest.raises(DataFolderError, match="no database yet"):
        await open_database(sqlite_url(file), read_only=True)
    assert not _is_there(file)


async def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(DataFolderError, match="data: cannot write here"):
        await open_database(sqlite_url(tmp_path / "data" / "feedback.sqlite"))


READ_ONLY = """
import asyncio, os, sys
from bot.core.errors import DataFolderError
from storage.database import open_database

if os.geteuid() == 0:
    os.seteuid(65534)  # root may write anywhere

async def main():
    try:
        await open_database(sys.argv[1])
    except DataFolderError as error:
        print(error)

asyncio.run(main())
"""


def test_a_read_only_folder_names_the_folder_and_the_remedy(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o555)
    for parent in (tmp_path, *tmp_path.parents):
        if parent.stat().st_uid == os.geteuid() and parent.name.startswith(("pytest", "test_")):
            parent.chmod(0o755)
    program = [sys.executable, "-c", READ_ONLY, sqlite_url(folder / "feedback.sqlite")]
    said = subprocess.run(program, capture_output=True, text=True, check=False)
    assert said.stdout.startswith(f"{folder}: cannot write here"), said.stderr
    assert "give this user the folder" in said.stdout


async def test_an_unreadable_url_and_a_database_in_memory_are_refused() -> None:
    with pytest.raises(OperatorError, match="cannot be read"):
        await open_database("nonsense")
    with pytest.raises(DataFolderError, match="needs a file"):
        await open_database("sqlite+aiosqlite:///:memory:")
    with pytest.raises(OperatorError, match="a database that is not known"):
        await open_database("mssql://me@db/shop")
    with pytest.raises(OperatorError, match="synchronous is FULL or NORMAL, not OFF"):
        await open_database("sqlite+aiosqlite:///data/feedback.db", synchronous="OFF")


async def test_a_locked_database_is_unavailable_and_nothing_is_lost(database: Database, file: Path) -> None:
    def insert(connection: Connection) -> None:
        with connection.begin():
            connection.execute(text("INSERT INTO digest_runs VALUES ('weekly', '2026-03-02', 1, 0)"))

    await database.write(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout = 1"))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable, match="locked"):
        await database.write(insert)
    other.execute("ROLLBACK")
    other.close()
    await database.write(insert)


async def test_whoever_stops_the_opening_halfway_leaves_the_folder_free(url: str) -> None:
    opening = asyncio.create_task(open_database(url))
    await asyncio.sleep(0.001)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    again = await open_database(url)
    assert await again.read(_count_cases) == 0
    await again.close()


async def test_a_database_is_named_without_its_password_and_a_server_has_no_folder(
    database: Database, engine: str, url: str
) -> None:
    assert database.name.startswith(engine)
    assert "?" not in database.name
    assert (make_url(url).password or "?") not in database.name
    assert (database.folder is None) is (engine == "postgresql")


async def test_a_file_lies_in_its_folder(database: Database, file: Path) -> None:
    assert database.folder == file.parent


async def test_what_was_begun_is_done_though_nobody_waits_for_it(database: Database) -> None:
    begun, loop = asyncio.Event(), asyncio.get_running_loop()

    def insert(connection: Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        with connection.begin():
            connection.execute(text("INSERT INTO digest_runs VALUES ('weekly', '2026-03-02', 1, 0)"))

    writing = asyncio.create_task(database.write(insert))
    await begun.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await database.write(lambda _: None)
    runs = "SELECT count(*) FROM digest_runs"
    assert await database.read(lambda connection: connection.execute(text(runs)).scalar()) == 1


async def test_of_work_that_is_called_off_when_nobody_waits_for_it_any_more_nothing_is_told(
    database: Database,
) -> None:
    told: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    before = asyncio.all_tasks()
    async with database._writing:
        writing = asyncio.create_task(database.write(_count_cases))
        while len(asyncio.all_tasks() - before) < 2:  # noqa: ASYNC110  # the work is a task of its own
            await asyncio.sleep(0)
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
        (working,) = asyncio.all_tasks() - before
        working.cancel()
        await asyncio.wait([working])
        await asyncio.sleep(0)
    assert told == []


async def test_without_its_driver_a_server_asks_for_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(OperatorError, match=r"needs the extra \[postgres\]"):
        await open_database("postgresql://me@127.0.0.1/shop")


async def test_who_stops_it_while_it_closes_waits_until_it_is_closed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for steps in range(1, 12):
        database = await open_database(sqlite_url(tmp_path / "store.sqlite"))
        closing = asyncio.create_task(database.close())
        for _ in range(steps):
            await asyncio.sleep(0)
        closing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await closing
    assert not caplog.records


@pytest.mark.filterwarnings("ignore:.*was deleted before being closed:ResourceWarning")
def test_what_a_unit_did_after_its_event_loop_was_closed_is_no_fault(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, may_end = threading.Event(), threading.Event()
    faults: list[object] = []
    monkeypatch.setattr(threading, "excepthook", faults.append)
    others = set(threading.enumerate())

    def long(_: Connection) -> None:
        began.set()
        may_end.wait()

    async def interrupted() -> None:
        connection = UnitConnection(str(file), (), "BEGIN")
        await connection
        unit = asyncio.create_task(connection.run(long))
        await asyncio.to_thread(began.wait)
        unit.cancel()

    file.parent.mkdir(exist_ok=True)
    asyncio.run(interrupted())
    (ours,) = set(threading.enumerate()) - others
    may_end.set()
    ours.join()
    assert faults == []
    gc.collect()
