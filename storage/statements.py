"""Running statements with little ado: each is compiled once, then its text goes straight to the driver.

Compiling, expanding ``IN`` and converting parameters row by row cost SQLAlchemy more than most of our
statements cost the database. What is passed here needs no conversion (see ``tables``), so only the text and
the order of the parameters are kept. The texts are few: lists of keys are filled up to powers of two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import BindParameter, Connection, Row, bindparam
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import ReturningInsert, UpdateBase
from sqlalchemy.sql.selectable import Select

AnyRow = Row[*tuple[Any, ...]]
Values = dict[str, Any]
"""One row on its way in, by column name; all rows for one statement have the same names."""

MOST_KEYS = 4096  # in one statement; SQLite takes 32766 parameters, PostgreSQL 32767
_KEYS = "keys"


def many() -> BindParameter[Any]:
    """The list of keys in ``column.in_(many())``."""
    return bindparam(_KEYS, expanding=True)


def rows_by(
    connection: Connection, statement: Select[Any] | UpdateBase, keys: Iterable[str], **values: object
) -> Sequence[AnyRow]:
    """All rows of a statement that takes ``keys``; it is not run where there are none."""
    found: list[AnyRow] = []
    for chunk in _chunks(keys):
        text = _with_keys(connection, statement, len(chunk), values)
        found += connection.exec_driver_sql(text.sql, text.bind_keys(values, chunk)).fetchall()
    return found


def change_by(
    connection: Connection, statement: Select[Any] | UpdateBase, keys: Iterable[str], **values: object
) -> None:
    """Run a statement that takes ``keys`` for its effect alone; not where there are none."""
    for chunk in _chunks(keys):
        text = _with_keys(connection, statement, len(chunk), values)
        connection.exec_driver_sql(text.sql, text.bind_keys(values, chunk))


def run_many(connection: Connection, statement: UpdateBase, rows: Sequence[Values]) -> None:
    """Run a statement once for each row; not where there are none."""
    if rows:
        text = _for_rows(connection, statement, tuple(rows[0]))
        connection.exec_driver_sql(text.sql, [text.bind(row) for row in rows])


def run_rows(
    connection: Connection, statement: UpdateBase, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """``run_many`` for rows of bare values, in the order of ``names``.

    Of many rows each dictionary would cost more than its insert. Raises ValueError where the driver wants
    another order.
    """
    if rows:
        text = _for_rows(connection, statement, names)
        if text.bind(dict(zip(names, names, strict=True))) != names:
            raise ValueError("the values are to be given in the order of the table's columns")
        connection.exec_driver_sql(text.sql, list(rows))


def insert_many_returning(
    connection: Connection,
    statement: ReturningInsert[*tuple[Any, ...]],
    rows: Sequence[Values],
) -> Iterator[AnyRow]:
    """Insert all rows in one statement that passes over what is there already; what it returns.

    The last row is repeated to fill up: it is there by then, so it is passed over.
    """
    for start in range(0, len(rows), MOST_KEYS):
        chunk = [*rows[start : start + MOST_KEYS]]
        chunk += [chunk[-1]] * _missing(len(chunk))
        text = _for_values(connection, statement, chunk)
        bound = tuple(chain.from_iterable(map(text.bind, chunk)))
        yield from connection.exec_driver_sql(text.sql, bound).fetchall()


class Prepared:
    """A statement whose text is made once; what it binds by name is given each time."""

    __slots__ = ("_statement", "_texts")

    def __init__(self, statement: Select[Any]) -> None:
        self._statement = statement
        self._texts: dict[tuple[str, int], _Text] = {}  # by driver and number of keys

    def rows(self, connection: Connection, **values: object) -> Sequence[AnyRow]:
        """All rows of it."""
        cached = (connection.dialect.driver, 0)
        if cached not in self._texts:
            self._texts[cached] = _of_select(connection, self._statement, values)
        text = self._texts[cached]
        return connection.exec_driver_sql(text.sql, text.bind(values)).fetchall()

    def rows_of(self, connection: Connection, keys: Sequence[int], **values: object) -> Sequence[AnyRow]:
        """All rows of one that takes ``keys``, at most MOST_KEYS of them; none where there are none."""
        if not keys:
            return []
        filled = [*keys, *[keys[-1]] * _missing(len(keys))]
        cached = (connection.dialect.driver, len(filled))
        if cached not in self._texts:
            self._texts[cached] = _of_keys(connection, self._statement, len(filled), values)
        text = self._texts[cached]
        return connection.exec_driver_sql(text.sql, text.bind_keys(values, filled)).fetchall()


# --- texts


Bind = Callable[[Mapping[str, Any]], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Text:
    """A statement for the driver. ``bind`` puts a mapping's values in the driver's order."""

    sql: str
    bind: Bind
    bind_rest: Bind = lambda _: ()  # what comes after the keys, where the statement takes keys

    def bind_keys(self, values: Mapping[str, Any], keys: Sequence[str | int]) -> tuple[Any, ...]:
        return (*self.bind(values), *keys, *self.bind_rest(values))


_texts: dict[tuple[object, ...], _Text] = {}
"""Of module-level statements and the few sets of columns that change together, so it hardly grows."""


def _of_select(connection: Connection, statement: Select[Any], values: Mapping[str, object]) -> _Text:
    compiled = _compile(connection, statement)
    state = compiled.construct_expanded_state(dict(values))
    return _Text(state.statement, _binder(state.positiontup, state.parameters, {*values}))


def _with_keys(
    connection: Connection, statement: Select[Any] | UpdateBase, length: int, values: Mapping[str, object]
) -> _Text:
    cached = (connection.dialect.driver, statement, length)
    if cached not in _texts:
        _texts[cached] = _of_keys(connection, statement, length, values)
    return _texts[cached]


def _of_keys(
    connection: Connection, statement: Select[Any] | UpdateBase, length: int, values: Mapping[str, Any]
) -> _Text:
    compiled = _compile(connection, statement)
    state = compiled.construct_expanded_state({**values, _KEYS: [""] * length})
    order = state.positiontup or []
    names = state.parameter_expansion[_KEYS]
    if order.count(names[0]) > 1:
        raise ValueError("a statement takes its keys once, in one place")
    first = order.index(names[0])
    after = first + length
    constants = {**compiled.params, **state.parameters}
    binds = (_binder(part, constants, {*values}) for part in (order[:first], order[after:]))
    return _Text(state.statement, *binds)


def _for_rows(connection: Connection, statement: UpdateBase, names: tuple[str, ...]) -> _Text:
    cached = (connection.dialect.driver, statement, names)
    if cached not in _texts:
        compiled = _compile(connection, statement, names)
        bind = _binder(compiled.positiontup, compiled.params, set(names))
        _texts[cached] = _Text(compiled.string, bind)
    return _texts[cached]


def _for_values(
    connection: Connection, statement: ReturningInsert[*tuple[Any, ...]], rows: Sequence[Values]
) -> _Text:
    names = tuple(rows[0])
    cached = (connection.dialect.driver, statement, names, len(rows))
    if cached not in _texts:
        compiled = _compile(connection, statement.values(rows))
        in_order = [(compiled.positiontup or [])[place] for place in range(len(names))]
        bind = itemgetter(*[name.removesuffix("_m0") for name in in_order])
        _texts[cached] = _Text(compiled.string, bind)
    return _texts[cached]


def _compile(connection: Connection, statement: Any, names: Sequence[str] | None = None) -> SQLCompiler:
    return cast(SQLCompiler, statement.compile(dialect=connection.dialect, column_keys=names))


def _binder(
    order: Sequence[str] | None, constants: Mapping[str, Any], given: set[str]
) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """The values in the driver's order; what is not given stands in the statement itself."""
    names = tuple(order or ())
    missing = {name: constants[name] for name in names if name not in given}
    if not missing and len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple([missing[name] if name in missing else values[name] for name in names])


def _chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    """The keys, sorted and each once, in lists whose lengths are powers of two: the last is repeated."""
    ordered = sorted(set(keys))
    for start in range(0, len(ordered), MOST_KEYS):
        chunk = ordered[start : start + MOST_KEYS]
        yield chunk + [chunk[-1]] * _missing(len(chunk))


def _missing(length: int) -> int:
    """How many are missing to the next power of two."""
    return (1 << (length - 1).bit_length()) - length
