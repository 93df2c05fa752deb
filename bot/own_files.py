"""Everything that is held of somebody, as files for them: made when they are sent, kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.core.identity import Address
from bot.core.own_data import FORMS, Held, for_customer
from bot.core.ports import Clock, OwnFile, Render
from bot.core.settings import Settings
from bot.texts.own_data_page import as_json, as_page
from storage import own_data
from storage.database import Database

_NAME = "my-data"


class OwnFiles:
    """The port OwnData on a database."""

    def __init__(
        self, database: Database, settings: Callable[[], Settings], clock: Clock, render: Render
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._render = render

    async def of(self, address: Address, language: str) -> Sequence[OwnFile]:
        """As the port says: whose address this is now is looked up now."""
        customer_id = await self._database.read(
            lambda connection: own_data.customer_at(connection, address.key)
        )
        if address.room or customer_id is None:
            return ()
        now = self._clock.now()
        held = await self._database.read(lambda connection: own_data.held(connection, customer_id, now))
        return files(for_customer(held), self._settings(), language, self._render, _NAME)


def files(held: Held, made: Settings, language: str, render: Render, name: str) -> tuple[OwnFile, ...]:
    """One file for each form, called ``name``."""
    written = {
        "html": as_page(held, made, made.zone, language, render),
        "json": as_json(held, made.business, language, render),
    }
    return tuple(
        OwnFile(f"{name}.{suffix}", kind, written[suffix].encode()) for suffix, kind in FORMS.items()
    )
