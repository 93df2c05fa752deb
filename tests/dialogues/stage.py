"""The stage of the dialogues: the whole engine, its people, and what each step of a dialogue means.

Each ``[[dialogue]]`` of the files beside this one has a ``title``, perhaps a ``platform`` on which all of it
happens (else *web*), or all but what staff do where that is ``staff_on`` another, a ``touchpoint`` (else
*visit*), what it ``configures`` besides, an ``hour`` of the day in UTC (else 10, on a Monday) or
``asked = false``, its ``steps``, and what must be there at the end. With
``feels`` the analyzer is one that says of each text named there how it feels, −1…1, or a list of that for its
clauses, and has no opinion on others; ``unreachable = ["kim"]`` are people of the staff who have blocked the
bot. Maya buys a mug and is asked two hours later, unless ``asked`` is
false. A step is one of

* ``customer = "…"`` she types, perhaps with ``sends = "voice"`` (photo, video …), perhaps ``named = "it"``;
  ``edit = "it", to = "…"`` she changes what she typed; ``command = "/…"``; ``press = "5"`` the latest button
  that ends with this
* ``buy = "Grinder"`` she buys something, or did so ``hours_ago = 30``; ``sold = "Grinder", to = "tom"`` this
  person does, in no chat; ``refund = true`` the latest order is refunded, ``trouble = "late"`` this happened
  to it; ``forgotten = "maya"`` the shop says that she wants to be
* ``open = "tom"`` this person opens the latest receipt's link, or ``link = "place"``, ``"guess"`` or that
  of the latest ``/connect``; perhaps ``on = "telegram"``, in a chat there, or ``at = "maya"``, on her phone
* ``wait_hours = 25``; ``restart = true`` the process ends and starts anew; ``asleep_hours = 60`` with so
  many hours in between
* ``staff = "sam"`` with ``press``, with ``form = {action = "reply", text = "…"}``, or with ``writes`` or
  ``command``, and ``to = "alert"`` (or ``prompt``) in reply to the latest; *nobody* is who shows no name;
  ``in = "lead"`` in this room of the configuration, with ``alone = true`` in their own chat and in none
* ``says = […]`` a part of each message, all of them, that the bot wrote to her since the last ``says``
* ``staff_sees = […]`` the same in the staff room, ``managers_see = […]`` in the managers'; ``tom_sees = […]``
  and ``sam_sees = […]`` in this person's chat; ``sees = […]`` with ``on = "web"`` in her chat on this
  platform, with ``in = "lead"`` in this room, with ``at = "kim"`` in this chat, where staff are
* ``buttons = […]`` what the buttons carry that are left in her chat
* ``chat = […]`` a part of each message as her chat stands now, ``room = […]`` as the staff room does
* ``work = […]`` what the buttons of the latest alert carry as it stands now, in this order
* ``said = […]`` what is in the latest message to her; ``card = […]`` in the latest card of a customer
* ``alert = […]`` what is in the latest alert as it stands now, in any of its parts; ``digest = […]`` what
  is in the digest of the day that Alex asks for on the day after
* ``no_digest = […]`` what is nowhere in the digest that was looked at last
* ``form_shows = […]`` what is in the form that the last event was answered with
* ``reply = {…}`` what the last event was answered with, in part

In ``stored``, ``rating`` is the first one given, ``comment`` all words, ``evidence`` the questions that were
answered with some, ``kinds`` those of the entries in the cases' logs, ``playback`` what was said back and the
reply to it, ``state`` of the last invitation, ``observed`` what staff saw, ``audit`` what they did, and why
they were refused, ``improvements`` each with its stage, and how many were told and left out,
``contributors`` what became of those who raised one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select

from bot import app, config, sentiment
from bot.core.clauses import clauses_of
from bot.core.effects import Parcel
from bot.core.errors import Unreachable
from bot.core.events import (
    ButtonPressed,
    CommandGiven,
    ErasureRequested,
    Event,
    FormSubmitted,
    LinkOpened,
    MessageEdited,
    MessageReceived,
    PurchaseReceived,
    PurchaseWithdrawn,
)
from bot.core.evidence import Evidence, EvidenceKind
from bot.core.identity import Address, derived_id
from bot.core.ports import Analyzer, Receipt, Sender
from bot.core.sentiment import Clause, Sentiment, no_opinion
from bot.delivery.limits import Limits
from bot.demo.clocks import SetClock
from bot.demo.sandbox import Sandbox
from bot.sentiment.language import language_of
from bot.simulation.rooms import LocalRooms
from bot.simulation.transcript import Entry, Transcript
from bot.texts import render
from bot.texts.cards import rendered
from handlers.links import place_token
from storage import tables
from storage.unit_of_work import SqlStore
from tests.dialogues.setting import CHATS, MONDAY, NAMES, NUMBERS, PLACES, ROOMS, SHOP
from tests.feelings import feeling


class Watched:
    """Sends on, and remembers by purpose what the latest message said, its card included."""

    def __init__(self, sender: Sender, unreachable: frozenset[str] = frozenset()) -> None:
        self.latest: dict[str, list[str]] = {}
        self._sender = sender
        self._unreachable = unreachable

    async def send(
        self, parcel: Parcel, target: str | None, recovered: bool, thread: str | None = None
    ) -> Receipt:
        if parcel.address.key in self._unreachable:
            raise Unreachable
        said = [*parcel.message.lines, parcel.message.card]
        self.latest[parcel.purpose.partition("_")[0]] = list(words(rendered(said, parcel.language, render)))
        return await self._sender.send(parcel, target, recovered, thread)


def words(value: object) -> Iterator[str]:
    """Every string in a JSON value, in order."""
    match value:
        case str():
            yield value
        case Mapping():
            for part in value.values():
                yield from words(part)
        case list():
            for part in value:
                yield from words(part)


class Scripted:
    """An analyzer that has its opinions from a dialogue."""

    name, version, languages = "script", "1", None

    def __init__(self, feels: Mapping[str, Any]) -> None:
        self._feels = feels

    def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]:  # noqa: ARG002 - the port's
        return [self._felt(text) for text in texts]

    def _felt(self, text: str) -> Sentiment:
        polarity = self._feels.get(text)
        if polarity is None:
            return no_opinion(self.name, self.version)
        if not isinstance(polarity, list):
            return feeling(polarity, self.name, self.version)
        clauses = [
            Clause(start, end, feeling(one).p_unhappy)
            for (start, end), one in zip(clauses_of(text), polarity, strict=True)
        ]
        whole = feeling(sum(polarity) / len(polarity), self.name, self.version)
        return replace(whole, mixed=min(polarity) < 0 < max(polarity), clauses=tuple(clauses))


@cache
def shipped(name: str, folder: Path) -> Analyzer:
    """The analyzer of this name; it is loaded once."""
    return sentiment.analyzer(name, folder)


@cache
def parsed(written: str, *, demo: bool) -> config.Config:
    """The configuration that this text says; it is read once, for every folder and every start."""
    return config.parse(written, Path("shop.toml"), demo=demo)


class Stage:
    """One dialogue on its way: the engine, the people, and what each of them has read so far."""

    def __init__(self, folder: Path, dialogue: Mapping[str, Any]) -> None:
        self.clock = SetClock(MONDAY + timedelta(hours=dialogue.get("hour", 10)))
        self.touchpoint = dialogue.get("touchpoint", "visit")
        self.audience = dialogue.get("audience", "buyer")
        self.platform = dialogue.get("platform", "web")
        self.staff_on = dialogue.get("staff_on", self.platform)
        self.room = PLACES[self.staff_on]
        self.named: dict[str, str] = {}
        self.reply: Mapping[str, object] = {}
        self.token = ""
        self.order = ""
        self.folder = folder
        self._configures = dialogue.get("configures", "")
        self.analyzer = Scripted(dialogue["feels"]) if "feels" in dialogue else None
        self.blocked = frozenset(self.chat(who, self.staff_on).key for who in dialogue.get("unreachable", ()))
        self._stack = AsyncExitStack()
        self.keys = 0
        self._seen: dict[str, int] = {}
        self.transcript = Transcript()  # what the platforms show outlives a restart
        self.box: Sandbox
        self.watched: Watched

    async def open(self) -> None:
        self.box = await self._stack.enter_async_context(self.opened())
        self.watched = Watched(self.box.rooms, self.blocked)
        self.box.engine.senders.update(dict.fromkeys(("telegram", "slack", "web"), self.watched))

    def configured(self) -> config.Config:
        """The shop's configuration in this dialogue."""
        chats = {self.platform, self.staff_on}
        written = "".join(CHATS[one] for one in sorted(chats)) + ROOMS[self.staff_on] + SHOP
        if "[customers]" not in self._configures:  # nobody is asked about themselves
            written += "[customers]\nget_to_know = false\n"
        if "[links]" not in self._configures:  # nor given a link back to their chat
            written += "[links]\nreturn_for_days = 0\n"
        self.written = written + self._configures
        place = {"path": self.folder / "shop.toml", "folder": self.folder.absolute()}
        return parsed(self.written, demo="web" in chats).model_copy(update=place)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Sandbox]:
        """The engine, open and running in this folder. No platform slows it: its clock stands still."""
        configured = self.configured()
        analyzer = self.analyzer or shipped(configured.sentiment.analyzer, configured.model_folder)
        async with app.opened(configured, self.folder) as opened_storage:
            made = opened_storage.settings
            engine = app.Engine(
                made,
                self.store_of(opened_storage),
                clock=self.clock,
                seed=app.repeatable_seed(1),
                analyzer=analyzer,
                identify=language_of,
                limits=Limits({}),
            )
            async with engine.running(ticking=False):
                rooms, history = self.rooms_of(self.transcript), opened_storage.history
                yield Sandbox(engine, opened_storage.database, history, made, rooms, self.transcript)

    def store_of(self, opened_storage: app.Storage) -> SqlStore:
        return opened_storage.store

    def rooms_of(self, transcript: Transcript) -> LocalRooms:
        return LocalRooms(transcript, self.clock, render)

    async def close(self) -> None:
        await self._stack.aclose()

    def next_key(self) -> int:
        """What the next event is known by."""
        self.keys += 1
        return self.keys

    async def restart(self, asleep_hours: float = 0) -> None:
        await self.close()
        self.clock.move_to(self.clock.now() + timedelta(hours=asleep_hours))
        await self.open()
        if asleep_hours:
            await self.box.engine.settle()

    async def deliver(self, event: Event) -> None:
        if self.platform != "web":  # nobody sends there faster than the platform allows
            self.clock.move_to(self.clock.now() + timedelta(minutes=1))
        await self.hand_in(event)

    async def hand_in(self, event: Event) -> None:
        """Let it happen, and all that follows from it at this moment."""
        self.reply = await self.box.engine.deliver(event)
        await self.box.engine.settle()

    async def wait(self, hours: float) -> None:
        await self.wait_until(self.clock.now() + timedelta(hours=hours))

    async def wait_until(self, until: datetime) -> None:
        """Let time pass; what comes due happens at its moment."""
        while (moment := await self.box.engine.next_moment()) is not None and moment <= until:
            self.clock.move_to(moment)
            await self.box.engine.settle()
        self.clock.move_to(until)

    async def buy(
        self, product: str, who: str = "maya", *, receipt_only: bool = False, hours_ago: float = 0
    ) -> None:
        self.order, now = f"order-{self.next_key()}", self.clock.now()
        await self.deliver(
            PurchaseReceived(
                platform="shop:web",
                key=self.order,
                at=now,
                shop="web",
                order=self.order,
                customer_ref=who,
                touchpoint=self.touchpoint,
                bought_at=now - timedelta(hours=hours_ago),
                customer_name=NAMES[who],
                product=product,
                place="Berlin",
                audience=self.audience,
                address=None if receipt_only else self.chat(who),
            )
        )
        self.token = str(self.reply["link_token"])

    async def trouble(self, what: str) -> None:
        """This happened to the latest order, says the shop."""
        key, now = f"{self.order}/{what}", self.clock.now()
        await self.deliver(PurchaseWithdrawn("shop:web", key, now, "web", self.order, what))

    async def open_link(self, step: Mapping[str, Any]) -> None:
        """Somebody opens a link, on this platform or another."""
        at = self.chat(step.get("at", step["open"]), step.get("on"))
        token = self.token_of(step.get("link", "receipt"))
        key, now = f"{self.next_key()}", self.clock.now()
        await self.deliver(LinkOpened(at.platform, key, now, at, token))

    def token_of(self, link: str) -> str:
        match link:
            case "receipt":
                return self.token
            case "guess":
                return "0" * 32
            case "place":
                return place_token("Berlin", self.box.engine.settings.link_key)
        said = [line for entry in self.box.transcript.entries for line in entry["lines"]]
        given = [line for line in said if "https://" in line]
        return str(given[-1]).rpartition("/")[2].rpartition("=")[2]

    def chat(self, who: str, on: str | None = None) -> Address:
        """Somebody's own chat."""
        platform = on or self.platform
        if platform == "web":
            return Address("web", person=who)
        number, room = NUMBERS[who], PLACES[platform]
        return replace(room, room="", person=f"U0PERSON{number}" if platform == "slack" else number)

    def place_of(self, room: str) -> Address:
        """Where the room of this name is."""
        return next(one.address for one in self.box.engine.settings.rooms if one.name == room)

    def answers(self, step: Mapping[str, Any]) -> str | None:
        """The latest message of this kind in the staff room: here its name is the parcel's."""
        if "to" not in step:
            return None
        kinds = [entry["id"] for entry in self.shown(self.room) if entry["purpose"] == step["to"]]
        return str(kinds[-1])

    def shown(self, place: Address) -> list[Entry]:
        return [entry for entry in self.box.transcript.entries if entry.get("room") == place.key]

    def new(self, place: Address) -> list[str]:
        """The texts of what was shown here since the last look."""
        shown = self.shown(place)
        seen, self._seen[place.key] = self._seen.get(place.key, 0), len(shown)
        return [words_of(entry) for entry in shown[seen:]]

    def standing(self, place: Address) -> list[Entry]:
        """The chat as it stands: each message in its latest form."""
        latest: dict[str, Entry] = {}
        for entry in self.shown(place):
            target = entry.get("target")
            latest[target if target in latest else entry["id"]] = entry
        return list(latest.values())

    def standing_words(self, place: Address) -> list[str]:
        return [words_of(entry) for entry in self.standing(place)]

    def work(self) -> list[str]:
        """What the latest alert offers."""
        alerts = [entry for entry in self.standing(self.room) if entry["purpose"].startswith("alert")]
        return [data.split("|", 2)[-1] for data in alerts[-1]["buttons"]]

    def data(self, value: str, place: Address) -> str:
        """What the latest button with this value carries, or for this work on a case, there still or not."""
        carried = [str(data) for entry in reversed(self.shown(place)) for data in entry["buttons"]]
        for data in carried:
            if data.split("|")[-1] == value:
                return data
        for data in carried:
            if data.startswith("c|") and data.split("|")[2] == value:
                return data
        raise LookupError(f"no button {value!r} in {place.key}")

    async def step(self, step: Mapping[str, Any]) -> None:
        """Do, or look at, one thing."""
        who = step.get("staff", "maya")
        address = self.chat(who, self.staff_on if "staff" in step else None)
        if "staff" in step and not step.get("alone"):
            room = self.place_of(step["in"]) if "in" in step else self.room
            address = replace(address, room=room.room, person=address.person if NUMBERS[who] else "")
        place, platform = address.place, address.platform
        key, now, name = f"{self.next_key()}", self.clock.now(), NAMES[who]
        match step:
            case {"customer": str(text)} | {"writes": str(text)}:
                self.named[step.get("named", "")] = key
                sent = (Evidence(EvidenceKind(step["sends"]), "it", platform),) if "sends" in step else ()
                answers = self.answers(step)
                await self.deliver(
                    MessageReceived(platform, key, now, address, text, name, None, sent, answers)
                )
            case {"edit": str(named), "to": str(text)}:
                await self.deliver(MessageEdited(platform, key, now, address, text, self.named[named]))
            case {"command": str(text)}:
                command, _, argument = text.removeprefix("/").partition(" ")
                answers = self.answers(step)
                await self.deliver(
                    CommandGiven(platform, key, now, address, command, argument, name, None, answers)
                )
            case {"press": str(value)}:
                await self.deliver(ButtonPressed(platform, key, now, address, self.data(value, place), name))
            case {"form": {"action": str(action), **fields}}:
                data = self.data(action, place)
                given = {str(field): str(text) for field, text in fields.items()}
                await self.deliver(FormSubmitted(platform, key, now, address, data, given, name))
            case _:
                await self.happen(step)

    async def happen(self, step: Mapping[str, Any]) -> None:
        """What is said and done by nobody in the chat."""
        match step:
            case {"open": str()}:
                await self.open_link(step)
            case {"refund": True}:
                await self.trouble("refunded")
            case {"trouble": str(what)}:
                await self.trouble(what)
            case {"forgotten": str(ref)}:
                key, now = f"erase/{derived_id('erase', ref)}", self.clock.now()
                await self.deliver(ErasureRequested("shop:web", key, now, "web", ref))
            case {"sold": str(product), "to": str(who)}:
                await self.buy(product, who, receipt_only=True)
            case {"buy": str(product)}:
                await self.buy(product, hours_ago=step.get("hours_ago", 0))
            case {"wait_hours": int() | float() as hours}:
                await self.wait(hours)
            case {"restart": True} | {"asleep_hours": _}:
                await self.restart(step.get("asleep_hours", 0))
            case {"alert": list()} | {"said": list()} | {"digest": list()} | {"card": list()}:
                await self.understood(step)
            case _:
                self.look(step)

    def place_seen(self, seen: str, step: Mapping[str, Any]) -> Address:
        """Where that is seen."""
        match {"seen": seen, **step}:
            case {"seen": "staff_sees"}:
                return self.room
            case {"seen": "sam_sees"}:
                return self.chat("sam", self.staff_on)
            case {"seen": "tom_sees"}:
                return self.chat("tom")
            case {"seen": "managers_see"}:
                return self.place_of("managers")
            case {"in": str(room)}:
                return self.place_of(room)
            case {"at": str(who)}:
                return self.chat(who, self.staff_on)
        return self.chat("maya", step.get("on"))

    async def understood(self, step: Mapping[str, Any]) -> None:
        """What is made of words: by staff's alert, by what is said back, by managers' digest."""
        match step:
            case {"alert": list(expected)}:
                assert_there(self.watched.latest["alert"], expected)
            case {"card": list(expected)}:
                assert_there(self.watched.latest["card"], expected)
            case {"said": list(expected)}:
                assert_there(self.new(self.chat("maya"))[-1:], expected)
            case {"digest": list(expected)}:
                await self.wait(24)
                await self.step({"staff": "alex", "command": "/digest yesterday", "alone": True})
                assert_there(self.watched.latest["digest"], expected)

    def look(self, step: Mapping[str, Any]) -> None:
        match step:
            case {"says": _} | {"staff_sees": _} | {"sam_sees": _} | {"tom_sees": _} | {"managers_see": _}:
                [(seen, expected)] = step.items()
                assert_said(self.new(self.place_seen(seen, step)), expected)
            case {"sees": list(expected)}:
                assert_said(self.new(self.place_seen("sees", step)), expected)
            case {"buttons": list(expected)}:
                left = [data for entry in self.standing(self.chat("maya")) for data in entry["buttons"]]
                assert [data.split("|")[-1] for data in left] == expected, left
            case {"chat": list(expected)}:
                assert_said(self.standing_words(self.chat("maya")), expected)
            case {"room": list(expected)}:
                assert_said(self.standing_words(self.room), expected)
            case {"work": list(expected)}:
                assert self.work() == expected
            case {"no_digest": list(unwanted)}:
                told = self.watched.latest["digest"]
                assert not any(part in one for part in unwanted for one in told), told
            case {"form_shows": list(expected)}:
                assert_there(list(words(rendered(self.reply["form"], "en", render))), expected)
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


