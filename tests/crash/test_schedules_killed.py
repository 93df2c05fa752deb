"""A year of scheduled digests in all zones, over every change of the clock, with deaths and long absences:
each local date has its one digest, or it is on record that a later one took its place.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import Connection, select

from bot import app
from bot.core.periods import PeriodKind, Schedule, missed_runs
from bot.core.report import Report, ReportQuery
from bot.delivery.limits import Limits
from bot.demo.clocks import SetClock
from bot.simulation.transcript import Entry, Transcript
from storage import tables
from storage.database import Database
from tests.crash.dying import DyingStore, FaithfulRooms, Points
from tests.crash.schedules import (
    DAY,
    Life,
    Plan,
    alike,
    clock_changes,
    configured,
    expected_of,
    plans_of,
    runs_between,
)

YEAR = 2026
LATE = timedelta(hours=1)
PATIENT = timedelta(minutes=10)  # until a dead process's lease has ended
SLACK = frozenset({"slack"})


def test_all_zones_have_the_runs_that_their_clocks_show_over_the_year() -> None:
    """And those that the other tests take for one have the same."""
    start, end = datetime(YEAR, 1, 1, tzinfo=UTC), datetime(YEAR, 12, 31, tzinfo=UTC)
    plans = plans_of(YEAR)
    seen = set()
    for zones in alike(YEAR):
        walls = [plan.at for plan in plans if plan.zone == zones[0]]
        for wall in walls:
            shown = runs_between(Plan("one", zones[0], wall), start, end)
            assert 363 <= len(shown) <= 366
            for zone in zones:
                seen.add(zone)
                ours = missed_runs(Schedule(PeriodKind.DAY, None, wall, ZoneInfo(zone)), start, end)
                assert ours == shown, (zone, wall)
    assert seen == available_timezones()
    changing = [zones for zones in alike(YEAR) if len(clock_changes(zones[0], YEAR)) > 2]
    assert sum(map(len, changing)) > 150, "both changes of the year are in it"


class CountingOnce(DyingStore):
    """Nobody ever answers here, so that a report is read once for each of its questions."""

    def __init__(
        self, opened: app.Storage, points: Points, owner: str, counted: dict[ReportQuery, Report]
    ) -> None:
        super().__init__(opened.database, opened.settings, points, owner)
        self._counted = counted

    async def report(self, query: ReportQuery) -> Report:
        if query not in self._counted:
            self._counted[query] = await super().report(query)
        return self._counted[query]

    async def segments(self) -> list[tuple[str, str]]:
        return []


@dataclass
class Year:
    """Lives of one process after another, on what the one before it left behind."""

    folder: Path
    plans: Sequence[Plan]
    now: datetime
    lives: list[Life] = field(default_factory=list)
    shown: list[Entry] = field(default_factory=list)
    counted: dict[ReportQuery, Report] = field(default_factory=dict)
    deaths: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.settings = configured(self.plans, self.folder)

    @property
    def data(self) -> Path:
        return self.folder / f"life-{len(self.lives)}"

    async def live(self, until: datetime, dies_at: int = 0) -> None:
        """Be up from now on, until then or until the crash point of this number."""
        clock, transcript = SetClock(self.now), Transcript()
        for entry in self.shown:
            transcript.append(entry)
        reached = 0
        left: list[Entry] | None = None
        heir = self.folder / f"life-{len(self.lives) + 1}"

        async def crash_point(point: str) -> None:
            nonlocal reached, left
            reached += 1
            if reached == dies_at:
                shutil.copytree(self.data, heir, ignore=shutil.ignore_patterns("*-shm", "*.lock"))
                left = list(transcript.entries)
                self.deaths[point.partition(" of ")[0]] += 1

        async with app.opened(self.settings, self.data) as opened:
            points = Points(crash_point)
            store = CountingOnce(opened, points, self.data.name, self.counted)
            engine = app.Engine(
                opened.settings, store, clock=clock, seed=app.repeatable_seed(1), limits=Limits({})
            )
            engine.senders["slack"] = FaithfulRooms(transcript, clock, points, SLACK)
            async with engine.running(ticking=False):
                while left is None and (moment := await engine.next_moment()) is not None:
                    if moment > until:
                        break
                    clock.move_to(moment)
                    await engine.settle()
        ended = clock.now() if left is not None else until
        if left is None:
            shutil.copytree(self.data, heir, ignore=shutil.ignore_patterns("*-shm", "*.lock"))
        shutil.rmtree(self.data)
        self.lives.append(Life(self.now, ended, died=left is not None))
        self.shown = transcript.entries if left is None else left
        self.now = ended

    async def written(self) -> tuple[dict[tuple[str, str], bool], set[tuple[str, str]]]:
        """Plan and local date → whether it was skipped; and those that were written, and then overtaken."""

        def read(connection: Connection) -> tuple[dict[tuple[str, str], bool], set[tuple[str, str]]]:
            with connection.begin():
                assert connection.execute(select(tables.dead_letters)).all() == []
                runs, outbox = tables.digest_runs.c, tables.outbox.c
                found = connection.execute(select(runs.digest, runs.local_date, runs.skipped))
                skipped = {(name, day): bool(skipped) for name, day, skipped in found}
                gone = connection.scalars(select(outbox.about).where(outbox.state == "expired"))
                return skipped, {named(about) for about in gone}

        async with app.opened(self.settings, self.data) as opened:
            database: Database = opened.database
            return await database.read(read)


def ups_of_a_year(chance: random.Random) -> list[tuple[datetime, datetime]]:
    """When somebody sees to it that it runs: around each change of any clock, and down in between."""
    days = {moment.date() for zones in alike(YEAR) for moment, _ in clock_changes(zones[0], YEAR)[1:]}
    spans: list[tuple[date, date]] = []
    for day in sorted(days):
        if spans and day - DAY <= spans[-1][1]:
            spans[-1] = (spans[-1][0], day + 2 * DAY)
        else:
            spans.append((day - DAY, day + 2 * DAY))
    minutes = timedelta(minutes=chance.randrange(1, 59))
    return [
        (datetime.combine(first, time(), UTC) + minutes, datetime.combine(last, time(), UTC) + minutes)
        for first, last in spans
    ]


async def test_over_a_year_of_deaths_each_local_date_has_one_digest_or_a_later_one_in_its_place(
    tmp_path: Path,
) -> None:
    chance = random.Random(9)
    spans = ups_of_a_year(chance)
    year = Year(tmp_path, plans_of(YEAR), spans[0][0])
    for start, end in spans:
        year.now = max(year.now, start)
        while year.now < end:
            await year.live(end, dies_at=chance.randrange(1, 900))
            if year.lives[-1].died:
                year.now += chance.choice((timedelta(0), timedelta(minutes=7), LATE * 3, LATE * 26))
    skipped, expired = await year.written()
    posts = posts_of(year.shown)
    counts = Counter[str]()
    for plan in year.plans:
        for day, run in expected_of(plan, year.lives).items():
            key = (plan.name, day)
            assert key in skipped, (key, run)
            shown = posts.pop(key, [])
            for entry in shown:
                assert datetime.fromisoformat(entry["at"]) <= run.following, (key, run, entry["at"])
            if run.in_doubt:  # it may have been shown, and the process have died before it knew
                counts["in doubt"] += 1
                assert len(shown) == (not skipped[key]) or (key in expired and len(shown) == 1), (key, run)
                continue
            assert len(shown) == (not skipped[key]), (key, run)
            assert key not in expired
            assert skipped[key] == run.overtaken, (key, run)
            is_late = run.met - run.due > LATE
            for entry in shown:
                assert datetime.fromisoformat(entry["at"]) - run.met <= PATIENT, (key, run, entry["at"])
                assert bool(entry["lines"]) == is_late, (key, run, entry["lines"])
            counts["skipped" if run.overtaken else "late" if is_late else "in time"] += 1
    assert posts == {}, "nothing else was posted"
    assert min(counts[what] for what in ("in time", "late", "skipped", "in doubt")) > 300, counts
    assert len(expired) > 50, "one was written, not sent, and then there was a newer one"
    assert sum(year.deaths.values()) > 40
    assert len(year.deaths) >= 6, "it died at every kind of point"


def posts_of(entries: Sequence[Entry]) -> dict[tuple[str, str], list[Entry]]:
    """What was posted, by plan and local date."""
    posts: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        posts.setdefault(named(entry["about"]), []).append(entry)
    return posts


def named(about: str) -> tuple[str, str]:
    """Plan and local date."""
    name, _, day = about.removeprefix("digest:").partition("@")
    return name, day
