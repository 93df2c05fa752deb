"""Events that failed on their own: kept whole, with the error, to be looked at and handled again."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, text

from bot.core.events import Event
from storage import codec
from storage.statements import run_many
from storage.tables import PARCEL_PARKED, PARCEL_WAITING, dead_letters, outbox, timers
from storage.upserts import insert

_NEWEST = select(dead_letters).order_by(dead_letters.c.sequence.desc()).limit(bindparam("most"))

_COUNT = select(func.count())
_COUNTS = (
    _COUNT.select_from(dead_letters),
    _COUNT.select_from(outbox).where(text(PARCEL_WAITING)),
    _COUNT.select_from(outbox).where(text(PARCEL_PARKED)),
    _COUNT.select_from(timers),
)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that failed, and the error as it was raised, with where."""

    event: Event
    at: datetime
    error: str

    @classmethod
    def of(cls, event: Event, error: Exception, at: datetime) -> DeadLetter:
        """The last line first, then the way there; no values of variables, so nobody's words."""
        way = "".join(traceback.format_tb(error.__traceback__))
        return cls(event, at, f"{type(error).__name__}: {error}\n{way}")


@dataclass(frozen=True, slots=True)
class Counts:
    """How much lies where."""

    dead_letters: int
    parcels_waiting: int
    parcels_parked: int
    timers: int


def put_in(connection: Connection, letters: Sequence[DeadLetter]) -> None:
    """Keep these."""
    values = [
        {
            "platform": codec.fit(letter.event.platform),
            "key": codec.fit(letter.event.key),
            "at_us": codec.micros(letter.at),
            "error": codec.fit(letter.error),
            "payload": codec.encode_event(letter.event),
        }
        for letter in letters
    ]
    run_many(connection, insert(connection.dialect.name, dead_letters), values)


def newest(connection: Connection, limit: int) -> list[DeadLetter]:
    """The latest, newest first."""
    return [
        DeadLetter(codec.decode_event(row.payload), codec.moment(row.at_us), row.error)
        for row in connection.execute(_NEWEST, {"most": limit})
    ]


def counts(connection: Connection) -> Counts:
    """What health is judged by."""
    return Counts(*[connection.execute(statement).scalar_one() for statement in _COUNTS])
