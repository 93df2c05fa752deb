"""``feedback-bot reanalyze``: stored comments are given to the analyzer that is in use now."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.commands.options import OK, config_option
from bot.core.errors import OperatorError

if TYPE_CHECKING:
    from bot.config import Config
    from bot.core.ports import Analyzer
    from bot.core.sentiment import Sentiment
    from bot.core.settings import Settings
    from storage.database import Database
    from storage.reanalysis import Key, Moved, Place, Stored, Version

INTERRUPTED = 130

_EXAMPLES = """\
examples:
  feedback-bot reanalyze --dry-run                    what would change
  feedback-bot reanalyze                              after an update, or another [sentiment] analyzer
  feedback-bot reanalyze --since 2026-01-01
  feedback-bot reanalyze --engine textblob --dry-run  how another engine would judge them

The newest comments come first. Those that have this analyzer's opinion already are passed over, so a run
that was stopped goes on where it was. What customers corrected stays; digests count anew; no case is opened
and nobody is told. It may be given while the bot runs.
"""


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Stored comments are given to the analyzer that is in use now."
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "--since", type=_moment, metavar="DATE", help="only comments from then on, such as 2026-01-31"
    )
    parser.add_argument("--engine", metavar="NAME", help="default: [sentiment] analyzer")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    config_option(parser)
    parser.set_defaults(command=do)


def _moment(raw: str) -> datetime:
    """Without a zone where none is said: a day begins where the business is."""
    try:
        return datetime.fromisoformat(raw)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{raw!r} is no date; write it as 2026-07-31") from None


@dataclass(slots=True)
class _Outcome:
    """How it ended. ``corrected`` are the comments whose customers said what they meant."""

    moved: Moved
    corrected: int
    took_s: float


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot import config
    from bot.analysis.answerable import Answerable
    from bot.sentiment.adapted import configured

    loaded = config.load(options.config)
    name = options.engine or loaded.sentiment.analyzer
    if name == "none" and options.engine is None:
        raise OperatorError(
            '[sentiment] analyzer is "none", which has no opinion on anything: every comment would lose its '
            "score. Name an engine with --engine NAME, or say --engine none."
        )
    analyzer = Answerable(configured(loaded, name))
    try:
        outcome = asyncio.run(_reanalyzed(loaded, analyzer, options.since, keep=not options.dry_run))
    except KeyboardInterrupt:
        again = "give the same command again: it goes on where it was"
        print(f"\nStopped. Nothing is half stored. To go on, {again}.", file=sys.stderr)
        return INTERRUPTED
    print(*_told(outcome, analyzer, dry_run=options.dry_run), sep="\n")
    if options.engine not in (None, loaded.sentiment.analyzer) and not options.dry_run:
        print(f"New comments are given to {loaded.sentiment.analyzer!r}, as [sentiment] analyzer says.")
    return OK


async def _reanalyzed(loaded: Config, analyzer: Analyzer, since: datetime | None, *, keep: bool) -> _Outcome:
    from bot import app
    from bot.commands.opening import open_to_write

    # Read first, also where it is to be written: where there is no database, none is made.
    async with app.reading(loaded) as (database, made):
        if not keep:
            return await _walked(database, made, analyzer, _since_us(since, made.zone), keep=False)
    database, _ = await open_to_write(loaded)
    try:
        return await _walked(database, made, analyzer, _since_us(since, made.zone), keep=True)
    finally:
        await database.close()


def _since_us(since: datetime | None, zone: ZoneInfo) -> int:
    from storage.codec import micros

    if since is None:
        return 0
    return micros(since if since.tzinfo else since.replace(tzinfo=zone))


async def _walked(
    database: Database, made: Settings, analyzer: Analyzer, since_us: int, *, keep: bool
) -> _Outcome:
    """From the newest to the oldest, some at a time: read, given to the analyzer, saved."""
    from bot.progress import Progress
    from storage import patience, reanalysis

    version = reanalysis.Version(analyzer.name, analyzer.version)
    began = time.monotonic()
    wanted, corrected = await database.read(lambda on: reanalysis.count(on, version, since_us))
    moved, place, done = reanalysis.Moved(), reanalysis.FROM_THE_NEWEST, 0
    with Progress("Reanalyzing") as bar:
        while some := await _following(database, version, since_us, place):
            said = _said(some, analyzer, made)
            if keep:
                save = partial(reanalysis.save, settings=made, version=version, said=said)
                unit = await patience.write(database, save)
            else:
                unit = await database.read(partial(reanalysis.meet, said=said))
            moved.add(unit)
            place, done = some[-1].place, done + len(some)
            bar.at(done / max(wanted, done), _rate(done, time.monotonic() - began))
    return _Outcome(moved, corrected, time.monotonic() - began)


async def _following(database: Database, version: Version, since_us: int, place: Place) -> list[Stored]:
    from storage import reanalysis

    return await database.read(lambda on: reanalysis.following(on, version, since_us, place))


def _said(
    some: Sequence[Stored], analyzer: Analyzer, made: Settings
) -> Mapping[Key, tuple[Stored, Sentiment | None]]:
    """What the analyzer says of each, nothing where it has no opinion."""
    from bot.enrich import feelings
    from bot.sentiment.language import language_of

    texts = {one.key: (one.text, one.language or made.language) for one in some}
    felt = feelings(dict.fromkeys(texts.values()), analyzer, language_of)
    return {one.key: (one, felt.get(texts[one.key])) for one in some}


def _told(outcome: _Outcome, analyzer: Analyzer, *, dry_run: bool) -> Iterator[str]:
    from bot.commands.columns import columns, difference
    from bot.core.sentiment import Label

    moved, who = outcome.moved, f"{analyzer.name} {analyzer.version}".strip()
    if outcome.corrected:
        corrected = f"{outcome.corrected:,} that their customers corrected stay as they are."
    else:
        corrected = ""
    if not moved.comments:
        yield f"No comment is to be given to {who}: {corrected or 'all have its opinion.'}"
        return
    head = "Would give" if dry_run else "Gave"
    yield f"{head} {moved.comments:,} comments to {who}{_took(moved.comments, outcome.took_s)}."
    order = (Label.UNHAPPY, Label.NEUTRAL, Label.HAPPY, Label.UNKNOWN)
    figures = [(label.value, moved.before[label], moved.after[label]) for label in order]
    table = [(label, f"{was:,}", f"{now:,}", difference(was, now)) for label, was, now in figures]
    yield from columns([("", "before", "after", "difference"), *table])
    yield (
        f"{moved.relabelled:,} {'would have' if dry_run else 'have'} another label, "
        f"{moved.rescored:,} the same label and another score."
    )
    if corrected:
        yield corrected[0].upper() + corrected[1:]
    if moved.passed_over:
        yield f"{moved.passed_over:,} were changed by their customers meanwhile and stay as they are."
    if not dry_run:
        yield "Digests count anew; no case was opened."


def _took(done: int, took_s: float) -> str:
    return f" in {took_s:.1f} s, {done / took_s:,.0f} a second" if took_s > 0 else ""


def _rate(done: int, took_s: float) -> str:
    return f"{done:,} comments, {done / took_s:,.0f} a second" if took_s > 1 else f"{done:,} comments"
