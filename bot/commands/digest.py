"""``feedback-bot digest``: the managers' digest."""

from __future__ import annotations

import argparse
import asyncio

from bot.commands.options import OK, config_option


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("words", nargs="*", help='as after /digest: "last month", "october", "last 30 days"')
    config_option(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot import app, config

    print(asyncio.run(app.print_digest(config.load(options.config), " ".join(options.words), options.format)))
    return OK
