"""All that is held of one customer: every table that may hold something is walked, nobody else is told of."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from bot.core.audit import Audited
from bot.core.effects import Save, Send
from bot.core.identity import Address, Customer
from bot.core.observations import Mood, Observation
from bot.core.own_data import Held, for_customer, sections
from bot.core.recovery import CaseEntry
from bot.core.survey import Audience
from bot.texts import render
from bot.texts.own_data_page import as_json, as_lines, as_page
from storage import codec, own_data, tables
from storage.privacy import Privacy, classes
from tests.storage.conftest import (
    ANNA,
    BORIS,
    NOW,
    ZONE,
    House,
    answered,
    case,
    contact,
    customer,
    invitation,
    message,
    parcel,
    pending,
    rated,
)

NOTED = CaseEntry("case1", 1, NOW, "noted", "slack:W1:SAM", "Careful, she knows the owner")
REPLIED = CaseEntry("case1", 2, NOW, "replied", "slack:W1:SAM", "We are sorry, Anna")


def test_every_table_that_may_hold_something_of_somebody_has_a_way_to_their_rows_or_a_reason() -> None:
    holding = {name for name, kind in classes().items() if kind is not Privacy.ANONYMOUS}
    assert holding == own_data.WALKED | own_data.SPOKEN | own_data.LEFT_OUT.keys()


def test_what_is_named_as_left_out_is_in_no_other_list() -> None:
    assert own_data.WALKED.isdisjoint(own_data.SPOKEN | own_data.LEFT_OUT.keys())


async def known(house: House) -> Held:
    """Anna, who has a case; Boris, who has said as much."""
    given = answered(invitation(), replace(rated(2), comment="The soup was cold"))
    await house.decided(
        Save(customer()),
        Save(contact()),
        Save(given),
        Save(case("case1", "c1")),
        Save(NOTED),
        Save(REPLIED),
        Save(Audited(NOW, "slack:W1:SAM", "Sam", "customer", "customer:c1", allowed=True)),
        Save(Observation("o1", NOW, "visit", Mood.UNHAPPY, "Smells of smoke", "slack:W1:SAM", "Sam", "c1")),
        Send(parcel("asked")),
    )
    other = answered(invitation("i2", "c2"), replace(rated(5), comment="Boris alone said this"))
    await house.decided(
        Save(Customer("c2", Audience.BUYER, "Boris Other", "en", None)),
        Save(contact("c2", BORIS)),
        Save(other),
    )
    said = message("Is anybody there?", key="said", address=ANNA)
    await house.store.work([pending(said)], lambda _event, _view: ())
    return await house.database.read(lambda connection: own_data.held(connection, "c1", NOW))


async def test_everything_of_theirs_is_there_and_nothing_of_anybody_else(house: House) -> None:
    held = await known(house)
    told = as_json(held, "Mugs", "en", render)
    for words in ("The soup was cold", "Anna Example", "Is anybody there?", "We are sorry, Anna", "smoke"):
        assert words in told
    assert "Boris" not in told
    assert held.tables["addresses"][0]["person"] == ANNA.person
    assert {"fence", "lease_owner"}.isdisjoint(held.tables["addresses"][0])
    assert held.tables["answers"][0]["answered"].endswith("+00:00")


async def test_the_customer_gets_what_is_about_them_but_not_what_staff_wrote_for_each_other(
    house: House,
) -> None:
    theirs = for_customer(await known(house))
    told = as_json(theirs, "Mugs", "en", render)
    for words in ("The soup was cold", "We are sorry, Anna", "Is anybody there?"):
        assert words in told
    for words in ("Careful", "Smells of smoke", "SAM", "Sam"):
        assert words not in told
    assert [row["action"] for row in theirs.tables["audit"]] == ["customer"]


async def test_whose_address_it_is_now_is_who_is_told(house: House) -> None:
    await known(house)

    async def at(address: Address) -> str | None:
        return await house.database.read(lambda on: own_data.customer_at(on, address.key))

    assert (await at(ANNA), await at(BORIS), await at(Address("web", person="x"))) == ("c1", "c2", None)


async def test_of_somebody_whom_nobody_knows_there_is_nothing(house: House) -> None:
    await known(house)
    held = await house.database.read(lambda connection: own_data.held(connection, "nobody", NOW))
    assert held.customer == {}
    assert [name for name, rows in held.tables.items() if rows] == []
    assert sections(held, house.settings, ZONE) == []


async def test_it_is_read_in_parts_with_the_questions_words(house: House) -> None:
    held = await known(house)
    read = dict(as_lines(sections(for_customer(held), house.settings, ZONE), "en", render))
    assert read["You"][:1] == ("Name: Anna Example",)
    asked = read["What we asked, and what you answered"]
    assert asked[1:] == ("How was it?", "Your answer: 2 of 5", "“The soup was cold”")
    assert "2026-03-02: replied: We are sorry, Anna" in read["What our team looked into for you"]
    assert "2026-03-02 13:00, you: Is anybody there?" in read["What you and I have written to each other"]


async def test_no_word_on_the_page_can_be_markup(house: House) -> None:
    hostile = replace(customer(), name="<script>alert(1)</script>")
    await house.decided(Save(hostile), Save(contact()))
    held = await house.database.read(lambda connection: own_data.held(connection, "c1", NOW))
    page = as_page(held, house.settings, ZONE, "en", render)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_what_the_walk_names_is_a_table() -> None:
    assert own_data.WALKED | own_data.SPOKEN | own_data.LEFT_OUT.keys() <= tables.metadata.tables.keys()


async def test_an_event_of_theirs_that_could_not_be_handled_is_theirs_too(house: House) -> None:
    await house.decided(Save(customer()), Save(contact()))

    def keep(connection: Connection) -> None:
        with connection.begin():
            for address in (ANNA, replace(ANNA, room="a room where she spoke")):
                payload = codec.encode_event(message("My hat!", address=address))
                values = {"platform": "telegram", "key": "1", "at_us": 0, "error": "", "payload": payload}
                connection.execute(tables.dead_letters.insert(), values)

    await house.database.write(keep)
    held = await house.database.read(lambda one: own_data.held(one, "c1", NOW))
    (row,) = held.tables["dead_letters"]
    assert "My hat!" in str(row)
    assert "a room" not in str(row)
