"""The composition root: the only file that knows everyone. Builds the house, starts it, stops it."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import secrets
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from importlib import metadata
from pathlib import Path

import handlers
from bot.again import ReadAgain, handle_again
from bot.config import Config, settings
from bot.core.claims import Grant, with_roles
from bot.core.digest import Digest
from bot.core.digest_composing import compose
from bot.core.digest_words import Misread, Trouble
from bot.core.effects import Parcel
from bot.core.errors import DataFolderError, OperatorError, StorageUnavailable
from bot.core.events import Event, TimerDue
from bot.core.intake import Intake
from bot.core.ports import Analyzer, Clock, Committed, Sender
from bot.core.report import Report, ReportQuery
from bot.core.settings import Settings
from bot.delivery.courier import Courier
from bot.delivery.limits import Limits
from bot.dispatcher import Dispatcher, Reply
from bot.enrich import Identify, Request, as_the_chat
from bot.texts import render
from bot.texts.terminal import as_json
from bot.ticker import Ticker, fire_due
from handlers import book, retaining
from handlers.digests import is_ours, query_for
from storage import schema, surveys
from storage.database import Database, open_database, sqlite_url
from storage.history import SqlHistory
from storage.holds import SqlHolds
from storage.inheriting import known_as
from storage.installation import shared_link_key
from storage.moving import is_being_filled
from storage.replaying import KIND as REPLAY
from storage.tombstones import FILE as TOMBSTONES
from storage.tombstones import Tombstones
from storage.unit_of_work import SqlStore

logger = logging.getLogger(__name__)

TICK_EVERY_S = 1.0
CHORES_EVERY_S = 1.0
STOP_WITHIN_S = 3.0  # for what is in flight; with the rest of stopping well within 10 s
_COMMIT_WITHIN_S = 2.0  # what is queued then; the rest is not acknowledged, and comes again
DATABASE_FILE = "feedback-bot.db"
KEY_FILE = "link.key"
_ROLES_EVERY = 15  # ticks: another process, or a command, may have given or taken one
_TIMERS_AT_ONCE = 256
_KEY_BYTES = 32

DrawSeed = Callable[[Event], int]


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def version() -> str:
    """Which version this is; "unknown" where it runs without having been installed."""
    try:
        return metadata.version("feedback-bot")
    except metadata.PackageNotFoundError:
        return "unknown"


def draw_seed(_event: Event) -> int:
    """128 bits of chance for an event."""
    return secrets.randbits(128)


def repeatable_seed(seed: int) -> DrawSeed:
    """Chance that follows from a seed and the event's key: the same run gives the same ids."""

    def draw(event: Event) -> int:
        named = f"{seed}/{event.platform}/{event.key}".encode()
        return int.from_bytes(blake2b(named, digest_size=16).digest(), "big")

    return draw


def link_key(folder: Path) -> bytes:
    """The installation's own secret: made once, kept in the data folder, readable by its owner only."""
    path = folder / KEY_FILE
    try:
        key = path.read_bytes() if path.exists() else keep_link_key(folder, secrets.token_bytes(_KEY_BYTES))
    except FileExistsError:  # another process was quicker
        key = path.read_bytes()
    except OSError as error:
        raise DataFolderError(
            f"{path}: cannot be written ({error.strerror}). Make the data folder writable, and make room."
        ) from None
    if len(key) < _KEY_BYTES:
        raise DataFolderError(
            f"{path}: this is no key: it has {len(key)} bytes. Bring it back from a backup; without one, "
            "delete it, and links that were given out lead nowhere."
        )
    return key


def _saying_so(on_report: Callable[[], None]) -> Request:
    """What a digest is asked for; ``on_report`` is told that its numbers are about to be counted."""

    def request(
        words: str,
        now: datetime,
        made: Settings,
        segments: Sequence[tuple[str, str]],
        within: frozenset[str],
    ) -> ReportQuery | Misread:
        query = query_for(words, now, made, segments, within)
        if isinstance(query, ReportQuery):
            on_report()
        return query

    return request


def keep_link_key(folder: Path, key: bytes) -> bytes:
    """Put the key into the data folder. Raises OSError, also where there is one already."""
    path = folder / KEY_FILE
    with _key_beside(path, key) as part:
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            part.replace(path)
    return key


def replace_link_key(folder: Path, key: bytes) -> None:
    """The same, in the place of the one that is there. Raises OSError."""
    path = folder / KEY_FILE
    with _key_beside(path, key) as part:
        part.replace(path)


