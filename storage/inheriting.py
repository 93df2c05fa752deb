"""What a process on a server's database leaves when it dies: leases and holds, which end by themselves later.

Whoever starts in the same data folder need not wait for that. A lock on a file there, which the system gives
free when a process ends, however it ends, says that the one named in it is gone.
"""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, bindparam, select, update

from storage.database import Database
from storage.postgres import lock_addresses
from storage.tables import addresses, holds

FILE = "feedback-bot.process"
_HELD = select(addresses.c.key).where(
    addresses.c.lease_owner == bindparam("former"), addresses.c.lease_until_us.is_not(None)
)
_END_LEASES = (
    update(addresses)
    .where(addresses.c.lease_owner == bindparam("former"), addresses.c.lease_until_us.is_not(None))
    .values(lease_until_us=0)
)
_END_HOLDS = update(holds).where(holds.c.owner == bindparam("former")).values(until_us=0)


@contextlib.asynccontextmanager
async def known_as(owner: str, database: Database, folder: Path) -> AsyncIterator[None]:
    """Work under this name, after ending what the last one that worked in this folder still has.

    Beside another process in the same folder nothing is ended and nobody is named. Raises StorageUnavailable.
    """
    file = _alone(folder) if database.is_shared else None
    if file is None:
        yield
        return
    with file:
        file.seek(0)
        if former := file.read().strip():
            await database.write(partial(_end, former=former))
        with contextlib.suppress(OSError):  # on a full disk nobody is named: what we leave ends by itself
            file.truncate(0)
            file.write(owner)
            file.flush()
        yield


def _alone(folder: Path) -> IO[str] | None:
    """The file, held until it is closed or this process ends; None where somebody else holds it."""
    try:
        file = (folder / FILE).open("a+")
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def _end(connection: Connection, former: str) -> None:
    with connection.begin():
        lock_addresses(connection, connection.scalars(_HELD, {"former": former}))
        connection.execute(_END_LEASES, {"former": former})
        connection.execute(_END_HOLDS, {"former": former})
