"""Customers and staff as the tests speak for them: what they see, press and type, on whichever platform."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

import aiohttp

from bot.core.identity import Address
from tests.contracts.running import PATIENCE_S, until
from tests.peers.slack_control import SlackControl
from tests.peers.telegram_control import TelegramControl

TEAM = "T0TESTTEAM"
STAFF_ROOM, MANAGERS_ROOM = "C0STAFF", "C0MANAGERS"
SAM, KIM, ALEX, MAYA = "U0SAM", "U0KIM", "U0ALEX", "U0MAYA"
TELEGRAM_MAYA = 700_100_200


class Customer(Protocol):
    """Somebody who bought something."""

    address: Address | None

    async def sees(self, text: str, timeout_s: float = PATIENCE_S) -> None:
        """Wait until a message of the bot that holds this text stands in the chat."""

    async def press(self, label: str) -> None:
        """Press the latest button with this label."""

    async def say(self, text: str) -> None: ...

    async def chat(self) -> list[str]:
        """What the bot's messages say now, oldest first."""


class OnTelegram:
    """A customer in a private chat with the bot."""

    def __init__(self, control: TelegramControl, user: int = TELEGRAM_MAYA) -> None:
        self.control = control
        self.user = user
        self.address: Address | None = Address("telegram", person=str(user))

    async def sees(self, text: str, timeout_s: float = PATIENCE_S) -> None:
        await self.control.wait_for(self.user, text, timeout_s=timeout_s)

    async def press(self, label: str, timeout_s: float = PATIENCE_S) -> None:
        async def pressed() -> bool:
            for message in reversed(await self.control.messages(self.user)):
                rows = message.get("reply_markup", {}).get("inline_keyboard", [])
                for button in itertools.chain.from_iterable(rows):
                    if button["text"] == label:
                        data = button["callback_data"]
                        await self.control.press(self.user, message["message_id"], data, self.user)
                        return True
            return False

        await until(pressed, f"a button {label!r} for {self.user}", timeout_s)

    async def say(self, text: str) -> None:
        await self.control.say(self.user, text)

    async def chat(self) -> list[str]:
        messages = await self.control.messages(self.user)
        return [message.get("text", "") for message in messages if message["from"]["is_bot"]]


class OnSlack:
    """A customer in a direct message with the bot."""

    def __init__(self, control: SlackControl, user: str = MAYA) -> None:
        self.control = control
        self.user = user
        self.address: Address | None = Address("slack", TEAM, person=user)

    async def sees(self, text: str, timeout_s: float = PATIENCE_S) -> None:
        await self.control.wait_for(await self.control.dm_of(self.user), text, timeout_s=timeout_s)

    async def press(self, label: str) -> None:
        await press_on_slack(self.control, self.user, await self.control.dm_of(self.user), label)

    async def say(self, text: str) -> None:
        await self.control.say(self.user, text)

    async def chat(self) -> list[str]:
        channel = await self.control.dm_of(self.user)
        return [spoken(message) for message in await self.control.messages(channel) if message.get("bot_id")]


class OnTheWeb:
    """A customer who opened the link of the receipt in a browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.address: Address | None = None
        self._socket = socket
        self._entries: dict[str, dict[str, Any]] = {}
        self.told: list[str] = []  # what the page says to this person alone
        self._keys = itertools.count()
        self._hearing = asyncio.create_task(self._hear())

    async def _hear(self) -> None:
        async for frame in self._socket:
            body = frame.json()
            if body["type"] == "ack" and body["reply"].get("text"):
                self.told.append(str(body["reply"]["text"]))
                continue
            entries = body.get("entries", []) if body["type"] == "history" else [body.get("entry")]
            for entry in filter(None, entries):
                self._entries[entry["target"] or entry["id"]] = entry

    async def open(self, token: str) -> None:
        await self._send(type="open", token=token)

    async def sees(self, text: str, timeout_s: float = PATIENCE_S) -> None:
        async def shown() -> bool:
            return any(text in said for said in await self.chat())

        await until(shown, f"{text!r} on the page", timeout_s)

    async def press(self, label: str) -> None:
        async def pressed() -> bool:
            for entry in reversed(self._entries.values()):
                for button in itertools.chain.from_iterable(entry["rows"]):
                    if button["label"] == label:
                        await self._send(type="press", data=button["data"])
                        return True
            return False

        await until(pressed, f"a button {label!r} on the page")

    async def say(self, text: str) -> None:
        await self._send(type="say", text=text)

    async def chat(self) -> list[str]:
        return ["\n".join(entry["lines"]) for entry in self._entries.values() if not entry["mine"]]

    async def close(self) -> None:
        self._hearing.cancel()
        await asyncio.gather(self._hearing, return_exceptions=True)

    async def _send(self, **frame: str) -> None:
        await self._socket.send_json({"key": f"k{next(self._keys)}", **frame})


@asynccontextmanager
async def browser(url: str, token: str) -> AsyncIterator[OnTheWeb]:
    """A browser that has opened the link with this token."""
    jar = aiohttp.CookieJar(unsafe=True)  # loopback is an IP address
    async with aiohttp.ClientSession(url, cookie_jar=jar) as session:
        await (await session.get("/chat")).read()
        async with session.ws_connect("/chat/ws") as socket:
            customer = OnTheWeb(socket)
            await customer.open(token)
            try:
                yield customer
            finally:
                await customer.close()


async def press_on_slack(control: SlackControl, user: str, channel: str, label: str) -> None:
    """Press the latest button with this label in a channel."""

    async def pressed() -> bool:
        for message in reversed(await control.messages(channel)):
            for block in message.get("blocks") or []:
                for element in block.get("elements") or []:
                    if element.get("type") == "button" and element["text"]["text"] == label:
                        await control.press(user, channel, message["ts"], element["action_id"])
                        return True
        return False

    await until(pressed, f"a button {label!r} in {channel}")


def spoken(value: object) -> str:
    """Every text in a message of Slack's, one after the other."""
    if isinstance(value, dict):
        parts = [
            part if name == "text" and isinstance(part, str) else spoken(part) for name, part in value.items()
        ]
        return " ".join(filter(None, parts))
    if isinstance(value, list):
        return " ".join(filter(None, map(spoken, value)))
    return ""
