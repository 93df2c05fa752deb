"""Whatever is sent to any route: what is forged is refused, what is repeated counts once, what is too large
goes nowhere, and nothing of it ends in a fault of ours.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import io
import json
import zlib
from collections.abc import AsyncIterator, Mapping

import aiohttp
import pytest
import pytest_asyncio
from yarl import URL

from bot.http.server import MAX_BODY
from tests.contracts.running import until
from tests.security.site import Site, socket
from tests.security.ways import WAYS, Way

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPEN = {
    "/chat",
    "/chat/{token}",
    "/chat/my-data.{form}",
    "/chat/static",
    "/chat/ws",
    "/chat/pictures/{parcel}/{number}.png",
    "/qr/{token}.{form}",
    "/privacy",
    "/openapi.json",
    "/healthz",
    "/readyz",
}
"""What everybody may look at; nothing can be changed there."""
PAGES = ("/chat", "/chat/0123456789abcdef0123456789abcdef", "/qr/0123456789abcdef0123456789abcdef.svg")


@pytest_asyncio.fixture(loop_scope="module")
async def caller(running: Site) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(running.url, cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


async def status(
    caller: aiohttp.ClientSession, path: str, body: object, headers: Mapping[str, str], method: str = "POST"
) -> int:
    async with caller.request(method, path, data=body, headers=headers) as answer:
        await answer.read()
        return answer.status


async def taken(running: Site, way: Way) -> int:
    """How many rows that way has left, once all is stored."""
    return running.kept()[way.table]


# --- what there is


async def test_every_route_is_one_that_proves_itself_or_one_where_nothing_can_be_changed(
    running: Site,
) -> None:
    routes = {(one.method, one.resource.canonical) for one in running.app.router.routes() if one.resource}
    assert {path for method, path in routes if method not in {"GET", "HEAD"}} == set(WAYS)
    assert {path for method, path in routes if method in {"GET", "HEAD"}} == OPEN


# --- forged, old, repeated


async def test_what_does_not_prove_itself_is_refused_everywhere_alike_and_leaves_nothing(
    running: Site, caller: aiohttp.ClientSession
) -> None:
    before = running.kept()
    for way in WAYS.values():
        good = dict(way.prove(running, way.body, 0))
        proofs = [name for name in good if name != "Content-Type"]
        forgeries: list[tuple[bytes, Mapping[str, str]]] = [
            (way.body, {"Content-Type": "application/json"}),
            (way.body, {**good, proofs[-1]: ""}),
            (way.body, {**good, proofs[-1]: good[proofs[-1]][:-2] + "xx"}),
            (way.body, {**good, proofs[-1]: good[proofs[-1]].swapcase() + "x"}),
            (way.body, {**good, proofs[0]: "é" * 50}),
        ]
        if way.path != "/telegram/webhook":  # which is proved by a word, not by a signature
            forgeries.append((way.body.replace(b"a", b"b", 1), good))
            forgeries.append((way.body + b" ", good))
        if way.is_dated:
            forgeries += [(way.body, way.prove(running, way.body, ago_s)) for ago_s in (400, -400)]
        others = [other for other in WAYS.values() if other is not way]
        forgeries += [(way.body, other.prove(running, way.body, 0)) for other in others]
        answers = set()
        for body, headers in forgeries:
            async with caller.post(way.path, data=body, headers=headers) as answer:
                assert answer.status in {401, 429}, (way.path, headers)
                if answer.status == 401:
                    answers.add(await answer.text())
        assert len(answers) <= 1, way.path  # whoever tries learns nothing of how far it got
    assert running.kept() == before


async def test_what_is_repeated_is_believed_and_counts_once(
    running: Site, caller: aiohttp.ClientSession
) -> None:
    for way in WAYS.values():
        before = await taken(running, way)
        for _ in range(3):
            assert await status(caller, way.path, way.body, way.prove(running, way.body, 0)) == 200, way.path
        assert await taken(running, way) == before + 1, way.path


# --- too much


async def test_a_body_that_is_too_large_is_refused_however_it_is_sent(
    running: Site, caller: aiohttp.ClientSession
) -> None:
    before = running.kept()
    large = b'{"a": "' + b"x" * (MAX_BODY + 1) + b'"}'

    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 65536):
            yield large[start : start + 65536]

    for way in WAYS.values():
        proof = way.prove(running, large, 0)
        assert await status(caller, way.path, io.BytesIO(large), proof) == 413, way.path
        assert await status(caller, way.path, in_pieces(), proof) == 413, way.path
    for path in OPEN | {"/nowhere"}:
        assert await status(caller, path, io.BytesIO(large), {}) in {404, 405, 413}
    assert running.kept() == before


async def test_what_is_packed_stays_packed(running: Site, caller: aiohttp.ClientSession) -> None:
    """A small body that would unpack to a large one is what it is: bytes that nobody signed, or no JSON."""
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"\0" * 2**20) for _ in range(64)) + packer.flush()
    before = running.kept()
    for way in WAYS.values():
        for body in (bomb, gzip.compress(way.body)):
            for proof in (way.prove(running, way.body, 0), way.prove(running, body, 0)):
                said = {**proof, "Content-Encoding": "gzip"}
                assert 400 <= await status(caller, way.path, body, said) < 500, way.path
    assert running.kept()["purchases"] == before["purchases"]


async def test_long_addresses_and_headers_are_refused_and_stand_in_no_log(
    running: Site, caller: aiohttp.ClientSession
) -> None:
    assert await status(caller, f"/chat/{'x' * 20_000}", None, {}, "GET") in {400, 414}
    assert await status(caller, "/chat", None, {"X-Long": "x" * 20_000}, "GET") == 400
    many = {f"X-{number}": "x" * 100 for number in range(2000)}
    assert await status(caller, "/chat", None, many, "GET") == 400
    reader, writer = await asyncio.open_connection("127.0.0.1", URL(running.url).port)
    writer.write(b"GET /chat/the-token-of-a-link HTTP/9.9.9\r\nCookie: feedback_chat=the-secret\r\n\r\n")
    assert b" 400 " in await reader.readline()
    writer.close()
    for quoted in ("xxxxxxxx", "the-token", "the-secret"):
        assert quoted not in running.log.getvalue()


@pytest.mark.parametrize("compress", [0, 15])
async def test_a_frame_that_is_too_large_ends_its_socket_and_no_other(running: Site, compress: int) -> None:
    async with socket(running.url) as well, socket(running.url, compress=compress) as greedy:
        with contextlib.suppress(ConnectionError):  # it may be cut before all is said
            await greedy.send_str("x" * 2**24)
        async with asyncio.timeout(10):
            async for _ in greedy:
                pass
        assert greedy.close_code in {1009, 1006, 1002}
        await well.send_json({"type": "say", "key": "k1", "text": "/help"})
        async with asyncio.timeout(10):
            while json.loads((await well.receive()).data)["type"] != "ack":
                pass


async def test_whoever_floods_a_socket_is_told_later_and_others_are_answered(running: Site) -> None:
    async with socket(running.url) as flood, socket(running.url) as well:
        for number in range(100):
            await flood.send_json({"type": "press", "key": f"k{number}", "data": "a|x|y|z"})
        told: list[str] = []
        async with asyncio.timeout(20):
            while len(told) < 100:
                frame = json.loads((await flood.receive()).data)
                if "key" in frame:
                    told.append(frame["type"])
        assert told.count("later") >= 50
        await well.send_json({"type": "say", "key": "k1", "text": "/help"})
        async with asyncio.timeout(10):
            while json.loads((await well.receive()).data).get("key") != "k1":
                pass


# --- other sites, other methods, other paths


async def test_another_sites_page_can_neither_change_anything_nor_listen(
    running: Site, caller: aiohttp.ClientSession
) -> None:
    before = running.kept()
    foreign = {"Origin": "https://evil.example"}
    for way in WAYS.values():
        assert await status(caller, way.path, way.body, {**way.prove(running, way.body, 0), **foreign}) == 403
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await caller.ws_connect("/chat/ws", headers=foreign)
    assert running.kept() == before


async def test_a_socket_without_a_page_before_it_is_refused(caller: aiohttp.ClientSession) -> None:
    for cookie in ("", "feedback_chat=x", "feedback_chat=../../etc/passwd", f"feedback_chat={'x' * 65}"):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await caller.ws_connect("/chat/ws", headers={"Cookie": cookie})
        assert refused.value.status == 401


async def test_no_path_leads_out_of_what_is_served(running: Site, caller: aiohttp.ClientSession) -> None:
    outside = ("config.toml", "data/link.key", "data/feedback-bot.db", "etc/passwd", "chat.html")
    for before in ("/", "/chat/static/", "/qr/", "/chat/pictures/", "/rooms/staff/"):
        for up in ("", "../", "..%2f", "%2e%2e/", "..\\", "....//", "/", "%00", "..%c0%af"):
            for name in outside:
                url = f"{running.url}{before}{up * 6}{name}"
                async with caller.get(URL(url, encoded=True)) as answer:
                    if (
                        name == "chat.html" and answer.status == 200
                    ):  # the page's own template holds no secret
                        continue
                    assert answer.status in {400, 403, 404, 405} or answer.url.path.startswith("/chat"), url
                    text = await answer.text(errors="replace")
                    assert "secret" not in text
                    assert "root:" not in text


async def test_odd_methods_are_refused(caller: aiohttp.ClientSession) -> None:
    for path in (*WAYS, "/chat", "/healthz", "/nowhere"):
        for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "OPTIONS", "BREW"):
            assert await status(caller, path, None, {}, method) in {400, 404, 405}, (method, path)


# --- what browsers are told


async def test_every_page_forbids_foreign_scripts_frames_and_referrers(caller: aiohttp.ClientSession) -> None:
    for path in (*PAGES, "/chat/static/page.js", "/openapi.json", "/healthz", "/nowhere", "/purchases"):
        async with caller.get(path) as answer:
            policy = dict(
                one.strip().split(" ", 1) for one in answer.headers["Content-Security-Policy"].split(";")
            )
            assert policy["default-src"] == "'self'", path
            assert policy["frame-ancestors"] == "'none'"
            assert policy["base-uri"] == policy["object-src"] == "'none'"
            assert "unsafe" not in str(policy)
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["X-Frame-Options"] == "DENY"


async def test_the_pages_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    caller: aiohttp.ClientSession,
) -> None:
    async with caller.get("/chat") as answer:
        cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/chat" in cookie
        assert answer.headers["Cache-Control"] == "no-store"


async def test_afterwards_it_is_as_well_as_before(caller: aiohttp.ClientSession) -> None:
    async def well() -> bool:
        async with caller.get("/readyz") as answer:
            return answer.status == 200

    await until(well, "it is ready")
