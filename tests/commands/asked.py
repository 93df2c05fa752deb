"""A shop's past for the commands that explain it: who was asked, who was not, and who is about to be."""

from __future__ import annotations

import asyncio
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

from bot import app, config
from bot.cli import main
from bot.core.events import MessageReceived, PurchaseReceived, PurchaseWithdrawn
from bot.core.identity import Address
from bot.demo.clocks import SetClock
from bot.ticker import fire_due

MAYA = Address("telegram", person="7")
LENA = Address("telegram", person="8")
SHOP = """
[business]
name = "Bean There"
timezone = "Europe/Berlin"
[telegram]
token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
api_base_url = "http://127.0.0.1:9"
[rooms.staff]
platform = "telegram"
room = "-1009876543210"
role = "staff"
[[touchpoint]]
name = "delivery"
survey = "delivery"
delay_hours = 2
[contact]
quiet_from = "{quiet_from}"
quiet_to = "{quiet_to}"
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, as an operator types it, without the second that a process of its own takes to start."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            status = main(arguments)
        except SystemExit as misused:
            status = int(misused.code or 0)
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())


def written(folder: Path, quiet: tuple[str, str] = ("00:00", "00:00")) -> Path:
    """The shop's configuration, with quiet hours or without any."""
    file = folder / "config.toml"
    file.write_text(SHOP.format(quiet_from=quiet[0], quiet_to=quiet[1]), "utf-8")
    return file


def with_past(file: Path) -> Path:
    """Maya was asked about 1040, not about 1041; 1042 is planned. Tom has no chat, two are called Lena."""
    asyncio.run(_fill(file))
    return file


async def _fill(file: Path) -> None:
    loaded, now = config.load(file), datetime.now(UTC)
    clock = SetClock(now - timedelta(days=20))
    async with app.opened(loaded, loaded.data_folder) as opened:
        engine = app.Engine(opened.settings, opened.store, clock=clock)
        async with engine.running(ticking=False):

            async def buy(order: str, days_ago: float, who: str, name: str, address: Address | None) -> None:
                clock.move_to(now - timedelta(days=days_ago))
                bought_at = clock.now()
                await engine.deliver(
                    PurchaseReceived(
                        platform="shop:web",
                        key=order,
                        at=bought_at,
                        shop="web",
                        order=order,
                        customer_ref=who,
                        touchpoint="delivery",
                        bought_at=bought_at,
                        customer_name=name,
                        timezone="Asia/Tokyo",
                        product="Mug",
                        amount=Decimal("12.50"),
                        currency="EUR",
                        address=address,
                        attributes={"tier": "gold"} if who == "maya" else {},
                    )
                )

            async def due() -> None:
                clock.move_to(clock.now() + timedelta(hours=3))
                await fire_due(engine.store, clock, engine.deliver, 100)

            await buy("1040", 20, "maya", "Maya Okafor", MAYA)
            await due()
            key = "said"
            await engine.deliver(MessageReceived("telegram", key, clock.now(), MAYA, "not now", "Maya"))
            await buy("1041", 3, "maya", "Maya Okafor", MAYA)
            await due()
            await buy("3001", 1, "lena-1", "Lena Abel", LENA)
            await buy("3002", 1, "lena-2", "Lena\x1b[31m Brandt", None)
            await buy("2001", 0, "tom", "Tom Berger", None)
            await buy("1042", 0, "maya", "Maya Okafor", MAYA)
            withdrawn = PurchaseWithdrawn("shop:web", "9/refunded", now, "web", "9", "refunded")
            await engine.deliver(withdrawn)
