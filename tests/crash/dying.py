"""A dialogue that is cut off wherever a process may die, and goes on from what it leaves behind.

The dialogue is played once. At every crash point (before and after each commit, before a platform takes a
message, and after it took one that is not recorded yet) an ``Image`` is made of what would be left: the files
of the data folder, the rows on a server if the database is there, what the platforms show, and what was not
acknowledged to them. From each image a new process starts, and the people go on; a platform brings again what
was not acknowledged.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from bot import app, config
from bot.config.values import Secret
from bot.core.effects import Parcel
from bot.core.events import Event
from bot.core.identity import Address
from bot.core.ports import Analyzer, Clock, Committed, Decide, Errand, Pending, Receipt
from bot.core.settings import Settings
from bot.simulation.rooms import LocalRooms
from bot.simulation.transcript import Entry, Transcript
from bot.texts import render
from storage import tables
from storage.database import Database
from storage.inheriting import FILE as PROCESS
from storage.tombstones import FILE as TOMBSTONES
from storage.tombstones import Tombstones
from storage.unit_of_work import SqlStore
from tests.crash import on_server
from tests.crash.endings import Ending, as_read, of_nobody
from tests.crash.on_server import Rows
from tests.dialogues.stage import Stage, words_of

T = TypeVar("T")
Reached = Callable[[str], Awaitable[None]]

LOOKS = frozenset(
    "says said card staff_sees sam_sees tom_sees managers_see sees buttons chat room work alert reply".split()
)
"""Steps that change nothing."""
_BOOKKEEPING = frozenset({"outbox", "addresses", "inbox", "timers"})
_SHARED: list[Analyzer] = []


@dataclass(frozen=True, slots=True)
class Position:
    """How far the people are: which step is under way, and what of it they still wait for."""

    step: int = -1
    event: Event | None = None  # handed in, and not acknowledged
    until: datetime | None = None  # they wait
    now: datetime | None = None
    keys: int = 0
    named: Mapping[str, str] | None = None
    order: str = ""  # the latest


@dataclass(frozen=True, slots=True)
class Image:
    """What a process that dies at this point leaves behind."""

    point: str
    files: Mapping[str, bytes]  # compressed
    rows: Mapping[str, bytes]  # on a server
    shown: tuple[Entry, ...]
    position: Position


class Points:
    """Tells of every crash point, never in the middle of writing."""

    def __init__(self, reached: Reached) -> None:
        self._reached = reached
        self._lock = asyncio.Lock()

    async def around(self, what: str, writing: Awaitable[T]) -> T:
        async with self._lock:
            await self._reached(f"before {what}")
            done = await writing
            await self._reached(f"after {what}")
            return done

    async def here(self, what: str) -> None:
        async with self._lock:
            await self._reached(what)


class DyingStore(SqlStore):
    """The storage as it is, with a crash point before and after each commit."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        points: Points,
        owner: str = "dying",
        stones: Tombstones | None = None,
    ) -> None:
        super().__init__(database, settings, owner, stones)
        self._points = points

    async def work(self, batch: Sequence[Pending], decide: Decide) -> Committed:
        what = f"the commit of {', '.join(type(pending.event).__name__ for pending in batch)}"
        return await self._points.around(what, super().work(batch, decide))

    async def claim(self, now: datetime, limit: int) -> list[Errand]:
        return await self._points.around("a claim", super().claim(now, limit))

    async def put_off(
        self, errand: Errand, now: datetime, until: datetime, *, whole_address: bool, unknown: bool
    ) -> None:
        writing = super().put_off(errand, now, until, whole_address=whole_address, unknown=unknown)
        await self._points.around("a delay", writing)


class FaithfulRooms(LocalRooms):
    """The platforms: Slack can be read back after an unknown outcome, and on Telegram it is shown again."""

    def __init__(
        self, transcript: Transcript, clock: Clock, points: Points, readable: frozenset[str]
    ) -> None:
        super().__init__(transcript, clock, render)
        self._points = points
        self._readable = readable

    async def send(
        self, parcel: Parcel, target: str | None, recovered: bool, thread: str | None = None
    ) -> Receipt:
        await self._points.here(f"before {parcel.purpose} is sent")
        shown = [id_ for id_ in self.transcript.shown if id_.partition("+")[0] == parcel.id]
        is_read_back = recovered and parcel.address.platform in self._readable
        name = parcel.id if not shown or target or is_read_back else f"{parcel.id}+{len(shown)}"
        if not (shown and is_read_back):
            self.transcript.append({**self._entry(parcel), "id": name, "target": target, "thread": thread})
        await self._points.here(f"{parcel.purpose} is sent and not recorded")
        return Receipt(target or name)


