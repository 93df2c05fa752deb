"""What a database error means for the work: try again, give up for now, or look for the event to blame."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError, TimeoutError

from bot.core.errors import StorageUnavailable

_CONFLICTS = frozenset({"40001", "40P01", "0A000"})  # serialization, deadlock, a plan of before an upgrade
_LOCK_NOT_AVAILABLE = "55P03"
READ_ONLY = "25006"
"""The server has become a copy that is only read, or was told to be one."""

_GONE_SQLSTATES = (  # beginnings
    "08",  # connection
    READ_ONLY,
    *("28", "3D"),  # login, no such database
    *("53", "57", "58"),  # resources, operator, system
)


class Conflict(Exception):
    """What was read led to other rows by the time that these were locked: the unit is to be done again."""


def is_busy(error: BaseException) -> bool:
    """Somebody else held what we needed: the same work may succeed at once."""
    name: str = getattr(getattr(error, "orig", None), "sqlite_errorname", "")
    return (
        name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
        or is_conflict(error)
        or sqlstate(error) == _LOCK_NOT_AVAILABLE
    )


def is_conflict(error: BaseException) -> bool:
    """Two units were in each other's way; smaller ones may not be."""
    return isinstance(error, Conflict) or sqlstate(error) in _CONFLICTS


def is_unavailable(error: BaseException) -> bool:
    """The database is busy, full, broken or gone: no event is to blame."""
    if isinstance(error, DBAPIError):
        return (
            error.connection_invalidated
            or isinstance(error, OperationalError | InterfaceError)
            or type(error) is DatabaseError  # SQLite: the file is malformed
            or is_busy(error)
            or sqlstate(error).startswith(_GONE_SQLSTATES)
        )
    # What fails while connecting is the driver's own error.
    return isinstance(error, TimeoutError | OSError | Conflict) or sqlstate(error).startswith(_GONE_SQLSTATES)


@contextmanager
def as_unavailable() -> Iterator[None]:
    """Raises StorageUnavailable in place of the errors that are no event's fault."""
    try:
        yield
    except StorageUnavailable:
        raise
    except Exception as error:
        if is_unavailable(error):
            raise unavailable(error) from error
        raise


def unavailable(error: BaseException) -> StorageUnavailable:
    """What to raise in its place: without the statement and its parameters, which may be somebody's words."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return StorageUnavailable(f"the database did not take the work: {cause}")


def sqlstate(error: BaseException) -> str:
    """PostgreSQL's code for what went wrong; empty where there is none."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlstate", None) or ""
