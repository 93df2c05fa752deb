"""Parcels on their way: who may send to which address, in what order, and what became of it.

The lease is on the address. A unit that commits parcels leases their addresses where these are free, and
hands out everything due there; while what was handed out is being sent, new parcels wait, but for alerts:
these join it. When the last of it is settled the address is read again or given back. What a process held
when it died is claimed when its lease ends, and every parcel so found may have been sent already.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, case, func, or_, select, text, update

from bot.core.effects import Lane, Parcel, SendAgain
from bot.core.events import Outcome, ParcelSettled
from bot.core.ports import Errand
from storage import leases
from storage.codec import fit_or_none, micros, micros_or_none, moment, moment_or_none
from storage.leases import NOT_BLOCKED, Draft, Lease
from storage.rows import address_row, parcel_from, parcel_row
from storage.statements import change_by, many, rows_by, run_many
from storage.tables import PARCEL_WAITING, addresses, outbox
from storage.turns import Waiting, turn
from storage.upserts import insert, insert_missing

STATE_OF: Mapping[Outcome, str] = {
    Outcome.DELIVERED: "sent",
    Outcome.UNREACHABLE: "unreachable",
    Outcome.REJECTED: "parked",
    Outcome.EXPIRED: "expired",
}

AT_ONCE = 64
"""Parcels of one address that are handed out together; the next follow once these have come to their end."""

_WAITING = text(f"outbox.{PARCEL_WAITING}")
_NOW: BindParameter[int] = bindparam("now_us")

_SETTLE = (
    update(outbox)
    .where(outbox.c.id == bindparam("parcel_id"), _WAITING)
    .values(state=bindparam("new_state"), receipt=bindparam("new_receipt"), settled_us=bindparam("at_us"))
)
_STANDS_FOR = (
    update(outbox).where(outbox.c.id == bindparam("parcel_id")).values(receipt=bindparam("new_receipt"))
)
_UNSETTLED = (
    select(outbox.c.id).where(outbox.c.id.in_(many()), _WAITING).order_by(outbox.c.id).with_for_update()
)
_NAMED = select(
    outbox.c.id, outbox.c.receipt, outbox.c.state, outbox.c.address, outbox.c.not_before_us
).where(outbox.c.id.in_(many()))

_DUE = (
    select(outbox.c.address, outbox.c.lane, outbox.c.sequence, outbox.c.id)
    .where(outbox.c.address.in_(many()), _WAITING, outbox.c.not_before_us <= _NOW)
    .order_by(outbox.c.address, outbox.c.lane, outbox.c.sequence)
)
_FIRST_DUE = func.coalesce(outbox.c.first_due_us, outbox.c.not_before_us)
_PARCELS = select(
    outbox.c.id,
    outbox.c.address,
    outbox.c.lane,
    outbox.c.purpose,
    outbox.c.about,
    outbox.c.message,
    outbox.c.language,
    _FIRST_DUE,
    outbox.c.not_after_us,
    outbox.c.target,
    outbox.c.thread,
    outbox.c.sequence,
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
        NOT_BLOCKED,
    )
    .group_by(addresses.c.key, addresses.c.lease_until_us)
    .order_by(func.min(outbox.c.lane), func.min(outbox.c.sequence))
    .limit(bindparam("most"))
)
_FREE = (
    select(addresses.c.key)
    .where(addresses.c.key.in_(many()))
    .order_by(addresses.c.key)
    .with_for_update(skip_locked=True)
)
_FAILED = (
    update(outbox)
    .where(outbox.c.id == bindparam("parcel_id"), _WAITING)
    .values(attempts=outbox.c.attempts + 1, unknown=1)
)
_WAIT = (
    update(outbox)
    .where(outbox.c.id == bindparam("parcel_id"), _WAITING)
    .values(first_due_us=_FIRST_DUE, not_before_us=bindparam("until_us"))
)
_SEND_AGAIN = (
    update(outbox)
    .where(outbox.c.id == bindparam("parcel_id"), outbox.c.state == STATE_OF[Outcome.EXPIRED])
    .values(
        state="waiting",
        attempts=0,
        settled_us=None,
        first_due_us=_FIRST_DUE,  # since then it may have arrived
        not_before_us=_NOW,
        not_after_us=bindparam("until_us"),
    )
)
_MAY_BE_SENT = (
    update(outbox)
    .where(outbox.c.address.in_(many()), _WAITING, outbox.c.not_before_us <= _NOW)
    .values(unknown=1)
)

_newer = outbox.alias("newer")
_NEWER = (
    select(outbox.c.id, _newer.c.id, _newer.c.state)
    .join(
        _newer,
        (_newer.c.address == outbox.c.address)
        & (_newer.c.target == outbox.c.target)
        & (_newer.c.sequence > outbox.c.sequence),
    )
    .where(outbox.c.id.in_(many()))
)
_OVERTAKEN = (
    update(outbox)
    .where(outbox.c.id.in_(many()), _WAITING)
    .values(state=STATE_OF[Outcome.EXPIRED], settled_us=_NOW)
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


_OLDEST_DUE = (
    select(addresses.c.platform, func.min(_later(_FIRST_DUE, outbox.c.created_us)))
    .join(addresses, addresses.c.key == outbox.c.address)
    .where(_WAITING, _FIRST_DUE <= _NOW)
    .group_by(addresses.c.platform)
)


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
            "new_receipt": fit_or_none(event.receipt),
            "at_us": micros(event.at),
        }
        for event in events
    ]
    run_many(connection, _SETTLE, values)
    replaced = [
        {"parcel_id": event.instead_of, "new_receipt": fit_or_none(event.receipt)}
        for event in events
        if event.instead_of is not None
    ]
    run_many(connection, _STANDS_FOR, replaced)


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


def send_again(connection: Connection, again: Iterable[SendAgain], now: datetime) -> None:
    """What has expired waits again, as the same parcel: it is claimed like what somebody left behind."""
    values = [
        {"parcel_id": one.parcel_id, "until_us": micros_or_none(one.not_after), "now_us": micros(now)}
        for one in again
    ]
    run_many(connection, _SEND_AGAIN, values)


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
    due = [parcel for parcel in parcels if parcel.not_before <= now]
    wanted = {parcel.address.key for parcel in due if not draft.held(parcel.address.key)}
    urgent = {parcel.address.key for parcel in due if parcel.lane is Lane.ALERT}
    alerted = urgent.difference(wanted)
    done = freed.difference(wanted)
    if draft.leases.is_full:
        wanted &= urgent
    leased = leases.take_free(connection, draft.owner, wanted, now)
    leases.release(connection, draft.owner, done)
    waiting = _due(connection, [*leased, *done], now)
    if come_since := [key for key in done if key in waiting]:
        leased.update(leases.take_free(connection, draft.owner, come_since, now))
    ours = leases.still_ours(connection, draft.owner, alerted, now)
    waiting.update(_due(connection, ours, now))
    return _errands(connection, draft, {**leased, **ours}, waiting, parcels, now)


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


class _Due(NamedTuple):
    lane: int
    sequence: int
    id: str


def _due(connection: Connection, keys: Iterable[str], now: datetime) -> dict[str, list[_Due]]:
    """The due parcels by address key: by lane, then in order of commit."""
    waiting: dict[str, list[_Due]] = defaultdict(list)
    for key, lane, sequence, id_ in rows_by(connection, _DUE, keys, now_us=micros(now)):
        waiting[key].append(_Due(lane, sequence, id_))
    return waiting


def _errands(
    connection: Connection,
    draft: Draft,
    leased: Mapping[str, Lease],
    waiting: Mapping[str, list[_Due]],
    parcels: Iterable[Parcel],
    now: datetime,
) -> list[Errand]:
    """Hand out what waits at the leased addresses; where something is on its way, only alerts join it."""
    due = {key: _joining(waiting.get(key, _NOTHING), draft.held(key)) for key in leased}
    at_hand = _at_hand(connection, due.values(), parcels)
    for id_ in _overtaken(connection, draft, at_hand, now):
        del at_hand[id_]
    named = _named(connection, at_hand.values())
    put_off_at = _put_off(named, now)
    ends = {us: moment(us) for us in {lease.until_us for lease in leased.values()}}
    errands = []
    late: dict[str, int] = {}
    for key, lease in sorted(leased.items()):
        held = draft.held(key)
        ahead = {one.id for one in waiting[key]}.difference(at_hand).union(held) if held else held
        found = turn(
            [at_hand[one.id] for one in due[key] if one.id in at_hand], ahead, put_off_at.get(key, _NOBODY)
        )
        if found.late:
            late.update(found.late)
        ready = found.ready[:AT_ONCE]
        draft.changed[key] = held.union([one.parcel.id for one in ready])
        errands += [_errand(one, lease.fence, ends[lease.until_us], named) for one in ready]
    run_many(connection, _WAIT, [{"parcel_id": id_, "until_us": us} for id_, us in late.items()])
    leases.release(connection, draft.owner, [key for key in leased if not draft.changed[key]])
    return errands


def _overtaken(
    connection: Connection, draft: Draft, at_hand: Mapping[str, Waiting], now: datetime
) -> set[str]:
    """Edits that were tried before and waited alone, while a newer one of the same message went.

    They would show what is no longer so; now they are never sent.
    """
    tried = {id_: one for id_, one in at_hand.items() if one.parcel.target and (one.unknown or one.attempts)}
    found = {
        id_
        for id_, newer, state in rows_by(connection, _NEWER, tried)
        if state == "sent" or newer in draft.held(tried[id_].parcel.address.key)
    }
    change_by(connection, _OVERTAKEN, found, now_us=micros(now))
    return found


_NOTHING: Sequence[_Due] = ()
_NOBODY: Mapping[str, int] = {}


def _joining(due: Sequence[_Due], held: frozenset[str]) -> Sequence[_Due]:
    """Everything that is due, or the alerts that are not on their way where something is."""
    if not held:
        return due
    return [one for one in due if one.lane == Lane.ALERT and one.id not in held]


def _at_hand(
    connection: Connection, due: Iterable[Sequence[_Due]], parcels: Iterable[Parcel]
) -> dict[str, Waiting]:
    """What is due, by parcel id; ``parcels`` need not be read again."""
    new = {parcel.id: parcel for parcel in parcels}
    found: dict[str, Waiting] = {}
    stored: list[str] = []
    for _, sequence, id_ in chain.from_iterable(due):
        if id_ in new:
            found[id_] = Waiting(new[id_], sequence)
        else:
            stored.append(id_)
    for row in rows_by(connection, _PARCELS, stored):
        found[row[0]] = Waiting(parcel_from(row), row[-3], row[-2], bool(row[-1]))
    return found


class _Named(NamedTuple):
    """A parcel that another one edits, or belongs in the thread of."""

    receipt: str | None
    state: str
    address: str
    not_before_us: int


def _named(connection: Connection, waiting: Iterable[Waiting]) -> dict[str, _Named]:
    ids = [id_ for one in waiting for id_ in one.needed]
    return {row[0]: _Named(*row[1:]) for row in rows_by(connection, _NAMED, ids)}


def _put_off(named: Mapping[str, _Named], now: datetime) -> dict[str, dict[str, int]]:
    """Address key → those that wait there for a later moment, in microseconds."""
    now_us = micros(now)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for id_, one in named.items():
        if one.not_before_us > now_us and one.state == "waiting":
            found[one.address][id_] = one.not_before_us
    return found


def _errand(one: Waiting, fence: int, until: datetime, named: Mapping[str, _Named]) -> Errand:
    parcel = one.parcel
    target = None if parcel.target is None else named.get(parcel.target)
    thread = None if parcel.thread is None else named.get(parcel.thread)
    return Errand(
        parcel,
        fence,
        until,
        one.attempts,
        one.unknown,
        target.receipt if target else None,
        thread.receipt if thread else None,
    )


# --- by itself


def claim(connection: Connection, draft: Draft, now: datetime, limit: int) -> list[Errand]:
    """Lease up to ``limit`` addresses that have something due and are free, or whose lease has ended.

    What was due under a lease that has ended may have been sent: that is remembered until it is settled.
    """
    found = connection.execute(_CLAIMABLE, {"now_us": micros(now), "most": limit}).all()
    free = _not_in_work(connection, [key for key, _ in found])
    leased = leases.take_ended(connection, draft.owner, free, now)
    ended = [key for key, lease_until_us in found if lease_until_us is not None and key in leased]
    change_by(connection, _MAY_BE_SENT, ended, now_us=micros(now))
    draft.changed.update(dict.fromkeys(leased, frozenset()))
    return _errands(connection, draft, leased, _due(connection, leased, now), (), now)


def _not_in_work(connection: Connection, keys: Sequence[str]) -> list[str]:
    """Those that no other process is busy with at this moment."""
    return [key for (key,) in rows_by(connection, _FREE, keys)]


def put_off(
    connection: Connection,
    draft: Draft,
    errand: Errand,
    until: datetime,
    *,
    whole_address: bool,
    unknown: bool,
) -> None:
    """Let the parcel or the whole address wait, and give the address back. ``unknown`` counts an attempt."""
    key = errand.parcel.address.key
    if unknown:
        connection.execute(_FAILED, {"parcel_id": errand.parcel.id})
    if whole_address:
        leases.block(connection, key, until)
    else:
        connection.execute(_WAIT, {"parcel_id": errand.parcel.id, "until_us": micros(until)})
    leases.release_fenced(connection, draft.owner, key, errand.fence)
    draft.changed[key] = frozenset()


def next_due(connection: Connection) -> datetime | None:
    """When ``claim`` may next find something: what waits is due, its address free and not blocked."""
    return moment_or_none(connection.execute(_NEXT_DUE).scalar())


def oldest_due(connection: Connection, now: datetime) -> dict[str, datetime]:
    """Platform → since when its longest waiting parcel is due, however often that was put off."""
    found = connection.execute(_OLDEST_DUE, {"now_us": micros(now)})
    return {platform: moment(since_us) for platform, since_us in found}
