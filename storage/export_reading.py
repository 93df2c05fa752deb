"""How rows are read to be given out: however many there are, a page of them is in memory.

Words of customers who are not to be quoted are left out of their row, and who was forgotten is named in none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, select, tuple_

from bot.core.anonymity import internal_surveys
from bot.core.identity import Customer
from bot.core.periods import Period
from bot.core.quoting import Consent, consent_of
from bot.core.settings import Settings
from bot.core.survey import Audience
from storage import codec
from storage.report_filters import moments
from storage.statements import many, rows_by
from storage.tables import customers

PAGE = 1000  # rows

Row = dict[str, Any]
"""One row by column: text, numbers, moments (aware, UTC), dates, lists of texts, or None."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a table is wanted. ``audience`` None: everybody. ``today`` is the business's date."""

    table: str
    period: Period
    today: date
    touchpoint: str | None = None
    survey: str | None = None
    segment: tuple[str, str] | None = None
    audience: Audience | None = None


@dataclass(slots=True)
class LeftOut:
    """How much is not in what was given out, and why."""

    unquoted: int = 0  # rows without their words
    confidential: int = 0  # answers of people who work with us
    forgotten: int = 0  # rows


@dataclass(frozen=True, slots=True)
class Taken:
    """A row, and the names of whom it is about: nothing of them may stand in words that go to strangers."""

    row: Row
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    connection: Connection
    wanted: Wanted
    settings: Settings
    left: LeftOut = field(default_factory=LeftOut)

    @property
    def internal(self) -> list[str]:
        return sorted(internal_surveys(self.settings))

    @property
    def days(self) -> Mapping[str, int]:
        return moments(self.wanted.period, self.settings.zone)


def pages(
    reading: Reading, statement: Select[Any], *key: Column[Any], **values: object
) -> Iterator[Sequence[Any]]:
    """The statement's rows, a page at a time; ``key`` is what it selects first."""
    ordered, after = statement.order_by(*key).limit(PAGE), None
    while True:
        page = ordered if after is None else ordered.where(tuple_(*key) > tuple_(*after))
        found = reading.connection.execute(page, values).all()
        if found:
            yield found
        if len(found) < PAGE:
            return
        after = found[-1][: len(key)]


@dataclass(frozen=True, slots=True)
class Who:
    """What a row that is given out takes of its customer."""

    names: tuple[str, ...]
    consent: Consent | None
    is_erased: bool


_COLUMNS = ("id", "name", "preferred_name", "erased_us", "attributes")
_PEOPLE = select(*[customers.c[name] for name in _COLUMNS]).where(customers.c.id.in_(many()))


def people(reading: Reading, ids: Iterable[str | None]) -> Mapping[str, Who]:
    found = rows_by(reading.connection, _PEOPLE, sorted({id_ for id_ in ids if id_}))
    return {
        id_: Who(
            _names(name, preferred_name),
            consent_of(codec.decode_attributes(attributes)) if attributes else None,
            erased_us is not None,
        )
        for id_, name, preferred_name, erased_us, attributes in found
    }


def who_is(customer: Customer) -> Who:
    names = _names(customer.name, customer.preferred_name)
    return Who(names, consent_of(customer.attributes), customer.erased_at is not None)


def _names(*names: str | None) -> tuple[str, ...]:
    return tuple(name for name in names if name)


def given_out(reading: Reading, who: Who | None, row: Row) -> Taken:
    """The row with what its customer says about being quoted, and without words that nobody may read.

    The row is changed in place: it is nobody else's.
    """
    consent = who.consent if who else None
    is_forgotten = bool(row["customer"]) and (who is None or who.is_erased)
    if row.get("comment") and (is_forgotten or consent is Consent.NEVER):
        row["comment"] = None
        reading.left.unquoted += 1
    if is_forgotten:
        row["customer"] = None
        reading.left.forgotten += 1
    elif "comment" in row:
        row["quotes"] = consent.value if consent else None
    return Taken(row, who.names if who else ())


_PAIRS_KEPT = 4096  # rows share most of them


def pairs(segments: str) -> list[str]:
    return [*_pairs(segments)]


@lru_cache(_PAIRS_KEPT)
def _pairs(segments: str) -> tuple[str, ...]:
    return tuple(f"{name}={value}" for name, value in sorted(codec.decode_mapping(segments).items()))


def there(wanted: Wanted, columns: Any) -> Iterator[ColumnElement[bool]]:
    if wanted.touchpoint:
        yield columns.touchpoint == wanted.touchpoint
