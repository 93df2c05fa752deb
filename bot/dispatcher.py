"""From queued events to committed work.

One worker takes whatever is queued, up to ``MAX_BATCH`` events, and brings it through one unit of work;
what arrives meanwhile is the next batch. There is no timer and no added wait: batches form under load.
An event is acknowledged (its ``deliver`` returns) after the commit and never without one. Of one person a few
go into each batch (``fairness.py``); what is more than may wait is not taken, so that it stays upstream.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple

from bot.core.effects import Effect
from bot.core.errors import Crowded, StorageUnavailable
from bot.core.events import Event, TimerDue
from bot.core.identity import Address
from bot.core.intake import FLOOD, Intake
from bot.core.ports import Analyzer, Clock, Committed, Decide, Needs, Pending, Store
from bot.core.settings import Settings
from bot.core.view import View
from bot.enrich import DrawSeed, Identify, NeedsOf, OffLoop, Request, as_the_chat, enrich, fault
from bot.fairness import FairQueue, Sender, sender_of

logger = logging.getLogger(__name__)

MAX_BATCH = 256
RETRY_WAITS_S = (0.25, 0.75, 2.0, 6.0)
"""Between five tries to commit a batch; then whoever sent its events is told that they were not taken."""

TOLD_FROM = 64
"""So many of one person wait: then they are told that it is a lot at once."""

Reply = Mapping[str, object]


class _Queued(NamedTuple):
    """``since`` is the loop's time, in seconds."""

    event: Event
    future: asyncio.Future[Reply]
    since: float


