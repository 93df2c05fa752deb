"""Wake-up rows. A timer that was handled is deleted in the unit that handled it, unless it was moved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select

from bot.core.effects import Timer
from bot.core.events import TimerDue
from storage.codec import micros, moment, moment_or_none
from storage.statements import many, rows_by, run_many
from storage.tables import timers
from storage.upserts import upsert

_DELETE = delete(timers).where(timers.c.id == bindparam("timer_id"))
_DELETE_HANDLED = _DELETE.where(timers.c.due_us == bindparam("handled_us"))
_DUE = (
    select(timers.c.kind, timers.c.subject, timers.c.due_us)
    .where(timers.c.due_us <= bindparam("now_us"))
    .order_by(timers.c.due_us, timers.c.id)
    .limit(bindparam("most"))
)
_WAITING = select(timers.c.id).where(timers.c.id.in_(many()))
_NEXT = select(func.min(timers.c.due_us))


def waiting(connection: Connection, ids: Iterable[str]) -> set[str]:
    """Those of these that are set."""
    return {id_ for (id_,) in rows_by(connection, _WAITING, ids)}


def forget_handled(connection: Connection, events: Iterable[TimerDue]) -> None:
    """Delete the timers that these events were about; one that was set again meanwhile stays."""
    handled = [{"timer_id": event.timer_id, "handled_us": micros(event.due)} for event in events]
    run_many(connection, _DELETE_HANDLED, handled)


def save(connection: Connection, changes: Mapping[str, Timer | None]) -> None:
    """Set, move and cancel."""
    cancelled = [{"timer_id": id_} for id_ in sorted(changes) if changes[id_] is None]
    run_many(connection, _DELETE, cancelled)
    new = [
        {"id": id_, "kind": timer.kind, "subject": timer.subject, "due_us": micros(timer.due)}
        for id_, timer in sorted(changes.items())
        if timer is not None
    ]
    run_many(connection, upsert(connection.dialect.name, timers), new)


def due(connection: Connection, now: datetime, limit: int) -> list[Timer]:
    """The timers whose moment has come, earliest first."""
    found = connection.execute(_DUE, {"now_us": micros(now), "most": limit})
    return [Timer(kind, subject, moment(due_us)) for kind, subject, due_us in found]


def next_due(connection: Connection) -> datetime | None:
    """When the earliest timer is due."""
    return moment_or_none(connection.execute(_NEXT).scalar())


def set_beside(connection: Connection, timer: Timer) -> None:
    """Set one beside the process that runs, which wakes up for it within a second."""
    with connection.begin():
        save(connection, {timer.id: timer})
