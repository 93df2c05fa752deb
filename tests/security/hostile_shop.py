"""A shop whose customers, orders, products and notes all hold hostile words, for every command that reads."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot import app, config
from bot.core.callbacks import case_data
from bot.core.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    MessageReceived,
    PurchaseReceived,
)
from bot.core.identity import Address
from bot.demo.clocks import SetClock
from bot.ticker import fire_due
from handlers.case_forms import TEXT
from storage.database import Database
from tests.hostile import SHORT

SAM = Address("telegram", room="-1009876543210", person="1")
ALEX = Address("telegram", person="2")
CONFIG = """
[business]
name = "Bean There"
[telegram]
token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
username = "bean_there_bot"
api_base_url = "http://127.0.0.1:9"
[rooms.staff]
platform = "telegram"
room = "-1009876543210"
role = "staff"
[roles]
staff = ["telegram::1"]
managers = ["telegram::2"]
[[touchpoint]]
name = "delivery"
survey = "delivery"
delay_hours = 0
[contact]
quiet_from = "00:00"
quiet_to = "00:00"
between_any_days = 0
"""


def hostile_shop(folder: Path) -> Path:
    """Its configuration; in the database beside it every one of the corpus has bought and complained."""
    file = folder / "config.toml"
    file.write_text(CONFIG, "utf-8")
    asyncio.run(_fill(file))
    return file


async def _fill(file: Path) -> None:
    loaded = config.load(file)
    clock = SetClock(datetime.now(UTC) - timedelta(days=2))
    async with app.opened(loaded, loaded.data_folder) as opened:
        engine = app.Engine(opened.settings, opened.store, clock=clock)
        async with engine.running(ticking=False):
            stories = [_story(number, words, clock.now()) for number, words in enumerate(SHORT.values())]
            for step in zip(*stories, strict=True):
                await asyncio.gather(*map(engine.deliver, step))
                await _due(engine, clock)
            await _work_on(engine, opened.database, clock.now())
            await engine.deliver(
                CommandGiven("telegram", "customer", clock.now(), SAM, "customer", "1", "Sam")
            )


async def _due(engine: app.Engine, clock: SetClock) -> None:
    clock.move_to(clock.now() + timedelta(minutes=1))
    await fire_due(engine.store, clock, engine.deliver, 100)


def _story(number: int, words: str, now: datetime) -> list[Event]:
    maya = Address("telegram", person=f"{1000 + number}")
    bought = PurchaseReceived(
        platform="shop:web",
        key=f"o{number}",
        at=now,
        shop="web",
        order=f"o{number}",
        customer_ref=f"{words}{number}",
        touchpoint="delivery",
        bought_at=now,
        customer_name=words,
        product=words,
        place=words,
        segments={"store": words},
        address=maya,
        attributes={"tier": words},
    )
    said = [
        MessageReceived("telegram", f"{number}/{key}", now + timedelta(minutes=key), maya, text, words)
        for key, text in enumerate(("1", f"I am very unhappy: {words}", "skip", "skip"))
    ]
    return [bought, *said]


def _cases(connection: Connection) -> list[tuple[str, str]]:
    """Each with its customer's name."""
    found = connection.exec_driver_sql(
        "SELECT cases.id, customers.name FROM cases JOIN customers ON customers.id = cases.customer_id"
    )
    return [(str(case_id), str(name)) for case_id, name in found]


async def _work_on(engine: app.Engine, database: Database, now: datetime) -> None:
    """Sam takes every case, and notes the customer's words."""
    for case_id, words in await database.read(_cases):
        take, note = case_data(case_id, "take"), case_data(case_id, "note")
        await engine.deliver(ButtonPressed("telegram", f"take/{case_id}", now, SAM, take, words))
        noted = FormSubmitted("telegram", f"note/{case_id}", now, SAM, note, {TEXT: words}, words)
        await engine.deliver(noted)
