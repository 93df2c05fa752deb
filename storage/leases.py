"""Who may send to an address: a lease with an end and a fence, stored, and as this process knows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, or_, update

from storage.codec import micros
from storage.postgres import lock_addresses
from storage.statements import change_by, many, rows_by
from storage.tables import addresses

LEASE = timedelta(seconds=60)
MOST_HELD = 4096
"""Addresses that one process has in hand; beyond that only alerts go out with the commit that makes them, and
what else is due is claimed once there is room."""

_NOW: BindParameter[int] = bindparam("now_us")
NOT_BLOCKED = or_(addresses.c.blocked_until_us.is_(None), addresses.c.blocked_until_us <= _NOW)

_LEASED = (addresses.c.key, addresses.c.fence, addresses.c.lease_until_us)
_LEASE = (
    update(addresses)
    .where(
        addresses.c.key.in_(many()),
        or_(addresses.c.lease_until_us.is_(None), addresses.c.lease_owner == bindparam("owner")),
        NOT_BLOCKED,
    )
    .values(lease_until_us=bindparam("until_us"), lease_owner=bindparam("owner"), fence=addresses.c.fence + 1)
    .returning(*_LEASED)
)
_LEASE_ENDED = (
    update(addresses)
    .where(
        addresses.c.key.in_(many()),
        or_(addresses.c.lease_until_us.is_(None), addresses.c.lease_until_us <= _NOW),
        NOT_BLOCKED,
    )
    .values(lease_until_us=bindparam("until_us"), lease_owner=bindparam("owner"), fence=addresses.c.fence + 1)
    .returning(*_LEASED)
)
_STILL_OURS = (  # written, and not only read, so that nobody takes it over before the unit is committed
    update(addresses)
    .where(
        addresses.c.key.in_(many()),
        addresses.c.lease_owner == bindparam("owner"),
        addresses.c.lease_until_us > _NOW,
        NOT_BLOCKED,
    )
    .values(lease_owner=bindparam("owner"))
    .returning(*_LEASED)
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


class Lease(NamedTuple):
    fence: int
    until_us: int


def take_free(connection: Connection, owner: str, keys: Iterable[str], now: datetime) -> dict[str, Lease]:
    """Lease those of these addresses that nobody else holds; by address key."""
    keys = [*keys]
    lock_addresses(connection, keys)
    return _lease(connection, _LEASE, owner, keys, now)


def take_ended(connection: Connection, owner: str, keys: Iterable[str], now: datetime) -> dict[str, Lease]:
    """Lease those that nobody holds, or whose lease has ended."""
    return _lease(connection, _LEASE_ENDED, owner, keys, now)


def still_ours(connection: Connection, owner: str, keys: Iterable[str], now: datetime) -> dict[str, Lease]:
    """Those that we hold, with the leases as they are."""
    return _lease(connection, _STILL_OURS, owner, keys, now)


def _lease(
    connection: Connection, statement: Any, owner: str, keys: Iterable[str], now: datetime
) -> dict[str, Lease]:
    found = rows_by(
        connection, statement, keys, owner=owner, now_us=micros(now), until_us=micros(now + LEASE)
    )
    return {row[0]: Lease(row[1], row[2]) for row in found}


def release(connection: Connection, owner: str, keys: Iterable[str]) -> None:
    """Give these back."""
    keys = [*keys]
    lock_addresses(connection, keys)
    change_by(connection, _RELEASE, keys, owner=owner)


def release_fenced(connection: Connection, owner: str, key: str, fence: int) -> None:
    """Give one back, if it is still under this very lease."""
    connection.execute(_RELEASE_FENCED, {"of_key": key, "owner": owner, "of_fence": fence})


def block(connection: Connection, key: str, until: datetime) -> None:
    """Let nobody send there until then."""
    connection.execute(_BLOCK, {"of_key": key, "until_us": micros(until)})


def take_over(connection: Connection) -> None:
    """End every lease: whoever held one is gone."""
    connection.execute(_TAKE_OVER)


class Leases:
    """What this process has handed out and not heard of again: address key → parcel ids.

    ``owner`` tells this process from every other. A unit works on a ``Draft``, kept once it is committed.
    """

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self._held: dict[str, frozenset[str]] = {}

    @property
    def is_full(self) -> bool:
        """Whether so much is on its way that no more should be handed out unasked."""
        return len(self._held) >= MOST_HELD

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
