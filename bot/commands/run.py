"""``feedback-bot run``: serve until asked to stop."""

from __future__ import annotations

import argparse
import asyncio

from bot.commands.options import OK, config_option, whole_number


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    config_option(parser)
    parser.add_argument(
        "--port", type=whole_number(0, "port", 65535), metavar="N", help="instead of [http] port"
    )
    parser.add_argument(
        "--log-level",
        choices=("debug", "info", "warning", "error"),
        default="info",
        metavar="LEVEL",
        help="debug, info, warning or error; default: info",
    )
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot import config, logs, service
    from bot.config.overview import overview
    from bot.stopping import Deadline

    loaded = config.load(options.config)
    logs.redact(*(secret.reveal() for secret in loaded.secrets))
    logs.configure(options.log_level)

    def announce(url: str) -> None:
        print(f"feedback-bot is running on {url}", *overview(loaded, url), sep="\n", flush=True)

    with Deadline() as deadline:
        asyncio.run(service.run(loaded, options.port, announce, deadline.begin))
    return OK
