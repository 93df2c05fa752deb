"""A copy takes the place of the present database: one of both is there under the name at every moment."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.core.effects import Lane, Send
from storage import backup, restored
from storage.database import Database, open_database, sqlite_url
from tests.storage.conftest import NOW, STAFF_ROOM, House, parcel

MADE_AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def with_words(path: Path, words: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (words TEXT)")
        connection.execute("INSERT INTO notes VALUES (?)", (words,))
        connection.commit()
    return path


def words_in(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        found: str = connection.execute("SELECT words FROM notes").fetchone()[0]
        return found


@pytest.mark.parametrize("links", [True, False])
def test_the_present_file_is_kept_aside_on_file_systems_with_and_without_links(
    links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(_file: Path, _aside: Path) -> None:
        raise OSError(errno.EPERM, "no links here")

    if not links:
        monkeypatch.setattr(os, "link", no_links)
    present, new = with_words(tmp_path / "present.db", "old"), with_words(tmp_path / "new.db", "new")
    assert restored.put_in_place(new, present, tmp_path / "aside.db")
    assert (words_in(present), words_in(tmp_path / "aside.db")) == ("new", "old")
    assert not new.exists()


def test_where_there_was_none_the_new_file_is_simply_there(tmp_path: Path) -> None:
    present = tmp_path / "present.db"
    assert not restored.put_in_place(with_words(tmp_path / "new.db", "new"), present, tmp_path / "aside.db")
    assert words_in(present) == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["present.db"]


def test_what_the_log_holds_is_kept_with_the_present_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader in the way keeps the log from being folded in: then it is kept beside."""
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, timeout=0.05))
    present = with_words(tmp_path / "present.db", "old")
    with closing(sqlite3.connect(present, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    for is_read, kept in ((False, False), (True, True)):
        with closing(sqlite3.connect(present, isolation_level=None)) as writer:
            reader = sqlite3.connect(present, isolation_level=None)
            if is_read:
                reader.execute("BEGIN")
                reader.execute("SELECT * FROM notes").fetchall()
            writer.execute("UPDATE notes SET words = ?", (f"in the log, {is_read}",))
            restored._fold_in(present, tmp_path / "aside.db")
            reader.close()
        assert (tmp_path / "aside.db-wal").exists() is kept


async def test_a_restored_copy_lacks_what_only_a_backup_has(house: House, file: Path, tmp_path: Path) -> None:
    assert isinstance(house, House)
    backup.make(file, tmp_path / "copy.db", MADE_AT, b"k" * 32)
    new = tmp_path / "new.db"
    restored.unpack(tmp_path / "copy.db", new)
    database = await open_database(sqlite_url(new), read_only=True)
    await database.close()
    with closing(sqlite3.connect(new)) as connection:
        assert backup.ABOUT not in backup.counted(connection)
    assert new.stat().st_mode & 0o777 == 0o600


async def test_what_waited_is_parked_but_for_new_alerts_on_slack_and_is_listed(
    house: House, database: Database
) -> None:
    assert await database.read(restored.last_event) is None
    later = NOW + timedelta(hours=1)
    await house.decided(
        Send(parcel("survey", not_before=later)),
        Send(parcel("alert", STAFF_ROOM, Lane.ALERT, not_before=later)),
        Send(parcel("edit", STAFF_ROOM, Lane.ALERT, not_before=later, target="alert")),
    )
    assert await database.read(restored.last_event) == NOW
    parked = await database.write(lambda connection: restored.park(connection, later))
    assert [one.parcel_id for one in parked] == ["survey", "edit"]
    assert restored.listed(parked) == [
        "2026-03-02 12:00 UTC  question, telegram, invitation:i1, survey",
        "2026-03-02 12:00 UTC  question, slack, invitation:i1, edit",
    ]
    (alert,) = await house.store.claim(later, 10)
    assert (alert.parcel.id, alert.recovered) == ("alert", True)
