"""``feedback-bot customer erase``: all that leads to one customer is deleted, also beside the bot."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import TYPE_CHECKING

from bot.commands.options import FAILED, OK

if TYPE_CHECKING:
    from datetime import datetime

    from bot.app import Storage
    from bot.config import Config
    from bot.core.audit import Audited
    from storage.database import Database

_CHAT = re.compile(r"(telegram|slack|web):([^:\s]*):([^:\s]+)")
_LOOK_EVERY_S = 0.5
_WAIT_S = 60.0  # for the bot that is running


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--yes", action="store_true", help="of erase: do not ask before it is done")


def erase(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot import config

    loaded = config.load(options.config)
    return asyncio.run(erased(loaded, " ".join(options.words), is_agreed=options.yes))


async def erased(loaded: Config, words: str, *, is_agreed: bool) -> int:
    """Find them, ask, do it, and say what became of it; the exit status. Raises OperatorError for nobody."""
    from bot.texts.terminal import plain
    from storage.auditing import exports
    from storage.erased import waiting_edits

    customer_id, name = await _who(loaded, words)
    print(f"{customer_id}  {plain(name) if name else '(no name)'}")
    if not is_agreed and not _agreed():
        print("Nothing was done.")
        return OK
    async with _reading(loaded) as database:
        copies = await database.read(lambda connection: exports(connection, customer_id))
    is_done = await _done(loaded, customer_id)
    async with _reading(loaded) as database:
        waiting = await database.read(waiting_edits)
    print(*_told(copies, waiting, is_done=is_done), sep="\n")
    return OK if is_done else FAILED


async def _who(loaded: Config, words: str) -> tuple[str, str | None]:
    """The customer whom these words mean. Raises OperatorError for none and for several."""
    from bot.commands.looking import look_up
    from bot.core.errors import OperatorError
    from bot.core.identity import Address
    from storage.erased import whose_chat

    if found := _CHAT.fullmatch(words):
        platform, workspace, person = found.groups()
        key = Address(platform, workspace, person=person).key
        async with _reading(loaded) as database:
            known = await database.read(lambda connection: whose_chat(connection, key))
        if known is None:
            raise OperatorError(f"nobody is known at {words!r}")
        return known
    customer = (await look_up(loaded, words)).subject.customer
    if customer is None:
        raise OperatorError(f"of {words!r} no customer is known")
    return customer.id, customer.name


def _agreed() -> bool:
    """Whether somebody says yes; nobody there is no."""
    try:
        said = input("Delete everything that leads to them? Nothing brings it back. [y/N] ")
    except EOFError:
        print()
        return False
    return said.strip().casefold() in {"y", "yes"}


async def _done(loaded: Config, customer_id: str) -> bool:
    """Whether it is done: by us where nobody runs, else by whoever does."""
    from bot import app
    from bot.core.errors import DataFolderError

    now = app.SystemClock().now()
    try:
        async with app.opened(loaded, loaded.data_folder) as opened:
            return await _by_us(opened, customer_id, now)
    except DataFolderError:
        if app.is_shared(loaded):
            raise
    return await _by_whoever_runs(loaded, customer_id, now)


async def _by_us(opened: Storage, customer_id: str, now: datetime) -> bool:
    from bot import app
    from bot.core.events import TimerDue
    from handlers import forgetting

    engine = app.Engine(opened.settings, opened.store, clock=app.SystemClock())
    async with engine.running(ticking=False):
        key = f"{forgetting.TIMER}:{customer_id}"
        await engine.deliver(TimerDue("timer", f"{key}@{now}", now, key, forgetting.TIMER, customer_id, now))
        while await engine.do_chores(alone=True):
            pass
    return True


async def _by_whoever_runs(loaded: Config, customer_id: str, now: datetime) -> bool:
    """Set the timer that it wakes up for, and wait until nothing of it is under way any more."""
    from bot import app
    from bot.core.effects import Timer
    from handlers import forgetting
    from storage import timers
    from storage.database import open_database
    from storage.erased import is_erased

    url, timer = app.database_url(loaded, loaded.data_folder), Timer(forgetting.TIMER, customer_id, now)
    database = await open_database(url, synchronous=loaded.storage.synchronous.upper(), beside=True)
    try:
        await database.write(lambda connection: timers.set_beside(connection, timer))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_WAIT_S):
                while True:
                    if await database.read(lambda one: is_erased(one, customer_id, timer.id)):
                        return True
                    await asyncio.sleep(_LOOK_EVERY_S)
    finally:
        await database.close()
    return False


@contextlib.asynccontextmanager
async def _reading(loaded: Config) -> AsyncIterator[Database]:
    from bot import app

    async with app.reading(loaded) as (database, _):
        yield database


def _told(copies: Sequence[Audited], waiting: int, *, is_done: bool) -> Iterator[str]:
    if not is_done:
        yield "It is under way: the bot that is running does it, or the next one that starts."
        return
    yield "Done: nothing leads to them any more. Their ratings still count, and are nobody's."
    if waiting:
        yield f"Messages in rooms that the bot is emptying, or will when it runs: {waiting}."
    if copies:
        yield "These files may hold copies; delete them where they lie:"
        yield from (f"  {one.at:%Y-%m-%d %H:%M} UTC  {one.detail or one.action}" for one in copies)
    yield "Backups made before hold them still; a restore erases them again."
