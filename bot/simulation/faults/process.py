"""One process of ours: the real engine on the shared database, until it is killed; then another one starts.

It can die or stand still before and after each commit, and between a platform's acceptance and its record.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar, copy_context
from datetime import datetime, timedelta

from bot import app
from bot.core.errors import StorageUnavailable
from bot.core.events import Event
from bot.core.ports import Analyzer, Committed, Decide, Errand, Pending, Sender
from bot.core.settings import Settings
from bot.delivery.limits import Limits
from bot.sentiment.language import language_of
from bot.simulation.faults.chance import Chance
from bot.simulation.faults.history import History
from bot.ticker import fire_due
from storage.memory import MemoryDatabase
from storage.unit_of_work import SqlStore

CURRENT: ContextVar[Process | None] = ContextVar("process", default=None)
"""Whose code runs."""

_TIMERS_AT_ONCE = 256
_TICK_S = 1.0
_RETRY_S = 5.0
_LONGEST_SLEEP_S = 86400.0

Deliver = Callable[[Event], Awaitable[Mapping[str, object]]]


class Process:
    """``start`` it, ``kill`` it; ``deliver`` while it ``is_up``."""

    def __init__(self, name: str, start: datetime, chance: Chance, history: History) -> None:
        self.name = name
        self.off_s = 0.0  # its clock, from the true time
        self.is_up = False
        self.sends: dict[str, Sender] = {}
        self.thaws_s = 0.0
        self.on_death: Callable[[Process], None] = lambda _: None
        self._start = start
        self._chance = chance
        self._history = history
        self._loop = asyncio.get_running_loop()
        self._tasks: dict[asyncio.Task[object], None] = {}  # in the order of their start, as a set is not
        self._stirred = asyncio.Event()
        self.engine: app.Engine

    def now(self) -> datetime:
        """By its own clock."""
        return self._start + timedelta(seconds=round(self._loop.time() + self.off_s, 6))

    def start(self, engine: app.Engine) -> None:
        """Begin to work, with this engine, whose clock is this process."""
        self.engine, self.is_up = engine, True
        self._history.add("started", self._loop.time(), by=self.name)
        context = copy_context()
        context.run(CURRENT.set, self)
        self._loop.create_task(self._run(), context=context)

    def owns(self, task: asyncio.Task[object]) -> None:
        """It ends with this process."""
        self._tasks[task] = None
        task.add_done_callback(self._tasks.pop)

    def kill(self, where: str) -> None:
        """From now on it does nothing more, and nothing of what it was about to."""
        if not self.is_up:
            return
        self.is_up = False
        self._history.add("killed", self._loop.time(), by=self.name, where=where)
        for task in list(self._tasks):
            self._loop.call_soon(task.cancel)
        self.on_death(self)

    def stir(self) -> None:
        """Look again at what is due."""
        self._stirred.set()

    def is_cut_off(self, what: str) -> bool:
        """Whether nobody hears of this commit."""
        return self._chance.strikes("unsure", what)

    async def point(self, what: str, kind: str = "killed") -> None:
        """Here it may die or stand still."""
        if not self.is_up:
            raise asyncio.CancelledError
        if self._chance.strikes(kind, what):
            self.kill(what)
            raise asyncio.CancelledError
        if kind == "killed" and self._chance.strikes("frozen", what):
            still_s = self._chance.pick(f"frozen/{what}", 45, 70, 130, 400)
            self.thaws_s = self._loop.time() + still_s
            self._history.add("frozen", self._loop.time(), by=self.name, where=what, for_s=still_s)
        await self.thawed()

    async def thawed(self) -> None:
        """Wait until it goes on."""
        if self.thaws_s > self._loop.time():
            await asyncio.sleep(self.thaws_s - self._loop.time())
        if not self.is_up:
            raise asyncio.CancelledError

    async def _run(self) -> None:
        try:
            await self._work()
        except StorageUnavailable:
            self.kill("at its start: the storage is not to be had")

    async def _work(self) -> None:
        async with self.engine.running(ticking=False):
            while True:
                self._stirred.clear()
                try:
                    moment = await self._look()
                    rest_s = _LONGEST_SLEEP_S if moment is None else (moment - self.now()).total_seconds()
                    rest_s = max(_TICK_S, min(_LONGEST_SLEEP_S, rest_s))
                except StorageUnavailable:
                    rest_s = _RETRY_S
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._stirred.wait(), rest_s)
                now_s = self._loop.time()
                await asyncio.sleep(math.ceil(now_s / _TICK_S) * _TICK_S - now_s)

    async def _look(self) -> datetime | None:
        """What the ticker and the courier's own loop do; when there will be something for them next."""
        await fire_due(self.engine.store, self, self.engine.deliver, _TIMERS_AT_ONCE)
        await self.engine.courier.drain()
        return await self.engine.next_moment()


class WatchedStore(SqlStore):
    """The storage as it is, on the database that all processes share, with points around each commit."""

    def __init__(self, database: MemoryDatabase, settings: Settings, process: Process, owner: str) -> None:
        super().__init__(database, settings, owner)
        self.process = process

    async def work(self, batch: Sequence[Pending], decide: Decide) -> Committed:
        what = f"{type(batch[0].event).__name__}/{batch[0].event.key}"
        await self.process.point(f"before {what}")
        committed = await super().work(batch, decide)
        self.process.stir()
        await self.process.point(f"after {what}")
        if self.process.is_cut_off(what):
            raise StorageUnavailable("the connection broke after the commit")
        return committed

    async def claim(self, now: datetime, limit: int) -> list[Errand]:
        await self.process.thawed()
        errands = await super().claim(now, limit)
        if errands:
            await self.process.point(f"claimed {errands[0].parcel.id}")
        return errands

    async def put_off(
        self, errand: Errand, now: datetime, until: datetime, *, whole_address: bool, unknown: bool
    ) -> None:
        await self.process.point(f"before putting off {errand.parcel.id}")
        await super().put_off(errand, now, until, whole_address=whole_address, unknown=unknown)
        self.process.stir()
        await self.process.point(f"after putting off {errand.parcel.id}")


def engine_of(
    process: Process, store: SqlStore, seed: int, analyzer: Analyzer, senders: Mapping[str, Sender]
) -> app.Engine:
    """The real engine, by this process's clock. Platforms slow it by their own answers."""
    engine = app.Engine(
        store.settings,
        store,
        clock=process,
        seed=app.repeatable_seed(seed),
        analyzer=analyzer,
        identify=language_of,
        limits=Limits({}),
    )
    engine.senders.update(senders)
    return engine
