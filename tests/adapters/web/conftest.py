"""A real server on loopback with the web adapter in it, and honest stand-ins for what is behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.adapters.web.adapter import WebAdapter
from bot.core.effects import Lane, Line, Message, Parcel
from bot.core.errors import StorageUnavailable
from bot.core.events import ButtonPressed, CommandGiven, Event, FormSubmitted, LinkOpened, MessageReceived
from bot.core.identity import Address
from bot.core.ports import Spoken
from bot.http.server import HttpServer, create_app

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def render(line: Line, language: str) -> str:
    """Key and values in a row: enough to see which text was chosen."""
    values = " ".join(f"{name}={value}" for name, value in sorted(line.values.items()))
    return f"{language}:{line.key} {values}".strip()


class FixedClock:
    """Stands still."""

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        return self.moment


class Counter:
    """Draws 128 "random" bits that never repeat."""

    def __init__(self) -> None:
        self.drawn = 0

    def __call__(self) -> str:
        self.drawn += 1
        return f"{self.drawn:032x}"


@dataclass
class Ledger:
    """Keeps events by inbox key and what was said by place, in memory. A link opens once."""

    replies: dict[tuple[str, str], Mapping[str, object]] = field(default_factory=dict)
    delivered: list[Event] = field(default_factory=list)
    said: dict[str, list[Spoken]] = field(default_factory=dict)
    links: dict[str, str | None] = field(default_factory=dict)  # token → address key
    failures: list[Exception] = field(default_factory=list)
    answers: list[Mapping[str, object]] = field(default_factory=list)  # to the next forms and presses
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def deliver(self, event: Event) -> Mapping[str, object]:
        await self.gate.wait()
        if self.failures:
            raise self.failures.pop(0)
        self.delivered.append(event)
        known = self.replies.get((event.platform, event.key))
        if known is None:
            known = self.replies[event.platform, event.key] = self._reply(event)
        return known

    def _reply(self, event: Event) -> Mapping[str, object]:
        match event:
            case LinkOpened():
                mine = self.links.get(event.token, "nobody's") in (None, event.address.key)
                if mine:
                    self.links[event.token] = event.address.key
                return {"ok": mine, "text": {"key": "link", "values": {}}}
            case FormSubmitted() | ButtonPressed() if self.answers:
                return self.answers.pop(0)
            case MessageReceived() | CommandGiven():
                text = event.text if isinstance(event, MessageReceived) else f"/{event.name}"
                line = Spoken(event.key, event.at, None, text, event.address.person, None, None, "en")
                self.said.setdefault(event.address.place.key, []).append(line)
        return {"ok": True}

    async def read(self, address: Address, limit: int) -> list[Spoken]:
        return self.said.get(address.key, [])[-limit:]

    async def message(self, parcel_id: str) -> tuple[Message, str] | None:
        lines = (line for said in self.said.values() for line in said)
        return next(((line.message, "en") for line in lines if line.id == parcel_id and line.message), None)

    def keep(self, parcel: Parcel) -> None:
        """The parcel was sent some time ago and is part of the history."""
        line = Spoken(
            parcel.id, START, parcel.message, None, None, parcel.target, parcel.thread, parcel.language
        )
        self.said.setdefault(parcel.address.place.key, []).append(line)


def parcel(
    id: str,
    address: Address,
    text: str = "hello",
    *,
    target: str | None = None,
    message: Message | None = None,
    language: str = "en",
) -> Parcel:
    """One parcel that says ``text``."""
    said = message or Message((Line(text),))
    return Parcel(id, address, Lane.REPLY, "question", "invitation:1", said, language, START, target=target)


class Page:
    """A browser's socket, as far as frames go."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def tell(self, **frame: object) -> None:
        await self.socket.send_json(frame)

    async def next(self) -> dict[str, object]:
        """The next frame."""
        async with asyncio.timeout(5):
            frame: dict[str, object] = await self.socket.receive_json()
            return frame

    async def hear(self, kind: str) -> dict[str, object]:
        """The next frame of this type; those before it are passed over."""
        async with asyncio.timeout(5):
            while True:
                frame: dict[str, object] = await self.socket.receive_json()
                if frame["type"] == kind:
                    return frame


@dataclass
class House:
    """The server that is up, and how a browser comes in."""

    adapter: WebAdapter
    ledger: Ledger
    clock: FixedClock
    url: str

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[aiohttp.ClientSession]:
        """A browser with its own cookies, that has loaded the page once."""
        jar = aiohttp.CookieJar(unsafe=True)  # loopback is an IP address
        async with aiohttp.ClientSession(self.url, cookie_jar=jar) as session:
            await (await session.get("/chat")).read()
            yield session

    @asynccontextmanager
    async def page(
        self, session: aiohttp.ClientSession, path: str = "/chat/ws", **headers: str
    ) -> AsyncIterator[Page]:
        async with session.ws_connect(path, headers=headers) as socket:
            yield Page(socket)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    ledger, clock = Ledger(), FixedClock()
    adapter = WebAdapter(
        deliver=ledger.deliver,
        history=ledger,
        clock=clock,
        draw=Counter(),
        render=render,
        title="Kaffee Nord",
        languages=("en", "de", "ar"),
        allow_rooms=True,
    )
    server = HttpServer(create_app([adapter.routes()], on_shutdown=[adapter.close]), "127.0.0.1", 0)
    await server.start()
    try:
        yield House(adapter, ledger, clock, server.url)
    finally:
        ledger.gate.set()
        await server.stop()


def unavailable() -> StorageUnavailable:
    return StorageUnavailable("the disk is full")
