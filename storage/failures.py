"""What a database error means for the work: try again, give up for now, or look for the event to blame."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError, TimeoutError

from bot.core.errors import StorageUnavailable

_BUSY_SQLSTATES = frozenset({"40001", "40P01", "55P03"})  # serialization, deadlock, lock not available
_GONE_SQLSTATE_CLASSES = ("08", "53", "57", "58")  # connection, resources, operator, system


def is_busy(error: BaseException) -> bool:
    """Somebody else held what we needed: the same work may succeed at once."""
    if not isinstance(error, DBAPIError):
        return False
    name: str = getattr(error.orig, "sqlite_errorname", "")
    return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or _sqlstate(error) in _BUSY_SQLSTATES


def is_unavailable(error: BaseException) -> bool:
    """The database is busy, full, broken or gone: no event is to blame."""
    if isinstance(error, DBAPIError):
        return (
            error.connection_invalidated
            or isinstance(error, OperationalError | InterfaceError)
            or type(error) is DatabaseError  # SQLite: the file is malformed
            or is_busy(error)
            or _sqlstate(error).startswith(_GONE_SQLSTATE_CLASSES)
        )
    return isinstance(error, TimeoutError | OSError)


@contextmanager
def as_unavailable() -> Iterator[None]:
    """Raises StorageUnavailable in place of the errors that are no event's fault."""
    try:
        yield
    except (DBAPIError, TimeoutError, OSError) as error:
        if is_unavailable(error):
            raise unavailable(error) from error
        raise


def unavailable(error: BaseException) -> StorageUnavailable:
    """What to raise in its place: without the statement and its parameters, which may be somebody's words."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return StorageUnavailable(f"the database did not take the work: {cause}")


def _sqlstate(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""