def words_of(entry: Entry) -> str:
    """What is read in a message."""
    return "\n".join([*entry["lines"], str(entry.get("title", "")), str(entry.get("quote") or "")]).strip()


def assert_said(said: Sequence[str], expected: Sequence[str]) -> None:
    """As many messages as expected, each with its part in it."""
    assert len(said) == len(expected), said
    for message, part in zip(said, expected, strict=True):
        assert part in message, said


def assert_there(said: Sequence[str], expected: Sequence[str]) -> None:
    """Each part is in something that was said."""
    missing = [part for part in expected if not any(part in one for one in said)]
    assert missing == [], said


async def assert_stored(stage: Stage, dialogue: Mapping[str, Any]) -> None:
    """What is in the database at the end; nothing may have failed on the way."""
    assert await stage.rows(tables.dead_letters) == []
    parcels = await stage.rows(tables.outbox)
    arrived = [row for row in parcels if row["address"] not in stage.blocked]
    assert {row["state"] for row in arrived if row["target"] is None} <= {"sent"}
    assert {row["state"] for row in arrived} <= {"sent", "expired"}, "an edit may be overtaken by a newer one"
    invitations = await stage.rows(tables.invitations, "planned_us", "id")
    answers = await stage.rows(tables.answers, "position")
    cases = await stage.rows(tables.cases, "opened_us", "id")
    suppressions = await stage.rows(tables.suppressions, "sequence")
    entries = await stage.rows(tables.case_entries, "case_id", "number")
    found: dict[str, Any] = {
        "state": invitations[-1]["state"] if invitations else None,
        "invitations": len(invitations),
        "rating": next((answer["rating"] for answer in answers if answer["rating"] is not None), None),
        "comment": "\n".join(answer["comment"] for answer in answers if answer["comment"]),
        "skipped": [answer["question"] for answer in answers if answer["skipped"]],
        "options": [answer["options"] for answer in answers if answer["options"] != "[]"],
        "answers": [answer["question"] for answer in answers],
        "evidence": [answer["question"] for answer in answers if answer["evidence"] not in {None, "[]"}],
        "kinds": [entry["kind"] for entry in entries],
        "language": (await stage.rows(tables.customers, "id"))[0]["language"],
        "playback": [answer["playback"] for answer in answers if answer["playback"] is not None],
        "observed": [one["words"] for one in await stage.rows(tables.observations, "at_us")],
        "audit": [
            one["action"] if one["allowed"] else f"{one['action']}: {one['detail']}"
            for one in await stage.rows(tables.audit, "sequence")
        ],
        "promises": [one["state"] for one in await stage.rows(tables.promises, "due_us", "id")],
        "gestures": [
            one["name"] if one["undone_us"] is None else f"{one['name']}, taken back"
            for one in await stage.rows(tables.gestures, "at_us", "id")
        ],
        "improvements": [
            [one["stage"], one["told"], one["left_out"]]
            for one in await stage.rows(tables.improvements, "made_us", "id")
        ],
        "contributors": [
            one["left_out"] or one["better"] or ("told" if one["told_us"] else "waits")
            for one in await stage.rows(tables.contributors, "improvement_id", "customer_id")
        ],
        "preferred_name": (await stage.rows(tables.customers, "id"))[0]["preferred_name"],
    }
    stored = dialogue["stored"]
    assert {name: found[name] for name in stored} == stored
    assert [row["reason"] for row in suppressions] == dialogue.get("suppressions", [])
    expected = dialogue.get("cases", [])
    assert [{name: row[name] for name in one} for row, one in zip(cases, expected, strict=True)] == expected
