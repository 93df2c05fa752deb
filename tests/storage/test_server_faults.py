"""A server that dies, is only read, or has nothing left: told in words, nothing half done, over by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from functools import partial

import asyncpg
import pytest
from sqlalchemy import Connection, make_url, text

from bot.core.errors import StorageUnavailable
from storage import postgres, troubles
from storage.database import Database, open_database
from storage.failures import as_unavailable
from tests.postgres import Server, database_name


def insert(connection: Connection) -> None:
    with connection.begin():
        connection.execute(text("INSERT INTO digest_runs VALUES ('weekly', gen_random_uuid(), 1, 0)"))


def runs(connection: Connection) -> int:
    found: int = connection.execute(text("SELECT count(*) FROM digest_runs")).scalar_one()
    return found


def told(database: Database) -> str:
    """What is said to be wrong; nothing while all is well."""
    return "" if database.trouble is None else database.trouble.words


@pytest.fixture
async def opened(postgres_url: str) -> AsyncIterator[Database]:
    database = await open_database(postgres_url)
    yield database
    await database.close()


def only_read(server: Server, url: str) -> None:
    """As after a fail-over: the connections are cut, and where they lead now nothing can be written."""
    name = database_name(url)
    server.run(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    server.cut(name)


def written_again(server: Server, url: str) -> None:
    server.run(f'ALTER DATABASE "{database_name(url)}" RESET default_transaction_read_only')


async def test_a_server_that_can_only_be_read_takes_nothing_until_it_can_be_written_again(
    opened: Database, postgres_server: Server, postgres_url: str
) -> None:
    """Also on the connections that were made meanwhile: such a session stays as it began."""
    await opened.write(insert)
    only_read(postgres_server, postgres_url)
    for _ in range(3):
        with pytest.raises(StorageUnavailable):
            await opened.write(insert)
        assert await opened.read(runs) == 1
    assert told(opened).startswith("the server can only be read now")

    written_again(postgres_server, postgres_url)
    await opened.look_again()
    assert told(opened) == ""
    await opened.write(insert)
    assert await opened.read(runs) == 2


async def test_a_unit_that_is_cut_off_leaves_nothing_behind(
    opened: Database, postgres_server: Server
) -> None:
    """The connection dies after the unit's statements, and before its commit."""

    def cut_off(connection: Connection) -> None:
        with connection.begin():
            connection.execute(text("INSERT INTO digest_runs VALUES ('weekly', 'half', 1, 0)"))
            pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            postgres_server.run(f"SELECT pg_terminate_backend({pid})")

    with pytest.raises(StorageUnavailable):
        await opened.write(cut_off)
    assert told(opened) == "the server cannot be reached"
    assert await opened.read(runs) == 0
    await opened.write(insert)
    assert (await opened.read(runs), told(opened)) == (1, "")


async def test_readers_that_hold_every_connection_are_waited_for_not_for_ever_and_told_of(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_WAIT_FOR_READER_S", 0.05)
    database = await open_database(postgres_url)
    async with AsyncExitStack() as stack:
        for _ in range(postgres._READERS):
            await stack.enter_async_context(database._reader.connect())
        with pytest.raises(StorageUnavailable):
            await database.read(runs)
        assert told(database).startswith("every connection is in use")
        await database.write(insert)  # which has a connection of its own
    assert await database.read(runs) == 1
    assert told(database) == ""
    await database.close()


@pytest.fixture
def as_guest(postgres_url: str) -> Iterator[str]:
    """The address for somebody who, other than the server's owner, may be kept out."""
    run = partial(wait_for_each, postgres_url)
    run("CREATE ROLE guest LOGIN PASSWORD 'guest'", "GRANT ALL ON ALL TABLES IN SCHEMA public TO guest")
    url = make_url(postgres_url).set(username="guest", password="guest")
    yield url.render_as_string(hide_password=False)
    run("DROP OWNED BY guest CASCADE", "DROP ROLE guest")


def wait_for_each(url: str, *statements: str) -> None:
    for statement in statements:
        Server(url).run(statement)


async def test_a_server_without_a_connection_left_is_told_of_and_the_next_free_one_is_taken(
    as_guest: str, postgres_server: Server
) -> None:
    database, name = await open_database(as_guest), database_name(as_guest)
    await database.write(insert)
    postgres_server.run(f'ALTER DATABASE "{name}" CONNECTION LIMIT 0')
    postgres_server.cut(name)
    for _ in range(2):
        with pytest.raises(StorageUnavailable):
            await database.write(insert)
    assert told(database).startswith("the server has no connection left")
    postgres_server.run(f'ALTER DATABASE "{name}" CONNECTION LIMIT -1')
    await database.write(insert)
    assert (await database.read(runs), told(database)) == (2, "")
    await database.close()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (asyncpg.TooManyConnectionsError("sorry"), "the server has no connection left"),
        (asyncpg.DiskFullError("could not extend file"), "the server's disk is full; make room there"),
        (asyncpg.AdminShutdownError("terminating"), "the server is being stopped or started"),
        (asyncpg.CannotConnectNowError("starting up"), "the server is being stopped or started"),
        (asyncpg.InvalidPasswordError("no"), "the server refuses the login of [storage] url"),
        (asyncpg.InvalidCatalogNameError("no"), "the server has no such database"),
        (ConnectionRefusedError(111, "refused"), "the server cannot be reached"),
        (TimeoutError(), "the server cannot be reached"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_is_wrong_with_a_server_is_told_with_the_remedy(error: Exception, words: str) -> None:
    def fail() -> None:
        with as_unavailable():
            raise error

    with pytest.raises(StorageUnavailable) as caught:
        fail()
    assert str(troubles.reason(caught.value)).startswith(words)
