"""People from a file, on either database: what is new, what changes, and whose address is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.core.effects import Save
from bot.core.identity import Contact, derived_id
from bot.core.quoting import QUOTES
from storage.codec import encode_mapping, micros
from storage.imported_people import PersonRow
from storage.imported_records import Tally
from storage.importing import ImportStore
from storage.tables import customers
from tests.storage.conftest import ANNA, BORIS, NOW, House, case, contact, customer

ADA = PersonRow("w1", "Ada", None, None, None, None, encode_mapping({"group": "Kitchen"}), None, 2)
BO = PersonRow("w2", "Bo", None, None, None, None, None, None, 3)


async def brought(house: House, *rows: PersonRow, keep: bool = True) -> Tally:
    store = ImportStore(house.database, alone=False)
    await store.begin()
    said = await (store.people if keep else store.meet_people)("internal", iter([list(rows)]), micros(NOW))
    await store.finish()
    return said


def counted(tally: Tally) -> tuple[int, int, int, int]:
    return tally.new, tally.changed, tally.known, tally.erased


async def names(house: House) -> Sequence[str | None]:
    query = select(customers.c.name).order_by(customers.c.id)
    return await house.database.read(lambda one: one.execute(query).scalars().all())


async def test_somebody_is_new_then_known_then_changed(house: House) -> None:
    assert counted(await brought(house, ADA, BO)) == (2, 0, 0, 0)
    assert counted(await brought(house, ADA, BO)) == (0, 0, 2, 0)
    assert counted(await brought(house, ADA._replace(place="Berlin"), BO)) == (0, 1, 1, 0)
    assert await names(house) == ["Ada", "Bo"]


async def test_a_look_ahead_says_the_same_and_keeps_nothing(house: House) -> None:
    assert counted(await brought(house, ADA, keep=False)) == (1, 0, 0, 0)
    assert await names(house) == []


async def test_of_who_was_forgotten_nothing_is_kept_again(house: House) -> None:
    await house.decided(Save(replace(customer("w1"), name=None, erased_at=NOW)))
    assert counted(await brought(house, ADA)) == (0, 0, 0, 1)
    assert await names(house) == [None]


async def test_nobody_says_for_somebody_else_that_they_may_be_quoted(house: House) -> None:
    assert counted(await brought(house, ADA)) == (1, 0, 0, 0)
    told = ADA._replace(attributes=encode_mapping({QUOTES: "yes"}))
    assert counted(await brought(house, told)) == (0, 0, 1, 0)


async def test_a_look_ahead_at_purchases_counts_each_once_and_those_of_the_forgotten_apart(
    house: House,
) -> None:
    await house.decided(Save(replace(customer("w1"), name=None, erased_at=NOW)))
    rows = [("c1", "p1"), ("c1", "p1"), ("w1", "p2")]
    said = await ImportStore(house.database, alone=False).meet_purchases(iter([rows, [("c1", "p3")]]))
    assert counted(said) == (1, 0, 1, 1)


@pytest.mark.parametrize("talks", [False, True])
async def test_a_strangers_address_becomes_theirs_unless_we_talk_there_just_now(
    talks: bool, house: House
) -> None:
    stranger = derived_id("address", ANNA.key)
    await house.decided(Save(customer(stranger)), Save(contact(stranger)))
    if talks:
        await house.decided(Save(case("case1", stranger)))
    said = await brought(house, ADA._replace(address=ANNA.key))
    assert [line for line, _ in said.refused] == ([2] if talks else [])
    assert counted(said)[0] == (0 if talks else 1)


async def test_the_address_of_somebody_we_know_is_left_to_them(house: House) -> None:
    await house.decided(Save(customer("c2")), Save(Contact(BORIS, "c2")))
    ((line, why),) = (await brought(house, ADA._replace(address=BORIS.key), BO)).refused
    assert (line, "somebody else's already" in why) == (2, True)
    assert counted(await brought(house, BO._replace(address=BORIS.key))) == (0, 0, 0, 0)
