"""From somebody's words for a purchase or a customer to what they may mean.

Ids are derived from a shop's own names, so an order or a customer's reference is found by primary key,
however many there are. Names of people are found by their beginning in the index on names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import product

from sqlalchemy import Connection, bindparam, case, func, select

from bot.core.found import FOUND_SHOWN, Found
from bot.core.identity import derived_id
from storage import records
from storage.codec import fit
from storage.statements import many, rows_by
from storage.tables import customers, purchases

MOST_WORDS = 200  # characters that are looked at
_MOST_SHOPS = 100
_FOLDED_LETTERS = 3  # of a name's beginning, that are looked up in capital and in small letters
_MOST_NAMES = 20_000  # that are compared for each of those
_LAST = "\U0010ffff"  # sorts behind everything that a name goes on with

_NEXT_SHOP = select(func.min(purchases.c.shop)).where(purchases.c.shop > bindparam("after"))
_PURCHASES = select(purchases.c.id, purchases.c.customer_id, purchases.c.bought_us).where(
    purchases.c.id.in_(many())
)
_CUSTOMERS = select(customers.c.id).where(customers.c.id.in_(many()))
_NAMES = (
    select(customers.c.id, customers.c.name)
    .where(
        customers.c.name.is_not(None),
        customers.c.name >= bindparam("first"),
        customers.c.name < bindparam("last"),
    )
    .order_by(customers.c.name, customers.c.id)
    .limit(bindparam("at_most"))
)
_SPELLINGS = 5  # as typed, Title Case, Capitalised, small, CAPITAL
_AS_SPELT = case(
    *[(customers.c.name.like(bindparam(f"spelt{place}"), escape="\\"), place) for place in range(_SPELLINGS)],
    else_=_SPELLINGS,
)
_NAMES_FOLDED = (
    select(customers.c.id, customers.c.name)
    .where(customers.c.name.ilike(bindparam("spelt0"), escape="\\"))
    .order_by(_AS_SPELT, customers.c.name, customers.c.id)
    .limit(bindparam("at_most"))
)


def find(connection: Connection, words: str, shops: Iterable[str] = ()) -> Found:
    """What these words may mean: an order, "SHOP ORDER", an id, a shop's customer, an e-mail, a name.

    ``shops`` are known besides those that purchases came from. Nothing is found by no words.
    """
    words = " ".join(fit(words).split())[:MOST_WORDS]
    if not words:
        return Found()
    known = [*dict.fromkeys([*_shops(connection), *shops])]
    bought = _purchases(connection, words, known)
    people = _customers(connection, words, known)
    if not people and not bought:
        people = _named(connection, words)
    found = Found(tuple(bought[:FOUND_SHOWN]), tuple(people[:FOUND_SHOWN]))
    return records.with_records(connection, found)


def _shops(connection: Connection) -> Iterator[str]:
    """Every shop that a purchase came from: one step in the index for each, whatever lies between."""
    shop: str | None = ""
    for _ in range(_MOST_SHOPS):
        shop = connection.execute(_NEXT_SHOP, {"after": shop}).scalar()
        if shop is None:
            return
        yield shop


def _purchases(connection: Connection, words: str, shops: Iterable[str]) -> list[str]:
    """By order or id, the latest first. A number sign before it, and capitals, are no matter."""
    shop, _, order = words.partition(" ")
    ids = {words.lower()}
    for known in shops:
        ids.update(derived_id("purchase", known, one) for one in _spellings(words))
        if order and known.lower() == shop.lower():
            ids.update(derived_id("purchase", known, one) for one in _spellings(order))
    found = rows_by(connection, _PURCHASES, sorted(ids))
    return [row[0] for row in sorted(found, key=lambda row: (-row[2], row[0]))]


def _spellings(words: str) -> set[str]:
    bare = words.removeprefix("#")
    return {spelt for one in (bare, f"#{bare}") for spelt in (one, one.upper(), one.lower())}


def _customers(connection: Connection, words: str, shops: Iterable[str]) -> list[str]:
    """By id, or by what a shop calls them: its own reference, or a hash in the place of their e-mail."""
    shop, _, rest = words.partition(" ")
    wanted = [words.lower()]
    for known in shops:
        refs = [*_references(words)]
        if rest and known.lower() == shop.lower():
            refs += _references(rest)
        wanted += [derived_id("customer", known, ref) for ref in refs]
    there = {row[0] for row in rows_by(connection, _CUSTOMERS, sorted(set(wanted)))}
    return [id_ for id_ in dict.fromkeys(wanted) if id_ in there]


def _references(words: str) -> Iterator[str]:
    yield words
    if "@" in words:
        yield words.lower()
        # As shops and imports name somebody who has no account: the e-mail itself is kept nowhere.
        yield f"email:{blake2b(words.lower().encode(), digest_size=16).hexdigest()}"


def _named(connection: Connection, words: str) -> list[str]:
    """By the beginning of the name: as it is typed first, then in any capitals."""
    if connection.dialect.name != "sqlite":
        beginning = "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in words) + "%"
        patterns = {f"spelt{place}": one for place, one in enumerate(_capitalised(beginning))}
        rows = connection.execute(_NAMES_FOLDED, {**patterns, "at_most": FOUND_SHOWN}).all()
        return [row[0] for row in rows]
    found: dict[str, None] = {}
    for spelt in dict.fromkeys(_capitalised(words)):
        found.update(dict.fromkeys(id_ for id_, _ in _beginning_with(connection, spelt, FOUND_SHOWN)))
    folded = words.casefold()
    for beginning in _capitals(words[:_FOLDED_LETTERS]):
        if len(found) >= FOUND_SHOWN:
            break
        others = _beginning_with(connection, beginning, _MOST_NAMES)
        found.update(dict.fromkeys(id_ for id_, name in others if name.casefold().startswith(folded)))
    return [*found]


def _capitalised(words: str) -> tuple[str, ...]:
    return words, words.title(), words.capitalize(), words.lower(), words.upper()


def _capitals(letters: str) -> Iterator[str]:
    """These letters in every mixture of capital and small ones, the likely ones first."""
    every = dict.fromkeys([letters.capitalize(), letters.lower(), letters.upper()])
    mixed = ("".join(one) for one in product(*({sign.upper(), sign.lower()} for sign in letters)))
    yield from dict.fromkeys([*every, *sorted(mixed)])


def _beginning_with(connection: Connection, beginning: str, at_most: int) -> list[tuple[str, str]]:
    values = {"first": beginning, "last": beginning + _LAST, "at_most": at_most}
    return [(row[0], row[1]) for row in connection.execute(_NAMES, values)]
