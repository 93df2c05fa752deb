"""The database is away under a running bot, or only read: it is told, nothing is lost, and it goes on.

All of it is the bot itself, in this process, between its peers; only the waits between two tries are short.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Connection, FromClause, func, select

from bot import app, config, dispatcher, holding, service
from storage.database import Database
from storage.tables import answers, dead_letters, outbox, purchases
from tests import postgres
from tests.contracts.conftest import slack_section, telegram_section
from tests.contracts.people import STAFF_ROOM, OnTelegram
from tests.contracts.running import BUSINESS, Running, free_port, traceback_in, until
from tests.contracts.shops import SHOP, order, report
from tests.peers.slack_control import SlackControl
from tests.peers.telegram_control import TelegramControl

WORDS = "The courier was rude and the cup broke"


@pytest.fixture(scope="module")
def mortal() -> Iterator[postgres.Own]:
    with postgres.mortal() as own:
        if own is None:
            pytest.skip("no PostgreSQL of our own that could be killed: install Debian's package postgresql")
        yield own


@pytest.fixture(scope="module")
def server(mortal: postgres.Own) -> postgres.Server:
    return postgres.Server(mortal.url)


@pytest.fixture
def server_url(server: postgres.Server) -> Iterator[str]:
    with server.database() as url:
        yield url


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is, but for the seconds."""
    monkeypatch.setattr(dispatcher, "RETRY_WAITS_S", (0.05, 0.1))
    monkeypatch.setattr(holding, "TRY_EVERY_S", 0.1)
    monkeypatch.setattr(holding, "RENEW_EVERY_S", 0.1)
    monkeypatch.setattr(holding, "LET_GO_AFTER_S", 1.0)
    monkeypatch.setattr(app, "settle_memory", lambda: None)


@dataclass
class Here(Running):
    """An installation that runs in this process."""

    databases: list[Database] = field(default_factory=list)

    @property
    def database_in_use(self) -> Database:
        return self.databases[-1]


Installed = Callable[[str], AbstractAsyncContextManager[tuple[Here, OnTelegram, SlackControl]]]


class Lines(logging.Handler):
    """The log's lines."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.INFO)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record))


@pytest.fixture
def installed(
    telegram: TelegramControl,
    slack: SlackControl,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Installed:
    """Run one with this ``[storage]``, with Maya invited, until the end."""
    open_it = app.opened

    @asynccontextmanager
    async def living(kept_in: str) -> AsyncIterator[tuple[Here, OnTelegram, SlackControl]]:
        here, maya = Here(tmp_path, free_port()), OnTelegram(telegram)
        platforms = telegram_section(telegram.url, "polling") + slack_section(slack.url, "socket")
        http = f'\n[http]\npublic_url = "{here.url}"\n'
        here.path.write_text(f"{BUSINESS}{http}{kept_in}{platforms}{SHOP}", "utf-8")
        await telegram.say(maya.user, "/start")
        await here.purchase(maya.address)

        @asynccontextmanager
        async def opened(loaded: config.Config, folder: Path) -> AsyncIterator[app.Storage]:
            async with open_it(loaded, folder) as found:
                here.databases.append(found.database)
                yield found

        monkeypatch.setattr(app, "opened", opened)
        lines = Lines(here.output)
        logging.getLogger().addHandler(lines)
        runs = asyncio.get_running_loop().create_future()
        running = asyncio.create_task(service.run(config.load(here.path), here.port, runs.set_result))
        try:
            await asyncio.wait((running, runs), return_when=asyncio.FIRST_COMPLETED)
            yield here, maya, slack
        finally:
            if not running.done():
                os.kill(os.getpid(), signal.SIGTERM)
            await running
            logging.getLogger().removeHandler(lines)

    return living


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to the database, how it is told, and how it ends."""

    begin: Callable[[Here], Awaitable[object]]
    end: Callable[[Here], Awaitable[object]]
    words: str


def killed(own: postgres.Own) -> Fault:
    """As by ``pg_ctl stop -m immediate``, and started again."""
    return Fault(
        lambda _: asyncio.to_thread(own.kill),
        lambda _: asyncio.to_thread(own.start),
        "the server cannot be reached",
    )


