"""Everything that is held of somebody, as a file for them: made when it is sent, kept nowhere."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.identity import Address
from bot.core.own_data import Held, for_customer
from bot.core.ports import Clock, Render
from bot.core.settings import Settings
from bot.texts.own_data_page import as_json, as_page
from storage import own_data
from storage.database import Database


class OwnFiles:
    """The port OwnData on a database."""

    def __init__(
        self, database: Database, settings: Callable[[], Settings], clock: Clock, render: Render
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._render = render

    async def of(self, address: Address, form: str, language: str) -> bytes | None:
        """As the port says."""
        customer_id = await self._database.read(
            lambda connection: own_data.customer_at(connection, address.key)
        )
        if address.room or customer_id is None:
            return None
        now = self._clock.now()
        held = await self._database.read(lambda connection: own_data.held(connection, customer_id, now))
        return written(for_customer(held), form, self._settings(), language, self._render)


def written(held: Held, form: str, made: Settings, language: str, render: Render) -> bytes:
    """What is in the file."""
    if form == "json":
        return as_json(held, made.business, language, render).encode()
    return as_page(held, made, made.zone, language, render).encode()
