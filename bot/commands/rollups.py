"""``feedback-bot rollups``: whether the counts behind digests are right, and putting them right."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from bot.commands.options import FAILED, OK, config_option

if TYPE_CHECKING:
    from bot.config import Config
    from storage.rollups import Count, Key

    Wrong = Mapping[Key, tuple[Count, Count]]

INTERRUPTED = 130
_SHOWN = 20  # differences

_EXAMPLES = """\
examples:
  feedback-bot rollups verify     counts every stored answer anew and names what differs (exit status 1)
  feedback-bot rollups rebuild    the same, and puts right what differs

Both may be given while the bot runs. What differs is put right 500 rows at a time; stopped or killed, the
same command does the rest.
"""


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Digests are added up from counts that are kept as answers come."
    parser.epilog = _EXAMPLES
    parser.add_argument("what", choices=("verify", "rebuild"), help="see above")
    config_option(parser)
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot import config

    loaded = config.load(options.config)
    if options.what == "verify":
        wrong = asyncio.run(_verified(loaded))
        print(*_told(wrong), sep="\n")
        return FAILED if wrong else OK
    try:
        wrong = asyncio.run(_rebuilt(loaded))
    except KeyboardInterrupt:
        print("\nStopped. Give the same command again: it does the rest.", file=sys.stderr)
        return INTERRUPTED
    print(*_told(wrong), sep="\n")
    if wrong:
        print(f"{'It is' if len(wrong) == 1 else 'They are'} put right.")
    return OK


async def _verified(loaded: Config) -> Wrong:
    from bot import app
    from storage import rollups

    async with app.reading(loaded) as (database, made):
        return await database.read(partial(rollups.verify, settings=made))


async def _rebuilt(loaded: Config) -> Wrong:
    from bot.commands.opening import open_to_write
    from storage import patience, rollups

    wrong = await _verified(loaded)
    if not wrong:
        return wrong
    database, _ = await open_to_write(loaded)
    try:
        for some in rollups.corrections(wrong):
            await patience.write(database, partial(rollups.correct, some=some))
    finally:
        await database.close()
    return wrong


def _told(wrong: Wrong) -> Iterator[str]:
    if not wrong:
        yield "Every count is that of the stored answers."
        return
    yield f"{len(wrong):,} {'count differs' if len(wrong) == 1 else 'counts differ'} from the stored answers:"
    for key, (counted, right) in list(wrong.items())[:_SHOWN]:
        yield f"  {_named(key)}: {_difference(counted, right)}"
    if len(wrong) > _SHOWN:
        yield f"  and {len(wrong) - _SHOWN:,} more"


def _when(day: int) -> str:
    from storage.rollups import ALL_TIME, monday_of

    if day < ALL_TIME:
        return f"week of {date.fromordinal(monday_of(day)).isoformat()}"
    return date.fromordinal(day).isoformat() if day else "all time"


def _named(key: Key) -> str:
    from bot.texts.terminal import plain
    from storage.rollups import APART, JOINT, joint_ratings

    segment, day, survey, touchpoint, question, measure, value = key
    when = _when(day)
    what = " ".join(plain(word) for word in (survey, touchpoint, question, measure) if word)
    has_no_value = not question or measure.startswith("option:") or measure in _WITHOUT_VALUE
    shown = "" if has_no_value else f" {value}"
    if measure.startswith(JOINT):
        shown = " {} beside {}".format(*joint_ratings(value))
    return f"{when}, {plain(segment.removeprefix(APART)) or 'everybody'}, {what}{shown}"


_WITHOUT_VALUE = ("chosen", "skipped", "comment", "sentiment")


def _difference(counted: Count, right: Count) -> str:
    if counted[0] != right[0]:
        return f"counted {counted[0]:,}, should be {right[0]:,}"
    return f"sums to {counted[1]:.4f}, should be {right[1]:.4f}"
