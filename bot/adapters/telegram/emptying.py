"""Taking words out of a message that is there: it is edited, else deleted; nothing is sent in its place.

A text can be edited at any time. A file can be deleted for 48 hours, and after that by an administrator of
the group alone (https://core.telegram.org/bots/api#deletemessage); its caption can be edited at any time.
"""

from __future__ import annotations

import logging
from itertools import zip_longest

from bot.adapters.telegram import failures, payloads
from bot.adapters.telegram.client import Client, Refused
from bot.adapters.telegram.outbound import Outgoing
from bot.adapters.telegram.passages import Passage
from bot.core.errors import Rejected

_log = logging.getLogger(__name__)


async def emptied(client: Client, chat_id: int, target: str | None, outgoing: Outgoing) -> None:
    """Let the message say this, on each of its pages. Raises Rejected where a part of it stays as it is.

    ``target`` None: the group has moved since, and what was said before cannot be reached.
    """
    if target is None:
        raise Rejected("what was said before the group moved stays")
    ids, is_all = payloads.messages_of(target)
    stays = not is_all
    for number, (id_, page) in enumerate(zip_longest(ids, outgoing.passages)):
        if id_ is None:
            stays = stays or bool(ids)  # a page that is not known by its number
        elif page is None:
            stays = not await _deleted(client, chat_id, id_) or stays
        else:
            edit = (
                payloads.edited_message(chat_id, id_, outgoing) if number == 0 else _page(chat_id, id_, page)
            )
            stays = not (await _edited(client, edit) or await _deleted(client, chat_id, id_)) or stays
    if stays:
        raise Rejected("a part of it stays as it is")


def _page(chat_id: int, message_id: int, page: Passage) -> payloads.Json:
    return {**payloads.page(chat_id, page), "message_id": message_id}


async def _edited(client: Client, edit: payloads.Json) -> bool:
    """Whether it says this now. Raises Refused for what may pass."""
    try:
        await client.call("editMessageText", edit)
    except Refused as refused:
        if not failures.is_uneditable(refused):
            return _is_so(refused)
        return False
    return True


async def _deleted(client: Client, chat_id: int, message_id: int) -> bool:
    """Whether it is gone; what may not be deleted loses its caption at least. Raises Refused as above."""
    try:
        await client.call("deleteMessage", {"chat_id": chat_id, "message_id": message_id})
    except Refused as refused:
        if failures.is_gone(refused):
            return True
        if not failures.is_undeletable(refused):
            raise
        _log.warning("telegram: message %d stays as it is (%s)", message_id, failures.described(refused))
        await _uncaptioned(client, chat_id, message_id)
        return False
    return True


async def _uncaptioned(client: Client, chat_id: int, message_id: int) -> None:
    try:
        await client.call("editMessageCaption", {"chat_id": chat_id, "message_id": message_id})
    except Refused as refused:
        if refused.status != 400:
            raise


def _is_so(refused: Refused) -> bool:
    """True where it says so already. Raises what else was refused."""
    if failures.is_unmodified(refused):
        return True
    raise refused
