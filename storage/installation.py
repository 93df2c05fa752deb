"""What all processes of one installation share besides its rows: the key that its links are made with."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage.database import Database
from storage.statements import run_many
from storage.tables import installation
from storage.upserts import insert_missing

_LINK_KEY = "link_key"


async def known_link_key(database: Database) -> bytes | None:
    """The key that every process on this database uses; None where there is none yet, and on a file."""
    return await database.read(_read) if database.is_shared else None


async def shared_link_key(database: Database, own: bytes) -> bytes:
    """The key that every process on this database uses; ``own``, of our folder, where there is none yet.

    A file has one process, whose folder keeps the key.
    """
    known = await known_link_key(database)
    if known is not None or not database.is_shared or database.is_read_only:
        return own if known is None else known

    def keep(connection: Connection) -> bytes:
        with connection.begin():
            row = {"name": _LINK_KEY, "value": own.hex()}
            run_many(connection, insert_missing(connection.dialect.name, installation), [row])
            return _read(connection) or own

    return await database.write(keep)


def _read(connection: Connection) -> bytes | None:
    found = connection.execute(select(installation.c.value).where(installation.c.name == _LINK_KEY)).scalar()
    return None if found is None else bytes.fromhex(found)
