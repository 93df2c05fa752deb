"""``feedback-bot demo``: the sandbox, without tokens."""

from __future__ import annotations

import argparse
import asyncio
import sys

from bot.commands.options import OK, whole_number
from bot.commands.outcome import ended


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument(
        "--headless", action="store_true", help="no browser: live through it and print the digest"
    )
    parser.add_argument(
        "--customers",
        type=whole_number(1, "customers", 100_000),
        default=200,
        metavar="N",
        help="default: 200",
    )
    parser.add_argument(
        "--days", type=whole_number(1, "days", 3650), default=90, metavar="N", help="default: 90"
    )
    parser.add_argument(
        "--seed",
        type=whole_number(0, "seed"),
        default=7,
        metavar="N",
        help="another seed, another story; default: 7",
    )
    parser.add_argument("--data", metavar="DIR", help="keep the data here, and go on with what is there")
    parser.add_argument("--json", action="store_true", help="with --headless: end with one JSON object")
    parser.add_argument(
        "--port", type=whole_number(0, "port", 65535), default=8765, metavar="N", help="default: 8765"
    )
    parser.add_argument("--open", action="store_true", help="open the page in your browser")
    parser.add_argument("--discard", action="store_true", help=argparse.SUPPRESS)  # a restart of its own
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot.demo.sandbox import data_folder

    with data_folder(options.data, options.discard) as folder:
        if options.headless:
            from bot.demo.headless import headless

            outcome = asyncio.run(headless(folder, options.customers, options.days, options.seed))
            return ended(outcome, options.json)
        from bot.demo.server import serve

        again = ["-m", "bot", "demo", "--data", str(folder)]
        again += ["--seed", str(options.seed), "--days", str(options.days)]
        again += ["--discard"] if options.discard or options.data is None else []
        asyncio.run(
            serve(folder, options.port, options.seed, options.days, options.open, [sys.executable, *again])
        )
    return OK
