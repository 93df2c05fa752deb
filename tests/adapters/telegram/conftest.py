"""The adapter against the peer over real sockets, and an inbox that stands in for what is behind it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Protocol, TypeVar

import pytest
from aiohttp import web

from bot.adapters.telegram.adapter import TelegramAdapter
from bot.charts import Charts
from bot.core.effects import Button, Lane, Line, Message, Parcel
from bot.core.errors import StorageUnavailable
from bot.core.events import Event
from bot.core.identity import Address, Role
from bot.http.server import create_app
from tests.peers.telegram_control import TOKEN, TelegramControl
from tests.peers.telegram_peer import TelegramPeer

SECRET = "a-secret_for-the-webhook"
LANGUAGES = ("en", "de")
Mode = Literal["polling", "webhook"]
Found = TypeVar("Found", bound=Event)


def render(line: Line, language: str) -> str:
    """What was said as it is, else key and values: enough to see which text was chosen."""
    if line.key == "said":
        return str(line.values["text"])
    values = " ".join(f"{name}={value}" for name, value in sorted(line.values.items()))
    return f"{language}:{line.key} {values}".strip()


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Inbox:
    """Keeps events; a key that is known gets its old reply. Refuses everything while ``broken``."""

    events: list[Event] = field(default_factory=list)
    attempts: int = 0
    broken: bool = False
    failures: list[Exception] = field(default_factory=list)
    reply: Callable[[Event], Mapping[str, object]] = lambda _: {"ok": True}
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    _replies: dict[tuple[str, str], Mapping[str, object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.gate.set()

    async def deliver(self, event: Event) -> Mapping[str, object]:
        self.attempts += 1
        await self.gate.wait()
        if self.broken:
            raise StorageUnavailable("the disk is full")
        if self.failures:
            raise self.failures.pop(0)
        known = self._replies.get((event.platform, event.key))
        if known is None:
            self.events.append(event)
            known = self._replies[event.platform, event.key] = self.reply(event)
        return known

    def of(self, kind: type[Found]) -> list[Found]:
        return [event for event in self.events if isinstance(event, kind)]

    async def wait(self, kind: type[Found], count: int = 1, *, timeout_s: float = 15) -> list[Found]:
        """The events of this kind, once there are so many."""
        await until(lambda: len(self.of(kind)) >= count, timeout_s=timeout_s)
        return self.of(kind)


@dataclass
class House:
    """The adapter at work, its inbox, and the phones of everybody else."""

    adapter: TelegramAdapter
    inbox: Inbox
    phone: TelegramControl
    url: str  # where our own server listens
    running: asyncio.Task[None] | None = None

    async def send(
        self,
        address: Address,
        *lines: str,
        target: str | None = None,
        thread: str | None = None,
        rows: Sequence[Sequence[tuple[str, str]]] = (),
        card: Mapping[str, object] | None = None,
    ) -> str:
        """Send these lines; the receipt."""
        message = Message(
            tuple(Line("said", {"text": line}) for line in lines),
            tuple(tuple(Button(Line("said", {"text": label}), data) for label, data in row) for row in rows),
            card,
        )
        receipt = await self.adapter.send(parcel(address, message), target, recovered=False, thread=thread)
        return receipt.message


def parcel(address: Address, message: Message) -> Parcel:
    now = datetime.now(UTC)
    return Parcel("parcel1", address, Lane.REPLY, "question", "invitation:1", message, "en", now)


def person(user_id: int) -> Address:
    return Address("telegram", person=str(user_id))


def room(chat_id: int, user_id: int | None = None) -> Address:
    return Address("telegram", room=str(chat_id), person="" if user_id is None else str(user_id))


class Opens(Protocol):
    """``async with opens("polling") as house``: what is not said is as usual."""

    def __call__(
        self,
        mode: Mode = "polling",
        *,
        url: str | None = None,
        running: bool = True,
        give_up_after_s: float = 60.0,
        charts: Charts | None = None,
        moved: Mapping[str, str] | None = None,
        rooms: Mapping[str, Role] | None = None,
        managers: Sequence[str] = (),
        inbox: Inbox | None = None,
        poll_wait_s: int = 25,
    ) -> contextlib.AbstractAsyncContextManager[House]: ...


@pytest.fixture
async def phone() -> AsyncIterator[TelegramControl]:
    """Everybody's phones. Whatever the adapter sent in a test, Telegram would have taken."""
    async with TelegramPeer() as peer, TelegramControl(peer.url) as control:
        yield control
        assert await control.refusals() == []


@pytest.fixture
def opens(phone: TelegramControl) -> Opens:
    """Opens houses: the adapter running, its routes on a server of our own."""

    @contextlib.asynccontextmanager
    async def open_house(
        mode: Mode = "polling",
        *,
        url: str | None = None,
        running: bool = True,
        give_up_after_s: float = 60.0,
        charts: Charts | None = None,
        moved: Mapping[str, str] | None = None,
        rooms: Mapping[str, Role] | None = None,
        managers: Sequence[str] = (),
        inbox: Inbox | None = None,
        poll_wait_s: int = 25,
    ) -> AsyncIterator[House]:
        inbox = inbox or Inbox()
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            ours = f"http://127.0.0.1:{listening.getsockname()[1]}"
            adapter = TelegramAdapter(
                token=TOKEN,
                deliver=inbox.deliver,
                clock=RealClock(),
                render=render,
                languages=LANGUAGES,
                mode=mode,
                secret_token=SECRET if mode == "webhook" else None,
                webhook_url=f"{ours}/telegram/webhook" if mode == "webhook" else None,
                api_base_url=url or phone.url,
                give_up_after_s=give_up_after_s,
                charts=charts,
                moved=moved,
                rooms=rooms or {},
                managers=managers,
                poll_wait_s=poll_wait_s,
            )
            runner = web.AppRunner(create_app([adapter.routes()]), shutdown_timeout=1.0)
            await runner.setup()
            await web.SockSite(runner, listening).start()
            house = House(adapter, inbox, phone, ours)
            try:
                if running:
                    house.running = asyncio.create_task(adapter.run())
                yield house
            finally:
                await stop(house)
                await adapter.close()
                await runner.cleanup()

    return open_house


async def stop(house: House) -> None:
    """End the adapter's run; it must not take long."""
    if house.running is not None:
        house.running.cancel()
        async with asyncio.timeout(5):
            await asyncio.gather(house.running, return_exceptions=True)


async def until(so: Callable[[], bool], *, timeout_s: float = 15) -> None:
    """Wait until this is so."""
    async with asyncio.timeout(timeout_s):
        while not so():  # noqa: ASYNC110  # whatever makes it so tells nobody
            await asyncio.sleep(0.01)


async def nothing_pending(phone: TelegramControl) -> None:
    """Wait until Telegram has been told that every update was taken."""
    async with asyncio.timeout(15):
        while await phone.pending():  # noqa: ASYNC110  # the peer tells nobody
            await asyncio.sleep(0.01)


async def sent_to(phone: TelegramControl, chat_id: int, message_id: str) -> dict[str, object]:
    """The message that a receipt names, as it stands."""
    (found,) = [
        message for message in await phone.messages(chat_id) if message["message_id"] == int(message_id)
    ]
    return found


def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def seconds_since(began: float) -> float:
    return time.monotonic() - began
