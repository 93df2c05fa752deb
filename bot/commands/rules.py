"""``feedback-bot rules``: the present contact and alert rules, and others tried on the stored past."""

from __future__ import annotations

import argparse
import asyncio
import json
from typing import TYPE_CHECKING

from bot.commands.options import OK, config_option, whole_number

if TYPE_CHECKING:
    from bot.commands.trying import Tried
    from bot.config.changes import Changes

SECTIONS = ("contact", "alerts")

_CHANGE = "a key of [contact] or [alerts] with the value to try, such as contact.between_any_days=60"


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument(
        "what",
        choices=("show", "test"),
        help="show: the present rules, as they hold at each touchpoint; "
        "test: how many would have been asked, or alerted, a day by another rule, over the stored past",
    )
    changes = parser.add_argument(
        "changes", nargs="+", default=[], metavar="KEY=VALUE", help=f"test: {_CHANGE}"
    )
    changes.required = False  # "*" would be taken for none where an option stands before them
    config_option(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    tested = parser.add_argument_group("test")
    tested.add_argument("--days", type=whole_number(1, "days", 3650), default=90, help="default: the last 90")
    tested.add_argument("--touchpoint", metavar="NAME", help="count only what is about this touchpoint")
    tested.add_argument(
        "--alerts-a-day",
        type=whole_number(0, "alerts a day", 100_000),
        metavar="N",
        help="how many your team can handle: prints the highest ratings that they can hear of",
    )
    tested.add_argument("--comments", action="store_true", help="print the words of the examples too")
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    return _show(options) if options.what == "show" else _test(options)


def _show(options: argparse.Namespace) -> int:
    from bot import config
    from bot.commands.rules_shown import rules_json, rules_text
    from bot.core.errors import OperatorError

    if options.changes:
        raise OperatorError('"rules show" prints what holds; to try a change, write "rules test"')
    made = config.settings(config.load(options.config), b"")
    print(json.dumps(rules_json(made), indent=2) if options.json else rules_text(made))
    return OK


def _test(options: argparse.Namespace) -> int:
    from bot.commands.rules_json import tried_json
    from bot.commands.rules_text import tried_text
    from bot.config.changes import read_changes
    from bot.core.errors import OperatorError
    from bot.texts.terminal import as_json

    changes = read_changes(options.changes, SECTIONS)
    if not changes and options.alerts_a_day is None:
        raise OperatorError(f"name {_CHANGE}; or --alerts-a-day N")
    tried = asyncio.run(_tried(options, changes))
    if options.json:
        told = tried_json(tried, comments=options.comments)
        print(as_json(told))
    else:
        print(tried_text(tried, comments=options.comments))
    return OK


async def _tried(options: argparse.Namespace, changes: Changes) -> Tried:
    """Both sets of rules over the past, from one snapshot."""
    from bot import app, config
    from bot.commands.trying import Attempt
    from bot.progress import Progress
    from storage.past import reading_past

    now = config.load(options.config)
    attempt = Attempt(
        now=now,
        then=config.load(options.config, changes=changes),
        changes=changes,
        at=app.SystemClock().now(),
        days=options.days,
        touchpoint=options.touchpoint,
        most_alerts=options.alerts_a_day,
    )
    attempt.prove()
    async with app.reading(now) as (database, made):
        with Progress("Living through the past") as bar:
            work = reading_past(lambda past: attempt.run(past, made.surveys.values(), bar.at))
            return await database.read(work)
