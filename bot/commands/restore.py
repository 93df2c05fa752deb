"""``feedback-bot restore``: go on from a backup; no wish is lost, and nobody is written to twice."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from bot.commands.options import OK, config_option

_EXAMPLES = """\
examples:
  feedback-bot restore data/backups/feedback-bot-20261122T120000Z.db
  feedback-bot restore --after-pg-restore      the server's own tool has brought a PostgreSQL database back

The bot must not run. The backup is checked and brought up to date beside the present file, which stays until
then and is kept afterwards. Who was erased, asked to be forgotten or said stop since the backup stays so.
What was about to be sent when it was made is parked and listed: it may have been sent since.
"""


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="what feedback-bot backup has made"
    )
    parser.add_argument(
        "--after-pg-restore", action="store_true", help="PostgreSQL: settle what pg_restore has brought back"
    )
    parser.add_argument(
        "--tombstones",
        type=Path,
        metavar="FILE",
        help="a copy of tombstones.txt, where the data folder's own was lost",
    )
    config_option(parser)
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot import config, restoring
    from bot.core.errors import OperatorError

    loaded = config.load(options.config)
    if options.after_pg_restore != (options.file is None):
        raise OperatorError("name one backup to restore, or give --after-pg-restore")
    if options.file is None:
        told = asyncio.run(restoring.settle_server(loaded, options.tombstones))
    else:
        told = asyncio.run(restoring.restore(loaded, options.file, options.tombstones))
    print("\n".join(told))
    return OK
