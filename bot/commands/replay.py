"""``feedback-bot replay-reviews``: real reviews through the whole loop."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from bot.commands.outcome import ended


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("file", type=Path, help="a CSV or TSV file with a header")
    parser.add_argument("--date", required=True, metavar="COLUMN")
    parser.add_argument("--rating", required=True, metavar="COLUMN")
    parser.add_argument("--comment", required=True, metavar="COLUMN")
    parser.add_argument("--customer", metavar="COLUMN")
    parser.add_argument("--product", metavar="COLUMN")
    parser.add_argument("--scale", choices=("1-5", "0-10", "1-7"), default="1-5", help="default: 1-5")
    parser.add_argument("--data", metavar="DIR", help="keep the data here, and go on with what is there")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot.demo.sandbox import data_folder
    from bot.replay import Columns, replay

    columns = Columns(options.date, options.rating, options.comment, options.customer, options.product)
    with data_folder(options.data) as folder:
        return ended(asyncio.run(replay(options.file, columns, options.scale, folder)), options.json)
