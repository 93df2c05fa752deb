"""What is said, what must be answered, what is stored: dialogues as data, through the whole engine.

Each ``[[dialogue]]`` of the files beside this one has a ``title``, perhaps a ``touchpoint`` (else *visit*),
an ``hour`` of the day in UTC (else 10, on a Monday) or ``asked = false``, its ``steps``, and what must be
there at the end. Maya buys a mug and is asked two hours later, unless ``asked`` is false. A step is one of

* ``customer = "…"`` she types; ``command = "/…"``; ``press = "5"`` the latest button that ends with this
* ``buy = "Grinder"`` she buys something; ``open = "tom"`` this person opens the latest receipt's link
* ``wait_hours = 25``; ``restart = true`` the process ends and starts anew
* ``staff = "sam"`` with ``press`` or ``form = {action = "reply", text = "…"}``
* ``says = […]`` a part of each message, all of them, that the bot wrote to her since the last ``says``
* ``staff_sees = […]`` the same in the staff room; ``tom_sees = […]`` in Tom's chat
* ``buttons = […]`` what the buttons carry that are left in her chat
* ``reply = {…}`` what the last event was answered with, in part

In ``stored``, ``rating`` is the first one given, ``comment`` all words, and ``state`` of the last invitation.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, select

from bot import config
from bot.core.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    LinkOpened,
    MessageReceived,
    PurchaseReceived,
)
from bot.core.identity import Address
from bot.demo.clocks import SetClock
from bot.demo.sandbox import Sandbox, sandbox
from bot.simulation.transcript import Entry
from storage import tables

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
MAYA = Address("web", person="maya")
TOM = Address("web", person="tom")
STAFF_ROOM = Address("web", room="staff")
NAMES = {"sam": "Sam Reed", "kim": "Kim Abel", "maya": "Maya Okafor", "tom": "Tom Berger"}
SHOP = """
[business]
name = "Bean There"
languages = ["en"]
timezone = "Europe/Berlin"

[storage]
synchronous = "normal"

[roles]
staff = ["web::sam", "web::kim"]
managers = ["web::alex"]

[[touchpoint]]
name = "visit"
survey = "three-questions"
delay_hours = 2

[[touchpoint]]
name = "delivery"
survey = "delivery"
delay_hours = 2

[[touchpoint]]
name = "recommend"
survey = "nps"
delay_hours = 2

[[touchpoint]]
name = "support"
survey = "support"
delay_hours = 2

[[touchpoint]]
name = "quick"
survey = "thumbs"
delay_hours = 2

