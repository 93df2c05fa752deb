"""``feedback-bot touchpoints``: which touchpoints we hear of, and which are silent. Reads only."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.commands.options import OK, config_option

if TYPE_CHECKING:
    from datetime import date

    from bot.config import Config
    from bot.core.coverage import Coverage

_NONE = "–"
_WIDEST = 40  # characters of a name
_HEAD = (
    *("touchpoint", "place", "survey", "audience", "moments", "invited", "delivered", "answered", "rate"),
    *("last answer", "heard"),
)
_NUMBERS = frozenset({"moments", "invited", "delivered", "answered", "rate"})


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    config_option(parser)
    parser.add_argument("--by", choices=("place",), help="place: a line for each place")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot import config

    rows, today = asyncio.run(_coverage(config.load(options.config), by_place=options.by == "place"))
    if options.json:
        print(json.dumps({"days": _days(), "touchpoints": [_json(one, today) for one in rows]}, indent=2))
        return OK
    print(*_table(rows, today, by_place=options.by == "place"), *_notes(rows, today), sep="\n")
    return OK


async def _coverage(loaded: Config, *, by_place: bool) -> tuple[list[Coverage], date]:
    """The touchpoints, holes first, and the business's date."""
    from bot import app
    from bot.core.coverage import holes_first
    from bot.core.periods import local_date
    from storage import coverage

    now = app.SystemClock().now()
    async with app.reading(loaded) as (database, made):
        rows = await database.read(
            lambda connection: coverage.coverage(connection, made, now, by_place=by_place)
        )
    today = local_date(now, made.zone)
    return holes_first(rows, today), today


def _days() -> int:
    from bot.core.coverage import COUNTED

    return COUNTED.days


def _table(rows: Sequence[Coverage], today: date, *, by_place: bool) -> list[str]:
    """The rows in columns that are as wide as need be."""
    shown = [name for name in _HEAD if by_place or name != "place"]
    cells = [[_cells(one, today)[name] for name in shown] for one in rows]
    widths = [max(map(len, column)) for column in zip(shown, *cells, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if name in _NUMBERS else cell.ljust(width)
            for name, cell, width in zip(shown, line, widths, strict=True)
        ).rstrip()
        for line in (shown, *cells)
    ]


def _cells(one: Coverage, today: date) -> dict[str, str]:
    rate = one.response_rate
    return {
        "touchpoint": _shown(one.touchpoint),
        "place": _shown(one.place or _NONE),
        "survey": one.survey or _NONE,
        "audience": one.audience.value if one.audience else _NONE,
        "moments": str(one.moments),
        "invited": str(one.invited),
        "delivered": str(one.delivered),
        "answered": "<5" if one.answered is None else str(one.answered),
        "rate": _NONE if rate is None else f"{rate:.0%}",
        "last answer": one.last_answer.isoformat() if one.last_answer else _NONE,
        "heard": one.hearing(today).value,
    }


def _shown(name: str) -> str:
    """A name that a shop chose: short, and with nothing in it that moves the cursor."""
    from bot.texts.terminal import plain

    words = plain(name)
    return words if len(words) <= _WIDEST else f"{words[: _WIDEST - 1]}…"


def _notes(rows: Sequence[Coverage], today: date) -> list[str]:
    """What the words mean, and what to do about each hole that is there."""
    from bot.core.coverage import FRESH_FOR, Hearing

    remedies = {
        Hearing.NOT_CONFIGURED: "not configured: moments name it, and nobody is asked (no_survey). "
        "Add a [[touchpoint]] of this name, or correct the shop.",
        Hearing.NEVER: 'never: it happens, and nobody answered yet; "feedback-bot why PURCHASE" says more.',
        Hearing.NO_MOMENTS: "no moments: nobody reports it. Does the shop send it, under this name?",
        Hearing.STALE: f"stale: no answer for more than {FRESH_FOR.days} days.",
        Hearing.FEW: "few: fewer than 5 who work with you answered; more is told from 5 on.",
    }
    there = {one.hearing(today) for one in rows}
    counted = f"Moments, invitations and answers of the last {_days()} days."
    return ["", counted, *(words for hearing, words in remedies.items() if hearing in there)]


def _json(one: Coverage, today: date) -> dict[str, object]:
    return {
        "touchpoint": one.touchpoint,
        "place": one.place,
        "survey": one.survey,
        "audience": one.audience.value if one.audience else None,
        "moments": one.moments,
        "invited": one.invited,
        "delivered": one.delivered,
        "answered": one.answered,
        "response_rate": one.response_rate,
        "last_answer": one.last_answer.isoformat() if one.last_answer else None,
        "heard": one.hearing(today).value,
    }
