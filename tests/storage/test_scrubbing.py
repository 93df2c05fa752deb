"""Taking what was deleted off the disk: at once where that is quick, and never in the way of who writes."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, delete, insert, text
from sqlalchemy.exc import OperationalError

from bot.core.errors import StorageUnavailable
from storage import chores, scrubbing
from storage.chores import SCRUB
from storage.chores_done import SqlChores
from storage.database import Database, open_database, sqlite_url
from storage.scrubbing import When
from storage.tables import dead_letters
from tests.storage.conftest import make_business

WORDS = "the ostrich ate my umbrella"
DAY = datetime(2026, 3, 2, 11, tzinfo=UTC)
NIGHT = datetime(2026, 3, 3, 2, 10, tzinfo=UTC)  # 03:10 in Berlin
ROWS = 300


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(sqlite_url(tmp_path / "words.db"), synchronous="NORMAL")
    yield opened
    await opened.close()


async def deleted(database: Database) -> None:
    """Some letters with words are there, and then are not."""

    def put_in(connection: Connection) -> None:
        rows = [
            {"platform": "web", "key": f"{n}", "at_us": n, "error": "x" * n, "payload": WORDS}
            for n in range(ROWS)
        ]
        with connection.begin():
            connection.execute(insert(dead_letters), rows)

    def take_out(connection: Connection) -> None:
        with connection.begin():
            connection.execute(delete(dead_letters))
            chores.wish_scrub(connection, DAY)

    await database.write(put_in)
    await database.write(take_out)


def jobs(database: Database, small: int) -> SqlChores:
    made = replace(make_business(), zone=ZoneInfo("Europe/Berlin"))
    return SqlChores(database, lambda: made, small=small)


def in_files(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.is_file() and WORDS.encode() in path.read_bytes()]


def file_size(folder: Path) -> int:
    return (folder / "words.db").stat().st_size


async def waits(database: Database) -> bool:
    return [job.kind for job in await database.read(chores.under_way)] == [SCRUB]


async def test_a_small_file_is_written_anew_at_once(database: Database, tmp_path: Path) -> None:
    await deleted(database)
    assert await jobs(database, scrubbing.SMALL).work(DAY, lambda: 1)
    assert (in_files(tmp_path), await waits(database)) == ([], False)


async def test_of_a_large_file_the_words_go_at_once_and_it_is_written_anew_at_night(
    database: Database, tmp_path: Path
) -> None:
    await deleted(database)
    work = jobs(database, 0)
    assert not await work.work(DAY, lambda: 1)
    by_day = file_size(tmp_path)
    assert (in_files(tmp_path), await waits(database)) == ([], True)
    assert await work.work(NIGHT, lambda: 1)
    assert await waits(database) is False
    assert file_size(tmp_path) < by_day


async def test_where_nobody_else_is_at_work_nothing_is_put_off(database: Database, tmp_path: Path) -> None:
    await deleted(database)
    assert await jobs(database, 0).work(DAY, lambda: 1, alone=True)
    assert (in_files(tmp_path), await waits(database)) == ([], False)


def _endless(connection: Connection) -> bool:
    words = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
    try:
        connection.execute(text(words)).all()
    except OperationalError as error:
        raise StorageUnavailable from error.orig
    return True


async def test_who_writes_does_not_wait_for_what_gives_way(database: Database) -> None:
    giving_way = asyncio.create_task(database.give_way(_endless))
    async with asyncio.timeout(20):
        while database._giving_way is None:  # noqa: ASYNC110  # nobody is told that it has begun
            await asyncio.sleep(0.001)
        assert await database.write(lambda one: one.execute(text("SELECT 7")).scalar()) == 7
        assert await giving_way is None


@contextlib.contextmanager
def somebody(folder: Path, begins: str) -> Iterator[None]:
    """In the middle of something, in the same file."""
    with contextlib.closing(sqlite3.connect(folder / "words.db", isolation_level=None)) as other:
        for words in (begins, "SELECT count(*) FROM dead_letters"):
            other.execute(words).fetchall()
        yield


async def impatient(database: Database) -> None:
    await database.write(lambda one: one.exec_driver_sql("PRAGMA busy_timeout = 1").all())


async def test_words_that_somebody_still_reads_go_by_day_as_soon_as_they_have_done_so(
    database: Database, tmp_path: Path
) -> None:
    await impatient(database)
    await deleted(database)
    work = jobs(database, 0)
    with somebody(tmp_path, "BEGIN"):
        assert not await work.work(DAY, lambda: 1)
        assert in_files(tmp_path) != []
    assert not await work.work(DAY, lambda: 1)
    assert (in_files(tmp_path), await waits(database)) == ([], True)


async def test_a_file_that_was_written_anew_is_done_once_nobody_reads_what_was(
    database: Database, tmp_path: Path
) -> None:
    await impatient(database)
    await deleted(database)
    work = jobs(database, 0)
    await work.work(DAY, lambda: 1)
    with somebody(tmp_path, "BEGIN"):
        assert not await work.work(NIGHT, lambda: 1)
        assert await waits(database)
    assert await work.work(NIGHT, lambda: 1)
    assert (in_files(tmp_path), await waits(database)) == ([], False)


async def test_a_file_that_cannot_be_written_anew_says_why_and_its_log_is_folded_in_as_ever(
    database: Database, tmp_path: Path
) -> None:
    await impatient(database)
    with somebody(tmp_path, "BEGIN IMMEDIATE"), pytest.raises(StorageUnavailable, match="locked"):
        await database.give_way(scrubbing.write_anew)
    assert database._giving_way is None
    pages = "PRAGMA wal_autocheckpoint"
    assert await database.write(lambda one: one.exec_driver_sql(pages).scalar()) == 1000


async def test_who_was_in_the_way_is_waited_for_and_in_the_morning_it_is_done_all_the_same() -> None:
    zone = ZoneInfo("Europe/Berlin")
    hours = [scrubbing.when(NIGHT + timedelta(minutes=minutes), zone) for minutes in (-30, 0, 79, 81, 111)]
    assert hours == [When.LATER, When.IF_NOBODY_WRITES, When.IF_NOBODY_WRITES, When.NOW, When.LATER]


async def test_what_is_deleted_meanwhile_is_cut_off_too(database: Database, tmp_path: Path) -> None:
    await deleted(database)
    work = jobs(database, 0)
    await work.work(DAY, lambda: 1)
    await deleted(database)
    await work.work(DAY + timedelta(hours=1), lambda: 1)
    assert in_files(tmp_path) == []


async def test_a_server_clears_dead_rows_beside_whoever_writes(postgres_url: str) -> None:
    opened = await open_database(postgres_url)
    try:
        await deleted(opened)
        assert await jobs(opened, 0).work(DAY, lambda: 1)
        assert await waits(opened) is False
        seen = "SELECT n_dead_tup, last_vacuum IS NOT NULL FROM pg_stat_user_tables WHERE relname = :name"
        found = await opened.read(lambda one: one.execute(text(seen), {"name": "dead_letters"}).one())
        assert tuple(found) == (0, True)
    finally:
        await opened.close()
