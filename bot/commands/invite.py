"""``feedback-bot invite``: a wave of invitations by hand, to people who work with us or to customers."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.options import OK, config_option

if TYPE_CHECKING:
    from bot.config import Config
    from bot.core.settings import Settings
    from bot.waves import Foreseen
    from storage.database import Database

_HEADERS = frozenset({"customer", "customer_ref", "customer_id", "ref", "id"})
_GONE_SHOWN = 5


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("touchpoint", metavar="TOUCHPOINT", help="what to ask about, as in [[touchpoint]]")
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--internal", action="store_true", help="everybody who works with you")
    who.add_argument(
        "--customers", type=Path, metavar="FILE", help="these customers: a line each, as --shop names them"
    )
    parser.add_argument("--group", metavar="NAME", help="with --internal: only this group")
    parser.add_argument("--shop", metavar="NAME", help="with --customers: the shop that names them so")
    parser.add_argument("--yes", action="store_true", help="do not ask whether to go on")
    config_option(parser)
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot import config
    from bot.core.errors import OperatorError

    if options.group is not None and not options.internal:
        raise OperatorError("--group goes with --internal")
    if (options.shop is None) is not (options.customers is None):
        raise OperatorError("--customers and --shop go together: the shop says whose names these are")
    asyncio.run(_invite(config.load(options.config), options))
    return OK


async def _invite(loaded: Config, options: argparse.Namespace) -> None:
    from bot import app, waves
    from bot.config import settings
    from bot.progress import Progress
    from storage import surveys
    from storage.database import open_database
    from storage.installation import shared_link_key

    folder, now = loaded.data_folder, app.SystemClock().now()
    synchronous = loaded.storage.synchronous.upper()
    database = await open_database(app.database_url(loaded, folder), synchronous=synchronous, beside=True)
    try:
        known = await database.read(surveys.load)
        key = await shared_link_key(database, app.link_key(folder))
        made = settings(loaded, key, known.values())
        _check(options.touchpoint, made, internal=options.internal)
        ids = await _people(options, database)
        with Progress("Looking at everybody") as bar:
            found = await waves.foresee(database, made, options.touchpoint, list(ids), now, bar.at)
        print(*_report(found, options.touchpoint, made, ids), sep="\n")
        if not found.moments:
            print("There is nobody to ask; nothing was done.")
        elif options.yes or _agreed():
            await waves.set_off(database, found.moments, now)
            print("Done. The bot that is running asks them now, or the next one that starts.")
        else:
            print("Nothing was done.")
    finally:
        await database.close()


def _check(touchpoint: str, made: Settings, *, internal: bool) -> None:
    """Raises OperatorError where nobody can be asked about it."""
    from bot.config.values import shown, suggestion
    from bot.core.errors import OperatorError
    from bot.core.survey import Audience

    configured = made.touchpoints.get(touchpoint)
    if configured is None:
        known = suggestion(touchpoint, made.touchpoints)
        raise OperatorError(f"there is no touchpoint {shown(touchpoint)}; {known}")
    is_internal = made.survey(configured.survey).audience is Audience.INTERNAL
    if internal and not is_internal:
        raise OperatorError(
            f"the survey {configured.survey} of {touchpoint} is for buyers; name a touchpoint "
            'whose survey has audience = "internal", such as internal-pulse'
        )


async def _people(options: argparse.Namespace, database: Database) -> dict[str, str]:
    """Whom the wave is for: the customer's id → how the operator names them."""
    from bot import waves
    from handlers.purchases import customer_id_of

    if options.internal:
        return {id_: id_ for id_ in await waves.members(database, options.group)}
    return {customer_id_of(options.shop, ref): ref for ref in _refs(options.customers)}


def _refs(path: Path) -> list[str]:
    """The first cell of each line; a heading is none. Raises OperatorError for a file that cannot be read."""
    import csv

    from bot.core.errors import OperatorError

    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise OperatorError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise OperatorError(f"{path}: this is not text in UTF-8; save it as UTF-8") from None
    cells = [row[0].strip() for row in csv.reader(lines) if row and row[0].strip()]
    has_heading = bool(cells) and cells[0].casefold() in _HEADERS
    return cells[has_heading:]


def _report(found: Foreseen, touchpoint: str, made: Settings, names: dict[str, str]) -> list[str]:
    """How many would be asked, and how many not for what reason."""
    from bot.core.effects import Line
    from bot.texts import render
    from bot.texts.terminal import plain

    survey = made.touchpoints[touchpoint].survey
    lines = [f"{touchpoint} (survey {survey}), {_people_words(len(names))}:", f"  asked now: {found.asked}"]
    if found.later:
        lines.append(f"  asked later, at an hour when they may be: {found.later}")
    if found.known:
        lines.append(f"  had this today already: {found.known}")
    lines += [
        f"  not asked, {render(Line(f'digest.not_asked.{reason}', {'n': n}), made.language)}"
        for reason, n in sorted(found.not_asked.items(), key=lambda one: (-one[1], one[0]))
    ]
    if found.gone:
        some = ", ".join(plain(names[id_]) for id_ in found.gone[:_GONE_SHOWN])
        more = ", …" if len(found.gone) > _GONE_SHOWN else ""
        lines.append(f"  not known: {len(found.gone)} ({some}{more})")
    return lines


def _people_words(n: int) -> str:
    return "1 person" if n == 1 else f"{n} people"


def _agreed() -> bool:
    """Whether somebody says yes; nobody there is no."""
    try:
        return input("Go on? [y/N] ").strip().casefold() in {"y", "yes"}
    except EOFError:
        print()
        return False
