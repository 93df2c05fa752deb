"""``feedback-bot init``: a configuration from a few questions, or from options where nobody can be asked."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.commands.options import OK


def fill(parser: argparse.ArgumentParser) -> None:
    """The options; what is not given is asked, on a terminal."""
    parser.add_argument(
        "--config", type=Path, default=Path("config.toml"), metavar="FILE", help="default: config.toml"
    )
    parser.add_argument("--name", metavar="NAME", help="how customers know the business")
    parser.add_argument("--language", metavar="CODE", help="default: en")
    parser.add_argument("--timezone", metavar="ZONE", help="such as Europe/Berlin; default: this machine's")
    parser.add_argument(
        "--telegram", action="store_true", help="on Telegram; its token is read from TELEGRAM_TOKEN"
    )
    parser.add_argument("--username", metavar="NAME", help="of the bot on Telegram; --online finds it")
    parser.add_argument(
        "--slack", action="store_true", help="in Slack; tokens from SLACK_BOT_TOKEN and SLACK_APP_TOKEN"
    )
    parser.add_argument("--workspace", metavar="ID", help="of Slack, T…; --online finds it")
    parser.add_argument("--staff-room", metavar="ID", help="a Telegram group's number, a Slack channel's id")
    parser.add_argument("--managers-room", metavar="ID", help="default: the digest is read in the staff room")
    parser.add_argument("--public-url", metavar="URL", help="how customers reach the web chat")
    parser.add_argument("--telegram-api", metavar="URL", help="a Bot API server of your own")
    parser.add_argument("--slack-api", metavar="URL", help="only for a Slack that is not slack.com")
    parser.add_argument(
        "--online", action="store_true", help="ask Telegram and Slack whether tokens and rooms are right"
    )
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    import sys

    from bot.commands.initializing import begin

    begin(options, is_asked=sys.stdin.isatty())
    return OK
