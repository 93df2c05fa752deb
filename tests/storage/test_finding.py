"""Words lead to what they mean, by index however many rows there are, and with what is on record about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from hashlib import blake2b
from pathlib import Path

import pytest

from bot.core.conversation import State
from bot.core.effects import Save
from bot.core.eligibility import Suppression
from bot.core.found import FOUND_SHOWN, SUPPRESSIONS_SHOWN, Found
from bot.core.identity import Customer, Link, derived_id
from bot.core.journey import Purchase
from storage import finding
from storage.finding import find
from storage.measuring import recording
from storage.schema import upgrade
from tests.storage.conftest import NOW, House, customer, invitation

MANY = 200_000
NAMES = ("Maya Okafor", "maya stone", "MAYA LIND", "Mayank Rao", "Özil Demir", "D'Arcy O_Neill", "100% Wool")


def purchase(order: str = "1043", shop: str = "web", **changes: object) -> Purchase:
    made = Purchase(derived_id("purchase", shop, order), shop, order, "c1", "visit", NOW)
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of a purchase


def named(name: str, id_: str) -> Customer:
    return replace(customer(id_), name=name)


async def keep(house: House, *facts: object) -> None:
    await house.decided(*[Save(fact) for fact in facts])  # type: ignore[arg-type]  # facts of the tests


# What words may be.


@pytest.mark.parametrize(
    "words", ["A-1043", "a-1043", "#A-1043", "  A-1043 ", "web A-1043", "Web #a-1043", "{id}", "{ID}"]
)
async def test_a_purchase_is_found_by_order_by_shop_and_order_or_by_id(house: House, words: str) -> None:
    bought = purchase("A-1043")
    await keep(house, customer(), bought)
    words = words.replace("{id}", bought.id).replace("{ID}", bought.id.upper())
    assert (await house.store.find(words)).purchases == (bought.id,)


async def test_an_order_whose_number_begins_with_a_sign_is_found_without_it(house: House) -> None:
    await keep(house, customer(), bought := purchase("#1043"))
    assert (await house.store.find("1043")).purchases == (bought.id,)


async def test_of_one_number_in_two_shops_both_are_found_the_latest_first(house: House) -> None:
    older, newer = purchase(shop="web"), purchase(shop="till", bought_at=NOW + timedelta(days=1))
    await keep(house, customer(), older, newer)
    assert (await house.store.find("1043")).purchases == (newer.id, older.id)
    assert (await house.store.find("web 1043")).purchases == (older.id,)


@pytest.mark.parametrize("words", ["cust-7", "web cust-7"])
async def test_a_customer_is_found_by_what_a_shop_calls_them(house: House, words: str) -> None:
    known = customer(derived_id("customer", "web", "cust-7"))
    await keep(house, known, purchase(customer_id=known.id))
    found = await house.store.find(words)
    assert (found.purchases, found.customers) == ((), (known.id,))


async def test_a_customer_is_found_by_the_email_that_only_its_hash_is_kept_of(house: House) -> None:
    hashed = blake2b(b"maya@example.org", digest_size=16).hexdigest()
    known = customer(derived_id("customer", "web", f"email:{hashed}"))
    await keep(house, known, purchase(customer_id=known.id))
    assert (await house.store.find("Maya@Example.org")).customers == (known.id,)


async def test_a_customer_of_a_shop_that_sold_nothing_yet_is_found_where_the_shop_is_known(
    house: House,
) -> None:
    known = customer(derived_id("customer", "list", "7"))
    await keep(house, known)
    assert await house.database.read(lambda connection: find(connection, "7", ["list"])) == Found(
        customers=(known.id,)
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Maya Okafor", ["Maya Okafor"]),
        ("maya o", ["Maya Okafor"]),
        ("MAYA", ["MAYA LIND", "Maya Okafor", "Mayank Rao", "maya stone"]),
        ("Maya", ["Maya Okafor", "Mayank Rao", "maya stone", "MAYA LIND"]),
        ("mayan", ["Mayank Rao"]),
        ("özil", ["Özil Demir"]),
        ("d'arcy o_", ["D'Arcy O_Neill"]),
        ("100%", ["100% Wool"]),
        ("%", []),
        ("_", []),
        ("Okafor", []),
        ("", []),
        ("\ud800\0", []),
    ],
)
async def test_people_are_found_by_the_beginning_of_their_name_as_typed_first(
    house: House, words: str, expected: list[str]
) -> None:
    await keep(house, *[named(name, f"c{place}") for place, name in enumerate(NAMES)])
    found = await house.store.find(words)
    assert [NAMES[int(id_[1:])] for id_ in found.customers] == expected


async def test_no_more_are_found_than_are_shown(house: House) -> None:
    await keep(house, *[named("Maya", f"c{number:03}") for number in range(50)])
    assert len((await house.store.find("may")).customers) == FOUND_SHOWN


# What is on record.


async def test_with_a_purchase_comes_everything_on_record_about_it(house: House) -> None:
    bought, other = purchase(), purchase("1044")
    no = Suppression(bought.id, "c1", "visit", "cool_down", NOW)
    elsewhere = Suppression(other.id, "c1", "visit", "merged", NOW)
    ended = replace(invitation("i1"), purchase_id=bought.id, state=State.EXPIRED, finished_at=NOW)
    tried = replace(ended, id="i2", trial=True)
    await keep(house, customer(), bought, other, no, elsewhere, ended, tried)
    await keep(house, Link("hash", "c1", bought.id, NOW))
    found = await house.store.find("1043")
    assert found.suppressions == (elsewhere, no)
    assert found.invitations == ("i1",)
    assert found.links == ("hash",)


async def test_spending_is_summed_exactly_over_every_purchase_that_was_not_taken_back(house: House) -> None:
    await keep(
        house,
        customer(),
        *[purchase(str(number), amount=Decimal("0.10"), currency="EUR") for number in range(30)],
        purchase("usd", amount=Decimal(5), currency="USD"),
        purchase("back", amount=Decimal(99), currency="EUR", not_asked="refunded"),
        purchase("old", amount=Decimal("7.05"), currency="EUR", not_asked="imported"),
        purchase("none", currency="EUR"),
    )
    assert (await house.store.find("c1")).spent == {"c1": {"EUR": Decimal("10.05"), "USD": Decimal(5)}}


async def test_of_many_decisions_the_latest_are_shown(house: House) -> None:
    days = [Suppression("p", "c1", "visit", "merged", NOW + timedelta(days=day)) for day in range(30)]
    await keep(house, customer(), *days)
    assert (await house.store.find("c1")).suppressions == tuple(days[::-1][:SUPPRESSIONS_SHOWN])


# However many there are.


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with 200,000 customers, each with a purchase and its link."""
    file = tmp_path_factory.mktemp("crowd") / "crowd.db"
    with recording(file) as (connection, _), connection.begin():
        upgrade(connection)
    with sqlite3.connect(file) as raw:
        raw.execute("PRAGMA synchronous = OFF")
        raw.executemany(
            "INSERT INTO customers (id, audience, name, orders, ratings, invited_at, ignored)"
            " VALUES (?, 'buyer', ?, 1, '[]', '{}', 0)",
            ((f"c{number}", _name(number)) for number in range(MANY)),
        )
        raw.executemany(
            'INSERT INTO purchases (id, shop, "order", customer_id, touchpoint, bought_us, segments)'
            " VALUES (?, ?, ?, ?, 'visit', 0, '{}')",
            (
                (
                    derived_id("purchase", f"shop{number % 3}", f"{number}"),
                    f"shop{number % 3}",
                    f"{number}",
                    f"c{number}",
                )
                for number in range(MANY)
            ),
        )
    return file


