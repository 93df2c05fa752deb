"""``feedback-bot backup``: a checked copy of the database, made while the bot runs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.options import OK, config_option

if TYPE_CHECKING:
    from bot.config import Config

_EXAMPLES = """\
examples:
  feedback-bot backup                       into the folder "backups" beside the data, named by the moment
  feedback-bot backup --to /mnt/safe/monday.db

The bot may run meanwhile. The copy is read again and compared, and gets its name only then; its SHA-256
stands beside it. A file that is there is never written over, and nobody but you may read it. Bring it back
with "feedback-bot restore FILE".
"""


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "--to", type=Path, metavar="FILE", help="default: DATA/backups/feedback-bot-MOMENT.db"
    )
    config_option(parser)
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot import app, config
    from bot.restoring import database_file
    from storage import backup

    loaded = config.load(options.config)
    now = app.SystemClock().now()
    target: Path | None = options.to
    source = database_file(loaded, lambda url: _by_its_own_tool(url, loaded, f"{now:%Y%m%dT%H%M%SZ}"))
    if target is None:
        folder = source.parent / backup.FOLDER
        app.make_private_folder(folder)
        target = folder / f"feedback-bot-{now:%Y%m%dT%H%M%SZ}.db"
    key = loaded.data_folder / app.KEY_FILE
    made = backup.make(source, target, now, key.read_bytes() if key.is_file() else None)
    print(
        f"{made.file}: {made.size / 1e6:,.1f} MB, {sum(made.rows.values()):,} rows "
        f"in {len(made.rows)} tables, read again and found the same.\nSHA-256 {made.sha256}"
    )
    return OK


def _by_its_own_tool(url: str, loaded: Config, moment: str) -> str:
    from storage.backup import server_of

    return (
        f"the database is a PostgreSQL server, which has its own tool for this:\n"
        f"  pg_dump --format=custom --file=feedback-bot-{moment}.dump '{server_of(url)}'\n"
        f"It asks for the password, or takes it from PGPASSWORD. Keep link.key and tombstones.txt from "
        f"{loaded.data_folder} with it."
    )
