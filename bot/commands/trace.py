"""``feedback-bot trace``: the whole way of one event, invitation, parcel, case or order."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from bot.commands.options import OK, config_option

if TYPE_CHECKING:
    from bot.config import Config
    from storage.tracing import Step


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument(
        "id",
        metavar="ID",
        help="an invitation's, parcel's, case's or purchase's id, an order number, or an event's key, "
        "perhaps with its platform (telegram/1234)",
    )
    config_option(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object, moments in UTC")
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status. Reads only."""
    from bot import config
    from bot.core.errors import OperatorError
    from bot.texts.terminal import as_json

    steps = asyncio.run(_traced(config.load(options.config), options.id))
    if not steps:
        raise OperatorError(
            f"nothing is called {options.id!r}; the id of an invitation, a parcel, a case or a purchase, an "
            "order number or an event's key will do"
        )
    print(as_json(_json(steps)) if options.json else "\n".join(_lines(steps)))
    return OK


async def _traced(loaded: Config, word: str) -> list[Step]:
    from bot import app
    from storage import tracing

    async with app.reading(loaded) as (database, made):
        return await database.read(
            partial(tracing.trace, word=word, shops=made.shops, adapters=loaded.adapters)
        )


def _lines(steps: Sequence[Step]) -> Iterator[str]:
    from bot.texts.terminal import plain

    widest = max(len(step.what) for step in steps)
    for step in steps:
        facts = " ".join(f"{name}={value}" for name, value in step.facts.items() if value is not None)
        mark = "→" if step.ahead else " "
        when = f"{step.at:%Y-%m-%d %H:%M:%S}.{step.at.microsecond // 1000:03}"
        yield f"{when} {mark} {step.what:{widest}}  {plain(step.id)}  {plain(facts)}".rstrip()


def _json(steps: Sequence[Step]) -> dict[str, object]:
    return {
        "steps": [
            {
                "at": step.at.isoformat(),
                "what": step.what,
                "id": step.id,
                "ahead": step.ahead,
                **{name: value for name, value in step.facts.items() if value is not None},
            }
            for step in steps
        ]
    }
