"""The whole way of a translation: from a customer's words over a real socket to the staff room's thread."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import app, config
from bot.connections import language_model
from bot.core.effects import Parcel
from bot.core.events import ButtonPressed, CommandGiven, MessageReceived
from bot.core.identity import Address
from bot.core.language_model import PLATFORM
from bot.core.ports import Receipt
from bot.sentiment.language import language_of
from bot.texts import render
from storage.unit_of_work import SqlStore
from tests.peers.model_peer import ModelPeer, model_peer

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)
SAM = Address("web", room="staff", person="sam")
LUCIA = Address("web", person="lucia")
STAFF_ROOM = Address("web", room="staff")
WORDS = "Quiero hablar con una persona: el envío llegó roto y nadie contesta, soy Lucía Pérez"
BUSINESS = """
[business]
name = "Mug & Co"
languages = ["es", "en"]
[rooms.staff]
platform = "web"
room = "staff"
role = "staff"
language = "en"
[roles]
staff = ["web::sam"]
"""


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at


class Rooms:
    """A sender for the web that keeps what was sent."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self._sent = asyncio.Condition()

    async def sent_to(self, address: Address) -> None:
        """Wait until something is sent there."""
        async with self._sent:
            await self._sent.wait_for(lambda: address in [one.address for one in self.parcels])

    async def send(
        self,
        parcel: Parcel,
        target: str | None,
        recovered: bool,  # noqa: ARG002  # the port's
        thread: str | None = None,  # noqa: ARG002
    ) -> Receipt:
        async with self._sent:
            self.parcels.append(parcel)
            self._sent.notify_all()
        return Receipt(target or parcel.id)


class House:
    """An engine on a database of its own, with a language model where the configuration has one."""

    def __init__(self, engine: app.Engine, store: SqlStore, rooms: Rooms, clock: Clock) -> None:
        self.engine = engine
        self.store = store
        self.rooms = rooms
        self.clock = clock
        self.number = 0

    async def say(self, words: str, at: Address = LUCIA) -> None:
        self.number += 1
        key = f"{at.key}/{self.number}"
        await self.engine.deliver(MessageReceived("web", key, self.clock.at, at, words, "Lucía Pérez", "es"))
        await self.engine.settle()

    async def give(self, number: int, words: str) -> None:
        """Another customer rates low and says why."""
        at = Address("web", person=f"p{number}")
        await self.engine.deliver(
            CommandGiven("web", f"{at.key}/f", self.clock.at, at, "feedback", "", None, "en")
        )
        await self.engine.settle()
        button = next(
            button
            for one in self.rooms.parcels
            if one.address == at
            for row in one.message.rows
            for button in row
            if button.data.endswith("|1")
        )
        await self.engine.deliver(ButtonPressed("web", f"{at.key}/p", self.clock.at, at, button.data))
        await self.engine.settle()
        await self.say(words, at)

    async def press(self, data: str, at: Address = SAM) -> None:
        self.number += 1
        key = f"{at.key}/{self.number}"
        await self.engine.deliver(ButtonPressed("web", key, self.clock.at, at, data, "Sam Reed"))
        await self.engine.settle()

    def data(self, action: str) -> str:
        """What the latest button for this carries."""
        rows = [row for one in self.rooms.parcels for row in one.message.rows]
        return [one.data for row in rows for one in row if one.data.split("|")[2:3] == [action]][-1]

    def thread(self) -> list[list[str]]:
        """The messages of the alert's thread, as staff read them."""
        return [
            [render(line, "en") for line in one.message.lines]
            for one in self.rooms.parcels
            if one.address == STAFF_ROOM and one.thread is not None
        ]

    @property
    def purposes(self) -> list[str]:
        return [one.purpose for one in self.rooms.parcels if one.address == STAFF_ROOM]


