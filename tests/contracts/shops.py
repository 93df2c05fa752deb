"""A shop, and a program that listens for what becomes of its customers, as their makers would write them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web
from standardwebhooks import Webhook

SECRET = "whsec_c2hvcC1zZWNyZXQtb2YtdGhlLXRlc3RzLTAwMDE="
NOTICE_SECRET = "whsec_bm90aWNlLXNlY3JldC1vZi10aGUtdGVzdHMtMDE="

SHOP = f"""
[shops.counter]
kind = "generic"
secret = "{SECRET}"
touchpoint = "visit"
"""


def order(number: str, name: str = "Maya Okafor", **more: object) -> dict[str, object]:
    """A purchase as a shop reports it."""
    return {
        "order": number,
        "customer": {"ref": f"customer-{name}", "name": name},
        "bought_at": datetime.now(UTC).isoformat(),
        "product": "House Blend",
        "amount": "12.50",
        "currency": "EUR",
        **more,
    }


def signed(body: bytes, message_id: str = "msg_1") -> dict[str, str]:
    """The headers by which we know that it comes from the shop."""
    now = datetime.now(UTC)
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign(message_id, now, body.decode()),
    }


async def report(url: str, payload: object) -> tuple[int, Any]:
    """POST it to ``/purchases``, signed; status and answer."""
    body = json.dumps(payload).encode()
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/purchases", data=body, headers=signed(body)) as response,
    ):
        return response.status, await response.json()


@dataclass
class Listener:
    """What a program of the shop's was told; only what is signed rightly counts."""

    url: str = ""
    notices: list[dict[str, Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)  # statuses to answer next, 200 when there are none

    async def take(self, request: web.Request) -> web.Response:
        body = await request.read()
        Webhook(NOTICE_SECRET).verify(body, dict(request.headers))
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.notices.append(json.loads(body))
            self.ids.append(request.headers["webhook-id"])
        return web.Response(status=status)

    @property
    def section(self) -> str:
        """The configuration that names it."""
        return (
            f'\n[webhooks.crm]\nurl = "{self.url}"\nsecret = "{NOTICE_SECRET}"\n'
            'events = ["response", "case"]\nallow_private = true\n'
        )


@asynccontextmanager
async def listener() -> AsyncIterator[Listener]:
    """A program that listens on loopback."""
    heard = Listener()
    app = web.Application()
    app.router.add_post("/notices", heard.take)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        heard.url = f"http://127.0.0.1:{runner.addresses[0][1]}/notices"
        yield heard
    finally:
        await runner.cleanup()
