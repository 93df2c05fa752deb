"""After a send whose outcome is unknown: is the message there?

It carries its parcel's id in its metadata, or in the name of the file that it brings.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.outbound import EVENT_TYPE
from bot.core.errors import Unknown
from bot.core.evidence import is_brought_by

EARLIER = timedelta(seconds=60)  # their clock and ours need not agree
_PAGE = 200  # messages
_PAGES = 20


async def find(
    client: AsyncWebClient, parcel_id: str, channel: str, thread_ts: str | None, since: datetime
) -> str | None:
    """The ``ts`` of the message that brought this parcel, None where it is not there.

    Raises what the client raises, and Unknown where there is more to read than is reasonable.
    """
    oldest = f"{(since - EARLIER).timestamp():.6f}"
    cursor = None
    for _ in range(_PAGES):
        if thread_ts is None:
            answer = await client.conversations_history(
                channel=channel, oldest=oldest, limit=_PAGE, include_all_metadata=True, cursor=cursor
            )
        else:
            answer = await client.conversations_replies(
                channel=channel,
                ts=thread_ts,
                oldest=oldest,
                limit=_PAGE,
                include_all_metadata=True,
                cursor=cursor,
            )
        for message in answer.get("messages") or ():
            if isinstance(message, Mapping) and _brings(message, parcel_id):
                return str(message["ts"])
        following = answer.get("response_metadata") or {}
        cursor = following.get("next_cursor") or None
        if cursor is None:
            return None
    raise Unknown("the message was not found among the newest")


def _brings(message: Mapping[str, object], parcel_id: str) -> bool:
    files = message.get("files")
    listed = files if isinstance(files, list) else []
    names = [file.get("name") for file in listed if isinstance(file, Mapping)]
    return _parcel_of(message) == parcel_id or any(is_brought_by(name, parcel_id) for name in names)


def _parcel_of(message: Mapping[str, object]) -> str | None:
    metadata = message.get("metadata")
    if not isinstance(metadata, Mapping) or metadata.get("event_type") != EVENT_TYPE:
        return None
    payload = metadata.get("event_payload")
    parcel = payload.get("parcel") if isinstance(payload, Mapping) else None
    return parcel if isinstance(parcel, str) else None
