"""From somebody's words for a purchase or a customer to what they may mean."""

from __future__ import annotations

from sqlalchemy import Connection, select

from bot.core.found import FOUND_SHOWN, Found
from storage.codec import fit
from storage.tables import customers, purchases


def find(connection: Connection, words: str) -> Found:
    """The purchases with this order or id, and the customers with this id or name."""
    words = fit(words.strip())
    bought = connection.execute(
        select(purchases.c.id)
        .where((purchases.c.order == words) | (purchases.c.id == words))
        .limit(FOUND_SHOWN)
    )
    known = connection.execute(
        select(customers.c.id)
        .where((customers.c.id == words) | (customers.c.name == words))
        .limit(FOUND_SHOWN)
    )
    return Found(tuple(bought.scalars()), tuple(known.scalars()))
