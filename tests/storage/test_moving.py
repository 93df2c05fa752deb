"""A whole history moves into another database, and back, row for row."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.core.effects import Save, Send
from bot.core.errors import OperatorError
from bot.core.ports import Needs
from bot.core.settings import Settings
from storage import moving
from storage.database import Database, open_database, sqlite_url
from storage.unit_of_work import SqlStore
from tests.storage.conftest import (
    ANNA,
    BORIS,
    NOW,
    House,
    answered,
    case,
    contact,
    customer,
    invitation,
    parcel,
    rated,
)

PEOPLE = 1200  # more than are moved at once


@pytest.fixture
async def elsewhere(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """An empty database of the other kind."""
    if engine == "sqlite":
        url = request.getfixturevalue("postgres_url")
    else:
        url = sqlite_url(tmp_path / "elsewhere" / "feedback.sqlite")
    opened = await open_database(url)
    yield opened
    await opened.close()


async def lived(house: House) -> None:
    """Something of most kinds."""
    asked = answered(invitation(), rated(4))
    await house.decided(Save(customer()), Save(contact()), Save(asked), Save(case()))
    await house.decided(Send(parcel("sent")), Send(parcel("waits", BORIS)))
    await house.decided(*[Save(customer(f"p{number}")) for number in range(PEOPLE)])


async def same(source: Database, target: Database) -> set[str]:
    """The tables that have rows, and the same ones."""
    found = [one async for one in moving.differences(source, target)]
    assert [table for table, here, there in found if here != there] == []
    return {table for table, here, _ in found if here.rows}


async def test_all_of_it_is_there_and_life_goes_on(
    house: House, elsewhere: Database, business: Settings
) -> None:
    await lived(house)
    await moving.begin(house.database, elsewhere, "here")
    assert await moving.is_being_filled(elsewhere)
    steps = [step async for step in moving.move(house.database, elsewhere)]
    assert max(rows for _, rows in steps) < PEOPLE
    full = await same(house.database, elsewhere)
    assert full >= {"customers", "addresses", "invitations", "answers", "cases", "outbox", "inbox", "rollups"}
    await moving.finish(elsewhere)
    assert not await moving.is_being_filled(elsewhere)
    there = House(SqlStore(elsewhere, business, "a new process"), elsewhere, business, events=100)
    view = await there.view(Needs(addresses=(ANNA,)))
    assert view.customer("c1") == customer()
    await there.decided(Send(parcel("new")))
    claimed = await there.store.claim(NOW + timedelta(minutes=2), 10)
    assert {one.parcel.id for one in claimed} == {"sent", "new", "waits"}
    assert await there.store.dead_letters() == []


async def test_whoever_is_stopped_halfway_goes_on_there(house: House, elsewhere: Database) -> None:
    await lived(house)
    await moving.begin(house.database, elsewhere, "here")
    moved = 0
    async for table, rows in moving.move(house.database, elsewhere):
        moved += rows
        if table == "customers":
            break
    await moving.begin(house.database, elsewhere, "here")
    moved += sum([rows async for _, rows in moving.move(house.database, elsewhere)])
    assert moved == sum((await moving.count(house.database)).values())
    await same(house.database, elsewhere)


async def test_a_row_that_differs_is_found(house: House, elsewhere: Database) -> None:
    await lived(house)
    await moving.begin(house.database, elsewhere, "here")
    assert [rows async for _, rows in moving.move(house.database, elsewhere)]

    def spoil(connection: Connection) -> None:
        with connection.begin():
            connection.execute(text("UPDATE answers SET rating = 5"))

    await elsewhere.write(spoil)
    found = [one async for one in moving.differences(house.database, elsewhere)]
    assert [table for table, here, there in found if here != there] == ["answers"]


async def test_a_target_that_holds_something_else_is_refused(house: House, elsewhere: Database) -> None:
    await lived(house)
    with pytest.raises(OperatorError, match="the target is not empty"):
        await moving.begin(elsewhere, house.database, "there")
    await moving.begin(house.database, elsewhere, "here")
    with pytest.raises(OperatorError, match="another source"):
        await moving.begin(house.database, elsewhere, "another")


async def test_a_server_that_somebody_works_on_is_in_use(postgres_url: str) -> None:
    first = await open_database(postgres_url)
    assert not await moving.is_in_use(first)
    second = await open_database(postgres_url)
    assert await moving.is_in_use(second)
    await first.close()
    await second.close()


async def test_two_of_different_versions_are_not_moved(house: House, elsewhere: Database) -> None:
    def older(connection: Connection) -> None:
        with connection.begin():
            connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    await elsewhere.write(older)
    with pytest.raises(OperatorError, match=r"the target has schema revision 0001, not .*: migrate it first"):
        await moving.begin(house.database, elsewhere, "here")
    with pytest.raises(OperatorError, match="the source has schema revision 0001, not"):
        await moving.begin(elsewhere, house.database, "there")


async def test_nothing_is_moved_into_what_was_not_marked_as_being_filled(
    house: House, elsewhere: Database
) -> None:
    with pytest.raises(ValueError, match="begin comes first"):
        await anext(moving.move(house.database, elsewhere))
