"""Whoever starts anew where a process died goes on at once with what that one had in hand."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.settings import Settings
from storage.database import Database, open_database
from storage.holds import SqlHolds
from storage.inheriting import FILE, known_as
from storage.tables import addresses
from storage.unit_of_work import SqlStore
from tests.storage.conftest import ANNA, NOW, STAFF_ROOM, message, parcel, pending, sending

HOLDING = """
import asyncio, sys
from pathlib import Path
from storage.database import open_database
from storage.inheriting import known_as

async def main():
    database = await open_database(sys.argv[1])
    async with known_as("the dead", database, Path(sys.argv[2])):
        print("there", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture
async def opened(postgres_url: str) -> AsyncIterator[Database]:
    database = await open_database(postgres_url)
    yield database
    await database.close()


async def takes(database: Database, business: Settings, owner: str, key: str) -> None:
    """Something is on its way to Anna under this process's lease, and the connection to Slack is its own."""
    store = SqlStore(database, business, owner)
    to = ANNA if owner == "the dead" else STAFF_ROOM
    errands = (await store.work([pending(message(key=key))], sending(parcel(key, to)))).errands
    assert len(errands) == 1
    assert await SqlHolds(database, owner).take(f"held by {owner}", NOW) == 1


async def claimed(database: Database, business: Settings) -> list[str]:
    """What a process that just started has to send."""
    return [one.parcel.id for one in await SqlStore(database, business, "the heir").claim(NOW, 10)]


async def test_what_the_dead_one_held_is_the_next_one_s_at_once_and_nobody_else_s(
    opened: Database, business: Settings, postgres_url: str, tmp_path: Path
) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOLDING, postgres_url, str(tmp_path)), stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"there\n"
    await takes(opened, business, "the dead", "left")
    await takes(opened, business, "another", "kept")

    async with known_as("a guest", opened, tmp_path):
        assert await claimed(opened, business) == [], "it lives"
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    assert await claimed(opened, business) == [], "its lease has not ended"
    async with known_as("the heir", opened, tmp_path):
        assert await claimed(opened, business) == ["left"]
        heir = SqlHolds(opened, "the heir")
        assert await heir.take("held by the dead", NOW) == 2
        assert await heir.take("held by another", NOW) is None
        assert (tmp_path / FILE).read_text("ascii") == "the heir"
    leases = select(addresses.c.lease_owner).where(addresses.c.key == STAFF_ROOM.key)
    assert await opened.read(lambda on: on.execute(leases).scalar_one()) == "another"


async def test_in_another_folder_nothing_is_inherited(
    opened: Database, business: Settings, tmp_path: Path
) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    async with known_as("the dead", opened, tmp_path / "one"):
        await takes(opened, business, "the dead", "left")
    async with known_as("the heir", opened, tmp_path / "other"):
        assert await claimed(opened, business) == []
    async with known_as("the heir", opened, tmp_path / "gone"):
        assert await claimed(opened, business) == [], "where there is no folder it goes on as it is"
    async with known_as("the heir", opened, tmp_path / "one"):
        assert await claimed(opened, business) == ["left"]