class Dispatcher:
    """Takes events in, one batch after another.

    ``on_committed`` is called after each commit and before the replies are given, so that nothing waits
    for what is sent; it must return at once. ``sleep`` takes seconds, between tries to commit.
    """

    def __init__(
        self,
        store: Store,
        decide: Decide,
        needs_of: NeedsOf,
        *,
        settings: Settings,
        clock: Clock,
        draw_seed: DrawSeed,
        on_committed: Callable[[Committed], None],
        request: Request,
        analyzer: Analyzer | None = None,
        identify: Identify = as_the_chat,
        off_loop: OffLoop = asyncio.to_thread,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._decide = decide
        self._needs_of = needs_of
        self._settings = settings
        self._clock = clock
        self._draw_seed = draw_seed
        self._on_committed = on_committed
        self._request = request
        self._analyzer = analyzer
        self._identify = identify
        self._off_loop = off_loop
        self._sleep = sleep
        self._settle: Callable[[], None] | None = None
        self._queue = FairQueue[_Queued]()
        self._refused = 0  # since everything was taken
        self._in_work: Sequence[_Queued] = ()
        self._broken: dict[tuple[str, str], Exception] = {}
        self._arrived = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopping = False

    async def deliver(self, event: Event) -> Reply:
        """Hand an event in; returns the committed reply.

        Raises StorageUnavailable when it was not committed, and Crowded where too much waits already of whom
        it is from: then it must not be acknowledged.
        """
        if self._stopping:
            raise StorageUnavailable("stopping; not taken")
        sender = sender_of(event)
        future = self._enqueue(event, sender)
        if future is None:
            raise self._crowded(event.platform)
        if isinstance(sender, Address) and not sender.room and self._queue.of(sender) == TOLD_FROM:
            self._say_that_it_is_much(sender)
        return await future

    def use(self, settings: Settings, also: Callable[[Settings], None]) -> None:
        """Decide by these from the next batch on; ``also`` is told as it begins, and the storage with it."""

        def settle() -> None:
            self._settings = settings
            also(settings)

        self._settle = settle

    @property
    def intake(self) -> Intake:
        """What waits to be committed, and how long it has."""
        now, first = asyncio.get_running_loop().time(), self._queue.first
        # Of what is in work the last to come: the others may have been held back.
        last = max((one.since for one in self._in_work), default=now)
        held_since = min((one.since for one in self._queue.first_held()), default=now)
        return Intake(
            waiting=len(self._queue) + len(self._in_work),
            oldest_s=now - min(last, now if first is None else first.since),
            held_back=self._queue.held,
            held_back_s=now - held_since,
            senders_held_back=self._queue.senders_held,
            full=tuple(self._queue.full_sources()),
        )

    async def run(self) -> None:
        """Work until ``stop``. When it is cancelled, nothing that was queued is acknowledged."""
        try:
            while True:
                if self._queue:
                    self._in_work = self._queue.take(MAX_BATCH)
                    await self._work(self._in_work)
                    self._in_work = ()
                    continue
                self._idle.set()
                self._refused = 0
                if self._stopping:
                    return
                self._arrived.clear()
                await self._arrived.wait()
        finally:
            self._stopping = True
            _refuse([*self._in_work, *self._queue.clear()], "stopped; not committed")
            self._idle.set()

    async def idle(self) -> None:
        """Wait until nothing is queued and nothing is in work."""
        await self._idle.wait()

    async def stop(self) -> None:
        """Take no more events, finish those that are queued, and let ``run`` return."""
        self._stopping = True
        self._arrived.set()
        await self._idle.wait()

    def _enqueue(self, event: Event, sender: Sender | None) -> asyncio.Future[Reply] | None:
        """None where there is no room for it."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Reply] = loop.create_future()
        if not self._queue.put(_Queued(event, future, loop.time()), sender):
            return None
        self._idle.clear()
        self._arrived.set()
        return future

    def _crowded(self, platform: str) -> Crowded:
        self._refused += 1
        if self._refused.bit_count() == 1:  # the 1st, 2nd, 4th, 8th …
            logger.warning(
                "%s: more comes in than is worked through; %d not taken for now", platform, self._refused
            )
        return Crowded("too much waits already; not taken")

    def _say_that_it_is_much(self, sender: Address) -> None:
        """Once a day, by its inbox key. Nobody waits for it."""
        now = self._clock.now()
        key = f"{FLOOD}:{sender.key}@{now.date()}"
        future = self._enqueue(TimerDue("timer", key, now, key, FLOOD, sender.key, now), None)
        if future is not None:
            future.add_done_callback(lambda done: done.cancelled() or done.exception())

    async def _work(self, batch: Sequence[_Queued]) -> None:
        if self._settle is not None:  # a batch is asked for its needs and decided by the same settings
            self._settle()
            self._settle = None
        try:
            committed = await self._commit([one.event for one in batch])
            replies = committed.replies
            if len(replies) != len(batch):
                raise RuntimeError(f"{len(replies)} replies to {len(batch)} events")
        except StorageUnavailable:
            logger.error("storage unavailable: %d events not taken", len(batch))
            # What was held back goes with it: nobody's words overtake what they said before.
            _refuse([*batch, *self._queue.clear_held()], "the storage did not take the event")
            return
        except Exception as error:  # noqa: BLE001 - a bug in the storage: whoever sent the events keeps them
            logger.error("batch of %d events failed, %s", len(batch), fault(error))
            _refuse(batch, "the event could not be committed")
            return
        logger.debug("%d events committed", len(batch))
        try:
            self._on_committed(committed)
        except Exception as error:  # noqa: BLE001 - it is committed, and leases that nobody uses end
            logger.error("errands not handed over, %s", fault(error))
        for one, reply in zip(batch, replies, strict=True):
            if not one.future.done():
                one.future.set_result(reply)

    async def _commit(self, events: Sequence[Event]) -> Committed:
        """Enrich and commit, trying again while the storage is unavailable. Enriches once."""
        pendings: list[Pending] | None = None
        for wait_s in (*RETRY_WAITS_S, None):
            try:
                if pendings is None:
                    self._broken.clear()
                    pendings = await enrich(
                        events,
                        self._store,
                        self._safe_needs_of,
                        self._analyzer,
                        self._settings,
                        self._clock,
                        self._request,
                        self._draw_seed,
                        self._identify,
                        self._off_loop,
                    )
                decide = self._decide_unless_broken if self._broken else self._decide
                return await self._store.work(pendings, decide)
            except StorageUnavailable:
                if wait_s is None:
                    raise
                logger.warning("storage unavailable: %d events wait %g s", len(events), wait_s)
                await self._sleep(wait_s)
        raise AssertionError("the last try returns or raises")

    def _safe_needs_of(self, event: Event, settings: Settings) -> Needs:
        """What an event needs. One whose needs cannot be told fails where it is decided, and alone."""
        try:
            return self._needs_of(event, settings)
        except Exception as error:  # noqa: BLE001 - raised again in ``_decide_unless_broken``
            logger.error("needs of %s %s failed, %s", event.platform, event.key, fault(error))
            self._broken[event.platform, event.key] = error
            return Needs()

    def _decide_unless_broken(self, event: Event, view: View) -> Sequence[Effect]:
        error = self._broken.get((event.platform, event.key))
        if error is not None:
            raise error
        return self._decide(event, view)


def _refuse(batch: Sequence[_Queued], why: str) -> None:
    for one in batch:
        if not one.future.done():
            one.future.set_exception(StorageUnavailable(why))
