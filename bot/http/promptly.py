"""Whoever reports over HTTP is answered in time, also while the storage is in trouble."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from bot.core.errors import StorageUnavailable

ANSWERED_WITHIN_S = 2.5
"""Shopify waits 5 s, and 1 s of them for the connection: https://shopify.dev/docs/apps/build/webhooks"""

T = TypeVar("T")


async def promptly(work: Awaitable[T]) -> T:
    """The work's result. Raises StorageUnavailable where it takes longer, and what the work raises.

    The work goes on whoever has stopped waiting: who reports again finds it done, or waits for it anew.
    """
    task = asyncio.ensure_future(work)
    task.add_done_callback(_seen)
    done, _ = await asyncio.wait({task}, timeout=ANSWERED_WITHIN_S)
    if not done:
        raise StorageUnavailable(f"not committed within {ANSWERED_WITHIN_S:g} s")
    return task.result()


def _seen(task: asyncio.Future[T]) -> None:
    """A failure that nobody waits for any more was told by whoever worked."""
    if not task.cancelled():
        task.exception()
