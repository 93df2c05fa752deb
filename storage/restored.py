"""What a database that comes from a backup must not do: send what may have been sent since."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

from bot.core.effects import Lane
from storage.backup import ABOUT
from storage.codec import micros, moment
from storage.statements import change_by, many
from storage.tables import PARCEL_WAITING, addresses, inbox, outbox, timers

LOOKED_FOR = "slack"
"""The platform on which a parcel whose outcome is not known is looked for before it is sent again."""

OVER = (
    "again",
    "remind",
    "apology",
    "digest",
    "digest_again",
    "book",
    "pulse",
    "pulse_part",
    "moment",
    "tell",
    "tell_one",
)
"""Kinds of timers that tell somebody something. One that came due after the backup has done so; what recurs
is planned anew, from now on, by the next start."""

_WAITING = text(f"outbox.{PARCEL_WAITING}")
_IS_LOOKED_FOR = (
    (outbox.c.lane == Lane.ALERT)
    & outbox.c.target.is_(None)
    & outbox.c.address.in_(select(addresses.c.key).where(addresses.c.platform == LOOKED_FOR))
)
_PARCELS = (
    select(outbox.c.id, outbox.c.purpose, outbox.c.about, outbox.c.created_us, addresses.c.platform)
    .join(addresses, addresses.c.key == outbox.c.address)
    .where(_WAITING, ~_IS_LOOKED_FOR)
    .order_by(outbox.c.sequence)
)
_PARK = (
    update(outbox)
    .where(outbox.c.id.in_(many()), _WAITING)
    .values(state="parked", unknown=1, settled_us=bindparam("now_us"))
)
_LOOK_FOR = update(outbox).where(_WAITING, _IS_LOOKED_FOR).values(unknown=1)
_FREE = update(addresses).values(lease_until_us=None, lease_owner=None, blocked_until_us=None)
_DUE = timers.c.due_us <= bindparam("now_us")
_INVITATIONS = select(timers.c.subject).where(timers.c.kind == "invite", _DUE).order_by(timers.c.subject)
_FORGET_OVER = delete(timers).where(timers.c.kind.in_(OVER), _DUE)
_FOLLOW_UPS = select(timers.c.subject, timers.c.due_us).where(timers.c.kind == "followup", _DUE)
_FORGET_FOLLOW_UPS = delete(timers).where(timers.c.kind == "followup", _DUE)
_FORGET_SILENT = delete(timers).where(timers.c.id.in_(many()))


@dataclass(frozen=True, slots=True)
class Parked:
    """A message that was about to be sent when the backup was made."""

    parcel_id: str
    purpose: str
    about: str
    created_at: datetime
    platform: str


def park(connection: Connection, now: datetime) -> list[Parked]:
    """Keep what waits from being sent: it may have been sent since. Nobody is on the way with anything.

    New alerts on Slack go on waiting: it is asked whether they are there before they are sent.
    """
    with connection.begin():
        found = [
            Parked(id_, purpose, about, moment(created_us), platform)
            for id_, purpose, about, created_us, platform in connection.execute(_PARCELS)
        ]
        change_by(connection, _PARK, [one.parcel_id for one in found], now_us=micros(now))
        connection.execute(_LOOK_FOR)
    free(connection)
    return found


def free(connection: Connection) -> None:
    """End every lease: whoever had one is gone, and has sent nothing of what waits."""
    with connection.begin():
        connection.execute(_FREE)


def overdue_invitations(connection: Connection, now: datetime) -> list[str]:
    """The invitations that were to be sent between the backup and now."""
    with connection.begin():
        return list(connection.execute(_INVITATIONS, {"now_us": micros(now)}).scalars())


def let_pass(connection: Connection, now: datetime) -> int:
    """Wake up no more for what was to be told to somebody between the backup and now; how often that was.

    A case whose customer was to be asked whether it was put right waits for the answer instead.
    """
    at = {"now_us": micros(now)}
    with connection.begin():
        over = connection.execute(_FORGET_OVER, at).rowcount
        asked = connection.execute(_FOLLOW_UPS, at).all()
        connection.execute(_FORGET_FOLLOW_UPS, at)
        change_by(connection, _FORGET_SILENT, [f"silent:{subject}" for subject, _ in asked])
        for subject, due_us in asked:
            values = {"id": f"silent:{subject}", "kind": "silent", "subject": subject, "due_us": due_us}
            connection.execute(insert(timers), values)
    return over + len(asked)


def last_event(connection: Connection) -> datetime | None:
    """When something was handled last."""
    with connection.begin():
        found: int | None = connection.execute(select(func.max(inbox.c.at_us))).scalar()
    return None if found is None else moment(found)


# --- files


def unpack(backup: Path, target: Path) -> None:
    """Copy a backup to where it is made ready: a database like any other."""
    shutil.copyfile(backup, target)
    target.chmod(0o600)
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute(f"DROP TABLE IF EXISTS {ABOUT}")


def put_in_place(new: Path, present: Path, aside: Path) -> bool:
    """Let the new file take the present one's place, which is kept aside; whether there was one.

    At every moment one of the two is there under the name, whole.
    """
    there = present.exists()
    if there:
        _fold_in(present, aside)
        try:
            os.link(present, aside)
        except OSError:  # a file system without links
            shutil.copy2(present, aside)
    for suffix in ("-wal", "-shm"):  # another database must not read them
        present.with_name(present.name + suffix).unlink(missing_ok=True)
    new.replace(present)
    _sync((present, present.parent))
    return there


def _fold_in(file: Path, aside: Path) -> None:
    """Bring what its log holds into the file. Where that cannot be done (it is damaged), keep the log."""
    log, kept = (path.with_name(f"{path.name}-wal") for path in (file, aside))
    if log.exists():
        shutil.copy2(log, kept)
    with suppress(sqlite3.Error), closing(sqlite3.connect(file, isolation_level=None)) as connection:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            kept.unlink(missing_ok=True)


def _sync(paths: Iterable[Path]) -> None:
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def listed(parked: Sequence[Parked]) -> list[str]:
    """A line for each, without anybody's words."""
    return [
        f"{one.created_at:%Y-%m-%d %H:%M} UTC  {one.purpose}, {one.platform}, {one.about}, {one.parcel_id}"
        for one in parked
    ]
