"""``feedback-bot export``: stored rows in a file, for a spreadsheet, a program or a researcher."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.options import OK, config_option
from bot.core.errors import OperatorError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.config import Config
    from bot.core.settings import Settings
    from storage.export_reading import LeftOut, Wanted

_TABLES = ("responses", "answers", "comments", "cases", "purchases", "customers")
_FORMS = ("csv", "jsonl", "xlsx")


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Stored rows in a file. Every export is on the audit record; --list shows them."
    parser.epilog = _EXAMPLES
    parser.add_argument("table", nargs="?", choices=_TABLES, help="what to write")
    parser.add_argument(
        "period", nargs="*", metavar="PERIOD", help='as after /digest: "last month"; default: all time'
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")
    parser.add_argument("--format", choices=_FORMS, help="default: as FILE ends, else csv")
    parser.add_argument(
        "--research", action="store_true", help="without names, with pseudonyms, and a code book beside it"
    )
    parser.add_argument("--touchpoint", metavar="NAME", help="only of this one")
    parser.add_argument("--segment", metavar="NAME=VALUE", help="only of this one, such as store=Berlin")
    parser.add_argument("--survey", metavar="NAME", help="only of this one")
    parser.add_argument("--audience", choices=("buyer", "internal"), help="default: both")
    parser.add_argument("--list", action="store_true", help="print what was exported, when and by whom")
    config_option(parser)
    parser.set_defaults(command=do)


_EXAMPLES = """\
examples:
  feedback-bot export responses last month --out responses.xlsx
  feedback-bot export comments 2026 --touchpoint delivery --out comments.csv
  feedback-bot export answers --research --out study.csv
  feedback-bot export --list
"""


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot import config

    loaded = config.load(options.config)
    if options.list:
        print("\n".join(asyncio.run(_listed(loaded))))
        return OK
    if options.table is None:
        raise OperatorError(f"name a table: {', '.join(_TABLES)}; or --list")
    form = _form(options)
    asyncio.run(_export(loaded, options, form))
    return OK


def _form(options: argparse.Namespace) -> str:
    """The form of the file. Raises OperatorError where it cannot go where it should."""
    suffix = options.out.suffix.removeprefix(".").lower() if options.out else ""
    form: str = options.format or (suffix if suffix in _FORMS else "csv")
    if options.out is None and form == "xlsx":
        raise OperatorError("a spreadsheet needs a file; name it with --out FILE.xlsx")
    if options.out is None and options.research:
        raise OperatorError("--research writes a code book beside the file; name that with --out FILE")
    return form


async def _export(loaded: Config, options: argparse.Namespace, form: str) -> None:
    from bot import app
    from bot.commands.on_record import put_on_record
    from bot.core.audit import EXPORT
    from bot.exports.running import written
    from storage.installation import known_link_key

    now = app.SystemClock().now()
    async with app.reading(loaded) as (database, made):
        wanted = _wanted(options, made, now.astimezone(made.zone).date())
        await put_on_record(loaded, now, EXPORT, detail=_detail(options, form))
        key = None
        if options.research:  # the key of every process on this database, else that of our folder
            key = await known_link_key(database) or app.link_key(loaded.data_folder)
        count, left = await written(database, wanted, made, options.out, form, key)
    print(*_told(options, count, left, made.language), sep="\n", file=sys.stderr)


def _detail(options: argparse.Namespace, form: str) -> str:
    """What was asked for, and where it went."""
    named = [f"{name}={getattr(options, name)}" for name in ("touchpoint", "segment", "survey", "audience")]
    said = [options.table, *options.period, *(one for one in named if not one.endswith("=None"))]
    kind = f"{form}, for research" if options.research else form
    return f"{' '.join(said)} ({kind}) to {options.out.absolute() if options.out else 'standard output'}"


def _wanted(options: argparse.Namespace, made: Settings, today: date) -> Wanted:
    """What is asked for. Raises OperatorError for what is not known, or goes with another table."""
    from bot.config.values import shown, suggestion
    from bot.core.periods import parse_period
    from bot.core.survey import Audience
    from bot.exports.columns import FILTERS
    from storage.export_reading import Wanted

    for name in ("period", "touchpoint", "segment", "survey", "audience"):
        if getattr(options, name) and name not in FILTERS[options.table]:
            raise OperatorError(f"{options.table} cannot be narrowed down by {name}")
    period = parse_period(" ".join(options.period) or "all", today)
    if period is None:
        raise OperatorError(f'no period is called {" ".join(options.period)!r}; try "last month" or 2026-10')
    surveys = {name for name, _ in made.surveys}
    if options.survey and options.survey not in surveys:
        known = suggestion(options.survey, sorted(surveys))
        raise OperatorError(f"there is no survey {shown(options.survey)}; {known}")
    name, sign, value = (options.segment or "").partition("=")
    if options.segment and not (sign and name and value):
        raise OperatorError(f"--segment {options.segment}: write it as NAME=VALUE, such as store=Berlin")
    return Wanted(
        table=options.table,
        period=period,
        today=today,
        touchpoint=options.touchpoint,
        survey=options.survey,
        segment=(name, value) if options.segment else None,
        audience=Audience(options.audience) if options.audience else None,
    )


def _told(options: argparse.Namespace, count: int, left: LeftOut, language: str) -> Iterator[str]:
    """How many rows there are, and what is not in them."""
    from bot.core.effects import Line
    from bot.texts import render

    where = f" in {options.out}" if options.out else ""
    yield render(Line("export.rows", {"n": count}), language) + where
    for name in ("unquoted", "forgotten", "confidential"):
        if n := getattr(left, name):
            yield render(Line(f"export.left.{name}", {"n": n}), language)


async def _listed(loaded: Config) -> list[str]:
    from bot import app
    from bot.texts.terminal import plain
    from storage import auditing

    async with app.reading(loaded) as (database, _):
        found = await database.read(auditing.exports)
    lines = [
        plain(f"{one.at:%Y-%m-%d %H:%M:%S} UTC  {one.actor}  {one.subject} {one.detail or ''}")
        for one in found
    ]
    return lines or ["Nothing was exported."]
