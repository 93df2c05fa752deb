"""``feedback-bot customer show`` and ``export``. Both are on the audit record, and change nothing else."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.options import OK

if TYPE_CHECKING:
    from bot.config import Config
    from bot.core.own_data import Held
    from bot.core.settings import Settings

_CONFIDENTIAL = (
    "Somebody who works with you: what they answered and wrote is confidential, and not in it. "
    "/mydata in their own chat brings it to them."
)
_LOOKED = "customer"  # as a look at somebody's card in the staff room


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument(
        "--out", type=Path, default=Path(), metavar="FOLDER", help="export: write the files here; default: ."
    )
    parser.add_argument(
        "--with-notes",
        action="store_true",
        help="with what your team wrote for itself, and who looked; not for the customer",
    )
    parser.add_argument("--json", action="store_true", help="show: as JSON, moments in UTC")


def show(options: argparse.Namespace) -> int:
    """Print it. Returns the exit status."""
    from bot import config
    from bot.texts import render
    from bot.texts.own_data_page import as_json

    loaded = config.load(options.config)
    held, made = asyncio.run(_looked_up(loaded, " ".join(options.words), _LOOKED, "terminal"))
    held = _as_wanted(held, options)
    if options.json:
        print(as_json(held, made.business, made.language, render))
    else:
        print("\n".join(_text(held, made)))
    return OK


def export(options: argparse.Namespace) -> int:
    """Write it into files. Returns the exit status. Raises OperatorError where they cannot be written."""
    from bot import app, config
    from bot.core.audit import CUSTOMER_EXPORT
    from bot.core.own_data import FORMS
    from bot.own_files import written
    from bot.texts import render, shipped_languages

    loaded = config.load(options.config)
    app.make_folder(options.out)
    where = str(options.out.absolute())
    held, made = asyncio.run(_looked_up(loaded, " ".join(options.words), CUSTOMER_EXPORT, where))
    spoken = held.customer.get("language")
    language = spoken if spoken in made.languages and spoken in shipped_languages() else made.language
    held = _as_wanted(held, options)
    for form in FORMS:
        path = options.out / f"customer-{held.customer_id}.{form}"
        _write(path, written(held, form, made, str(language), render))
        print(path)
    return OK


def _as_wanted(held: Held, options: argparse.Namespace) -> Held:
    """What may be given to whoever sits here. It is said where that is not all."""
    from bot.core.own_data import for_customer, is_confidential, without_answers

    if is_confidential(held):
        print(_CONFIDENTIAL, file=sys.stderr)
        held = without_answers(held)
    return held if options.with_notes else for_customer(held)


async def _looked_up(loaded: Config, words: str, action: str, where: str) -> tuple[Held, Settings]:
    """What is held of whom these words name; put on record before anybody sees it."""
    from bot import app
    from bot.commands.on_record import put_on_record
    from bot.core.errors import OperatorError
    from storage import own_data
    from storage.erased import erased_at

    customer_id = await _named(loaded, words)
    now = app.SystemClock().now()
    async with app.reading(loaded) as (database, made):
        gone = await database.read(lambda connection: erased_at(connection, customer_id))
    if gone is not None:
        day = gone.astimezone(made.zone)
        raise OperatorError(f"{customer_id} was erased on {day:%Y-%m-%d}: nothing else is kept of them")
    await put_on_record(loaded, now, action, about=f"customer:{customer_id}", detail=where)
    async with app.reading(loaded) as (database, made):
        held = await database.read(lambda connection: own_data.held(connection, customer_id, now))
    return held, made


async def _named(loaded: Config, words: str) -> str:
    """The customer's id. Raises OperatorError for nobody, and for several."""
    from bot import app
    from bot.commands.looking import look_up
    from bot.core.errors import OperatorError
    from bot.core.identity import chat_of
    from storage import own_data

    if words.count(":") == 2:
        async with app.reading(loaded) as (database, _):
            key = chat_of(words).key
            found = await database.read(lambda connection: own_data.customer_at(connection, key))
        if found is not None:
            return found
    looked = await look_up(loaded, words)
    if looked.subject.customer is None:
        raise OperatorError(f"{words!r} is an order of which nobody is known")
    return looked.subject.customer.id


def _text(held: Held, made: Settings) -> Iterator[str]:
    from bot.core.own_data import sections
    from bot.texts import render
    from bot.texts.own_data_page import as_lines
    from bot.texts.terminal import headed, plain, wrapped

    yield f"customer {plain(held.customer_id)}"
    for title, lines in as_lines(sections(held, made, made.zone), made.language, render):
        yield from headed(title)
        for line in lines:
            for part in line.splitlines():
                yield from wrapped(part, others="  ")


def _write(path: Path, content: bytes) -> None:
    """For this user alone."""
    from bot.core.errors import OperatorError

    try:
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        raise OperatorError(f"{path}: cannot be written ({error.strerror})") from None
