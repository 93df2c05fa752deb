"""What is held of somebody comes to them as files, on every platform, over real sockets."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.telegram.adapter import TelegramAdapter
from bot.adapters.web import session
from bot.adapters.web.adapter import WebAdapter
from bot.adapters.web.outbound import parcel_entry
from bot.core.effects import Lane, Line, Message, Parcel
from bot.core.errors import StorageUnavailable, TryLater, Unknown
from bot.core.events import Event
from bot.core.identity import Address
from bot.core.own_data import card, form_in
from bot.core.ports import Receipt, Spoken
from bot.http.server import HttpServer, create_app
from bot.texts import render
from tests.peers.slack_control import SlackControl
from tests.peers.slack_peer import APP_TOKEN, BOT_TOKEN, TEAM, SlackPeer
from tests.peers.telegram_control import TOKEN, TelegramControl
from tests.peers.telegram_peer import TelegramPeer

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MAYA = 77
IN_TELEGRAM = Address("telegram", person=str(MAYA))
IN_SLACK = Address("slack", TEAM, person="UMAYA")
SECRET = "0123456789abcdef0123456789abcdef"
ON_PAGE = session.address_of(SECRET)


class FixedClock:
    def now(self) -> datetime:
        return NOW


@dataclass
class Known:
    """The port OwnData: whose address is in it has a file."""

    addresses: set[str] = field(default_factory=lambda: {IN_TELEGRAM.key, IN_SLACK.key, ON_PAGE.key})
    is_broken: bool = False

    async def of(self, address: Address, form: str, language: str) -> bytes | None:
        if self.is_broken:
            raise StorageUnavailable("the disk is full")
        return (
            f"{form} of {address.platform} in {language}".encode() if address.key in self.addresses else None
        )


async def nobody(_event: Event) -> Mapping[str, object]:
    return {"ok": True}


@dataclass
class NoHistory:
    """Nothing was said so far."""

    said: dict[str, list[Spoken]] = field(default_factory=dict)
    sent: dict[str, tuple[Message, str]] = field(default_factory=dict)

    async def read(self, address: Address, limit: int) -> list[Spoken]:
        return self.said.get(address.key, [])[-limit:]

    async def message(self, parcel_id: str) -> tuple[Message, str] | None:
        return self.sent.get(parcel_id)


def parcel(address: Address, form: str = "html") -> Parcel:
    message = Message((Line(f"own.file.{form}"),), card=card(form))
    return Parcel("k7", address, Lane.REPLY, "reply", "mydata", message, "en", NOW)


@asynccontextmanager
async def telegram(own_data: Known) -> AsyncIterator[tuple[TelegramAdapter, TelegramPeer]]:
    async with TelegramPeer() as peer, TelegramControl(peer.url) as phone:
        await phone.say(MAYA, "hello")
        adapter = TelegramAdapter(
            token=TOKEN,
            deliver=nobody,
            clock=FixedClock(),
            render=render,
            languages=("en",),
            api_base_url=peer.url,
            own_data=own_data,
        )
        yield adapter, peer
        await adapter.close()
        assert peer.state.refusals == []


@asynccontextmanager
async def slack(own_data: Known) -> AsyncIterator[tuple[SlackAdapter, SlackPeer, SlackControl]]:
    async with SlackPeer() as peer, SlackControl(peer.url) as control:
        await control.add_user("UMAYA", "Maya Brown")
        adapter = SlackAdapter(
            bot_token=BOT_TOKEN,
            workspace=TEAM,
            deliver=nobody,
            clock=FixedClock(),
            render=render,
            languages=("en",),
            app_token=APP_TOKEN,
            api_base_url=control.api_base_url,
            own_data=own_data,
        )
        yield adapter, peer, control
        await adapter.close()
        assert await control.refusals() == []


@asynccontextmanager
async def page(own_data: Known | None) -> AsyncIterator[aiohttp.ClientSession]:
    adapter = WebAdapter(
        deliver=nobody,
        history=NoHistory(),
        clock=FixedClock(),
        draw=lambda: SECRET,
        render=render,
        title="Mugs",
        own_data=own_data,
    )
    server = HttpServer(create_app([adapter.routes()]), "127.0.0.1", 0)
    await server.start()
    try:
        async with aiohttp.ClientSession(server.url, cookies={session.COOKIE: SECRET}) as browser:
            yield browser
    finally:
        await adapter.close()
        await server.stop()


def shown_in_telegram(peer: TelegramPeer, receipt: Receipt) -> dict[str, Any]:
    message: dict[str, Any] = dict(peer.state.chats[MAYA].messages[int(receipt.message)])
    return message


@pytest.mark.parametrize("form", ["html", "json"])
async def test_in_telegram_it_is_a_document_with_its_words(form: str) -> None:
    async with telegram(Known()) as (adapter, peer):
        receipt = await adapter.send(parcel(IN_TELEGRAM, form), None, recovered=False)
        shown = shown_in_telegram(peer, receipt)
        assert shown["document"]["file_name"] == f"my-data.{form}"
        assert shown["caption"] == render(Line(f"own.file.{form}"), "en")
        assert f"{form} of telegram in en".encode() in [*peer.state.files.values()]


async def test_in_slack_it_is_shared_in_the_persons_own_chat_and_never_twice() -> None:
    async with slack(Known()) as (adapter, peer, control):
        await control.fault("files.completeUploadExternal", "drop_after")
        with pytest.raises(Unknown):
            await adapter.send(parcel(IN_SLACK), None, recovered=False)
        receipt = await adapter.send(parcel(IN_SLACK), None, recovered=True)
        (shown,) = await control.messages(receipt.message.partition("/")[0])
        (file,) = shown["files"]
        assert (shown["text"], file["title"]) == (render(Line("own.file.html"), "en"), "my-data.html")
        assert peer.workspace.uploads[file["id"]].content == b"html of slack in en"


async def test_where_there_is_nothing_to_send_the_words_say_so() -> None:
    async with telegram(Known(set())) as (adapter, peer):
        receipt = await adapter.send(parcel(IN_TELEGRAM), None, recovered=False)
        shown = shown_in_telegram(peer, receipt)
        assert "I can't send it here." in str(shown["text"])
    async with slack(Known(set())) as (adapter_there, _, control):
        receipt = await adapter_there.send(parcel(IN_SLACK), None, recovered=False)
        (shown,) = await control.messages(receipt.message.partition("/")[0])
        assert "I can't send it here." in shown["text"]


async def test_while_the_storage_does_not_answer_it_waits() -> None:
    async with telegram(Known(is_broken=True)) as (adapter, _):
        with pytest.raises(TryLater):
            await adapter.send(parcel(IN_TELEGRAM), None, recovered=False)
    async with slack(Known(is_broken=True)) as (adapter_there, _, _):
        with pytest.raises(TryLater):
            await adapter_there.send(parcel(IN_SLACK), None, recovered=False)


async def test_on_a_page_it_is_a_file_beside_the_chat_for_whoever_sits_there() -> None:
    entry = parcel_entry(parcel(ON_PAGE), NOW, render)
    assert entry["card"] == {"type": "own_data", "file": "my-data.html"}
    async with page(Known()) as browser, browser.get("/chat/my-data.html") as response:
        assert (response.status, await response.read()) == (200, b"html of web in en")
        assert response.headers["Content-Disposition"] == 'attachment; filename="my-data.html"'
        assert response.headers["Cache-Control"] == "no-store"


async def test_on_a_page_nobody_else_gets_it() -> None:
    async with page(Known()) as browser:
        browser.cookie_jar.clear()
        async with browser.get("/chat/my-data.json") as response:
            assert response.status == 401
        async with browser.get("/chat/my-data.json", cookies={session.COOKIE: "f" * 32}) as response:
            assert response.status == 404
    async with page(None) as browser, browser.get("/chat/my-data.html") as response:
        assert response.status == 404
        assert json.loads(await response.text())["status"] == 404


async def test_in_the_demo_it_is_the_file_of_whoever_has_that_seat() -> None:
    adapter = WebAdapter(
        deliver=nobody,
        history=NoHistory(),
        clock=FixedClock(),
        draw=lambda: SECRET,
        render=render,
        title="Mugs",
        allow_rooms=True,
        own_data=Known(),
    )
    adapter.attach_room("phone", ON_PAGE, "Maya", "Maya's phone")
    server = HttpServer(create_app([adapter.routes()]), "127.0.0.1", 0)
    await server.start()
    try:
        async with aiohttp.ClientSession(server.url) as browser:
            async with browser.get("/rooms/phone/my-data.json") as response:
                assert await response.read() == b"json of web in en"
            async with browser.get("/rooms/nowhere/my-data.json") as response:
                assert response.status == 404
    finally:
        await adapter.close()
        await server.stop()


def test_only_a_form_that_there_is_is_brought() -> None:
    assert form_in(card("html")) == "html"
    assert [form_in(one) for one in (None, {}, card("exe"), {"type": "alert", "form": "html"})] == [None] * 4
