"""Purchases by an operator's words for them, and their links."""

from __future__ import annotations

from sqlalchemy import Connection, select

from bot.core.identity import Link
from bot.core.journey import Purchase
from storage import finding, rows
from storage.statements import many, rows_by
from storage.tables import links, purchases

_PURCHASES = select(purchases).where(purchases.c.id.in_(many()))
_LINKS = select(links).where(links.c.token_hash.in_(many()))


def purchases_called(connection: Connection, words: str) -> list[Purchase]:
    """The purchases that these words may mean, the likeliest first; one that only was withdrawn is none."""
    with connection.begin():
        ids = finding.find(connection, words).purchases
        found = {row[0]: rows.purchase_from(row) for row in rows_by(connection, _PURCHASES, ids)}
    return [found[id_] for id_ in ids if found[id_].customer_id]


def link_with(connection: Connection, token_hash: str) -> Link | None:
    """The link whose token has this hash."""
    with connection.begin():
        return next((rows.link_from(row) for row in rows_by(connection, _LINKS, [token_hash])), None)