@contextlib.asynccontextmanager
async def running(folder: Path, section: str) -> AsyncIterator[House]:
    loaded = config.parse(BUSINESS + section, folder / "config.toml", {}, demo=True)
    clock = Clock()
    async with app.opened(loaded, folder / "data") as kept:
        engine = app.Engine(kept.settings, kept.store, clock=clock, identify=language_of)
        rooms = Rooms()
        engine.senders["web"] = rooms
        model = language_model(loaded, clock, engine.deliver)
        if model is not None:
            engine.senders[PLATFORM] = model
        async with engine.running(ticking=False):
            yield House(engine, kept.store, rooms, clock)
        if model is not None:
            await model.close()


def section(peer: ModelPeer, timeout_s: float = 5.0) -> str:
    return f'[language_model]\nurl = "{peer.url}"\nmodel = "some-model"\ntimeout_seconds = {timeout_s}\n'


@pytest.fixture
async def peer() -> AsyncIterator[ModelPeer]:
    async with model_peer() as listens:
        listens.say = lambda _: "I want a person. It broke. I am [[NAME_1]]"
        yield listens


async def test_staff_read_the_original_and_below_it_what_a_machine_made_of_it(
    tmp_path: Path, peer: ModelPeer
) -> None:
    async with running(tmp_path, section(peer)) as house:
        await house.say(WORDS)
        assert house.thread()[-1] == [
            f"Lucía Pérez wrote: {WORDS}",
            "Translated by a machine, which may be wrong: I want a person. It broke. I am Lucía Pérez",
        ]
        assert house.purposes[0] == "alert"
        assert "Lucía" not in peer.texts[0]
        assert await house.store.dead_letters() == []


@pytest.mark.parametrize("trouble", ["status", "body", "cut_off"])
async def test_whatever_is_wrong_with_it_the_alert_is_there_and_nothing_is_parked(
    tmp_path: Path, peer: ModelPeer, trouble: str
) -> None:
    setattr(peer, trouble, {"status": 500, "body": b"<html>", "cut_off": True}[trouble])
    async with running(tmp_path, section(peer)) as house:
        await house.say(WORDS)
        assert house.purposes == ["alert"]
        assert len(peer.got) == 1
        assert await house.store.dead_letters() == []
        assert await house.store.next_due() is None


async def test_while_it_hangs_everybody_else_is_served(tmp_path: Path, peer: ModelPeer) -> None:
    peer.hang = asyncio.Event()
    async with running(tmp_path, section(peer)) as house:
        waiting = asyncio.create_task(house.say(WORDS))
        await peer.asked.wait()
        other = Address("web", person="tom")
        await house.engine.deliver(MessageReceived("web", "tom/1", NOON, other, "hello", "Tom", "en"))
        await asyncio.wait_for(house.rooms.sent_to(other), 5)
        assert not waiting.done()
        peer.hang.set()
        await waiting


async def test_one_that_is_not_there_is_waited_for_ten_minutes_and_then_let_go(tmp_path: Path) -> None:
    async with running(tmp_path, section(ModelPeer(port=9))) as house:
        await house.say(WORDS)
        assert house.purposes == ["alert"]
        assert await house.store.next_due() is not None
        house.clock.at += timedelta(minutes=11)
        await house.engine.settle()
        assert house.purposes == ["alert"]
        assert (await house.store.next_due()) is None


async def test_without_it_nothing_is_asked(tmp_path: Path, peer: ModelPeer) -> None:
    async with running(tmp_path, "") as house:
        await house.say(WORDS)
        assert house.purposes == ["alert"]
        assert peer.got == []


SUMS_UP = """
[rooms.managers]
platform = "web"
room = "managers"
role = "managers"
"""


