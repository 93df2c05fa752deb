"""How things stand, and what lies aside, on both engines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from bot.core.effects import Effect, Save, Send, SetTimer, Timer
from bot.core.events import Event, Outcome
from bot.core.ports import Needs
from bot.core.recovery import CaseState
from bot.core.view import View
from storage import dead_letters, inbox, replaying
from storage.dead_letters import Counts, DeadLetter
from tests.storage.conftest import BORIS, NOW, House, case, customer, message, parcel, pending

LATER = NOW + timedelta(seconds=90)


async def test_what_waits_lies_aside_or_is_late_is_counted(house: House) -> None:
    states = (CaseState.OPEN, CaseState.OPEN, CaseState.TAKEN, CaseState.RESOLVED, CaseState.CLOSED)
    cases = [
        replace(case(f"case{number}", f"c{number}", opened_at=NOW - timedelta(hours=30)), state=state)
        for number, state in enumerate(states)
    ]
    cases[1] = replace(cases[1], take_by=NOW + timedelta(hours=1))
    people = [customer(f"c{number}") for number in range(len(states))]
    await house.decided(*map(Save, people), *map(Save, cases), SetTimer(Timer("sla", "case0", NOW)))
    await house.settle(*await house.decided(Send(parcel("given up"))), outcome=Outcome.REJECTED)
    await house.decided(Send(parcel("waits", BORIS)))
    found = await house.store.standing(LATER)
    assert found.counts == Counts(dead_letters=0, parcels_waiting=1, parcels_parked=1, timers=1)
    assert found.oldest_due == {"telegram": NOW}
    assert found.cases == {"open": 2, "taken": 1, "resolved": 1}
    assert found.overdue == {"open": 1, "taken": 1, "resolved": 0}


async def test_a_parcel_that_was_given_up_is_claimed_again_and_known_as_one_that_may_have_arrived(
    house: House,
) -> None:
    errands = await house.decided(Send(parcel("p1")))
    await house.store.put_off(errands[0], NOW, NOW, whole_address=False, unknown=True)
    await house.settle(*await house.store.claim(NOW, 9), outcome=Outcome.REJECTED)
    assert await house.store.claim(LATER, 9) == []
    assert [one.id for one in await house.database.read(lambda one: replaying.parked(one, 9))] == ["p1"]
    assert await house.database.write(lambda one: replaying.put_back(one, ["p1", "none"], LATER)) == 1
    (errand,) = await house.store.claim(LATER, 9)
    assert (errand.parcel.id, errand.attempts, errand.recovered) == ("p1", 0, True)
    await house.settle(errand, now=LATER)
    assert await house.database.read(lambda one: replaying.states(one, ["p1"])) == {"p1": "sent"}
    assert await house.database.write(lambda one: replaying.put_back(one, ["p1"], LATER)) == 0


async def test_a_dead_letter_is_new_again_once_it_is_asked_for_and_not_before(house: House) -> None:
    event = message(key="failed")

    def fail(connection: Connection) -> None:
        with connection.begin():
            inbox.insert_new(connection, {("telegram", "failed"): event})
            dead_letters.put_in(connection, [DeadLetter.of(event, ValueError("no"), NOW)])

    seen = []

    def decide(one: Event, _view: View) -> Sequence[Effect]:
        seen.append(one)
        return ()

    async def brought() -> int:
        await house.store.work([pending(event, Needs())], decide)
        return len(seen)

    await house.database.write(fail)
    (number,) = await house.database.read(replaying.all_letters)
    assert await brought() == 0
    assert await house.database.write(lambda one: replaying.ask_for(one, [number, 99], LATER)) == 1
    assert [timer.id for timer in await house.store.due_timers(LATER, 9)] == [f"replay:{number}"]
    assert await brought() == 1
    assert await brought() == 1, "and once only"
    await house.store.let_go(number)
    assert await house.database.read(replaying.all_letters) == {}
    assert await house.store.due_timers(LATER, 9) == []
