"""The simulation's database in memory, and what the benchmark does to one."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import Connection, func, select, text

from bot.core.effects import Save
from bot.core.errors import StorageUnavailable
from storage import measuring, tables
from storage.memory import MemoryDatabase
from tests.storage.conftest import House, answered, customer, invitation, rated


def insert(connection: Connection, times: int = 1) -> None:
    with connection.begin():
        for _ in range(times):
            connection.execute(text("INSERT INTO dead_letters VALUES (NULL, 'web', '1', 0, 'why', '{}')"))


async def test_in_memory_it_is_one_process_s_and_its_disk_can_be_full() -> None:
    database = MemoryDatabase()
    assert not database.is_shared
    await database.write(insert)
    database.fill_up(full=True)
    with pytest.raises(StorageUnavailable, match="full"):
        await database.write(lambda one: insert(one, 1000))
    database.fill_up(full=False)
    await database.write(insert)
    assert len(database.rows()["dead_letters"]) == 2


@pytest.mark.usefixtures("file")
async def test_on_a_slow_disk_each_commit_takes_longer(house: House) -> None:
    with measuring.slow_commits(0.05):
        start = time.perf_counter()
        await house.database.write(insert)
        assert time.perf_counter() - start >= 0.05


async def test_without_rollups_nothing_is_counted_and_then_it_is_again(house: House) -> None:
    async def counts() -> int:
        query = select(func.count()).select_from(tables.rollups)
        return int(await house.database.read(lambda one: one.execute(query).scalar_one()))

    with measuring.without_rollups():
        await house.decided(Save(customer()), Save(answered(invitation(), rated(4))))
    assert await counts() == 0
    await house.decided(Save(customer("c2")), Save(answered(invitation("i2", "c2"), rated(4))))
    assert await counts() > 0
