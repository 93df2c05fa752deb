"""How late the event loop comes round: whatever keeps it busy keeps everybody waiting."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

EVERY_S = 0.5


@contextlib.asynccontextmanager
async def watched(lagged: Callable[[float], None], every_s: float = EVERY_S) -> AsyncIterator[None]:
    """Meanwhile ``lagged`` is told, again and again, by how many seconds a sleep took too long."""
    watching = asyncio.create_task(_watch(lagged, every_s), name="lag")
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def _watch(lagged: Callable[[float], None], every_s: float) -> None:
    loop = asyncio.get_running_loop()
    while True:
        begun = loop.time()
        await asyncio.sleep(every_s)
        lagged(max(loop.time() - begun - every_s, 0.0))
