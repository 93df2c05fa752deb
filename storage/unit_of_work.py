"""One transaction over one batch of events: inbox keys, load, decide, save, outbox.

``UnitOfWork`` is synchronous and runs on any ``Connection``; ``SqlStore`` runs it on a ``Database`` and is
what the dispatcher and the courier are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from bot.core.effects import Effect, Timer
from bot.core.errors import StorageUnavailable
from bot.core.events import Event, ParcelSettled, TimerDue
from bot.core.ports import Committed, Decide, Errand, Pending
from bot.core.report import Report, ReportQuery
from bot.core.settings import Settings
from bot.core.survey import Survey
from bot.core.view import View
from storage import dead_letters, inbox, loading, outbox, reports, saving, surveys, timers
from storage.database import Database
from storage.dead_letters import Counts, DeadLetter
from storage.failures import is_busy, is_unavailable
from storage.outbox import Draft, Leases

T = TypeVar("T")

_TIMES = 4  # tries of a batch that meets a lock: the first, and three more


@dataclass(slots=True)
class _Sorted:
    """A batch by what is to be done with each event."""

    new: list[int] = field(default_factory=list)  # places in the batch, to be decided
    repeats: dict[int, inbox.Key] = field(default_factory=dict)  # place → key handled before
    settled: list[ParcelSettled] = field(default_factory=list)
    timers: list[TimerDue] = field(default_factory=list)


class UnitOfWork:
    """The statements of a unit. ``owner`` tells this process from every other that may lease addresses."""

    def __init__(self, settings: Settings, owner: str) -> None:
        self.settings = settings
        self._leases = Leases(owner)

    def work_on(self, connection: Connection, batch: Sequence[Pending], decide: Decide) -> Committed:
        """Do the whole batch in one transaction, or, where the data of one event breaks it, one by one.

        Raises StorageUnavailable when the database is to blame.
        """
        try:
            return self._redoing(connection, batch, decide)
        except StorageUnavailable:
            raise
        except Exception as error:
            if is_unavailable(error):
                raise StorageUnavailable("the database did not take the work") from error
            if len(batch) == 1:
                return self._redoing(connection, batch, _failing(error))
        done = [self.work_on(connection, [pending], decide) for pending in batch]
        return Committed(
            tuple(reply for one in done for reply in one.replies),
            tuple(errand for one in done for errand in one.errands),
            min((one.wake_at for one in done if one.wake_at is not None), default=None),
        )

    def claim_on(self, connection: Connection, now: datetime, limit: int) -> list[Errand]:
        """``outbox.claim`` in a transaction of its own."""
        draft = Draft(self._leases)
        with connection.begin():
            errands = outbox.claim(connection, draft, now, limit)
        self._leases.keep(draft)
        return errands

    def put_off_on(
        self, connection: Connection, errand: Errand, until: datetime, *, whole_address: bool, unknown: bool
    ) -> None:
        """``outbox.put_off`` in a transaction of its own."""
        draft = Draft(self._leases)
        with connection.begin():
            outbox.put_off(connection, draft, errand, until, whole_address=whole_address, unknown=unknown)
        self._leases.keep(draft)

    def _redoing(self, connection: Connection, batch: Sequence[Pending], decide: Decide) -> Committed:
        """Once, and again while somebody else's lock is in the way."""
        for _ in range(_TIMES - 1):
            try:
                return self._once(connection, batch, decide)
            except Exception as error:
                if not is_busy(error):
                    raise
        return self._once(connection, batch, decide)

    def _once(self, connection: Connection, batch: Sequence[Pending], decide: Decide) -> Committed:
        draft = Draft(self._leases)
        with connection.begin():
            committed = self._unit(connection, draft, batch, decide)
        self._leases.keep(draft)
        return committed

    def _unit(
        self, connection: Connection, draft: Draft, batch: Sequence[Pending], decide: Decide
    ) -> Committed:
        sorted_ = _sort(connection, batch)
        new = [batch[place] for place in sorted_.new]
        loaded = loading.load(connection, [pending.needs for pending in new])
        before = dict(loaded.rows.invitations)
        view = View(self.settings, loaded.rows)
        replies, failed = _decide_all(view, new, decide)
        changes = view.changes
        now = max(pending.now for pending in batch)

        saving.save(connection, changes, before, self.settings)
        inbox.keep_replies(connection, replies)
        timers.forget_handled(connection, sorted_.timers)
        timers.save(connection, changes.timers)
        dead_letters.put_in(connection, failed)
        outbox.settle(connection, sorted_.settled)
        known = loaded.known_addresses.union(changes.contacts)
        outbox.put_in(connection, changes.parcels, known, now)
        errands = outbox.hand_out(connection, draft, changes.parcels, sorted_.settled, now)

        repeated = inbox.replies_of(connection, sorted_.repeats.values())
        repeated.update(replies)
        return Committed(
            tuple(_reply(pending.event, repeated) for pending in batch),
            tuple(errands),
            min((parcel.not_before for parcel in changes.parcels if parcel.not_before > now), default=None),
        )


