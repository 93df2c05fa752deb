"""``feedback-bot audit``: who of the staff and managers looked at what, and did what. Reads only."""

from __future__ import annotations

import argparse
import asyncio
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from bot.commands.options import OK, config_option, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.config import Config
    from bot.core.audit import Audited

_LINES = 1000
_HEAD = ("when (UTC)", "who", "action", "about", "allowed", "detail")


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--about", metavar="ID", help="of a case or a customer, by its id")
    parser.add_argument("--by", metavar="USER", help="of one person: platform:workspace:user, as in [roles]")
    parser.add_argument(
        "--since",
        type=_day,
        metavar="DATE",
        help="from this day on, such as 2026-03-02, in the business's time zone",
    )
    parser.add_argument(
        "--limit",
        type=whole_number(1, "--limit"),
        default=_LINES,
        metavar="N",
        help=f"the last N lines; default: {_LINES}",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line, moments in UTC")
    config_option(parser)
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot import config
    from bot.texts.terminal import as_json

    lines = asyncio.run(
        _read(config.load(options.config), options.about, options.by, options.since, options.limit)
    )
    if options.json:
        for one in lines:
            print(as_json(_json(one), None))
    elif lines:
        print(*_table(lines), sep="\n")
    else:
        print("Nothing on record.")
    return OK


def _day(raw: str) -> date:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise argparse.ArgumentTypeError(f"--since must be a date such as 2026-03-02, not {raw!r}") from None


async def _read(
    loaded: Config, about: str | None, by: str | None, since: date | None, limit: int
) -> list[Audited]:
    """The last lines that there are, oldest first."""
    from bot import app
    from bot.core.periods import wall_to_utc
    from storage import auditing

    async with app.reading(loaded) as (database, made):
        moment: datetime | None = wall_to_utc(since, time(0), made.zone) if since else None
        return await database.read(
            lambda connection: auditing.audited(connection, about=about, by=by, since=moment, limit=limit)
        )


def _table(lines: Iterable[Audited]) -> Iterator[str]:
    from bot.texts.terminal import plain

    rows = [_HEAD, *(tuple(plain(cell) for cell in _row(one)) for one in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _row(one: Audited) -> tuple[str, ...]:
    who = f"{one.actor_name} ({one.actor})" if one.actor_name else one.actor
    allowed = "yes" if one.allowed else "no"
    return f"{one.at:%Y-%m-%d %H:%M:%S}", who, one.action, one.subject, allowed, one.detail or ""


def _json(one: Audited) -> dict[str, object]:
    return {
        "at": one.at.isoformat(),
        "actor": one.actor,
        "name": one.actor_name,
        "action": one.action,
        "about": one.subject or None,
        "allowed": one.allowed,
        "detail": one.detail,
    }
