"""A unit of work that another process was in the way of is done again, and not for ever."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest
from sqlalchemy import Connection

from bot.core.effects import Save
from bot.core.errors import StorageUnavailable
from bot.core.ports import Needs
from bot.core.settings import Settings
from storage import loading
from storage.database import open_database
from storage.unit_of_work import SqlStore
from tests.storage.conftest import ANNA, House, contact, customer

OF_ANNA = Needs(addresses=(ANNA,))


@pytest.fixture
async def server(postgres_url: str, business: Settings) -> AsyncIterator[House]:
    database = await open_database(postgres_url)
    yield House(SqlStore(database, business, "this process"), database, business)
    await database.close()


def led_elsewhere(times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """So often, what is loaded is somebody's whose row was not locked."""
    left, lock = [None] * times, loading._lock

    def locked(connection: Connection, needs: Sequence[Needs]) -> frozenset[str]:
        found = lock(connection, needs)
        return frozenset() if left and left.pop() is None else found

    monkeypatch.setattr(loading, "_lock", locked)


@pytest.mark.parametrize("times", [1, 3])
async def test_a_unit_that_led_elsewhere_once_it_was_locked_is_done_again(
    times: int, server: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await server.decided(Save(customer()), Save(contact()))
    led_elsewhere(times, monkeypatch)
    assert (await server.view(OF_ANNA)).customer_at(ANNA) == customer()


async def test_where_that_does_not_end_the_storage_is_unavailable_and_nothing_is_done(
    server: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await server.decided(Save(customer()), Save(contact()))
    led_elsewhere(4, monkeypatch)
    with pytest.raises(StorageUnavailable):
        await server.view(OF_ANNA)
    assert (await server.view(OF_ANNA)).customer_at(ANNA) == customer()
