"""Parcels on their way: who may send to which address, in what order, and what became of it.

The lease is on the address. A unit that commits parcels leases their addresses where these are free, and
hands out everything due there; while what was handed out is being sent, new parcels wait, and when the last
of it is settled the address is read again or given back. What a process held when it died is claimed when
its lease ends, and every parcel so found may have been sent already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, case, func, or_, select, text, update

from bot.core.effects import Parcel
from bot.core.events import Outcome, ParcelSettled
from bot.core.ports import Errand
from storage.codec import micros, moment, moment_or_none
from storage.rows import address_row, parcel_from, parcel_row
from storage.statements import change_by, many, rows_by, run_many
from storage.tables import PARCEL_WAITING, addresses, outbox
from storage.upserts import insert, insert_missing

LEASE = timedelta(seconds=60)

STATE_OF: Mapping[Outcome, str] = {
    Outcome.DELIVERED: "sent",
    Outcome.UNREACHABLE: "unreachable",
    Outcome.REJECTED: "parked",
    Outcome.EXPIRED: "expired",
}

_WAITING = text(f"outbox.{PARCEL_WAITING}")
_NOW: BindParameter[int] = bindparam("now_us")
_NOT_BLOCKED = or_(addresses.c.blocked_until_us.is_(None), addresses.c.blocked_until_us <= _NOW)

_SETTLE = (
    update(outbox)
    .where(outbox.c.id == bindparam("parcel_id"), _WAITING)
    .values(state=bindparam("new_state"), receipt=bindparam("new_receipt"), settled_us=bindparam("at_us"))
)
_UNSETTLED = select(outbox.c.id).where(outbox.c.id.in_(many()), _WAITING)
_RECEIPTS = select(outbox.c.id, outbox.c.receipt).where(
    outbox.c.id.in_(many()), outbox.c.receipt.is_not(None)
)

_LEASE = (
    update(addresses)
    .where(
        addresses.c.key.in_(many()),
        or_(addresses.c.lease_until_us.is_(None), addresses.c.lease_owner == bindparam("owner")),
        _NOT_BLOCKED,
    )
    .values(lease_until_us=bindparam("until_us"), lease_owner=bindparam("owner"), fence=addresses.c.fence + 1)
    .returning(addresses.c.key, addresses.c.fence)
)
_LEASE_ENDED = (
    update(addresses)
    .where(
        addresses.c.key.in_(many()),
        or_(addresses.c.lease_until_us.is_(None), addresses.c.lease_until_us <= _NOW),
        _NOT_BLOCKED,
    )
    .values(lease_until_us=bindparam("until_us"), lease_owner=bindparam("owner"), fence=addresses.c.fence + 1)
    .returning(addresses.c.key, addresses.c.fence)
)
_RELEASE = (
    update(addresses)
    .where(addresses.c.key.in_(many()), addresses.c.lease_owner == bindparam("owner"))
    .values(lease_until_us=None, lease_owner=None)
)
_RELEASE_FENCED = (
    update(addresses)
    .where(
        addresses.c.key == bindparam("of_key"),
        addresses.c.lease_owner == bindparam("owner"),
        addresses.c.fence == bindparam("of_fence"),
    )
    .values(lease_until_us=None, lease_owner=None)
)
_BLOCK = (
    update(addresses)
    .where(addresses.c.key == bindparam("of_key"))
    .values(blocked_until_us=bindparam("until_us"))
)
_TAKE_OVER = update(addresses).where(addresses.c.lease_until_us.is_not(None)).values(lease_until_us=0)

_DUE = (
    select(outbox.c.address, outbox.c.lane, outbox.c.sequence, outbox.c.id)
    .where(outbox.c.address.in_(many()), _WAITING, outbox.c.not_before_us <= _NOW)
    .order_by(outbox.c.address, outbox.c.lane, outbox.c.sequence)
)
_PARCELS = select(
    outbox.c.id,
    outbox.c.address,
    outbox.c.lane,
    outbox.c.purpose,
    outbox.c.about,
    outbox.c.message,
    outbox.c.language,
    outbox.c.not_before_us,
    outbox.c.not_after_us,
    outbox.c.target,
    outbox.c.thread,
    outbox.c.attempts,
    outbox.c.unknown,
).where(outbox.c.id.in_(many()))
_CLAIMABLE = (
    select(addresses.c.key, addresses.c.lease_until_us)
    .join(outbox, outbox.c.address == addresses.c.key)
    .where(
        _WAITING,
        outbox.c.not_before_us <= _NOW,
        or_(addresses.c.lease_until_us.is_(None), addresses.c.lease_until_us <= _NOW),
        _NOT_BLOCKED,
    )
    .group_by(addresses.c.key, addresses.c.lease_until_us)
    .order_by(func.min(outbox.c.lane), func.min(outbox.c.sequence))
    .limit(bindparam("most"))
)
_PUT_OFF = (
    update(outbox)
    .where(outbox.c.id == bindparam("parcel_id"), _WAITING)
    .values(
        attempts=outbox.c.attempts + 1,
        unknown=case((bindparam("is_unknown") == 1, 1), else_=outbox.c.unknown),
        not_before_us=func.coalesce(bindparam("until_us"), outbox.c.not_before_us),
    )
)


def _later(one: Any, other: Any) -> Any:
    return case((one >= other, one), else_=other)


_NEXT_DUE = (
    select(
        func.min(
            _later(
                outbox.c.not_before_us,
                _later(
                    func.coalesce(addresses.c.lease_until_us, 0),
                    func.coalesce(addresses.c.blocked_until_us, 0),
                ),
            )
        )
    )
    .join(addresses, addresses.c.key == outbox.c.address)
    .where(_WAITING)
)


class Leases:
    """What this process has handed out and not heard of again: address key → parcel ids.

    ``owner`` tells this process from every other. A unit works on a ``Draft``, kept once it is committed.
    """

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self._held: dict[str, frozenset[str]] = {}

    def held(self, key: str) -> frozenset[str]:
        """The parcels of this address that are on their way; empty: the address is not ours."""
        return self._held.get(key, frozenset())

    def keep(self, draft: Draft) -> None:
        """The unit was committed."""
        for key, ids in draft.changed.items():
            if ids:
                self._held[key] = ids
            else:
                self._held.pop(key, None)


@dataclass(slots=True)
class Draft:
    """The leases as one unit sees and changes them."""

    leases: Leases
    changed: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        return self.leases.owner

    def held(self, key: str) -> frozenset[str]:
        return self.changed[key] if key in self.changed else self.leases.held(key)


# --- in a unit of work


def unsettled(connection: Connection, parcel_ids: Iterable[str]) -> set[str]:
    """Those that still wait: whoever settles them now is the first."""
    return {row[0] for row in rows_by(connection, _UNSETTLED, parcel_ids)}


def settle(connection: Connection, events: Sequence[ParcelSettled]) -> None:
    """Write down what became of the parcels."""
    values = [
        {
            "parcel_id": event.parcel_id,
            "new_state": STATE_OF[event.outcome],
            "new_receipt": event.receipt,
            "at_us": micros(event.at),
        }
        for event in events
    ]
    run_many(connection, _SETTLE, values)


def put_in(connection: Connection, parcels: Sequence[Parcel], known: set[str], now: datetime) -> None:
    """Insert new parcels, and the addresses that are not ``known`` to have a row."""
    if not parcels:
        return
    now_us = micros(now)
    new = {parcel.address.key: parcel.address for parcel in parcels if parcel.address.key not in known}
    if new:
        missing = [address_row(new[key]) for key in sorted(new)]
        run_many(connection, insert_missing(connection.dialect.name, addresses), missing)
    values = [parcel_row(parcel, now_us) for parcel in parcels]
    run_many(connection, insert(connection.dialect.name, outbox), values)


def hand_out(
    connection: Connection,
    draft: Draft,
    parcels: Sequence[Parcel],
    settled: Iterable[ParcelSettled],
    now: datetime,
) -> list[Errand]:
    """The errands that follow from new parcels and from settled ones, under leases on their addresses.

    An address is leased, or given back, before its parcels are read: whoever commits a parcel for it after
    that finds it ours, or free.
    """
    freed = _take_settled(draft, settled)
    due = {parcel.address.key for parcel in parcels if parcel.not_before <= now}
    wanted = [key for key in due if not draft.held(key)]
    done = freed.difference(wanted)
    leased = _lease(connection, _LEASE, draft.owner, wanted, now)
    change_by(connection, _RELEASE, done, owner=draft.owner)
    waiting = _due(connection, [*leased, *done], now)
    if come_since := [key for key in done if key in waiting]:
        leased.update(_lease(connection, _LEASE, draft.owner, come_since, now))
    return _errands(connection, draft, leased, waiting, parcels, frozenset(), now)


def _take_settled(draft: Draft, settled: Iterable[ParcelSettled]) -> set[str]:
    """The addresses of which nothing is on its way any more."""
    freed = set()
    for event in settled:
        key = event.address.key
        held = draft.held(key)
        if event.parcel_id in held:
            draft.changed[key] = held - {event.parcel_id}
            if not draft.changed[key]:
                freed.add(key)
    return freed


def _lease(
    connection: Connection, statement: Any, owner: str, keys: Sequence[str], now: datetime
) -> dict[str, int]:
    """Address key → fence, for those that are ours now."""
    found = rows_by(
        connection, statement, keys, owner=owner, now_us=micros(now), until_us=micros(now + LEASE)
    )
    return {row[0]: row[1] for row in found}


def _due(connection: Connection, keys: Sequence[str], now: datetime) -> dict[str, list[str]]:
    """Address key → ids of its due parcels: by lane, then in order of commit."""
    waiting: dict[str, list[str]] = defaultdict(list)
    for key, _, _, id_ in rows_by(connection, _DUE, keys, now_us=micros(now)):
        waiting[key].append(id_)
    return waiting


def _errands(
    connection: Connection,
    draft: Draft,
    leased: Mapping[str, int],
    waiting: Mapping[str, list[str]],
    parcels: Iterable[Parcel],
    recovered: frozenset[str],
    now: datetime,
) -> list[Errand]:
    """Hand out what waits at the leased addresses; ``recovered`` are those that a process left."""
    until = moment(micros(now + LEASE))
    at_hand: dict[str, _Waiting] = {parcel.id: _Waiting(parcel) for parcel in parcels}
    ids = [id_ for key in leased for id_ in waiting.get(key, ())]
    for row in rows_by(connection, _PARCELS, [id_ for id_ in ids if id_ not in at_hand]):
        at_hand[row[0]] = _Waiting(parcel_from(row), row[-2], bool(row[-1]))
    named = [at_hand[id_].parcel.target for id_ in ids]
    receipts = {row[0]: row[1] for row in rows_by(connection, _RECEIPTS, [one for one in named if one])}
    errands = []
    for key, fence in sorted(leased.items()):
        given = list(_until_edited([at_hand[id_] for id_ in waiting.get(key, ())]))
        draft.changed[key] = frozenset([one.parcel.id for one in given])
        errands += [
            Errand(
                one.parcel,
                fence,
                until,
                one.attempts,
                one.unknown or key in recovered,
                receipts.get(one.parcel.target or ""),
            )
            for one in given
        ]
    return errands


class _Waiting(NamedTuple):
    parcel: Parcel
    attempts: int = 0
    unknown: bool = False


def _until_edited(waiting: Sequence[_Waiting]) -> Iterator[_Waiting]:
    """Those before the first that edits one of them: it must wait for that one's receipt."""
    before: set[str] = set()
    for one in waiting:
        if one.parcel.target in before:
            return
        before.add(one.parcel.id)
        yield one


