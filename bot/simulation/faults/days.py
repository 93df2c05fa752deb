"""What goes wrong for a while on some day: the disk, the clock, a platform's network."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable

from bot.simulation.faults.chance import Chance
from bot.simulation.faults.history import History
from bot.simulation.faults.platforms import Platforms
from storage.memory import MemoryDatabase

_DAY_S = 86400.0
_HOUR_S = 3600.0
_BEFORE_S = 600.0  # it begins before a full hour, at which people do things
_SLOW_S = (0.5, 2.0, 8.0)


class Days:
    """Draws each day's trouble, and lets it begin and end. ``set_clock`` is told by how much it is off."""

    def __init__(
        self,
        chance: Chance,
        history: History,
        database: MemoryDatabase,
        platforms: Platforms,
        set_clock: Callable[[float], None],
    ) -> None:
        self._chance = chance
        self._history = history
        self._database = database
        self._platforms = platforms
        self._set_clock = set_clock
        self._loop = asyncio.get_running_loop()
        self._slow_s = 0.0
        self._is_broken = False
        database.before_writing = self._trouble

    async def go_by(self, days: int) -> None:
        """One after the other."""
        for day in range(days):
            for kind, (begin, end) in self._kinds().items():
                if self._chance.strikes(kind, f"day {day}"):
                    name = f"{kind}/{day}"
                    hour = self._chance.pick(name, *range(8, 21))
                    lasts_s = self._chance.pick(f"{name}/for", 1200, 4000, 9000)
                    at_s = day * _DAY_S + hour * _HOUR_S - _BEFORE_S
                    self._loop.call_at(at_s, begin, name)
                    self._loop.call_at(at_s + lasts_s, end, name)
            await asyncio.sleep((day + 1) * _DAY_S - self._loop.time())

    def _kinds(self) -> dict[str, tuple[Callable[[str], None], Callable[[str], None]]]:
        return {
            "disk_full": (self._fills_up, self._has_room),
            "disk_slow": (self._gets_slow, self._is_fast),
            "disk_broken": (self._breaks, self._is_mended),
            "clock": (self._goes_wrong, self._goes_right),
            "outage": (self._goes_down, self._comes_back),
        }

    async def _trouble(self) -> None:
        if self._slow_s:
            await asyncio.sleep(self._slow_s)
        if self._is_broken:
            raise OSError(errno.EIO, "the disk does not answer")

    def _tell(self, t: str, what: str, **told: float) -> None:
        self._history.add(t, self._loop.time(), **{"is": what}, **told)

    def _fills_up(self, _: str) -> None:
        self._database.fill_up(full=True)
        self._tell("disk", "full")

    def _has_room(self, _: str) -> None:
        self._database.fill_up(full=False)
        self._tell("disk", "well")

    def _gets_slow(self, name: str) -> None:
        self._slow_s = self._chance.pick(name, *_SLOW_S)
        self._tell("disk", "slow")

    def _is_fast(self, _: str) -> None:
        self._slow_s = 0.0
        self._tell("disk", "well")

    def _breaks(self, _: str) -> None:
        self._is_broken = True
        self._tell("disk", "broken")

    def _is_mended(self, _: str) -> None:
        self._is_broken = False
        self._tell("disk", "well")

    def _goes_wrong(self, name: str) -> None:
        self._set_clock(self._chance.pick(f"{name}/off", -3600, -300, -30, -2, 2, 30, 300, 3600, 7200))

    def _goes_right(self, _: str) -> None:
        self._set_clock(0.0)

    def _goes_down(self, name: str) -> None:
        platform = self._platform(name)
        self._platforms.down.add(platform)
        self._tell("platform", f"{platform} down")

    def _comes_back(self, name: str) -> None:
        platform = self._platform(name)
        self._platforms.down.discard(platform)
        self._tell("platform", f"{platform} back")

    def _platform(self, name: str) -> str:
        return ("telegram", "slack", "web")[int(self._chance.share(f"{name}/which") * 3)]
