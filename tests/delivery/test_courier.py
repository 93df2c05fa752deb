"""The courier against an outbox and senders in memory, on a clock that only moves when somebody waits."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.effects import BLANKED, Lane, Line, Message, Parcel
from bot.core.errors import Rejected, StorageUnavailable, TryLater, Unknown, Unreachable
from bot.core.events import Outcome, ParcelSettled
from bot.core.identity import Address
from bot.core.ports import Committed, Errand, Receipt
from bot.delivery import courier
from bot.delivery.backoff import IN_ORDER, MAX_ATTEMPTS
from bot.delivery.courier import Courier
from bot.delivery.limits import Limit, Limits, Pace
from bot.delivery.patience import AS_TOLD, LATER_CAP_S, PATIENCE, TOLD_FOR

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LEASE_S = 60
ANNA = Address("web", person="anna")
BEN = Address("web", person="ben")
SECRET_WORDS = "the waiter was rude to me"


class VirtualClock:
    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)
        await asyncio.sleep(0)


class SteppedClock(VirtualClock):
    """Moves on to whoever wakes up first, once nobody has anything left to do: sleeps run side by side."""

    def __init__(self) -> None:
        super().__init__()
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._count = 0

    async def sleep(self, seconds: float) -> None:
        waking = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self.time + timedelta(seconds=seconds), self._count, waking))
        await waking

    @asynccontextmanager
    async def ticking(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._tick())
        try:
            yield
        finally:
            task.cancel()

    async def _tick(self) -> None:
        while True:
            for _ in range(25):
                await asyncio.sleep(0)
            if self._sleepers:
                at, _, waking = heapq.heappop(self._sleepers)
                if not waking.done():
                    self.time = max(self.time, at)
                    waking.set_result(None)


@dataclass
class Row:
    parcel: Parcel
    due: datetime
    attempts: int = 0
    unknown: bool = False
    outcome: Outcome | None = None
    receipt: str | None = None


@dataclass
class Lease:
    fence: int = 0
    until: datetime = NOON
    waits_until: datetime = NOON


class MemoryOutbox:
    """Parcels and leases as the storage keeps them; ``failures`` makes that many next writes fail."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.rows: dict[str, Row] = {}
        self.leases: dict[Address, Lease] = {}
        self.failures = 0
        self.put_offs: list[tuple[str, datetime, bool, bool]] = []
        self.courier: Courier

    def commit(self, *parcels: Parcel) -> Committed:
        for one in parcels:
            self.rows[one.id] = Row(one, max(one.not_before, self.clock.now()))
        due = {row.parcel.address: None for row in self._due() if row.parcel in parcels}
        free = [address for address in due if self._is_free(address)]
        errands = tuple(errand for address in free for errand in self._lease(address))
        errands += tuple(self._errand(self.rows[one.id]) for one in parcels if self._joins(one, free))
        later = [one.not_before for one in parcels if one.not_before > self.clock.now()]
        return Committed((), errands, min(later, default=None))

    async def settle(self, event: ParcelSettled) -> None:
        await asyncio.sleep(0)
        self._fail_if_told()
        row = self.rows[event.parcel_id]
        if row.outcome is None:
            row.outcome, row.receipt = event.outcome, event.receipt
        errands = self._hand_out(event.address)
        if not errands:
            self.leases[event.address].until = self.clock.now()
        self.courier.hand(errands)

    async def claim(self, now: datetime, limit: int) -> list[Errand]:
        await asyncio.sleep(0)
        self._fail_if_told()
        assert now <= self.clock.now()
        addresses = {row.parcel.address: None for row in self._due()}
        free = [address for address in addresses if self._is_free(address)]
        return [errand for address in free[:limit] for errand in self._lease(address)]

    async def put_off(
        self, errand: Errand, now: datetime, until: datetime, *, whole_address: bool, unknown: bool
    ) -> None:
        await asyncio.sleep(0)
        self._fail_if_told()
        self.put_offs.append((errand.parcel.id, until, whole_address, unknown))
        lease, row = self.leases[errand.parcel.address], self.rows[errand.parcel.id]
        assert lease.fence == errand.fence, "put off under a lease that is lost"
        row.attempts += unknown
        row.unknown = row.unknown or unknown
        lease.until = now
        if whole_address:
            lease.waits_until = until
        else:
            row.due = until

    async def next_due(self) -> datetime | None:
        waiting = [row for row in self.rows.values() if row.outcome is None]
        return min((max(row.due, self._opens(row.parcel.address)) for row in waiting), default=None)

    def _joins(self, parcel: Parcel, leased: Sequence[Address]) -> bool:
        held = self.leases.get(parcel.address, Lease()).until > self.clock.now()
        return parcel.lane is Lane.ALERT and held and parcel.address not in leased

    def _opens(self, address: Address) -> datetime:
        lease = self.leases.get(address, Lease())
        return max(lease.until, lease.waits_until)

    def _is_free(self, address: Address) -> bool:
        return self._opens(address) <= self.clock.now()

    def _due(self) -> list[Row]:
        return [row for row in self.rows.values() if row.outcome is None and row.due <= self.clock.now()]

    def _lease(self, address: Address) -> list[Errand]:
        lease = self.leases.setdefault(address, Lease())
        lease.fence += 1
        lease.until = self.clock.now() + timedelta(seconds=LEASE_S)
        return self._hand_out(address)

    def _hand_out(self, address: Address) -> list[Errand]:
        rows = sorted(
            (row for row in self._due() if row.parcel.address == address), key=lambda row: row.parcel.lane
        )
        return [self._errand(row) for row in rows]

    def _errand(self, row: Row) -> Errand:
        lease = self.leases[row.parcel.address]
        target, thread = (self._receipt(id_) for id_ in (row.parcel.target, row.parcel.thread))
        return Errand(row.parcel, lease.fence, lease.until, row.attempts, row.unknown, target, thread)

    def _receipt(self, parcel_id: str | None) -> str | None:
        row = self.rows.get(parcel_id or "")
        return row.receipt if row else None

    def _fail_if_told(self) -> None:
        if self.failures:
            self.failures -= 1
            raise StorageUnavailable("busy")


