"""One transaction over one batch of events: inbox keys, load, decide, save, outbox.

``UnitOfWork`` is synchronous and runs on any ``Connection``; ``SqlStore`` runs it on a ``Database`` and is
what the dispatcher and the courier are given.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from bot.core.claims import Grant
from bot.core.effects import Effect, Timer
from bot.core.errors import StorageUnavailable
from bot.core.events import Event, ParcelSettled, TimerDue
from bot.core.found import Found
from bot.core.improvements import Raised
from bot.core.ports import Committed, Decide, Errand, Needs, Pending
from bot.core.report import Report, ReportQuery
from bot.core.settings import Settings
from bot.core.view import Rows, View
from storage import (
    dead_letters,
    finding,
    granting,
    improving,
    inbox,
    loading,
    outbox,
    replaying,
    reports,
    rooms,
    saving,
    timers,
    tombstones,
)
from storage.chores_done import SqlChores
from storage.database import Database
from storage.dead_letters import Counts, DeadLetter
from storage.failures import is_busy, is_conflict, is_unavailable, unavailable
from storage.leases import Draft, Leases
from storage.replaying import Letter
from storage.standing import Standing, standing
from storage.tombstones import Tombstones

T = TypeVar("T")

logger = logging.getLogger(__name__)

_TIMES = 4  # tries of a batch that meets a lock: the first, and three more


@dataclass(slots=True)
class _Sorted:
    """A batch by what is to be done with each event. Events of the batch go by their place in it."""

    keys: list[inbox.Key | None] = field(default_factory=list)  # by place; None: a receipt
    new: list[int] = field(default_factory=list)  # places of those to be decided
    repeated: list[inbox.Key] = field(default_factory=list)  # handled before, or earlier in the batch
    settled: list[ParcelSettled] = field(default_factory=list)
    timers: list[TimerDue] = field(default_factory=list)


class UnitOfWork:
    """The statements of a unit. ``owner`` tells this process from every other that may lease addresses.

    ``stones`` takes down what must outlive a restore, before it is committed.
    """

    def __init__(self, settings: Settings, owner: str, stones: Tombstones | None = None) -> None:
        self.settings = settings
        self._leases = Leases(owner)
        self._stones = stones

    def work_on(self, connection: Connection, batch: Sequence[Pending], decide: Decide) -> Committed:
        """Do the whole batch in one transaction, or, where the data of one event breaks it, one by one.

        Raises StorageUnavailable when the database is to blame.
        """
        try:
            return self._redoing(connection, batch, decide)
        except StorageUnavailable:
            raise
        except Exception as error:
            smaller_may_do = is_conflict(error) and len(batch) > 1
            if is_unavailable(error) and not smaller_may_do:
                raise unavailable(error) from error
            if len(batch) == 1:
                # Without its needs: they may be what could not be loaded.
                alone = replace(batch[0], needs=Needs())
                return self._redoing(connection, [alone], _failing(error))
        done = [self.work_on(connection, [pending], decide) for pending in batch]
        return Committed(
            tuple(reply for one in done for reply in one.replies),
            tuple(errand for one in done for errand in one.errands),
            min((one.wake_at for one in done if one.wake_at is not None), default=None),
            tuple(grant for one in done for grant in one.grants),
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
        new = [(sorted_.keys[place], batch[place]) for place in sorted_.new]
        loaded = loading.load(connection, [pending.needs for _, pending in new])
        before = Rows(
            customers={**loaded.rows.customers},
            invitations={**loaded.rows.invitations},
            cases={**loaded.rows.cases},
            digest_runs={**loaded.rows.digest_runs},
        )
        view = View(self.settings, loaded.rows)
        replies, failed, unkept = _decide_all(view, new, decide)
        changes = view.changes
        now = max(pending.now for pending in batch)

        saving.save(connection, changes, before, self.settings)
        inbox.keep_replies(connection, replies)
        inbox.empty(connection, unkept)
        timers.forget_handled(connection, sorted_.timers)
        timers.save(connection, changes.timers)
        dead_letters.put_in(connection, failed)
        for letter in failed:
            # Without the error's own words: they may quote somebody.
            words = "%s/%s could not be handled, %s: a dead letter, see feedback-bot replay"
            logger.error(words, letter.event.platform, letter.event.key, letter.error.partition(":")[0])
        outbox.settle(connection, sorted_.settled)
        known = loaded.known_addresses.union(changes.contacts)
        outbox.put_in(connection, changes.parcels, known, now)
        outbox.send_again(connection, changes.sent_again, now)
        errands = outbox.hand_out(connection, draft, changes.parcels, sorted_.settled, now)

        answered = {**inbox.replies_of(connection, sorted_.repeated, self.settings.link_key), **replies}
        if self._stones is not None:
            self._stones.add([*tombstones.of_unit(changes, before, now)])
        left = draft.leases.is_full  # what is due and was not handed out is to be claimed
        due_at = [one.not_before for one in changes.parcels if left or one.not_before > now]
        if changes.sent_again:
            due_at.append(now)
        return Committed(
            tuple(_NOTHING if key is None else answered.get(key, _NOTHING) for key in sorted_.keys),
            tuple(errands),
            min(due_at, default=None),
            tuple(changes.grants.values()),
        )


_NOTHING: Mapping[str, object] = {}


def _sort(connection: Connection, batch: Sequence[Pending]) -> _Sorted:
    """Find out what is new; an event that comes twice in the batch is new once."""
    sorted_ = _Sorted(keys=[inbox.key_of(pending.event) for pending in batch])
    events: dict[inbox.Key, Event] = {}
    receipts: dict[str, ParcelSettled] = {}
    for key, pending in zip(sorted_.keys, batch, strict=True):
        event = pending.event
        if key is not None:
            events.setdefault(key, event)
        if isinstance(event, ParcelSettled):
            receipts.setdefault(event.parcel_id, event)
        elif isinstance(event, TimerDue):
            sorted_.timers.append(event)
    new = inbox.insert_new(connection, events)
    unsettled = outbox.unsettled(connection, receipts)
    for place, (key, pending) in enumerate(zip(sorted_.keys, batch, strict=True)):
        event = pending.event
        if key in new:
            new.remove(key)
            sorted_.new.append(place)
        elif key is not None:
            sorted_.repeated.append(key)
        elif isinstance(event, ParcelSettled) and event.parcel_id in unsettled:
            unsettled.remove(event.parcel_id)
            sorted_.settled.append(event)
            sorted_.new.append(place)
    return sorted_


def _decide_all(
    view: View, batch: Iterable[tuple[inbox.Key | None, Pending]], decide: Decide
) -> tuple[dict[inbox.Key, Mapping[str, object]], list[DeadLetter], list[inbox.Key]]:
    """Decide event by event on the view, and apply what was decided: replies by inbox key, failures, and the
    keys of what is not to be kept.
    """
    unkept: list[inbox.Key] = []
    replies: dict[inbox.Key, Mapping[str, object]] = {}
    failed: list[DeadLetter] = []
    for key, pending in batch:
        seen = view.for_event(
            pending.now,
            pending.seed,
            pending.sentiments,
            pending.report,
            pending.found,
            pending.raised,
            pending.written,
        )
        try:
            effects = tuple(decide(pending.event, seen))
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - a handler's fault costs its own event only
            failed.append(DeadLetter.of(pending.event, error, pending.now))
            continue
        for effect in effects:
            view.apply(effect)
        if key is not None and view.reply is not None and view.reply.body:
            replies[key] = view.reply.body
        if key is not None and not view.is_kept:
            unkept.append(key)
    return replies, failed, unkept


def _failing(error: Exception) -> Decide:
    """Decides nothing about an event but that it failed, so that it ends in the dead letters."""

    def decide(_event: Event, _view: View) -> Sequence[Effect]:
        raise error

    return decide


class SqlStore:
    """The ports Store and Outbox on a database."""

    def __init__(
        self, database: Database, settings: Settings, owner: str, stones: Tombstones | None = None
    ) -> None:
        self._database = database
        self._unit = UnitOfWork(settings, owner, stones)
        self.chores = SqlChores(database, lambda: self.settings)

    @property
    def settings(self) -> Settings:
        return self._unit.settings

    def use(self, settings: Settings) -> None:
        """Go by these from now on."""
        self._unit.settings = settings

    async def granted(self) -> list[Grant]:
        """Every role that is not in the configuration."""
        return await self._database.read(granting.granted)

    async def join(self, new: Sequence[Grant]) -> None:
        """These are members of their groups from now on."""
        await self._database.write(lambda connection: granting.join(connection, new))

    async def leave(self, gone: Sequence[Grant]) -> None:
        """These are members no longer."""
        await self._database.write(lambda connection: granting.leave(connection, gone))

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

    async def waiting_timers(self, ids: Iterable[str]) -> set[str]:
        """Those of these timers that are set."""
        wanted = list(ids)
        return await self._database.read(lambda connection: timers.waiting(connection, wanted))

    async def next_timer(self) -> datetime | None:
        """When the earliest timer is due."""
        return await self._database.read(timers.next_due)

    async def report(self, query: ReportQuery) -> Report:
        """The numbers of the period and of the one before."""
        return await self._database.read(lambda connection: reports.report(connection, query, self.settings))

    async def segments(self) -> list[tuple[str, str]]:
        """Every segment that anything was counted for."""
        return await self._database.read(reports.counted_segments)

    async def find(self, words: str) -> Found:
        """The purchases and customers that these words lead to."""
        return await self._database.read(
            lambda connection: finding.find(connection, words, self.settings.shops)
        )

    async def raised(self, improvement_id: str) -> tuple[Raised, ...]:
        """Who raised this improvement; nobody before it is done."""
        return await self._database.read(
            lambda connection: improving.raised(connection, improvement_id, self.settings)
        )

    async def claim(self, now: datetime, limit: int) -> list[Errand]:
        """Lease up to ``limit`` addresses with something due; what is due there, as much as goes at once."""
        return await self._database.write(lambda connection: self._unit.claim_on(connection, now, limit))

    async def put_off(
        self, errand: Errand, now: datetime, until: datetime, *, whole_address: bool, unknown: bool
    ) -> None:
        """Let the parcel, or everything for its address, wait; the address's other errands are void.

        An attempt is counted only where its outcome is ``unknown``, not where the platform asks to wait.
        """
        await self._database.write(
            lambda connection: self._unit.put_off_on(
                connection, errand, max(now, until), whole_address=whole_address, unknown=unknown
            )
        )

    async def next_due(self) -> datetime | None:
        """When ``claim`` may next find something; perhaps a moment that is past."""
        return await self._database.read(outbox.next_due)

    async def oldest_due(self, now: datetime) -> Mapping[str, datetime]:
        """By platform, since when the parcel is due that waits there the longest; none where none waits."""
        return await self._database.read(lambda connection: outbox.oldest_due(connection, now))

    async def letter(self, sequence: int) -> Letter | None:
        """A dead letter that is to be handled again."""
        return await self._database.read(lambda connection: replaying.letter(connection, sequence))

    async def let_go(self, sequence: int, *, keep: bool = False) -> None:
        """It was handled again, or cannot be (``keep``)."""
        await self._database.write(lambda connection: replaying.let_go(connection, sequence, keep=keep))

    async def moved_rooms(self, platform: str) -> dict[str, str]:
        """The rooms of a platform that it has given another name: our room → the platform's."""
        return await self._database.read(lambda connection: rooms.moved(connection, platform))

    async def dead_letters(self, limit: int = 100) -> list[DeadLetter]:
        """The events that failed, newest first."""
        return await self._database.read(lambda connection: dead_letters.newest(connection, limit))

    async def counts(self) -> Counts:
        """What health is judged by."""
        return await self._database.read(dead_letters.counts)

    async def standing(self, now: datetime) -> Standing:
        """How things stand, for whoever watches."""
        return await self._database.read(lambda connection: standing(connection, now))
