"""``/qr/TOKEN.png``: a picture for anything that has the shape of a token, and nothing for anything else."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import aiohttp
import pytest
import zxingcpp
from numpy import array
from PIL import Image

from bot.http import qr
from bot.http.server import HttpServer, create_app
from bot.qr import draw

TOKEN = "0123456789abcdef0123456789abcdef"
TEMPLATES = {
    "web": "https://feedback.example.com/chat/{token}",
    "telegram": "https://t.me/mugandco_bot?start={token}",
}


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    server = HttpServer(create_app([qr.routes(TEMPLATES, draw)]), "127.0.0.1", 0)
    await server.start()
    async with aiohttp.ClientSession(server.url) as session:
        yield session
    await server.stop()


async def drawn(browser: aiohttp.ClientSession, path: str) -> str:
    """What a phone reads from the picture behind this path."""
    async with browser.get(path) as response:
        assert response.status == 200
        assert response.content_type == "image/png"
        pixels = array(Image.open(io.BytesIO(await response.read())).convert("L"))
    (found,) = zxingcpp.read_barcodes(pixels)
    return str(found.text)


async def test_the_picture_leads_to_the_web_chat_unless_another_platform_is_asked_for(
    browser: aiohttp.ClientSession,
) -> None:
    assert await drawn(browser, f"/qr/{TOKEN}.png") == f"https://feedback.example.com/chat/{TOKEN}"
    telegram = f"https://t.me/mugandco_bot?start={TOKEN}"
    assert await drawn(browser, f"/qr/{TOKEN}.png?for=telegram&size=counter") == telegram


async def test_it_may_be_kept_for_ever_since_a_tokens_picture_never_changes(
    browser: aiohttp.ClientSession,
) -> None:
    async with browser.get(f"/qr/{TOKEN}.svg") as response:
        assert response.status == 200
        assert response.content_type == "image/svg+xml"
        assert "immutable" in response.headers["Cache-Control"]
        assert (await response.read()).startswith(b"<svg")


async def test_a_link_that_never_was_is_drawn_like_any_other(browser: aiohttp.ClientSession) -> None:
    statuses = [(await browser.get(f"/qr/{token}.png")).status for token in (TOKEN, "f" * 32)]
    assert statuses == [200, 200]


@pytest.mark.parametrize(
    "path",
    [
        "/qr/",
        "/qr/abc.png",
        f"/qr/{TOKEN}",
        f"/qr/{TOKEN}.gif",
        f"/qr/{TOKEN}0.png",
        f"/qr/{TOKEN.upper()}.png",
        f"/qr/{TOKEN}.png/x",
        f"/qr/{TOKEN}.png?for=slack",
        f"/qr/{TOKEN}.png?for=",
        f"/qr/{TOKEN}.png?size=huge",
        f"/qr/{TOKEN}.png?url=https://evil.example",
    ],
)
async def test_anything_else_is_not_there(browser: aiohttp.ClientSession, path: str) -> None:
    async with browser.get(path) as response:
        assert response.status == 404


async def test_where_no_link_leads_anywhere_there_is_no_picture() -> None:
    server = HttpServer(create_app([qr.routes({}, draw)]), "127.0.0.1", 0)
    await server.start()
    async with aiohttp.ClientSession(server.url) as session, session.get(f"/qr/{TOKEN}.png") as response:
        assert response.status == 404
    await server.stop()
