"""Who may send what, in which order, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core.effects import Lane, Parcel, Save, Send, SendAgain
from bot.core.events import Event, Outcome
from bot.core.ports import Errand
from bot.core.settings import Settings
from bot.core.view import View
from storage import leases, outbox
from storage.codec import micros
from storage.database import open_database, sqlite_url
from storage.leases import LEASE
from storage.tables import outbox as outbox_table
from storage.unit_of_work import SqlStore
from tests.storage.conftest import (
    ANNA,
    BORIS,
    NOW,
    STAFF_ROOM,
    House,
    contact,
    customer,
    decide_nothing,
    message,
    parcel,
    pending,
    sending,
    settled,
)

LATER = NOW + timedelta(seconds=5)


def ids(errands: Sequence[Errand]) -> list[str]:
    return [errand.parcel.id for errand in errands]


# --- handing out


async def test_a_committed_parcel_is_handed_out_whole_under_a_lease(house: House) -> None:
    sent = replace(parcel("a"), not_after=LATER, thread="t", target="gone")
    (errand,) = await house.decided(Send(sent))
    assert errand == Errand(sent, fence=1, until=NOW + LEASE)


async def test_parcels_of_one_address_go_by_lane_and_then_in_order_of_commit(house: House) -> None:
    lanes = (Lane.BROADCAST, Lane.SURVEY, Lane.ALERT, Lane.SURVEY, Lane.REPLY, Lane.ALERT)
    sends = [Send(parcel(f"{number}", lane=lane)) for number, lane in enumerate(lanes)]
    assert ids(await house.decided(*sends)) == ["2", "5", "4", "1", "3", "0"]


async def test_while_something_is_on_its_way_new_parcels_wait_for_its_receipt(house: House) -> None:
    first = await house.decided(Send(parcel("first")), Send(parcel("second")))
    assert await house.decided(Send(parcel("third"))) == ()
    assert await house.settle(first[0]) == ()
    assert ids(await house.settle(first[1])) == ["third"]


async def test_a_receipt_and_a_new_parcel_in_one_batch_follow_each_other(house: House) -> None:
    (first,) = await house.decided(Send(parcel("first")))

    def decide(event: Event, _view: View) -> Sequence[Send]:
        return [Send(parcel("second"))] if event.platform == "telegram" else ()

    batch = [pending(message(key="new")), pending(settled(first))]
    committed = await house.store.work(batch, decide)
    assert ids(committed.errands) == ["second"]
    assert committed.errands[0].fence > first.fence


async def test_addresses_do_not_wait_for_each_other(house: House) -> None:
    await house.decided(Send(parcel("to anna")))
    assert ids(await house.decided(Send(parcel("to boris", BORIS)), Send(parcel("more")))) == ["to boris"]


async def test_an_address_that_is_done_is_given_back(house: House) -> None:
    await house.settle(*await house.decided(Send(parcel("a"))))
    other = SqlStore(house.database, house.settings, "another process")
    assert await other.claim(NOW, 10) == []
    committed = await other.work([pending(settled(Errand(parcel("b"), 1, NOW)))], decide_nothing)
    assert committed.errands == ()
    (errand,) = await House(other, house.database, house.settings, events=100).decided(Send(parcel("b")))
    assert errand.fence == 2


async def test_another_process_does_not_take_what_is_on_its_way(house: House) -> None:
    await house.decided(Send(parcel("a")))
    other = House(
        SqlStore(house.database, house.settings, "another process"),
        house.database,
        house.settings,
        events=100,
    )
    assert await other.decided(Send(parcel("b"))) == ()
    assert await other.store.claim(NOW + LEASE - timedelta(seconds=1), 10) == []


async def test_a_parcel_for_later_is_not_handed_out_and_does_not_hold_up_the_others(house: House) -> None:
    committed = await house.store.work([pending(settled(Errand(parcel("x"), 1, NOW)))], decide_nothing)
    assert committed.wake_at is None
    errands = await house.decided(Send(parcel("later", not_before=LATER)), Send(parcel("now")))
    assert ids(errands) == ["now"]
    await house.settle(*errands)
    assert await house.store.claim(NOW, 10) == []
    assert ids(await house.store.claim(LATER, 10)) == ["later"]


async def test_the_earliest_parcel_for_later_says_when_to_wake_up(house: House) -> None:
    parcels = [parcel(str(minutes), not_before=NOW + timedelta(minutes=minutes)) for minutes in (9, 3, 0, 5)]
    committed = await house.store.work([pending(message())], sending(*parcels))
    assert committed.wake_at == NOW + timedelta(minutes=3)


async def test_an_address_that_nobody_was_known_at_can_be_sent_to(house: House) -> None:
    assert ids(await house.decided(Send(parcel("alert", STAFF_ROOM)))) == ["alert"]


async def test_a_contact_saved_while_its_address_is_leased_keeps_the_lease(house: House) -> None:
    await house.decided(Send(parcel("a")))
    await house.decided(Save(customer()), Save(contact()))
    assert await house.store.claim(NOW, 10) == []


# --- editing in place


async def test_an_edit_waits_for_the_receipt_of_what_it_edits_and_is_given_it(house: House) -> None:
    first = await house.decided(Send(parcel("question")), Send(parcel("edit", target="question")))
    assert ids(first) == ["question"]
    (edit,) = await house.settle(*first)
    assert (edit.parcel.id, edit.target_message) == ("edit", "receipt of question")


async def test_an_edit_of_what_was_never_sent_is_sent_anew(house: House) -> None:
    await house.settle(*await house.decided(Send(parcel("question"))), outcome=Outcome.REJECTED)
    (edit,) = await house.decided(Send(parcel("edit", target="question")))
    assert edit.target_message is None


async def test_an_edit_in_a_better_lane_does_not_overtake_what_it_edits(house: House) -> None:
    (first,) = await house.decided(Send(parcel("invitation", lane=Lane.SURVEY)))
    await house.store.put_off(first, NOW, LATER, whole_address=True, unknown=True)
    await house.decided(
        Send(parcel("edit", lane=Lane.REPLY, target="invitation")), Send(parcel("reply", lane=Lane.REPLY))
    )
    claimed = await house.store.claim(LATER, 10)
    assert ids(claimed) == ["reply", "invitation"]
    await house.settle(claimed[0], now=LATER)
    (edit,) = await house.settle(claimed[1], now=LATER)
    assert (edit.parcel.id, edit.target_message) == ("edit", "receipt of invitation")


async def test_an_edit_that_waited_is_overtaken_by_one_of_the_same_message_and_by_no_other(
    house: House,
) -> None:
    await house.settle(*await house.decided(Send(parcel("a")), Send(parcel("b"))))
    for newer, still in (("b", ["old b"]), ("a", [])):
        (old,) = await house.decided(Send(parcel(f"old {newer}", target="a")))
        await house.store.put_off(old, NOW, LATER, whole_address=False, unknown=True)
        await house.settle(*await house.decided(Send(parcel(f"new {newer}", target=newer))))
        claimed = await house.store.claim(LATER, 10)
        assert ids(claimed) == still
        await house.settle(*claimed, now=LATER)


# --- threads


def in_thread(id_: str, of: str) -> Parcel:
    return replace(parcel(id_, STAFF_ROOM, Lane.ALERT), thread=of)


def alert(id_: str, *, target: str | None = None) -> Parcel:
    return parcel(id_, STAFF_ROOM, Lane.ALERT, target=target)


async def test_what_belongs_in_a_thread_waits_for_its_receipt_and_is_given_it(house: House) -> None:
    first = await house.decided(Send(alert("alert")), Send(in_thread("line", "alert")))
    assert ids(first) == ["alert"]
    (line,) = await house.settle(*first)
    assert (line.parcel.id, line.thread_message, line.target_message) == ("line", "receipt of alert", None)


async def test_a_thread_whose_parcel_was_rejected_is_none(house: House) -> None:
    first = await house.decided(Send(alert("alert")), Send(in_thread("line", "alert")))
    (line,) = await house.settle(*first, outcome=Outcome.REJECTED)
    assert (line.parcel.id, line.thread_message) == ("line", None)


async def test_a_thread_at_another_address_is_not_waited_for(house: House) -> None:
    errands = await house.decided(
        Send(parcel("elsewhere", BORIS, not_before=LATER)), Send(in_thread("line", "elsewhere"))
    )
    assert ids(errands) == ["line"]


async def test_what_belongs_in_the_thread_of_a_parcel_that_is_put_off_alone_waits_with_it(
    house: House,
) -> None:
    (first,) = await house.decided(Send(alert("alert")))
    await house.store.put_off(first, NOW, LATER, whole_address=False, unknown=True)
    assert await house.decided(Send(in_thread("line", "alert"))) == ()
    assert ids(await house.decided(Send(alert("other")))) == ["other"], "nobody else waits"
    assert await house.store.claim(NOW, 10) == []
    other = SqlStore(house.database, house.settings, "another process")
    assert await other.claim(LATER - timedelta(seconds=1), 10) == [], "nor is it looked at again and again"
    assert (await house.store.oldest_due(NOW))["slack"] == NOW


async def test_a_thread_goes_on_when_the_parcel_that_it_waited_for_arrives(house: House) -> None:
    (first,) = await house.decided(Send(alert("alert")))
    await house.store.put_off(first, NOW, LATER, whole_address=False, unknown=True)
    await house.decided(Send(in_thread("line", "alert")))
    assert await house.store.next_due() == LATER
    (again,) = await house.store.claim(LATER, 10)
    (line,) = await house.settle(again, now=LATER)
    assert (line.parcel, line.thread_message) == (in_thread("line", "alert"), "receipt of alert")


async def test_an_edit_of_a_parcel_that_is_put_off_alone_is_sent_anew(house: House) -> None:
    (first,) = await house.decided(Send(parcel("question")))
    await house.store.put_off(first, NOW, LATER, whole_address=False, unknown=True)
    (edit,) = await house.decided(Send(parcel("edit", target="question")))
    assert edit.target_message is None


# --- alerts where something is on its way


async def test_an_alert_joins_what_is_on_its_way_under_the_same_lease(house: House) -> None:
    surveys = [Send(parcel(f"s{number}", STAFF_ROOM, Lane.BROADCAST)) for number in range(3)]
    on_their_way = await house.decided(*surveys)
    soon = NOW + timedelta(seconds=1)
    (errand,) = await house.decided(Send(alert("alert")), now=soon)
    assert errand == Errand(alert("alert"), on_their_way[0].fence, NOW + LEASE)
    assert await house.decided(Send(parcel("reply", STAFF_ROOM))) == (), "what is no alert waits"
    assert await house.settle(*on_their_way) == (), "the alert is still on its way"
    assert ids(await house.settle(errand)) == ["reply"]


async def test_alerts_join_in_order_and_none_before_the_receipt_that_it_needs(house: House) -> None:
    (first,) = await house.decided(Send(alert("a")))
    assert await house.decided(Send(in_thread("line of a", "a"))) == ()
    assert await house.decided(Send(alert("b"))) == (), "it would overtake the line"
    assert ids(await house.settle(first)) == ["line of a", "b"]


async def test_an_edited_alert_does_not_join_what_it_edits(house: House) -> None:
    (first,) = await house.decided(Send(alert("a")))
    assert await house.decided(Send(alert("edit", target="a"))) == ()
    assert [one.target_message for one in await house.settle(first)] == ["receipt of a"]


async def test_no_alert_joins_under_a_lease_that_ended_or_was_lost(house: House) -> None:
    await house.decided(Send(parcel("slow", STAFF_ROOM)))
    assert await house.decided(Send(alert("after the end")), now=NOW + LEASE) == ()
    other = SqlStore(house.database, house.settings, "another process")
    assert ids(await other.claim(NOW + LEASE, 10)) == ["after the end", "slow"]
    assert await house.decided(Send(alert("lost")), now=NOW + LEASE) == ()


# --- receipts


@pytest.mark.parametrize("outcome", Outcome)
async def test_a_settled_parcel_is_never_handed_out_again(house: House, outcome: Outcome) -> None:
    await house.settle(*await house.decided(Send(parcel("a"))), outcome=outcome)
    assert await house.store.claim(NOW + timedelta(days=1), 10) == []
    counts = await house.store.counts()
    assert counts.parcels_waiting == 0
    assert counts.parcels_parked == (outcome is Outcome.REJECTED)


async def test_when_a_parcel_came_to_its_end_is_on_record(house: House) -> None:
    await house.settle(*await house.decided(Send(parcel("a"))), now=LATER)
    settled_us = select(outbox_table.c.settled_us)
    assert await house.database.read(lambda on: on.execute(settled_us).scalars().all()) == [micros(LATER)]


async def test_settling_twice_changes_nothing_and_is_decided_once(house: House) -> None:
    (errand,) = await house.decided(Send(parcel("a")))
    decided: list[Outcome] = []

    def decide(event: Event, _view: View) -> Sequence[Send]:
        decided.append(event.outcome)  # type: ignore[union-attr]  # only receipts come here
        return ()

    delivered, rejected = settled(errand), settled(errand, Outcome.REJECTED)
    await house.store.work([pending(delivered), pending(rejected)], decide)
    await house.store.work([pending(rejected)], decide)
    assert decided == [Outcome.DELIVERED]
    assert (await house.store.counts()).parcels_parked == 0
    (edit,) = await house.decided(Send(parcel("edit", target="a")))
    assert edit.target_message == "receipt of a"


# --- putting off


async def test_only_an_unknown_outcome_counts_as_an_attempt(house: House) -> None:
    (errand,) = await house.decided(Send(parcel("a")))
    for whole_address, unknown, attempts in ((True, False, 0), (True, True, 1), (False, False, 1)):
        await house.store.put_off(errand, NOW, NOW, whole_address=whole_address, unknown=unknown)
        (errand,) = await house.store.claim(NOW, 10)
        assert errand.attempts == attempts


async def test_a_parcel_that_is_put_off_lets_those_behind_it_pass(house: House) -> None:
    first, _ = await house.decided(Send(parcel("first")), Send(parcel("second")))
    await house.store.put_off(first, NOW, LATER, whole_address=False, unknown=False)
    assert ids(await house.store.claim(NOW, 10)) == ["second"]
    assert await house.store.next_due() == NOW + LEASE


async def test_an_address_that_is_put_off_keeps_its_order(house: House) -> None:
    first, _ = await house.decided(Send(parcel("first")), Send(parcel("second")))
    await house.store.put_off(first, NOW, LATER, whole_address=True, unknown=False)
    assert await house.store.claim(NOW, 10) == []
    assert await house.decided(Send(parcel("third"))) == ()
    assert await house.store.next_due() == LATER
    claimed = await house.store.claim(LATER, 10)
    assert ids(claimed) == ["first", "second", "third"]
    assert claimed[0].parcel == first.parcel
    assert not any(errand.recovered for errand in claimed)


async def test_an_unknown_outcome_is_remembered(house: House) -> None:
    (first,) = await house.decided(Send(parcel("first")))
    await house.store.put_off(first, NOW, LATER, whole_address=False, unknown=True)
    (again,) = await house.store.claim(LATER, 10)
    assert (again.recovered, again.attempts) == (True, 1)
    await house.store.put_off(again, LATER, LATER, whole_address=False, unknown=False)
    (third,) = await house.store.claim(LATER, 10)
    assert (third.recovered, third.attempts) == (True, 1)


async def test_how_long_a_parcel_has_been_due_is_known_however_often_it_was_put_off(house: House) -> None:
    assert await house.store.oldest_due(NOW) == {}
    await house.decided(Send(parcel("alert", STAFF_ROOM)), Send(parcel("later", BORIS, not_before=LATER)))
    (errand,) = await house.decided(Send(parcel("a", not_before=NOW - timedelta(days=1))))
    assert await house.store.oldest_due(NOW) == {"slack": NOW, "telegram": NOW}
    for days in (1, 2, 3):
        until = NOW + timedelta(days=days)
        await house.store.put_off(errand, NOW, until, whole_address=False, unknown=True)
        assert (await house.store.oldest_due(NOW))["telegram"] == NOW
        (errand,) = [one for one in await house.store.claim(until, 10) if one.parcel.id == "a"]
    assert errand.parcel.not_before == NOW - timedelta(days=1), "as it was committed"
    await house.settle(errand)
    assert (await house.store.oldest_due(LATER))["telegram"] == LATER


async def test_what_is_not_due_yet_waits_for_nobody(house: House) -> None:
    await house.decided(Send(parcel("later", not_before=LATER)))
    assert await house.store.oldest_due(NOW) == {}
    assert await house.store.oldest_due(LATER) == {"telegram": LATER}


async def test_whoever_lost_the_lease_cannot_give_it_back(house: House) -> None:
    (old,) = await house.decided(Send(parcel("a")))
    after = NOW + LEASE
    (new,) = await house.store.claim(after, 10)
    assert new.fence > old.fence
    await house.store.put_off(old, after, after, whole_address=False, unknown=False)
    other = SqlStore(house.database, house.settings, "another process")
    assert await other.claim(after, 10) == []


# --- claiming


async def test_what_a_dead_process_left_is_claimed_when_its_lease_ends_and_may_have_been_sent(
    house: House,
) -> None:
    await house.decided(Send(parcel("a")), Send(parcel("b")))
    other = SqlStore(house.database, house.settings, "another process")
    assert await other.next_due() == NOW + LEASE
    claimed = await other.claim(NOW + LEASE, 10)
    assert ids(claimed) == ["a", "b"]
    assert all(errand.recovered for errand in claimed)


async def test_what_expired_and_may_have_arrived_goes_out_again_as_the_same_parcel(house: House) -> None:
    await house.decided(Send(parcel("a")))
    other = SqlStore(house.database, house.settings, "another process")
    (left,) = await other.claim(NOW + LEASE, 10)
    await other.work([pending(settled(left, Outcome.EXPIRED))], decide_nothing)
    until, morning = LATER + timedelta(hours=9), NOW + timedelta(hours=1)
    again = [SendAgain("a", until), SendAgain("nobody", until)]
    committed = await other.work([pending(message(key="again"), now=morning)], lambda _event, _view: again)
    assert committed.wake_at == morning
    (errand,) = await other.claim(morning, 10)
    assert errand.parcel == replace(parcel("a"), not_after=until)
    assert (errand.recovered, errand.attempts) == (True, 0)


@pytest.mark.parametrize("outcome", [None, Outcome.DELIVERED, Outcome.REJECTED, Outcome.UNREACHABLE])
async def test_only_what_has_expired_goes_out_again(house: House, outcome: Outcome | None) -> None:
    (errand,) = await house.decided(Send(parcel("a")))
    if outcome is not None:
        await house.settle(errand, outcome=outcome)
    await house.decided(SendAgain("a", None))
    assert await house.store.claim(NOW, 10) == []


async def test_what_may_have_been_sent_is_remembered_when_another_parcel_is_put_off(house: House) -> None:
    await house.decided(Send(parcel("in flight")), Send(parcel("first", lane=Lane.ALERT, not_before=LATER)))
    other = SqlStore(house.database, house.settings, "another process")
    after = NOW + LEASE
    first, _ = await other.claim(after, 10)
    await other.put_off(first, after, after, whole_address=True, unknown=False)
    again = await other.claim(after, 10)
    assert [(one.parcel.id, one.recovered, one.attempts) for one in again] == [
        ("first", True, 0),
        ("in flight", True, 0),
    ]


async def test_after_a_restart_everything_is_claimed_at_once(file: Path, business: Settings) -> None:
    database = await open_database(sqlite_url(file), synchronous="NORMAL")
    before = House(SqlStore(database, business, "before"), database, business)
    await before.decided(Send(parcel("a")), Send(parcel("later", not_before=LATER)))
    await database.close()
    database = await open_database(sqlite_url(file), synchronous="NORMAL")
    after = SqlStore(database, business, "after")
    assert await after.next_due() is not None
    (errand,) = await after.claim(NOW, 10)
    assert (errand.parcel, errand.recovered) == (parcel("a"), True)
    await database.close()


async def test_claiming_takes_alerts_first_and_no_more_addresses_than_asked(house: House) -> None:
    await house.decided(
        Send(parcel("survey", ANNA, Lane.SURVEY, not_before=LATER)),
        Send(parcel("alert", STAFF_ROOM, Lane.ALERT, not_before=LATER)),
        Send(parcel("reply", BORIS, Lane.REPLY, not_before=LATER)),
    )
    assert ids(await house.store.claim(LATER, 1)) == ["alert"]
    assert ids(await house.store.claim(LATER, 1)) == ["reply"]
    assert ids(await house.store.claim(LATER, 9)) == ["survey"]
    assert await house.store.claim(LATER, 9) == []


async def test_of_addresses_in_one_lane_the_one_that_waits_longest_is_claimed_first(house: House) -> None:
    for one in (parcel("first", BORIS), parcel("second", ANNA)):
        await house.decided(Send(replace(one, not_before=LATER)))
    assert [ids(await house.store.claim(LATER, 1)) for _ in range(2)] == [["first"], ["second"]]


async def test_of_several_that_wait_the_earliest_is_due_next(house: House) -> None:
    for minutes, person in ((9, ANNA), (3, BORIS), (5, STAFF_ROOM)):
        await house.decided(Send(parcel(f"{minutes}", person, not_before=NOW + timedelta(minutes=minutes))))
    assert await house.store.next_due() == NOW + timedelta(minutes=3)


async def test_of_a_long_line_so_much_is_handed_out_as_goes_at_once_and_the_rest_in_order(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "AT_ONCE", 3)
    names = [f"{number}" for number in range(8)]
    errands = await house.decided(*(Send(parcel(name)) for name in names))
    handed = []
    while errands:
        handed.append(ids(errands))
        await house.settle(*errands[:-1])
        errands = await house.settle(errands[-1])
    assert handed == [["0", "1", "2"], ["3", "4", "5"], ["6", "7"]]
    assert await house.store.next_due() is None


async def test_an_alert_joins_a_long_line_of_which_only_a_part_was_handed_out(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "AT_ONCE", 1)
    (first,) = await house.decided(Send(parcel("first")), Send(parcel("second")))
    alert = Send(parcel("alert", lane=Lane.ALERT))
    assert ids(await house.decided(alert)) == ["alert"]
    assert await house.settle(first) == ()
    assert ids(await house.settle(Errand(alert.parcel, first.fence, first.until))) == ["second"]


async def test_with_very_many_addresses_in_hand_only_alerts_go_out_at_once_and_the_rest_is_claimed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = await house.decided(Send(parcel("to anna")))
    monkeypatch.setattr(leases, "MOST_HELD", 1)
    sends = [Send(parcel("to boris", BORIS)), Send(parcel("alert", STAFF_ROOM, Lane.ALERT))]
    committed = await house.store.work([pending(message(key="busy"))], lambda _event, _view: sends)
    assert ids(committed.errands) == ["alert"]
    assert committed.wake_at == NOW
    await house.settle(first, *committed.errands)
    assert ids(await house.store.claim(NOW, 9)) == ["to boris"]


async def test_with_nothing_waiting_nothing_is_due(house: House) -> None:
    assert await house.store.next_due() is None
    await house.settle(*await house.decided(Send(parcel("a"))))
    assert await house.store.next_due() is None


async def test_a_parcel_id_is_used_once(house: House) -> None:
    await house.decided(Send(parcel("a")))
    await house.decided(Send(parcel("a")))
    (letter,) = await house.store.dead_letters()
    assert "outbox" in letter.error


async def test_while_a_claimed_parcel_is_on_its_way_new_ones_wait(house: House) -> None:
    await house.decided(Send(parcel("first", not_before=LATER)))
    (first,) = await house.store.claim(LATER, 10)
    assert await house.decided(Send(parcel("second")), now=LATER) == ()
    assert ids(await house.settle(first, now=LATER)) == ["second"]


async def test_what_was_handed_out_before_a_put_off_is_handed_out_again_with_the_next(house: House) -> None:
    first, _ = await house.decided(Send(parcel("first")), Send(parcel("second")))
    await house.store.put_off(first, NOW, LATER, whole_address=False, unknown=False)
    assert ids(await house.decided(Send(parcel("third")))) == ["second", "third"]
