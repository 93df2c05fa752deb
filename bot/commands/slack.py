"""``feedback-bot slack manifest``: what Slack makes the app from."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bot.commands.options import OK


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("what", choices=("manifest",), help="manifest: what Slack makes the app from")
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="as this file says; without it: the defaults"
    )
    parser.add_argument(
        "--public-url", metavar="URL", help="Slack calls this address, instead of Socket Mode"
    )
    parser.add_argument("--command", metavar="NAME", dest="slash", help="default: /customers")
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot import config, online

    loaded = config.load(options.config) if options.config else None
    manifest = online.slack_manifest(loaded, options.public_url, options.slash)
    print(json.dumps(manifest, indent=2, ensure_ascii=False))
    return OK
