"""A process that was asked to stop ends in time, whatever does not want to."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

_STUCK = """
import asyncio, time
from bot.stopping import Deadline

async def work(deadline):
    asyncio.get_running_loop().run_in_executor(None, time.sleep, 30)  # which asyncio.run waits for
    await asyncio.sleep(0.05)
    deadline.begin()
    deadline.begin()

with Deadline({within_s}) as deadline:
    asyncio.run(work(deadline))
"""
_WELL = _STUCK.replace("time.sleep, 30", "time.sleep, 0.01") + "time.sleep(0.5)"


def lives(program: str, within_s: float) -> tuple[int, float, str]:
    """The exit status, the seconds that it took, and what it said."""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program.replace("{within_s}", str(within_s))],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
        timeout=25,
    )
    return done.returncode, time.monotonic() - begun, done.stderr


def test_a_thread_that_does_not_end_holds_up_nobody() -> None:
    status, took_s, said = lives(_STUCK, 0.3)
    assert status == 1
    assert took_s < 20
    assert "not stopped within 0.3 s" in said


def test_whoever_left_in_time_is_not_ended() -> None:
    assert lives(_WELL, 0.3)[0] == 0
