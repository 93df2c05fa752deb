"""What open conversations cost the process: nothing, since they lie in the database and not in memory.

For each number of open conversations a process of its own opens such a database and answers updates that
come as in ``bench telegram``, 100 a second, committed with FULL. It says the most memory that it ever had
resident, and how long replies took.
"""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.bench.figures import Figure
from bot.bench.machine import loop_ms
from bot.bench.people import settings_with
from bot.bench.telegram import UPDATES_PER_S, make_database, running, timed_round
from bot.bench.traffic import STEPS, SURVEY, conversations
from bot.core.errors import FeedbackBotError

Say = Callable[[str], None]


class Broken(FeedbackBotError):
    """The process that was to be measured failed."""


@dataclass(frozen=True, slots=True)
class Resident:
    """What one process says."""

    peak_mb: float
    p99s_ms: tuple[float, ...]  # of each round


def words(seconds: float) -> str:
    """How it is measured, beside the number of rounds."""
    return (
        f"most memory a process had resident, and its best round of {UPDATES_PER_S:g} updates/s for "
        f"{seconds:g} s, committed with FULL; against the same with fewer open conversations"
    )


def measured(*, rounds: int, seconds: float, sizes: Sequence[int], say: Say) -> list[Figure]:
    """For each size but the first: memory in MB and the replies' p99 in ms, beside those of the first."""
    found: dict[int, Resident] = {}
    people = max(1, int(seconds * UPDATES_PER_S) // STEPS)
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            file = Path(folder) / str(size) / "store.sqlite"
            asyncio.run(make_database(file, max(size, rounds * people)))
            found[size] = _alone(file, rounds, people)
            each = ", ".join(f"{p99:.1f}" for p99 in found[size].p99s_ms)
            say(
                f"{size:,} open conversations: {found[size].peak_mb:.0f} MB, p99 {each} ms; "
                f"loop {loop_ms():.1f} ms"
            )
    least = found.pop(sizes[0])
    against = f"{sizes[0]:,} open"
    figures = []
    for size, one in found.items():
        p99, base = min(one.p99s_ms), min(least.p99s_ms)
        figures += [
            Figure(
                f"memory.{size}",
                one.peak_mb,
                "MB",
                against,
                least.peak_mb,
                least.peak_mb / one.peak_mb,
                (one.peak_mb,),
            ),
            Figure(f"reply.{size}", p99, "ms", against, base, base / p99, one.p99s_ms),
        ]
    return figures


def _alone(file: Path, rounds: int, people: int) -> Resident:
    command = [sys.executable, "-m", "bot.bench.resident", str(file), str(rounds), str(people)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
    if done.returncode:
        raise Broken(f"the process failed: {done.stderr.strip()[-500:]}")
    said = json.loads(done.stdout.splitlines()[-1])
    return Resident(said["peak_mb"], tuple(said["p99s_ms"]))


async def _live(file: Path, rounds: int, people: int) -> Resident:
    settings = settings_with(SURVEY)
    p99s = []
    async with running(file, "FULL", ticking=True) as ours:
        for number in range(rounds):
            who = range(number * people, (number + 1) * people)
            _, p99, _ = await timed_round(ours, conversations(settings, who, ours.engine.clock.now()))
            p99s.append(p99)
    return Resident(_peak_mb(), tuple(p99s))


def _peak_mb() -> float:
    """Of this program alone: what the kernel counts for a process includes who started it."""
    try:
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
            1 << 20
        )  # in bytes where there is no /proc
    return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) / 1024


if __name__ == "__main__":
    lived = asyncio.run(_live(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
    print(json.dumps({"peak_mb": lived.peak_mb, "p99s_ms": lived.p99s_ms}))
