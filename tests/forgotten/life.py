"""Maya's life with the shop until she wishes to be forgotten: something of hers is everywhere.

Much of it is under way. She was happy once, and was quoted by name in a digest and among the wins. She was
unhappy since: there is a case with its thread, a promise, a reminder of it, an improvement that is planned
and drafted, an export of it all, and a form that staff have open. When she wishes it, one message about her
is on its way, another waits behind it, and a digest waits for managers who cannot be reached.
"""

from __future__ import annotations

import asyncio
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from bot import app, config
from bot.core.audit import CUSTOMER_EXPORT, Audited
from bot.core.effects import Parcel
from bot.core.errors import TryLater
from bot.core.events import Event
from bot.core.ports import Receipt
from bot.core.settings import Settings
from bot.simulation.transcript import Entry, Transcript
from bot.texts import render
from bot.texts.cards import rendered
from storage import auditing, backup, rollups, tables
from storage.chores_done import SqlChores
from storage.database import Database
from storage.tombstones import FILE as TOMBSTONES
from storage.tombstones import Tombstones
from storage.unit_of_work import SqlStore
from tests.crash.dying import DyingStage, DyingStore, FaithfulRooms, Points
from tests.dialogues.setting import PLACES
from tests.dialogues.stage import words

T = TypeVar("T")

_PROMISED = (
    '{staff = "sam", form = {action = "reply", text = "So sorry about the tablecloth, dear Maya!", '
    'promise_date = "2026-04-09", promise_time = "12:00"}}'
)
LIFE: dict[str, Any] = tomllib.loads(
    """
platform = "telegram"
staff_on = "slack"
touchpoint = "quick"
configures = '''
[themes]
staff = ["Maria"]

[rooms.managers]
platform = "slack"
room = "C0MANAGE0"
role = "managers"

[rooms.joy]
platform = "slack"
room = "C0JOY0000"
role = "wins"

[[digest]]
name = "weekly"
every = "week"
on = "monday"
at = 09:00:00
room = "managers"
'''
steps = [
    {press = "1"},
    {customer = "Maria was so kind, the lavender syrup was lovely"},
    {press = "yes"},
    {press = "named"},
    {wait_hours = 168},
    {now_at = "visit"},
    {wait_hours = 670},
    {buy = "Kettle"},
    {wait_hours = 3},
    {press = "1"},
    {customer = "the queue at the till was too long, and the wobbly teapot leaked all over my tablecloth"},
    {staff = "sam", press = "take"},
    {staff = "sam", writes = "Okafor was furious on the phone too", to = "alert"},
    PROMISED,
    {customer = "it smells of burnt rubber, by the way"},
    {staff = "sam", alone = true, command = "/customer Maya Okafor"},
    {staff = "alex", in = "managers", command = "/improve visit: the queue at the till"},
    {staff = "alex", in = "managers", form = {action = "done", words_en = "There is a second till now."}},
    {wait_hours = 24},
    {buy = "Grinder"},
    {wait_hours = 3},
    {exported = "maya"},
    {backup = true},
    {customer = "a question about the purple zinnia"},
    {buy = "Whisk"},
    {managers = "cannot be reached"},
    {staff = "alex", in = "managers", command = "/digest march"},
    {delivery = "held"},
    {customer = "and the handle is sticky with treacle"},
    {customer = "it costs me a fortune in saffron"},
    {command = "/forget"},
    {press = "yes"},
    {delivery = "goes on"},
    {managers = "are there"},
    {wait_hours = 1},
]
""".replace("PROMISED", _PROMISED)
)
"""The dialogue. Beside a dialogue's own steps: ``now_at`` what she buys from now on is this touchpoint's,
``exported`` what is held of her is given out, ``backup`` one is made, ``managers`` cannot be reached for a
while, ``delivery`` a message to staff is held while it is sent, and goes on.
"""

WISH = 2 + LIFE["steps"].index({"command": "/forget"})
"""The step in which she wishes it: she has bought something and was asked before the first of them."""

BY_THE_SHOP: dict[str, Any] = {
    **LIFE,
    "steps": [
        step if step != {"command": "/forget"} else {"forgotten": "maya"}
        for step in LIFE["steps"]
        if step != {"press": "yes"} or step is LIFE["steps"][2]
    ],
}
"""The same, but that the shop passes her wish on."""

AFTERWARDS: list[dict[str, Any]] = [
    {"staff": "sam", "form": {"action": "reply", "text": "Dear Maya, the tablecloth is on its way"}},
    {"staff": "kim", "form": {"action": "note", "text": "Maya Okafor rang about the rubber"}},
    {"staff": "sam", "writes": "Okafor is furious again", "to": "alert"},
    {"staff": "alex", "in": "managers", "press": "send"},
    {"sold": "Samovar", "to": "maya"},
    {"wait_hours": 80},
]
"""What staff still do who had begun it before, and time that goes by."""

MANAGERS = "C0MANAGE0"
BACKUP, EXPORTED = "before.db", "data-of-1040.html"
SECRETS = (
    *(
        "okafor",
        "maya",
        "lavender",
        "tablecloth",
        "rubber",
        "zinnia",
        "treacle",
        "saffron",
        "furious",
        "wobbly",
    ),
    *("telegram:::7", "grinder", "whisk", "kettle", "samovar"),
)


class Counted(Database):
    """The database as it is, with a crash point before and after each unit of a long job."""

    def __init__(self, database: Database, points: Points) -> None:
        self._inner, self._points = database, points

    @property
    def is_shared(self) -> bool:
        return self._inner.is_shared

    async def write(self, work: Callable[[Connection], T]) -> T:
        return await self._points.around("a unit of a long job", self._inner.write(work))

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await self._inner.read(work)

    async def beside(self, work: Callable[[Connection], T]) -> T:
        return await self._inner.beside(work)


