"""What is on record about purchases and customers that were found: decisions not to ask, links, spending."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import Connection, bindparam, select

from bot.core.eligibility import Suppression
from bot.core.found import SUPPRESSIONS_SHOWN, Found
from bot.core.journey import TAKEN_BACK
from bot.core.ports import BOUGHT_SHOWN
from storage.codec import moment
from storage.statements import many, rows_by
from storage.tables import invitations, links, purchases, suppressions

_SUPPRESSION = (
    suppressions.c.sequence,
    suppressions.c.purchase_id,
    suppressions.c.customer_id,
    suppressions.c.touchpoint,
    suppressions.c.reason,
    suppressions.c.at_us,
)
_OF_PURCHASE = (
    select(*_SUPPRESSION)
    .where(suppressions.c.purchase_id == bindparam("id"))
    .order_by(suppressions.c.sequence.desc())
    .limit(SUPPRESSIONS_SHOWN)
)
_OF_CUSTOMER = (
    select(*_SUPPRESSION)
    .where(suppressions.c.customer_id == bindparam("id"))
    .order_by(suppressions.c.sequence.desc())
    .limit(SUPPRESSIONS_SHOWN)
)
_BUYERS = select(purchases.c.id, purchases.c.customer_id).where(purchases.c.id.in_(many()))
_INVITATIONS = select(invitations.c.id, invitations.c.purchase_id).where(
    invitations.c.customer_id.in_(many()), invitations.c.trial == 0
)
_LATEST = (
    select(purchases.c.id)
    .where(purchases.c.customer_id == bindparam("id"))
    .order_by(purchases.c.bought_us.desc(), purchases.c.id.desc())
    .limit(BOUGHT_SHOWN)
)
_LINKS = select(links.c.token_hash, links.c.purchase_id).where(links.c.customer_id.in_(many()))
_AMOUNTS = select(
    purchases.c.customer_id, purchases.c.currency, purchases.c.amount, purchases.c.not_asked
).where(purchases.c.customer_id.in_(many()), purchases.c.amount.is_not(None))


def with_records(connection: Connection, found: Found) -> Found:
    """What was found, with what is on record about it; see ``Found``."""
    buyers = {row[1] for row in rows_by(connection, _BUYERS, found.purchases) if row[1]}
    people = sorted({*found.customers, *buyers})
    about = {*found.purchases}
    asked = rows_by(connection, _INVITATIONS, people)
    linked = rows_by(connection, _LINKS, people)
    latest = {row[0] for id_ in people for row in connection.execute(_LATEST, {"id": id_})}
    return replace(
        found,
        suppressions=_suppressions(connection, found.purchases, people),
        invitations=tuple(sorted(row[0] for row in asked if row[1] in about)),
        links=tuple(sorted(row[0] for row in linked if row[1] in about | latest)),
        spent=_spent(connection, people),
    )


def _suppressions(
    connection: Connection, bought: Iterable[str], people: Iterable[str]
) -> tuple[Suppression, ...]:
    """The latest first; one of a purchase and of its customer stands here once."""
    rows = {
        row[0]: row
        for statement, ids in ((_OF_PURCHASE, bought), (_OF_CUSTOMER, people))
        for id_ in ids
        for row in connection.execute(statement, {"id": id_})
    }
    return tuple(
        Suppression(purchase_id, customer_id, touchpoint, reason, moment(at_us))
        for _, (_, purchase_id, customer_id, touchpoint, reason, at_us) in sorted(rows.items(), reverse=True)
    )


def _spent(connection: Connection, people: Sequence[str]) -> dict[str, dict[str, Decimal]]:
    """Exact sums: a database would add decimal digits as fractions of two."""
    spent: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for customer_id, currency, amount, not_asked in rows_by(connection, _AMOUNTS, people):
        if not_asked in TAKEN_BACK:
            continue
        of, name = spent[customer_id], currency or ""
        of[name] = of.get(name, Decimal(0)) + Decimal(amount)
    return {customer_id: dict(sorted(of.items())) for customer_id, of in spent.items()}
