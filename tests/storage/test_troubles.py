"""What is wrong with the file: told in words with the remedy, since when, and over by itself."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from bot.core.errors import DataFolderError, StorageUnavailable
from storage import database as opening
from storage import troubles
from storage.database import Database, open_database, sqlite_url
from storage.sqlite_driver import synchronous_engine


def insert(connection: Connection) -> None:
    with connection.begin():
        connection.execute(text("INSERT INTO digest_runs VALUES ('weekly', hex(randomblob(2000)), 1, 0)"))


def runs(connection: Connection) -> int:
    found: int = connection.execute(text("SELECT count(*) FROM digest_runs")).scalar_one()
    return found


def told(database: Database) -> str:
    """What is said to be wrong; nothing while all is well."""
    return "" if database.trouble is None else database.trouble.words


def move(file: Path, to: Path) -> None:
    file.rename(to)


def is_there(file: Path) -> bool:
    return file.exists()


def damage(file: Path) -> None:
    """Its last pages, as if the disk had lost them."""
    words = bytearray(file.read_bytes())
    for page in range(len(words) // 4096 - 12, len(words) // 4096):
        words[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    file.write_bytes(words)


def give_to_root(file: Path) -> None:
    """The folder is everybody's, the file only to be read."""
    file.chmod(0o444)
    (file.parent / "feedback-bot.lock").chmod(0o666)
    for parent in file.parents:
        if "pytest" in str(parent):
            parent.chmod(0o755)
    file.parent.chmod(0o777)


def limited(pages: str) -> str:
    return f"PRAGMA max_page_count = {pages}"


@pytest.mark.usefixtures("file")
async def test_a_full_disk_is_told_until_something_was_really_written_again(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    await database.write(lambda connection: connection.exec_driver_sql(limited("1")))
    for _ in range(3):
        with pytest.raises(StorageUnavailable, match="full"):
            await database.write(insert)
        assert await database.read(runs) == 0
        await database.write(runs)  # has nothing to write, and is no proof
    assert told(database) == "the disk is full; make room"

    await database.write(lambda connection: connection.exec_driver_sql(limited("100000")))
    await database.write(insert)
    assert told(database) == ""
    assert await database.read(runs) == 1
    assert [record.getMessage() for record in caplog.records if record.name == "storage.troubles"] == [
        "storage: the disk is full; make room",
        "storage: works again, after 0 s",
    ]


@pytest.mark.usefixtures("file")
async def test_whoever_asks_finds_out_that_it_works_again_though_nobody_has_written(
    database: Database,
) -> None:
    await database.write(lambda connection: connection.exec_driver_sql(limited("1")))
    with pytest.raises(StorageUnavailable):
        await database.write(insert)
    await opening._run(database.engine, lambda connection: connection.exec_driver_sql(limited("100000")))
    assert told(database) == "the disk is full; make room"
    await database.look_again()
    assert told(database) == ""


@pytest.mark.parametrize("what", ["read", "write"])
async def test_nothing_is_done_in_a_file_that_was_moved_away_and_all_goes_on_when_it_is_back(
    what: str, database: Database, file: Path
) -> None:
    await database.write(insert)
    away = file.with_name("away")
    move(file, away)
    for _ in range(2):
        with pytest.raises(StorageUnavailable, match=r"gone; put .* back"):
            await (database.read(runs) if what == "read" else database.write(insert))
    assert not is_there(file), "no other one is made in its place"
    move(away, file)
    await database.write(insert)
    assert await database.read(runs) == 2
    assert told(database) == ""


async def test_another_file_in_its_place_is_not_written_to(database: Database, file: Path) -> None:
    move(file, file.with_name("away"))
    shutil.copy(file.with_name("away"), file)
    with pytest.raises(StorageUnavailable, match=r"another file has taken the place .* restart the bot"):
        await database.write(insert)


async def test_readers_that_hold_every_connection_are_told_of(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_POOL_WAIT_S", 0.05)
    database = await open_database(sqlite_url(file))
    engine = database._reader
    async with engine.connect(), engine.connect():
        with pytest.raises(StorageUnavailable):
            await database.read(runs)
        assert told(database).startswith("every connection is in use")
    assert await database.read(runs) == 0
    assert told(database) == ""
    await database.close()


async def filled(file: Path) -> None:
    database = await open_database(sqlite_url(file))
    for _ in range(50):
        await database.write(insert)
    await database.close()


async def test_a_damaged_file_is_found_at_the_start_with_the_backup_to_restore(file: Path) -> None:
    await filled(file)
    damage(file)
    with pytest.raises(DataFolderError, match=r"damaged.*; restore a backup: feedback-bot restore FILE$"):
        await open_database(sqlite_url(file))
    (file.parent / "backups").mkdir()
    for name in ("feedback-bot-20260101T000000Z.db", "feedback-bot-20260302T000000Z.db"):
        (file.parent / "backups" / name).touch()
    with pytest.raises(
        DataFolderError, match=r"feedback-bot restore .*/backups/feedback-bot-20260302T000000Z.db$"
    ):
        await open_database(sqlite_url(file))


async def test_the_look_for_damage_ends_in_time(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await filled(file)
    monkeypatch.setattr(troubles, "LONGEST_CHECK_S", -1.0)
    monkeypatch.setattr(troubles, "_STEPS", 1)
    database = await open_database(sqlite_url(file))
    assert await database.read(runs) == 50, "and leaves the connection as it was"
    await database.close()


def test_a_file_that_cannot_be_looked_into_is_not_taken_for_sound(tmp_path: Path) -> None:
    file = tmp_path / "locked.db"
    engine = synchronous_engine("BEGIN", f"sqlite+pysqlite:///{file}", connect_args={"timeout": 0})
    with contextlib.closing(sqlite3.connect(file)) as other, engine.connect() as connection:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OperationalError, match="locked"):
            troubles.look_into(connection)
    engine.dispose()


READ_ONLY = """
import asyncio, os, sys
from bot.core.errors import DataFolderError, StorageUnavailable
from sqlalchemy import text
from storage.database import open_database

def insert(connection):
    with connection.begin():
        connection.execute(text("INSERT INTO digest_runs VALUES ('weekly', '2026-03-02', 1, 0)"))

async def main():
    if os.geteuid() == 0:
        os.seteuid(65534)  # root may write anywhere
    try:
        await open_database(sys.argv[1])
    except DataFolderError as error:
        print(error)

asyncio.run(main())
"""


async def test_a_file_that_may_only_be_read_is_named_with_the_remedy(file: Path) -> None:
    await filled(file)
    give_to_root(file)
    said = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", READ_ONLY, sqlite_url(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout.startswith(f"{file}: the database cannot be written to; give this user the file"), said


@pytest.mark.usefixtures("file")
async def test_while_only_reading_works_again_it_is_not_told_that_all_does(
    database: Database, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    away = file.with_name("away")
    move(file, away)
    for work in (database.read(runs), database.write(insert)):
        with pytest.raises(StorageUnavailable):
            await work
    move(away, file)
    assert await database.read(runs) == 0
    assert "gone" in told(database)
    assert "works again" not in caplog.text
    await database.write(insert)
    assert told(database) == ""
    assert caplog.text.count("works again") == 1
