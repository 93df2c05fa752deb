"""``feedback-bot ledger``: what became of the cases of a period, what it took and what came back."""

from __future__ import annotations

import argparse
import asyncio

from bot.commands.options import OK, config_option


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument(
        "--period", default="this month", metavar="WORDS", help='"last month", "last 30 days", "all" …'
    )
    config_option(parser)
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot import app, config

    form = "json" if options.json else "text"
    print(asyncio.run(app.print_ledger(config.load(options.config), options.period, form)))
    return OK
