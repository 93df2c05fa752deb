"""How fast the storage is, against the bare database driver running the very same statements.

One event is a typed rating: inbox key, load, the real handlers, save, rollups, the parcels that follow, and
their receipts. Ours is measured at ``SqlStore.work`` with 64 customers in a closed loop, whose receipts join
the next batch. The baseline is ``sqlite3`` in one thread with one transaction per event: the statements and
parameters that our own code runs for a batch of that one event and for its receipts, without the handlers.
"""

from __future__ import annotations

import asyncio
import gc
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import handlers
from bot.bench.figures import Figure, rate
from bot.bench.people import address_of, receipt_of, settings_with
from bot.core.conversation import Invitation, State
from bot.core.effects import Save
from bot.core.events import CommandGiven, MessageReceived
from bot.core.identity import Address, Contact, Customer
from bot.core.ports import Needs, Pending
from bot.core.settings import Settings
from bot.core.survey import Audience
from storage.database import open_database, sqlite_url
from storage.measuring import Statement, recording, slow_commits, without_rollups
from storage.unit_of_work import SqlStore, UnitOfWork

IN_FLIGHT = 64
EVENTS = 1536  # a round; every one by another customer
SINGLES = 200
_NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
_OWNER = "bench"


def words(fsync_ms: float, events: int) -> str:
    """How it is measured, beside the number of rounds."""
    return f"medians; {events} events a round, {IN_FLIGHT} in flight, {fsync_ms:g} ms added to each commit"


def measured(*, rounds: int, fsync_ms: float = 0.0, events: int = EVENTS) -> list[Figure]:
    """Measure, in interleaved rounds: store.normal and store.full in events a second, store.single in ms.

    ``fsync_ms`` is added to every commit on both sides.
    """
    with tempfile.TemporaryDirectory() as folder:
        bench = _Bench(Path(folder), events, fsync_ms / 1000)
        # What was recorded is nobody's garbage: neither side is to walk through it again and again.
        gc.collect()
        gc.freeze()
        try:
            return [
                bench.throughput("store.normal", "NORMAL", rounds),
                bench.throughput("store.full", "FULL", rounds),
                bench.latency("store.single", rounds),
            ]
        finally:
            gc.unfreeze()


def share_of_rollups(rounds: int, events: int = EVENTS) -> list[float]:
    """How much of what storing takes the rollups do, in per cent, each round beside itself without them."""
    with tempfile.TemporaryDirectory() as folder:
        bench = _Bench(Path(folder), events, 0.0)
        bench.share_of_rollups()  # the first of all pays for what is loaded and compiled
        return [bench.share_of_rollups() for _ in range(rounds)]


