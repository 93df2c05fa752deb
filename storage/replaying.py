"""Handling again what failed, and sending again what was given up.

A dead letter that is to be handled again has a timer, ``replay:SEQUENCE``, and its inbox key is free: whoever
runs brings the event in once more, and takes letter and timer away together once that is committed. In
between the key is taken again, so that a process which dies there changes nothing by beginning anew. A letter
that waits so is not asked for a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, or_, select, text, update
from sqlalchemy.sql.dml import ReturningInsert

from bot.core.effects import Timer
from bot.core.events import Event
from storage import codec
from storage.codec import micros, moment, moment_or_none
from storage.statements import AnyRow, insert_many_returning, many, rows_by
from storage.tables import PARCEL_PARKED, addresses, dead_letters, inbox, outbox, timers
from storage.upserts import insert_missing

KIND = "replay"

_LETTERS = select(
    dead_letters.c.sequence,
    dead_letters.c.platform,
    dead_letters.c.key,
    dead_letters.c.at_us,
    dead_letters.c.error,
    dead_letters.c.payload,
    timers.c.id,
).outerjoin(timers, text(f"timers.id = '{KIND}:' || dead_letters.sequence"))
_NEWEST_LETTERS = _LETTERS.order_by(dead_letters.c.sequence.desc()).limit(bindparam("most"))
_LETTER = _LETTERS.where(dead_letters.c.sequence == bindparam("sequence"))
_ALL_LETTERS = select(dead_letters.c.sequence, dead_letters.c.platform, dead_letters.c.key).order_by(
    dead_letters.c.sequence
)
_FAILED_AGAIN = select(dead_letters.c.error).where(
    or_(
        and_(dead_letters.c.platform == bindparam("of_platform"), dead_letters.c.key == bindparam("of_key")),
        dead_letters.c.key == bindparam("again_key"),
    ),
    dead_letters.c.sequence > bindparam("after"),
)
_KEYS = select(dead_letters.c.platform, dead_letters.c.key).where(
    dead_letters.c.sequence == bindparam("sequence")
)
_FREE_KEY = delete(inbox).where(
    inbox.c.platform == bindparam("of_platform"), inbox.c.key == bindparam("of_key")
)
_LET_GO = delete(dead_letters).where(dead_letters.c.sequence == bindparam("sequence"))
_FORGET = delete(timers).where(timers.c.id == bindparam("timer_id"))
_WAITING = select(timers.c.id).where(timers.c.id.in_(many()))

_PARKED = (
    select(
        outbox.c.id,
        addresses.c.platform,
        outbox.c.purpose,
        outbox.c.about,
        outbox.c.created_us,
        outbox.c.settled_us,
        outbox.c.not_after_us,
        outbox.c.unknown,
    )
    .join(addresses, addresses.c.key == outbox.c.address)
    .where(text(f"outbox.{PARCEL_PARKED}"))
)
_NEWEST_PARKED = _PARKED.order_by(outbox.c.sequence.desc()).limit(bindparam("most"))
_ALL_PARKED = select(outbox.c.id).where(text(PARCEL_PARKED)).order_by(outbox.c.sequence)
_PUT_BACK = (
    update(outbox)
    .where(outbox.c.id == bindparam("parcel_id"), text(PARCEL_PARKED))
    .values(
        state="waiting",
        attempts=0,
        settled_us=None,
        not_before_us=bindparam("now_us"),
        first_due_us=None,
    )
)
_STATES = select(outbox.c.id, outbox.c.state).where(outbox.c.id.in_(many()))


@dataclass(frozen=True, slots=True)
class Letter:
    """A dead letter: ``event`` is None where this version does not know its kind. ``asked``: it is to be
    handled again as soon as somebody runs.
    """

    sequence: int
    platform: str
    key: str
    at: datetime
    error: str
    kind: str
    event: Event | None
    asked: bool

    @property
    def why(self) -> str:
        """The error's first line."""
        return self.error.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class ParkedParcel:
    """A parcel that was given up. ``unknown``: it may have arrived all the same."""

    id: str
    platform: str
    purpose: str
    about: str
    created_at: datetime
    parked_at: datetime | None
    not_after: datetime | None
    unknown: bool


def letters(connection: Connection, limit: int) -> list[Letter]:
    """The latest, newest first."""
    return [_letter(row) for row in connection.execute(_NEWEST_LETTERS, {"most": limit})]


