"""How fast the storage is on a PostgreSQL server, against its bare driver running the very same statements.

The events are those of ``bench store``. Ours is ``SqlStore.work`` with 64 customers in a closed loop, in a
process of its own. The baseline is asyncpg with one transaction per event: the statements and parameters that
our own code runs for a batch of that one event and for its receipts, prepared and without the handlers; once
over one connection, and once over eight at the same time. Then two processes of ours share the same events.

The server is one that was given; databases are made on it, and dropped again.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import handlers
from bot.bench.figures import Figure, rate
from bot.bench.machine import loop_ms
from bot.bench.people import receipt_of, settings_with
from bot.bench.store import IN_FLIGHT, answer_all, ask_all, rating_of
from bot.core.errors import FeedbackBotError
from bot.core.ports import Pending
from storage.database import open_database
from storage.measuring import Statement
from storage.measuring_server import connected, recording_server, replayed_s
from storage.unit_of_work import SqlStore, UnitOfWork

CONNECTIONS = 8
_OWNER = "bench"
_SHOWN = ("server_version", "synchronous_commit", "fsync")

Say = Callable[[str], None]


class Broken(FeedbackBotError):
    """A process that was to be measured failed."""


def words(server: str, events: int) -> str:
    """How it is measured, beside the number of rounds."""
    return (
        f"medians; {events} events a round, {IN_FLIGHT} in flight; {server}; two processes on "
        f"{os.cpu_count()} cores that the server works on too"
    )


def measured(url: str, *, rounds: int, events: int, say: Say) -> tuple[str, list[Figure]]:
    """What server it is, and postgres.one, postgres.pool and postgres.two in events a second.

    Raises OperatorError where the server cannot be reached, or the driver is not installed.
    """
    return asyncio.run(_measured(_Server(url), rounds, events, say))


async def _measured(server: _Server, rounds: int, events: int, say: Say) -> tuple[str, list[Figure]]:
    about = await server.about()
    rates: dict[str, list[float]] = {"raw": [], "pool": [], "one": [], "two": []}
    async with server.template(events) as template:
        statements = await _record(server, template, events)
        for number in range(rounds):
            async with server.copy(template) as url:
                rates["raw"].append(events / await replayed_s(url, statements, 1))
            async with server.copy(template) as url:
                rates["pool"].append(events / await replayed_s(url, statements, CONNECTIONS))
            async with server.copy(template) as url:
                rates["one"].append(events / await asyncio.to_thread(_together, url, [range(events)]))
            async with server.copy(template) as url:
                halves = [range(events // 2), range(events // 2, events)]
                rates["two"].append(events / await asyncio.to_thread(_together, url, halves))
            each = ", ".join(f"{name} {values[-1]:.0f}" for name, values in rates.items())
            say(f"round {number + 1}: {each} events/s; loop {loop_ms():.1f} ms")
    return about, [
        rate("postgres.one", "asyncpg", "events/s", rates["one"], rates["raw"]),
        rate("postgres.pool", f"asyncpg ×{CONNECTIONS}", "events/s", rates["one"], rates["pool"]),
        rate("postgres.two", "one process", "events/s", rates["two"], rates["one"]),
    ]


# --- the server


@dataclass(slots=True)
class _Server:
    """Makes databases on a server, and drops them again."""

    url: str
    made: int = 0

    async def about(self) -> str:
        """Its version, and whether it waits for the disk."""
        async with connected(self.url) as connection:
            shown = [await connection.fetchval(f"SHOW {name}") for name in _SHOWN]
        return f"PostgreSQL {shown[0].split()[0]}, synchronous_commit {shown[1]}, fsync {shown[2]}"

    @contextlib.asynccontextmanager
    async def template(self, events: int) -> AsyncIterator[str]:
        """The name of a database in which everybody is asked."""
        async with self._database("template0") as name:
            database = await open_database(self.address(name))
            try:
                await ask_all(SqlStore(database, settings_with("three-questions"), _OWNER), events)
            finally:
                await database.close()
            yield name

    @contextlib.asynccontextmanager
    async def copy(self, template: str) -> AsyncIterator[str]:
        """The address of a database like that one."""
        async with self._database(template) as name:
            yield self.address(name)

    def address(self, name: str) -> str:
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    @contextlib.asynccontextmanager
    async def _database(self, template: str) -> AsyncIterator[str]:
        self.made += 1
        name = f"feedback_bot_bench_{os.getpid()}_{self.made}"
        async with connected(self.url) as connection:
            await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield name
        finally:
            async with connected(self.url) as connection:
                await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


# --- the baseline


async def _record(server: _Server, template: str, events: int) -> list[list[Statement]]:
    """For each event, what a batch of it alone runs, and then a batch of its receipts."""
    settings = settings_with("three-questions")
    unit = UnitOfWork(settings, _OWNER)
    recorded = []
    async with server.copy(template) as url, recording_server(url) as (connection, statements):
        for number in range(events):
            pendings = [rating_of(number, settings)]
            while pendings:
                errands = (await connection.run_sync(unit.work_on, pendings, handlers.decide)).errands
                pendings = [receipt_of(errand, settings, errand.parcel.id) for errand in errands]
            recorded.append(list(statements))
            statements.clear()
    return recorded


# --- ours


def _together(url: str, parts: Sequence[range]) -> float:
    """Seconds until a process for each part has done all of it, from when all of them are ready."""
    with contextlib.ExitStack() as stack:
        processes = [stack.enter_context(_worker(url, part)) for part in parts]
        for process in processes:
            _said(process, "ready")
        start = time.perf_counter()
        for process in processes:
            assert process.stdin is not None  # noqa: S101 - it was asked for
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in processes:
            _said(process, "done")
        return time.perf_counter() - start


@contextlib.contextmanager
def _worker(url: str, part: range) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "bot.bench.postgres", str(part.start), str(part.stop)]
    process = subprocess.Popen(  # noqa: S603 - ourselves
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, _ADDRESS: url}
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


_ADDRESS = "FEEDBACK_BOT_BENCH_POSTGRES"  # not among the arguments, which everybody on the machine can read


def _said(process: subprocess.Popen[str], word: str) -> None:
    assert process.stdout is not None  # noqa: S101 - it was asked for
    if process.stdout.readline().strip() != word:
        raise Broken("a process of ours failed; what it said stands above")


async def _work(url: str, part: range) -> None:
    settings = settings_with("three-questions")
    database = await open_database(url)
    try:
        store = SqlStore(database, settings, f"{_OWNER} {part.start}")
        await store.counts()
        pendings: list[Pending] = [rating_of(number, settings) for number in part]
        print("ready", flush=True)
        sys.stdin.readline()
        await answer_all(store, pendings)
        print("done", flush=True)
    finally:
        await database.close()


if __name__ == "__main__":
    asyncio.run(_work(os.environ[_ADDRESS], range(int(sys.argv[1]), int(sys.argv[2]))))