@contextlib.contextmanager
def _key_beside(path: Path, key: bytes) -> Iterator[Path]:
    """A file with the key, whole and on disk: half a key would be none."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(descriptor)
        yield part
    finally:
        part.unlink(missing_ok=True)


class Engine:
    """The parts that turn events into committed work and parcels into sent ones.

    ``senders`` is filled before ``running`` is entered, since an adapter needs ``deliver`` to be made.
    """

    def __init__(
        self,
        made: Settings,
        store: SqlStore,
        *,
        clock: Clock,
        seed: DrawSeed = draw_seed,
        analyzer: Analyzer | None = None,
        identify: Identify = as_the_chat,
        limits: Limits | None = None,
        on_report: Callable[[], None] = lambda: None,
        came_in: Callable[[Event, bool], None] | None = None,
        went_out: Callable[[Parcel, str], None] | None = None,
    ) -> None:
        """``on_report`` is called before the numbers of a digest are counted. ``came_in`` is told of every
        event whether it was taken, ``went_out`` of every attempt to send how it ended.
        """
        self.settings = made
        self._configured = made
        self._granted: frozenset[Grant] = frozenset()
        self._ticks = 0
        self.store = store
        self.clock = clock
        self.senders: dict[str, Sender] = {}
        self.readers: dict[str, ReadAgain] = {}
        self._came_in = came_in
        self.courier = Courier(store, self.senders, clock, self.deliver, limits=limits, seen=went_out)
        self._dispatcher = Dispatcher(
            store,
            handlers.decide,
            handlers.needs_of,
            settings=made,
            clock=clock,
            draw_seed=seed,
            on_committed=self._committed,
            request=_saying_so(on_report),
            analyzer=analyzer,
            identify=identify,
        )

    async def deliver(self, event: Event) -> Reply:
        """Hand an event in; returns the committed reply."""
        try:
            reply = await self._dispatcher.deliver(event)
        except StorageUnavailable:
            if self._came_in is not None:
                self._came_in(event, False)
            raise
        if self._came_in is not None:
            self._came_in(event, True)
        return reply

    def use(self, made: Settings) -> None:
        """Go by this configuration from the next batch on; claimed roles and members of groups stay."""
        self._configured = made
        self._with_roles()

    async def read_roles(self) -> None:
        """Go by the roles that are stored now. Raises StorageUnavailable."""
        granted = frozenset(await self.store.granted())
        if granted != self._granted:
            self._granted = granted
            self._with_roles()

    def _with_roles(self) -> None:
        self.settings = with_roles(self._configured, self._granted)
        self._dispatcher.use(self.settings, self.store.use)

    def _committed(self, committed: Committed) -> None:
        if committed.grants:
            self._granted |= frozenset(committed.grants)
            self._with_roles()
        self.courier.committed(committed)

    def intake(self) -> Intake:
        """What has come in and waits to be committed."""
        return self._dispatcher.intake

    @contextlib.asynccontextmanager
    async def running(self, *, ticking: bool = True) -> AsyncIterator[None]:
        """Work. Without ``ticking``, whoever moves the clock calls ``settle``."""
        tasks = [asyncio.create_task(self._dispatcher.run(), name="dispatcher")]
        ticker = Ticker(TICK_EVERY_S, self._tick)
        if ticking:
            tasks.append(asyncio.create_task(self.courier.run(), name="courier"))
            tasks.append(asyncio.create_task(self._work_through_chores(), name="chores"))
            ticker.start()
        try:
            await self.read_roles()
            await self.plan()
            yield
        finally:
            await ticker.stop()
            await self.courier.close(STOP_WITHIN_S)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_COMMIT_WITHIN_S):
                    await self._dispatcher.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def settle(self) -> None:
        """Wait until nothing more happens at this moment of the clock: no timer due, nothing to send."""
        while True:
            fired = await fire_due(self.store, self.clock, self._wake, _TIMERS_AT_ONCE)
            await self.courier.drain()
            await self._dispatcher.idle()
            if not fired and not await self.do_chores():
                return

    async def next_moment(self) -> datetime | None:
        """When something is due next, by timer or by parcel."""
        moments = (await self.store.next_timer(), await self.store.next_due())
        return min((moment for moment in moments if moment is not None), default=None)

    async def _tick(self) -> None:
        await fire_due(self.store, self.clock, self._wake, _TIMERS_AT_ONCE)
        self.courier.wake(self.clock.now())
        self._ticks += 1
        if self._ticks % _ROLES_EVERY == 0:
            await self.read_roles()

    async def _wake(self, event: Event) -> Reply:
        """A timer's moment has come. One brings a dead letter in again, which is itself the event."""
        if isinstance(event, TimerDue) and event.kind == REPLAY:
            return await handle_again(int(event.subject), self.store, self.deliver, self.readers)
        return await self.deliver(event)

    async def do_chores(self, *, alone: bool = False) -> bool:
        """Go on with the long jobs; ``alone`` where nobody else works. Whether there was anything to do."""
        now = self.clock.now()
        did = await self.store.chores.work(now, lambda: secrets.randbits(128), alone=alone)
        if did:
            self.courier.wake(now)
        return did

    async def _work_through_chores(self) -> None:
        """Beside everything else, until cancelled; what fails goes on from there."""
        waits = False
        while True:
            try:
                await self.do_chores()
                waits = False
            except StorageUnavailable:
                if not waits:  # once, not every second
                    logger.warning("long jobs wait for the storage")
                waits = True
            except Exception as error:  # noqa: BLE001 - a bug in one must not end all of them, unnoticed
                logger.error("a long job failed: %s", type(error).__name__)
            await asyncio.sleep(CHORES_EVERY_S)

    async def plan(self) -> None:
        """Wake up for the customer book, and for every digest and pulse that is new, has changed, or is back
        after it was taken out.
        """
        digests, pulses = self.settings.digests, self.settings.pulses
        plans = {
            **{
                f"digest:{name}": (
                    "schedule",
                    name,
                    f"{one.schedule}/{one.covers}{'/guess' if one.guess else ''}",
                )
                for name, one in digests.items()
            },
            f"{book.TIMER}:{book.TIMER}": ("schedule_book", book.TIMER, "every month"),
            f"{retaining.TIMER}:{retaining.TIMER}": ("schedule_retention", retaining.TIMER, "every night"),
            **{f"pulse:{name}": ("schedule_pulse", name, f"{one.schedule}") for name, one in pulses.items()},
        }
        for kind, name, schedule in plans.values():
            await self._schedule(kind, name, schedule)
        for missing in plans.keys() - await self.store.waiting_timers(plans):
            kind, name, schedule = plans[missing]
            await self._schedule(kind, name, f"{schedule}/{self.clock.now().isoformat()}")
        # Who was taken out of the configuration has no cases any more.
        await self._schedule("duty", "staff", self.clock.now().isoformat())

    async def _schedule(self, kind: str, name: str, schedule: str) -> None:
        """Once for each schedule that a plan ever had: a timer that is set already is not to be moved."""
        key, now = f"{kind}:{name}@{schedule}", self.clock.now()
        await self.deliver(TimerDue("timer", key, now, key, kind, name, now))


