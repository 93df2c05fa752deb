"""``feedback-bot book``: the customer book as a Markdown document."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.options import OK, config_option

if TYPE_CHECKING:
    from bot.config import Config


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    config_option(parser)
    parser.add_argument("--out", type=Path, metavar="FILE", help="write it there instead of printing it")
    parser.add_argument("--diff", action="store_true", help="only what changed since the version before")
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status. Raises OperatorError where the file cannot be written."""
    from bot import config
    from bot.core.errors import OperatorError

    document = asyncio.run(_document(config.load(options.config), options.diff))
    if options.out is None:
        print(document, end="")
        return OK
    try:
        options.out.write_text(document, "utf-8")
    except OSError as error:
        raise OperatorError(f"{options.out}: cannot be written ({error.strerror})") from None
    return OK


async def _document(config: Config, only_changes: bool) -> str:
    from bot import app
    from bot.core.book import is_up_to_date
    from bot.core.book_card import changed_pages, pages
    from bot.core.book_writing import write
    from bot.texts import render
    from bot.texts.book_text import markdown
    from handlers.book import query
    from storage import books, reports

    now = app.SystemClock().now()
    async with app.reading(config) as (database, made):
        kept = [*await database.read(books.newest), None, None]
        newest, before = kept[0], kept[1]
        wanted = query(now, made)
        if newest is None or not is_up_to_date(newest, wanted.period):
            counted = await database.read(lambda connection: reports.report(connection, wanted, made))
            newest, before = write(counted, made, now, newest), newest
    told = changed_pages(newest, before) if only_changes else pages(newest, before, made.business)
    return markdown(told, render, made.language)
