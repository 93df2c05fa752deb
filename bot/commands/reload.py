"""``feedback-bot reload``: the running bot takes what has changed in its configuration, without a restart."""

from __future__ import annotations

import argparse
import sys

from bot.commands.options import FAILED, OK, config_option


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    config_option(parser)
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status: 1 where the bot did not take it, and goes on as it was."""
    from bot import config
    from bot.control import ask
    from bot.core.errors import OperatorError

    loaded = config.load(options.config)
    answer = ask(loaded.data_folder, {"do": "reload"})
    if answer is None:
        raise OperatorError(
            f"no bot runs on the data folder {loaded.data_folder}; the next start reads it all"
        )
    told = answer.get("lines" if answer.get("ok") else "problems")
    stream = sys.stdout if answer.get("ok") else sys.stderr
    for line in told if isinstance(told, list) else ():
        print(line, file=stream)
    return OK if answer.get("ok") else FAILED
