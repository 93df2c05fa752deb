"""What an import is given to store with: short units, patience where somebody else keeps the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from storage import patience
from storage.database import Database
from storage.imported_people import meet_people, save_people
from storage.imported_purchases import meet_purchases, save_purchases
from storage.imported_records import Tally
from storage.staging import StagedRow

PARTS_ALONE = 200
"""In one transaction where nobody waits. Ids are hashes, so that every row changes other pages: the fewer
transactions, the fewer pages are written again and again (three times as many rows a second)."""

Parts = Iterator[list[StagedRow]]

_PRAGMAS = (
    "cache_size = -65536",
    "synchronous = NORMAL",  # an import can be repeated, and is made durable at its end
)
_PRAGMAS_ALONE = ("wal_autocheckpoint = 65536",)  # pages: one that changes often is copied into the file once


class ImportStore:
    """The database of an import. ``alone``: no other process of ours uses it."""

    def __init__(self, database: Database, *, alone: bool) -> None:
        self._database = database
        self._alone = alone

    async def begin(self) -> None:
        """Ready the connection for many rows."""
        await patience.write(
            self._database, lambda on: _pragmas(on, (*_PRAGMAS, *(_PRAGMAS_ALONE if self._alone else ())))
        )

    async def finish(self) -> None:
        """Make durable what was imported: a power cut takes nothing back any more."""
        checkpoint = f"wal_checkpoint({'TRUNCATE' if self._alone else 'PASSIVE'})"
        await patience.write(self._database, lambda connection: _pragmas(connection, (checkpoint,)))

    async def purchases(self, shop: str, parts: Parts) -> Tally:
        """Save the next parts, those that are new; see ``save_purchases``."""
        return await self._next(parts, lambda on, some: save_purchases(on, shop, "buyer", some))

    async def meet_purchases(self, parts: Parts) -> Tally:
        """What saving the next part would do."""
        return (await self.new_purchases(next(parts)))[0]

    async def new_purchases(self, rows: Sequence[StagedRow]) -> tuple[Tally, list[StagedRow]]:
        """What saving these would do, and those that are new."""
        return await self._database.read(lambda on: meet_purchases(on, rows))

    async def people(self, audience: str, parts: Parts, at_us: int) -> Tally:
        """Save what the next parts tell; see ``save_people``."""
        return await self._next(parts, lambda on, some: save_people(on, audience, some, at_us))

    async def meet_people(self, audience: str, parts: Parts, at_us: int) -> Tally:
        """What saving the next part would do."""
        rows = next(parts)
        return await self._database.read(lambda on: meet_people(on, audience, rows, at_us))

    async def _next(self, parts: Parts, save: Callable[[Connection, Parts], Tally]) -> Tally:
        """Save as many of the parts as go into one transaction."""
        if self._alone:
            # Nobody is in the way, so nothing is done twice: the parts need not be kept.
            return await self._database.write(lambda on: save(on, islice(parts, PARTS_ALONE)))
        part = next(parts)
        return await patience.write(self._database, lambda on: save(on, iter([part])))


def _pragmas(connection: Connection, pragmas: Sequence[str]) -> None:
    """Straight to SQLite's driver: some are refused within a transaction. Nothing on other engines."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        for words in pragmas:
            driver.execute(f"PRAGMA {words}").fetchall()
