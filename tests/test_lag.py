"""How late the event loop comes round."""

from __future__ import annotations

import asyncio
import time

from bot.lag import watched


async def test_a_loop_that_was_kept_busy_comes_round_late() -> None:
    late: list[float] = []
    async with watched(late.append, every_s=0.01):
        await asyncio.sleep(0.03)
        time.sleep(0.1)  # noqa: ASYNC251 - what must not happen is what is measured
        await asyncio.sleep(0.03)
    assert max(late) > 0.05