def _sort(connection: Connection, batch: Sequence[Pending]) -> _Sorted:
    """Find out what is new; an event that comes twice in the batch is new once."""
    sorted_ = _Sorted()
    events: dict[inbox.Key, Event] = {}
    receipts: dict[str, ParcelSettled] = {}
    for pending in batch:
        event = pending.event
        if isinstance(event, ParcelSettled):
            receipts.setdefault(event.parcel_id, event)
        else:
            events.setdefault((event.platform, event.key), event)
        if isinstance(event, TimerDue):
            sorted_.timers.append(event)
    new = inbox.insert_new(connection, events)
    unsettled = outbox.unsettled(connection, list(receipts.values()))
    for place, pending in enumerate(batch):
        event = pending.event
        if isinstance(event, ParcelSettled):
            if event.parcel_id in unsettled:
                unsettled.remove(event.parcel_id)
                sorted_.settled.append(event)
                sorted_.new.append(place)
        elif (key := (event.platform, event.key)) in new:
            new.remove(key)
            sorted_.new.append(place)
        else:
            sorted_.repeats[place] = key
    return sorted_


def _decide_all(
    view: View, batch: Sequence[Pending], decide: Decide
) -> tuple[dict[inbox.Key, Mapping[str, object]], list[DeadLetter]]:
    """Decide event by event on the view, and apply what was decided: replies by inbox key, and failures."""
    replies: dict[inbox.Key, Mapping[str, object]] = {}
    failed: list[DeadLetter] = []
    for pending in batch:
        event = pending.event
        try:
            effects: Sequence[Effect] = tuple(
                decide(event, view.for_event(pending.now, pending.seed, pending.sentiments, pending.report))
            )
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 — a handler's fault costs its own event only
            failed.append(DeadLetter.of(event, error, pending.now))
            continue
        for effect in effects:
            view.apply(effect)
        if view.reply is not None and view.reply.body:
            replies[event.platform, event.key] = view.reply.body
    return replies, failed


_NOTHING: Mapping[str, object] = {}


def _reply(event: Event, replies: Mapping[inbox.Key, Mapping[str, object]]) -> Mapping[str, object]:
    return replies.get((event.platform, event.key), _NOTHING)


def _failing(error: Exception) -> Decide:
    """Decides nothing about an event but that it failed, so that it ends in the dead letters."""

    def decide(_event: Event, _view: View) -> Sequence[Effect]:
        raise error

    return decide


class SqlStore:
    """The ports Store and Outbox on a database."""

    def __init__(self, database: Database, settings: Settings, owner: str) -> None:
        self._database = database
        self._unit = UnitOfWork(settings, owner)

    @property
    def settings(self) -> Settings:
        return self._unit.settings

    async def work(self, batch: Sequence[Pending], decide: Decide) -> Committed:
        """Make the batch durable. Raises StorageUnavailable; what is not answered may be brought again."""
        return await self._database.write(lambda connection: self._unit.work_on(connection, batch, decide))

    async def seen(self, keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Those (platform, key) that were handled already."""
        wanted = list(keys)
        return await self._database.read(lambda connection: inbox.seen(connection, wanted))

    async def due_timers(self, now: datetime, limit: int) -> list[Timer]:
        """The timers whose moment has come, earliest first."""
        return await self._database.read(lambda connection: timers.due(connection, now, limit))

    async def next_timer(self) -> datetime | None:
        """When the earliest timer is due."""
        return await self._database.read(timers.next_due)

    async def report(self, query: ReportQuery) -> Report:
        """The numbers of the period and of the one before."""
        return await self._database.read(lambda connection: reports.report(connection, query, self.settings))

    async def claim(self, now: datetime, limit: int) -> list[Errand]:
        """Lease up to ``limit`` addresses with something due; everything due at them."""
        return await self._database.write(lambda connection: self._unit.claim_on(connection, now, limit))

    async def put_off(
        self, errand: Errand, now: datetime, until: datetime, *, whole_address: bool, unknown: bool
    ) -> None:
        """Let the parcel, or everything for its address, wait; the address's other errands are void."""
        await self._database.write(
            lambda connection: self._unit.put_off_on(
                connection, errand, max(now, until), whole_address=whole_address, unknown=unknown
            )
        )

    async def next_due(self) -> datetime | None:
        """When ``claim`` may next find something; perhaps a moment that is past."""
        return await self._database.read(outbox.next_due)

    async def dead_letters(self, limit: int = 100) -> list[DeadLetter]:
        """The events that failed, newest first."""
        return await self._database.read(lambda connection: dead_letters.newest(connection, limit))

    async def counts(self) -> Counts:
        """What health is judged by."""
        return await self._database.read(dead_letters.counts)

    async def remember_surveys(self, used: Iterable[Survey]) -> None:
        """Keep these versions for ever."""
        kept = list(used)

        def remember(connection: Connection) -> None:
            with connection.begin():
                surveys.remember(connection, kept)

        await self._database.write(remember)

    async def surveys(self) -> dict[tuple[str, str], Survey]:
        """Every version that was ever remembered, by name and version."""
        return await self._database.read(surveys.load)
