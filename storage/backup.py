"""A copy of a SQLite database: made while the bot writes, checked, one file that lacks nothing.

The copy is made from one snapshot by SQLite's own means, and is called by its name only when it is whole, on
disk, and found to be what was copied. Beside the tables it holds when it was made and the installation's key,
without which the links in the tables lead nowhere; a restore takes that table out again.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, make_url

from bot.core.errors import DataFolderError
from storage.codec import moment

ABOUT = "about_backup"
CHECKSUM = ".sha256"
FOLDER = "backups"
"""In the data folder, where nobody said another place."""
_SQLITE = b"SQLite format 3\x00"
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
_FULL = ("SQLITE_FULL", "SQLITE_IOERR")


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was checked: how many ``rows`` each table has, and the installation's ``key``."""

    file: Path
    made_at: datetime
    revision: str
    rows: Mapping[str, int]
    sha256: str
    key: bytes | None

    @property
    def size(self) -> int:
        """In bytes."""
        return self.file.stat().st_size


def make(source: Path, target: Path, made_at: datetime, key: bytes | None) -> Backup:
    """Copy the database, beside a process that writes to it. Raises DataFolderError with the remedy.

    A file that is there is never written over. Killed half-way it leaves ``.NAME.part``, which the next
    backup of this name replaces.
    """
    if not source.is_file():
        raise DataFolderError(f"{source}: there is no database yet; start feedback-bot first")
    if target.exists():
        raise DataFolderError(f"{target}: this file is there already; name another one with --to")
    part = target.with_name(f".{target.name}.part")
    try:
        _forget(part)
        with _cleared(part):
            rows, revision = _copied(source, part, made_at, key)
            checksum = _digest(part)
            _synced(part)
            beside = target.with_name(target.name + CHECKSUM)
            beside.write_text(f"{checksum}  {target.name}\n", "utf-8")
            _synced(beside)
            _named(part, target)
            _synced(target.parent)
    except sqlite3.Error as error:
        raise DataFolderError(f"{target}: {_reason(error)}") from error
    except OSError as error:
        raise DataFolderError(
            f"{target}: cannot be written ({error.strerror}); name another place with --to"
        ) from error
    return Backup(target, made_at, revision, rows, checksum, key)


def check(file: Path) -> Backup:
    """A backup that is whole and unchanged, or a plain copy of a database. Raises DataFolderError."""
    try:
        with file.open("rb") as opened:
            start = opened.read(len(_SQLITE))
        if start != _SQLITE:
            raise DataFolderError(f"{file}: this is no backup of feedback-bot's database")
        checksum = _digest(file)
        beside = file.with_name(file.name + CHECKSUM)
        if beside.exists() and beside.read_text("utf-8").split()[:1] != [checksum]:
            raise DataFolderError(
                f"{file}: it has changed since it was made (see {beside.name}); use another backup"
            )
        # Nobody writes to it, and nothing is to be written beside it.
        with closing(
            sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as connection:
            return _checked(file, connection, checksum)
    except FileNotFoundError:
        raise DataFolderError(f"{file}: there is no such file") from None
    except OSError as error:
        raise DataFolderError(f"{file}: cannot be read ({error.strerror})") from error
    except sqlite3.Error as error:
        raise DataFolderError(f"{file}: {_reason(error)}") from error


def file_of(url: str) -> Path | None:
    """The SQLite file at this address; None for a server's."""
    parsed = make_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def server_of(url: str) -> str:
    """A server's address as its own tools read it, without the password."""
    said = make_url(url)
    plain = URL.create("postgresql", said.username, None, said.host, said.port, said.database)
    return plain.render_as_string()


def newest(folder: Path) -> Path | None:
    """The backup in this folder that was made last, by its name."""
    return max(folder.glob("*.db"), default=None, key=lambda path: path.name)


def _copied(source: Path, part: Path, made_at: datetime, key: bytes | None) -> tuple[dict[str, int], str]:
    """Copy from one snapshot; how many rows are in each table, and the schema's revision."""
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(source, isolation_level=None)) as original:
        original.execute("PRAGMA query_only = ON")
        original.execute("BEGIN")
        expected = counted(original)
        revision = _revision(original)
        if revision is None:
            raise DataFolderError(f"{source}: this is no database of feedback-bot's")
        _room_for(original, part)
        with closing(sqlite3.connect(part, isolation_level=None)) as copy:
            original.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file
            _sound(part, copy)
            if counted(copy) != expected:
                raise DataFolderError(f"{part}: the copy differs from the database; try again")
            about = {"made_at": made_at.isoformat(), "key": key}
            copy.execute("BEGIN")
            copy.execute(f"CREATE TABLE {ABOUT} (name TEXT PRIMARY KEY, value BLOB)")
            copy.executemany(f"INSERT INTO {ABOUT} VALUES (?, ?)", about.items())  # noqa: S608 - our own name
            copy.execute("COMMIT")
    return expected, revision


