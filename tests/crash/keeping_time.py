"""One of several processes on one database, which may be killed: the engine as it is, on a clock and among
rooms that are files, so that all processes have the same.

``python -m tests.crash.keeping_time FOLDER NAME`` runs until it is killed. In FOLDER are ``shop.toml``, the
time in ``clock`` and what the rooms show in ``posts``, a line each.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import datetime
from pathlib import Path

from bot import app, config
from bot.core.effects import Parcel
from bot.core.ports import Receipt
from bot.delivery.limits import Limits
from bot.texts import render

LOOK_EVERY_S = 0.05
TAKES_S = 0.01  # a post, before it is there and after


class SharedClock:
    """What the file says."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        return datetime.fromisoformat(self._path.read_text("ascii"))


def set_clock(folder: Path, moment: datetime) -> None:
    """Move it for everybody at once."""
    new = folder / "clock.new"
    new.write_text(moment.isoformat(), "ascii")
    new.replace(folder / "clock")


class SharedRooms:
    """A platform that all processes post to, and that can be read back, as Slack can."""

    def __init__(self, folder: Path, clock: SharedClock, name: str) -> None:
        self._path = folder / "posts"
        self._clock = clock
        self._name = name

    async def send(
        self,
        parcel: Parcel,
        target: str | None,  # noqa: ARG002 - the port's
        recovered: bool,
        thread: str | None = None,  # noqa: ARG002 - the port's
    ) -> Receipt:
        await asyncio.sleep(TAKES_S)
        if not (recovered and any(one["id"] == parcel.id for one in posts(self._path.parent))):
            post = {
                "id": parcel.id,
                "about": parcel.about,
                "at": self._clock.now().isoformat(),
                "lines": [render(line, parcel.language) for line in parcel.message.lines],
                "by": self._name,
            }
            with self._path.open("ab", buffering=0) as file:
                file.write(json.dumps(post).encode() + b"\n")
        await asyncio.sleep(TAKES_S)
        return Receipt(parcel.id)


def posts(folder: Path) -> list[dict[str, object]]:
    """What the rooms show."""
    path = folder / "posts"
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


async def run(folder: Path, name: str) -> None:
    """Work until killed."""
    clock = SharedClock(folder / "clock")
    loaded = config.load(folder / "shop.toml", {})
    async with app.opened(loaded, folder / name) as opened:
        engine = app.Engine(opened.settings, opened.store, clock=clock, limits=Limits({}))
        engine.senders["slack"] = SharedRooms(folder, clock, name)
        async with engine.running(ticking=False):
            (folder / f"{name}.{os.getpid()}.up").touch()
            while True:
                await engine.settle()
                await asyncio.sleep(LOOK_EVERY_S)


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), sys.argv[2]))
