"""The command line: which command, and how a failure of it is told."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import NoReturn

from bot.commands import TABLE
from bot.commands.options import FAILED, MISUSED, OK
from bot.core.errors import FeedbackBotError, OperatorError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status. An operator's mistake is a line, never a traceback."""
    made = parser()
    options, unknown = made.parse_known_args(arguments)
    if unknown:
        _refuse(made, unknown[0], getattr(options, "command_name", None))
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
    made = _Parser(
        prog="feedback-bot",
        description="Asks your customers how it was, tells your team who is unhappy, "
        "and gives managers an honest digest.",
    )
    commands = made.add_subparsers(title="commands", metavar="COMMAND", dest="command_name")
    for name, (words, fill) in TABLE.items():
        fill(commands.add_parser(name, help=words))
    return made


class _Parser(argparse.ArgumentParser):
    """One whose complaints are a line with the remedy, without the usage before it."""

    def error(self, message: str) -> NoReturn:
        if found := _CHOICE.fullmatch(message):
            where = f"{found[1]}: " if found[1].startswith("-") else ""
            message = where + _unknown(found[2], re.findall(r"[\w-]+", found[3]))
        elif "required" in message:
            message = f"{message}; {' '.join(self.format_usage().split())}"
        self.exit(MISUSED, f"{self.prog}: {message} ({self.prog} --help says more)\n")


_CHOICE = re.compile(r"argument (.+): invalid choice: '(.*)' \(choose from (.*)\)")


def _refuse(made: argparse.ArgumentParser, word: str, command: str | None) -> NoReturn:
    """End with a line about a word that nobody asked for."""
    chosen = next((one for name, one in _children(made) if name == command), made)
    known = [flag for one in (chosen, *_below(chosen)) for flag in one._option_string_actions]
    chosen.error(_unknown(word.partition("=")[0], known))


def _below(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    for _, one in _children(parser):
        yield one
        yield from _below(one)


def _children(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def _unknown(word: str, known: Sequence[str]) -> str:
    if near := get_close_matches(word, known, n=1):
        return f'"{word}" is not known here; did you mean "{near[0]}"?'
    return f'"{word}" is not known here' + (f", only {', '.join(known)}" if len(known) <= _A_FEW else "")


_A_FEW = 8
