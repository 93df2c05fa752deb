"""Who writes beside a process that keeps the database for a while waits for it, and not for ever."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.core.errors import StorageUnavailable
from storage import patience
from storage.database import Database


def insert(connection: Connection) -> None:
    with connection.begin():
        connection.execute(text("INSERT INTO digest_runs VALUES ('weekly', '2026-03-02', 1, 0)"))


async def test_it_is_tried_again_and_given_up_in_the_end(
    database: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "_TIMES", 3)
    monkeypatch.setattr(patience, "_PAUSE_S", 0.01)
    await database.write(lambda one: one.exec_driver_sql("PRAGMA busy_timeout = 1"))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable, match="locked"):
        await patience.write(database, insert)
    monkeypatch.setattr(patience, "_TIMES", 1000)
    writing = asyncio.create_task(patience.write(database, insert))
    await asyncio.sleep(0.05)
    assert not writing.done()
    other.execute("ROLLBACK")
    other.close()
    await writing
