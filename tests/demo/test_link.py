"""An invitation's link, from the receipt to the answer, over a real socket into the real engine."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar

from bot.adapters.web.adapter import WebAdapter
from bot.core.events import PurchaseReceived
from bot.demo.clocks import SetClock
from bot.demo.sandbox import Sandbox, sandbox
from bot.http.server import HttpServer, create_app
from bot.texts import render
from storage import tallies

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Shop:
    box: Sandbox
    url: str

    async def sell(self, order: str, who: str = "maya") -> str:
        """A purchase by somebody whom we cannot write to; the token of the link on the receipt."""
        reply = await self.box.engine.deliver(
            PurchaseReceived(
                platform="shop:test",
                key=order,
                at=NOW,
                shop="test",
                order=order,
                customer_ref=who,
                touchpoint="visit",
                bought_at=NOW,
                customer_name={"maya": "Maya Okafor", "tom": "Tom Berger"}[who],
            )
        )
        return str(reply["link_token"])


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    secrets = iter(f"{number:032x}" for number in range(100))
    async with sandbox(tmp_path, SetClock(NOW), seed=1) as box:
        adapter = WebAdapter(
            deliver=box.engine.deliver,
            history=box.history,
            clock=box.engine.clock,
            draw=lambda: next(secrets),
            render=render,
            title="Shop",
        )
        box.rooms.page = adapter
        server = HttpServer(create_app([adapter.routes()], on_shutdown=(adapter.close,)), "127.0.0.1", 0)
        await server.start()
        yield Shop(box, server.url)
        await server.stop()


def browser() -> ClientSession:
    return ClientSession(cookie_jar=CookieJar(unsafe=True))


async def opened(session: ClientSession, shop: Shop, token: str) -> ClientWebSocketResponse:
    """The page behind a link, and its socket with the token sent."""
    async with session.get(f"{shop.url}/chat/{token}") as page:
        assert page.status == 200
    socket = await session.ws_connect(f"{shop.url}/chat/ws?opening=1")
    await socket.send_str(json.dumps({"type": "open", "key": token[:8], "token": token}))
    return socket


async def until(socket: ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    """The next frame of this kind."""
    while True:
        frame: dict[str, Any] = await socket.receive_json(timeout=10)
        if frame["type"] == kind:
            return frame


async def test_the_link_on_a_receipt_opens_the_question_and_takes_the_answer(shop: Shop) -> None:
    token = await shop.sell("1001")
    async with browser() as session:
        socket = await opened(session, shop, token)
        asked = (await until(socket, "show"))["entry"]
        assert "how satisfied are you" in asked["lines"][0]
        four = next(button for row in asked["rows"] for button in row if button["label"] == "4")
        await socket.send_str(json.dumps({"type": "press", "key": "2", "data": four["data"]}))
        shown = [(await until(socket, "show"))["entry"] for _ in range(2)]
        assert shown[0]["target"] == asked["id"]
        assert shown[0]["rows"] == []
        assert "2 of 3" in shown[1]["lines"]
        await socket.close()
    assert 4 in (await tallies.read_ratings(shop.box.database)).values()


async def test_a_link_belongs_to_whoever_opens_it_first(shop: Shop) -> None:
    token = await shop.sell("1001")
    async with browser() as first, browser() as second:
        mine = await opened(first, shop, token)
        assert (await until(mine, "ack"))["reply"]["ok"] is True
        theirs = await opened(second, shop, token)
        refused = (await until(theirs, "ack"))["reply"]
        assert refused["ok"] is False
        assert "Each link works for the one person it was made for" in refused["text"]
        again = await opened(first, shop, token)
        assert (await until(again, "ack"))["reply"]["ok"] is True
        for socket in (mine, theirs, again):
            await socket.close()


async def test_a_page_that_is_opened_again_shows_what_was_said(shop: Shop) -> None:
    token = await shop.sell("1001")
    async with browser() as session:
        socket = await opened(session, shop, token)
        await until(socket, "show")
        await socket.send_str(json.dumps({"type": "say", "key": "2", "text": "5, lovely"}))
        while (await until(socket, "ack"))["key"] != "2":
            continue
        await shop.box.engine.settle()
        await socket.close()
        socket = await session.ws_connect(f"{shop.url}/chat/ws")
        entries = (await until(socket, "history"))["entries"]
        assert [entry["lines"][0] for entry in entries if entry["mine"]] == ["5, lovely"]
        assert len({entry["id"] for entry in entries}) == len(entries) >= 4
        await socket.close()


async def test_on_a_shared_browser_nobody_reads_what_another_customer_said(shop: Shop) -> None:
    hers, his = await shop.sell("1001"), await shop.sell("1002", "tom")
    async with browser() as shared:
        socket = await opened(shared, shop, hers)
        await until(socket, "show")
        await socket.send_str(json.dumps({"type": "say", "key": "2", "text": "4, my secret words"}))
        while (await until(socket, "ack"))["key"] != "2":
            continue
        await shop.box.engine.settle()
        await socket.close()
        socket = await opened(shared, shop, his)
        frames = [await socket.receive_json(timeout=10) for _ in range(2)]
        await shop.box.engine.settle()
        frames.append(await until(socket, "history"))
        await socket.close()
        socket = await shared.ws_connect(f"{shop.url}/chat/ws")
        frames.append(await until(socket, "history"))
        await socket.close()
    everything = json.dumps(frames)
    assert "secret" not in everything
    assert "Maya" not in everything
    assert "Hi Tom" in everything
    words = [entry["lines"][0] for entry in frames[-1]["entries"]]
    assert words[0].startswith("Hello Tom! From here on, this chat with")