@dataclass(frozen=True, slots=True)
class Storage:
    """An open database, the store on it, and the settings with every survey version that it knows."""

    database: Database
    store: SqlStore
    settings: Settings
    history: SqlHistory
    holds: SqlHolds | None
    """Where other processes may work on the same database."""


def database_url(config: Config, folder: Path) -> str:
    """The address of the database: the configured one, or a file in the data folder."""
    url = config.storage.url
    return url.reveal() if url is not None else sqlite_url(folder / DATABASE_FILE)


def is_shared(config: Config) -> bool:
    """Whether other processes may work on the same database: it is a server's, not a file."""
    url = config.storage.url
    return url is not None and not url.reveal().startswith("sqlite")


@contextlib.asynccontextmanager
async def opened(config: Config, folder: Path) -> AsyncIterator[Storage]:
    """The storage that a configuration names, with its data in this folder; closed at the end."""
    make_folder(folder)
    database = await open_database(
        database_url(config, folder), synchronous=config.storage.synchronous.upper()
    )
    try:
        known = await surveys.remembered(database, config.definitions.values())
        if await is_being_filled(database):
            raise OperatorError("the database is being filled by feedback-bot move: finish that first")
        key = await shared_link_key(database, link_key(folder))
        made = settings(config, key, known.values())
        owner = secrets.token_hex(8)
        stones = Tombstones(folder / TOMBSTONES)
        await database.read(stones.begin)
        store = SqlStore(database, made, owner=owner, stones=stones)
        holds = SqlHolds(database, owner) if database.is_shared else None
        async with known_as(owner, database, folder):
            yield Storage(database, store, made, SqlHistory(database), holds)
    finally:
        await database.close()


