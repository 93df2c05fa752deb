"""``feedback-bot move``: a whole history into another database, from SQLite to PostgreSQL or back."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.options import FAILED, OK

if TYPE_CHECKING:
    from storage.database import Database

INTERRUPTED = 130

_EXAMPLES = """\
examples:
  feedback-bot move --from sqlite:///data/feedback-bot.db --to postgresql://bot@db.example/feedback

Stop the bot first; start it again with the new [storage] url. What was moved is compared by count and
checksum, table by table. Stopped or killed, the same command does the rest. The source stays as it is.
A password is better left out of the command: PGPASSWORD or ~/.pgpass may hold it.
"""


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Moves everything that was ever said and counted into another database."
    parser.epilog = _EXAMPLES
    parser.add_argument("--from", dest="source", required=True, metavar="URL", help="where the history is")
    parser.add_argument("--to", dest="target", required=True, metavar="URL", help="an empty database")
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    try:
        return asyncio.run(_move(_url(options.source), _url(options.target)))
    except KeyboardInterrupt:
        print("\nStopped. Give the same command again: it does the rest.", file=sys.stderr)
        return INTERRUPTED


def _url(said: str) -> str:
    """As the storage takes it. Raises OperatorError for what is no address of a database."""
    from bot.config.values import database_url
    from bot.core.errors import OperatorError

    try:
        return database_url(said)
    except ValueError as error:
        raise OperatorError(f"{error}") from None


async def _move(source_url: str, target_url: str) -> int:
    from bot.progress import Progress
    from storage import moving

    async with _opened(source_url, "source") as source, _opened(target_url, "target") as target:
        await moving.begin(source, target, source.name)
        wanted = sum((await moving.count(source)).values())
        moved = sum((await moving.count(target)).values())
        with Progress("Moving") as bar:
            async for table, rows in moving.move(source, target):
                moved += rows
                bar.at(moved / max(wanted, 1), table)
        tables, wrong = 0, []
        with Progress("Comparing") as bar:
            async for table, here, there in moving.differences(source, target):
                tables += 1
                bar.at(tables / len(moving.TABLES), table)
                if here != there:
                    wrong.append(f"{table}: {here.rows:,} rows there, {there.rows:,} here, or not the same")
        if wrong:
            print(*wrong, "The target is not the same as the source; empty it and move again.", sep="\n")
            return FAILED
        await _hand_over_key(source, target)
        await moving.finish(target)
    print(f"Moved {wanted:,} rows of {tables} tables; count and checksum of every table are the same.")
    print("Start the bot with this [storage] url now. The source was not changed; keep it until all is well.")
    return OK


@contextlib.asynccontextmanager
async def _opened(url: str, which: str) -> AsyncIterator[Database]:
    """The database, ours alone. Raises OperatorError where somebody works on it, or it is not there."""
    from bot.core.errors import OperatorError
    from storage import moving
    from storage.database import open_database

    file = _file(url)
    if which == "source" and file is not None and not file.is_file():
        raise OperatorError(f"{file}: there is no database to move")
    database = await open_database(url)
    try:
        if await moving.is_in_use(database):
            raise OperatorError(f"the {which} is in use: stop every feedback-bot that works on it")
        yield database
    finally:
        await database.close()


def _file(url: str) -> Path | None:
    return Path(url.partition(":///")[2]) if url.startswith("sqlite") else None


async def _hand_over_key(source: Database, target: Database) -> None:
    """Links that customers hold stay good: the key that they were made with goes along."""
    from bot import app
    from storage.installation import known_link_key, shared_link_key

    key = await known_link_key(source)
    if source.folder is not None and (source.folder / app.KEY_FILE).exists():
        key = app.link_key(source.folder)
    if key is None:
        return
    if target.folder is None:
        await shared_link_key(target, key)
    elif not (target.folder / app.KEY_FILE).exists():
        app.keep_link_key(target.folder, key)
