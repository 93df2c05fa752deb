"""One of several processes does what only one may do, and another goes on when it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.errors import PlatformRefused, StorageUnavailable
from bot.holding import Holder
from storage.database import open_database, sqlite_url
from storage.holds import HOLD, SqlHolds

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Hands:
    """A clock that is put on by hand."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment


@asynccontextmanager
async def holds(tmp_path: Path) -> AsyncIterator[tuple[SqlHolds, SqlHolds]]:
    database = await open_database(sqlite_url(tmp_path / "data" / "feedback.db"), synchronous="NORMAL")
    yield SqlHolds(database, "one"), SqlHolds(database, "other")
    await database.close()


async def test_a_hold_is_one_process_s_until_it_ends_and_then_the_next_one_s_under_a_higher_fence(
    tmp_path: Path,
) -> None:
    async with holds(tmp_path) as (one, other):
        assert await one.take("slack", NOW) == 1
        assert await other.take("slack", NOW + HOLD - timedelta(seconds=1)) is None
        assert await other.take("telegram", NOW) == 1
        assert await one.renew("slack", 1, NOW + timedelta(seconds=10))
        assert await other.take("slack", NOW + HOLD) is None
        assert await other.take("slack", NOW + HOLD + timedelta(seconds=10)) == 2
        assert not await one.renew("slack", 1, NOW + HOLD)
        await one.release("slack", 1)
        assert await one.take("slack", NOW + HOLD + timedelta(seconds=10)) is None


async def test_whoever_lets_go_frees_it_at_once(tmp_path: Path) -> None:
    async with holds(tmp_path) as (one, other):
        fence = await one.take("slack", NOW)
        assert fence is not None
        await one.release("slack", fence)
        assert await other.take("slack", NOW) == 2


async def test_what_could_not_be_given_back_is_taken_again_at_once_by_whoever_had_it(tmp_path: Path) -> None:
    """Such as after a minute without the database; under a new fence, as from anybody else."""
    async with holds(tmp_path) as (one, other):
        assert await one.take("slack", NOW) == 1
        assert await other.take("slack", NOW) is None
        assert await one.take("slack", NOW) == 2
        assert not await one.renew("slack", 1, NOW)
        assert await one.renew("slack", 2, NOW)


async def test_work_stops_when_the_hold_is_another_s_and_begins_again_when_that_is_over(
    tmp_path: Path,
) -> None:
    clock, begun, ended = Hands(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with holds(tmp_path) as (one, other):
        holder = Holder(one, "slack", clock, sleep=lambda _: asyncio.sleep(0))
        running = asyncio.ensure_future(holder.run(work))
        await begun.wait()
        clock.moment -= HOLD  # it renews until a moment that is past by now: as if it had been frozen
        fence = None
        while fence is None:
            fence = await other.take("slack", NOW + HOLD)
        await ended.wait()
        begun.clear()
        clock.moment = NOW + 3 * HOLD
        await begun.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert not holder.is_ours
        assert await other.take("slack", clock.moment) is not None, "it was let go at once"


async def test_storage_that_is_away_for_a_moment_does_not_end_the_work_and_what_fails_is_told(
    tmp_path: Path,
) -> None:
    class Away(SqlHolds):
        renewals = 0

        async def renew(self, name: str, fence: int, now: datetime) -> bool:
            self.renewals += 1
            if self.renewals < 5:
                raise StorageUnavailable("away")
            refused.set()
            return await super().renew(name, fence, now)

    refused = asyncio.Event()

    async def work() -> None:
        await refused.wait()
        raise PlatformRefused("slack", "no", "another token")

    database = await open_database(sqlite_url(tmp_path / "data" / "feedback.db"), synchronous="NORMAL")
    holder = Holder(Away(database, "one"), "slack", Hands(), sleep=lambda _: asyncio.sleep(0))
    with pytest.raises(PlatformRefused):
        await holder.run(work)
    await database.close()