def failed_over(own: postgres.Own, url: str) -> Fault:
    """The connections are cut, and where they lead now nothing can be written, until it can."""
    server, name = postgres.Server(own.url), postgres.database_name(url)

    def begin() -> None:
        server.run(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        server.cut(name)

    def end() -> None:
        server.run(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')

    return Fault(
        lambda _: asyncio.to_thread(begin),
        lambda _: asyncio.to_thread(end),
        "the server can only be read now; make it writable, or name the one that is in [storage] url",
    )


def set_read_only(on: bool) -> Callable[[Here], Awaitable[object]]:
    """What SQLite says of a file system that was mounted anew, to be read only: SQLITE_READONLY."""

    def work(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        driver.execute(f"PRAGMA query_only = {on}")

    return lambda here: here.database_in_use.write(work)


ONLY_READ = Fault(
    set_read_only(True),
    set_read_only(False),
    "the database cannot be written to; give this user the file and its folder",
)


async def assert_waited_for(here: Here, fault: Fault, maya: OnTelegram, says: str, sees: str) -> None:
    """While it lasts nothing is acknowledged; afterwards it is, and what she says is answered."""
    bought, let_go = order(f"200{len(says)}", "Noor Haddad"), told_in(here, "is let go")
    await until(lambda: all_is_sent(here), "what was sent is recorded")
    await fault.begin(here)
    await maya.say(says)
    assert (await report(here.url, bought))[0] == 503
    status, told = await here.ready()
    assert status == 503
    assert told["checks"]["storage"].startswith(f"{fault.words} (since 20"), told
    if here.database_in_use.is_shared:
        await until(lambda: told_in(here, "is let go") == let_go + 2, "others may have the connections")
    assert await maya.control.pending() == 1, "what was not taken is not confirmed"
    await fault.end(here)
    await maya.sees(sees)
    assert (await report(here.url, bought))[0] == 200
    await until(lambda: all_is_sent(here), "everything is sent")
    await until(lambda: is_ready(here), "it is ready again")


async def assert_all_once(here: Here, faults: Sequence[Fault], maya: OnTelegram, slack: SlackControl) -> None:
    """Maya's words, and each order, whose alert and answers are there once; and what the log says of it."""
    assert await counted(here, answers, answers.c.comment.is_not(None)) == 1
    assert await counted(here, purchases, purchases.c.order.like("200%")) == len(faults)
    assert await counted(here, dead_letters) == 0
    assert len([one for one in await maya.chat() if "What matters most" in one]) == 1
    alerts = [one for one in await slack.messages(STAFF_ROOM) if not one.get("thread_ts")]
    assert len(alerts) == 1
    assert told_in(here, f"storage: {faults[-1].words}") == 1
    assert told_in(here, "storage: works again") == len(faults)
    assert told_in(here, "long jobs wait for the storage") <= len(faults)
    assert traceback_in(here.output) == []


def told_in(here: Here, words: str) -> int:
    """How often the log says so."""
    return len([line for line in here.output if words in line])


async def counted(here: Here, rows: FromClause, *which: ColumnElement[bool]) -> int:
    def read(connection: Connection) -> int:
        return connection.execute(select(func.count()).select_from(rows).where(*which)).scalar_one()

    return await here.database_in_use.read(read)


async def all_is_sent(here: Here) -> bool:
    return await counted(here, outbox, outbox.c.state == "waiting") == 0


async def is_ready(here: Here) -> bool:
    return (await here.ready())[0] == 200


async def test_a_server_that_dies_and_one_that_is_only_read_for_a_while_are_waited_for(
    installed: Installed, mortal: postgres.Own, server_url: str
) -> None:
    faults = [killed(mortal), failed_over(mortal, server_url)]
    async with installed(f'\n[storage]\nurl = "{server_url}"\n') as (here, maya, slack):
        await maya.press("1")
        await maya.sees("What went wrong?")
        await assert_waited_for(here, faults[0], maya, WORDS, "What matters most")
        await slack.wait_for(STAFF_ROOM, WORDS, timeout_s=30)
        await assert_waited_for(here, faults[1], maya, "/privacy", "/mydata")
        await assert_all_once(here, faults, maya, slack)


async def test_a_file_that_is_only_read_for_a_while_is_waited_for(installed: Installed) -> None:
    async with installed("") as (here, maya, slack):
        await maya.press("1")
        await maya.sees("What went wrong?")
        await assert_waited_for(here, ONLY_READ, maya, WORDS, "What matters most")
        await slack.wait_for(STAFF_ROOM, WORDS, timeout_s=30)
        await assert_all_once(here, [ONLY_READ], maya, slack)
