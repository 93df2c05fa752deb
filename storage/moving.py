"""A whole history from one database into another, table by table, some rows at a time.

How far a move has come stands in the target, written with the rows themselves: whoever is killed halfway
begins again where it ended. Nobody works on a database that is still being filled.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, func, select, text, tuple_

from bot.core.errors import OperatorError
from storage import schema
from storage.database import Database
from storage.statements import run_many
from storage.tables import holds, installation, metadata
from storage.upserts import insert, upsert

_AT_ONCE = 500  # rows
_OURS = frozenset({holds.name, installation.name})  # of one database and its processes, not of its history
_MARK = "move"
_MODULUS = 1 << 64
_OTHERS = text(  # a process that runs keeps connections; of our own this is the first
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name = 'feedback-bot' AND pid <> pg_backend_pid()"
    " AND backend_start < (SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid())"
)

TABLES: Sequence[Table] = [table for table in metadata.sorted_tables if table.name not in _OURS]
"""In an order in which nothing comes before what it refers to."""


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows a table has, and a sum of their hashes, whatever their order."""

    rows: int
    checksum: int


@dataclass(frozen=True, slots=True)
class _Mark:
    """How far a move has come: the table it is at, and the key of the last row that was moved."""

    source: str
    table: str
    after: Sequence[Any] | None = None


async def count(database: Database) -> dict[str, int]:
    """By table, how many rows it has."""

    def work(connection: Connection) -> dict[str, int]:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in TABLES
        }

    return await database.read(work)


async def begin(source: Database, target: Database, name: str) -> None:
    """Mark the target as being filled from the source that is called so, or go on where a move ended.

    Raises OperatorError where the target holds anything else, or the two are of different versions.
    """
    for database, which in ((source, "source"), (target, "target")):
        found = await database.read(schema.current)
        if found != schema.head():
            raise OperatorError(
                f"the {which} has schema revision {found}, not {schema.head()}: migrate it first"
            )
    mark = await target.read(_read)
    if mark is not None and mark.source != name:
        raise OperatorError(
            "another source was being moved into the target, and was not finished: "
            "finish that, or name an empty database"
        )
    if mark is None:
        full = [table for table, rows in (await count(target)).items() if rows]
        if full:
            raise OperatorError(f"the target is not empty ({full[0]} has rows): name an empty database")
        await target.write(partial(_transact, rows=[], table=None, mark=_Mark(name, TABLES[0].name)))


async def move(source: Database, target: Database) -> AsyncIterator[tuple[str, int]]:
    """Move what was not moved yet; table and number of rows of each step."""
    mark = await target.read(_read)
    if mark is None:
        raise ValueError("begin comes first")
    names = [table.name for table in TABLES]
    after = mark.after
    for table in TABLES[names.index(mark.table) :]:
        while rows := await _page(source, table, after):
            after = _key(table, rows[-1])
            reached = _Mark(mark.source, table.name, after)
            await target.write(partial(_transact, rows=rows, table=table, mark=reached))
            yield table.name, len(rows)
        after = None


async def differences(source: Database, target: Database) -> AsyncIterator[tuple[str, Sum, Sum]]:
    """Every table with what it holds here and there."""
    for table in TABLES:
        yield table.name, await _sum(source, table), await _sum(target, table)


async def finish(target: Database) -> None:
    """The target is whole: processes may work on it. What the database numbers goes on behind the last."""

    def work(connection: Connection) -> None:
        with connection.begin():
            if connection.dialect.name == "postgresql":
                for table in TABLES:
                    renumber(connection, table)
            connection.execute(installation.delete().where(installation.c.name == _MARK))

    await target.write(work)


def renumber(connection: Connection, table: Table) -> None:
    """Rows that came with their numbers leave PostgreSQL's own counting behind: let it go on after them."""
    column = table.autoincrement_column
    if column is not None:
        last = func.coalesce(select(func.max(column)).scalar_subquery(), 0) + 1
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        connection.execute(select(func.setval(sequence, last, False)))


async def is_being_filled(database: Database) -> bool:
    """Whether a move into it was begun and not finished."""
    return await database.read(_read) is not None


async def is_in_use(database: Database) -> bool:
    """Whether a process has a server's database open; a file is locked by its own. To be asked first."""
    return database.is_shared and await database.read(lambda on: on.execute(_OTHERS).scalar_one() > 0)


def _read(connection: Connection) -> _Mark | None:
    found = connection.execute(select(installation.c.value).where(installation.c.name == _MARK)).scalar()
    return None if found is None else _Mark(**json.loads(found))


def _transact(connection: Connection, rows: Sequence[RowMapping], table: Table | None, mark: _Mark) -> None:
    with connection.begin():
        if table is not None:
            run_many(connection, insert(connection.dialect.name, table), [dict(row) for row in rows])
        value = json.dumps({"source": mark.source, "table": mark.table, "after": mark.after})
        marked = upsert(connection.dialect.name, installation)
        run_many(connection, marked, [{"name": _MARK, "value": value}])


async def _page(database: Database, table: Table, after: Sequence[Any] | None) -> Sequence[RowMapping]:
    """The next rows by key."""
    keys = [*table.primary_key]
    statement = select(table).order_by(*keys).limit(_AT_ONCE)
    if after is not None:
        statement = statement.where(tuple_(*keys) > tuple_(*after))
    return await database.read(lambda on: on.execute(statement).mappings().all())


def _key(table: Table, row: RowMapping) -> list[Any]:
    return [row[column.name] for column in table.primary_key]


async def _sum(database: Database, table: Table) -> Sum:
    rows = checksum = 0
    after: Sequence[Any] | None = None
    while page := await _page(database, table, after):
        after = _key(table, page[-1])
        rows += len(page)
        for row in page:
            said = repr([row[column.name] for column in table.columns]).encode("utf-8", "surrogatepass")
            checksum += int.from_bytes(blake2b(said, digest_size=8).digest(), "big")
    return Sum(rows, checksum % _MODULUS)
