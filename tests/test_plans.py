"""Digests and pulses are woken up for at start: once for each schedule, and again when one comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import app, config
from bot.core.events import TimerDue
from handlers import book, retaining
from storage.unit_of_work import SqlStore

BUSINESS = """
[business]
name = "Shop"
[telegram]
token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
[rooms.staff]
platform = "telegram"
room = "-1009876543210"
role = "staff"
"""
DIGEST = """
[rooms.managers]
platform = "telegram"
room = "-1009876543211"
role = "managers"
[[digest]]
name = "weekly"
room = "managers"
"""
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER = MONDAY + timedelta(days=999)


class Clock:
    """Stands where it is put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


async def started(folder: Path, text: str, at: datetime, fire: bool = False) -> datetime | None:
    """Start at this moment with this configuration, and stop; when the next digest or pulse is due."""
    loaded = config.parse(text, folder / "config.toml", {})
    async with app.opened(loaded, folder / "data") as opened_storage:
        store: SqlStore = opened_storage.store
        engine = app.Engine(opened_storage.settings, store, clock=Clock(at))
        async with engine.running(ticking=False):
            if fire:
                for timer in await store.due_timers(at, 10):
                    due = TimerDue(
                        "timer", f"{timer.id}@{timer.due}", at, timer.id, timer.kind, timer.subject, timer.due
                    )
                    await engine.deliver(due)
            waiting = await store.due_timers(LATER, 10)
            return min(
                (one.due for one in waiting if one.kind not in {book.TIMER, retaining.TIMER}), default=None
            )


async def test_the_book_is_written_on_the_first_of_the_month_from_the_first_start_on(tmp_path: Path) -> None:
    for at in (MONDAY, MONDAY + timedelta(days=20)):  # the second start leaves what is overdue
        loaded = config.parse(BUSINESS, tmp_path / "config.toml", {})
        async with app.opened(loaded, tmp_path / "data") as opened_storage:
            engine = app.Engine(opened_storage.settings, opened_storage.store, clock=Clock(at))
            async with engine.running(ticking=False):
                waiting = await opened_storage.store.due_timers(LATER, 10)
        assert [one.due for one in waiting if one.kind == book.TIMER] == [
            datetime(2026, 12, 1, 5, tzinfo=UTC)
        ]


async def test_a_digest_is_due_at_its_next_moment_from_the_first_start_on(tmp_path: Path) -> None:
    assert await started(tmp_path, BUSINESS + DIGEST, MONDAY - timedelta(days=2)) == MONDAY


@pytest.mark.parametrize("late", [timedelta(hours=1), timedelta(days=9)])
async def test_a_run_that_was_missed_while_nothing_ran_is_still_due_at_the_next_start(
    tmp_path: Path, late: timedelta
) -> None:
    await started(tmp_path, BUSINESS + DIGEST, MONDAY - timedelta(days=2))
    assert await started(tmp_path, BUSINESS + DIGEST, MONDAY + late) == MONDAY
    assert await started(tmp_path, BUSINESS + DIGEST, MONDAY + late) == MONDAY


async def test_a_digest_that_was_taken_out_and_is_back_wakes_again(tmp_path: Path) -> None:
    await started(tmp_path, BUSINESS + DIGEST, MONDAY - timedelta(days=2))
    without = BUSINESS.replace("[business]", "digest = []\n[business]", 1)
    assert await started(tmp_path, without, MONDAY, fire=True) is None
    assert await started(tmp_path, BUSINESS + DIGEST, MONDAY + timedelta(days=1)) == MONDAY + timedelta(
        days=7
    )
