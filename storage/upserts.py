"""Inserts that meet what is there already, in the one spelling that SQLite and PostgreSQL share.

Both dialects know ON CONFLICT, but SQLAlchemy gives each its own ``insert``. A statement is built once for
each dialect and table.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

Insert = sqlite.Insert | postgresql.Insert

_INSERTS: dict[str, Callable[[Table], Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


def inserting(dialect: str, table: Table) -> Insert:
    """The dialect's own insert. Raises KeyError for a dialect that has no ON CONFLICT."""
    # inline: with a single row, too, no RETURNING is added to fetch what the database numbered.
    return _INSERTS[dialect](table).inline()


@cache
def insert(dialect: str, table: Table) -> Insert:
    """A row must be new."""
    return inserting(dialect, table)


@cache
def insert_missing(dialect: str, table: Table) -> Insert:
    """A row that is there already stays as it is."""
    return inserting(dialect, table).on_conflict_do_nothing()


@cache
def upsert(dialect: str, table: Table, columns: tuple[str, ...] = ()) -> Insert:
    """A row that is there already takes these columns of the new one, or all that are not its key."""
    statement = inserting(dialect, table)
    keys = [column.name for column in table.primary_key]
    taken = columns or tuple(column.name for column in table.columns if column.name not in keys)
    values: dict[str, Any] = {name: statement.excluded[name] for name in taken}
    return statement.on_conflict_do_update(index_elements=keys, set_=values)