class Platform:
    """Takes parcels; ``script`` holds what a parcel's next attempts raise, ``gates`` what they wait for."""

    def __init__(self) -> None:
        self.attempts: list[tuple[str, str | None, bool]] = []
        self.threads: dict[str, str | None] = {}
        self.script: dict[str, list[Exception]] = {}
        self.gates: dict[str, asyncio.Event] = {}
        self.under_way = 0
        self.most_under_way = 0
        self.before: Callable[[Parcel], None] = lambda _: None

    @property
    def sent(self) -> list[str]:
        return [parcel_id for parcel_id, _, _ in self.attempts]

    async def send(
        self,
        parcel: Parcel,
        target: str | None,
        recovered: bool,
        thread: str | None = None,
    ) -> Receipt:
        self.before(parcel)
        self.threads[parcel.id] = thread
        self.attempts.append((parcel.id, target, recovered))
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await asyncio.sleep(0)
            if parcel.id in self.gates:
                await self.gates[parcel.id].wait()
            if self.script.get(parcel.id):
                raise self.script[parcel.id].pop(0)
        finally:
            self.under_way -= 1
        return Receipt(f"message-{parcel.id}")


@dataclass
class World:
    clock: VirtualClock = field(default_factory=VirtualClock)
    platform: Platform = field(default_factory=Platform)
    timeout_s: float = 20.0
    concurrency: int = 64
    limits: Limits | None = None

    def __post_init__(self) -> None:
        self.outbox = MemoryOutbox(self.clock)
        self.told: list[ParcelSettled] = []
        self.seen: list[tuple[str, str]] = []
        self.courier = self.outbox.courier = Courier(
            self.outbox,
            {"web": self.platform, "telegram": self.platform},
            self.clock,
            self.settle,
            limits=self.limits,
            sleep=self.clock.sleep,
            timeout_s=self.timeout_s,
            concurrency=self.concurrency,
            seen=lambda parcel, result: self.seen.append((parcel.id, result)),
        )

    async def settle(self, event: ParcelSettled) -> None:
        await self.outbox.settle(event)
        self.told.append(event)

    @property
    def settled(self) -> list[tuple[str, Outcome, str | None]]:
        return [(event.parcel_id, event.outcome, event.receipt) for event in self.told]

    def commit(self, *parcels: Parcel) -> None:
        self.courier.committed(self.outbox.commit(*parcels))

    async def until(self, done: Callable[[], bool]) -> None:
        for _ in range(10_000):
            if done():
                return
            await asyncio.sleep(0)
        raise AssertionError("it never happened")

    async def many_settled(self, number: int) -> None:
        await self.until(lambda: len(self.settled) >= number)

    async def drain(self) -> None:
        async with asyncio.timeout(10):
            await self.courier.drain()


def parcel(
    name: str,
    address: Address = ANNA,
    lane: Lane = Lane.REPLY,
    target: str | None = None,
    not_after: datetime | None = None,
    thread: str | None = None,
) -> Parcel:
    message = Message((Line(SECRET_WORDS),))
    return Parcel(
        name, address, lane, "question", "invitation:i1", message, "en", NOON, not_after, target, thread
    )


