"""Long jobs as rows: one for each that is under way, gone when it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.core.chores import Chore, ChoreKind
from storage import codec
from storage.statements import run_many
from storage.tables import chores
from storage.upserts import insert_missing

AT_ONCE = 500  # rows written in one unit: whoever runs beside us waits no longer

SCRUB = "scrub"
"""The kind of the row that says: what was deleted is still to be taken off the disk."""

_ALL = select(chores.c.kind, chores.c.subject, chores.c.at_us, chores.c.detail).order_by(chores.c.at_us)
_THIS = (chores.c.kind == bindparam("of_kind"), chores.c.subject == bindparam("of_subject"))
_DELETE_ANY = delete(chores).where(*_THIS)
_DELETE = _DELETE_ANY.where(chores.c.at_us == bindparam("of_at_us"))  # not one that was wished for since
_NOTE = update(chores).where(*_THIS).values(detail=bindparam("now_detail"))


@dataclass(frozen=True, slots=True)
class Job:
    """A chore that is under way. ``detail`` is what its own kind keeps there."""

    kind: str
    subject: str
    at_us: int
    detail: Mapping[str, Any]

    @property
    def at(self) -> datetime:
        """Since when."""
        return codec.moment(self.at_us)


def put_in(connection: Connection, new: Iterable[Chore]) -> None:
    """Begin these; one that is under way stays as it is."""
    _put_in(connection, [_row(one) for one in new])


def wish(connection: Connection, kind: str, subject: str, at: datetime) -> None:
    """Begin one."""
    _put_in(connection, [{"kind": kind, "subject": subject, "at_us": codec.micros(at), "detail": "{}"}])


def wish_scrub(connection: Connection, at: datetime) -> None:
    """Something was deleted: whatever was done before does not count."""
    connection.execute(_DELETE_ANY, {"of_kind": SCRUB, "of_subject": ""})
    wish(connection, SCRUB, "", at)


def _put_in(connection: Connection, rows: list[dict[str, Any]]) -> None:
    run_many(connection, insert_missing(connection.dialect.name, chores), rows)


def _row(chore: Chore) -> dict[str, Any]:
    known = {"places": chore.places, "names": chore.names, "words": chore.words}
    detail = {name: values for name, values in known.items() if values}
    return {
        "kind": chore.kind.value,
        "subject": chore.subject,
        "at_us": codec.micros(chore.at),
        "detail": codec.dumps(detail),
    }


def under_way(connection: Connection) -> list[Job]:
    """All of them, the oldest first."""
    found = connection.execute(_ALL)
    return [Job(kind, subject, at_us, codec.loads(detail)) for kind, subject, at_us, detail in found]


def note(connection: Connection, job: Job, detail: Mapping[str, Any]) -> None:
    """Keep this for it."""
    values = {"of_kind": job.kind, "of_subject": job.subject, "now_detail": codec.dumps(detail)}
    connection.execute(_NOTE, values)


def done(connection: Connection, job: Job) -> None:
    """It is over."""
    values = {"of_kind": job.kind, "of_subject": job.subject, "of_at_us": job.at_us}
    connection.execute(_DELETE, values)


ERASE = ChoreKind.ERASE.value
RETAIN = ChoreKind.RETAIN.value
