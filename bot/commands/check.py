"""``feedback-bot check``: every problem of a configuration at once."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from bot.commands.options import FAILED, OK, config_option
from bot.core.errors import DataFolderError, StorageUnavailable

if TYPE_CHECKING:
    from bot.config import Config
    from bot.core.ports import Analyzer


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    config_option(parser)
    parser.add_argument(
        "--online",
        action="store_true",
        help="ask Telegram and Slack too: tokens, permissions, and whether the bot is in every room",
    )
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot import config, logs
    from bot.config.overview import hints, overview
    from bot.sentiment.adapted import configured

    loaded = config.load(options.config)
    # Whatever has to be loaded is loaded: a model file that is missing or damaged shows here.
    engine = configured(loaded, strict=True)
    engine.analyze(["good"], "en")
    print(
        f"{options.config}: all right. Touchpoints: {len(loaded.touchpoint)}, "
        f"surveys: {len(loaded.definitions)}, rooms: {len(loaded.rooms)}."
    )
    stale = asyncio.run(_stale_comments(loaded, engine))
    told = [*hints(loaded), *([stale] if stale else [])]
    print(*overview(loaded), *(f"Hint: {hint}" for hint in told), sep="\n", flush=True)
    if not options.online:
        return OK
    from bot import online

    logs.redact(*(secret.reveal() for secret in loaded.secrets))
    logs.configure("ERROR")
    findings = asyncio.run(online.findings(loaded))
    for one in findings:
        print(logs.masked(f"{'✓' if one.ok else '✗'} {one.words}"))
    return OK if all(one.ok for one in findings) else FAILED


async def _stale_comments(loaded: Config, engine: Analyzer) -> str | None:
    """What is to be said of comments that another analyzer judged; nothing where there is no database yet."""
    if loaded.storage.url is None and not loaded.data_folder.is_dir():
        return None
    from bot import app
    from bot.outdated import outdated

    try:
        async with app.reading(loaded) as (database, _):
            return await outdated(database, engine)
    except (DataFolderError, StorageUnavailable) as error:
        return f"{error}" if app.is_shared(loaded) else None  # a file is made by whoever runs first
