"""A dead letter is brought in once more: as the event that it is, or read anew where it could not be read."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Protocol, runtime_checkable

from bot.core.events import Event, ParcelSettled, Unreadable
from storage.replaying import Letter

ReadAgain = Callable[[str], Awaitable[None]]
"""Takes what a platform sent, as it came, like any other. Raises ValueError where it makes no sense."""

_NOTHING: Mapping[str, object] = {}

logger = logging.getLogger(__name__)


@runtime_checkable
class ReadsAgain(Protocol):
    """An adapter that may understand today what it could not read when it came."""

    async def read_again(self, raw: str) -> None: ...


class Letters(Protocol):
    """Where dead letters lie."""

    async def letter(self, sequence: int) -> Letter | None: ...

    async def let_go(self, sequence: int, *, keep: bool = False) -> None: ...


async def handle_again(
    sequence: int,
    letters: Letters,
    deliver: Callable[[Event], Awaitable[Mapping[str, object]]],
    readers: Mapping[str, ReadAgain],
) -> Mapping[str, object]:
    """Bring it in, then let it go: what fails once more is a new letter by then.

    Raises StorageUnavailable: then it is done at the next tick.
    """
    letter = await letters.letter(sequence)
    if letter is None:
        await letters.let_go(sequence)  # and with it its timer
        return _NOTHING
    if letter.event is None:
        logger.error("dead letter %d is kept: this version knows no event %r", sequence, letter.kind)
        await letters.let_go(sequence, keep=True)
        return _NOTHING
    reply = await _brought(letter.event, sequence, deliver, readers)
    await letters.let_go(sequence)
    logger.info("dead letter %d was handled again", sequence)
    return reply


async def _brought(
    event: Event,
    sequence: int,
    deliver: Callable[[Event], Awaitable[Mapping[str, object]]],
    readers: Mapping[str, ReadAgain],
) -> Mapping[str, object]:
    if isinstance(event, Unreadable) and (read_again := readers.get(event.platform)) is not None:
        try:
            await read_again(event.raw)
        except ValueError:
            return await deliver(event)
        return _NOTHING
    if isinstance(event, ParcelSettled):
        # What became of the parcel is on record: what follows from it is decided now, by a key of its own.
        event = replace(event, platform="replay", key=f"{event.parcel_id}@{sequence}")
    return await deliver(event)
