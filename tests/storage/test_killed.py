"""A process that is killed at any moment: what was acknowledged is there, exactly once."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.core.settings import Settings
from storage import rollups
from storage.database import open_database, sqlite_url
from storage.outbox import AT_ONCE
from storage.unit_of_work import SqlStore
from tests.storage.conftest import NOW

# Answers as fast as it can, and prints the keys of a batch once it is acknowledged. Half of every batch is
# brought a second time, in the next.
WORKING = """
import asyncio, sys
from dataclasses import replace

from bot.core.effects import Save, Send
from bot.core.ports import Needs
from storage.database import open_database
from storage.unit_of_work import SqlStore
from tests.storage.conftest import (
    answered, customer, invitation, make_business, message, parcel, pending, rated
)

def decide(event, view):
    known = view.customer("c1") or customer()
    counted = replace(known, orders=known.orders + 1)
    asked = invitation(f"i{event.key}", f"c{event.key}")
    given = answered(asked, rated(1 + int(event.key) % 5))
    return [Save(counted), Save(given), Send(parcel(f"p{event.key}"))]

async def main():
    store = SqlStore(await open_database(sys.argv[1], synchronous="NORMAL"), make_business(), "killed")
    first = int(sys.argv[2])
    while True:
        keys = [str(key) for key in range(max(0, first - 10), first + 20)]
        batch = [pending(message(key=key), Needs(customers=("c1",))) for key in keys]
        await store.work(batch, decide)
        print(*keys, flush=True)
        first += 20

asyncio.run(main())
"""


ROOT = Path(__file__).parents[2]


def _work_until_killed(url: str, first: int, batches: int) -> set[str]:
    """The keys that were acknowledged before the process was killed in the middle of something."""
    arguments = [sys.executable, "-c", WORKING, url, str(first)]
    acknowledged: set[str] = set()
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        for _ in range(batches):
            acknowledged.update(process.stdout.readline().split())
        process.send_signal(signal.SIGKILL)
        for line in process.stdout:
            if line.endswith("\n"):
                acknowledged.update(line.split())
    assert acknowledged, "it never got to work"
    return acknowledged


@pytest.mark.parametrize("batches", [1, 3, 7])
async def test_a_killed_process_loses_nothing_that_it_acknowledged(
    file: Path, business: Settings, batches: int
) -> None:
    url = sqlite_url(file)
    acknowledged: set[str] = set()
    for _ in range(2):
        first = 1 + max((int(key) for key in acknowledged), default=-1)
        acknowledged |= _work_until_killed(url, first, batches)
    database = await open_database(url)

    def look(connection: Connection) -> tuple[set[str], set[str], int, set[str]]:
        def column(statement: str) -> list[str]:
            return [str(row[0]) for row in connection.execute(text(statement))]

        return (
            set(column("SELECT key FROM inbox")),
            {id_.removeprefix("i") for id_ in column("SELECT invitation_id FROM answers")},
            int(column("SELECT orders FROM customers")[0]),
            {id_.removeprefix("p") for id_ in column("SELECT id FROM outbox WHERE state = 'waiting'")},
        )

    handled, responses, counted, parcels = await database.read(look)
    assert acknowledged <= handled
    assert handled == responses == parcels
    assert counted == len(handled), "each was handled exactly once"
    assert await database.read(lambda connection: rollups.verify(connection, business)) == {}
    integrity = await database.read(
        lambda connection: connection.execute(text("PRAGMA integrity_check")).scalar()
    )
    assert integrity == "ok"
    errands = await SqlStore(database, business, "next").claim(NOW, 1)
    claimed = {errand.parcel.id.removeprefix("p") for errand in errands}
    assert claimed <= parcels
    assert len(claimed) == min(len(parcels), AT_ONCE), "nothing was sent, so all of it is, so many at once"
    assert all(errand.recovered for errand in errands)
    await database.close()
