"""The Slack adapter against the Slack peer, over real sockets, with a stand-in for what is behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

import pytest

from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.manifest import manifest
from bot.charts import Charts
from bot.core.effects import Button, Lane, Line, Message, Parcel
from bot.core.errors import StorageUnavailable
from bot.core.events import Event
from bot.core.identity import Address
from bot.http.server import HttpServer, create_app
from tests.peers.slack_control import SlackControl
from tests.peers.slack_peer import APP_TOKEN, BOT_TOKEN, BOT_USER, SIGNING_SECRET, TEAM, SlackPeer

ROOM = "C0STAFF"
MAYA = "UMAYA"
ANA = "UANA"  # staff

T = TypeVar("T", bound=Event)


def now() -> datetime:
    return datetime.now(UTC)


def say(text: str) -> Line:
    """A line that reads ``text`` in every language."""
    return Line("say", {"text": text})


def render(line: Line, language: str) -> str:
    """Key and values in a row, or just the words of ``say``."""
    if line.key == "say":
        return str(line.values["text"])
    values = " ".join(f"{name}={value}" for name, value in sorted(line.values.items()))
    return f"{language}:{line.key} {values}".strip()


class RealClock:
    def now(self) -> datetime:
        return now()


Reply = Mapping[str, object]


@dataclass
class Ledger:
    """Keeps every event that is handed in, and answers; ``failures`` are raised first, one for each."""

    delivered: list[Event] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    answer: Callable[[Event], Reply] = lambda _: {"ok": True}
    gate: asyncio.Event = field(default_factory=asyncio.Event)  # cleared: everything takes its time
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def deliver(self, event: Event) -> Reply:
        self.asked.set()
        await self.gate.wait()
        if self.failures:
            raise self.failures.pop(0)
        self.delivered.append(event)
        self._came.set()
        return self.answer(event)

    @property
    def keys(self) -> set[str]:
        return {event.key for event in self.delivered}

    async def next(self, kind: type[T], *, timeout_s: float = 15.0) -> T:
        """The first event of this kind, now or soon."""
        async with asyncio.timeout(timeout_s):
            while True:
                for event in self.delivered:
                    if isinstance(event, kind):
                        return event
                self._came.clear()
                await self._came.wait()

    async def count(self, number: int, *, timeout_s: float = 15.0) -> list[Event]:
        """So many events, now or soon."""
        async with asyncio.timeout(timeout_s):
            while len(self.delivered) < number:
                self._came.clear()
                await self._came.wait()
        return self.delivered


def unavailable() -> StorageUnavailable:
    return StorageUnavailable("the disk is full")


def person(user: str = MAYA) -> Address:
    return Address("slack", TEAM, person=user)


def room(channel: str = ROOM) -> Address:
    return Address("slack", TEAM, channel)


def parcel(
    id: str,
    address: Address,
    text: str = "hello",
    *,
    message: Message | None = None,
    purpose: str = "question",
) -> Parcel:
    """One parcel that says ``text``."""
    said = message or Message((say(text),))
    return Parcel(id, address, Lane.REPLY, purpose, "invitation:1", said, "en", now())


def asking(*labels: str, text: str = "How was it?") -> Message:
    """A question with a button for each label; a button's data is ``a|1|q|LABEL``."""
    return Message((say(text),), (tuple(Button(say(label), f"a|1|q|{label}") for label in labels),))


async def until(look: Callable[[], Awaitable[bool]], what: str, *, timeout_s: float = 15.0) -> None:
    end = asyncio.get_running_loop().time() + timeout_s
    while not await look():
        if asyncio.get_running_loop().time() > end:
            raise TimeoutError(f"waited {timeout_s:g} s for this: {what}")
        await asyncio.sleep(0.02)


@dataclass
class House:
    """The adapter, what it delivers to, and the platform that it meets."""

    mode: str
    slack: SlackControl
    ledger: Ledger
    give_up_after_s: float = 60.0
    charts: Charts | None = None
    _adapter: SlackAdapter | None = None
    _server: HttpServer | None = None
    running: asyncio.Task[None] | None = None

    @property
    def adapter(self) -> SlackAdapter:
        if self._adapter is None:
            self._adapter = SlackAdapter(
                bot_token=BOT_TOKEN,
                workspace=TEAM,
                deliver=self.ledger.deliver,
                clock=RealClock(),
                render=render,
                languages=("en", "de"),
                app_token=APP_TOKEN,
                signing_secret=SIGNING_SECRET,
                mode=self.mode,
                api_base_url=self.slack.api_base_url,
                give_up_after_s=self.give_up_after_s,
                charts=self.charts,
            )
        return self._adapter

    def run(self) -> asyncio.Task[None]:
        """Start bringing events in, without waiting for anything."""
        self.running = asyncio.create_task(self.adapter.run())
        return self.running

    async def start(self) -> None:
        """Up, and known to the platform."""
        self.run()
        if self.mode == "http":
            self._server = HttpServer(create_app([self.adapter.routes()]), "127.0.0.1", 0)
            await self._server.start()
            assert await self.slack.events_url(f"{self._server.url}/slack/events")
        await self.connected()

    async def connected(self, *, timeout_s: float = 30.0) -> None:
        async def look() -> bool:
            if self.running is not None and self.running.done():
                self.running.result()
            return self.adapter.health().connected

        await until(look, "the adapter is connected", timeout_s=timeout_s)

    async def arrives(self, text: str, *, timeout_s: float = 30.0) -> None:
        """What somebody writes now is delivered."""
        ts = await self.slack.say(MAYA, text)
        key = f"{await self.slack.dm_of(MAYA)}/{ts}"

        async def look() -> bool:
            return key in self.ledger.keys

        await until(look, f"{text!r} is delivered", timeout_s=timeout_s)

    async def stop(self) -> None:
        """As the bot is stopped: no more requests, then no more events, then the rest."""
        server, adapter, self._server, self._adapter = self._server, self._adapter, None, None
        if server is not None:
            await server.stop()
        if self.running is not None:
            self.running.cancel()
            await asyncio.gather(self.running, return_exceptions=True)
        if adapter is not None:
            await adapter.close()


@asynccontextmanager
async def built(mode: str, *, charts: Charts | None = None) -> AsyncIterator[House]:
    """A house that has not been started. At its end the platform has nothing to complain about."""
    async with SlackPeer() as peer, SlackControl(peer.url) as slack:
        url = "https://shop.example" if mode == "http" else None
        await slack.install(manifest(command="/customers", mode=mode, public_url=url))
        await slack.add_user(MAYA, "Maya Brown", "de-DE")
        await slack.add_user(ANA, "Ana Silva")
        await slack.add_channel(ROOM, "staff", [BOT_USER, ANA])
        house = House(mode, slack, Ledger(), charts=charts)
        try:
            yield house
        finally:
            await house.stop()
        assert await slack.refusals() == []
        assert await slack.pings() == []


@pytest.fixture(params=["socket", "http"])
async def house(request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """Started, in both modes."""
    async with built(request.param) as house:
        await house.start()
        yield house


@pytest.fixture(params=["socket", "http"])
async def plot(request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """Not started yet, in both modes."""
    async with built(request.param) as house:
        yield house


@pytest.fixture
async def wired(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """Started, in Socket Mode, with a heartbeat that a test can wait for."""
    monkeypatch.setattr("bot.adapters.slack.adapter.HEARTBEAT_S", 0.4)
    async with built("socket") as house:
        await house.start()
        yield house


@pytest.fixture
async def sender() -> AsyncIterator[House]:
    """For what only sends: not running."""
    async with built("socket") as house:
        yield house
