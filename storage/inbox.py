"""Which events are new: ``(platform, key)`` goes in once, and whoever puts it in handles the event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.sql.dml import ReturningInsert

from bot.core.events import (
    ErasureRequested,
    Event,
    ParcelSettled,
    PurchaseReceived,
    PurchaseWithdrawn,
    RoomMoved,
    TextWritten,
    TimerDue,
    Unreadable,
)
from bot.core.link_tokens import with_token, without_token
from storage import codec
from storage.statements import insert_many_returning, many, rows_by, run_many
from storage.tables import inbox
from storage.upserts import insert_missing

COURIER = "courier"
FORGOTTEN = "forgotten"
"""The kind of what somebody wrote who was forgotten since."""

Key = tuple[str, str]
"""Platform and key."""

_NOWHERE = (
    PurchaseReceived,
    PurchaseWithdrawn,
    ErasureRequested,
    RoomMoved,
    TextWritten,
    TimerDue,
    Unreadable,
)

_SEEN = select(inbox.c.key).where(inbox.c.platform == bindparam("platform"), inbox.c.key.in_(many()))
_REPLIES = select(inbox.c.key, inbox.c.reply).where(
    inbox.c.platform == bindparam("platform"), inbox.c.key.in_(many()), inbox.c.reply.is_not(None)
)
_EMPTY = (
    update(inbox)
    .where(inbox.c.platform == bindparam("of_platform"), inbox.c.key == bindparam("of_key"))
    .values(payload="{}")
)
_REPLY = (
    update(inbox)
    .where(inbox.c.platform == bindparam("of_platform"), inbox.c.key == bindparam("of_key"))
    .values(reply=bindparam("body"))
)


def key_of(event: Event) -> Key | None:
    """The event's inbox key; None for the courier's receipt, which the outbox itself takes only once."""
    if isinstance(event, ParcelSettled) and event.platform == COURIER:
        return None
    return codec.fit(event.platform), codec.fit(event.key)


@cache
def _inserting(dialect: str) -> ReturningInsert[*tuple[Any, ...]]:
    return insert_missing(dialect, inbox).returning(inbox.c.platform, inbox.c.key)


def insert_new(connection: Connection, events: Mapping[Key, Event]) -> set[Key]:
    """Put the events in; the keys of those that were not there."""
    if not events:
        return set()
    rows = [
        {
            "platform": key[0],
            "key": key[1],
            "kind": codec.KINDS[type(event)],
            "place": codec.fit(_place(event)),
            "at_us": codec.micros(event.at),
            "payload": codec.encode_event(_kept(event)),
        }
        for key, event in sorted(events.items(), key=_by_key)
    ]
    return {
        (platform, key)
        for platform, key in insert_many_returning(connection, _inserting(connection.dialect.name), rows)
    }


def _kept(event: Event) -> Event:
    """The event as it is kept: what a model made of a customer's words stands in the case's thread alone."""
    return replace(event, text="") if isinstance(event, TextWritten) else event


def _by_key(item: tuple[Key, Event]) -> Key:
    return item[0]


def _place(event: Event) -> str:
    return "" if isinstance(event, _NOWHERE) else event.address.place.key


def keep_replies(connection: Connection, replies: Mapping[Key, Mapping[str, object]]) -> None:
    """Remember what was answered, for whoever asks again."""
    rows = [
        {"of_platform": platform, "of_key": key, "body": codec.dumps(without_token(body))}
        for (platform, key), body in replies.items()
    ]
    run_many(connection, _REPLY, rows)


def empty(connection: Connection, keys: Iterable[Key]) -> None:
    """Keep of these that they were handled, and what was answered."""
    run_many(connection, _EMPTY, [{"of_platform": platform, "of_key": key} for platform, key in keys])


def replies_of(
    connection: Connection, keys: Iterable[Key], link_key: bytes
) -> dict[Key, Mapping[str, object]]:
    """What was answered to these, where there was something to say; links are made again with the key."""
    return {
        (platform, key): with_token(codec.loads(reply), link_key)
        for platform, names in _by_platform(keys).items()
        for key, reply in rows_by(connection, _REPLIES, names, platform=platform)
    }


def seen(connection: Connection, keys: Iterable[Key]) -> set[Key]:
    """Those that were handled already."""
    return {
        (platform, key)
        for platform, names in _by_platform(keys).items()
        for (key,) in rows_by(connection, _SEEN, names, platform=platform)
    }


def _by_platform(keys: Iterable[Key]) -> Mapping[str, Sequence[str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for platform, key in keys:
        names[codec.fit(platform)].append(codec.fit(key))
    return names
