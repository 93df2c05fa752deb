"""The command line: which command, and how a failure of it is told."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bot.commands import TABLE
from bot.commands.options import FAILED, MISUSED, OK
from bot.core.errors import FeedbackBotError, OperatorError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status. An operator's mistake is a line, never a traceback."""
    made = parser()
    options = made.parse_args(arguments)
    if not hasattr(options, "command"):
        made.print_help()
        return OK
    try:
        status: int = options.command(options)
    except OperatorError as error:
        print(f"feedback-bot: {error}", file=sys.stderr)
        return MISUSED
    except FeedbackBotError as error:
        print(f"feedback-bot: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return OK
    return status


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    made = argparse.ArgumentParser(
        prog="feedback-bot",
        description="Asks your customers how it was, tells your team who is unhappy, "
        "and gives managers an honest digest.",
    )
    commands = made.add_subparsers(title="commands", metavar="COMMAND")
    for name, (words, fill) in TABLE.items():
        fill(commands.add_parser(name, help=words))
    return made
