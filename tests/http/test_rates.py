"""Rates over a real socket: one visitor is told to slow down, everybody else goes on being answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping

import aiohttp
import pytest
from aiohttp import web

from bot.http import rates
from bot.http.rates import Rate
from bot.http.server import HttpServer, create_app

EVE, MAYA = {"X-Forwarded-For": "1.1.1.1"}, {"X-Forwarded-For": "8.8.8.8"}


class Site:
    """A page, a call that must prove itself, and one that takes its time."""

    def __init__(self) -> None:
        self.arrived, self.gate = asyncio.Semaphore(0), asyncio.Event()

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/chat/{token}", self.page),
            web.post("/prove", self.prove),
            web.post("/slow", self.slow),
            web.get("/chat/ws", self.socket),
        ]

    async def page(self, _request: web.Request) -> web.Response:
        return web.Response()

    async def prove(self, request: web.Request) -> web.Response:
        if "raised" in request.query:
            raise web.HTTPUnauthorized
        return web.Response(status=200 if "good" in request.query else 401)

    async def slow(self, _request: web.Request) -> web.Response:
        self.arrived.release()
        await self.gate.wait()
        return web.Response()

    async def socket(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for _ in socket:
            pass
        return socket


@pytest.fixture
async def site() -> Site:
    return Site()


@pytest.fixture
async def session(site: Site) -> AsyncIterator[aiohttp.ClientSession]:
    server = HttpServer(create_app([site.routes()]), "127.0.0.1", 0)
    await server.start()
    try:
        async with aiohttp.ClientSession(server.url) as session:
            yield session
    finally:
        site.gate.set()
        await server.stop()


async def statuses(
    session: aiohttp.ClientSession, path: str, times: int, who: Mapping[str, str]
) -> list[int]:
    return [(await session.get(path, headers=who)).status for _ in range(times)]


async def test_whoever_asks_too_often_waits_and_nobody_else(session: aiohttp.ClientSession) -> None:
    burst = int(rates.OTHERWISE.burst)
    assert await statuses(session, "/nowhere", burst, EVE) == [404] * burst
    refused = await session.get("/nowhere", headers=EVE)
    assert (refused.status, refused.headers["Retry-After"]) == (429, "1")
    assert (await session.get("/healthz", headers=EVE)).status == 429
    assert (await session.get("/healthz", headers=MAYA)).status == 200
    assert (await session.get("/chat/x", headers=EVE)).status == 200  # each route has its own


async def test_who_cannot_be_told_from_others_is_not_counted(session: aiohttp.ClientSession) -> None:
    assert set(await statuses(session, "/nowhere", 2 * int(rates.OTHERWISE.burst), {})) == {404}


async def test_every_word_of_a_link_counts_for_the_same_route(session: aiohttp.ClientSession) -> None:
    burst = int(rates.RATES["/chat/{token}"].burst)
    found = [(await session.get(f"/chat/{number}", headers=EVE)).status for number in range(burst + 10)]
    assert found[:burst] == [200] * burst
    assert 429 in found[burst:]


@pytest.mark.parametrize("path", ["/prove", "/prove?raised"])
async def test_what_proves_itself_is_taken_however_often_the_address_was_refused(
    session: aiohttp.ClientSession, path: str
) -> None:
    burst = int(rates.REFUSED.burst)
    found = [(await session.post(path, headers=EVE)).status for _ in range(burst + 5)]
    assert found[:burst] == [401] * burst
    assert 429 in found[burst:]
    assert (await session.post("/prove?good", headers=EVE)).status == 200
    assert (await session.post(path, headers=MAYA)).status == 401


async def test_one_visitor_has_only_so_many_requests_in_hand(
    site: Site, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "AT_ONCE", 2)
    waiting = [asyncio.create_task(session.post("/slow", headers=EVE)) for _ in range(2)]
    for _ in waiting:
        await site.arrived.acquire()
    assert (await session.post("/slow", headers=EVE)).status == 429
    hers = asyncio.create_task(session.post("/slow", headers=MAYA))
    await site.arrived.acquire()
    site.gate.set()
    assert [answer.status for answer in await asyncio.gather(*waiting, hers)] == [200] * 3
    assert (await session.post("/slow", headers=EVE)).status == 200


async def test_one_visitor_has_only_so_many_sockets(
    session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rates, "SOCKETS", 1)
    async with session.ws_connect("/chat/ws", headers=EVE):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect("/chat/ws", headers=EVE)
        assert refused.value.status == 429
        async with session.ws_connect("/chat/ws", headers=MAYA):
            pass


def test_every_route_with_a_rate_of_its_own_lets_a_page_load() -> None:
    """A page asks for a dozen files and one socket at once, and several customers may share an address."""
    assert min(rate.burst for rate in rates.RATES.values()) >= 60
    assert isinstance(rates.OTHERWISE, Rate)
