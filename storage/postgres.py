"""What is particular to PostgreSQL: engines, what is locked beside rows, and in what order.

Any number of processes work on one database (READ COMMITTED). A unit locks in this order: its inbox keys,
sorted; the names of customers and chats that have no row yet; the customers, by id; addresses, by key; counts
last. Two units that meet wait for each other in a line, never in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from sqlalchemy import URL, Connection, event, select, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.core.errors import OperatorError
from storage.failures import READ_ONLY, sqlstate
from storage.statements import change_by, many
from storage.tables import addresses

_STATEMENTS_KEPT = 512  # prepared, for each connection
_READERS = 4  # connections; the writer has one of its own, since its units go one after another
_CONNECT_S = 5
_WAIT_FOR_READER_S = 10
_ANSWER_S = 60  # a server that is silent for so long is gone
_SETTINGS = {
    "application_name": "feedback-bot",
    "jit": "off",  # it costs more than any statement of ours
    "lock_timeout": "10s",
    "statement_timeout": "50s",
    "idle_in_transaction_session_timeout": "60s",  # a process that is frozen holds nobody up for longer
}
_QUERY = {"sslmode": "ssl"}  # what hosts write in addresses → what the driver calls it
_UPGRADING = 0x666565646261636B  # the number of the lock for changing the schema
_LOCK = text("SELECT pg_advisory_xact_lock(:number)")
_ADDRESSES_IN_ORDER = (
    select(addresses.c.key).where(addresses.c.key.in_(many())).order_by(addresses.c.key).with_for_update()
)


def is_server(connection: Connection) -> bool:
    """Whether other processes may write at the same moment."""
    return connection.dialect.name == "postgresql"


def writer(url: URL) -> AsyncEngine:
    """The engine for units of work. A server that came back is met by the next try of whoever works."""
    return _engine(url, pool_size=1, max_overflow=1)


def reader(url: URL) -> AsyncEngine:
    """The engine that reads: each time from one snapshot, and nothing can be written."""
    return _engine(
        url,
        pool_size=_READERS,
        max_overflow=0,
        pool_pre_ping=True,
        execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    )


def upgrader(url: URL) -> AsyncEngine:
    """The engine that changes the schema, however long that takes."""
    return create_async_engine(
        _with_driver(url), poolclass=NullPool, hide_parameters=True, connect_args={"timeout": _CONNECT_S}
    )


def _engine(url: URL, **options: Any) -> AsyncEngine:
    made = create_async_engine(
        _with_driver(url),
        hide_parameters=True,  # an error says what failed, not what somebody wrote
        pool_timeout=_WAIT_FOR_READER_S,
        connect_args={
            "timeout": _CONNECT_S,
            "command_timeout": _ANSWER_S,
            "server_settings": _SETTINGS,
            "prepared_statement_cache_size": _STATEMENTS_KEPT,
        },
        **options,
    )
    event.listen(made.sync_engine, "handle_error", _leave_what_is_only_read)
    return made


def _leave_what_is_only_read(context: ExceptionContext) -> None:
    """A session that began where nothing may be written stays so for ever, and one to a server that was left
    for another leads nowhere: the next try connects anew.
    """
    if sqlstate(context.original_exception) == READ_ONLY:
        context.is_disconnect = True


def _with_driver(url: URL) -> URL:
    """The address for the one driver that we use. Raises OperatorError where that is not installed."""
    try:
        import asyncpg  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise OperatorError(
            "PostgreSQL needs the extra [postgres]: pip install 'feedback-bot[postgres]'"
        ) from error
    query = {_QUERY.get(name, name): value for name, value in url.query.items()}
    return url.set(drivername="postgresql+asyncpg", query=query)


def one_upgrade_at_a_time(connection: Connection) -> None:
    """Until the end of the transaction nobody else changes this server's schema."""
    connection.execute(_LOCK, {"number": _UPGRADING})


def reserve(connection: Connection, names: Iterable[str]) -> None:
    """Until the end of the transaction nobody else makes rows under these names: what is not there has no
    lock of its own.
    """
    for number in sorted({_number(name) for name in names}):
        connection.execute(_LOCK, {"number": number})


def _number(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


def lock_addresses(connection: Connection, keys: Iterable[str]) -> None:
    """In order, and those too that another process holds: whoever gives one back then sees what we commit."""
    if is_server(connection):
        change_by(connection, _ADDRESSES_IN_ORDER, keys)
