"""Test messages: made by the real handlers, brought by the real adapters, past database and outbox."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.charts import Charts
from bot.config import Config, settings
from bot.config.own_texts import wording
from bot.config.people import ids_of
from bot.config.platforms import user
from bot.config.values import shown, suggestion
from bot.connections import Given, others, slack, telegram
from bot.core.effects import Parcel
from bot.core.errors import OperatorError, Rejected, SendError, TryLater, Unreachable
from bot.core.events import Event
from bot.core.identity import chat_of
from bot.core.ports import Clock
from bot.core.view import View
from bot.evidence import EvidenceFetcher
from bot.plugins import ChatAdapter
from handlers import samples

_SEED_BITS = 128


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one test message; ``to`` as the operator named it."""

    to: str
    problem: str | None


async def send_tests(
    config: Config, rooms: Sequence[str], people: Sequence[str], clock: Clock
) -> list[Tried]:
    """Send to these rooms by name, and people by name or id; without any, to every room.

    Raises OperatorError for one that there is not.
    """
    parcels = _parcels(config, rooms or ([] if people else [*config.rooms]), people, clock)
    async with _adapters(config, clock) as adapters:
        return [Tried(to, await _send(adapters, parcel)) for to, parcel in parcels.items()]


def _parcels(config: Config, rooms: Sequence[str], people: Sequence[str], clock: Clock) -> dict[str, Parcel]:
    made = settings(config, secrets.token_bytes(32))
    view = View(made).for_event(clock.now(), secrets.randbits(_SEED_BITS))
    by_name = {room.name: room for room in made.rooms}
    found: dict[str, Parcel] = {}
    for name in rooms:
        if name not in by_name:
            raise OperatorError(f"There is no room {shown(name)}; {suggestion(name, by_name)}")
        found[name] = samples.to_room(by_name[name], view)
    for said in people:
        found[said] = samples.to_person(chat_of(_user(config, said)), view)
    return found


def _user(config: Config, said: str) -> str:
    theirs = ids_of(config, said)
    if not theirs:
        raise OperatorError(f"There is nobody {shown(said)} in [people]; {suggestion(said, config.people)}")
    try:
        return user(theirs[0])
    except ValueError as error:
        raise OperatorError(f"{shown(said)}: {error}") from None


@asynccontextmanager
async def _adapters(config: Config, clock: Clock) -> AsyncIterator[Mapping[str, ChatAdapter]]:
    """Those that are on, to send by alone: nothing is brought in."""
    fetcher = EvidenceFetcher(clock, {})
    given = Given(_nothing, clock, wording(config), Charts(), fetcher)
    made = settings(config, b"")
    both = {"telegram": telegram(config, made, given, {}), "slack": slack(config, made, given)}
    ours = {name: adapter for name, adapter in both.items() if adapter is not None}
    adapters = {**ours, **others(config, given)}
    try:
        yield adapters
    finally:
        await fetcher.close()
        for adapter in adapters.values():
            await adapter.close()


async def _nothing(_event: Event) -> Mapping[str, object]:
    return {}


async def _send(adapters: Mapping[str, ChatAdapter], parcel: Parcel) -> str | None:
    """What kept it from arriving."""
    adapter = adapters.get(parcel.address.platform)
    if adapter is None:
        return f"{parcel.address.platform} is not switched on"
    try:
        await adapter.send(parcel, None, recovered=False)
    except SendError as error:
        return _problem(error)
    return None


def _problem(error: SendError) -> str:
    match error:
        case TryLater():
            return "not now: feedback-bot check --online says what is in the way"
        case Unreachable():
            return "they have not written to the bot yet, or have blocked it"
        case Rejected():
            return f"refused: {error}"
        case _:
            return "it is not known whether it arrived"
