"""Going on from a backup: check it, make it ready beside the present database, let it take its place.

What is made ready is a database in a folder of its own: whatever ends this half-way leaves the present one as
it is, and the same command begins anew. What people asked of us since the backup is done by the same
handlers that did it the first time; what may have been sent since is not sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import handlers
from bot import app
from bot.config import Config, settings
from bot.core.errors import DataFolderError, OperatorError
from bot.core.events import TimerDue
from bot.core.ports import Deliver
from bot.dispatcher import Dispatcher
from handlers import restoring
from handlers.digests import query_for
from storage import backup, restored, surveys
from storage.backup import Backup
from storage.chores import ERASE, SCRUB
from storage.chores_done import SqlChores
from storage.database import Database, open_database, sqlite_url, take_folder
from storage.restored import Parked
from storage.tombstones import FILE as TOMBSTONES
from storage.tombstones import Tombstone, Tombstones, Wish, standing
from storage.unit_of_work import SqlStore

STAGE = "restoring"
_AT_ONCE = 256
_SHOWN = 20  # parcels; all of them stand in the report

_SAID = {
    Wish.ERASED: "were erased, and are so again",
    Wish.FORGET: "asked to be forgotten, and are",
    Wish.STOPPED: "said stop since, and are not asked",
    Wish.RESUMED: "took their stop back since",
}


def database_file(config: Config, otherwise: Callable[[str], str]) -> Path:
    """The SQLite file that a configuration names. Raises OperatorError: ``otherwise`` of a server's url."""
    url = app.database_url(config, config.data_folder)
    file = backup.file_of(url)
    if file is None:
        raise OperatorError(otherwise(url))
    return file


async def restore(config: Config, file: Path, more_stones: Path | None) -> list[str]:
    """``feedback-bot restore FILE``; what is to be told. Raises OperatorError: then nothing has changed."""
    present = database_file(
        config,
        lambda url: (
            "the database is a PostgreSQL server, which has its own tool for this:\n"
            f"  pg_restore --clean --if-exists --exit-on-error --dbname='{backup.server_of(url)}' FILE\n"
            "Stop every process first; then: feedback-bot restore --after-pg-restore"
        ),
    )
    folder = present.parent
    now = app.SystemClock().now()
    with contextlib.closing(take_folder(folder)):
        found = backup.check(file)
        stones = _stones(config, more_stones)
        stage = folder / STAGE
        shutil.rmtree(stage, ignore_errors=True)
        app.make_private_folder(stage)
        try:
            _enough_room(found, stage)
            ready = stage / app.DATABASE_FILE
            restored.unpack(file, ready)
            database = await open_database(sqlite_url(ready))
            try:
                told = await _settled(config, database, stones, found.made_at, now)
            finally:
                await database.close()
            kept = _in_place(config, ready, present, found, now)
        except OSError as error:
            raise DataFolderError(
                f"{folder}: cannot be written ({error.strerror}); nothing was restored"
            ) from error
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    words = [f"Restored {file}, made {found.made_at:%Y-%m-%d %H:%M} UTC.", *kept, *told.lines]
    report = folder / f"restored-{now:%Y%m%dT%H%M%SZ}.txt"
    _write_report(report, [*words, *restored.listed(told.parked)])
    return [*words, *_first(told.parked), f"All of this stands in {report}."]


async def settle_server(config: Config, more_stones: Path | None) -> list[str]:
    """``feedback-bot restore --after-pg-restore``: the same for what a server's own tool has brought back."""
    url = app.database_url(config, config.data_folder)
    if backup.file_of(url) is not None:
        raise OperatorError("the database is a SQLite file: name the backup to restore")
    stones, now = _stones(config, more_stones), app.SystemClock().now()
    database = await open_database(url)
    try:
        made_at = await database.read(restored.last_event) or now
        told = await _settled(config, database, stones, made_at, now)
    finally:
        await database.close()
    return [*told.lines, *restored.listed(told.parked)]


@dataclass(frozen=True, slots=True)
class _Told:
    """What was done, for whoever restores."""

    lines: Sequence[str]
    parked: Sequence[Parked]


