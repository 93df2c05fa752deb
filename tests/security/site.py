"""The whole bot in this process, with every way in open: both platforms by HTTP, four shops, the web chat.

What listens is what ``feedback-bot run`` starts; the platforms are the peers.
"""

from __future__ import annotations

import asyncio
import gc
import io
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot import app, config, logs, service
from bot.config import Config
from bot.http import server
from bot.http.shops.shop import Shop
from tests.contracts.conftest import slack_section, telegram_section
from tests.contracts.people import ALEX, KIM, MANAGERS_ROOM, MAYA, SAM, STAFF_ROOM
from tests.contracts.running import BUSINESS, free_port, traceback_in
from tests.logging_state import logging_put_back
from tests.peers.slack_control import SlackControl
from tests.peers.slack_peer import BOT_USER, SlackPeer
from tests.peers.telegram_control import TelegramControl
from tests.peers.telegram_peer import TelegramPeer

SHOPS = """
[shops.counter]
kind = "generic"
secret = "whsec_c2hvcC1zZWNyZXQtb2YtdGhlLXRlc3RzLTAwMDE="
touchpoint = "visit"

[shops.on_shopify]
kind = "shopify"
secret = "shopify-secret-of-the-tests"

[shops.on_woo]
kind = "woocommerce"
secret = "woocommerce-secret-of-the-tests"

[shops.on_stripe]
kind = "stripe"
secret = "whsec_stripe-secret-of-the-tests"
"""


@dataclass
class Site:
    """Where it is reached, what it consists of, and what it has written down."""

    config: Config
    app: web.Application
    url: str
    telegram: TelegramControl
    slack: SlackControl
    log: io.StringIO = field(repr=False)

    @property
    def shops(self) -> dict[str, Shop]:
        """By kind."""
        return {shop.kind: shop for shop in self.config.reporting_shops}

    @property
    def database(self) -> Path:
        return self.config.data_folder / app.DATABASE_FILE

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """What the database says."""
        with sqlite3.connect(self.database) as connection:
            return connection.execute(statement).fetchall()

    def kept(self) -> dict[str, int]:
        """Rows by table, of everything that somebody from outside can bring about."""
        tables = "dead_letters purchases customers addresses invitations answers cases".split()
        found = {name: self.rows(f"SELECT count(*) FROM {name}")[0][0] for name in tables}  # noqa: S608
        return {**found, "inbox": self.rows("SELECT count(*) FROM inbox WHERE kind <> 'timer'")[0][0]}

    def faults(self) -> list[str]:
        """Lines of the log that show a fault of ours."""
        return traceback_in(self.log.getvalue().splitlines())


def written(folder: Path, port: int, telegram: str, slack: str, more: str = "") -> Path:
    """The configuration of such a site."""
    path = folder / "config.toml"
    http = f'\n[http]\npublic_url = "http://127.0.0.1:{port}"\n'
    sections = (telegram_section(telegram, "webhook"), slack_section(slack, "http"), SHOPS, more)
    path.write_text("".join((BUSINESS, http, *sections)), "utf-8")
    return path


@asynccontextmanager
async def site(folder: Path, more: str = "", *, log_level: str = "info") -> AsyncIterator[Site]:
    """A site that runs; ``more`` are sections of its configuration."""
    port, log, made = free_port(), io.StringIO(), list[web.Application]()

    def seen(*given: Any, **named: Any) -> web.Application:
        made.append(create(*given, **named))
        return made[0]

    async with (
        TelegramPeer() as one,
        TelegramControl(one.url) as telegram,
        SlackPeer() as other,
        SlackControl(other.url) as slack,
    ):
        with logging_put_back():
            for person, name in ((SAM, "Sam Reed"), (KIM, "Kim Lee"), (ALEX, "Alex"), (MAYA, "Maya Okafor")):
                await slack.add_user(person, name)
            await slack.add_channel(STAFF_ROOM, "feedback-alerts", [SAM, KIM, BOT_USER])
            await slack.add_channel(MANAGERS_ROOM, "management", [ALEX, BOT_USER])
            loaded = config.load(written(folder, port, telegram.url, slack.url, more))
            logs.redact(*(secret.reveal() for secret in loaded.secrets))
            logs.configure(log_level, log, human=False)
            create = server.create_app
            vars(service)["create_app"] = seen  # to look at what it makes
            started: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            running: asyncio.Future[Any] = asyncio.create_task(service.run(loaded, port, started.set_result))
            try:
                await asyncio.wait([running, started], return_when=asyncio.FIRST_COMPLETED)
                if running.done():
                    running.result()
                await slack.events_url(f"{started.result()}/slack/events")
                yield Site(loaded, made[0], started.result(), telegram, slack, log)
            finally:
                vars(service)["create_app"] = create
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
                gc.unfreeze()


@asynccontextmanager
async def socket(url: str, **more: Any) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A browser's socket to the chat, its page loaded before."""
    jar = aiohttp.CookieJar(unsafe=True)  # loopback is an IP address
    async with aiohttp.ClientSession(url, cookie_jar=jar) as session:
        await (await session.get("/chat")).read()
        async with session.ws_connect("/chat/ws", **more) as opened:
            yield opened
