"""A customer's record as an import changes it, many at a time.

The order of the locks is everybody's: customers by sorted id, then what is theirs (PostgreSQL; on SQLite
whoever writes is alone).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, select

from bot.core.quoting import QUOTES
from storage.codec import dumps, loads
from storage.statements import many, rows_by, run_rows
from storage.tables import customers
from storage.upserts import insert_missing, upsert

ROWS_AT_ONCE = 500
"""At most so many rows are looked up and written together, and in one transaction where others may wait."""

SOURCE = "import"
_PREFERRED_NAME = "preferred_name"  # the attribute that says who told us how somebody likes to be called

first = itemgetter(0)
second = itemgetter(1)


@dataclass(slots=True)
class Tally:
    """What became of rows. ``refused`` holds the line and the reason of those that meet what is stored."""

    new: int = 0
    changed: int = 0
    known: int = 0
    erased: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """All of them."""
        return self.new + self.changed + self.known + self.erased + len(self.refused)

    def add(self, other: Tally) -> None:
        """These too."""
        self.new += other.new
        self.changed += other.changed
        self.known += other.known
        self.erased += other.erased
        self.refused += other.refused


_RECORD = (
    "id",
    "name",
    "language",
    "timezone",
    "orders",
    "preferred_name",
    "place",
    "first_bought_us",
    "last_bought_us",
    "attributes",
    "audience",
    "erased_us",
)
_SEEN = (
    select(*[customers.c[name] for name in _RECORD])
    .where(customers.c.id.in_(many()))
    .order_by(customers.c.id)
)
_RECORDS = _SEEN.with_for_update()
ERASED = select(customers.c.id).where(customers.c.id.in_(many()), customers.c.erased_us.is_not(None))
_WRITTEN = (  # in the order of the table
    "id",
    "audience",
    "name",
    "language",
    "timezone",
    "orders",
    "ratings",
    "invited_at",
    "ignored",
    "preferred_name",
    "place",
    "first_bought_us",
    "last_bought_us",
    "attributes",
)
_TAKEN = tuple(name for name in _WRITTEN if name not in {"id", "ratings", "invited_at", "ignored"})


class Record:
    """What an import may change of a customer."""

    __slots__ = (
        "attributes",
        "audience",
        "erased",
        "first_us",
        "id",
        "is_new",
        "language",
        "last_us",
        "name",
        "orders",
        "place",
        "preferred_name",
        "timezone",
    )

    def __init__(self, row: Sequence[Any], *, is_new: bool = False) -> None:
        (
            self.id,
            self.name,
            self.language,
            self.timezone,
            self.orders,
            self.preferred_name,
            self.place,
            self.first_us,
            self.last_us,
            self.attributes,
            self.audience,
            self.erased,
        ) = row
        self.is_new = is_new

    def state(self) -> tuple[Any, ...]:
        """What can change, to see whether it did."""
        return (
            self.audience,
            self.name,
            self.language,
            self.timezone,
            self.preferred_name,
            self.place,
            self.attributes,
        )

    def row(self) -> tuple[Any, ...]:
        """The values for ``_WRITTEN``."""
        return (
            self.id,
            self.audience,
            self.name,
            self.language,
            self.timezone,
            self.orders,
            "[]",
            "{}",
            0,
            self.preferred_name,
            self.place,
            self.first_us,
            self.last_us,
            self.attributes,
        )

    def told(self, name: str | None, preferred: str | None, language: str | None, zone: str | None) -> None:
        """What is told goes before what is known, but for how they told us themselves to be called."""
        if name:
            self.name = name
        if language:
            self.language = language
        if zone:
            self.timezone = zone
        if preferred and not self._named_themselves():
            self.preferred_name = preferred

    def buys(self, bought_us: int, place: str | None) -> None:
        """One more purchase, before or after those that are known."""
        self.orders += 1
        if self.last_us is None or bought_us >= self.last_us:
            if place:
                self.place = place
            self.last_us = bought_us
        if self.first_us is None or bought_us < self.first_us:
            self.first_us = bought_us

    def has(self, told: str, at_us: int) -> None:
        """Attributes, a JSON object: of two values of one name the later one, the names in order."""
        known = {one[0]: one for one in loads(self.attributes)} if self.attributes else {}
        for name, value in loads(told).items():
            if name == QUOTES:
                continue  # they say it themselves
            was = known.get(name)
            if was is None or was[3] <= at_us:
                known[name] = [name, value, SOURCE, at_us]
        self.attributes = dumps([known[name] for name in sorted(known)])

    def _named_themselves(self) -> bool:
        known = loads(self.attributes) if self.attributes else ()
        return any(one[0] == _PREFERRED_NAME and one[2] == "customer" for one in known)


def records_of(
    connection: Connection, ids: Iterable[str], audience: str, *, to_save: bool = True
) -> dict[str, Record]:
    """The records of these customers, locked ``to_save`` them; of those we do not know an empty one."""
    wanted = set(ids)
    found = {row[0]: Record(row) for row in rows_by(connection, _RECORDS if to_save else _SEEN, wanted)}
    missing = sorted(wanted.difference(found))
    for id_ in missing:
        found[id_] = Record((id_, None, None, None, 0, *[None] * 5, audience, None), is_new=True)
    if missing and to_save and connection.dialect.name != "sqlite":
        # Where others write at the same moment, somebody new is put there first, to be locked like anybody.
        rows = [found[id_].row() for id_ in missing]
        run_rows(connection, insert_missing(connection.dialect.name, customers), _WRITTEN, rows)
        for row in rows_by(connection, _RECORDS, missing):
            found[row[0]] = Record(row, is_new=True)
    return found


def save_records(connection: Connection, records: Mapping[str, Record]) -> None:
    statement = upsert(connection.dialect.name, customers, _TAKEN)
    run_rows(connection, statement, _WRITTEN, [records[id_].row() for id_ in sorted(records)])
