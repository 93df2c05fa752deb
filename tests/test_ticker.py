from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.effects import Timer
from bot.core.errors import StorageUnavailable
from bot.core.events import Event, TimerDue
from bot.core.found import Found
from bot.core.improvements import Raised
from bot.core.ports import Committed, Decide, Pending
from bot.core.report import Report, ReportQuery
from bot.ticker import Ticker, fire_due

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class FixedClock:
    def now(self) -> datetime:
        return NOON


class TimerStore:
    """Only the timers of a store; a delivered ``TimerDue`` clears its row, as the unit of work does."""

    def __init__(self, *timers: Timer) -> None:
        self.timers = list(timers)
        self.delivered: list[TimerDue] = []
        self.under_way = 0
        self.most_under_way = 0
        self.keep: set[str] = set()
        self.failing: set[str] = set()

    async def deliver(self, event: Event) -> Mapping[str, object]:
        assert isinstance(event, TimerDue)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1
        if event.timer_id in self.failing:
            raise StorageUnavailable("busy")
        self.delivered.append(event)
        self.timers = [one for one in self.timers if one.id != event.timer_id or one.id in self.keep]
        return {}

    async def due_timers(self, now: datetime, limit: int) -> list[Timer]:
        return sorted((one for one in self.timers if one.due <= now), key=lambda one: one.due)[:limit]

    async def next_timer(self) -> datetime | None:
        return min((one.due for one in self.timers), default=None)

    async def work(self, batch: Sequence[Pending], decide: Decide) -> Committed:
        raise NotImplementedError

    async def seen(self, keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        raise NotImplementedError

    async def report(self, query: ReportQuery) -> Report:
        raise NotImplementedError

    async def segments(self) -> list[tuple[str, str]]:
        raise NotImplementedError

    async def raised(self, improvement_id: str) -> tuple[Raised, ...]:
        raise NotImplementedError

    async def find(self, words: str) -> Found:
        raise NotImplementedError


def timer(number: int, minutes_late: float = 1) -> Timer:
    return Timer("reminder", f"i{number}", NOON - timedelta(minutes=minutes_late))


async def fire(store: TimerStore, limit: int = 10) -> int:
    return await fire_due(store, FixedClock(), store.deliver, limit)


async def test_a_due_timer_comes_in_as_an_event_whose_key_is_its_id_and_moment() -> None:
    store = TimerStore(timer(1))
    assert await fire(store) == 1
    due = NOON - timedelta(minutes=1)
    assert store.delivered == [
        TimerDue("timer", "reminder:i1@2026-11-21T11:59:00+00:00", NOON, "reminder:i1", "reminder", "i1", due)
    ]


async def test_timers_that_are_not_due_stay() -> None:
    store = TimerStore(timer(1, minutes_late=-1))
    assert await fire(store) == 0
    assert len(store.timers) == 1


async def test_all_that_is_due_is_fired_a_limited_number_at_once() -> None:
    store = TimerStore(*(timer(number, number) for number in range(95)))
    assert await fire(store, limit=10) == 95
    assert store.timers == []
    assert store.most_under_way == 10


async def test_a_timer_that_is_not_cleared_is_not_fired_for_ever() -> None:
    store = TimerStore(timer(1), timer(2))
    store.keep = {"reminder:i1"}
    assert await fire(store) == 2
    assert len(store.delivered) == 2


async def test_a_timer_that_was_not_committed_is_said_and_the_others_are_fired() -> None:
    store = TimerStore(timer(1), timer(2), timer(3))
    store.failing = {"reminder:i2"}
    with pytest.raises(StorageUnavailable):
        await fire(store)
    assert [one.timer_id for one in store.delivered] == ["reminder:i1", "reminder:i3"]
    assert [one.id for one in store.timers] == ["reminder:i2"]


async def test_the_ticker_ticks_until_it_is_stopped() -> None:
    ticks, enough = 0, asyncio.Event()

    async def tick() -> None:
        nonlocal ticks
        ticks += 1
        if ticks == 3:
            enough.set()

    ticker = Ticker(0.01, tick)
    ticker.start()
    await asyncio.wait_for(enough.wait(), 10)
    await ticker.stop()
    assert len(asyncio.all_tasks()) == 1
    await ticker.stop()


@pytest.mark.parametrize("error", [StorageUnavailable("busy"), ValueError("private words")])
async def test_a_tick_that_fails_does_not_stop_the_clock(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    ticks, again = 0, asyncio.Event()

    async def tick() -> None:
        nonlocal ticks
        ticks += 1
        if ticks == 1:
            raise error
        again.set()

    ticker = Ticker(0.01, tick)
    ticker.start()
    await asyncio.wait_for(again.wait(), 10)
    await ticker.stop()
    assert "tick" in caplog.text
    assert "private words" not in caplog.text


async def test_stopping_lets_the_tick_under_way_end_and_there_is_never_a_second() -> None:
    begun, go_on, ended = asyncio.Event(), asyncio.Event(), []

    async def tick() -> None:
        assert not begun.is_set(), "two ticks at once"
        begun.set()
        await go_on.wait()
        ended.append(True)

    ticker = Ticker(0.01, tick)
    ticker.start()
    await asyncio.wait_for(begun.wait(), 10)
    stopping = asyncio.create_task(ticker.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    go_on.set()
    await stopping
    assert ended == [True]
