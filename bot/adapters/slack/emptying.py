"""Taking away what cannot be edited: a file with the message that shows it, or a message.

A file that is deleted leaves its message with the words beside it, so that goes first; where it stands is
told by ``files.info`` (https://docs.slack.dev/reference/methods/files.info), under ``shares``. What may not
be deleted a person has to: that is Rejected, and staff are told.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import partial

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.failures import code_of, is_final
from bot.core.errors import Rejected

_GONE = frozenset("message_not_found channel_not_found file_not_found file_deleted".split())

_log = logging.getLogger(__name__)


def is_file(name: str) -> bool:
    """Whether the second half of a receipt names a file, and not a message."""
    return name.startswith("F")


async def file_taken_away(client: AsyncWebClient, file_id: str) -> None:
    """The messages that show it, then the file. Raises Rejected where any of it stays, SlackApiError."""
    stays = False
    for channel, ts in await _shown_in(client, file_id):
        stays = not await _done(partial(client.chat_delete, channel=channel, ts=ts), file_id) or stays
    stays = not await _done(partial(client.files_delete, file=file_id), file_id) or stays
    if stays:
        raise Rejected("a file stays, or what shows it")


async def message_taken_away(client: AsyncWebClient, channel: str, ts: str) -> None:
    """One message. Raises as above."""
    if not await _done(partial(client.chat_delete, channel=channel, ts=ts), f"{channel}/{ts}"):
        raise Rejected("a message stays as it is")


async def _shown_in(client: AsyncWebClient, file_id: str) -> list[tuple[str, str]]:
    """Channel and ts of each message that shows it; none where that cannot be told."""
    try:
        answer = await client.files_info(file=file_id)
    except SlackApiError as refused:
        if not is_final(refused):
            raise
        return []
    return [*_messages(answer.get("file"))]


def _messages(file: object) -> Iterator[tuple[str, str]]:
    shares = file.get("shares") if isinstance(file, Mapping) else None
    for channels in shares.values() if isinstance(shares, Mapping) else ():
        for channel, shown in channels.items() if isinstance(channels, Mapping) else ():
            yield from (
                (channel, str(one["ts"])) for one in shown if isinstance(one, Mapping) and "ts" in one
            )


async def _done(attempt: Callable[[], Awaitable[object]], what: str) -> bool:
    """Whether it is gone. Raises SlackApiError for what may pass."""
    try:
        await attempt()
    except SlackApiError as refused:
        if code_of(refused) in _GONE:
            return True
        if not is_final(refused):
            raise
        _log.warning("slack: %s stays as it is: %s", what, code_of(refused))
        return False
    return True