def letter(connection: Connection, sequence: int) -> Letter | None:
    """One of them."""
    row = connection.execute(_LETTER, {"sequence": sequence}).first()
    return None if row is None else _letter(row)


def all_letters(connection: Connection) -> dict[int, tuple[str, str]]:
    """All by number, oldest first, with platform and key: in the order in which they failed."""
    return {number: (platform, key) for number, platform, key in connection.execute(_ALL_LETTERS)}


def failed_again(connection: Connection, keys: Mapping[int, tuple[str, str]]) -> dict[int, str]:
    """Of letters that were handled again, by number: the first line of the error with which they failed."""
    found = {}
    for number, (platform, key) in keys.items():
        again = f"{key.partition('@')[0]}@{number}"
        by = {"of_platform": platform, "of_key": key, "again_key": again, "after": number}
        if (error := connection.execute(_FAILED_AGAIN, by).scalars().first()) is not None:
            found[number] = str(error).partition("\n")[0]
    return found


def _letter(row: AnyRow) -> Letter:
    try:
        event = codec.decode_event(row.payload)
    except (KeyError, TypeError, ValueError):
        event = None
    kind = str(codec.loads(row.payload).get("type", "?"))
    at, is_asked = moment(row.at_us), row.id is not None
    return Letter(row.sequence, row.platform, row.key, at, row.error, kind, event, is_asked)


@cache
def _setting(dialect: str) -> ReturningInsert[*tuple[Any, ...]]:
    return insert_missing(dialect, timers).returning(timers.c.id)


def ask_for(connection: Connection, sequences: Iterable[int], now: datetime) -> int:
    """Have these handled again by whoever runs; how many were not asked for already."""
    asked, setting = 0, _setting(connection.dialect.name)
    with connection.begin():
        for sequence in sequences:
            found = connection.execute(_KEYS, {"sequence": sequence}).first()
            timer = Timer(KIND, str(sequence), now)
            row = {"id": timer.id, "kind": KIND, "subject": timer.subject, "due_us": micros(now)}
            if found is None or not [*insert_many_returning(connection, setting, [row])]:
                continue
            connection.execute(_FREE_KEY, {"of_platform": found.platform, "of_key": found.key})
            asked += 1
    return asked


def let_go(connection: Connection, sequence: int, *, keep: bool = False) -> None:
    """It was handled again, whatever came of it: if it failed once more, that is a letter of its own.

    ``keep``: it could not even be tried, and lies where it lay.
    """
    with connection.begin():
        if not keep:
            connection.execute(_LET_GO, {"sequence": sequence})
        connection.execute(_FORGET, {"timer_id": f"{KIND}:{sequence}"})


def still_asked(connection: Connection, sequences: Iterable[int]) -> set[int]:
    """Those of these that nobody has handled yet."""
    ids = [f"{KIND}:{sequence}" for sequence in sequences]
    return {int(id_.partition(":")[2]) for (id_,) in rows_by(connection, _WAITING, ids)}


def parked(connection: Connection, limit: int) -> list[ParkedParcel]:
    """The latest, newest first."""
    return [
        ParkedParcel(
            row.id,
            row.platform,
            row.purpose,
            row.about,
            moment(row.created_us),
            moment_or_none(row.settled_us),
            moment_or_none(row.not_after_us),
            bool(row.unknown),
        )
        for row in connection.execute(_NEWEST_PARKED, {"most": limit})
    ]


def all_parked(connection: Connection) -> list[str]:
    """The ids of all, oldest first."""
    return list(connection.execute(_ALL_PARKED).scalars())


def put_back(connection: Connection, parcel_ids: Iterable[str], now: datetime) -> int:
    """Let these wait for being sent again; how many lay aside. Where it is not known whether one arrived, a
    platform that can be read back is read first.
    """
    done = 0
    with connection.begin():
        for id_ in parcel_ids:
            done += connection.execute(_PUT_BACK, {"parcel_id": id_, "now_us": micros(now)}).rowcount
    return done


def states(connection: Connection, parcel_ids: Iterable[str]) -> dict[str, str]:
    """What became of parcels, by id."""
    return {row[0]: row[1] for row in rows_by(connection, _STATES, parcel_ids)}
