"""``feedback-bot check``: every problem of a configuration at once."""

from __future__ import annotations

import argparse
import asyncio

from bot.commands.options import FAILED, OK, config_option


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
    from bot import config, logs, sentiment
    from bot.config.overview import hints, overview

    loaded = config.load(options.config)
    # Whatever has to be loaded is loaded: a model file that is missing or damaged shows here.
    engine = sentiment.analyzer(loaded.sentiment.analyzer, loaded.model_folder)
    engine.analyze(["good"], "en")
    print(
        f"{options.config}: all right. Touchpoints: {len(loaded.touchpoint)}, "
        f"surveys: {len(loaded.definitions)}, rooms: {len(loaded.rooms)}."
    )
    print(*overview(loaded), *(f"Hint: {hint}" for hint in hints(loaded)), sep="\n", flush=True)
    if not options.online:
        return OK
    from bot import online

    logs.redact(*(secret.reveal() for secret in loaded.secrets))
    logs.configure("ERROR")
    findings = asyncio.run(online.findings(loaded))
    for one in findings:
        print(logs.masked(f"{'✓' if one.ok else '✗'} {one.words}"))
    return OK if all(one.ok for one in findings) else FAILED
