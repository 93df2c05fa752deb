"""Selecting by many keys at once, so that few different statements ever reach the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Executable, Row, bindparam

AnyRow = Row[*tuple[Any, ...]]

MOST_KEYS = 4096  # in one statement; SQLite takes 32766 parameters, PostgreSQL 32767


def many(name: str = "keys") -> BindParameter[Any]:
    """The list of keys in ``column.in_(many())``."""
    return bindparam(name, expanding=True)


def chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    """The keys, sorted and without repeats, in lists whose lengths are powers of two.

    The last key is repeated to fill up: a database keeps the plans of ten statement texts, not of 256.
    """
    ordered = sorted(set(keys))
    for start in range(0, len(ordered), MOST_KEYS):
        chunk = ordered[start : start + MOST_KEYS]
        missing = (1 << (len(chunk) - 1).bit_length()) - len(chunk)
        yield chunk + [chunk[-1]] * missing


def rows_by(
    connection: Connection, statement: Executable, keys: Iterable[str], **values: object
) -> Sequence[AnyRow]:
    """All rows of a statement that takes ``keys``; it is not run where there are none."""
    found: list[AnyRow] = []
    for chunk in chunks(keys):
        found.extend(connection.execute(statement, {"keys": chunk, **values}))
    return found