class _Bench:
    """A template database with everybody asked, and the statements that their answers take."""

    def __init__(self, folder: Path, events: int, fsync_s: float) -> None:
        self._folder = folder
        self._fsync_s = fsync_s
        self._settings = settings_with("three-questions")
        self._events = events
        self._pendings = [rating_of(number, self._settings) for number in range(events)]
        self._template = folder / "template" / "store.sqlite"
        asyncio.run(self._make_template())
        self._statements = self._record()

    def throughput(self, name: str, synchronous: str, rounds: int) -> Figure:
        ours: list[float] = []
        raw: list[float] = []
        for _ in range(rounds):
            raw.append(self._events / sum(self._raw(synchronous)))
            ours.append(self._events / asyncio.run(self._ours(synchronous)))
        return rate(name, "sqlite3", "events/s", ours, raw)

    def share_of_rollups(self) -> float:
        """In processor time, which nobody else on the machine takes from us; the best of two of each."""
        with_s, without_s = [], []
        for _ in range(2):
            with_s.append(self._processor_s())
            with without_rollups():
                without_s.append(self._processor_s())
        return 100 * (1 - min(without_s) / min(with_s))

    def _processor_s(self) -> float:
        gc.collect()
        start = time.process_time()
        asyncio.run(self._ours("NORMAL"))
        return time.process_time() - start

    def latency(self, name: str, rounds: int) -> Figure:
        ours: list[float] = []
        raw: list[float] = []
        for _ in range(rounds):
            raw.append(statistics.median(self._raw("FULL")[:SINGLES]) * 1000)
            ours.append(statistics.median(asyncio.run(self._singles())) * 1000)
        value, baseline = statistics.median(ours), statistics.median(raw)
        return Figure(name, value, "ms", "sqlite3", baseline, baseline / value, tuple(ours))

    async def _make_template(self) -> None:
        database = await open_database(sqlite_url(self._template))
        await ask_all(SqlStore(database, self._settings, _OWNER), self._events)
        await database.close()

    def _record(self) -> list[list[Statement]]:
        """For each event, what a batch of it alone runs, and then a batch of its receipts."""
        recorded = []
        with recording(self._copy()) as (connection, statements):
            unit = UnitOfWork(self._settings, _OWNER)
            for pending in self._pendings:
                committed = unit.work_on(connection, [pending], handlers.decide)
                if not committed.errands:
                    raise RuntimeError("the rating was not answered: the handlers failed, or changed")
                receipts = [
                    receipt_of(errand, self._settings, errand.parcel.id) for errand in committed.errands
                ]
                unit.work_on(connection, receipts, handlers.decide)
                recorded.append(list(statements))
                statements.clear()
        return recorded

    def _copy(self) -> Path:
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        return Path(shutil.copy(self._template, folder / "store.sqlite"))

    def _raw(self, synchronous: str) -> list[float]:
        """Seconds that each event's transaction took."""
        connection = sqlite3.connect(self._copy(), isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -8192")  # the pragmas of storage.database
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        took = []
        for statements in self._statements:
            start = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            for statement in statements:
                if statement.many:
                    connection.executemany(statement.sql, statement.parameters)
                else:
                    connection.execute(statement.sql, statement.parameters).fetchall()
            connection.execute("COMMIT")
            if self._fsync_s:
                time.sleep(self._fsync_s)
            took.append(time.perf_counter() - start)
        connection.close()
        return took

    async def _ours(self, synchronous: str) -> float:
        """Seconds for all events, the last receipts included."""
        database = await open_database(sqlite_url(self._copy()), synchronous=synchronous)
        store = SqlStore(database, self._settings, _OWNER)
        start = time.perf_counter()
        with self._disk():
            await answer_all(store, self._pendings)
        took = time.perf_counter() - start
        await database.close()
        return took

    def _disk(self) -> AbstractContextManager[None]:
        return slow_commits(self._fsync_s) if self._fsync_s else nullcontext()

    async def _singles(self) -> list[float]:
        """Seconds from handing an event in to its commit, one at a time; receipts go in between."""
        database = await open_database(sqlite_url(self._copy()), synchronous="FULL")
        store = SqlStore(database, self._settings, _OWNER)
        took = []
        with self._disk():
            for pending in self._pendings[:SINGLES]:
                start = time.perf_counter()
                committed = await store.work([pending], handlers.decide)
                took.append(time.perf_counter() - start)
                receipts = [
                    receipt_of(errand, self._settings, errand.parcel.id) for errand in committed.errands
                ]
                await store.work(receipts, handlers.decide)
        await database.close()
        return took


async def answer_all(store: SqlStore, pendings: Sequence[Pending]) -> None:
    """A closed loop: the receipts of what a batch sent join the next one."""
    receipts: list[Pending] = []
    for batch in (*batches(pendings), ()):
        committed = await store.work([*batch, *receipts], handlers.decide)
        receipts = [receipt_of(errand, store.settings, errand.parcel.id) for errand in committed.errands]


async def ask_all(store: SqlStore, customers: int) -> None:
    """Let one event ask everybody."""
    facts = [fact for number in range(customers) for fact in asked_of(number, store.settings)]
    first = CommandGiven("bench", "ask", _NOW, Address("bench"), "ask", "")
    await store.work([Pending(first, Needs(), _NOW, 0)], lambda _event, _view: [Save(one) for one in facts])


def batches(pendings: Sequence[Pending]) -> Iterator[Sequence[Pending]]:
    """Those in flight at the same time."""
    for start in range(0, len(pendings), IN_FLIGHT):
        yield pendings[start : start + IN_FLIGHT]


# --- who answers what


def asked_of(number: int, settings: Settings) -> tuple[Customer, Contact, Invitation]:
    """Customer, contact and the open invitation that a rating is typed to."""
    survey = next(iter(settings.surveys.values()))
    customer = Customer(
        f"customer{number:08}", Audience.BUYER, f"Customer {number}", "en", None, orders=3, ratings=(4, 5)
    )
    contact = Contact(address_of(number), customer.id)
    invitation = Invitation(
        id=f"invitation{number:06}",
        customer_id=customer.id,
        purchase_id=f"purchase{number:08}",
        survey=survey.name,
        survey_version=survey.version,
        touchpoint="delivery",
        segments={"store": ("Berlin", "Hamburg", "Leipzig")[number % 3], "customer": "returning"},
        started_by_customer=False,
        state=State.ASKED,
        planned_at=_NOW - timedelta(days=1),
        due_at=_NOW - timedelta(hours=1),
        expires_at=_NOW + timedelta(days=6),
        address=contact.address,
        product="Mug",
        sent_at=_NOW - timedelta(hours=1),
        delivered_at=_NOW - timedelta(hours=1),
        question=survey.first.name,
    )
    return customer, contact, invitation


def rating_of(number: int, settings: Settings) -> Pending:
    """What this customer types."""
    at = _NOW + timedelta(milliseconds=number)
    event = MessageReceived(
        "telegram", str(500_000_000 + number), at, address_of(number), str(3 + number % 3)
    )
    return Pending(event, handlers.needs_of(event, settings), at, seed=number << 64)