# --- by itself


def claim(connection: Connection, draft: Draft, now: datetime, limit: int) -> list[Errand]:
    """Lease up to ``limit`` addresses that have something due and are free, or whose lease has ended."""
    found = connection.execute(_CLAIMABLE, {"now_us": micros(now), "most": limit}).all()
    ended = frozenset([key for key, lease_until_us in found if lease_until_us is not None])
    leased = _lease(connection, _LEASE_ENDED, draft.owner, [key for key, _ in found], now)
    return _errands(connection, draft, leased, _due(connection, list(leased), now), (), ended, now)


def put_off(
    connection: Connection,
    draft: Draft,
    errand: Errand,
    until: datetime,
    *,
    whole_address: bool,
    unknown: bool,
) -> None:
    """Count the attempt, let the parcel or the whole address wait, and give the address back."""
    key = errand.parcel.address.key
    values = {
        "parcel_id": errand.parcel.id,
        "is_unknown": int(unknown),
        "until_us": None if whole_address else micros(until),
    }
    connection.execute(_PUT_OFF, values)
    if whole_address:
        connection.execute(_BLOCK, {"of_key": key, "until_us": micros(until)})
    connection.execute(_RELEASE_FENCED, {"of_key": key, "owner": draft.owner, "of_fence": errand.fence})
    draft.changed[key] = frozenset()


def next_due(connection: Connection) -> datetime | None:
    """When ``claim`` may next find something: what waits is due, its address free and not blocked."""
    return moment_or_none(connection.execute(_NEXT_DUE).scalar())


def take_over(connection: Connection) -> None:
    """End every lease: whoever held one is gone."""
    connection.execute(_TAKE_OVER)