def names(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{number}" for number in range(count)]


async def test_parcels_of_one_address_go_in_the_order_given_one_at_a_time() -> None:
    world = World()
    world.commit(*(parcel(name) for name in names("p", 20)))
    await world.drain()
    assert world.platform.sent == names("p", 20)
    assert world.platform.most_under_way == 1
    assert world.settled == [(name, Outcome.DELIVERED, f"message-{name}") for name in names("p", 20)]


async def test_what_became_of_a_parcel_is_committed_before_the_next_is_sent() -> None:
    world = World()
    unsettled: list[int] = []
    world.platform.before = lambda _: unsettled.append(len(world.platform.sent) - len(world.settled))
    world.commit(*(parcel(name) for name in names("p", 5)))
    await world.drain()
    assert unsettled == [0] * 5


async def test_an_alert_goes_before_the_surveys_that_wait_at_its_address() -> None:
    world = World()
    gate = world.platform.gates["s0"] = asyncio.Event()
    world.commit(parcel("s0", lane=Lane.SURVEY), parcel("s1", lane=Lane.SURVEY))
    await world.until(lambda: world.platform.under_way == 1)
    world.commit(parcel("s2", lane=Lane.SURVEY), parcel("a", lane=Lane.ALERT), parcel("r"))
    gate.set()
    await world.drain()
    assert world.platform.sent == ["s0", "a", "r", "s1", "s2"]


async def test_addresses_are_served_at_the_same_time_and_never_more_than_allowed() -> None:
    world = World(concurrency=8)
    world.commit(*(parcel(name, Address("web", person=name)) for name in names("p", 100)))
    await world.drain()
    assert sorted(world.platform.sent) == sorted(names("p", 100))
    assert world.platform.most_under_way == 8
    assert len(asyncio.all_tasks()) == 1


async def test_a_slow_address_never_stops_another() -> None:
    world = World()
    gate = world.platform.gates["slow"] = asyncio.Event()
    world.commit(parcel("slow", ANNA), parcel("behind", ANNA), parcel("quick", BEN))
    await world.until(lambda: ("quick", Outcome.DELIVERED, "message-quick") in world.settled)
    assert world.platform.sent == ["slow", "quick"]
    gate.set()
    await world.drain()
    assert world.platform.sent == ["slow", "quick", "behind"]


async def test_settling_one_address_does_not_stop_another() -> None:
    world = World()
    gate = asyncio.Event()
    settle = world.outbox.settle

    async def slow_for_anna(event: ParcelSettled) -> None:
        if event.address == ANNA:
            await gate.wait()
        await settle(event)

    world.outbox.settle = slow_for_anna  # type: ignore[method-assign]  # a storage slow for one address only
    world.commit(parcel("a", ANNA), *(parcel(name, BEN) for name in names("b", 3)))
    await world.until(lambda: len(world.settled) == 3)
    gate.set()
    await world.drain()
    assert len(world.settled) == 4


async def test_a_platform_that_hangs_holds_up_no_other_one() -> None:
    world = World(concurrency=2)
    hanging = names("hanging", 4)
    for name in hanging:
        world.platform.gates[name] = asyncio.Event()
    world.commit(*(parcel(name, Address("web", person=name)) for name in hanging))
    await world.until(lambda: world.platform.under_way == 2)
    world.commit(*(parcel(name, Address("telegram", person=name)) for name in names("t", 3)))
    await world.until(lambda: len(world.settled) == 3)
    assert sorted(world.platform.sent) == [*hanging[:2], *names("t", 3)]
    for gate in world.platform.gates.values():
        gate.set()
    await world.drain()
    assert len(world.settled) == 7


async def test_when_all_are_busy_the_alert_gets_the_next_free_hand() -> None:
    world = World(concurrency=1)
    gate = world.platform.gates["first"] = asyncio.Event()
    world.commit(parcel("first", Address("web", person="first")))
    await world.until(lambda: world.platform.under_way == 1)
    world.commit(*(parcel(name, Address("web", person=name), Lane.BROADCAST) for name in names("b", 5)))
    world.commit(parcel("alert", Address("web", room="staff"), Lane.ALERT))
    gate.set()
    await world.drain()
    assert world.platform.sent == ["first", "alert", *names("b", 5)]


async def test_what_joins_an_address_that_waits_for_a_hand_goes_once_and_the_alert_first() -> None:
    world = World(concurrency=1)
    gate = world.platform.gates["first"] = asyncio.Event()
    world.commit(parcel("first", BEN))
    await world.until(lambda: world.platform.under_way == 1)
    world.commit(*(parcel(name, lane=Lane.SURVEY) for name in ("s1", "s2")))
    leased = world.outbox.leases[ANNA]
    for lane, *more in ((Lane.SURVEY, "s3"), (Lane.ALERT, "alert")):
        rows = [world.outbox.rows.setdefault(one, Row(parcel(one, lane=lane), NOON)) for one in more]
        world.courier.hand([Errand(row.parcel, leased.fence, leased.until) for row in rows])
    gate.set()
    await world.drain()
    assert world.platform.sent == ["first", "alert", "s1", "s2", "s3"]


async def test_try_later_makes_the_rest_of_that_address_wait_and_only_that() -> None:
    world = World()
    world.platform.script["a0"] = [TryLater(30)]
    world.commit(parcel("a0", ANNA), parcel("a1", ANNA), parcel("b0", BEN))
    await world.drain()
    assert sorted(world.platform.sent) == ["a0", "b0"]
    assert world.outbox.put_offs == [("a0", NOON + timedelta(seconds=30), True, False)]
    world.clock.advance(29)
    await world.drain()
    assert len(world.platform.sent) == 2
    world.clock.advance(1)
    await world.drain()
    assert [name for name in world.platform.sent if name != "b0"] == ["a0", "a0", "a1"]


async def test_a_platform_that_keeps_saying_later_is_asked_less_and_less() -> None:
    world = World()
    world.platform.script["p"] = [TryLater(1)] * 8
    world.commit(parcel("p"))
    waits_s: list[float] = []
    for _ in range(8):
        await world.drain()
        waits_s.append((world.outbox.put_offs[-1][1] - world.clock.now()).total_seconds())
        world.clock.advance(waits_s[-1])
    assert waits_s[:AS_TOLD] == [1] * AS_TOLD
    assert waits_s[AS_TOLD] > 5
    assert 60 < waits_s[-1] <= LATER_CAP_S


async def test_once_a_platform_has_taken_something_its_word_counts_again() -> None:
    world = World()
    for name in ("p", "q"):
        world.platform.script[name] = [TryLater(1)] * 5
    world.commit(parcel("p"), parcel("q"))
    while len(world.settled) < 2:
        await world.drain()
        world.clock.advance(1)
    waits_s = [until for name, until, _, _ in world.outbox.put_offs if name == "q"]
    assert (waits_s[1] - waits_s[0]).total_seconds() <= 2


async def broken_room(world: World, name: str, during: timedelta) -> None:
    """The platform says so of this parcel for so long."""
    end = world.clock.now() + during
    while world.clock.now() < end and not world.settled:
        world.platform.script[name] = [TryLater(60)]
        await world.drain()
        world.clock.advance(60)
    world.platform.script.clear()


async def test_a_room_that_is_mended_after_days_gets_its_alert() -> None:
    world = World()
    room = Address("web", room="staff")
    world.commit(parcel("alert", room, Lane.ALERT), parcel("next", room, Lane.ALERT))
    await broken_room(world, "alert", PATIENCE - timedelta(hours=1))
    assert len(world.platform.sent) > 10 * MAX_ATTEMPTS
    world.clock.advance(LATER_CAP_S)
    await world.drain()
    assert [name for name, _, _ in world.settled] == ["alert", "next"]
    assert {outcome for _, outcome, _ in world.settled} == {Outcome.DELIVERED}


async def test_what_a_platform_puts_off_for_days_is_parked(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    world.commit(parcel("alert", Address("web", room="staff"), Lane.ALERT))
    await broken_room(world, "alert", PATIENCE + timedelta(hours=1))
    assert world.settled == [("alert", Outcome.REJECTED, None)]
    assert world.clock.now() - NOON >= PATIENCE
    assert "parcel alert parked" in caplog.text


async def test_what_waited_while_we_did_not_run_is_not_parked_when_the_platform_is_busy() -> None:
    world = World()
    world.clock.advance(2 * PATIENCE.total_seconds())
    world.commit(parcel("p"))
    await broken_room(world, "p", TOLD_FOR - timedelta(minutes=10))
    world.clock.advance(LATER_CAP_S)
    await world.drain()
    assert world.settled == [("p", Outcome.DELIVERED, "message-p")]


@pytest.mark.parametrize("unknown", [Unknown(), TimeoutError(), ValueError(SECRET_WORDS)])
async def test_an_unknown_outcome_is_tried_again_and_said_to_be_so(unknown: Exception) -> None:
    world = World()
    world.platform.script["p"] = [unknown]
    world.commit(parcel("p"), parcel("next"))
    await world.drain()
    assert world.platform.attempts == [("p", None, False)]
    world.clock.advance(3)
    await world.drain()
    assert world.platform.attempts[1:] == [("p", None, True), ("next", None, False)]
    assert world.settled[0] == ("p", Outcome.DELIVERED, "message-p")


async def test_after_an_unknown_outcome_nobody_overtakes_at_first_but_a_chat_is_not_blocked_for_ever() -> (
    None
):
    world = World()
    world.platform.script["p"] = [Unknown()] * (IN_ORDER + 1)
    world.commit(parcel("p"), parcel("next"), parcel("other", BEN))
    for attempt in range(IN_ORDER):
        await world.drain()
        assert world.platform.sent.count("p") == attempt + 1
        assert "next" not in world.platform.sent
        assert world.outbox.put_offs[-1][2], "the whole address waits"
        world.clock.advance(10)
    assert world.clock.now() - NOON < timedelta(minutes=1)
    await world.drain()
    assert not world.outbox.put_offs[-1][2]
    assert [name for name in world.platform.sent if name != "other"] == ["p"] * (IN_ORDER + 1) + ["next"]
    world.clock.advance(20)
    await world.drain()
    assert world.settled[-1] == ("p", Outcome.DELIVERED, "message-p")


async def test_once_unknown_a_parcel_stays_unknown_until_it_is_settled() -> None:
    world = World()
    world.platform.script["p"] = [Unknown(), TryLater(5)]
    world.commit(parcel("p"))
    for _ in range(3):
        await world.drain()
        world.clock.advance(10)
    assert [recovered for _, _, recovered in world.platform.attempts] == [False, True, True]


async def test_a_sender_that_hangs_is_given_up_as_unknown() -> None:
    world = World(timeout_s=0.01)
    world.platform.gates["p"] = asyncio.Event()
    world.commit(parcel("p"))
    await world.drain()
    ((name, _, whole_address, unknown),) = world.outbox.put_offs
    assert (name, whole_address, unknown) == ("p", True, True)
    assert world.platform.under_way == 0


@pytest.mark.parametrize(
    ("error", "outcome"), [(Unreachable(), Outcome.UNREACHABLE), (Rejected(), Outcome.REJECTED)]
)
async def test_what_can_never_be_sent_is_settled_and_the_rest_goes_on(
    error: Exception, outcome: Outcome
) -> None:
    world = World()
    world.platform.script["p"] = [error]
    world.commit(parcel("p"), parcel("next"))
    await world.drain()
    assert world.settled == [("p", outcome, None), ("next", Outcome.DELIVERED, "message-next")]


async def test_whoever_counts_is_told_how_each_attempt_ended() -> None:
    world = World()
    world.platform.script["p"] = [TryLater(1), Unknown()]
    world.platform.script["never"] = [Unreachable()]
    world.commit(parcel("p"), parcel("never", Address("web", person="boris")))
    for _ in range(3):
        await world.drain()
        world.clock.advance(5)
    assert sorted(world.seen) == [
        ("never", "unreachable"),
        ("p", "delivered"),
        ("p", "later"),
        ("p", "unknown"),
    ]


async def test_a_digest_that_a_dead_process_left_says_that_it_is_late() -> None:
    world, sent = World(), list[Parcel]()
    world.platform.before = sent.append
    world.outbox.commit(replace(parcel("weekly"), purpose="digest"))
    world.clock.advance(2 * 3600)
    await world.drain()
    assert [one.message.lines[0].key for one in sent] == ["digest_command.posted_late"]


@pytest.mark.parametrize("late_s", [15, 16])
async def test_what_came_too_late_is_never_sent(late_s: int) -> None:
    world = World()
    gate = world.platform.gates["first"] = asyncio.Event()
    world.commit(parcel("first"), parcel("toast", not_after=NOON + timedelta(seconds=15)))
    await world.until(lambda: world.platform.under_way == 1)
    world.clock.advance(late_s)
    gate.set()
    await world.drain()
    assert world.platform.sent == ["first"]
    assert world.settled[-1] == ("toast", Outcome.EXPIRED, None)


@pytest.mark.parametrize("recovered", [True, False])
async def test_what_expires_says_whether_it_may_have_arrived(recovered: bool) -> None:
    world = World()
    world.platform.script["p"] = [Unknown() if recovered else TryLater(3)]
    world.commit(parcel("p", not_after=NOON + timedelta(seconds=15)))
    await world.drain()
    world.clock.advance(1000)
    await world.drain()
    assert world.platform.sent == ["p"]
    assert [(one.outcome, one.recovered) for one in world.told] == [(Outcome.EXPIRED, recovered)]


@pytest.mark.parametrize("refusal", [Unreachable(), Rejected()])
async def test_what_is_refused_says_whether_an_earlier_attempt_may_have_brought_it(
    refusal: Exception,
) -> None:
    world = World()
    world.platform.script["first"] = [refusal]
    world.platform.script["second"] = [Unknown(), refusal]
    world.commit(parcel("first"), parcel("second"))
    await world.drain()
    world.clock.advance(1000)
    await world.drain()
    assert [(one.parcel_id, one.recovered) for one in world.told] == [("first", False), ("second", True)]


async def test_what_expires_while_it_waits_for_its_turn_is_never_sent() -> None:
    world = World()
    anna = Address("telegram", person="anna")
    toast = parcel("toast", anna, not_after=NOON + timedelta(seconds=0.5))
    world.commit(*(parcel(name, anna) for name in names("p", 3)), toast)
    await world.drain()
    assert world.platform.sent == names("p", 3)
    assert world.settled[-1] == ("toast", Outcome.EXPIRED, None)


async def test_what_expires_while_the_platform_as_a_whole_is_at_its_limit_is_never_sent() -> None:
    world = World(limits=Limits({"web": Pace(overall=Limit(1.0, 1))}))
    world.commit(parcel("p", BEN), parcel("toast", ANNA, not_after=NOON + timedelta(seconds=0.5)))
    await world.drain()
    assert world.platform.sent == ["p"]
    assert world.settled[-1] == ("toast", Outcome.EXPIRED, None)


async def test_a_message_that_was_never_sent_has_no_words_to_take_out() -> None:
    world = World()
    world.commit(replace(parcel("p", target="not known"), purpose=BLANKED))
    await world.drain()
    assert world.platform.sent == []
    assert world.settled == [("p", Outcome.DELIVERED, "")]


async def test_of_many_receipts_the_oldest_is_the_storages_to_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "_RECEIPTS_KEPT", 3)
    world = World()
    world.commit(parcel("old"), *(parcel(name) for name in names("p", 3)))
    await world.drain()
    for row in world.outbox.rows.values():
        row.receipt = "as the storage has it"
    world.commit(parcel("e1", target="old"), parcel("e2", BEN, target="p2"))
    await world.drain()
    assert sorted(world.platform.attempts[-2:]) == [
        ("e1", "as the storage has it", False),
        ("e2", "message-p2", False),
    ]


async def test_after_the_last_attempt_a_parcel_is_parked() -> None:
    world = World()
    world.platform.script["p"] = [Unknown()] * (MAX_ATTEMPTS + 5)
    world.commit(parcel("p"))
    for _ in range(MAX_ATTEMPTS + 5):
        await world.drain()
        world.clock.advance(1000)
    assert len(world.platform.sent) == MAX_ATTEMPTS
    assert world.settled == [("p", Outcome.REJECTED, None)]


async def test_a_receipt_survives_a_storage_that_is_unavailable() -> None:
    world = World()
    world.platform.before = lambda _: setattr(world.outbox, "failures", 30)
    world.commit(parcel("p"))
    await world.drain()
    assert world.outbox.failures == 0
    assert world.clock.now() > NOON + timedelta(seconds=LEASE_S), "the lease has ended meanwhile"
    assert world.platform.sent == ["p"]
    assert world.settled == [("p", Outcome.DELIVERED, "message-p")]


async def test_a_parcel_claimed_anew_while_it_is_settled_is_not_sent_again() -> None:
    world = World()
    settling, gate = asyncio.Event(), asyncio.Event()
    settle = world.outbox.settle

    async def slow(event: ParcelSettled) -> None:
        settling.set()
        await gate.wait()
        await settle(event)

    world.outbox.settle = slow  # type: ignore[method-assign]  # a storage that takes longer than the lease
    world.commit(parcel("p"))
    await settling.wait()
    world.clock.advance(LEASE_S + 1)
    world.courier.hand(await world.outbox.claim(world.clock.now(), 10))
    gate.set()
    await world.drain()
    assert world.platform.sent == ["p"]
    assert {outcome for _, outcome, _ in world.settled} == {Outcome.DELIVERED}


async def test_being_handed_the_same_parcel_twice_sends_it_once() -> None:
    world = World()
    world.platform.script["p"] = [Rejected()]
    committed = world.outbox.commit(parcel("p"), parcel("q"))
    world.courier.committed(committed)
    await world.until(lambda: world.platform.under_way == 1)
    world.courier.committed(committed)
    await world.drain()
    assert world.platform.sent == ["p", "q"]


async def test_an_edit_finds_the_receipt_of_what_was_sent_before_it() -> None:
    world = World()
    original, edit = parcel("original"), parcel("edit", target="original")
    world.outbox.commit(original, edit)
    until = NOON + timedelta(seconds=LEASE_S)
    lease = world.outbox.leases[ANNA]

    async def settle_without_handing_out(event: ParcelSettled) -> None:
        world.outbox.rows[event.parcel_id].outcome = event.outcome

    world.outbox.settle = settle_without_handing_out  # type: ignore[method-assign]  # says nothing of targets
    world.courier.hand([Errand(original, lease.fence, until), Errand(edit, lease.fence, until)])
    await world.drain()
    assert world.platform.attempts[1] == ("edit", "message-original", False)


async def test_an_edit_uses_the_receipt_that_came_with_it() -> None:
    world = World()
    world.commit(parcel("original"))
    await world.drain()
    other = World(platform=world.platform)
    other.outbox.rows = world.outbox.rows
    other.commit(parcel("edit", target="original"))
    await other.drain()
    assert world.platform.attempts[1] == ("edit", "message-original", False)


async def test_a_new_lease_replaces_what_an_older_one_handed_out() -> None:
    world = World()
    gate = world.platform.gates["p"] = asyncio.Event()
    world.commit(parcel("p"), parcel("taken by another process"))
    await world.until(lambda: world.platform.under_way == 1)
    world.outbox.rows["taken by another process"].outcome = Outcome.DELIVERED
    world.outbox.leases[ANNA].until = world.clock.now()  # that process gave it back
    world.courier.hand(await world.outbox.claim(world.clock.now(), 10))
    gate.set()
    await world.drain()
    assert world.platform.sent == ["p"]


async def test_nothing_is_sent_under_a_lease_that_is_about_to_end() -> None:
    world = World()
    gate = world.platform.gates["p0"] = asyncio.Event()
    world.commit(parcel("p0"), parcel("p1"))
    await world.until(lambda: world.platform.under_way == 1)
    world.clock.advance(LEASE_S - 2 * 20 + 1)
    gate.set()
    left_s: list[float] = []
    world.platform.before = lambda one: left_s.append(
        (world.outbox.leases[one.address].until - world.clock.now()).total_seconds()
    )
    await world.drain()
    assert world.platform.sent == ["p0", "p1"]
    assert world.outbox.put_offs == [("p1", world.clock.now(), True, False)]
    assert min(left_s) >= 40


async def test_the_limits_of_a_chat_are_kept() -> None:
    world = World()
    anna = Address("telegram", person="anna")
    at_s: list[float] = []
    world.platform.before = lambda _: at_s.append((world.clock.now() - NOON).total_seconds())
    world.commit(*(parcel(name, anna) for name in names("p", 100)))
    await world.drain()
    assert world.platform.sent == names("p", 100)
    assert at_s[-1] == pytest.approx(97, abs=1)


async def test_limits_that_are_given_take_the_place_of_the_platforms() -> None:
    world = World(limits=Limits({}))
    anna = Address("telegram", person="anna")
    world.commit(*(parcel(name, anna) for name in names("p", 100)))
    await world.drain()
    assert world.platform.sent == names("p", 100)
    assert world.clock.now() == NOON


def chat(name: str) -> Address:
    return Address("telegram", person=name)


async def test_forty_messages_under_constant_flood_waits_all_arrive_in_order_and_delay_nobody() -> None:
    clock = SteppedClock()
    world = World(clock)
    delays: list[timedelta] = []
    committed_at: dict[str, datetime] = {}

    def look(one: Parcel) -> None:
        if one.id in committed_at:
            delays.append(clock.now() - committed_at[one.id])

    world.platform.before = look
    for name in names("p", 40):
        world.platform.script[name] = [TryLater(2), TryLater(1)]
    running = asyncio.create_task(world.courier.run())
    async with clock.ticking():
        world.commit(*(parcel(name, chat("busy")) for name in names("p", 40)))
        for number, name in enumerate(names("other", 20)):
            await world.many_settled(2 * number + 1)
            committed_at[name] = world.clock.now()
            world.commit(parcel(name, chat(name)))
        await world.until(lambda: len(world.settled) == 60)
        await world.courier.close(1)
        await running
    assert [name for name, _, _ in world.settled if name in set(names("p", 40))] == names("p", 40)
    assert {outcome for _, outcome, _ in world.settled} == {Outcome.DELIVERED}
    assert len(delays) == 20
    assert max(delays) < timedelta(seconds=0.1)


async def test_an_address_that_rests_takes_no_place_that_another_could_use() -> None:
    clock = SteppedClock()
    world = World(clock, concurrency=1)
    async with clock.ticking():
        world.commit(*(parcel(name, chat("busy")) for name in names("p", 10)))
        await world.until(lambda: len(world.settled) == 3)
        world.commit(parcel("other", chat("other")))
        await world.until(lambda: len(world.settled) == 4)
        assert world.settled[-1][0] == "other"
        assert world.clock.now() == NOON
        await world.until(lambda: len(world.settled) == 11)
    assert world.clock.now() - NOON == timedelta(seconds=7)


async def test_an_alert_goes_first_when_its_address_has_rested() -> None:
    clock = SteppedClock()
    world = World(clock)
    room = Address("telegram", room="-1")
    async with clock.ticking():
        world.commit(*(parcel(name, room, Lane.BROADCAST) for name in names("b", 8)))
        await world.until(lambda: len(world.settled) == 5)
        world.commit(parcel("alert", room, Lane.ALERT))
        await world.until(lambda: len(world.settled) == 9)
    assert world.platform.sent == [*names("b", 5), "alert", "b5", "b6", "b7"]


async def test_closing_does_not_wait_for_an_address_that_rests() -> None:
    clock = SteppedClock()
    world = World(clock)
    world.commit(*(parcel(name, chat("busy")) for name in names("p", 5)))
    await world.until(lambda: len(world.settled) == 3)
    await world.courier.close(1)
    assert world.clock.now() == NOON
    assert world.outbox.put_offs == [("p3", NOON, True, False)]
    assert [errand.parcel.id for errand in await world.outbox.claim(NOON, 9)] == ["p3", "p4"]
    assert len(asyncio.all_tasks()) == 1


async def test_an_alert_that_joins_what_is_in_hand_is_sent_next() -> None:
    world = World()
    gate = world.platform.gates["s0"] = asyncio.Event()
    world.commit(*(parcel(name, lane=Lane.SURVEY) for name in names("s", 3)))
    await world.until(lambda: world.platform.under_way == 1)
    committed = world.outbox.commit(parcel("alert", lane=Lane.ALERT))
    assert [errand.parcel.id for errand in committed.errands] == ["alert"]
    world.courier.committed(committed)
    gate.set()
    await world.drain()
    assert world.platform.sent == ["s0", "alert", "s1", "s2"]


async def test_an_alert_that_joins_while_the_lease_is_given_back_waits_for_the_next() -> None:
    world = World()
    world.platform.script["p"] = [TryLater(30)]
    put_off, begun, go_on = world.outbox.put_off, asyncio.Event(), asyncio.Event()

    async def slow(
        errand: Errand, now: datetime, until: datetime, *, whole_address: bool, unknown: bool
    ) -> None:
        begun.set()
        await go_on.wait()
        await put_off(errand, now, until, whole_address=whole_address, unknown=unknown)

    world.outbox.put_off = slow  # type: ignore[method-assign]  # a storage that takes its time
    world.commit(parcel("p"))
    await begun.wait()
    world.commit(parcel("alert", lane=Lane.ALERT))
    go_on.set()
    await world.drain()
    assert world.platform.sent == ["p"], "its lease was given back"
    world.clock.advance(30)
    await world.drain()
    assert world.platform.sent == ["p", "alert", "p"]


async def test_what_belongs_in_a_thread_is_sent_there() -> None:
    world = World()
    original, line = parcel("alert"), parcel("line", thread="alert")
    world.commit(original)
    await world.drain()
    world.commit(line, parcel("elsewhere", thread="unknown"))
    await world.drain()
    assert world.platform.threads == {"alert": None, "line": "message-alert", "elsewhere": None}


async def test_a_thread_is_found_by_the_receipt_that_has_just_come() -> None:
    world = World()
    world.outbox.commit(parcel("alert"), parcel("line", thread="alert"))
    until = NOON + timedelta(seconds=LEASE_S)
    fence = world.outbox.leases[ANNA].fence
    world.courier.hand([Errand(row.parcel, fence, until) for row in world.outbox.rows.values()])
    await world.drain()
    assert world.platform.threads["line"] == "message-alert"


async def test_a_platform_that_was_switched_off_keeps_its_parcels() -> None:
    world = World()
    world.commit(parcel("p", Address("slack", room="C1")))
    await world.drain()
    assert world.settled == []
    assert world.outbox.put_offs[0][2:] == (True, False)


async def test_running_picks_up_what_a_dead_process_left() -> None:
    world = World()
    world.outbox.commit(parcel("left", ANNA), parcel("left too", BEN))
    running = asyncio.create_task(world.courier.run())
    await world.until(lambda: len(world.settled) == 2)
    assert world.clock.now() >= NOON + timedelta(seconds=LEASE_S)
    await world.courier.close(1)
    await running


async def test_running_sends_what_comes_due_later() -> None:
    world = World()
    world.platform.script["p"] = [Unknown(), TryLater(400)]
    running = asyncio.create_task(world.courier.run())
    world.commit(parcel("p"))
    await world.until(lambda: len(world.settled) == 1)
    assert len(world.platform.sent) == 3
    assert timedelta(seconds=400) < world.clock.now() - NOON < timedelta(seconds=500)
    await world.courier.close(1)
    await running


async def test_running_outlives_a_storage_that_is_unavailable() -> None:
    world = World()
    world.outbox.failures = 10
    running = asyncio.create_task(world.courier.run())
    world.commit(parcel("p"))
    await world.until(lambda: len(world.settled) == 1)
    await world.courier.close(1)
    await running


async def test_running_outlives_a_fault_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    claim, times, said = world.outbox.claim, iter(range(3)), "what somebody said"

    async def fails_at_first(now: datetime, limit: int) -> list[Errand]:
        if next(times, None) is not None:
            raise KeyError(said)
        return await claim(now, limit)

    world.outbox.claim = fails_at_first  # type: ignore[method-assign]  # the fault
    running = asyncio.create_task(world.courier.run())
    await world.until(lambda: next(times, None) is None)
    world.commit(parcel("p"))
    await world.until(lambda: len(world.settled) == 1)
    await world.courier.close(1)
    await running
    assert "looking for parcels failed, KeyError" in caplog.text
    assert said not in caplog.text


async def test_a_wake_up_is_not_slept_through() -> None:
    world = World()
    asleep = asyncio.Event()

    async def sleep(_seconds: float) -> None:
        asleep.set()
        await asyncio.Event().wait()

    courier = Courier(world.outbox, {"web": world.platform}, world.clock, world.settle, sleep=sleep)
    world.outbox.courier = courier
    running = asyncio.create_task(courier.run())
    await asleep.wait()
    committed = world.outbox.commit(replace(parcel("p"), not_before=NOON + timedelta(seconds=10)))
    assert committed.errands == ()
    world.clock.advance(10)
    courier.committed(committed)
    await world.until(lambda: len(world.settled) == 1)
    await courier.close(1)
    await running


async def test_what_waits_behind_an_outcome_that_stays_unknown_goes_on_at_once() -> None:
    world = World()

    async def never(_seconds: float) -> None:
        await asyncio.Event().wait()

    courier = Courier(world.outbox, {"web": world.platform}, world.clock, world.settle, sleep=never)
    world.outbox.courier = courier
    world.platform.script["p"] = [Unknown()]
    running = asyncio.create_task(courier.run())
    world.outbox.commit(parcel("p"), parcel("behind"))
    world.outbox.rows["p"].attempts = IN_ORDER
    world.outbox.leases[ANNA].until = NOON
    await world.until(lambda: len(world.settled) == 1)
    assert world.settled[0][0] == "behind"
    await courier.close(1)
    await running


async def test_an_address_that_comes_when_the_last_one_is_done_is_served() -> None:
    world = World(concurrency=1)
    for name in names("p", 5):
        world.commit(parcel(name, Address("web", person=name)))
        await world.until(lambda: world.courier.in_hand == 0)
    assert len(world.settled) == 5


async def test_no_more_is_claimed_than_can_be_served() -> None:
    world = World(concurrency=4)
    for name in names("p", 60):
        world.outbox.commit(parcel(name, Address("web", person=name)))
    world.clock.advance(LEASE_S + 1)
    most = 0

    def look(_: Parcel) -> None:
        nonlocal most
        most = max(most, world.courier.in_hand)

    world.platform.before = look
    running = asyncio.create_task(world.courier.run())
    await world.until(lambda: len(world.settled) == 60)
    assert most <= 2 * 4
    await world.courier.close(1)
    await running


async def test_draining_waits_for_what_somebody_else_is_claiming() -> None:
    world = World()
    claim, go_on = world.outbox.claim, asyncio.Event()

    async def slow(now: datetime, limit: int) -> list[Errand]:
        errands = await claim(now, limit)
        if errands:
            await go_on.wait()
        return errands

    world.outbox.commit(parcel("p"))
    world.clock.advance(LEASE_S + 1)
    world.outbox.claim = slow  # type: ignore[method-assign]  # an answer that takes long to arrive
    running = asyncio.create_task(world.courier.run())
    await world.until(lambda: world.outbox.leases[ANNA].fence == 2)
    draining = asyncio.create_task(world.courier.drain())
    for _ in range(10):
        await asyncio.sleep(0)
    assert not draining.done()
    go_on.set()
    await draining
    assert world.platform.sent == ["p"]
    await world.courier.close(1)
    await running


async def test_draining_what_never_ends_says_so_and_returns(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    world.outbox.commit(parcel("p"))
    world.outbox.leases.clear()
    await world.courier.drain(rounds=1)
    assert "still not drained after 1 rounds" in caplog.text
    await world.drain()
    assert world.platform.sent == ["p"]


async def test_closing_waits_for_what_is_in_flight_and_gives_the_rest_back() -> None:
    world = World()
    gate = world.platform.gates["p0"] = asyncio.Event()
    world.commit(*(parcel(name) for name in names("p", 3)))
    await world.until(lambda: world.platform.under_way == 1)
    closing = asyncio.create_task(world.courier.close(5))
    await asyncio.sleep(0)
    gate.set()
    await closing
    assert world.settled == [("p0", Outcome.DELIVERED, "message-p0")]
    assert world.platform.sent == ["p0"]
    assert [errand.parcel.id for errand in await world.outbox.claim(world.clock.now(), 9)] == ["p1", "p2"]
    assert len(asyncio.all_tasks()) == 1


async def test_closing_does_not_wait_for_ever() -> None:
    world = World()
    world.platform.gates["p"] = asyncio.Event()
    world.commit(parcel("p"))
    await world.until(lambda: world.platform.under_way == 1)
    await world.courier.close(0.01)
    assert world.settled == []
    assert len(asyncio.all_tasks()) == 1
    world.commit(parcel("too late", BEN))
    assert world.courier.in_hand == 0


async def test_a_failure_of_our_own_stops_one_address_and_no_other() -> None:
    world = World()
    settle = world.outbox.settle

    async def broken_for_anna(event: ParcelSettled) -> None:
        if event.address == ANNA:
            raise KeyError(SECRET_WORDS)
        await settle(event)

    world.outbox.settle = broken_for_anna  # type: ignore[method-assign]  # a bug in a handler
    world.commit(parcel("a", ANNA), parcel("b", BEN))
    await world.drain()
    world.outbox.settle = settle  # type: ignore[method-assign]  # mended
    world.clock.advance(LEASE_S)
    await world.drain()
    assert sorted(world.platform.sent) == ["a", "b"]
    assert len(world.settled) == 2


async def test_the_log_names_parcels_and_never_their_words(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    failures: Sequence[Exception] = [ValueError(SECRET_WORDS), Unknown(SECRET_WORDS), Rejected(SECRET_WORDS)]
    world.platform.script["p-17"] = list(failures)
    world.commit(parcel("p-17"))
    for _ in failures:
        await world.drain()
        world.clock.advance(10)
    assert "p-17" in caplog.text
    assert "ValueError" in caplog.text
    assert SECRET_WORDS not in caplog.text