class DyingStage(Stage):
    """A dialogue on its way, from its beginning or from an image; ``watched`` makes more images of it, one of
    ``every`` so many points, and ``most`` at most.

    ``url`` is that of the database on a server, which is emptied; None: it is a file.
    ``down`` is how long it takes until the process is started again.
    ``readable`` are the platforms that can be asked whether a message has arrived.
    """

    def __init__(
        self,
        folder: Path,
        dialogue: Mapping[str, Any],
        *,
        image: Image | None = None,
        watched: bool = False,
        down: timedelta = timedelta(0),
        readable: frozenset[str] = frozenset({"slack"}),
        url: str | None = None,
        every: int = 1,
        most: int | None = None,
    ) -> None:
        folder.mkdir(exist_ok=True)
        super().__init__(folder, dialogue)
        self.steps = [{"buy": "Mug"}, {"wait_hours": 2}, *dialogue["steps"]]
        self.position = Position()
        self.images: list[Image] = []
        self.in_doubt: frozenset[str] = frozenset()  # shown, and not recorded
        self._left = image
        self._readable = readable
        self._is_watched = watched
        self._points = Points(self._reached)
        self._url = url or on_server.by_default()
        self._every, self._passed, self._most = every, 0, most
        self._rows: Rows
        if image is not None:
            self._restore(image)
            self.clock.move_to(self.clock.now() + down)

    def _restore(self, image: Image) -> None:
        self.position = image.position
        for name, packed in image.files.items():
            (self.folder / name).write_bytes(zlib.decompress(packed))
        for entry in image.shown:
            self.transcript.append(entry)
        if self.position.now is not None:
            self.clock.move_to(self.position.now)
        self.keys, self.named = self.position.keys, dict(self.position.named or {})
        self.order = self.position.order

    def configured(self) -> config.Config:
        found = super().configured()
        if self._url is None:
            return found
        return found.model_copy(
            update={"storage": found.storage.model_copy(update={"url": Secret(self._url)})}
        )

    @property
    def owner(self) -> str:
        """What the process is called in the database."""
        return "dying" if self._url is None else (self.folder / PROCESS).read_text("ascii")

    def store_of(self, opened_storage: app.Storage) -> SqlStore:
        return DyingStore(opened_storage.database, opened_storage.settings, self._points, self.owner)

    def rooms_of(self, transcript: Transcript) -> LocalRooms:
        return FaithfulRooms(transcript, self.clock, self._points, self._readable)

    async def open(self) -> None:
        await super().open()
        self.in_doubt |= frozenset(await self.box.database.read(_waiting)) & self.transcript.shown.keys()

    async def play(self) -> Ending:
        """To the end, from where it is."""
        if self._url is None:
            return await self._play()
        async with on_server.rows_of(self._url) as self._rows:
            await self._rows.bring_back(self._left.rows if self._left is not None else {})
            return await self._play()

    async def _play(self) -> Ending:
        await self.open()
        try:
            await self._go_on()
            for number in range(self.position.step + 1, len(self.steps)):
                self.position = replace(self.position, step=number)
                if LOOKS.isdisjoint(self.steps[number]):
                    await self.step(self.steps[number])
            return await self._ending()
        finally:
            await self.close()

    async def _go_on(self) -> None:
        """What was under way: a platform brings again what was not acknowledged."""
        if self._left is None:
            return
        if self.position.event is not None:
            await self.hand_in(self.position.event)
        else:
            await self.box.engine.settle()
        if self.position.until is not None:
            await self.wait_until(self.position.until)

    async def hand_in(self, event: Event) -> None:
        self.position = replace(self.position, event=event)
        self.reply = await self.box.engine.deliver(event)
        self.position = replace(self.position, event=None)
        await self.box.engine.settle()

    async def wait_until(self, until: datetime) -> None:
        self.position = replace(self.position, until=until)
        await super().wait_until(until)
        self.position = replace(self.position, until=None)

    async def _reached(self, point: str) -> None:
        """Remember what would be left if the process died here, if that is anything new."""
        self._passed += 1
        if not self._is_watched or self._passed % self._every or len(self.images) == self._most:
            return
        files = {
            path.name: zlib.compress(path.read_bytes(), 1)
            for path in sorted(self.folder.iterdir())
            if path.suffix in {".db", ".db-wal", ".key", ".process"} or path.name == TOMBSTONES
        }
        position = replace(
            self.position, now=self.clock.now(), keys=self.keys, named={**self.named}, order=self.order
        )
        rows = {} if self._url is None else await self._rows.left()
        image = Image(point, files, rows, tuple(self.transcript.entries), position)
        if not self.images or replace(image, point="") != replace(self.images[-1], point=""):
            self.images.append(image)

    def arrived(self, place: Address) -> list[str]:
        """The messages that came here, as they were then."""
        return [words_of(entry) for entry in self.shown(place) if entry["target"] is None]

    async def _ending(self) -> Ending:
        rooms: dict[str, list[tuple[str, object]]] = {}
        doubled: dict[str, str] = {}
        for place in sorted({str(entry["room"]) for entry in self.transcript.entries}):
            shown = [entry for entry in self.transcript.entries if entry["room"] == place]
            standing = {entry["id"]: entry for entry in shown if entry["target"] is None}
            for entry in shown:
                if entry["target"] is not None:
                    standing[entry["target"]] = {**entry, "thread": standing[entry["target"]]["thread"]}
            copies = {name.partition("+")[0] for name in standing if "+" in name}
            doubled.update(dict.fromkeys(copies, place))
            rooms[place] = list(as_read(standing, copies))
        rows = {
            table.name: await self.rows(table, *[column.name for column in table.primary_key])
            for table in tables.metadata.sorted_tables
            if table.name not in _BOOKKEEPING
        }
        return Ending(rooms, of_nobody(rows), doubled)


def _waiting(connection: Connection) -> list[str]:
    with connection.begin():
        return list(connection.scalars(select(tables.outbox.c.id).where(tables.outbox.c.state == "waiting")))
