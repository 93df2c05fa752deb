"""Purchases from a file, many at a time, as if their shop had reported them one after another.

What a purchase does to its customer is what ``handlers.purchases.bought`` does, written down once more for
rows, and many times as fast: a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from storage.imported_records import (
    ERASED,
    Record,
    Tally,
    first,
    records_of,
    save_records,
    second,
)
from storage.staging import StagedRow
from storage.statements import Values, many, rows_by, run_many, run_rows
from storage.tables import purchases
from storage.upserts import insert

NOT_ASKED = "imported"


class BoughtRow(NamedTuple):
    """One purchase as it is staged, fit for the database; ``segments`` and ``attributes`` are JSON."""

    customer_id: str
    purchase_id: str
    order: str
    touchpoint: str
    bought_us: int
    product: str | None
    place: str | None
    amount: str | None
    currency: str | None
    segments: str
    name: str | None
    preferred_name: str | None
    language: str | None
    timezone: str | None
    attributes: str | None


_PURCHASES = select(purchases.c.id, purchases.c.customer_id).where(purchases.c.id.in_(many()))
_PURCHASE = (
    "id",
    "shop",
    "order",
    "customer_id",
    "touchpoint",
    "bought_us",
    "product",
    "place",
    "amount",
    "currency",
    "segments",
    "not_asked",
)
_REPORTED = _PURCHASE[3:-1]  # what is not known of an order that was withdrawn before it was reported
_REPORT = (
    update(purchases)
    .where(purchases.c.id == bindparam("of_id"), purchases.c.customer_id == "")
    .values({name: bindparam(f"new_{name}") for name in _REPORTED})
)


def save_purchases(
    connection: Connection, shop: str, audience: str, parts: Iterable[Sequence[StagedRow]]
) -> Tally:
    """Save those of these ``BoughtRow`` that are not known, and what they tell of their customers, at once.

    A purchase that is known stays as it is, and tells nothing twice. Of somebody who was erased nothing is
    kept again. Each part is looked up and written together.
    """
    tally = Tally()
    with connection.begin():
        for rows in parts:
            _save_some(connection, shop, audience, rows, tally)
    return tally


def _save_some(
    connection: Connection, shop: str, audience: str, rows: Sequence[StagedRow], tally: Tally
) -> None:
    records = records_of(connection, map(first, rows), audience)
    bought = _bought(connection, rows)
    changed: dict[str, Record] = {}
    new: list[tuple[Any, ...]] = []
    reported: list[Values] = []
    for customer_id, id_, order, touchpoint, bought_us, product, place, *rest in rows:
        amount, currency, segments, name, preferred, language, zone, attributes = rest
        record = records[customer_id]
        if record.erased is not None:
            tally.erased += 1
            continue
        known = bought.get(id_)
        if known:
            tally.known += 1
            continue
        told = (customer_id, touchpoint, bought_us, product, place, amount, currency, segments)
        if known is None:
            new.append((id_, shop, order, *told, NOT_ASKED))
        else:
            values = {f"new_{column}": value for column, value in zip(_REPORTED, told, strict=True)}
            reported.append({"of_id": id_, **values})
        bought[id_] = customer_id
        changed[customer_id] = record
        record.told(name, preferred, language, zone)
        record.buys(bought_us, place)
        if attributes is not None:
            record.has(attributes, bought_us)
    tally.new += len(new) + len(reported)
    new.sort()
    run_rows(connection, insert(connection.dialect.name, purchases), _PURCHASE, new)
    run_many(connection, _REPORT, reported)
    save_records(connection, changed)


def meet_purchases(connection: Connection, rows: Sequence[StagedRow]) -> tuple[Tally, list[StagedRow]]:
    """What ``save_purchases`` would do with these rows, and those that are new; nothing is changed."""
    bought = _bought(connection, rows)
    erased = {id_ for (id_,) in rows_by(connection, ERASED, map(first, rows))}
    tally = Tally()
    new: list[StagedRow] = []
    for row in rows:
        if row[0] in erased:
            tally.erased += 1
        elif bought.get(row[1]):
            tally.known += 1
        else:
            bought[row[1]] = row[0]
            new.append(row)
    tally.new = len(new)
    return tally, new


def _bought(connection: Connection, rows: Sequence[StagedRow]) -> dict[str, str]:
    """Of these purchases those that are known, each with its customer; "" where that one is not known."""
    return {row[0]: row[1] for row in rows_by(connection, _PURCHASES, map(second, rows))}
