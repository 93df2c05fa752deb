"""The same of a PostgreSQL server: a unit's SQL, and its bare driver running that again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.errors import OperatorError
from storage import postgres
from storage.measuring import Statement, recorded

if TYPE_CHECKING:
    import asyncpg

_STATEMENTS_KEPT = 512  # prepared, as ours


@asynccontextmanager
async def recording_server(url: str) -> AsyncIterator[tuple[AsyncConnection, list[Statement]]]:
    """A connection whose ``run_sync`` gives a synchronous one, and the list of its statements."""
    engine = postgres.writer(make_url(url))
    try:
        async with engine.connect() as connection:
            yield connection, recorded(engine.sync_engine)
    finally:
        await engine.dispose()


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection[Any]]:
    """A connection of the bare driver. Raises OperatorError."""
    try:
        import asyncpg
    except ImportError:
        raise OperatorError(
            "PostgreSQL needs the extra [postgres]: pip install 'feedback-bot[postgres]'"
        ) from None
    try:
        connection = await asyncpg.connect(url, statement_cache_size=_STATEMENTS_KEPT)
    except (OSError, asyncpg.PostgresError) as error:
        raise OperatorError(f"the PostgreSQL server cannot be reached: {error}") from error
    try:
        yield connection
    finally:
        await connection.close()


async def replayed_s(url: str, transactions: Sequence[Sequence[Statement]], connections: int) -> float:
    """Seconds for all of these, each a transaction, one after the other on each of so many connections."""
    to_do = iter(transactions)
    async with AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(connected(url)) for _ in range(connections)]
        start = time.perf_counter()
        await asyncio.gather(*(_replay(connection, to_do) for connection in opened))
        return time.perf_counter() - start


async def _replay(connection: asyncpg.Connection[Any], to_do: Iterator[Sequence[Statement]]) -> None:
    for statements in to_do:
        async with connection.transaction():
            for statement in statements:
                if statement.many:
                    await connection.executemany(statement.sql, statement.parameters)
                else:
                    await connection.fetch(statement.sql, *statement.parameters)
