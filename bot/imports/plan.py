"""What an import is going to do: the columns, how dates and amounts are written, what reads a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.settings import Settings
from bot.imports import amounts, dates
from bot.imports.cells import Remarks
from bot.imports.columns import CUSTOMER_FIELDS, PURCHASE_FIELDS, Mapped, mapped
from bot.imports.files import Table
from bot.imports.people import person_rows
from bot.imports.purchases import Told, bought_rows

PURCHASES, CUSTOMERS = "purchases", "customers"
_LOOKED_AT = 2000  # rows, for how dates are written; a column that is not ISO 8601 is looked at to its end
_DECIMALS = {".": "1,234.50", ",": "1.234,50"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the operator asks for. ``columns``, ``segments`` and ``attributes`` are names → columns."""

    what: str  # "purchases" or "customers"
    told: Told
    columns: Mapping[str, str] = field(default_factory=dict)
    segments: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    decimal: str | None = None  # "." or ","
    dates: str | None = None  # "day-first" or "month-first"
    zone: ZoneInfo | None = None  # of dates that name none


@dataclass(frozen=True, slots=True)
class Plan:
    """``read`` makes a row of cells ready to be staged, or raises ValueError. ``found`` is to be shown."""

    mapped: Mapped
    read: Callable[[Sequence[str]], Any]
    found: tuple[str, ...]
    remarks: Remarks


def planned(table: Table, wanted: Wanted, settings: Settings, now: datetime) -> Plan:
    """Look at the table and settle how it is read. Raises OperatorError where somebody has to say."""
    fields = PURCHASE_FIELDS if wanted.what == PURCHASES else CUSTOMER_FIELDS
    where = mapped(table.columns, fields, wanted.columns, wanted.segments, wanted.attributes)
    remarks = Remarks()
    found = [_columns_found(table, where)]
    if wanted.what == CUSTOMERS:
        return Plan(where, person_rows(where, wanted.told, settings, remarks), tuple(found), remarks)
    zone = wanted.zone or settings.zone
    order = _dates_decided(table, where, wanted.dates)
    said = "as ISO 8601" if order is None else order
    found.append(f"dates: {said}; where they name no zone, {zone.key}")
    sign = _decimal_decided(table, where, wanted.decimal)
    if "amount" in where.fields:
        found.append(f"amounts: written {_DECIMALS[sign]}")
    read = bought_rows(
        where, wanted.told, amounts.reader(sign), dates.reader(order, zone, now), settings, remarks
    )
    return Plan(where, read, tuple(found), remarks)


def _dates_decided(table: Table, where: Mapped, wanted: str | None) -> str | None:
    """A column that begins with ISO 8601 is taken for such; any other is looked at to its end."""
    at = where.fields["date"]
    if wanted is None and not any(map(dates.has_order, _first_cells(table, at))):
        return None
    return dates.decided(_cells(table, at), wanted, table.columns[at])


def _decimal_decided(table: Table, where: Mapped, wanted: str | None) -> str:
    if "amount" not in where.fields:
        return "."
    at = where.fields["amount"]
    return amounts.decided((cell for _, cell in _cells(table, at)), wanted, table.columns[at])


def _cells(table: Table, at: int) -> Iterator[tuple[int, str]]:
    return ((line, cells[at]) for line, cells, problem in table.rows() if problem is None)


def _first_cells(table: Table, at: int) -> list[str]:
    return [cell for _, cell in islice(_cells(table, at), _LOOKED_AT)]


def _columns_found(table: Table, where: Mapped) -> str:
    """What comes from where, and what is not used."""
    columns = table.columns
    is_email = any("@" in cell for cell in _first_cells(table, where.fields["customer"]))
    said = []
    for name, place in where.fields.items():
        note = " (kept as a hash only)" if name == "customer" and is_email else ""
        said.append(f"{name} ← {columns[place]}{note}")
    said += [f"segment {name} ← {columns[place]}" for name, place in where.segments.items()]
    said += [f"attribute {name} ← {columns[place]}" for name, place in where.attributes.items()]
    used = {*where.fields.values(), *where.segments.values(), *where.attributes.values()}
    unused = [column for place, column in enumerate(columns) if place not in used]
    return ", ".join(said) + (f"; not used: {', '.join(unused)}" if unused else "")
