"""What belongs to recovery is kept as it was said, and comes to whom it is needed by."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from bot.core.audit import Audited
from bot.core.beliefs import About, Belief, Bound, Claim, belief_id
from bot.core.duty import OffDuty
from bot.core.effects import Save
from bot.core.gestures import Gesture
from bot.core.incidents import Gathered, Incident, Recent
from bot.core.observations import Mood, Observation
from bot.core.periods import rolling
from bot.core.ports import Needs
from bot.core.promises import Promise, PromiseState
from bot.core.recovery import Case, CaseEntry, CaseState, Severity
from bot.core.report import ReportQuery
from storage import case_rows
from storage.tables import audit
from tests.storage.conftest import (
    ANNA,
    BORIS,
    NOW,
    STAFF_ROOM,
    House,
    case,
    contact,
    customer,
    decide_nothing,
    message,
    pending,
)

SAM = "slack:W1:U1"
_AUDIT = select(*[column for column in audit.c if column.name != "sequence"]).order_by(audit.c.sequence)
HOUR = timedelta(hours=1)


def promise(id_: str = "p1", case_id: str = "case1", customer_id: str = "c1") -> Promise:
    return Promise(id_, case_id, customer_id, SAM, "Sam", "I'll call you \ud83d on Tuesday", NOW, NOW + HOUR)


def gesture(id_: str = "g1", customer_id: str = "c1") -> Gesture:
    return Gesture(id_, customer_id, None, "voucher", Decimal("10.50"), "EUR", SAM, "Sam", NOW)


def incident(id_: str = "in1") -> Incident:
    known, unknown = (
        Gathered("case1", "Anna", "2/10", "cold\x00", "open"),
        Gathered("x", None, None, None, "open"),
    )
    return Incident(id_, STAFF_ROOM.key, "waiting", "Berlin", NOW, NOW, (known, unknown))


def blamed(id_: str, customer_id: str, theme: str | None, *, minutes: int = 0) -> Case:
    moved = case(id_, customer_id, opened_at=NOW + timedelta(minutes=minutes))
    return replace(moved, theme=theme, place="Berlin")


async def test_a_case_is_kept_with_all_that_recovery_knows_of_it(house: House) -> None:
    known = replace(
        case(),
        severity=Severity.URGENT,
        place="Berlin",
        theme="waiting",
        asked=SAM,
        closed_for="false_alarm",
        done="Sent a new one",
        followed_up_at=NOW + HOUR,
        rating_after=9,
        incident="in1",
        copies=(("p9", "slack:W1:C2:"),),
        waits_since=NOW + HOUR,
    )
    await house.decided(Save(customer()), Save(known))
    assert (await house.view(Needs(cases=("case1",)))).case("case1") == known


async def test_until_when_a_customer_is_muted_is_kept(house: House) -> None:
    muted = replace(customer(), muted_until=NOW + HOUR)
    await house.decided(Save(customer()))
    await house.decided(Save(muted), needs=Needs(customers=("c1",)))
    assert (await house.view(Needs(customers=("c1",)))).customer("c1") == muted


async def test_a_promise_leads_to_its_case_and_a_case_to_its_promises(house: House) -> None:
    kept = replace(promise(), words="I'll call you on Tuesday", reminded_at=NOW, settled_at=NOW + HOUR)
    kept = replace(kept, state=PromiseState.KEPT)
    await house.decided(Save(customer()), Save(case()), Save(replace(kept, state=PromiseState.OPEN)))
    await house.decided(Save(kept))
    by_id = await house.view(Needs(promises=("p1", "gone")))
    assert by_id.promise("p1") == kept
    assert by_id.case("case1") == case()
    assert (await house.view(Needs(cases=("case1",)))).promises_of("case1") == []
    assert (await house.view(Needs(cases=("case1",), promises_of_cases=True))).promises_of("case1") == [kept]


async def test_half_an_emoji_in_a_promise_costs_nothing_but_itself(house: House) -> None:
    await house.decided(Save(customer()), Save(case()), Save(promise()))
    found = (await house.view(Needs(promises=("p1",)))).promise("p1")
    assert found is not None
    assert found.words.startswith("I'll call you")


async def test_what_was_given_since_a_moment_is_seen_and_what_was_taken_back_is_not_counted(
    house: House,
) -> None:
    undone = replace(gesture("g2"), at=NOW + HOUR, undone_at=NOW + HOUR)
    later = replace(gesture("g3", "c2"), at=NOW + 2 * HOUR, case_id="case1")
    await house.decided(*[Save(one) for one in (gesture(), undone, later)])
    view = await house.view(Needs(gestures_since=NOW + HOUR))
    assert view.rows.gestures == {"g2": undone, "g3": later}
    assert view.gestures_since(NOW) == [later]
    assert view.gestures_to("c1") == [undone]


async def test_who_is_off_duty_is_seen_until_they_are_back(house: House) -> None:
    off, other = OffDuty(SAM, True, NOW, NOW + HOUR), OffDuty("slack:W1:U2", True, NOW)
    await house.decided(Save(off), Save(other))
    view = await house.view(Needs(duty=True))
    assert view.rows.off_duty == {SAM: off, "slack:W1:U2": other}
    assert [off.covers(NOW + part * HOUR) for part in (0, 0.5, 1)] == [True, True, False]
    await house.decided(Save(OffDuty(SAM, False, NOW + HOUR)), needs=Needs(duty=True))
    assert set((await house.view(Needs(duty=True))).rows.off_duty) == {"slack:W1:U2"}


async def test_the_open_cases_of_an_owner_are_seen_with_their_customers(house: House) -> None:
    ended = replace(case("case3", "c3"), owner=SAM, state=CaseState.CLOSED, ended_at=NOW)
    mine = replace(case(), owner=SAM)
    others = replace(case("case2", "c2"), owner="slack:W1:U2")
    await house.decided(*[Save(customer(id_)) for id_ in ("c1", "c2", "c3")])
    await house.decided(*[Save(one) for one in (mine, others, ended)])
    strays = await house.view(Needs(strays_from=frozenset((SAM,))))
    assert strays.rows.cases == {"case2": others}
    view = await house.view(Needs(owned_by=(SAM,)))
    assert view.rows.cases == {"case1": mine}
    assert set(view.rows.customers) == {"c1"}


async def test_cases_that_were_opened_lately_are_counted_by_room_theme_and_place(house: House) -> None:
    await house.decided(*[Save(customer(id_)) for id_ in ("c1", "c2", "c3", "c4")])
    cases = [
        blamed("case1", "c1", "waiting"),
        blamed("case2", "c2", "waiting", minutes=30),
        blamed("case3", "c3", "price", minutes=40),
        blamed("case4", "c4", "waiting", minutes=-1),
    ]
    await house.decided(*[Save(one) for one in cases])
    view = await house.view(Needs(gathering=NOW))
    room = cases[0].room
    assert view.recent(room, "waiting", "Berlin") == Recent(2, cases[1].opened_at)
    assert view.recent(room, "price", "Berlin") == Recent(1, cases[2].opened_at)
    assert view.recent(room, "waiting", None) is None
    assert view.last_alert_at(room) == cases[2].opened_at
    assert view.last_alert_at("elsewhere") is None
    view.apply(Save(blamed("case5", "c5", "waiting", minutes=50)))
    assert view.recent(room, "waiting", "Berlin") == Recent(3, NOW + timedelta(minutes=50))


async def test_an_incident_is_seen_while_it_is_recent_and_with_its_cases(house: House) -> None:
    kept = incident()
    later = Incident("in2", STAFF_ROOM.key, None, None, NOW + HOUR, NOW + HOUR)
    gathered = replace(case(), incident="in1")
    await house.decided(Save(customer()), Save(gathered), Save(kept), Save(later))
    assert (await house.view(Needs(gathering=NOW + HOUR))).rows.incidents == {"in2": later}
    assert (await house.view(Needs(cases=("case1",)))).incident("in1") == kept
    both = await house.view(Needs(cases=("case1",), gathering=NOW + HOUR))
    assert both.incidents_in(STAFF_ROOM.key) == [later, kept]


async def test_all_that_there_is_of_a_customer_is_seen_at_once_and_nothing_of_others(house: House) -> None:
    seen = Observation("o1", NOW, "visit", Mood.UNHAPPY, "left without a word", SAM, "Sam", "c1", "case1")
    over = replace(case("case0"), state=CaseState.CLOSED, ended_at=NOW, opened_at=NOW - HOUR)
    note = CaseEntry("case0", 1, NOW, "noted", SAM, "likes oat milk")
    await house.decided(*[Save(customer(id_)) for id_ in ("c1", "c2")])
    await house.decided(*[Save(one) for one in (over, case(), case("case2", "c2"), note)])
    await house.decided(Save(seen), Save(replace(seen, id="o2", customer_id=None)), Save(promise()))
    await house.decided(Save(gesture()), Save(gesture("g2", "c2")), Save(promise("p2", "case2", "c2")))
    view = await house.view(Needs(customers=("c1",), whole=True))
    assert view.cases_of("c1") == [case(), over]
    assert view.open_case("c1") == case()
    assert view.case_entries("case0", 1) == [note]
    assert view.observations_of("c1") == [seen]
    assert set(view.rows.gestures) == {"g1"}
    assert set(view.rows.promises) == {"p1"}
    assert view.cases_of("c2") == []


async def test_a_customer_was_last_seen_when_something_last_came_from_their_chat(house: House) -> None:
    await house.decided(Save(customer()), Save(contact()), Save(customer("c2")), Save(contact("c2", BORIS)))
    for number, address in enumerate((ANNA, ANNA, BORIS)):
        event = replace(message(key=f"m{number}"), address=address, at=NOW + number * HOUR)
        await house.store.work([pending(event)], decide_nothing)
    view = await house.view(Needs(customers=("c1",), contacts=True, last_seen=True))
    assert view.last_seen(ANNA) == NOW + HOUR
    assert view.last_seen(BORIS) is None


@pytest.mark.parametrize("detail", [None, "what for"])
async def test_the_audit_log_keeps_who_did_what_in_order(house: House, detail: str | None) -> None:
    lines = [
        Audited(NOW, SAM, "Sam", "customer", "customer:c1", True, detail),
        Audited(NOW, "web::eve", None, "take", "case:case1", False, None),
    ]
    await house.decided(*[Save(line) for line in lines])
    rows = await house.database.read(lambda connection: connection.execute(_AUDIT).all())
    assert [case_rows.audited_from(row) for row in rows] == lines


async def test_what_the_team_believes_is_kept_and_read_with_the_report(house: House) -> None:
    claim = Claim(About.OPTION, ("three-questions", "wants", "price"), None, Bound.AT_LEAST, 0.5)
    first = Belief(belief_id(SAM, claim), NOW, SAM, "Sam\x00", claim)
    feels = Claim(About.FEELING, (), "visit", Bound.ABOUT, 1.0)
    second = Belief(belief_id(SAM, feels), NOW + HOUR, SAM, "Sam", feels, withdrawn_at=NOW + 2 * HOUR)
    await house.decided(Save(first), Save(second))
    surer = replace(first, at=NOW + HOUR, by_name="Sam", claim=replace(claim, value=0.9))
    await house.decided(Save(surer))
    kept = (await house.view(Needs(beliefs=True))).rows.beliefs
    assert kept == {surer.id: surer, second.id: second}
    assert (await house.view(Needs())).rows.beliefs == {}
    report = await house.store.report(ReportQuery(rolling(7, NOW.date())))
    assert {*report.beliefs} == {surer, second}
