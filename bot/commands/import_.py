"""``feedback-bot import``: purchases or customers from a file. Nobody is asked, unless with ``--invite``."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.commands.opening import open_to_write
from bot.commands.options import FAILED, OK, config_option
from bot.core.errors import DataFolderError, OperatorError

if TYPE_CHECKING:
    from bot.config import Config
    from bot.core.settings import Settings
    from bot.imports.files import Table
    from bot.imports.plan import Plan, Wanted
    from bot.imports.purchases import Told
    from bot.imports.rejects import Rejects
    from bot.imports.running import Result, Staged
    from storage.database import Database

INTERRUPTED = 130
_STDIN = "-"


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("what", choices=("purchases", "customers"))
    parser.add_argument("file", metavar="FILE", help="CSV, TSV or JSON lines; - for standard input")
    parser.add_argument("--shop", metavar="NAME", help="whose orders and customers these are, of [shops]")
    parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
    parser.add_argument(
        "--invite",
        action="store_true",
        help="ask about purchases that are recent enough to be asked about, as if the shop reported them now",
    )
    parser.add_argument(
        "--audience",
        choices=("buyer", "internal"),
        default="buyer",
        help="customers: who they are; internal for people who work with you; default: buyer",
    )
    _fill_columns(parser)
    _fill_values(parser)
    config_option(parser)
    parser.set_defaults(command=do)


def _fill_columns(parser: argparse.ArgumentParser) -> None:
    columns = parser.add_argument_group("columns", "found by their names, and shown before anything is done")
    columns.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="FIELD=COLUMN",
        help='which column holds what, such as order="Order ID"; order= for none',
    )
    columns.add_argument(
        "--segment",
        action="append",
        default=[],
        metavar="NAME=COLUMN",
        help="purchases: a slice that digests can be cut by, such as store=Filiale",
    )
    columns.add_argument(
        "--attribute",
        action="append",
        default=[],
        metavar="NAME=COLUMN",
        help="something known of the customer, such as vip=VIP",
    )


def _fill_values(parser: argparse.ArgumentParser) -> None:
    values = parser.add_argument_group("how it is written", "found out, and asked for where it is not clear")
    values.add_argument("--format", choices=("csv", "tsv", "jsonl"), help="default: by the file's name")
    values.add_argument("--encoding", metavar="NAME", help="utf-8, utf-16, cp1252 …")
    values.add_argument("--delimiter", metavar="SIGN", help="between columns: , ; | or tab")
    values.add_argument("--decimal", choices=(".", ","), help="the sign before the cents")
    values.add_argument("--dates", choices=("day-first", "month-first"), help="what 04/05/2026 means")
    values.add_argument(
        "--timezone", type=_zone, metavar="ZONE", help="of dates that name none; default: [business] timezone"
    )
    values.add_argument("--touchpoint", metavar="NAME", help="purchases: where the file names none")
    values.add_argument("--place", metavar="NAME", help="purchases: where the file names none")
    values.add_argument("--currency", metavar="CODE", help="purchases: where the file names none")
    values.add_argument(
        "--as-of",
        type=_day,
        metavar="DATE",
        help="customers: when this was known; default: when the file was written",
    )
    values.add_argument(
        "--rejects", type=Path, metavar="FILE", help="rejected rows go here; default: FILE.rejected.csv"
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise argparse.ArgumentTypeError(f"{name!r} is no time zone; Europe/Berlin is one") from None


def _day(raw: str) -> datetime:
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{raw!r} is no date; write it as 2026-07-31") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot import app, config

    _refuse_mixtures(options)
    loaded = config.load(options.config)
    made = config.settings(loaded, b"")
    now = app.SystemClock().now()
    wanted = _wanted(options, loaded, made)
    with asyncio.Runner() as runner, ExitStack() as open_files:
        runner.get_loop()  # now: to be interrupted while it is made leaves a mess
        table = open_files.enter_context(closing(_table(options)))
        try:
            result = _imported(options, loaded, made, wanted, table, now, runner)
        except KeyboardInterrupt:
            again = "give the same command again: what is stored is passed over"
            print(f"\nStopped. Nothing is half stored. To go on, {again}.", file=sys.stderr)
            return INTERRUPTED
    return FAILED if result.rejected else OK


def _refuse_mixtures(options: argparse.Namespace) -> None:
    """What goes with one kind of file only."""
    for_purchases = ("invite", "segment", "decimal", "dates", "timezone", "touchpoint", "place", "currency")
    for_customers = ("as_of",)
    others = for_customers if options.what == "purchases" else for_purchases
    given = [name for name in others if getattr(options, name)]
    if given:
        raise OperatorError(f"--{given[0].replace('_', '-')} does not go with import {options.what}")
    if options.audience == "internal" and options.what == "purchases":
        raise OperatorError("--audience goes with import customers")


def _wanted(options: argparse.Namespace, loaded: Config, made: Settings) -> Wanted:
    from bot.imports.plan import Wanted

    return Wanted(
        what=options.what,
        told=_told(options, loaded, made),
        columns=_pairs("column", options.column),
        segments=_pairs("segment", options.segment),
        attributes=_pairs("attribute", options.attribute),
        decimal=options.decimal,
        dates=options.dates,
        zone=options.timezone,
    )


def _pairs(option: str, said: Sequence[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for one in said:
        name, sign, column = one.partition("=")
        if not sign or not name.strip():
            raise OperatorError(f"--{option} {one!r}: write it as NAME=COLUMN")
        if name.strip() in pairs:
            raise OperatorError(f"--{option} {name.strip()}=… is given twice")
        pairs[name.strip()] = column.strip()
    return pairs


def _told(options: argparse.Namespace, loaded: Config, made: Settings) -> Told:
    """Whose rows these are, and what goes for all of them."""
    from bot.imports.cells import currency
    from bot.imports.purchases import Told

    shops = {shop.name: shop for shop in loaded.reporting_shops}
    name = options.shop or (next(iter(shops)) if len(shops) == 1 else None)
    if name is None and options.audience == "internal":
        name = "internal"
    if name is None:
        known = f" The configured shops are: {', '.join(shops)}." if shops else ""
        raise OperatorError(
            "--shop NAME is missing: by it an order here is the same one when the shop reports it." + known
        )
    if shops and name not in shops and options.audience != "internal":
        raise OperatorError(f"--shop {name}: there is no such shop. Configured are: {', '.join(shops)}.")
    touchpoint = options.touchpoint or (
        shops[name].touchpoint if name in shops else next(iter(made.touchpoints))
    )
    if touchpoint not in made.touchpoints:
        known = ", ".join(made.touchpoints)
        raise OperatorError(f"--touchpoint {touchpoint}: there is none of this name. There are: {known}.")
    try:
        code = currency(options.currency or "")
    except ValueError as error:
        raise OperatorError(f"--currency: {error}") from None
    shop = shops.get(name)
    place = options.place or (shop.place if shop else None)
    return Told(name, touchpoint, shop.kind if shop else None, place, code)


def _table(options: argparse.Namespace) -> Table:
    from bot.imports.files import Reading, open_table

    delimiter = {"tab": "\t", r"\t": "\t"}.get(options.delimiter, options.delimiter)
    if delimiter is not None and len(delimiter) != 1:
        raise OperatorError(f"--delimiter {delimiter!r}: give one sign, or tab")
    return open_table(options.file, Reading(options.format, options.encoding, delimiter))


def _imported(
    options: argparse.Namespace,
    loaded: Config,
    made: Settings,
    wanted: Wanted,
    table: Table,
    now: datetime,
    runner: asyncio.Runner,
) -> Result:
    from bot.imports.plan import planned
    from bot.imports.rejects import Rejects

    began = time.monotonic()
    plan = planned(table, wanted, made, now)
    print(f"{table.name}: {'; '.join(table.found)}", *plan.found, f"shop: {wanted.told.shop}", sep="\n")
    sys.stdout.flush()
    if not options.dry_run:
        runner.run(_ready(loaded))
    path = None if options.dry_run else options.rejects or _rejects_of(options.file)
    with Rejects(path, table.columns) as rejects:
        staged = _staged(options, made, wanted, table, plan, rejects, now)
        with closing(staged):
            result = runner.run(_stored(options, loaded, wanted, staged, now))
        refused = dict(result.tally.refused)
        for line, cells, _ in table.rows() if refused else ():
            if line in refused:
                rejects.add(line, refused[line], cells)
    result.rejected, result.more, result.remarks = rejects.count, staged.more, plan.remarks.counts
    result.took_s = time.monotonic() - began
    _tell(options, staged, result, rejects)
    return result


def _rejects_of(file: str) -> Path:
    return Path("stdin.rejected.csv" if file == _STDIN else f"{file}.rejected.csv")


async def _ready(loaded: Config) -> None:
    """Fail now, not after a million rows, where there is nothing to store in."""
    database, _ = await open_to_write(loaded)
    await database.close()


def _staged(
    options: argparse.Namespace,
    made: Settings,
    wanted: Wanted,
    table: Table,
    plan: Plan,
    rejects: Rejects,
    now: datetime,
) -> Staged:
    from bot.imports.running import Asked, stage_people, stage_purchases

    if options.what == "customers":
        return stage_people(table, plan, rejects)
    return stage_purchases(table, plan, wanted, rejects, Asked(made, now) if options.invite else None)


async def _stored(
    options: argparse.Namespace,
    loaded: Config,
    wanted: Wanted,
    staged: Staged,
    now: datetime,
) -> Result:
    from bot import app, config
    from bot.imports.running import Result, report_purchases, store_people, store_purchases
    from storage import surveys
    from storage.importing import ImportStore
    from storage.installation import shared_link_key
    from storage.unit_of_work import SqlStore

    opened = await _looking(loaded) if options.dry_run else await open_to_write(loaded)
    if opened is None:
        from storage.imported_records import Tally

        return Result(Tally(new=len(staged.rows)), 0, invited=len(staged.reported))
    database, alone = opened
    store = ImportStore(database, alone=alone)
    keep = not options.dry_run
    try:
        if keep:
            await store.begin()
        if options.what == "customers":
            as_of = options.as_of or _written_at(options.file, now)
            tally = await store_people(store, staged, options.audience, as_of, keep=keep)
            result = Result(tally, 0)
        else:
            tally = await store_purchases(store, staged, wanted.told.shop, keep=keep)
            result = Result(tally, 0)
            if len(staged.reported):
                known = await database.read(surveys.load)
                key = await shared_link_key(database, app.link_key(loaded.data_folder))
                made = config.settings(loaded, key, known.values())
                whole = SqlStore(database, made, owner="import")
                met, result.invited = await report_purchases(
                    store, whole, staged, wanted, now, app.draw_seed, keep=keep
                )
                tally.add(met)
        if keep:
            await store.finish()
        return result
    finally:
        await database.close()


async def _looking(loaded: Config) -> tuple[Database, bool] | None:
    """The database to look into; None where there is none yet."""
    from bot import app
    from storage.database import open_database

    try:
        return await open_database(app.database_url(loaded, loaded.data_folder), read_only=True), False
    except DataFolderError:
        return None


def _written_at(file: str, now: datetime) -> datetime:
    return now if file == _STDIN else datetime.fromtimestamp(Path(file).stat().st_mtime, UTC)


def _tell(options: argparse.Namespace, staged: Staged, result: Result, rejects: Rejects) -> None:
    """What became of the rows."""
    from bot.imports.showing import shown, summary

    if options.dry_run:
        print(*shown(options.what, staged.first), sep="\n")
    print(*summary(options.what, result, rejects, dry_run=options.dry_run), sep="\n")
