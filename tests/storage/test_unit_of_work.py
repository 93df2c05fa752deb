"""Once only, all or nothing, and one event's fault is its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.conversation import Invitation
from bot.core.effects import CancelTimer, DigestRun, Effect, MovedRoom, Reply, Save, Send, SetTimer, Timer
from bot.core.errors import StorageUnavailable, UnreadableEvent
from bot.core.events import (
    Event,
    HomeOpened,
    MessageEdited,
    MessageReceived,
    PresenceChanged,
    RoomMoved,
    TimerDue,
    Unreadable,
)
from bot.core.evidence import Evidence, EvidenceKind
from bot.core.identity import Address, Contact, Link
from bot.core.journey import Purchase
from bot.core.ports import Needs
from bot.core.recovery import CaseState
from bot.core.recovery import log as logged
from bot.core.verdict import Aside
from bot.core.view import View
from storage import surveys
from storage.sqlite_driver import synchronous_engine
from storage.tables import metadata
from storage.unit_of_work import UnitOfWork
from tests.feelings import feeling
from tests.storage.conftest import (
    ANNA,
    BORIS,
    NOW,
    STAFF_ROOM,
    SURVEY,
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
    saving,
    sending,
)

VOICE = Evidence(EvidenceKind.VOICE, "file1")
PHOTO = Evidence(EvidenceKind.PHOTO, "half \ud83d")


# --- once only


async def test_an_event_that_comes_again_is_not_handled_again_and_gets_the_same_reply(house: House) -> None:
    handled: list[str] = []

    def decide(event: Event, _view: View) -> Sequence[Effect]:
        handled.append(event.key)
        return [Reply({"handled": len(handled)})]

    first = await house.store.work([pending(message())], decide)
    again = await house.store.work([pending(message())], decide)
    assert handled == ["1"]
    assert first.replies == again.replies == ({"handled": 1},)


async def test_an_event_twice_in_one_batch_is_handled_once(house: House) -> None:
    handled: list[str] = []

    def decide(event: Event, _view: View) -> Sequence[Effect]:
        handled.append(event.key)
        return [Reply({"to": event.key})]

    batch = [pending(message(key=key)) for key in ("1", "2", "1", "2", "3")]
    committed = await house.store.work(batch, decide)
    assert handled == ["1", "2", "3"]
    assert committed.replies == ({"to": "1"}, {"to": "2"}, {"to": "1"}, {"to": "2"}, {"to": "3"})


async def test_the_same_key_on_another_platform_is_another_event(house: House) -> None:
    handled: list[str] = []

    def decide(event: Event, _view: View) -> Sequence[Effect]:
        handled.append(event.platform)
        return ()

    telegram, slack = message(), message(address=replace(ANNA, platform="slack"))
    await house.store.work([pending(telegram), pending(slack)], decide)
    assert handled == ["telegram", "slack"]
    assert await house.store.seen([("telegram", "1"), ("slack", "1"), ("slack", "2")]) == {
        ("telegram", "1"),
        ("slack", "1"),
    }


async def test_a_batch_as_large_as_they_get_is_one_unit(house: House) -> None:
    handled: list[str] = []

    def decide(event: Event, _view: View) -> Sequence[Effect]:
        handled.append(event.key)
        return ()

    await house.store.work([pending(message(key=str(number))) for number in range(256)], decide)
    again = [pending(message(key=str(number))) for number in range(200, 300)]
    await house.store.work(again, decide)
    assert handled == [str(number) for number in range(300)]


async def test_half_a_character_in_a_key_does_not_harm(house: House) -> None:
    event = message("half \ud83d", key="k\ud83d\0", address=Address("web", person="\ud83d"))
    await house.store.work([pending(event), pending(message())], decide_nothing)
    await house.store.work([pending(event)], decide_nothing)
    assert await house.store.dead_letters() == []
    assert await house.store.seen([(event.platform, event.key)]) != set()


# --- what an event sees


async def test_an_address_leads_to_its_customer_their_conversation_and_their_case(house: House) -> None:
    asked = answered(invitation(), rated(4))
    await house.decided(Save(customer()), Save(contact()), Save(asked), Save(case()))
    view = await house.view(Needs(addresses=(ANNA,)))
    assert view.customer_at(ANNA) == customer()
    assert view.open_invitation("c1") == asked
    assert view.open_case("c1") == case()


async def test_what_has_ended_is_seen_only_where_it_is_named(house: House) -> None:
    ended = replace(invitation(), state=invitation().state.EXPIRED, finished_at=NOW)
    closed = replace(case(), state=CaseState.CLOSED)
    await house.decided(Save(customer()), Save(contact()), Save(ended), Save(closed))
    unnamed = await house.view(Needs(addresses=(ANNA,)))
    assert (unnamed.invitation("i1"), unnamed.case("case1")) == (None, None)
    named = await house.view(Needs(invitations=("i1",), cases=("case1",)))
    assert (named.invitation("i1"), named.case("case1")) == (ended, closed)
    assert named.customer("c1") == customer()


async def test_a_link_leads_to_its_purchase_and_its_customer(house: House) -> None:
    link = Link("hash", "c1", "p1", NOW + timedelta(days=7))
    purchase = Purchase("p1", "main", "A-1", "c1", "delivery", NOW, segments={"store": "Köln"})
    await house.decided(Save(customer()), Save(link), Save(purchase))
    view = await house.view(Needs(links=("hash",)))
    assert view.link("hash") == link
    assert view.purchase("p1") == purchase
    assert view.customer("c1") == customer()


async def test_with_contacts_come_all_addresses_of_the_customer(house: House) -> None:
    other = Contact(BORIS, "c1", reachable=False, stray=Aside("hm", feeling(0.1)))
    await house.decided(Save(customer()), Save(contact()), Save(other))
    assert (await house.view(Needs(customers=("c1",)))).contact(BORIS) is None
    view = await house.view(Needs(customers=("c1",), contacts=True))
    assert (view.contact(ANNA), view.contact(BORIS)) == (contact(), other)


async def test_an_event_sees_what_the_one_before_it_in_the_batch_decided(house: House) -> None:
    seen: list[Invitation | None] = []

    def decide(event: Event, view: View) -> Sequence[Effect]:
        seen.append(view.invitation("i1"))
        return [Save(invitation())] if event.key == "1" else ()

    await house.store.work([pending(message(key="1")), pending(message(key="2"))], decide)
    assert seen == [None, invitation()]


async def test_all_facts_are_read_as_they_were_saved(house: House) -> None:
    person = replace(
        customer(),
        ratings=(1, 5),
        invited_at={"nps": NOW},
        ignored=2,
        opted_out_at=NOW,
        erased_at=NOW + timedelta(microseconds=1),
    )
    full_case, entry = logged(
        replace(
            case(),
            rating=1,
            question_kind="csat",
            words="cold",
            owner="slack:W1:U1",
            owner_name="Eve",
            taken_at=NOW,
            contacted_at=NOW,
            resolved_at=NOW,
            cause="late",
        ),
        "opened",
        NOW,
        text="hello",
    )
    asked = replace(
        answered(
            invitation(),
            rated(2),
            replace(rated(1), question="why", comment="x", rating=None, said_in="100/1"),
            replace(rated(1), question="wants", rating=None, evidence=(VOICE, PHOTO)),
        ),
        started_by_customer=True,
        reminded=True,
        asked_again=1,
        message="m1",
        product="Mug",
        aside=Aside("", evidence=(VOICE,)),
    )
    run = DigestRun("weekly", "2026-03-02", NOW, skipped=True)
    facts = (person, contact(), full_case, entry, asked, run)
    room = MovedRoom("telegram", "-1", "-1001", NOW)
    await house.store.work([pending(message())], saving(*facts, room))
    wanted = Needs(addresses=(ANNA,), digest_runs=(("weekly", "2026-03-02"),))
    view = await house.view(wanted)
    found = (
        view.customer("c1"),
        view.contact(ANNA),
        view.case("case1"),
        view.invitation("i1"),
        view.digest_run("weekly", "2026-03-02"),
    )
    assert found == (person, contact(), full_case, asked, run)
    assert await house.store.moved_rooms("telegram") == {"-1": "-1001"}


async def test_a_room_that_moves_again_is_where_it_moved_last_and_keeps_our_name(house: House) -> None:
    assert await house.store.moved_rooms("telegram") == {}
    await house.store.work(
        [pending(message(key="1"))],
        saving(MovedRoom("telegram", "-1", "-2", NOW), MovedRoom("telegram", "-1", "-3", NOW)),
    )
    await house.store.work([pending(message(key="2"))], saving(MovedRoom("slack", "-1", "-9", NOW)))
    assert await house.store.moved_rooms("telegram") == {"-1": "-3"}
    await house.store.work([pending(message(key="3"))], saving(MovedRoom("telegram", "-1", "-4", NOW)))
    assert await house.store.moved_rooms("telegram") == {"-1": "-4"}


async def test_a_language_with_half_a_character_does_not_harm(house: House) -> None:
    await house.decided(Save(replace(customer(), language="e\ud83d\0n", timezone="\ud83d")))
    found = (await house.view(Needs(customers=("c1",)))).customer("c1")
    assert (found and found.language, found and found.timezone) == ("e?n", "?")


# --- what fails


async def test_what_cannot_be_read_is_kept_whole_and_what_follows_goes_on(house: House) -> None:
    raw = '{"update_id": 7, "text": "half \ud83d \0 and more"}' * 2000
    broken = Unreadable("telegram", "update/7", NOW, raw, "no such type")

    def decide(event: Event, _view: View) -> Sequence[Effect]:
        if isinstance(event, Unreadable):
            raise UnreadableEvent(event.problem)
        return [Save(customer())]

    await house.store.work([pending(broken), pending(message())], decide)
    await house.store.work([pending(broken)], decide)
    (letter,) = await house.store.dead_letters()
    assert letter.event == broken
    assert letter.error.startswith("UnreadableEvent: no such type")
    assert (await house.view(Needs(customers=("c1",)))).customer("c1") == customer()


async def test_what_comes_from_nowhere_in_particular_is_handled_once(house: House) -> None:
    handled: list[str] = []

    def decide(event: Event, _view: View) -> Sequence[Effect]:
        handled.append(event.key)
        return ()

    for event in (
        RoomMoved("telegram", "moved/-1", NOW, "-1", "-2"),
        HomeOpened("slack", "event/1", NOW, Address("slack", "W", "", "U")),
        PresenceChanged("telegram", "member/1", NOW, ANNA, present=False),
        MessageEdited("telegram", "100/1/edit", NOW, ANNA, "better", "100/1"),
    ):
        await house.store.work([pending(event)], decide)
        await house.store.work([pending(event)], decide)
    assert handled == ["moved/-1", "event/1", "member/1", "100/1/edit"]


async def test_an_event_whose_handler_fails_is_kept_with_its_error_and_the_others_are_saved(
    house: House,
) -> None:
    def decide(event: Event, _view: View) -> Sequence[Effect]:
        if event.key == "2":
            raise ValueError("a bug")
        return [Save(customer(f"c{event.key}"))]

    events = [message(key=key) for key in ("1", "2", "3")]
    committed = await house.store.work([pending(event) for event in events], decide)
    assert committed.replies == ({}, {}, {})
    (letter,) = await house.store.dead_letters()
    assert letter.event == events[1]
    assert letter.error.startswith("ValueError: a bug")
    assert (await house.store.counts()).dead_letters == 1
    view = await house.view(Needs(customers=("c1", "c2", "c3")))
    assert set(view.rows.customers) == {"c1", "c3"}


async def test_a_dead_letter_is_not_handled_again_when_it_comes_again(house: House) -> None:
    def decide(_event: Event, _view: View) -> Sequence[Effect]:
        raise ValueError("a bug")

    await house.store.work([pending(message())], decide)
    await house.store.work([pending(message())], decide)
    assert (await house.store.counts()).dead_letters == 1


async def test_nothing_that_a_failing_event_decided_is_saved(house: House) -> None:
    def decide(_event: Event, _view: View) -> Sequence[Effect]:
        decided = [Save(customer()), SetTimer(Timer("remind", "i1", NOW))]
        raise ValueError(f"after {len(decided)} effects")

    await house.store.work([pending(message())], decide)
    assert await house.store.next_timer() is None
    assert (await house.view(Needs(customers=("c1",)))).customer("c1") is None


async def test_one_customer_has_one_open_case_and_only_the_event_that_breaks_this_is_put_aside(
    house: House,
) -> None:
    await house.decided(Save(customer()), Save(case("case1")))

    def decide(event: Event, _view: View) -> Sequence[Effect]:
        if event.key == "second":
            return [Save(case("case2")), Send(parcel("never sent"))]
        return [Save(customer(event.key)), Send(parcel(f"for {event.key}"))]

    batch = [pending(message(key=key)) for key in ("before", "second", "after")]
    committed = await house.store.work(batch, decide)
    (letter,) = await house.store.dead_letters()
    assert letter.event.key == "second"
    assert "IntegrityError" in letter.error
    view = await house.view(Needs(customers=("before", "after"), cases=("case2",)))
    assert set(view.rows.customers) == {"before", "after"}
    assert view.case("case2") is None
    assert [errand.parcel.id for errand in committed.errands] == ["for before"], (
        "the rest waits for its receipt"
    )


async def test_a_case_that_ended_makes_room_for_the_next_in_the_same_batch(house: House) -> None:
    await house.decided(Save(customer()), Save(case("case2")))
    closed = replace(case("case2"), state=CaseState.CLOSED)
    await house.decided(Save(closed), Save(case("case1")), needs=Needs(cases=("case2",)))
    assert await house.store.dead_letters() == []
    assert (await house.view(Needs(customers=("c1",)))).open_case("c1") == case("case1")


async def test_what_cannot_be_written_costs_its_own_event_only(house: House) -> None:
    def decide(event: Event, _view: View) -> Sequence[Effect]:
        if event.key == "bad":
            return [Save(replace(customer("bad"), orders=2**70))]
        return [Save(customer(event.key))]

    await house.store.work([pending(message(key=key)) for key in ("a", "bad", "b")], decide)
    (letter,) = await house.store.dead_letters()
    assert letter.event.key == "bad"
    assert set((await house.view(Needs(customers=("a", "bad", "b")))).rows.customers) == {"a", "b"}


async def test_unavailable_storage_leaves_nothing_behind_and_blames_no_event(house: House) -> None:
    def decide(_event: Event, _view: View) -> Sequence[Effect]:
        raise StorageUnavailable("gone")

    with pytest.raises(StorageUnavailable):
        await house.store.work([pending(message())], decide)
    assert await house.store.seen([("telegram", "1")]) == set()
    assert await house.store.dead_letters() == []


@pytest.mark.usefixtures("file")
async def test_a_database_that_is_full_is_unavailable_and_the_work_can_be_done_later(house: House) -> None:
    long = message("x" * 5_000_000, key="long")
    await house.database.write(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count = 1"))
    with pytest.raises(StorageUnavailable, match="full"):
        await house.store.work([pending(long)], saving(customer()))
    await house.database.write(
        lambda connection: connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    )
    await house.store.work([pending(long)], saving(customer()))
    assert await house.store.dead_letters() == []
    assert (await house.view(Needs(customers=("c1",)))).customer("c1") == customer()


async def test_units_that_come_together_are_done_one_after_the_other(house: House) -> None:
    def decide(_event: Event, view: View) -> Sequence[Effect]:
        known = view.customer("c1") or customer()
        return [Save(replace(known, orders=known.orders + 1))]

    needs = Needs(customers=("c1",))
    await asyncio.gather(
        *[house.store.work([pending(message(key=str(number)), needs)], decide) for number in range(20)]
    )
    found = (await house.view(needs)).customer("c1")
    assert found is not None
    assert found.orders == 20


async def test_a_unit_whose_caller_went_away_is_finished_before_the_next(house: House, engine: str) -> None:
    loop = asyncio.get_running_loop()
    begun, go_on = asyncio.Event(), threading.Event()

    def slow(_event: Event, _view: View) -> Sequence[Effect]:
        loop.call_soon_threadsafe(begun.set)
        if engine == "sqlite":  # its units run in a thread; a server's wait in the loop, and so do we
            go_on.wait()
        return [Save(customer()), Send(parcel("first"))]

    abandoned = asyncio.create_task(house.store.work([pending(message(key="abandoned"))], slow))
    await begun.wait()
    abandoned.cancel()
    needs = Needs(customers=("c1",))
    seen: list[object] = []

    def look(_event: Event, view: View) -> Sequence[Effect]:
        seen.append(view.customer("c1"))
        return [Send(parcel("second"))]

    following = asyncio.create_task(house.store.work([pending(message(key="next"), needs)], look))
    go_on.set()
    assert (await following).errands == (), "the address is still held for the first"
    assert seen == [customer()]
    with pytest.raises(asyncio.CancelledError):
        await abandoned


# --- timers


async def test_timers_are_due_in_order_and_setting_one_again_moves_it(house: House) -> None:
    early, late = Timer("remind", "i1", NOW), Timer("expire", "i1", NOW + timedelta(days=7))
    await house.decided(SetTimer(late), SetTimer(early))
    assert await house.store.next_timer() == NOW
    assert await house.store.due_timers(NOW, 10) == [early]
    moved = Timer("remind", "i1", NOW + timedelta(days=8))
    await house.decided(SetTimer(moved))
    assert await house.store.due_timers(NOW + timedelta(days=9), 10) == [late, moved]
    assert await house.store.due_timers(NOW + timedelta(days=9), 1) == [late]
    await house.decided(CancelTimer(late.id), CancelTimer(moved.id))
    assert await house.store.next_timer() is None


def _due(timer: Timer) -> TimerDue:
    return TimerDue("timer", f"{timer.id}@{timer.due}", NOW, timer.id, timer.kind, timer.subject, timer.due)


async def test_a_handled_timer_is_gone_also_when_its_handler_fails_or_it_comes_again(house: House) -> None:
    timer = Timer("remind", "i1", NOW)

    def failing(_event: Event, _view: View) -> Sequence[Effect]:
        raise ValueError("a bug")

    await house.decided(SetTimer(timer))
    await house.store.work([pending(_due(timer))], failing)
    assert await house.store.next_timer() is None
    await house.decided(SetTimer(timer))
    await house.store.work([pending(_due(timer))], decide_nothing)
    assert await house.store.next_timer() is None


async def test_a_timer_that_was_moved_meanwhile_stays(house: House) -> None:
    old, moved = Timer("remind", "i1", NOW), Timer("remind", "i1", NOW + timedelta(hours=1))
    await house.decided(SetTimer(moved))
    await house.store.work([pending(_due(old))], decide_nothing)
    assert await house.store.next_timer() == moved.due


async def test_a_timer_set_by_its_own_handler_stays(house: House) -> None:
    timer = Timer("digest", "weekly", NOW)
    await house.decided(SetTimer(timer))
    again = replace(timer, due=NOW + timedelta(days=7))
    await house.store.work([pending(_due(timer))], lambda _event, _view: [SetTimer(again)])
    assert await house.store.next_timer() == again.due


# --- surveys, and the same code without asyncio


async def test_every_version_of_a_survey_is_remembered_once(house: House) -> None:
    other = replace(SURVEY, version="0" * 12)
    await surveys.remembered(house.database, [SURVEY])
    known = await surveys.remembered(house.database, [SURVEY, other])
    assert known == {(SURVEY.name, SURVEY.version): SURVEY, (SURVEY.name, "0" * 12): other}


def test_a_unit_runs_on_a_plain_connection_too(house: House) -> None:
    engine = synchronous_engine("BEGIN", connect_args={"isolation_level": None})
    metadata.create_all(engine)
    unit = UnitOfWork(house.settings, "simulation")
    with engine.connect() as connection:
        committed = unit.work_on(connection, [pending(message())], sending(parcel("a")))
        assert [errand.parcel.id for errand in committed.errands] == ["a"]
    engine.dispose()


async def test_an_event_of_a_room_is_kept(house: House) -> None:
    said = MessageReceived("slack", "1", NOW, replace(STAFF_ROOM, person="U1"), "hello")
    await house.store.work([pending(said)], decide_nothing)
    assert await house.store.seen([("slack", "1")]) == {("slack", "1")}
