"""From queued events to committed work.

One worker takes whatever is queued, up to ``MAX_BATCH`` events, and brings it through one unit of work;
what arrives meanwhile is the next batch. There is no timer and no added wait: batches form under load.
An event is acknowledged (its ``deliver`` returns) after the commit and never without one.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.core.effects import Effect
from bot.core.errors import StorageUnavailable
from bot.core.events import Event
from bot.core.ports import Analyzer, Clock, Committed, Decide, Needs, Pending, Store
from bot.core.settings import Settings
from bot.core.view import View
from bot.enrich import DrawSeed, Identify, NeedsOf, OffLoop, Request, as_the_chat, enrich, fault

logger = logging.getLogger(__name__)

MAX_BATCH = 256
RETRY_WAITS_S = (0.25, 0.75, 2.0, 6.0)
"""Between five tries to commit a batch; then whoever sent its events is told that they were not taken."""

Reply = Mapping[str, object]
_Queued = tuple[Event, "asyncio.Future[Reply]"]


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
        self._queue: deque[_Queued] = deque()
        self._in_work: Sequence[_Queued] = ()
        self._broken: dict[tuple[str, str], Exception] = {}
        self._arrived = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopping = False

    async def deliver(self, event: Event) -> Reply:
        """Hand an event in; returns the committed reply.

        Raises StorageUnavailable when it was not committed: then it must not be acknowledged.
        """
        if self._stopping:
            raise StorageUnavailable("stopping; not taken")
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._queue.append((event, future))
        self._idle.clear()
        self._arrived.set()
        return await future

    async def run(self) -> None:
        """Work until ``stop``. When it is cancelled, nothing that was queued is acknowledged."""
        try:
            while True:
                if self._queue:
                    size = min(len(self._queue), MAX_BATCH)
                    self._in_work = [self._queue.popleft() for _ in range(size)]
                    await self._work(self._in_work)
                    self._in_work = ()
                    continue
                self._idle.set()
                if self._stopping:
                    return
                self._arrived.clear()
                await self._arrived.wait()
        finally:
            self._stopping = True
            _refuse([*self._in_work, *self._queue], "stopped; not committed")
            self._queue.clear()
            self._idle.set()

    async def idle(self) -> None:
        """Wait until nothing is queued and nothing is in work."""
        await self._idle.wait()

    async def stop(self) -> None:
        """Take no more events, finish those that are queued, and let ``run`` return."""
        self._stopping = True
        self._arrived.set()
        await self._idle.wait()

    async def _work(self, batch: Sequence[_Queued]) -> None:
        try:
            committed = await self._commit([event for event, _ in batch])
            replies = committed.replies
            if len(replies) != len(batch):
                raise RuntimeError(f"{len(replies)} replies to {len(batch)} events")
        except StorageUnavailable:
            logger.error("storage unavailable: %d events not taken", len(batch))
            _refuse(batch, "the storage did not take the event")
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
        for (_, future), reply in zip(batch, replies, strict=True):
            if not future.done():
                future.set_result(reply)

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
    for _, future in batch:
        if not future.done():
            future.set_exception(StorageUnavailable(why))
