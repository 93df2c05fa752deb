"""A flood through the whole engine, on a real database: nothing lost, told once, and others need not wait."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from bot import app, config
from bot.core.effects import Parcel
from bot.core.events import MessageReceived
from bot.core.identity import Address
from bot.core.intake import FLOOD, Intake
from bot.core.ports import Receipt
from storage.tables import inbox
from tests.test_plans import BUSINESS, Clock

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FLOODER, OTHER = Address("web", person="flooder"), Address("web", person="other")


class Sent:
    """A platform that takes everything, and keeps it."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []

    async def send(
        self,
        parcel: Parcel,
        target: str | None,  # noqa: ARG002  # the port's, as are the next
        recovered: bool,  # noqa: ARG002
        thread: str | None = None,  # noqa: ARG002
    ) -> Receipt:
        self.parcels.append(parcel)
        return Receipt(parcel.id)


def says(address: Address, number: int) -> MessageReceived:
    return MessageReceived("web", f"{address.key}/{number}", NOON, address, f"number {number}")


async def test_who_floods_hears_so_once_and_others_are_answered_in_the_midst_of_it(tmp_path: Path) -> None:
    loaded = config.parse(BUSINESS, tmp_path / "config.toml", {})
    async with app.opened(loaded, tmp_path / "data") as opened_storage:
        engine = app.Engine(opened_storage.settings, opened_storage.store, clock=Clock(NOON))
        sent = engine.senders["web"] = Sent()
        async with engine.running(ticking=False):
            flood = [asyncio.create_task(engine.deliver(says(FLOODER, number))) for number in range(100)]
            await asyncio.sleep(0)
            await engine.deliver(says(OTHER, 0))
            assert sum(one.done() for one in flood) <= 32, "it went past the flood"
            await asyncio.gather(*flood)
            await engine.settle()
            assert engine.intake() == Intake()
        keys = await opened_storage.database.read(
            lambda connection: {key for (key,) in connection.execute(select(inbox.c.key))}
        )
        assert keys >= {says(FLOODER, number).key for number in range(100)}
        assert await opened_storage.store.dead_letters() == []
    told = [one.address for one in sent.parcels if one.about == FLOOD]
    assert told == [FLOODER]
    assert OTHER in [one.address for one in sent.parcels]
