"""The courier: takes parcels that are committed and due, under a lease on their address, to a Sender.

The rules:

* One address is served by one task, its parcels strictly one after another: by lane, then in the order
  given. Addresses do not wait for each other: one that is sent to as fast as it allows rests without a task.
  Where more are ready than may run, the better lane goes first, and no platform takes another's places.
* What became of a parcel goes back in as ``ParcelSettled`` before the address's next parcel is sent. The
  commit of that event, or of an alert, may hand out more for the address: it queues behind its lane.
* A lease is on the address. ``put_off`` gives it back, so what else was handed out under it is dropped here
  and claimed again. A newer fence replaces what an older one handed out.
* After an unknown outcome the whole address waits, so that its order stays; a parcel whose outcome stays
  unknown waits alone from then on, and is parked in the end. What the platform itself asks to wait for is no
  failed attempt: that is parked only when days have gone by.
* Where several edits of one alert wait, only the newest is sent; the others are settled as expired.
* A parcel whose sender is still fetching what belongs in it waits alone, and that is no failed attempt.
* A receipt is never lost while the process lives: what the storage will not take is kept and tried again,
  and a parcel whose receipt is known is never sent a second time.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
import traceback
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta

from bot.core.effects import BLANKED, Lane, Parcel
from bot.core.errors import NotReady, Rejected, StorageUnavailable, TryLater, Unknown, Unreachable
from bot.core.events import Outcome, ParcelSettled
from bot.core.identity import Address
from bot.core.ports import Clock, Committed, Errand, Outbox, Receipt, Sender
from bot.delivery.backoff import BASE_S, CAP_S, IN_ORDER, MAX_ATTEMPTS, seed_of, wait_s
from bot.delivery.lateness import told_late
from bot.delivery.limits import Limits
from bot.delivery.lines import Line
from bot.delivery.patience import Patience

logger = logging.getLogger(__name__)

Settle = Callable[[ParcelSettled], Awaitable[object]]
Sleep = Callable[[float], Awaitable[None]]
Seen = Callable[[Parcel, str], None]

SEND_TIMEOUT_S = 20.0
CONCURRENT_ADDRESSES = 128  # more than the updates that come at once, so that their receipts share a commit

_RECEIPTS_KEPT = 4096
_SHORTEST_REST_S = 0.001  # below it the limits' own wait does
_LOOK_AGAIN_S = 30.0  # another process, or a clock that was moved, can make something due unannounced
_NOTHING_FOUND_S = 1.0  # something is said to be due and cannot be claimed: do not spin
_STORAGE_BASE_S = 0.5
_STORAGE_CAP_S = 15.0


class Courier:
    """Sends what it is handed at once, and claims what has come due or was left behind.

    ``settle`` takes every ``ParcelSettled`` in and returns once it is committed; it raises
    StorageUnavailable where that failed. ``sleep`` takes seconds: it paces sends and retries. A lease must
    be longer than twice ``timeout_s``: with less than that left nothing is sent under it.
    """

    def __init__(
        self,
        outbox: Outbox,
        senders: Mapping[str, Sender],
        clock: Clock,
        settle: Settle,
        *,
        limits: Limits | None = None,
        sleep: Sleep = asyncio.sleep,
        timeout_s: float = SEND_TIMEOUT_S,
        concurrency: int = CONCURRENT_ADDRESSES,
        max_attempts: int = MAX_ATTEMPTS,
        seen: Seen | None = None,
    ) -> None:
        """``seen`` is told of every attempt how it ended: an outcome, or "later" or "unknown"."""
        self._outbox = outbox
        self._senders = senders
        self._clock = clock
        self._settle_event = settle
        self._limits = Limits() if limits is None else limits
        self._sleep = sleep
        self._timeout_s = timeout_s
        self._concurrency = concurrency
        self._max_attempts = max_attempts
        self._seen: Seen = (lambda _parcel, _result: None) if seen is None else seen
        self._lines: dict[Address, Line] = {}
        # By platform, as are the places to be served at: one that hangs takes up no other's.
        self._ready: dict[str, list[tuple[Lane, int, Line]]] = defaultdict(list)
        self._busy: Counter[str] = Counter()
        self._turn = 0  # keeps lines of one lane in order of arrival
        self._tasks: set[asyncio.Task[None]] = set()
        self._rests: dict[Address, asyncio.Task[None]] = {}
        self._patience = Patience()
        self._receipts: OrderedDict[str, str] = OrderedDict()
        self._claiming = asyncio.Lock()
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._room = asyncio.Event()  # for more addresses
        self._room.set()
        self._awake = asyncio.Event()
        self._next_look: datetime | None = None
        self._closing = False
        self._closed = False

    @property
    def in_hand(self) -> int:
        """How many addresses have something in hand."""
        return len(self._lines)

    def committed(self, committed: Committed) -> None:
        """Take what a unit of work handed out, and remember when to look for the rest."""
        self.hand(committed.errands)
        if committed.wake_at is not None:
            self.wake(committed.wake_at)

    def hand(self, errands: Iterable[Errand]) -> None:
        """Start sending these, once they are committed. Returns at once; needs a running event loop."""
        if self._closed:
            return  # their leases end by themselves
        touched: dict[Address, Line] = {}
        for errand in errands:
            address = errand.parcel.address
            line = self._lines.get(address)
            if line is None:
                line = self._lines[address] = Line(address)
            line.add(errand)
            touched[address] = line
        for line in touched.values():
            self._make_ready(line)
        if self._lines:
            self._quiet.clear()
        self._start_serving()

    def wake(self, at: datetime) -> None:
        """Look for parcels to claim no later than ``at``."""
        if self._next_look is None or at < self._next_look:
            self._next_look = at
            self._awake.set()

    async def run(self) -> None:
        """Claim at the start and whenever something comes due, until closed."""
        failures = 0
        while not self._closing:
            self._awake.clear()
            self._next_look = None
            try:
                pause_s = await self._look()
                failures = 0
            except StorageUnavailable:
                pause_s = wait_s(failures, _STORAGE_BASE_S, _STORAGE_CAP_S, failures)
                failures += 1
                if failures.bit_count() == 1:  # the 1st, 2nd, 4th, 8th …
                    logger.warning("outbox unavailable, try %d", failures)
            except Exception as error:  # noqa: BLE001 - a bug must not end all sending, unnoticed
                pause_s = _STORAGE_CAP_S
                logger.error("looking for parcels failed, %s", _fault(error))
            if pause_s > 0 and not self._closing:
                await self._pause(pause_s)

    async def drain(self, rounds: int = 1000) -> None:
        """Wait until nothing is in flight and nothing that is due can be claimed.

        Never waits for a moment that is still to come. Raises StorageUnavailable when it cannot look.
        """
        for _ in range(rounds):
            await self._quiet.wait()
            if not await self._claim() and self._quiet.is_set():
                return
        logger.error("still not drained after %d rounds, %d addresses in hand", rounds, len(self._lines))

    async def close(self, timeout_s: float) -> None:
        """Start no more sends, give leases back, and wait for what is in flight.

        What takes longer than ``timeout_s`` is cancelled: its outcome is unknown once its lease has ended.
        """
        self._closing = True
        self._awake.set()
        for rest in self._rests.values():
            rest.cancel()  # its lease is given back
        try:
            async with asyncio.timeout(timeout_s):
                await asyncio.gather(*self._rests.values(), return_exceptions=True)
                while self._tasks:
                    await asyncio.wait(self._tasks)
        except TimeoutError:
            logger.warning("closed with %d addresses in hand", len(self._lines))
        self._closed = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._lines.clear()
        self._ready.clear()
        self._quiet.set()
        self._room.set()

    # Claiming

    async def _look(self) -> float:
        """Claim once; the seconds until it is worth looking again."""
        if await self._claim():
            await self._room.wait()
            return 0.0
        due = await self._outbox.next_due()
        now = self._clock.now()
        look_again = now + timedelta(seconds=_LOOK_AGAIN_S)
        self._next_look = at = look_again if due is None else min(due, look_again)
        return (at - now).total_seconds() if at > now else _NOTHING_FOUND_S

    async def _claim(self) -> bool:
        """Whether anything was claimed. In turn, so that nobody sees what another is about to hand over."""
        async with self._claiming:
            errands = await self._outbox.claim(self._clock.now(), self._concurrency)
            self.hand(errands)
            return bool(errands)

    async def _pause(self, pause_s: float) -> None:
        waits = {asyncio.ensure_future(self._sleep(pause_s)), asyncio.ensure_future(self._awake.wait())}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    # One address

    def _start_serving(self) -> None:
        """Start as many tasks as there is work and room for."""
        self._set_room()
        for platform, ready in self._ready.items():
            for _ in range(min(len(ready), self._concurrency - self._busy[platform])):
                task = asyncio.create_task(self._serve_lines(platform))
                self._busy[platform] += 1
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    def _set_room(self) -> None:
        if len(self._lines) - len(self._rests) < self._concurrency * max(1, len(self._senders)):
            self._room.set()
        else:
            self._room.clear()

    def _make_ready(self, line: Line) -> None:
        if line.served or not line.errands:
            return
        lane = line.first().parcel.lane
        if line.ready is None or lane < line.ready:
            line.ready = lane
            self._turn += 1
            heapq.heappush(self._ready[line.address.platform], (lane, self._turn, line))

    async def _serve_lines(self, platform: str) -> None:
        ready = self._ready[platform]
        try:
            while ready:
                lane, _, line = heapq.heappop(ready)
                if line.ready == lane:  # else it was served since, from a better lane
                    line.ready = None
                    await self._serve(line)
        finally:
            # Here and not only when the loop comes round to it: ``hand`` counts who can still take a line.
            self._busy[platform] -= 1

    async def _serve(self, line: Line) -> None:
        line.served = True
        try:
            while line.errands:
                if (rest_s := self._rest_s(line)) > 0:
                    self._let_rest(line, rest_s)
                    return
                line.in_hand, errand = line.errands.popitem(last=False)
                await self._carry(line, errand)
                line.in_hand = None
        except Exception as error:  # noqa: BLE001 - a bug must not stop other addresses; the lease ends by itself
            logger.error("parcel %s dropped, %s", line.in_hand, _fault(error))
        finally:
            if line.address not in self._rests:
                self._lines.pop(line.address, None)
                self._set_room()
            if not self._lines:
                self._quiet.set()

    def _rest_s(self, line: Line) -> float:
        """How long the address has to rest before its next parcel; 0 where that need not wait for a rest."""
        now, errand = self._clock.now(), line.first()
        rest_s = self._limits.rest_s(line.address, now)
        if self._closing or rest_s < _SHORTEST_REST_S or self._is_over(line, errand):
            return 0.0
        return rest_s if self._lease_holds(errand, rest_s, now) else 0.0

    def _let_rest(self, line: Line, rest_s: float) -> None:
        """And then get in line again. Meanwhile it takes no place that another address could use."""

        def rested(_: asyncio.Task[None]) -> None:
            self._rests.pop(line.address, None)
            line.served = False
            self._make_ready(line)
            self._start_serving()

        rest = self._rests[line.address] = asyncio.create_task(self._sleeping(rest_s))
        rest.add_done_callback(rested)
        self._set_room()

    async def _sleeping(self, seconds: float) -> None:
        await self._sleep(seconds)

    def _is_over(self, line: Line, errand: Errand) -> bool:
        """Whether it is settled without being sent."""
        is_known = errand.parcel.id in self._receipts
        return is_known or self._is_stale(line, errand) or errand.attempts >= self._max_attempts

    def _is_stale(self, line: Line, errand: Errand) -> bool:
        """Whether its time has passed, or a newer edit says more."""
        return self._expired(errand.parcel) or line.is_outdated(errand)

    def _lease_holds(self, errand: Errand, pause_s: float, now: datetime) -> bool:
        return (errand.until - now).total_seconds() >= pause_s + 2 * self._timeout_s

    async def _carry(self, line: Line, errand: Errand) -> None:
        """Bring one parcel to an end, or put it off and with it what the lease covered."""
        parcel = errand.parcel
        receipt = self._receipts.get(parcel.id)
        if receipt is not None:  # claimed anew while its settling was under way
            await self._settle(errand, Outcome.DELIVERED, receipt)
        elif self._is_stale(line, errand):
            await self._settle(errand, Outcome.EXPIRED)
        elif errand.attempts >= self._max_attempts:
            logger.error("parcel %s parked after %d attempts", parcel.id, errand.attempts)
            await self._settle(errand, Outcome.REJECTED)
        elif await self._may_send(line, errand):
            await self._send(line, errand)

    async def _may_send(self, line: Line, errand: Errand) -> bool:
        """Wait for the limits. False: the parcel was settled or put off instead."""
        now = self._clock.now()
        if not self._lease_holds(errand, self._limits.wait_s(line.address, now), now):
            # A new lease covers the end of a long rest.
            after_s = max(0.0, self._limits.rest_s(line.address, now) - self._timeout_s)
            await self._put_off(line, errand, after_s, whole_address=True)
            return False
        if not self._closing and (pace_s := self._limits.take(line.address, now)) > 0:
            await self._sleep(pace_s)
        if self._closing:
            await self._put_off(line, errand, 0.0, whole_address=True)
            return False
        if self._is_stale(line, errand):
            await self._settle(errand, Outcome.EXPIRED)
            return False
        return True

    async def _send(self, line: Line, errand: Errand) -> None:
        parcel = errand.parcel
        try:
            receipt = await self._attempt(errand)
        except TryLater as later:
            await self._later(line, errand, later.after_s)
        except NotReady as preparing:
            await self._put_off(line, errand, preparing.after_s)
        except (Unknown, TimeoutError):
            logger.warning("parcel %s: outcome unknown", parcel.id)
            await self._try_again(line, errand)
        except Unreachable:
            await self._answered(errand, Outcome.UNREACHABLE)
        except Rejected:
            logger.error("parcel %s rejected by the platform", parcel.id)
            await self._answered(errand, Outcome.REJECTED)
        except Exception as error:  # noqa: BLE001 - a sender raises only SendError; what else it raises is a bug
            logger.error("sender failed on parcel %s, %s", parcel.id, _fault(error))
            await self._try_again(line, errand)
        else:
            logger.debug("parcel %s delivered: %s", parcel.id, parcel.purpose)
            instead_of = parcel.target if self._target(errand) != receipt.message else None
            for id_ in filter(None, (parcel.id, instead_of)):
                self._keep_receipt(id_, receipt.message)
            await self._answered(errand, Outcome.DELIVERED, receipt.message, instead_of)

    async def _answered(
        self, errand: Errand, outcome: Outcome, receipt: str | None = None, instead_of: str | None = None
    ) -> None:
        self._patience.answered(errand.parcel.address)
        await self._settle(errand, outcome, receipt, instead_of)

    async def _try_again(self, line: Line, errand: Errand) -> None:
        """It may have been delivered. What comes after it waits with it at first, but not for ever."""
        self._seen(errand.parcel, "unknown")
        after_s = wait_s(errand.attempts, BASE_S, CAP_S, seed_of(errand.parcel.id))
        in_order = errand.attempts < IN_ORDER
        await self._put_off(line, errand, after_s, whole_address=in_order, unknown=True)

    async def _later(self, line: Line, errand: Errand, after_s: float) -> None:
        """The platform asks to wait: what is queued for the address waits with it."""
        self._seen(errand.parcel, "later")
        pause_s = self._patience.later(errand.parcel, after_s, self._clock.now())
        if pause_s is None:
            logger.error("parcel %s parked: its platform has said later for days", errand.parcel.id)
            await self._settle(errand, Outcome.REJECTED)
        else:
            await self._put_off(line, errand, pause_s, whole_address=True)

    async def _attempt(self, errand: Errand) -> Receipt:
        parcel = errand.parcel
        sender = self._senders.get(parcel.address.platform)
        if sender is None:  # the platform was switched off: it may come back
            raise TryLater(CAP_S)
        target, thread = self._target(errand), self._known(parcel.thread, errand.thread_message)
        if parcel.purpose == BLANKED and target is None:
            return Receipt("")  # there is no message with words to take out
        async with asyncio.timeout(self._timeout_s):
            said = told_late(parcel, self._clock.now())
            return await sender.send(said, target, errand.recovered, thread)

    def _target(self, errand: Errand) -> str | None:
        """The message to edit, as far as it is known."""
        return self._known(errand.parcel.target, errand.target_message)

    def _known(self, parcel_id: str | None, told: str | None) -> str | None:
        """A parcel's receipt: as this courier had it since, else as the storage told it."""
        return None if parcel_id is None else self._receipts.get(parcel_id, told)

    def _expired(self, parcel: Parcel) -> bool:
        return parcel.not_after is not None and self._clock.now() >= parcel.not_after

    def _keep_receipt(self, parcel_id: str, message: str) -> None:
        self._receipts[parcel_id] = message
        if len(self._receipts) > _RECEIPTS_KEPT:
            self._receipts.popitem(last=False)

    # Telling the storage

    async def _settle(
        self, errand: Errand, outcome: Outcome, receipt: str | None = None, instead_of: str | None = None
    ) -> None:
        parcel = errand.parcel
        event = ParcelSettled(
            platform="courier",
            key=parcel.id,
            at=self._clock.now(),
            parcel_id=parcel.id,
            address=parcel.address,
            purpose=parcel.purpose,
            about=parcel.about,
            outcome=outcome,
            receipt=receipt,
            instead_of=instead_of,
            recovered=errand.recovered,
        )
        await self._insist(parcel.id, lambda: self._settle_event(event))
        self._seen(parcel, outcome.value)

    async def _put_off(
        self,
        line: Line,
        errand: Errand,
        after_s: float,
        *,
        whole_address: bool = False,
        unknown: bool = False,
    ) -> None:
        now = self._clock.now()
        until = now + timedelta(seconds=after_s)
        await self._insist(
            errand.parcel.id,
            lambda: self._outbox.put_off(errand, now, until, whole_address=whole_address, unknown=unknown),
        )
        # What was handed out meanwhile is under the same lease, if an alert, or under another one, and stays.
        left_behind = line.drop(errand.fence) and not whole_address
        if not self._closing:
            self.wake(now if left_behind else until)

    async def _insist(self, parcel_id: str, write: Callable[[], Awaitable[object]]) -> None:
        """Write, and while the storage is unavailable write again, until cancelled."""
        tries = 0
        while True:
            try:
                await write()
                return
            except StorageUnavailable:
                logger.warning("storage unavailable for parcel %s, try %d", parcel_id, tries + 1)
                await self._sleep(wait_s(tries, _STORAGE_BASE_S, _STORAGE_CAP_S, seed_of(parcel_id)))
                tries += 1


def _fault(error: Exception) -> str:
    """Where it went wrong, without the error's own words: they may quote a customer."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"
