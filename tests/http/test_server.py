"""The HTTP server over real sockets: headers, errors, health, and who is let in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from io import BytesIO

import aiohttp
import pytest
from aiohttp import web

from bot.core.errors import OperatorError, StorageUnavailable
from bot.http import server
from bot.http.server import LOOPBACK, HttpServer, create_app, security_headers


async def fine() -> str | None:
    return None


async def full() -> str | None:
    return "the disk is full"


async def broken() -> str | None:
    raise RuntimeError("password=hunter2")


async def echo(request: web.Request) -> web.Response:
    return web.Response(text=await request.text())


async def busy(_request: web.Request) -> web.Response:
    raise StorageUnavailable("locked")


async def defect(_request: web.Request) -> web.Response:
    raise RuntimeError("password=hunter2")


ROUTES = [web.post("/echo", echo), web.get("/busy", busy), web.get("/defect", defect)]


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[aiohttp.ClientSession]:
    server = HttpServer(app, "127.0.0.1", 0)
    await server.start()
    try:
        async with aiohttp.ClientSession(server.url) as session:
            yield session
    finally:
        await server.stop()


async def test_every_response_forbids_foreign_scripts_and_frames() -> None:
    async with served(create_app([ROUTES])) as session:
        for path in ("/healthz", "/nowhere", "/defect"):
            headers = (await session.get(path)).headers
            policy = headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Referrer-Policy"] == "no-referrer"
            assert "aiohttp" not in headers["Server"]


def test_the_named_origins_may_show_us_in_a_frame() -> None:
    headers = security_headers(["https://shop.example"])
    assert "frame-ancestors https://shop.example" in headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", "/echo", 405), ("GET", "/busy", 503), ("GET", "/defect", 500)],
)
async def test_errors_are_json_and_say_nothing_of_our_insides(method: str, path: str, status: int) -> None:
    async with served(create_app([ROUTES])) as session:
        response = await session.request(method, path)
        body = await response.json()
        assert (response.status, body["status"]) == (status, status)
        assert "hunter2" not in await response.text()


async def test_storage_trouble_says_when_to_come_again() -> None:
    async with served(create_app([ROUTES])) as session:
        assert int((await session.get("/busy")).headers["Retry-After"]) > 0


async def test_a_body_beyond_one_mebibyte_is_refused() -> None:
    async with served(create_app([ROUTES])) as session:
        for size, status in ((2**20, 200), (2**20 + 1, 413)):
            async with session.post("/echo", data=BytesIO(b"x" * size)) as response:
                assert response.status == status


async def test_a_body_stays_as_it_came() -> None:
    async with served(create_app([ROUTES])) as session:
        for encoding in ("gzip", "deflate"):
            async with session.post("/echo", data=b"raw", headers={"Content-Encoding": encoding}) as response:
                assert (response.status, await response.text()) == (200, "raw")


async def test_a_body_that_breaks_off_is_the_senders_fault() -> None:
    async with served(create_app([ROUTES])) as session:
        url = session._base_url
        assert url is not None
        reader, writer = await asyncio.open_connection("127.0.0.1", url.port)
        writer.write(b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        await writer.drain()
        writer.write(b"nonsense\r\n")
        assert (await reader.read(20)).split()[1] == b"400"
        writer.close()


async def test_health_is_two_questions() -> None:
    app = create_app([], alive={"courier": fine}, ready={"storage": full, "slack": fine, "odd": broken})
    async with served(app) as session:
        alive, ready = await session.get("/healthz"), await session.get("/readyz")
        assert (alive.status, await alive.json()) == (200, {"status": "ok", "checks": {"courier": "ok"}})
        assert ready.status == 503
        body = await ready.json()
        assert body["status"] == "failing"
        assert (body["checks"]["storage"], body["checks"]["slack"]) == ("the disk is full", "ok")
        assert "hunter2" not in body["checks"]["odd"]


async def test_more_requests_than_are_handled_at_once_are_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "_MOST_AT_ONCE", 2)
    arrived, gate = asyncio.Semaphore(0), asyncio.Event()

    async def slow(_request: web.Request) -> web.Response:
        arrived.release()
        await gate.wait()
        return web.Response()

    async with served(create_app([[*ROUTES, web.get("/slow", slow)]])) as session:
        waiting = [asyncio.create_task(session.get("/slow")) for _ in range(2)]
        for _ in waiting:
            await arrived.acquire()
        refused = await session.post("/echo")
        assert (refused.status, refused.headers["Retry-After"]) == (503, "2")
        assert (await session.get("/healthz")).status == 200
        gate.set()
        assert [answer.status for answer in await asyncio.gather(*waiting)] == [200, 200]
        assert (await session.post("/echo")).status == 200


async def test_another_sites_page_can_change_nothing_and_open_no_socket() -> None:
    app = create_app([ROUTES], public_url="https://feedback.example/")
    foreign, public = {"Origin": "https://evil.example"}, {"Origin": "https://feedback.example"}
    async with served(app) as session:
        assert (await session.post("/echo", headers=foreign)).status == 403
        assert (await session.post("/echo", headers={"Origin": "null"})).status == 403
        assert (await session.get("/healthz", headers={**foreign, "Upgrade": "websocket"})).status == 403
        assert (await session.get("/healthz", headers=foreign)).status == 200
        assert (await session.post("/echo", headers=public)).status == 200
        own = {"Origin": str(session._base_url).rstrip("/")}
        assert (await session.post("/echo", headers=own)).status == 200


async def test_a_server_for_loopback_answers_to_no_foreign_name() -> None:
    async with served(create_app([ROUTES], hosts=LOOPBACK)) as session:
        assert (await session.get("/healthz")).status == 200
        assert (await session.get("/healthz", headers={"Host": "localhost:80"})).status == 200
        assert (await session.get("/healthz", headers={"Host": "evil.example"})).status == 421


async def test_a_port_in_use_is_an_operators_error_with_its_remedy() -> None:
    first = HttpServer(create_app([]), "127.0.0.1", 0)
    await first.start()
    try:
        second = HttpServer(create_app([]), "127.0.0.1", first.port)
        with pytest.raises(OperatorError) as error:
            await second.start()
        assert f"127.0.0.1:{first.port}" in str(error.value)
        assert "--port or [http] port" in str(error.value)
        await second.stop()
    finally:
        await first.stop()


async def test_an_address_that_is_not_ours_is_an_operators_error() -> None:
    with pytest.raises(OperatorError, match="--host"):
        await HttpServer(create_app([]), "192.0.2.1", 0).start()


async def test_stopping_says_goodbye_once() -> None:
    said: list[str] = []

    def goodbye(name: str) -> Callable[[], Awaitable[None]]:
        async def say() -> None:
            said.append(name)

        return say

    server = HttpServer(create_app([], on_shutdown=[goodbye("web"), goodbye("slack")]), "127.0.0.1", 0)
    await server.start()
    await server.stop()
    await server.stop()
    assert said == ["web", "slack"]
