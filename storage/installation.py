"""What all processes of one installation share besides its rows: the key that its links are made with."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage import postgres
from storage.database import Database
from storage.statements import run_many
from storage.tables import installation
from storage.upserts import insert_missing

_LINK_KEY = "link_key"


async def shared_link_key(database: Database, own: bytes) -> bytes:
    """The key that every process on this database uses; ``own``, of our folder, where there is none yet.

    A file has one process, whose folder keeps the key.
    """

    def work(connection: Connection) -> bytes:
        if not postgres.is_server(connection):
            return own
        with connection.begin():
            row = {"name": _LINK_KEY, "value": own.hex()}
            run_many(connection, insert_missing(connection.dialect.name, installation), [row])
            found = select(installation.c.value).where(installation.c.name == _LINK_KEY)
            return bytes.fromhex(connection.execute(found).scalar_one())

    return await database.write(work)
