"""What follows a first message: further pages, then pictures. Best effort: what counts has arrived.

The pages' numbers are kept, so that what stands there can be taken out of them again. Where they take too
long they follow later, and their numbers are not known.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.adapters.telegram.client import Client
from bot.adapters.telegram.failures import described, send_error
from bot.adapters.telegram.outbound import Outgoing, Picture
from bot.adapters.telegram.passages import Passage
from bot.adapters.telegram.payloads import UNKNOWN, page
from bot.charts import Charts, ChartUnavailable, spec
from bot.core.effects import Parcel
from bot.core.errors import TryLater
from bot.core.ports import Render

_PAUSE_S = 1.0  # between messages that follow each other into one chat
_ATTEMPTS = 4
_PAGES_S = 8.0  # all of them: the courier waits for them, and so does what comes after

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pages:
    """What the pages became, and those that are still to be sent."""

    names: tuple[str, ...]
    left: tuple[Passage, ...] = ()


async def further_pages(client: Client, parcel: Parcel, chat_id: int, pages: Sequence[Passage]) -> Pages:
    """Send them, one after the other. Never raises."""
    names: list[str] = []
    try:
        async with asyncio.timeout(_PAGES_S):
            for passage in pages:
                name = await _insist(parcel, partial(client.post, "sendMessage", page(chat_id, passage)))
                names.append(name if isinstance(name, str) else UNKNOWN)
    except TimeoutError:
        return Pages((*names, UNKNOWN), tuple(pages[len(names) :]))
    return Pages(tuple(names))


async def send_rest(
    client: Client, charts: Charts | None, render: Render, parcel: Parcel, chat_id: int, outgoing: Outgoing
) -> None:
    """Send everything but the first message. Never raises."""
    for passage in outgoing.passages[1:]:
        await _insist(parcel, partial(client.post, "sendMessage", page(chat_id, passage)))
    for picture in outgoing.pictures:
        png = await _png(charts, render, parcel, picture)
        if png is not None:
            caption = picture.caption or None
            await _insist(parcel, partial(client.api.send_photo, chat_id, png, caption))


async def _png(charts: Charts | None, render: Render, parcel: Parcel, picture: Picture) -> bytes | None:
    """The picture; None where there is none: its numbers are in the text."""
    if charts is None:
        return None
    try:
        return await charts.png(spec(picture.chart, render, parcel.language, dark=False))
    except ChartUnavailable:
        _log.warning("telegram: parcel %s: a picture could not be drawn", parcel.id)
    except Exception as error:  # noqa: BLE001  # a chart that nobody can draw takes nothing else with it
        _log.error("telegram: parcel %s: no picture (%s)", parcel.id, type(error).__name__)
    return None


async def _insist(parcel: Parcel, attempt: Callable[[], Awaitable[object]]) -> object:
    """Send one, and what that brought; again where nothing was sent, a few times."""
    reason = ""
    for _ in range(_ATTEMPTS):
        await asyncio.sleep(_PAUSE_S)
        try:
            return await attempt()
        except Exception as error:  # noqa: BLE001  # whatever the library makes of an answer
            meaning, reason = send_error(error, room=False), described(error)
        if not isinstance(meaning, TryLater):
            break
        await asyncio.sleep(meaning.after_s)
    _log.warning("telegram: parcel %s: a part of it was not sent (%s)", parcel.id, reason)
    return None
