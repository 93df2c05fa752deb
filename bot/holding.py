"""Work that one process does for all: whoever holds it works, the others wait until the hold has ended."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from bot.core.errors import StorageUnavailable
from bot.core.ports import Clock

logger = logging.getLogger(__name__)

TRY_EVERY_S = 2.0
RENEW_EVERY_S = 4.0
LET_GO_AFTER_S = 12.0  # not renewed for so long: we stop before the hold's end, when somebody else begins

_LOST = "another process holds the connection now"
_LET_GO = "the connection is let go: the storage has not answered, and another process may take it"


class Holds(Protocol):
    """What is held, by whom, under which fence."""

    async def take(self, name: str, now: datetime) -> int | None: ...

    async def renew(self, name: str, fence: int, now: datetime) -> bool: ...

    async def release(self, name: str, fence: int) -> None: ...


class Holder:
    """One hold of this process. ``sleep`` takes seconds."""

    def __init__(
        self,
        holds: Holds,
        name: str,
        clock: Clock,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._holds = holds
        self._name = name
        self._clock = clock
        self._sleep = sleep
        self.is_ours = False

    async def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do the work whenever we hold it, until cancelled or until it ends. Raises what the work raises."""
        while True:
            fence = await self._taken()
            logger.info("%s: this process holds the connection now", self._name)
            self.is_ours = True
            working = asyncio.ensure_future(work())
            keeping = asyncio.ensure_future(self._keep(fence))
            try:
                await asyncio.wait((working, keeping), return_when=asyncio.FIRST_COMPLETED)
                if working.done():
                    return working.result()
                logger.warning("%s: %s", self._name, keeping.result())
            finally:
                self.is_ours = False
                for task in (working, keeping):
                    task.cancel()
                await asyncio.gather(working, keeping, return_exceptions=True)
                with contextlib.suppress(StorageUnavailable):
                    await self._holds.release(self._name, fence)

    async def _taken(self) -> int:
        while True:
            with contextlib.suppress(StorageUnavailable):
                fence = await self._holds.take(self._name, self._clock.now())
                if fence is not None:
                    return fence
            await self._sleep(TRY_EVERY_S)

    async def _keep(self, fence: int) -> str:
        """Renew until it is lost; how. Storage that does not answer is waited for while the hold lasts."""
        loop = asyncio.get_running_loop()
        renewed = loop.time()
        while True:
            await self._sleep(RENEW_EVERY_S)
            asked = loop.time()
            try:
                async with asyncio.timeout_at(renewed + LET_GO_AFTER_S):
                    if not await self._holds.renew(self._name, fence, self._clock.now()):
                        return _LOST
            except TimeoutError:
                return _LET_GO
            except StorageUnavailable:
                if loop.time() > renewed + LET_GO_AFTER_S - RENEW_EVERY_S:
                    return _LET_GO
            else:
                renewed = asked