[[touchpoint]]
name = "pulse"
survey = "internal-pulse"
delay_hours = 2
"""

DIALOGUES: list[dict[str, Any]] = [
    {**dialogue, "file": path.stem}
    for path in sorted(Path(__file__).parent.glob("*.toml"))
    for dialogue in tomllib.loads(path.read_text("utf-8"))["dialogue"]
]


class Stage:
    """One dialogue on its way: the engine, the people, and what each of them has read so far."""

    def __init__(self, folder: Path, dialogue: Mapping[str, Any]) -> None:
        self.clock = SetClock(MONDAY + timedelta(hours=dialogue.get("hour", 10)))
        self.touchpoint = dialogue.get("touchpoint", "visit")
        self.audience = dialogue.get("audience", "buyer")
        self.reply: Mapping[str, object] = {}
        self.token = ""
        self._folder = folder
        self._stack = AsyncExitStack()
        self._keys = count(1)
        self._seen: dict[str, int] = {}
        self.box: Sandbox

    async def open(self) -> None:
        shop = config.parse(SHOP, self._folder / "shop.toml")
        self.box = await self._stack.enter_async_context(
            sandbox(self._folder, self.clock, seed=1, configuration=shop)
        )

    async def close(self) -> None:
        await self._stack.aclose()

    async def restart(self) -> None:
        await self.close()
        await self.open()

    async def deliver(self, event: Event) -> None:
        self.reply = await self.box.engine.deliver(event)
        await self.box.engine.settle()

    async def wait(self, hours: float) -> None:
        """Let time pass; what comes due happens at its moment."""
        until = self.clock.now() + timedelta(hours=hours)
        while (moment := await self.box.engine.next_moment()) is not None and moment <= until:
            self.clock.move_to(moment)
            await self.box.engine.settle()
        self.clock.move_to(until)

    async def buy(self, product: str) -> None:
        order, now = f"order-{next(self._keys)}", self.clock.now()
        await self.deliver(
            PurchaseReceived(
                platform="shop:web",
                key=order,
                at=now,
                shop="web",
                order=order,
                customer_ref="maya",
                touchpoint=self.touchpoint,
                bought_at=now,
                customer_name=NAMES["maya"],
                product=product,
                audience=self.audience,
                address=MAYA,
            )
        )
        self.token = str(self.reply["link_token"])

    def shown(self, place: Address) -> list[Entry]:
        return [entry for entry in self.box.transcript.entries if entry.get("room") == place.key]

    def new(self, place: Address) -> list[str]:
        """The texts of what was shown here since the last look."""
        shown = self.shown(place)
        seen, self._seen[place.key] = self._seen.get(place.key, 0), len(shown)
        return [
            "\n".join([*entry["lines"], str(entry.get("title", "")), str(entry.get("quote") or "")]).strip()
            for entry in shown[seen:]
        ]

    def buttons(self, place: Address) -> list[str]:
        """What the buttons that are left here carry."""
        latest: dict[str, Entry] = {}
        for entry in self.shown(place):
            target = entry.get("target")
            latest[target if target in latest else entry["id"]] = entry
        return [data for entry in latest.values() for data in entry["buttons"]]

    def data(self, value: str, place: Address) -> str:
        """What the latest button with this value carries, whether it is still there or not."""
        for entry in reversed(self.shown(place)):
            for data in entry["buttons"]:
                if data.split("|")[-1] == value:
                    return str(data)
        raise LookupError(f"no button {value!r} in {place.key}")

    async def step(self, step: Mapping[str, Any]) -> None:
        """Do, or look at, one thing."""
        who, place = (step["staff"], STAFF_ROOM) if "staff" in step else ("maya", MAYA)
        address = Address("web", room=place.room, person=who)
        key, now, name = f"{next(self._keys)}", self.clock.now(), NAMES[who]
        match step:
            case {"customer": str(text)}:
                await self.deliver(MessageReceived("web", key, now, MAYA, text, name))
            case {"command": str(text)}:
                command, _, argument = text.removeprefix("/").partition(" ")
                await self.deliver(CommandGiven("web", key, now, MAYA, command, argument, name))
            case {"press": str(value)}:
                await self.deliver(ButtonPressed("web", key, now, address, self.data(value, place), name))
            case {"form": {"action": str(action), **fields}}:
                data = self.data(action, place)
                given = {str(field): str(text) for field, text in fields.items()}
                await self.deliver(FormSubmitted("web", key, now, address, data, given, name))
            case {"open": str(person)}:
                opener = Address("web", person=person)
                await self.deliver(LinkOpened("web", key, now, opener, self.token))
            case {"buy": str(product)}:
                await self.buy(product)
            case {"wait_hours": int() | float() as hours}:
                await self.wait(hours)
            case {"restart": True}:
                await self.restart()
            case _:
                self.look(step)

    def look(self, step: Mapping[str, Any]) -> None:
        match step:
            case {"says": list(expected)}:
                assert_said(self.new(MAYA), expected)
            case {"staff_sees": list(expected)}:
                assert_said(self.new(STAFF_ROOM), expected)
            case {"tom_sees": list(expected)}:
                assert_said(self.new(TOM), expected)
            case {"buttons": list(expected)}:
                assert [data.split("|")[-1] for data in self.buttons(MAYA)] == expected
            case {"reply": dict(expected)}:
                assert expected.items() <= self.reply.items(), self.reply
            case _:
                raise LookupError(f"no such step: {step}")

    async def rows(self, table: Table, *order: str) -> list[dict[str, Any]]:
        def read(connection: Connection) -> list[dict[str, Any]]:
            with connection.begin():
                found = connection.execute(select(table).order_by(*[table.c[name] for name in order]))
                return [dict(row._mapping) for row in found]

        return await self.box.database.read(read)


def assert_said(said: Sequence[str], expected: Sequence[str]) -> None:
    """As many messages as expected, each with its part in it."""
    assert len(said) == len(expected), said
    for message, part in zip(said, expected, strict=True):
        assert part in message, said


async def assert_stored(stage: Stage, dialogue: Mapping[str, Any]) -> None:
    """What is in the database at the end; nothing may have failed on the way."""
    assert await stage.rows(tables.dead_letters) == []
    assert {row["state"] for row in await stage.rows(tables.outbox)} <= {"sent"}
    invitations = await stage.rows(tables.invitations, "planned_us", "id")
    answers = await stage.rows(tables.answers, "position")
    cases = await stage.rows(tables.cases, "opened_us", "id")
    suppressions = await stage.rows(tables.suppressions, "sequence")
    found: dict[str, Any] = {
        "state": invitations[-1]["state"] if invitations else None,
        "invitations": len(invitations),
        "rating": next((answer["rating"] for answer in answers if answer["rating"] is not None), None),
        "comment": "\n".join(answer["comment"] for answer in answers if answer["comment"]),
        "skipped": [answer["question"] for answer in answers if answer["skipped"]],
        "options": [answer["options"] for answer in answers if answer["options"] != "[]"],
        "answers": [answer["question"] for answer in answers],
    }
    stored = dialogue["stored"]
    assert {name: found[name] for name in stored} == stored
    assert [row["reason"] for row in suppressions] == dialogue.get("suppressions", [])
    expected = dialogue.get("cases", [])
    assert [{name: row[name] for name in one} for row, one in zip(cases, expected, strict=True)] == expected


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda one: f"{one['file']}: {one['title']}")
async def test_dialogue(dialogue: dict[str, Any], tmp_path: Path) -> None:
    stage = Stage(tmp_path, dialogue)
    await stage.open()
    try:
        if dialogue.get("asked", True):
            await stage.buy("Mug")
            await stage.wait(2)
        for number, step in enumerate(dialogue["steps"], 1):
            try:
                await stage.step(step)
            except AssertionError as error:
                raise AssertionError(f"step {number}: {step}: {error}") from error
        await assert_stored(stage, dialogue)
    finally:
        await stage.close()


def test_every_dialogue_has_a_title_of_its_own_and_says_what_is_stored() -> None:
    titles = [dialogue["title"] for dialogue in DIALOGUES]
    assert len(titles) == len(set(titles))
    assert all("stored" in dialogue for dialogue in DIALOGUES)
