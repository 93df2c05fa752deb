"""The courier on the real outbox: what neither of them can promise alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core.effects import Effect, Lane, MovedRoom, Parcel, Save, Send
from bot.core.errors import NotReady, Rejected, SendError, TryLater, Unknown
from bot.core.events import Event, Outcome, ParcelSettled
from bot.core.identity import Address
from bot.core.ports import Receipt
from bot.core.view import View
from bot.delivery.backoff import IN_ORDER, MAX_ATTEMPTS
from bot.delivery.courier import Courier
from bot.delivery.limits import Limits
from storage.database import open_database, sqlite_url
from storage.unit_of_work import SqlStore
from tests.storage.conftest import ANNA, NOW, STAFF_ROOM, make_business, message, parcel, pending


@dataclass
class Platform:
    """Takes everything, after what ``script`` says of a parcel; waits at ``gate`` while that is closed."""

    script: dict[str, list[SendError]] = field(default_factory=dict)
    attempts: list[str] = field(default_factory=list)
    shown: list[tuple[str, str | None, str | None]] = field(default_factory=list)  # id, target, thread
    perhaps_sent: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)  # messages that cannot be edited any more
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    attempted: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(
        self, parcel: Parcel, target: str | None, recovered: bool, thread: str | None = None
    ) -> Receipt:
        assert recovered == (parcel.id in self.perhaps_sent)
        self.attempts.append(parcel.id)
        self.attempted.set()
        await self.gate.wait()
        if self.script.get(parcel.id):
            error = self.script[parcel.id].pop(0)
            if isinstance(error, Unknown):
                self.perhaps_sent.add(parcel.id)
            raise error
        self.shown.append((parcel.id, target, thread))
        return Receipt(target if target and target not in self.deleted else f"message {parcel.id}")


class House:
    """A store, a courier on it and a platform, on a clock that is set by hand."""

    def __init__(self, store: SqlStore, of_the_next_process: SqlStore) -> None:
        self.time = NOW
        self.store = store
        self.of_the_next_process = of_the_next_process
        self.platform = Platform()
        self.platform.gate.set()
        self.settled: list[tuple[str, Outcome]] = []
        self.courier = self.courier_anew()
        self._events = 0

    def courier_anew(self) -> Courier:
        senders = {"telegram": self.platform, "slack": self.platform}
        return Courier(self.store, senders, self, self.settle, limits=Limits({}), sleep=self.sleep)

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    async def settle(self, event: ParcelSettled) -> None:
        await self._work(event, ())
        self.settled.append((event.parcel_id, event.outcome))

    async def commit(self, *parcels: Parcel) -> None:
        await self.work(*[Send(replace(one, not_before=self.time)) for one in parcels])

    async def work(self, *effects: Effect) -> None:
        self._events += 1
        await self._work(message(key=str(self._events), at=self.time), effects)

    async def _work(self, event: Event, effects: Sequence[Effect]) -> None:
        def decide(_event: Event, _view: View) -> Sequence[Effect]:
            return effects

        self.courier.committed(await self.store.work([pending(event, now=self.time)], decide))

    async def drain(self) -> None:
        async with asyncio.timeout(20):
            await self.courier.drain()

    async def go_on(self) -> None:
        """To the next moment at which something is due."""
        due = await self.store.next_due()
        assert due is not None
        self.time = max(self.time, due)
        await self.drain()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    database = await open_database(sqlite_url(tmp_path / "data" / "feedback.sqlite"), synchronous="NORMAL")
    business = make_business()
    yield House(SqlStore(database, business, "this process"), SqlStore(database, business, "the next one"))
    await database.close()


def alert(id_: str, **changes: str) -> Parcel:
    return replace(parcel(id_, STAFF_ROOM, Lane.ALERT), **changes)  # type: ignore[arg-type]  # texts only


async def test_an_alert_does_not_wait_behind_what_was_handed_out_for_its_room(house: House) -> None:
    house.platform.gate.clear()
    await house.commit(*[parcel(f"s{number}", STAFF_ROOM, Lane.BROADCAST) for number in range(20)])
    await house.platform.attempted.wait()
    await house.commit(alert("alert"))
    house.platform.gate.set()
    await house.drain()
    assert house.platform.attempts[:3] == ["s0", "alert", "s1"]
    assert len(house.settled) == 21


async def test_alerts_lines_and_edits_that_come_at_once_are_shown_where_they_belong(house: House) -> None:
    house.platform.gate.clear()
    await house.commit(alert("a"))
    await house.platform.attempted.wait()
    await house.commit(alert("line", thread="a"), alert("edit", target="a"))
    await house.commit(alert("b"), alert("line of b", thread="b"))
    house.platform.gate.set()
    await house.drain()
    assert house.platform.shown == [
        ("a", None, None),
        ("line", None, "message a"),
        ("edit", "message a", None),
        ("b", None, None),
        ("line of b", None, "message b"),
    ]


async def test_what_is_sent_anew_for_a_message_that_was_deleted_is_edited_from_then_on(house: House) -> None:
    await house.commit(alert("a"))
    await house.drain()
    house.platform.deleted.add("message a")
    await house.commit(alert("first edit", target="a"), alert("line", thread="a"))
    await house.drain()
    house.courier = house.courier_anew()  # another process, that remembers nothing
    await house.commit(alert("second edit", target="a"))
    await house.drain()
    assert house.platform.shown[1:] == [
        ("first edit", "message a", None),
        ("line", None, "message first edit"),
        ("second edit", "message first edit", None),
    ]


async def test_after_a_room_has_moved_nothing_edits_by_its_old_numbers(house: House) -> None:
    group = Address("telegram", room="-5")
    await house.commit(parcel("a", group))
    await house.drain()
    await house.work(Save(MovedRoom("telegram", "-5", "-1009", NOW)))
    house.courier = house.courier_anew()
    await house.commit(replace(parcel("edit", group), target="a"))
    await house.commit(replace(parcel("again", group), target="a"))
    await house.drain()
    assert house.platform.shown[1:] == [("edit", None, None), ("again", "message edit", None)]


async def test_a_poison_parcel_keeps_its_thread_and_lets_the_room_go_on(house: House) -> None:
    house.platform.script["a"] = [Unknown() for _ in range(IN_ORDER + 2)]
    await house.commit(alert("a"), alert("line", thread="a"), alert("b"))
    for _ in range(IN_ORDER):
        await house.drain()
        assert set(house.platform.attempts) == {"a"}
        await house.go_on()
    assert [name for name, _, _ in house.platform.shown] == ["b"]
    await house.go_on()
    await house.go_on()
    assert house.platform.shown[1:] == [("a", None, None), ("line", None, "message a")]
    assert (await house.store.counts()).parcels_waiting == 0


async def test_a_thread_whose_alert_is_rejected_goes_on_without_it(house: House) -> None:
    house.platform.script["a"] = [Rejected()]
    await house.commit(alert("a"), alert("line", thread="a"))
    await house.drain()
    assert house.platform.shown == [("line", None, None)]


async def test_a_press_on_a_question_of_unknown_outcome_does_not_overtake_it(house: House) -> None:
    house.platform.script["invitation"] = [Unknown()]
    await house.commit(parcel("invitation", ANNA, Lane.SURVEY))
    await house.drain()
    await house.commit(parcel("next question", ANNA, Lane.REPLY, target="invitation"))
    await house.go_on()
    assert house.platform.shown == [
        ("invitation", None, None),
        ("next question", "message invitation", None),
    ]


async def test_forty_messages_under_constant_flood_waits_arrive_once_each_and_in_order(house: House) -> None:
    names = [f"p{number:02}" for number in range(40)]
    for name in names:
        house.platform.script[name] = [TryLater(3), TryLater(1)]
    await house.commit(*[parcel(name, ANNA) for name in names])
    await house.drain()
    while await house.store.next_due() is not None:
        await house.go_on()
        await house.commit(parcel(f"to another {len(house.settled)}", Address("telegram", person="200")))
        await house.drain()
    shown = [name for name, _, _ in house.platform.shown if name.startswith("p")]
    assert shown == names
    assert house.time - NOW < timedelta(minutes=5)


def shown_edits(house: House) -> list[str]:
    return [name for name, target, _ in house.platform.shown if target is not None]


async def test_of_the_edits_of_an_alert_that_wait_only_the_newest_is_sent(house: House) -> None:
    await house.commit(alert("a"), alert("b"))
    await house.drain()
    house.platform.gate.clear()
    house.platform.attempted.clear()
    await house.commit(alert("first", target="a"))
    await house.platform.attempted.wait()
    for number in range(20):
        await house.commit(alert(f"edit {number}", target="a"), alert(f"line {number}", thread="a"))
    await house.commit(alert("edit of b", target="b"))
    house.platform.gate.set()
    await house.drain()
    assert shown_edits(house) == ["first", "edit 19", "edit of b"]
    lines = [name for name, _, thread in house.platform.shown if thread == "message a"]
    assert lines == [f"line {number}" for number in range(20)]
    assert (await house.store.counts()).parcels_waiting == 0


async def test_edits_that_a_busy_platform_held_up_become_one(house: House) -> None:
    await house.commit(alert("a"))
    await house.drain()
    house.platform.script["first"] = [TryLater(30)]
    await house.commit(alert("first", target="a"))
    await house.drain()
    await house.commit(*[alert(f"edit {number}", target="a") for number in range(5)])
    await house.go_on()
    assert shown_edits(house) == ["edit 4"]


async def test_an_edit_that_may_have_been_sent_is_brought_to_its_end_before_a_newer_one(house: House) -> None:
    await house.commit(alert("a"))
    await house.drain()
    house.platform.script["first"] = [Unknown()]
    await house.commit(alert("first", target="a"))
    await house.drain()
    await house.commit(alert("second", target="a"), alert("third", target="a"))
    await house.go_on()
    assert shown_edits(house) == ["first", "third"]


async def test_an_edit_that_failed_again_and_again_never_comes_after_a_newer_one(house: House) -> None:
    await house.commit(alert("a"))
    await house.drain()
    house.platform.script["stale"] = [Unknown() for _ in range(IN_ORDER + 1)]
    await house.commit(alert("stale", target="a"))
    await house.drain()
    await house.commit(alert("newest", target="a"))
    while await house.store.next_due() is not None:
        await house.go_on()
    assert shown_edits(house) == ["newest"]
    assert (await house.store.counts()).parcels_waiting == 0


async def test_what_a_dead_process_held_of_an_alert_ends_with_its_newest_edit(house: House) -> None:
    await house.commit(alert("a"))
    await house.drain()
    house.platform.gate.clear()
    house.platform.attempted.clear()
    await house.commit(alert("edit 0", target="a"))
    await house.platform.attempted.wait()
    await house.commit(alert("edit 1", target="a"), alert("edit 2", target="a"))
    await house.courier.close(0)  # killed: nothing of this is recorded
    house.platform.perhaps_sent.update(f"edit {number}" for number in range(4))
    house.platform.gate.set()
    house.store = house.of_the_next_process
    house.courier = house.courier_anew()
    house.time += timedelta(minutes=2)
    await house.commit(alert("edit 3", target="a"))
    while await house.store.next_due() is not None:
        await house.go_on()
    assert shown_edits(house)[-1] == "edit 3"
    assert (await house.store.counts()).parcels_waiting == 0


async def test_no_edit_is_left_out_that_something_hangs_on(house: House) -> None:
    await house.commit(alert("a"))
    await house.drain()
    house.platform.gate.clear()
    house.platform.attempted.clear()
    await house.commit(alert("other"))
    await house.platform.attempted.wait()
    await house.commit(alert("edit", target="a"), alert("line", thread="edit"), alert("newer", target="a"))
    house.platform.gate.set()
    await house.drain()
    assert ("line", None, "message a") in house.platform.shown


async def test_a_customers_own_messages_are_each_edited(house: House) -> None:
    await house.commit(parcel("question", ANNA, Lane.SURVEY))
    await house.drain()
    house.platform.gate.clear()
    house.platform.attempted.clear()
    await house.commit(parcel("else", ANNA, Lane.REPLY))
    await house.platform.attempted.wait()
    edits = [parcel(f"edit {number}", ANNA, Lane.REPLY, target="question") for number in range(3)]
    await house.commit(*edits)
    house.platform.gate.set()
    await house.drain()
    assert shown_edits(house) == ["edit 0", "edit 1", "edit 2"]


async def test_what_is_not_ready_waits_alone_and_that_is_no_attempt(house: House) -> None:
    house.platform.script["file"] = [NotReady(1) for _ in range(MAX_ATTEMPTS + 1)]
    await house.commit(alert("a"), alert("file", thread="a"), alert("line", thread="a"))
    await house.drain()
    assert [name for name, _, _ in house.platform.shown] == ["a", "line"]
    while await house.store.next_due() is not None:
        await house.go_on()
    assert house.platform.shown[-1] == ("file", None, "message a")