def _checked(file: Path, connection: sqlite3.Connection, checksum: str) -> Backup:
    revision = _revision(connection)
    if revision is None:
        raise DataFolderError(f"{file}: this is no backup of feedback-bot's database")
    _sound(file, connection)
    rows = counted(connection)
    about: dict[str, object] = {}
    if rows.pop(ABOUT, None) is not None:
        about = dict(connection.execute(f"SELECT name, value FROM {ABOUT}"))  # noqa: S608 - our own name
    said, key = about.get("made_at"), about.get("key")
    made_at = datetime.fromisoformat(said) if isinstance(said, str) else last_event(connection)
    return Backup(file, made_at, revision, rows, checksum, key if isinstance(key, bytes) else None)


def last_event(connection: sqlite3.Connection) -> datetime:
    """When something was handled last: of a plain copy, the earliest moment at which it was made."""
    found = connection.execute("SELECT max(at_us) FROM inbox").fetchone()[0]
    return datetime(1970, 1, 1, tzinfo=UTC) if found is None else moment(found)


def counted(connection: sqlite3.Connection) -> dict[str, int]:
    """Table → how many rows."""
    names = [name for (name,) in connection.execute(_TABLES).fetchall()]
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - names of tables
        for name in names
    }


def _revision(connection: sqlite3.Connection) -> str | None:
    if ("alembic_version",) not in connection.execute(_TABLES).fetchall():
        return None
    found: tuple[str] | None = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return found[0] if found else None


def _sound(file: Path, connection: sqlite3.Connection) -> None:
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise DataFolderError(f"{file}: it is damaged ({verdict}); use another backup")


def _room_for(original: sqlite3.Connection, part: Path) -> None:
    """Say that the disk is too small before it is full: the bot may write to it as well."""
    pages: int = original.execute("PRAGMA page_count").fetchone()[0]
    size = pages * original.execute("PRAGMA page_size").fetchone()[0]
    disk = os.statvfs(part.parent)
    free = disk.f_bavail * disk.f_frsize
    if free < size:
        raise DataFolderError(
            f"{part.parent}: a backup takes {size / 1e6:,.1f} MB, and {free / 1e6:,.1f} MB are free; "
            "make room, or name another place with --to"
        )


@contextmanager
def _cleared(part: Path) -> Iterator[None]:
    try:
        yield
    finally:
        _forget(part)


def _forget(part: Path) -> None:
    for name in (part.name, f"{part.name}-journal", f"{part.name}-wal", f"{part.name}-shm"):
        part.with_name(name).unlink(missing_ok=True)


def _named(part: Path, target: Path) -> None:
    """Give it its name, unless somebody was faster."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise DataFolderError(f"{target}: this file is there already; name another one with --to") from None
    except OSError:  # a file system without links
        if target.exists():
            raise DataFolderError(
                f"{target}: this file is there already; name another one with --to"
            ) from None
        part.rename(target)


def _synced(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _reason(error: sqlite3.Error) -> str:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(_FULL):
        return "the disk is full, or cannot be written to; make room, or name another place with --to"
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return "it is damaged; use another backup"
    return f"it cannot be copied: {error}"
