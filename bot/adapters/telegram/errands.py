"""Small calls that nobody waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

_CLOSING_S = 3.0
_MANY = 512


class Errands:
    """Each in a task of its own, all brought to an end in ``close``. They must not fail."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def are_many(self) -> bool:
        """Whether so many are under way that what can be left out should be."""
        return len(self._tasks) >= _MANY

    def run(self, errand: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(errand)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Wait a little for those under way, then cancel what is left."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_CLOSING_S)
        left = list(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