async def _settled(
    config: Config, database: Database, stones: Iterable[Tombstone], made_at: datetime, now: datetime
) -> _Told:
    parked = await database.write(lambda connection: restored.park(connection, now))
    wishes = standing(stones, made_at)
    overdue = await database.read(lambda connection: restored.overdue_invitations(connection, now))
    events = [
        *(_event(restoring.WISHED, f"{one.wish}:{one.customer_id}", now) for one in wishes),
        *(_event(restoring.NOT_AGAIN, invitation, now) for invitation in overdue),
    ]
    async with _deciding(config, database) as deliver:
        for first in range(0, len(events), _AT_ONCE):
            await asyncio.gather(*map(deliver, events[first : first + _AT_ONCE]))
    # Before anybody sees it: nothing is left of whoever was erased.
    long_jobs = SqlChores(database, lambda: settings(config, b""))
    while await long_jobs.work(now, lambda: secrets.randbits(128), frozenset({ERASE, SCRUB}), alone=True):
        pass
    passed = await database.write(lambda connection: restored.let_pass(connection, now))
    await database.write(restored.free)
    return _Told([*_wished(wishes), *_not_sent(parked, overdue, passed), _gone(made_at)], parked)


def _event(kind: str, subject: str, now: datetime) -> TimerDue:
    id_ = f"{kind}:{subject}"
    return TimerDue("timer", f"{id_}@{now.isoformat()}", now, id_, kind, subject, now)


@contextlib.asynccontextmanager
async def _deciding(config: Config, database: Database) -> AsyncIterator[Deliver]:
    """The handlers on this database. Nothing is sent: there is no courier."""
    known = await surveys.remembered(database, config.definitions.values())
    made = settings(config, b"", known.values())
    dispatcher = Dispatcher(
        SqlStore(database, made, owner="restore"),
        handlers.decide,
        handlers.needs_of,
        settings=made,
        clock=app.SystemClock(),
        draw_seed=app.draw_seed,
        on_committed=lambda _: None,
        request=query_for,
    )
    working = asyncio.create_task(dispatcher.run())
    try:
        yield dispatcher.deliver
    finally:
        await dispatcher.stop()
        await working


def _stones(config: Config, more: Path | None) -> list[Tombstone]:
    """What stands in the data folder's own file, and in a copy of it."""
    files = [config.data_folder / TOMBSTONES]
    if more is not None:
        if not more.is_file():
            raise OperatorError(f"{more}: there is no such file")
        files.append(more)
    try:
        return [stone for file in files for stone in Tombstones(file).read()]
    except OSError as error:
        raise DataFolderError(f"{error.filename}: cannot be read ({error.strerror})") from error


def _enough_room(found: Backup, stage: Path) -> None:
    free = shutil.disk_usage(stage).free
    if free < 2 * found.size:  # its copy, and what bringing it up to date may add
        raise DataFolderError(
            f"{stage.parent}: a restore takes {2 * found.size / 1e6:,.1f} MB, and {free / 1e6:,.1f} MB are "
            "free; make room"
        )


def _in_place(config: Config, ready: Path, present: Path, found: Backup, now: datetime) -> list[str]:
    """The key and the database belong together; what was there is kept. What is to be told of it."""
    stamp = f"{now:%Y%m%dT%H%M%SZ}"
    told = []
    key = config.data_folder / app.KEY_FILE
    if found.key is not None and (not key.exists() or key.read_bytes() != found.key):
        if key.exists():
            aside = key.with_name(f"{key.name}.before-{stamp}")
            shutil.copy2(key, aside)
            told.append(f"The links' key is the backup's again; the other one is kept as {aside}.")
        app.replace_link_key(config.data_folder, found.key)
    aside = present.with_name(f"{present.name}.before-{stamp}")
    if restored.put_in_place(ready, present, aside):
        told.append(f"What was there before is kept as {aside}: delete it once you do not need it.")
    return told


def _wished(wishes: Sequence[Tombstone]) -> list[str]:
    counts = Counter(one.wish for one in wishes)
    return [f"Customers who {_SAID[wish]}: {counts[wish]}." for wish in Wish if counts[wish]]


def _not_sent(parked: Sequence[Parked], overdue: Sequence[str], passed: int) -> list[str]:
    told = []
    if parked:
        told.append(f"Messages that waited when the backup was made, and are not sent: {len(parked)}.")
    if overdue:
        told.append(f"Invitations that came due since, and are not sent: {len(overdue)}.")
    if passed:
        told.append(f"Reminders, digests and news that came due since, and are not sent: {passed}.")
    return told


def _gone(made_at: datetime) -> str:
    return (
        f"What came after {made_at:%Y-%m-%d %H:%M} UTC is not in it: purchases, answers, cases. "
        "Bring purchases in with feedback-bot import; cases that were open go on as they were then."
    )


def _first(parked: Sequence[Parked]) -> list[str]:
    more = len(parked) - _SHOWN
    return [*restored.listed(parked[:_SHOWN]), *([f"and {more} more"] if more > 0 else [])]


def _write_report(file: Path, lines: Sequence[str]) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.writelines(f"{line}\n" for line in lines)
