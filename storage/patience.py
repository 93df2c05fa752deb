"""For whoever writes beside a process that works: patience where it keeps the database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from bot.core.errors import StorageUnavailable
from storage.database import Database

T = TypeVar("T")

_TIMES = 30  # tries, each of which waits for the lock by itself
_PAUSE_S = 0.1


async def write(database: Database, work: Callable[[Connection], T]) -> T:
    """The work's result, tried again while somebody else keeps the database. Raises StorageUnavailable."""
    for _ in range(_TIMES - 1):
        try:
            return await database.write(work)
        except StorageUnavailable:
            await asyncio.sleep(_PAUSE_S)
    return await database.write(work)
