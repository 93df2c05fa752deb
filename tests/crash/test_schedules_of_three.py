"""Three processes on one PostgreSQL, killed in turns while days pass: each local date has its one digest."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg

from tests.crash.keeping_time import posts, set_clock
from tests.crash.schedules import DAY, Life, Plan, configured_text, due_at, expected_of, plans_of
from tests.crash.test_schedules_killed import named

NAMES = ("one", "two", "three")
PATIENCE_S = 120.0
KILLED_EVERY = 4  # moments
LEASE = timedelta(seconds=61)
START = datetime(2026, 3, 28, 0, 30, tzinfo=UTC)
Runs = dict[tuple[str, str], bool]


@dataclass
class Three:
    """Processes by name, on a database and a clock that they share."""

    folder: Path
    url: str
    now: datetime = START
    up: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    killed: int = 0

    def start(self, name: str) -> None:
        log = (self.folder / f"{name}.log").open("ab")
        command = [sys.executable, "-m", "tests.crash.keeping_time", str(self.folder), name]
        self.up[name] = subprocess.Popen(command, stdout=log, stderr=log)
        log.close()

    def kill(self, name: str) -> None:
        process = self.up.pop(name)
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL, (self.folder / f"{name}.log").read_text()
        self.killed += 1

    async def ready(self, *names: str) -> None:
        """Wait until these have begun."""
        deadline = time.monotonic() + PATIENCE_S
        while not all((self.folder / f"{name}.{self.up[name].pid}.up").exists() for name in names):
            assert time.monotonic() < deadline
            for name in names:
                assert self.up[name].poll() is None, (self.folder / f"{name}.log").read_text()
            await asyncio.sleep(0.05)

    def at(self, moment: datetime) -> None:
        self.now = moment
        set_clock(self.folder, moment)

    async def settled(self) -> None:
        """Until nothing is due and nothing waits; what a dead one held is free after a minute."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            quiet = 0
            while quiet < 4:  # looks, between which each of them has looked
                await asyncio.sleep(0.06)
                busy = await self.count("SELECT count(*) FROM timers WHERE due_us <= $1", micros(self.now))
                quiet = 0 if busy else quiet + 1
                assert time.monotonic() < deadline
            waiting = "SELECT count(*) FROM outbox WHERE state = 'waiting' AND not_before_us <= $1"
            if not await self.count(waiting, micros(self.now)):
                return
            self.at(self.now + LEASE)

    async def count(self, sql: str, *arguments: object) -> int:
        connection = await asyncpg.connect(self.url.replace("postgresql+asyncpg", "postgresql"))
        try:
            return int(await connection.fetchval(sql, *arguments))
        finally:
            await connection.close()

    async def runs(self) -> Runs:
        """Plan and local date → whether it was skipped."""
        connection = await asyncpg.connect(self.url.replace("postgresql+asyncpg", "postgresql"))
        try:
            rows = await connection.fetch("SELECT digest, local_date, skipped FROM digest_runs")
            return {(row["digest"], row["local_date"]): bool(row["skipped"]) for row in rows}
        finally:
            await connection.close()


def micros(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)


def chosen() -> list[Plan]:
    """Some of all zones, those among them whose clocks change in these days, all due at a few moments."""
    plans = plans_of(2026)
    changing = [
        plan for plan in plans if due_at(plan, START.date()) != due_at(plan, START.date() + 5 * DAY) - 5 * DAY
    ]
    return [*changing[:5], *plans[:3]]


async def test_three_processes_killed_in_turns_post_one_digest_a_local_date(
    tmp_path: Path, postgres_url: str
) -> None:
    chance = random.Random(5)
    plans = chosen()
    kept_in = f'url = "{postgres_url}"\n'
    (tmp_path / "shop.toml").write_text(configured_text(plans, kept_in))
    three = Three(tmp_path, postgres_url)
    three.at(START)
    lives = [Life(START, START + 2 * DAY, died=False)]
    try:
        for name in NAMES:
            three.start(name)
        await three.ready(*NAMES)
        await days_pass(three, plans, START + 2 * DAY, chance)

        for name in list(three.up):
            three.kill(name)
        back = START + 5 * DAY  # nobody was there for three days
        three.at(back)
        lives.append(Life(back, back + DAY, died=False))
        for name in NAMES:
            three.start(name)
        await three.ready(*NAMES)
        await three.settled()
        await days_pass(three, plans, back + DAY, chance)
        skipped = await three.runs()
        assert await three.count("SELECT count(*) FROM dead_letters") == 0
    finally:
        for name in list(three.up):
            three.kill(name)
    judge(three, plans, lives, skipped)


async def days_pass(three: Three, plans: list[Plan], end: datetime, chance: random.Random) -> None:
    """Each moment at which something is due; at some somebody is killed, and started again."""
    days = [three.now.date() + number * DAY for number in range(-1, 9)]
    moments = sorted({due_at(plan, day) for plan in plans for day in days})
    for turn, moment in enumerate(one for one in moments if three.now < one <= end):
        three.at(max(moment, three.now))
        victim = NAMES[turn // KILLED_EVERY % 3]
        if turn % KILLED_EVERY == 1 and victim in three.up:
            await asyncio.sleep(chance.random() * 0.15)
            three.kill(victim)
        await three.settled()
        if victim not in three.up:
            three.start(victim)
    three.at(end)
    await three.ready(*three.up)
    await three.settled()


def judge(three: Three, plans: list[Plan], lives: list[Life], skipped: Runs) -> None:
    shown: dict[tuple[str, str], list[dict[str, object]]] = {}
    for post in posts(three.folder):
        shown.setdefault(named(str(post["about"])), []).append(post)
    counts = Counter[str]()
    for plan in plans:
        for day, run in expected_of(plan, lives).items():
            key = (plan.name, day)
            of_it = shown.pop(key, [])
            assert skipped[key] == run.overtaken, (key, run)
            assert len(of_it) == (not run.overtaken), (key, run, of_it)
            is_late = run.met - run.due > timedelta(hours=1)
            for post in of_it:
                assert bool(post["lines"]) == is_late, (key, post)
                counts[f"by {post['by']}"] += 1
            counts["skipped" if run.overtaken else "late" if is_late else "in time"] += 1
    assert shown == {}, "nothing else was posted"
    assert min(counts[what] for what in ("in time", "late", "skipped")) > 3, counts
    assert min(counts[f"by {name}"] for name in NAMES) > 0, "all three had a part in it"
    assert three.killed > 8, "in turns, and all of them at the end"
