"""``feedback-bot digest``: the managers' digest."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from bot.commands.options import OK, config_option


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument(
        "words",
        nargs="*",
        help='as after /digest: "last month", "berlin vs hamburg", "why delivery", "last 30 days"',
    )
    config_option(parser)
    parser.add_argument(
        "--format", choices=("text", "json", "html", "png"), default="text", help="default: text"
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="PATH",
        help="write it to this file, or the pictures (png) into this folder",
    )
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status. Raises OperatorError where it cannot be written."""
    from bot import app, config
    from bot.core.errors import OperatorError

    words = " ".join(options.words)
    if options.format == "png":
        if options.out is None:
            raise OperatorError("pictures go into a folder; name it with --out FOLDER")
        paths = asyncio.run(app.write_pictures(config.load(options.config), words, options.out))
        print("\n".join(map(str, paths)) or "There is nothing to draw yet.")
        return OK
    written = asyncio.run(app.print_digest(config.load(options.config), words, options.format))
    if options.out is None:
        print(written)
        return OK
    try:
        options.out.write_text(written, "utf-8")
    except OSError as error:
        raise OperatorError(f"{options.out}: cannot be written ({error.strerror})") from None
    print(options.out)
    return OK
