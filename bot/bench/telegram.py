"""How fast what comes from Telegram is committed work and answered, beside the library's own way.

**Throughput.** One update's way: JSON from ``getUpdates`` → the adapter → ``Engine.deliver`` → commit →
courier → the adapter again → the library's transport; over when the last receipt is committed too. Up to a
hundred updates come at once, the next ones when these are confirmed, which is after their commit; hundreds of
people talk at the same time, and go on when they were replied to. The baseline is ``conversation_handler``:
the same people, transport, calls and process, in turn, and nothing durable. Neither side paces its sends.

**Latency.** So many updates a second, on a database with many open conversations: how long it takes from an
update's being there until its reply is handed to the transport, and how late the event loop ever is.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import app
from bot.adapters.telegram.adapter import TelegramAdapter
from bot.bench.answers import reply_times_s
from bot.bench.conversation_handler import Conversations
from bot.bench.figures import Figure, allowance, rate
from bot.bench.people import ask_everybody, settings_with
from bot.bench.traffic import STEPS, SURVEY, Update, conversations
from bot.bench.transport import Crowd, StubTransport
from bot.delivery.limits import Limits
from bot.texts import render
from storage.database import open_database, sqlite_url
from storage.unit_of_work import SqlStore

CUSTOMERS = 1000
"""A round of throughput has three updates of each."""
AT_ONCE = 400  # people who talk with the bot at the same time

UPDATES_PER_S = 100.0
REPLY_WITHIN_MS = 25.0
GAP_WITHIN_MS = 50.0

Say = Callable[[str], None]

_OWNER = "bench"
_TOKEN = "123456:BENCH"  # noqa: S105 - nobody's
_STEP_AFTER_S = 2.0  # until somebody takes their next step
_WATCH_EVERY_S = 0.002


def words(seconds: float, open_conversations: int, customers: int) -> str:
    """How it is measured, beside the number of rounds."""
    return (
        f"throughput: medians, {customers * STEPS} updates a round, {AT_ONCE} people at once; "
        f"latency: best round, {UPDATES_PER_S:g} updates/s for {seconds:g} s, "
        f"{open_conversations} open conversations, committed with FULL"
    )


def measured(
    *, rounds: int, seconds: float, open_conversations: int, say: Say, customers: int = CUSTOMERS
) -> list[Figure]:
    """Throughput with both ways to commit, then latency. Raises Unanswered where the work was not done.

    So many ``customers`` talk in a round of throughput; one of latency takes ``seconds``. ``say`` is told
    what is done, in words.
    """
    with tempfile.TemporaryDirectory() as folder:
        return [
            *_throughput(Path(folder), rounds, customers),
            *asyncio.run(_latency(Path(folder), rounds, open_conversations, seconds, say)),
        ]


def _throughput(folder: Path, rounds: int, customers: int) -> list[Figure]:
    bench = Throughput(folder, customers)
    theirs: list[float] = []
    normal: list[float] = []
    full: list[float] = []
    for _ in range(rounds):
        theirs.append(bench.theirs())
        normal.append(bench.ours("NORMAL"))
        full.append(bench.ours("FULL"))
    return [
        rate("telegram.normal", "ConversationHandler", "updates/s", normal, theirs),
        rate("telegram.full", "ConversationHandler", "updates/s", full, theirs),
    ]


class Throughput:
    """A template database with everybody asked, and what they do."""

    def __init__(self, folder: Path, customers: int) -> None:
        self._folder = folder
        self._settings = settings_with(SURVEY)
        self._template = folder / "template" / "store.sqlite"
        now = app.SystemClock().now()
        self._conversations = conversations(self._settings, range(customers), now)
        self._updates = [update for conversation in self._conversations for update in conversation]
        asyncio.run(make_database(self._template, customers))

    def ours(self, synchronous: str) -> float:
        """Updates a second."""
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        file = Path(shutil.copy(self._template, folder / "store.sqlite"))
        return asyncio.run(self._ours(file, synchronous))

    async def _ours(self, file: Path, synchronous: str) -> float:
        async with running(file, synchronous, ticking=False) as ours:
            start = time.perf_counter()
            await Crowd(ours.transport, self._conversations).talk(AT_ONCE)
            await ours.engine.settle()
            took_s = time.perf_counter() - start
        reply_times_s(self._updates, ours.transport.calls)
        return len(self._updates) / took_s

    def theirs(self) -> float:
        """Updates a second; the better of one after the other and all at once."""
        return max(asyncio.run(self._theirs(concurrent)) for concurrent in (False, True))

    async def _theirs(self, concurrent: bool) -> float:
        transport = StubTransport()
        theirs = Conversations(self._settings, transport, concurrent=concurrent)
        async with _at_work(theirs.run()):
            await transport.confirmed.wait()
            gc.collect()
            start = time.perf_counter()
            await Crowd(transport, self._conversations).talk(AT_ONCE)
            took_s = time.perf_counter() - start
        reply_times_s(self._updates, transport.calls)
        return len(self._updates) / took_s


@dataclass(frozen=True, slots=True)
class _Ours:
    engine: app.Engine
    transport: StubTransport


@contextlib.asynccontextmanager
async def running(file: Path, synchronous: str, *, ticking: bool) -> AsyncIterator[_Ours]:
    """Our bot on this database, fetching updates from a transport of its own."""
    database = await open_database(sqlite_url(file), synchronous=synchronous)
    settings = settings_with(SURVEY)
    store = SqlStore(database, settings, _OWNER)
    engine = app.Engine(settings, store, clock=app.SystemClock(), limits=Limits({}))
    transport = StubTransport()
    adapter = TelegramAdapter(
        token=_TOKEN,
        deliver=engine.deliver,
        clock=engine.clock,
        render=render,
        languages=settings.languages,
        request=transport,
    )
    engine.senders["telegram"] = adapter
    try:
        async with engine.running(ticking=ticking), _at_work(adapter.run()):
            await transport.confirmed.wait()
            app.settle_memory()  # as ``feedback-bot run`` does
            yield _Ours(engine, transport)
    finally:
        gc.unfreeze()
        await adapter.close()
        await database.close()


@contextlib.asynccontextmanager
async def _at_work(work: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Goes on in a task of its own, until it is cancelled at the end; raises what it fails with."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        if not task.done():
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _latency(
    folder: Path, rounds: int, open_conversations: int, seconds: float, say: Say
) -> list[Figure]:
    """Every round is about other people, on the same database and with the same running bot."""
    file = folder / "latency" / "store.sqlite"
    start = time.perf_counter()
    await make_database(file, open_conversations)
    say(f"{open_conversations} open conversations made in {time.perf_counter() - start:.1f} s")
    each = min(int(seconds * UPDATES_PER_S) // STEPS, open_conversations // rounds)
    settings = settings_with(SURVEY)
    p99s, gaps = [], []
    async with running(file, "FULL", ticking=True) as ours:
        for number in range(rounds):
            people = range(number * each, (number + 1) * each)
            p50, p99, gap = await timed_round(ours, conversations(settings, people, ours.engine.clock.now()))
            say(f"round {number + 1}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, event loop {gap:.1f} ms late")
            p99s.append(p99)
            gaps.append(gap)
    return [
        allowance("telegram.reply_p99", "ms", p99s, REPLY_WITHIN_MS),
        allowance("telegram.loop_gap", "ms", gaps, GAP_WITHIN_MS),
    ]


async def timed_round(ours: _Ours, talks: Sequence[Sequence[Update]]) -> tuple[float, float, float]:
    """Median and 99th percentile of the replies, and the longest gap. Milliseconds."""
    ours.transport.calls.clear()
    plan = sorted(
        (place * STEPS / UPDATES_PER_S + step * _STEP_AFTER_S, place, step)
        for place in range(len(talks))
        for step in range(STEPS)
    )
    happened: list[tuple[Update, float]] = []
    with _watched() as late_s:
        start = time.perf_counter()
        for after_s, place, step in plan:
            wait_s = start + after_s - time.perf_counter()
            if wait_s > 0:
                await asyncio.sleep(wait_s)
            update = talks[place][step]
            happened.append((update, time.perf_counter()))
            ours.transport.happen(update)
        await ours.transport.confirmed.wait()
        await ours.engine.settle()
    updates = [update for update, _ in happened]
    replied = reply_times_s(updates, ours.transport.calls)
    took = sorted((at - then) * 1000 for at, (_, then) in zip(replied, happened, strict=True))
    return took[len(took) // 2], took[len(took) * 99 // 100], max(late_s) * 1000


@contextlib.contextmanager
def _watched() -> Iterator[list[float]]:
    """How late the event loop was, again and again. Collecting garbage is included."""
    late_s = [0.0]
    loop = asyncio.get_running_loop()

    def look(expected: float) -> None:
        late_s.append(loop.time() - expected)
        handles[0] = loop.call_at(at := loop.time() + _WATCH_EVERY_S, look, at)

    handles = [loop.call_soon(look, loop.time())]
    try:
        yield late_s
    finally:
        handles[0].cancel()


async def make_database(file: Path, customers: int) -> None:
    """So many people are asked, and wait."""
    database = await open_database(sqlite_url(file), synchronous="NORMAL")
    settings = settings_with(SURVEY)
    store = SqlStore(database, settings, _OWNER)
    gc.disable()  # a third of the time would go into looking through what is still in use
    try:
        await ask_everybody(store, settings, customers, app.SystemClock().now())
    finally:
        gc.enable()
    await database.close()
