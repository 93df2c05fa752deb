"""A copy that is whole, or none: what is refused, with the remedy, and what is then left lying about."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.errors import DataFolderError
from storage import backup
from storage.schema import HEAD
from tests.storage.conftest import House, customer, message, pending, saving

MADE_AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEY = b"k" * 32


@pytest.fixture
async def filled(house: House, file: Path) -> Path:
    """A database with one customer, and a message of theirs that was handled."""
    await house.store.work([pending(message())], saving(customer()))
    return file


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "copy.db"


def run_on(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()


def of_another_program(path: Path, *statements: str) -> Path:
    for statement in ("CREATE TABLE notes (words TEXT)", *statements):
        run_on(path, statement)
    return path


def damage(file: Path) -> None:
    words = bytearray(file.read_bytes())
    for page in range(2, len(words) // 4096):
        words[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    file.write_bytes(words)


def test_a_copy_is_read_again_with_its_moment_key_and_rows(filled: Path, target: Path) -> None:
    made = backup.make(filled, target, MADE_AT, KEY)
    found = backup.check(target)
    assert found == made
    assert (found.made_at, found.key, found.revision) == (MADE_AT, KEY, HEAD)
    assert found.rows["customers"] == found.rows["inbox"] == 1
    assert backup.ABOUT not in found.rows
    assert found.size == target.stat().st_size
    assert sorted(path.name for path in target.parent.glob("*copy.db*")) == ["copy.db", "copy.db.sha256"]


def test_a_copy_that_another_tool_made_has_no_key_and_the_moment_of_what_was_handled_last(
    filled: Path, target: Path
) -> None:
    with closing(sqlite3.connect(filled)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    found = backup.check(target)
    assert (found.key, found.made_at) == (None, datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC))
    run_on(target, "DELETE FROM inbox")
    assert backup.check(target).made_at == datetime(1970, 1, 1, tzinfo=UTC)


def test_a_copy_without_a_key_has_none(filled: Path, target: Path) -> None:
    assert backup.make(filled, target, MADE_AT, None).key is backup.check(target).key is None


def test_what_is_no_database_of_ours_is_neither_copied_nor_restored(tmp_path: Path, target: Path) -> None:
    other = of_another_program(tmp_path / "other.db")
    empty = of_another_program(tmp_path / "empty.db", "CREATE TABLE alembic_version (version_num TEXT)")
    for file in (other, empty):
        with pytest.raises(DataFolderError, match=r"this is no database of feedback-bot's$"):
            backup.make(file, target, MADE_AT, KEY)
        with pytest.raises(DataFolderError, match=r"this is no backup of feedback-bot's database$"):
            backup.check(file)
    assert not target.exists()


def test_what_is_not_there_is_neither_copied_nor_restored(tmp_path: Path, target: Path) -> None:
    with pytest.raises(DataFolderError, match=r"there is no database yet; start feedback-bot first$"):
        backup.make(tmp_path / "nothing.db", target, MADE_AT, KEY)
    with pytest.raises(DataFolderError, match=r"there is no such file$"):
        backup.check(target)
    with pytest.raises(DataFolderError, match=r"cannot be read \(Is a directory\)$"):
        backup.check(tmp_path)


def test_a_file_that_is_there_stays_as_it_is(filled: Path, target: Path) -> None:
    target.write_bytes(b"mine")
    with pytest.raises(DataFolderError, match=r"this file is there already; name another one with --to$"):
        backup.make(filled, target, MADE_AT, KEY)
    assert target.read_bytes() == b"mine"


@pytest.mark.parametrize("links", [True, False])
def test_whoever_was_faster_with_the_name_keeps_it(
    links: bool, filled: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def somebody_else_first(part: Path, path: Path) -> None:
        target.write_bytes(b"theirs")
        if not links:
            raise OSError(errno.EPERM, "no links here")
        link(part, path)

    monkeypatch.setattr(os, "link", somebody_else_first)
    with pytest.raises(DataFolderError, match="this file is there already"):
        backup.make(filled, target, MADE_AT, KEY)
    assert target.read_bytes() == b"theirs"
    assert not target.with_name(".copy.db.part").exists()


def test_a_file_system_without_links_takes_a_copy_too(
    filled: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(_part: Path, _path: Path) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", no_links)
    made = backup.make(filled, target, MADE_AT, KEY)
    assert backup.check(target) == made


def test_a_place_that_cannot_be_written_to_is_named(filled: Path, tmp_path: Path) -> None:
    with pytest.raises(
        DataFolderError, match=r"cannot be written \(No such file or directory\); name another"
    ):
        backup.make(filled, tmp_path / "nowhere" / "copy.db", MADE_AT, KEY)


def test_a_disk_that_is_too_small_is_told_before_it_is_full(
    filled: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = os.statvfs(target.parent)
    full = os.statvfs_result((*there[:4], 1, *there[5:]))
    monkeypatch.setattr(os, "statvfs", lambda _path: full)
    with pytest.raises(DataFolderError, match=r"a backup takes 0\.\d MB, and 0\.0 MB are free; make room"):
        backup.make(filled, target, MADE_AT, KEY)
    assert not target.with_name(".copy.db.part").exists()


def test_what_is_damaged_is_neither_copied_nor_restored(filled: Path, target: Path) -> None:
    copy = target.with_name("plain.db")
    with closing(sqlite3.connect(filled)) as source, closing(sqlite3.connect(copy)) as other:
        source.backup(other)
    damage(copy)
    with pytest.raises(DataFolderError, match="damaged"):
        backup.make(copy, target, MADE_AT, KEY)
    with pytest.raises(DataFolderError, match="damaged"):
        backup.check(copy)
    assert not target.exists()


def test_a_copy_that_has_changed_since_is_refused(filled: Path, target: Path) -> None:
    backup.make(filled, target, MADE_AT, KEY)
    run_on(target, "DELETE FROM inbox")
    with pytest.raises(DataFolderError, match=r"it has changed since it was made \(see copy\.db\.sha256\)"):
        backup.check(target)


def test_a_copy_that_lost_a_page_is_found_damaged_without_its_checksum_too(
    filled: Path, target: Path
) -> None:
    backup.make(filled, target, MADE_AT, KEY)
    target.with_name("copy.db.sha256").unlink()
    words = target.read_bytes()
    target.write_bytes(words[: len(words) // 4096 // 2 * 4096])
    with pytest.raises(DataFolderError, match="damaged"):
        backup.check(target)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("SQLITE_FULL", "the disk is full, or cannot be written to; make room"),
        ("SQLITE_IOERR_WRITE", "the disk is full, or cannot be written to; make room"),
        ("SQLITE_CORRUPT", "it is damaged; use another backup"),
        ("SQLITE_BUSY", "it cannot be copied: in the way"),
    ],
)
def test_what_goes_wrong_halfway_is_told_with_the_remedy_and_leaves_nothing(
    error: str, words: str, filled: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_file: Path, _connection: sqlite3.Connection) -> None:
        raised = sqlite3.OperationalError("in the way")
        raised.sqlite_errorname = error
        raise raised

    monkeypatch.setattr(backup, "_sound", fail)
    with pytest.raises(DataFolderError, match=words):
        backup.make(filled, target, MADE_AT, KEY)
    assert list(target.parent.glob("*copy.db*")) == []


def test_a_copy_with_other_counts_is_no_copy(
    filled: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = iter([{"customers": 1}, {"customers": 2}])
    monkeypatch.setattr(backup, "counted", lambda _connection: next(counts))
    with pytest.raises(DataFolderError, match=r"the copy differs from the database; try again$"):
        backup.make(filled, target, MADE_AT, KEY)


def test_the_newest_backup_is_the_one_made_last(tmp_path: Path) -> None:
    assert backup.newest(tmp_path) is None
    for name in ("feedback-bot-20260302T000000Z.db", "feedback-bot-20260303T000000Z.db", "z.txt"):
        (tmp_path / name).touch()
    found = backup.newest(tmp_path)
    assert found is not None
    assert found.name == "feedback-bot-20260303T000000Z.db"


def test_a_database_is_a_file_or_a_server_that_is_named_without_its_password() -> None:
    assert backup.file_of("sqlite+aiosqlite:///data/feedback.db") == Path("data/feedback.db")
    assert backup.file_of("postgresql+asyncpg://me:secret@db/shop") is None
    assert backup.server_of("postgresql+asyncpg://me:secret@db:5433/shop") == "postgresql://me@db:5433/shop"


def test_what_is_no_file_of_sqlites_is_no_backup(tmp_path: Path) -> None:
    for words in (b"", b"SQLite format 4" * 100):
        (tmp_path / "words").write_bytes(words)
        with pytest.raises(DataFolderError, match=r"this is no backup of feedback-bot's database$"):
            backup.check(tmp_path / "words")


def test_a_copy_with_a_row_that_its_table_forbids_is_damaged(filled: Path, target: Path) -> None:
    backup.make(filled, target, MADE_AT, KEY)
    target.with_name("copy.db.sha256").unlink()
    run_on(target, "CREATE TABLE odd (x TEXT)")
    run_on(target, "INSERT INTO odd VALUES (NULL)")
    with closing(sqlite3.connect(target)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET sql = 'CREATE TABLE odd (x TEXT NOT NULL)' WHERE name = 'odd'"
        )
        connection.commit()
    with pytest.raises(DataFolderError, match=r"it is damaged \(NULL value in odd\.x\); use another backup$"):
        backup.check(target)
