"""What an event sees beyond its own customer: by a receipt, of everybody, and of the past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.callbacks import case_data, improvement_data
from bot.core.conversation import Invitation, State
from bot.core.effects import Effect, Lane, Pause, Save, Send, Sent
from bot.core.events import Event, MessageReceived
from bot.core.identity import Address, Contact, Link
from bot.core.journey import Purchase
from bot.core.ports import OPEN_CASES_SHOWN, PAST_SHOWN, Needs
from bot.core.recovery import CaseEntry, CaseState
from bot.core.settings import Settings
from bot.core.survey import Audience
from bot.core.view import View
from storage.measuring import recording
from storage.tables import metadata
from storage.unit_of_work import UnitOfWork
from tests.storage.conftest import (
    ANNA,
    BORIS,
    NOW,
    STAFF_ROOM,
    House,
    answered,
    case,
    contact,
    customer,
    decide_nothing,
    invitation,
    message,
    parcel,
    pending,
    rated,
)

IN_ROOM = replace(STAFF_ROOM, person="U1")


def sent_needs(receipt: str, address: Address = IN_ROOM, *, contacts: bool = False) -> Needs:
    return Needs(sent=((address.place.key, receipt),), contacts=contacts)


async def deliver(house: House, id_: str, purpose: str, about: str, address: Address = STAFF_ROOM) -> None:
    sent = replace(parcel(id_, address, Lane.ALERT), purpose=purpose, about=about)
    await house.settle(*await house.decided(Send(sent)))


# --- by a receipt


@pytest.mark.parametrize(
    ("purpose", "about"),
    [("alert", "case:case1"), ("prompt", case_data("case1", "reply")), ("prompt", "case:case1")],
)
async def test_a_receipt_leads_to_its_alert_or_prompt_its_case_and_its_customer(
    house: House, purpose: str, about: str
) -> None:
    await house.decided(Save(customer()), Save(contact()), Save(case()))
    await deliver(house, "a1", purpose, about)
    view = await house.view(sent_needs("receipt of a1"))
    assert view.sent(IN_ROOM, "receipt of a1") == Sent("a1", purpose, about)
    assert (view.case("case1"), view.customer("c1")) == (case(), customer())
    assert view.contacts_of("c1") == []
    view = await house.view(sent_needs("receipt of a1", contacts=True))
    assert view.contacts_of("c1") == [contact()]


async def test_the_case_of_an_alert_is_seen_also_when_it_has_ended(house: House) -> None:
    closed = replace(case(), state=CaseState.CLOSED)
    await house.decided(Save(customer()), Save(closed))
    await deliver(house, "a1", "alert", "case:case1")
    assert (await house.view(sent_needs("receipt of a1"))).case("case1") == closed


@pytest.mark.parametrize(
    "about", ["case:gone", "c|gone|reply", "c|case1|dance", "", "invitation:i1", "s|x|y"]
)
async def test_an_alert_about_nothing_that_is_known_is_seen_alone(house: House, about: str) -> None:
    await deliver(house, "a1", "prompt", about)
    view = await house.view(sent_needs("receipt of a1"))
    assert view.sent(IN_ROOM, "receipt of a1") == Sent("a1", "prompt", about)
    assert view.rows.cases == {}


async def test_a_receipt_of_another_place_of_another_purpose_or_of_nothing_leads_nowhere(
    house: House,
) -> None:
    await deliver(house, "a1", "alert", "case:case1")
    await deliver(house, "t1", "timeline", "case:case1")
    await house.decided(Send(replace(parcel("a2", STAFF_ROOM, Lane.ALERT), purpose="alert")))
    elsewhere = replace(IN_ROOM, room="C2")
    for needs in (
        sent_needs("receipt of a1", elsewhere),
        sent_needs("receipt of t1"),
        sent_needs("receipt of a2"),
        sent_needs(""),
        sent_needs("half \ud83d"),
        sent_needs("receipt of a1", Address("slack", "half \ud83d", "C1")),
    ):
        assert (await house.view(needs)).rows.sent == {}
    assert await house.store.dead_letters() == []


async def test_receipts_of_many_places_are_found_in_one_batch(house: House) -> None:
    rooms = [Address("slack", "W1", f"C{number}") for number in range(3)]
    for number, room in enumerate(rooms):
        await deliver(house, f"a{number}", "alert", f"case:{number}", room)
    named = tuple((room.key, f"receipt of a{number}") for room in rooms for number in range(3))
    view = await house.view(Needs(sent=named))
    assert {room: sent.about for (room, _), sent in view.rows.sent.items()} == {
        room.key: f"case:{number}" for number, room in enumerate(rooms)
    }


# --- of a case's log


async def test_the_lines_of_a_cases_log_are_seen_from_the_one_that_is_named_on(house: House) -> None:
    logged = [
        CaseEntry(case_id, number, NOW + timedelta(minutes=number), "noted", actor, f"line {number}")
        for case_id in ("case1", "case2")
        for number, actor in enumerate(("slack:W1:U1", None, "slack:W1:U2"), start=1)
    ]
    await house.decided(
        *[Save(customer(id_)) for id_ in ("c1", "c2")],
        *[Save(one) for one in (case(), case("case2", "c2"))],
        *[Save(one) for one in logged],
    )
    view = await house.view(Needs(cases=("case1",), case_log=(("case1", 2),)))
    assert view.case_entries("case1", 2) == logged[1:3]
    assert view.case_entries("case1", 3) == logged[2:3]
    assert view.case_entries("case2", 1) == []
    assert (await house.view(Needs(case_log=(("gone", 1), ("case1", 9))))).rows.case_entries == {}
    assert (await house.view(Needs(cases=("case1",)))).rows.case_entries == {}


# --- of everybody


async def test_the_open_cases_of_everybody_are_seen_oldest_first_with_their_customers(house: House) -> None:
    opened = [
        case(f"case{number}", f"c{number}", opened_at=NOW - timedelta(hours=number)) for number in range(25)
    ]
    await house.decided(
        *[Save(customer(f"c{number}")) for number in range(25)],
        *[Save(one) for one in opened],
        Save(replace(case("ended", "c99", opened_at=NOW - timedelta(days=9)), state=CaseState.CLOSED)),
    )
    view = await house.view(Needs(open_cases=True))
    assert view.open_cases() == opened[: -OPEN_CASES_SHOWN - 1 : -1]
    assert set(view.rows.customers) == {one.customer_id for one in view.open_cases()}
    assert (await house.view(Needs())).open_cases() == []


# --- of the past


def ended(id_: str, days_ago: int, customer_id: str = "c1") -> Invitation:
    over = answered(invitation(id_, customer_id), rated(4))
    return replace(over, state=State.COMPLETED, question=None, finished_at=NOW - timedelta(days=days_ago))


async def test_the_last_invitations_that_ended_are_seen_with_their_answers(house: House) -> None:
    past = [ended(f"i{number:02}", number) for number in range(PAST_SHOWN + 3)]
    running = answered(invitation("now"), rated(2))
    await house.decided(Save(customer()), Save(contact()), Save(running), *map(Save, past))
    view = await house.view(Needs(addresses=(ANNA,), past=True))
    assert view.past_invitations("c1") == past[:PAST_SHOWN]
    assert view.open_invitation("c1") == running
    assert (await house.view(Needs(addresses=(ANNA,)))).past_invitations("c1") == []


WAYS = {
    "customer": Needs(customers=("c1",), past=True),
    "address": Needs(addresses=(ANNA,), past=True),
    "link": Needs(links=("hash",), past=True),
    "purchase": Needs(purchases=("p1",), past=True),
    "invitation": Needs(invitations=("i1",), past=True),
    "case": Needs(cases=("case1",), past=True),
    "alert": Needs(sent=((STAFF_ROOM.key, "receipt of a1"),), past=True),
}


@pytest.mark.parametrize("way", WAYS)
async def test_whatever_leads_to_a_customer_leads_to_their_past(house: House, way: str) -> None:
    await house.decided(
        Save(customer()),
        Save(contact()),
        Save(Link("hash", "c1", "p1", NOW)),
        Save(Purchase("p1", "main", "A-1", "c1", "delivery", NOW)),
        Save(case()),
        Save(ended("i1", 1)),
        Save(ended("i2", 2)),
    )
    await deliver(house, "a1", "alert", "case:case1")
    view = await house.view(WAYS[way])
    assert [one.id for one in view.past_invitations("c1")] == ["i1", "i2"]


async def test_the_past_of_those_who_come_in_the_same_batch_is_not_read(house: House) -> None:
    await house.decided(
        *[Save(customer(id_)) for id_ in ("c1", "c2")],
        Save(contact()),
        Save(Contact(BORIS, "c2")),
        Save(ended("i1", 1)),
        Save(ended("i2", 1, "c2")),
    )
    seen: list[set[str]] = []
    batch = [
        pending(message(key="1"), Needs(addresses=(ANNA,), past=True)),
        pending(message(key="2"), Needs(addresses=(BORIS,))),
    ]

    def look(_event: Event, view: View) -> Sequence[Effect]:
        seen.append(set(view.rows.invitations))
        return ()

    await house.store.work(batch, look)
    assert seen[0] == {"i1"}


async def test_a_past_invitation_can_be_revised_and_is_counted_once(house: House) -> None:
    await house.decided(Save(customer()), Save(contact()), Save(ended("i1", 0)))
    revised = replace(ended("i1", 0), answers=(rated(1),))
    await house.decided(Save(revised), needs=Needs(addresses=(ANNA,), past=True))
    view = await house.view(Needs(addresses=(ANNA,), past=True))
    assert view.past_invitations("c1") == [revised]


# --- what it costs


def test_what_an_event_does_not_name_costs_no_statement(file: Path, business: Settings) -> None:
    plain = Needs(addresses=(ANNA,))
    rich = Needs(
        addresses=(ANNA,), sent=((STAFF_ROOM.key, "r1"), (STAFF_ROOM.key, "r2")), open_cases=True, past=True
    )
    counts: list[int] = []
    file.parent.mkdir()
    with recording(file) as (connection, statements):
        metadata.create_all(connection)
        connection.commit()
        unit = UnitOfWork(business, "this process")
        facts = [Save(customer()), Save(contact()), Save(ended("i1", 1))]
        unit.work_on(connection, [pending(message(key="0"))], lambda _event, _view: facts)
        for number, needs in enumerate((Needs(), plain, rich), start=1):
            statements.clear()
            event = MessageReceived("telegram", str(number), NOW, ANNA, "hello")
            unit.work_on(connection, [pending(event, needs)], decide_nothing)
            counts.append(len(statements))
    assert counts[0] == 1, "the inbox"
    assert counts[1] == 1 + 4, "the address, the customer, what is active, what is open"
    assert counts[2] == counts[1] + 4, "the receipts of one place, the open cases, the past, its answers"


async def test_what_has_just_ended_comes_with_its_answers_and_only_to_who_asks(house: House) -> None:
    day = timedelta(hours=24)
    just = replace(answered(invitation("i1"), rated(5)), state=State.COMPLETED, finished_at=NOW - day)
    before = replace(just, id="i2", finished_at=NOW - day - timedelta(seconds=1))
    await house.decided(Save(customer()), Save(contact()), Save(just), Save(before))
    view = await house.view(Needs(addresses=(ANNA,), ended_since=NOW - day))
    assert view.past_invitations("c1") == [just]
    view = await house.view(Needs(addresses=(ANNA,)))
    assert view.past_invitations("c1") == []


# --- of the team, and of how things stand


async def test_people_of_an_audience_are_seen_some_at_a_time_in_the_order_of_their_ids(house: House) -> None:
    team = [replace(customer(id_), audience=Audience.INTERNAL) for id_ in ("w3", "w1", "w2")]
    await house.decided(Save(customer()), *map(Save, team))
    after = ("internal", "w1", 5)
    view = await house.view(Needs(members=after))
    assert view.rows.members == {after: ("w2", "w3")}
    assert set(view.rows.customers) == {"w2", "w3"}


async def test_a_link_without_a_purchase_leads_to_its_customer_alone(house: House) -> None:
    await house.decided(Save(customer()), Save(Link("hash", "c1", "", NOW + timedelta(days=9))))
    view = await house.view(Needs(links=("hash",)))
    assert (set(view.rows.customers), view.rows.purchases) == ({"c1"}, {})


async def test_whether_we_pause_is_seen_with_since_when_and_by_whom(house: House) -> None:
    needs = Needs(standing=NOW - timedelta(days=1))
    assert (await house.view(needs)).rows.pause is None
    paused = Pause(True, NOW, "slack:W1:SAM")
    await house.decided(Save(paused))
    assert (await house.view(needs)).rows.pause == paused


async def test_a_receipt_of_a_card_about_an_improvement_asks_for_that_improvement(house: House) -> None:
    await deliver(house, "a1", "prompt", improvement_data("im1", "done"))
    view = await house.view(sent_needs("receipt of a1"))
    assert view.sent(IN_ROOM, "receipt of a1") == Sent("a1", "prompt", improvement_data("im1", "done"))
    assert view.rows.improvements == {}
