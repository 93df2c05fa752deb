"""``feedback-bot migrate``: bring the database up to date."""

from __future__ import annotations

import argparse
import asyncio

from bot.commands.options import OK, config_option


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    config_option(parser)
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot import app, config

    loaded = config.load(options.config)
    revision = asyncio.run(app.migrate(loaded))
    print(f"{loaded.data_folder}: the database has schema revision {revision}.")
    return OK
