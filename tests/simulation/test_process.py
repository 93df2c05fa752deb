"""A process that dies: the same way every time, wherever its tasks lie in memory."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from bot.simulation.faults.chance import Chance
from bot.simulation.faults.history import History
from bot.simulation.faults.process import Process

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


async def test_what_it_was_about_to_do_ends_in_the_order_in_which_it_began() -> None:
    process = Process("p1", START, Chance(1, "none"), History())
    ended: list[int] = []

    async def work(number: int) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(number)

    tasks = [asyncio.create_task(work(number)) for number in range(200)]
    for task in tasks:
        process.owns(task)
    await asyncio.sleep(0)
    process.is_up = True
    process.kill("in the middle")
    await asyncio.gather(*tasks, return_exceptions=True)
    assert ended == list(range(200))
