"""The past as the rule lab reads it, on both engines: since when, and in parts that leave nothing out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.effects import Save
from bot.core.journey import Purchase
from bot.core.past import EVERYBODY, Past
from storage import past
from storage.past import reading_past
from tests.storage.conftest import NOW, House, customer

PEOPLE = ("c1", "c2", "c3", "c4", "c5")


async def bought(house: House) -> None:
    for days, id_ in enumerate(PEOPLE):
        one = Purchase(f"p{id_}", "web", id_, id_, "delivery", NOW + timedelta(days=days))
        await house.decided(Save(customer(id_)), Save(one))


async def test_it_begins_with_the_first_purchase(house: House) -> None:
    def first(found: Past) -> object:
        return found.first_purchase()

    assert await house.database.read(reading_past(first)) is None
    await bought(house)
    assert await house.database.read(reading_past(first)) == NOW


async def test_each_purchase_is_in_one_part_and_no_part_has_more_customers_than_fit(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bought(house)
    until = NOW + timedelta(days=len(PEOPLE))

    def parts(found: Past) -> list[list[str]]:
        return [
            [one.purchase.id for some in found.purchases(NOW, until, part) for one in some]
            for part in (EVERYBODY, *found.parts())
        ]

    everybody = [f"p{id_}" for id_ in PEOPLE]
    assert await house.database.read(reading_past(parts)) == [everybody, everybody]
    monkeypatch.setattr(past, "_CUSTOMERS_A_PART", 2)
    assert await house.database.read(reading_past(parts)) == [
        everybody,
        everybody[:2],
        everybody[2:4],
        everybody[4:],
    ]
