"""``feedback-bot replay``: handle again what could not be handled, and send again what was given up."""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from bot.commands.options import FAILED, OK, config_option, whole_number

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from bot.config import Config
    from storage.database import Database
    from storage.replaying import Letter, ParkedParcel

_LIST, _LETTERS, _PARCELS, _ALL = "list", "letters", "parcels", "all"
_EXAMPLES = """\
  feedback-bot replay list       what could not be handled (dead letters), what was given up (parked parcels)
  feedback-bot replay 12 7c0f…   this dead letter, and this parcel
  feedback-bot replay letters    every dead letter; likewise parcels, all

Look first why it failed: what still stands in the way fails again. The bot that runs does it, within seconds,
or the next one that starts.
"""
_WAIT_S = 8.0
_LOOK_EVERY_S = 0.25


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EXAMPLES
    parser.add_argument(
        "what", nargs="*", metavar="ID", help="numbers of dead letters, ids of parcels, or a word; see below"
    )
    config_option(parser)
    parser.add_argument(
        "--limit", type=whole_number(1, "--limit"), default=20, metavar="N", help="list so many; default: 20"
    )
    parser.add_argument("--json", action="store_true", help="the list as one JSON object, moments in UTC")
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status: 1 where something failed once more."""
    from bot import config

    loaded = config.load(options.config)
    if options.what in ([], [_LIST]):
        return asyncio.run(_list(loaded, options.limit, as_json=options.json))
    return asyncio.run(_replay(loaded, options.what))


async def _list(loaded: Config, limit: int, *, as_json: bool) -> int:
    from bot import app
    from bot.texts import terminal
    from storage import dead_letters, replaying

    async with app.reading(loaded) as (database, _):
        letters = await database.read(partial(replaying.letters, limit=limit))
        parcels = await database.read(partial(replaying.parked, limit=limit))
        counts = await database.read(dead_letters.counts)
    if as_json:
        found = {"letters": [*map(_letter_json, letters)], "parcels": [*map(_parcel_json, parcels)]}
        print(terminal.as_json(found))
    else:
        print("\n".join(_lines(letters, counts.dead_letters, parcels, counts.parcels_parked)))
    return OK


def _lines(
    letters: Sequence[Letter], all_letters: int, parcels: Sequence[ParkedParcel], all_parcels: int
) -> Iterator[str]:
    from bot.texts.terminal import plain

    yield f"Dead letters: {_of(letters, all_letters)}"
    for letter in letters:
        asked = " (is about to be handled again)" if letter.asked else ""
        why = plain(letter.why)
        yield f"  {letter.sequence}  {_at(letter.at)}  {plain(letter.platform)} {letter.kind}: {why}{asked}"
    yield f"Parked parcels: {_of(parcels, all_parcels)}"
    for one in parcels:
        unknown = " (may have arrived all the same)" if one.unknown else ""
        what = f"{one.purpose} of {plain(one.about)}" if one.about else one.purpose
        yield f"  {one.id}  {_at(one.created_at)}  {one.platform} {what}{unknown}"


def _of(shown: Sequence[object], every: int) -> str:
    if not every:
        return "none"
    return f"{every}" if len(shown) == every else f"{every}, the newest {len(shown)}"


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _letter_json(letter: Letter) -> Mapping[str, object]:
    return {
        "id": letter.sequence,
        "platform": letter.platform,
        "key": letter.key,
        "kind": letter.kind,
        "at": letter.at.isoformat(),
        "error": letter.error,
        "asked": letter.asked,
    }


def _parcel_json(parcel: ParkedParcel) -> Mapping[str, object]:
    return {
        "id": parcel.id,
        "platform": parcel.platform,
        "purpose": parcel.purpose,
        "about": parcel.about,
        "created": parcel.created_at.isoformat(),
        "parked": parcel.parked_at.isoformat() if parcel.parked_at else None,
        "not_after": parcel.not_after.isoformat() if parcel.not_after else None,
        "may_have_arrived": parcel.unknown,
    }


# --- doing it


@dataclass(frozen=True, slots=True)
class _Wanted:
    letters: Mapping[int, tuple[str, str]]  # number → (platform, key)
    parcels: Sequence[str]


async def _replay(loaded: Config, words: Sequence[str]) -> int:
    from bot import app
    from storage import replaying

    async with _beside(loaded) as database:
        wanted = await _wanted(database, words)
        now = app.SystemClock().now()
        asked = await database.write(lambda one: replaying.ask_for(one, wanted.letters, now))
        sent = await database.write(lambda one: replaying.put_back(one, wanted.parcels, now))
        print(f"{_n(asked, 'dead letter')} to be handled again, {_n(sent, 'parcel')} to be sent again.")
        return await _watched(database, wanted)


@asynccontextmanager
async def _beside(loaded: Config) -> AsyncIterator[Database]:
    """The database, to write a few rows that nobody keeps in memory."""
    from bot import app
    from storage.database import open_database

    url, synchronous = app.database_url(loaded, loaded.data_folder), loaded.storage.synchronous.upper()
    database = await open_database(url, synchronous=synchronous, beside=True)
    try:
        yield database
    finally:
        await database.close()


async def _wanted(database: Database, words: Sequence[str]) -> _Wanted:
    """What the words name. Raises OperatorError where there is no such thing."""
    from bot.core.errors import OperatorError
    from storage import replaying

    every = await database.read(replaying.all_letters)
    parked = await database.read(replaying.all_parked)
    letters, parcels = dict[int, tuple[str, str]](), list[str]()
    for word in words:
        if word in (_LETTERS, _ALL, _PARCELS):
            letters.update(every if word != _PARCELS else {})
            parcels += parked if word != _LETTERS else []
        elif word.isdigit() and int(word) in every:
            letters[int(word)] = every[int(word)]
        elif word in parked:
            parcels.append(word)
        else:
            raise OperatorError(
                f"{word!r} is neither the number of a dead letter nor the id of a parked parcel; "
                "feedback-bot replay list shows both"
            )
    return _Wanted(letters, [*dict.fromkeys(parcels)])


async def _watched(database: Database, wanted: _Wanted) -> int:
    """Wait a while, and say what came of it."""
    from storage import replaying

    loop = asyncio.get_running_loop()
    until = loop.time() + _WAIT_S
    while True:
        left = await database.read(partial(replaying.still_asked, sequences=wanted.letters))
        states = await database.read(partial(replaying.states, parcel_ids=wanted.parcels))
        waiting = [id_ for id_, state in states.items() if state == "waiting"]
        if not (left or waiting) or loop.time() > until:
            break
        await asyncio.sleep(_LOOK_EVERY_S)
    done = {number: key for number, key in wanted.letters.items() if number not in left}
    again = await database.read(partial(replaying.failed_again, keys=done))
    for number, why in again.items():
        print(f"Dead letter {number} failed once more: {_one_line(why)}")
    if len(done) > len(again):
        print(f"{_n(len(done) - len(again), 'dead letter')} handled.")
    for state, n in sorted(Counter(states.values()).items()):
        if state != "waiting":
            print(f"{_n(n, 'parcel')} {_BECAME.get(state, state)}.")
    if left or waiting:
        print("The rest is done as soon as the bot runs, or gets to it.")
    return FAILED if again or "parked" in states.values() else OK


_BECAME = {"sent": "sent", "parked": "given up once more", "expired": "too old to be sent"}


def _one_line(words: str) -> str:
    from bot.texts.terminal import plain

    return plain(words)


def _n(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
