"""``feedback-bot send-test``: a test alert to rooms, a test invitation to people; on no record."""

from __future__ import annotations

import argparse

from bot.commands.options import FAILED, OK, config_option


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    config_option(parser)
    parser.add_argument(
        "--room",
        action="append",
        default=[],
        metavar="NAME",
        help="as in [rooms.NAME]; without --room and --to: every room",
    )
    parser.add_argument(
        "--to",
        action="append",
        default=[],
        metavar="USER",
        help="a test invitation to a person: a name of [people], or an id such as telegram::123456789",
    )
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    import asyncio

    from bot import app, config, logs
    from bot.trial_sending import send_tests

    loaded = config.load(options.config)
    logs.redact(*(secret.reveal() for secret in loaded.secrets))
    logs.configure("ERROR")
    tried = asyncio.run(send_tests(loaded, options.room, options.to, app.SystemClock()))
    for one in tried:
        print(f"✗ {one.to}: {one.problem}" if one.problem else f"✓ {one.to}: sent")
    return FAILED if any(one.problem for one in tried) else OK