def make_folder(folder: Path) -> None:
    """Make the data folder where it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataFolderError(
            f"{folder}: cannot be made ({error.strerror}). Name another with [storage] data."
        ) from None


def make_private_folder(folder: Path) -> None:
    """Make a folder that nobody but this user may look into."""
    if not folder.is_dir():
        make_folder(folder)
        folder.chmod(0o700)


def settle_memory() -> None:
    """Once everything is loaded: what is there stays, and is not to be searched for garbage again and again.

    One such search takes some 70 ms, in which nobody is answered.
    """
    gc.collect()
    gc.freeze()


def stop_signal() -> asyncio.Event:
    """Set once the process is asked to stop; a second signal ends it at once."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask() -> None:
        asked.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ask)
    return asked


async def report_for(words: str, store: SqlStore, now: datetime) -> Report:
    """The numbers that ``/digest`` with these words would tell. Raises OperatorError where they name none."""
    typed = words.strip()
    query: ReportQuery | Misread = Misread(typed)
    if not is_ours(typed):
        query = query_for(typed, now, store.settings, await store.segments())
    if isinstance(query, Misread):
        raise OperatorError(_misunderstood(query))
    return await store.report(query)


def _misunderstood(misread: Misread) -> str:
    words = misread.words
    if misread.trouble is Trouble.PAIR:
        return f'{words!r} cannot be compared; try two places, touchpoints or periods: "october vs september"'
    if misread.trouble is Trouble.OVERLAP:
        return f"the two times in {words!r} share days; name two that do not"
    tried = f'did you mean "{misread.nearest}"?' if misread.nearest else 'try "last month" or "last 30 days"'
    return f"no period, place, touchpoint or theme is called {words!r}; {tried}"


async def digest_for(words: str, store: SqlStore, now: datetime) -> Digest:
    """The digest that ``/digest`` with these words would give. Raises OperatorError where they name none."""
    return compose(await report_for(words, store, now), store.settings, now)


@contextlib.asynccontextmanager
async def reading(config: Config) -> AsyncIterator[tuple[Database, Settings]]:
    """The database that a configuration names, to be read only, also beside a process that runs.

    Closed at the end. The settings hold every survey version that it knows; they cannot make links.
    """
    database = await open_database(database_url(config, config.data_folder), read_only=True)
    try:
        known = await database.read(surveys.load)
        yield database, settings(config, b"", known.values())
    finally:
        await database.close()


async def print_digest(config: Config, words: str, form: str) -> str:
    """``feedback-bot digest``: the digest that ``/digest`` would give now: text, json or html. Reads only."""
    from bot.core.digest_told import told, told_json
    from bot.texts.digest_text import text

    report, made, now = await _read_report(config, words)
    if form == "json":
        return as_json(told_json(report, made, now))
    card = told(report, made, now)
    if form == "text":
        return text(card, render, made.language)
    from bot.charts.page import page

    return await page(card, render, made.language, now.astimezone(made.zone))


async def write_pictures(config: Config, words: str, folder: Path) -> list[Path]:
    """``feedback-bot digest --format png``: the pictures of that digest, as files of this folder."""
    from bot.charts.page import pictures
    from bot.core.digest_told import told

    report, made, now = await _read_report(config, words)
    drawn = await pictures(told(report, made, now), render, made.language, as_png=True)
    make_folder(folder)
    written = []
    for number, one in enumerate(drawn, 1):
        for suffix, png in (("", one.light), ("-dark", one.dark)):
            path = folder / f"{number}-{one.kind}{suffix}.png"
            path.write_bytes(png)
            written.append(path)
    return written


async def _read_report(config: Config, words: str) -> tuple[Report, Settings, datetime]:
    async with reading(config) as (database, made):
        now = SystemClock().now()
        return await report_for(words, SqlStore(database, made, owner=""), now), made, now


async def print_ledger(config: Config, words: str, form: str) -> str:
    """``feedback-bot ledger``: what became of the cases of a period, as text or JSON. Reads only."""
    from bot.core.digest_json import ledger_json
    from bot.core.digest_recovery import recovery_card
    from bot.texts.digest_text import text

    async with reading(config) as (database, made):
        digest = await digest_for(words, SqlStore(database, made, owner=""), SystemClock().now())
    if form == "json":
        return as_json(ledger_json(digest))
    return text(recovery_card(digest), render, made.language)


async def migrate(config: Config) -> str:
    """``feedback-bot migrate``: bring the schema up to date; returns the revision that it has now."""
    make_folder(config.data_folder)
    database = await open_database(database_url(config, config.data_folder))
    await database.close()
    return schema.head()
