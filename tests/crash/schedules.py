"""Scheduled digests of every zone there is, and what must have come of them: told without our own calendar.

Zones that show the same time all year long are one here, so that a plan of each can be lived through.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from bot import config
from bot.config import Config

ROOMS = 8
DAY = timedelta(days=1)
STEP = timedelta(minutes=15)  # every change of 2026 is on a quarter of an hour
_HEAD = """
[business]
name = "Bean There"
timezone = "Europe/Berlin"
[storage]
synchronous = "normal"
[slack]
bot_token = "xoxb-test-bot-token-of-the-peer"
app_token = "xapp-test-app-token-of-the-peer"
workspace = "T0TESTTEAM"
[rooms.staff]
platform = "slack"
room = "C0STAFF00"
role = "staff"
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """A digest every day, at this time on the wall there."""

    name: str
    zone: str
    at: time


def configured(plans: Sequence[Plan], folder: Path) -> Config:
    return config.parse(configured_text(plans), folder / "shop.toml", {})


def configured_text(plans: Sequence[Plan], kept_in: str = "") -> str:
    """The configuration of a shop with these digests; ``kept_in`` is what else stands under storage."""
    rooms = "".join(
        f'[rooms.managers-{room}]\nplatform = "slack"\nroom = "C0MANAGE{room}"\nrole = "managers"\n'
        for room in range(ROOMS)
    )
    digests = "".join(
        f'[[digest]]\nname = "{plan.name}"\nevery = "day"\nat = {plan.at:%H:%M:%S}\n'
        f'timezone = "{plan.zone}"\nroom = "managers-{number % ROOMS}"\n'
        for number, plan in enumerate(plans)
    )
    return _HEAD.replace("[storage]\n", f"[storage]\n{kept_in}", 1) + rooms + digests


# --- zones, by looking at their clocks


@cache
def clock_changes(zone: str, year: int) -> tuple[tuple[datetime, timedelta], ...]:
    """Each offset from UTC that it has in the year, with the moment from which on; seen each quarter."""
    there, moment = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC) - 2 * DAY
    end = datetime(year + 1, 1, 1, tzinfo=UTC) + 2 * DAY
    found = [(moment, offset(there, moment))]
    while moment < end:
        if offset(there, moment + DAY) != found[-1][1]:
            while offset(there, moment) == found[-1][1]:
                moment += STEP
            found.append((moment, offset(there, moment)))
        moment += DAY
    return tuple(found)


def offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    found = moment.astimezone(zone).utcoffset()
    assert found is not None
    return found


def alike(year: int) -> list[list[str]]:
    """All zones, those together whose clocks show the same all through the year."""
    groups: dict[object, list[str]] = {}
    for zone in sorted(available_timezones()):
        groups.setdefault(clock_changes(zone, year), []).append(zone)
    return list(groups.values())


def plans_of(year: int) -> list[Plan]:
    """Of each clock: at nine if it never changes, else at what it leaves out, and at what it shows twice."""
    plans = []
    for number, (zone, *_) in enumerate(alike(year)):
        changes = clock_changes(zone, year)
        walls = {time(9)} if len(changes) == 1 else set()
        for (_, before), (moment, after) in pairwise(changes):
            first = min(before, after)  # from here the clock jumps, or is shown twice
            walls.add(((moment + first).replace(tzinfo=None) + 2 * STEP).time())
        plans += [Plan(f"z{number}-{wall:%H%M}", zone, wall) for wall in sorted(walls)]
    return plans


def due_at(plan: Plan, day: date) -> datetime:
    """The first moment of the day at which the clock shows this, or would if it had not been changed."""
    wall = datetime.combine(day, plan.at, tzinfo=UTC)
    before = DAY / 24 * 26
    offsets = [
        one
        for (since, one), (until, _) in zip(
            clock_changes(plan.zone, day.year),
            [*clock_changes(plan.zone, day.year)[1:], (wall + 99 * DAY, DAY)],
            strict=True,
        )
        if since <= wall + before and until > wall - before
    ]
    there = ZoneInfo(plan.zone)
    shows = [wall - one for one in offsets if offset(there, wall - one) == one]
    return min(shows) if shows else wall - offsets[0]


def runs_between(plan: Plan, start: datetime, end: datetime) -> list[tuple[date, datetime]]:
    """Every run after ``start``, up to ``end``."""
    days = (start.date() + number * DAY for number in range(-2, (end - start).days + 3))
    return [(day, due_at(plan, day)) for day in days if start < due_at(plan, day) <= end]


# --- what must come of them


@dataclass(frozen=True, slots=True)
class Life:
    """A time in which a process was up. It ended in death, or was ended when nothing was under way."""

    start: datetime
    end: datetime
    died: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """What must have become of a run. ``in_doubt``: the process died at the moment at which it saw to it,
    before it wrote that down or after; so the next may have overtaken it, or it may say that it is late.
    """

    due: datetime
    met: datetime  # when a process first was there for it
    following: datetime  # when the next one is due
    in_doubt: bool

    @property
    def overtaken(self) -> bool:
        """Whether by then the next was due too."""
        return self.following <= self.met


def expected_of(plan: Plan, lives: Sequence[Life]) -> Mapping[str, Expected]:
    """By local date: what must have become of the plan's runs over these lives."""
    runs = runs_between(plan, lives[0].start, lives[-1].end)
    found = {}
    for number, (day, due) in enumerate(runs):
        met = min(max(life.start, due) for life in lives if life.end >= due)
        dies = any(life.died and life.end in (due, met) for life in lives)
        following = runs[number + 1][1] if number + 1 < len(runs) else lives[-1].end + DAY
        found[day.isoformat()] = Expected(due, met, following, dies and met < following)
    return found
