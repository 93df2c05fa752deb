"""A real installation behind a real socket: configuration, SQLite, engine and the routes of shops."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import app
from bot.config import Config, parse
from bot.core.ports import Clock
from bot.http.buckets import Buckets
from bot.http.purchases import shop_routes
from bot.http.server import HttpServer, create_app
from bot.http.shops import standard
from bot.http.shops.shop import Shop
from storage.database import Database

PUBLIC = "https://feedback.example.com"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CONFIG = f"""
[business]
name = "Corner Roastery"

[http]
public_url = "{PUBLIC}"

[telegram]
token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
username = "roastery_bot"

[rooms.staff]
platform = "telegram"
room = "-1009876543210"
role = "staff"

[[touchpoint]]
name = "purchase"
survey = "three-questions"

[[touchpoint]]
name = "support"
survey = "support"
delay_hours = 2

[shops.web]
kind = "generic"
secret = ["whsec_b2xkIGtleSBvZiB0aGUgc2hvcCwgMjQgYnl0ZXM=", "whsec_bmV3IGtleSBvZiB0aGUgc2hvcCwgMjQgYnl0ZXM="]
place = "Online"

[shops.till]
kind = "generic"
secret = "whsec_dGhlIHRpbGwgaGFzIGFub3RoZXIga2V5LCBzZWU="
touchpoint = "support"

[shops.on_shopify]
kind = "shopify"
secret = "shopify-made-up-secret"

[shops.on_woo]
kind = "woocommerce"
secret = "woo-made-up-secret"

[shops.on_stripe]
kind = "stripe"
secret = "whsec_stripe-made-up-secret"
"""


@dataclass
class StillClock:
    """Stands still until it is moved."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        self.at += by


@dataclass
class Site:
    """One installation, while it runs."""

    config: Config
    database: Database
    session: aiohttp.ClientSession
    url: str
    clock: StillClock
    shops: Mapping[str, Shop] = field(init=False)

    def __post_init__(self) -> None:
        self.shops = {shop.name: shop for shop in self.config.reporting_shops}

    async def send(
        self, raw: bytes, headers: Mapping[str, str] | None = None, path: str = "/purchases"
    ) -> tuple[int, Any]:
        """POST these bytes; status and what the JSON says."""
        said = {"Content-Type": "application/json", **(headers or {})}
        async with self.session.post(path, data=raw, headers=said) as response:
            return response.status, await response.json()

    async def report(self, document: object, shop: str = "web") -> tuple[int, Any]:
        """Sign and report."""
        raw = json.dumps(document).encode()
        return await self.send(raw, standard.signed(self.shops[shop], raw, self.clock.now()))

    async def count(self, table: str, where: str = "1 = 1") -> int:
        """Rows in the database."""
        sql = f"SELECT count(*) FROM {table} WHERE {where}"  # noqa: S608 - the tests' own words
        rows = await self.database.read(lambda connection: connection.exec_driver_sql(sql).all())
        return int(rows[0][0])


@asynccontextmanager
async def opened(
    folder: Path, clock: Clock, refusals: Buckets | None = None
) -> AsyncIterator[tuple[Config, app.Storage, str]]:
    """The configuration, the storage and the address of an installation that runs."""
    config = parse(CONFIG, folder / "config.toml", {})
    async with app.opened(config, folder / "data") as kept:
        engine = app.Engine(kept.settings, kept.store, clock=clock)
        routes = shop_routes(
            config.reporting_shops,
            engine.deliver,
            clock,
            links=kept.settings.links,
            public_url=config.public_url,
            refusals=refusals,
        )
        server = HttpServer(create_app([routes]), "127.0.0.1", 0)
        async with engine.running(ticking=False):
            await server.start()
            try:
                yield config, kept, server.url
            finally:
                await server.stop()


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """An installation whose clock stands still."""
    clock = StillClock()
    async with (
        opened(tmp_path, clock) as (config, kept, url),
        aiohttp.ClientSession(url) as session,
    ):
        yield Site(config, kept.database, session, url, clock)