def _name(number: int) -> str:
    first = ("Maya", "Max", "Anna", "Boris", "Chloe", "Mario")[number % 6]
    return f"{first} {number * 7919 % MANY:06}"


@pytest.fixture
def steps(crowd: Path) -> Iterator[list[str]]:
    """What SQLite does for each statement of a search for any kind of words."""
    with recording(crowd) as (connection, statements):
        for words in ("777", "shop1 778", "maya@example.org", "mario 1", "c77", "zzz nobody"):
            find(connection, words)
    with sqlite3.connect(crowd) as raw:
        yield [
            row[3]
            for one in statements
            for row in raw.execute(f"EXPLAIN QUERY PLAN {one.sql}", one.parameters)
        ]


def test_among_many_nothing_is_searched_row_by_row(steps: list[str]) -> None:
    assert steps
    assert [step for step in steps if step.startswith("SCAN")] == []
    assert all("USING" in step for step in steps if step.startswith("SEARCH"))


@pytest.mark.parametrize(
    ("words", "customers", "purchases"),
    [("777", 0, 1), ("shop1 778", 0, 1), ("c77", 1, 0), ("mario 1", 6, 0), ("nobody", 0, 0)],
)
def test_among_many_the_one_that_is_meant_is_found(
    crowd: Path, words: str, customers: int, purchases: int
) -> None:
    with recording(crowd) as (connection, _):
        found = find(connection, words)
    assert (len(found.customers), len(found.purchases)) == (customers, purchases)


async def test_of_very_many_shops_the_first_are_looked_through_and_those_we_know(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "_MOST_SHOPS", 2)
    first, second, third = (purchase(shop=shop) for shop in ("a", "b", "c"))
    await keep(house, customer(), first, second, third)

    async def found(*shops: str) -> set[str]:
        read = await house.database.read(lambda one: find(one, "1043", shops))
        return set(read.purchases)

    assert await found() == {first.id, second.id}
    assert await found("c") == {first.id, second.id, third.id}