class Rooms(FaithfulRooms):
    """The platforms. The managers' may be out of reach; the staff's may hold what is sent before it shows."""

    unreachable = False
    held: asyncio.Event | None = None

    async def send(
        self, parcel: Parcel, target: str | None, recovered: bool, thread: str | None = None
    ) -> Receipt:
        if self.unreachable and parcel.address.room == MANAGERS:
            raise TryLater(30)
        if self.held is not None and parcel.address.room == PLACES["slack"].room:
            await self.held.wait()
        return await super().send(parcel, target, recovered, thread)

    def _entry(self, parcel: Parcel) -> Entry:
        """With all that the card says."""
        shown = words(rendered(parcel.message.card, parcel.language, render))
        return {**super()._entry(parcel), "card": [*shown]}


class Forgetting(DyingStage):
    """The life, whose long jobs may be cut off too. Of steps before ``watched_from`` no images are made."""

    def __init__(
        self,
        folder: Path,
        dialogue: Mapping[str, Any],
        *,
        watched_from: int = 0,
        **options: Any,
    ) -> None:
        super().__init__(folder, dialogue, **options)
        self._watched_from = watched_from
        self.stored: dict[str, list[str]] = {}

    def configured(self) -> config.Config:
        """On the server, where there is one; its data are where the configuration is."""
        made = super().configured()
        where = '[storage]\ndata = "."\n' + (f'url = "{self._url}"\n' if self._url else "")
        self.text = self.written.replace("[storage]\n", where, 1)
        return config.parse(self.text, made.path)

    def store_of(self, opened_storage: app.Storage) -> SqlStore:
        stones = Tombstones(self.folder / TOMBSTONES)
        store = DyingStore(
            opened_storage.database, opened_storage.settings, self._points, self.owner, stones=stones
        )
        store.chores = SqlChores(Counted(opened_storage.database, self._points), lambda: store.settings)
        return store

    def rooms_of(self, transcript: Transcript) -> Rooms:
        self.platforms = Rooms(transcript, self.clock, self._points, self._readable)
        self.platforms.unreachable = self._said_last("managers") == "cannot be reached"
        return self.platforms

    def _said_last(self, name: str) -> str | None:
        """What the latest step of this name that was made says."""
        made = [step[name] for step in self.steps[: self.position.step + 1] if name in step]
        return made[-1] if made else None

    async def open(self) -> None:
        self.touchpoint = self._said_last("now_at") or self.touchpoint
        await super().open()

    async def happen(self, step: Mapping[str, Any]) -> None:
        match step:
            case {"now_at": str(touchpoint)}:
                self.touchpoint = touchpoint
            case {"managers": str(state)}:
                self.platforms.unreachable = state == "cannot be reached"
            case {"delivery": "held"}:
                self.platforms.held = asyncio.Event()
            case {"delivery": str()}:
                held, self.platforms.held = self.platforms.held, None
                if held is not None:
                    held.set()
                await self.box.engine.settle()
            case {"exported": str(who)}:
                await self.box.database.write(lambda one: self._exported(one, who))
            case {"backup": True}:
                await asyncio.to_thread(self._backed_up)
            case _:
                await super().happen(step)

    async def _reached(self, point: str) -> None:
        if self.position.step >= self._watched_from:
            await super()._reached(point)

    def _exported(self, connection: Connection, who: str) -> None:
        theirs = tables.addresses.c.key == self.chat(who).key
        with connection.begin():
            id_ = connection.execute(select(tables.addresses.c.customer_id).where(theirs)).scalar()
        about, now = f"customer:{id_}", self.clock.now()
        auditing.put_down(connection, Audited(now, "cli", None, CUSTOMER_EXPORT, about, True, EXPORTED))

    def _backed_up(self) -> None:
        source, target = self.folder / app.DATABASE_FILE, self.folder.parent / BACKUP
        if source.exists() and not target.exists():
            backup.make(source, target, self.clock.now(), (self.folder / app.KEY_FILE).read_bytes())

    async def hand_in(self, event: Event) -> None:
        """While a delivery is held nothing settles: all the rest goes on around it."""
        if self.platforms.held is None:
            await super().hand_in(event)
            return
        self.position = replace(self.position, event=event)
        self.reply = await self.box.engine.deliver(event)
        self.position = replace(self.position, event=None)
        engine = self.box.engine
        while engine.courier.in_hand > 1 or await engine.do_chores():  # noqa: ASYNC110  # nobody is told
            await asyncio.sleep(0)

    async def close(self) -> None:
        self.wrong = await self.box.database.read(_verified(self.box.engine.settings))
        self.stored = await self.box.database.read(_everything)
        self.as_read = {
            entry["id"]: entry for entry in self.transcript.entries if entry["target"] is None
        } | {entry["target"]: entry for entry in self.transcript.entries if entry["target"] is not None}
        await super().close()

    def read_by_staff(self) -> str:
        """Everything that the platforms show to anybody but her, as it stands."""
        hers = self.chat("maya").key
        return json.dumps([one for one in self.as_read.values() if one["room"] != hers])


def _verified(made: Settings) -> Callable[[Connection], dict[Any, Any]]:
    return lambda connection: rollups.verify(connection, made)


def _everything(connection: Connection) -> dict[str, list[str]]:
    with connection.begin():
        return {
            name: [str(tuple(row)) for row in connection.execute(table.select())]
            for name, table in tables.metadata.tables.items()
        }
