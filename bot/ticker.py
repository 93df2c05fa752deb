"""The alarm clock: ticks in UTC and holds no state. What is due, and when, are rows in the storage."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.core.effects import Timer
from bot.core.errors import StorageUnavailable
from bot.core.events import TimerDue
from bot.core.ports import Clock, Deliver, Store

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

logger = logging.getLogger(__name__)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Ticker:
    """Calls ``tick`` every ``every_s`` seconds, first within ``every_s``; never twice at once.

    APScheduler is asked for intervals in UTC only: its cron triggers fire twice or never where clocks are
    put forward or back, and by default it drops a tick that comes a second late.
    """

    def __init__(self, every_s: float, tick: Callable[[], Awaitable[None]]) -> None:
        self._every_s = every_s
        self._tick = tick
        self._resting = asyncio.Event()
        self._resting.set()
        self._scheduler: AsyncIOScheduler | None = None
        self._failing = False

    def start(self) -> None:
        """Start ticking; needs a running event loop."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler
        from apscheduler.triggers.interval import IntervalTrigger

        # A tick that is left out because the one before it is still under way is no news.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_job(
            self._ring,
            IntervalTrigger(seconds=self._every_s, start_date=_EPOCH, timezone=UTC),
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.start()

    async def stop(self) -> None:
        """Stop ticking, once the tick that is under way has ended."""
        if self._scheduler is None:
            return
        self._scheduler.pause()
        await self._resting.wait()
        self._scheduler.shutdown(wait=False)
        self._scheduler = None
        await asyncio.sleep(0)  # the scheduler shuts down in the loop's next turn

    async def _ring(self) -> None:
        self._resting.clear()
        try:
            await self._tick()
            self._failing = False
        except StorageUnavailable:
            if not self._failing:  # once, not every second
                logger.warning("tick: storage unavailable; every tick tries again")
            self._failing = True
        except Exception as error:  # noqa: BLE001 - the clock goes on ticking
            trace = "".join(traceback.format_tb(error.__traceback__))
            logger.error("tick failed, %s\n%s", type(error).__name__, trace)
        finally:
            self._resting.set()


async def fire_due(store: Store, clock: Clock, deliver: Deliver, limit: int) -> int:
    """Deliver every timer that is due, ``limit`` at once; how many that were.

    The handler looks at the state again and clears or moves the timer. One that is still there after its
    event was committed is left for the next call. Raises StorageUnavailable when any was not committed.
    """
    fired: set[tuple[str, datetime]] = set()
    while True:
        now = clock.now()
        timers = [timer for timer in await store.due_timers(now, limit) if (timer.id, timer.due) not in fired]
        if not timers:
            return len(fired)
        results = await asyncio.gather(
            *(deliver(_timer_due(timer, now)) for timer in timers), return_exceptions=True
        )
        for result in results:
            if isinstance(result, BaseException):
                raise result
        fired.update((timer.id, timer.due) for timer in timers)


def _timer_due(timer: Timer, now: datetime) -> TimerDue:
    return TimerDue(
        platform="timer",
        key=f"{timer.id}@{timer.due.isoformat()}",
        at=now,
        timer_id=timer.id,
        kind=timer.kind,
        subject=timer.subject,
        due=timer.due,
    )