@pytest.mark.parametrize("trouble", ["none", "status", "cut_off"])
async def test_a_digest_is_posted_at_once_and_summed_up_below_where_an_answer_comes(
    tmp_path: Path, peer: ModelPeer, trouble: str
) -> None:
    if trouble != "none":
        setattr(peer, trouble, {"status": 500, "cut_off": True}[trouble])
    peer.say = lambda _: "Deliveries are slow, 80% say. See https://evil.example/x"
    managers = Address("web", room="managers")
    sums_up = section(peer) + 'uses = ["summaries"]\n'
    async with running(tmp_path, sums_up + SUMS_UP) as house:
        for number in range(5):
            await house.give(number, f"El envío llegó tarde {'otra vez ' * number}+49 170 1234567")
        asks = Address("web", room="managers", person="alex")
        await house.engine.deliver(CommandGiven("web", "d1", house.clock.at, asks, "digest", "all"))
        await house.engine.settle()
        posted, *below = [one for one in house.rooms.parcels if one.address == managers]
        assert posted.purpose == "digest"
        assert len(peer.got) == 1
        assert "1234567" not in peer.texts[0]
        assert peer.texts[0].count("El envío llegó tarde") == 5
        said = "In short: Deliveries are slow, […] say. See […]"
        shown = [(one.thread, render(one.message.lines[0], "en").split("\n")[0]) for one in below]
        assert shown == ([(posted.id, said)] if trouble == "none" else [])
        assert await house.store.dead_letters() == []


async def test_staff_ask_for_a_draft_read_it_and_send_it_with_one_press(
    tmp_path: Path, peer: ModelPeer
) -> None:
    peer.say = lambda _: "Sentimos mucho que llegara roto, [[NAME_1]]."
    async with running(tmp_path, section(peer) + 'uses = ["drafts"]\n') as house:
        await house.say(WORDS)
        assert peer.got == []
        await house.press(house.data("draft"))
        drafted = "Sentimos mucho que llegara roto, Lucía Pérez."
        assert (
            house.thread()[-1][0]
            == f"Draft by a machine, which may be wrong; nothing has gone out yet: {drafted}"
        )
        asked = json.dumps(peer.got[0][2], ensure_ascii=False)
        assert "Lucía" not in asked
        assert "reply to it, in Spanish" in asked
        assert [one for one in house.rooms.parcels if one.purpose == "staff_reply"] == []
        sending = house.data("drafted")
        await house.press(sending)
        await house.press(sending)
        (sent,) = [one for one in house.rooms.parcels if one.purpose == "staff_reply"]
        assert (sent.address, render(sent.message.lines[0], "es")) == (LUCIA, f"Sam: {drafted}")
        assert await house.store.dead_letters() == []


async def test_what_a_draft_promises_or_leads_to_is_sent_by_no_button(
    tmp_path: Path, peer: ModelPeer
) -> None:
    peer.say = lambda _: "Le pagamos 50 € en https://evil.example"
    async with running(tmp_path, section(peer) + 'uses = ["drafts"]\n') as house:
        await house.say(WORDS)
        await house.press(house.data("draft"))
        assert "evil" not in " ".join(house.thread()[-1])
        assert "not sent from here" in house.thread()[-1][-1]
        with pytest.raises(IndexError):
            house.data("drafted")


async def test_where_no_draft_comes_the_thread_says_so(tmp_path: Path, peer: ModelPeer) -> None:
    peer.status = 500
    async with running(tmp_path, section(peer) + 'uses = ["drafts"]\n') as house:
        await house.say(WORDS)
        await house.press(house.data("draft"))
        assert house.thread()[-1] == ["No draft came. Please write your own with Reply."]
        assert await house.store.dead_letters() == []


async def test_one_that_is_not_there_is_waited_for_two_minutes_with_a_draft(tmp_path: Path) -> None:
    async with running(tmp_path, section(ModelPeer(port=9)) + 'uses = ["drafts"]\n') as house:
        await house.say(WORDS)
        await house.press(house.data("draft"))
        assert "asked for a draft" in house.thread()[-1][0]
        house.clock.at += timedelta(minutes=3)
        await house.engine.settle()
        assert house.thread()[-1] == ["No draft came. Please write your own with Reply."]
        assert house.purposes.count("timeline") == 2
