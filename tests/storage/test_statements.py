"""What is refused before it is sent, because the values would go to the wrong places."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, insert, or_, select

from storage.statements import many, rows_by, run_rows
from storage.tables import digest_runs, timers
from tests.storage.conftest import House

NAMES = tuple(column.name for column in digest_runs.columns)
ROW = ("weekly", "2026-03-02", 1, 0)


async def test_bare_values_are_taken_in_the_order_of_the_table_only(house: House) -> None:
    def put(connection: Connection, names: tuple[str, ...]) -> None:
        with connection.begin():
            run_rows(connection, insert(digest_runs), names, [ROW])

    await house.database.write(lambda one: put(one, NAMES))
    with pytest.raises(ValueError, match="in the order of the table's columns"):
        await house.database.write(lambda one: put(one, NAMES[::-1]))
    found = await house.database.read(lambda one: one.execute(select(digest_runs)).all())
    assert [tuple(row) for row in found] == [ROW]


@pytest.mark.usefixtures("file")
async def test_a_statement_that_takes_its_keys_twice_is_refused(house: House) -> None:
    twice = select(timers.c.id).where(or_(timers.c.id.in_(many()), timers.c.subject.in_(many())))
    with pytest.raises(ValueError, match="once, in one place"):
        await house.database.read(lambda one: rows_by(one, twice, ["a", "b"]))
