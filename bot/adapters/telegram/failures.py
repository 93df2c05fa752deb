"""What went wrong with a call → what it means for a parcel. Pure.

========================================  =====================  ==========================
Telegram, or the way to it                to a person            to a room
========================================  =====================  ==========================
429, "retry after"                        TryLater as asked      TryLater as asked
403; 400 chat or user not found           Unreachable            TryLater, for the operator
400 no right to write here                Rejected               TryLater, for the operator
401, 404: the token                       TryLater               TryLater
never connected, no free connection       TryLater               TryLater
read timeout, reset, 5xx, garbage         Unknown                Unknown
any other 4xx                             Rejected               Rejected
========================================  =====================  ==========================
"""

from __future__ import annotations

import re

import httpx

from bot.adapters.telegram.client import Garbled, Refused
from bot.core.errors import Rejected, SendError, TryLater, Unknown, Unreachable

OPERATOR_S = 60.0  # how soon to look whether the operator has put a room right
TOKEN_S = 60.0
NETWORK_S = 3.0
FLOOD_S = 5.0  # where Telegram does not say how long

_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "user_id_invalid",
    "chat_id_invalid",
    "input_user_deactivated",
    "user is deactivated",
    "group chat was deactivated",
    "group is deactivated",
)
_NO_RIGHT = (
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_admin_required",
    "chat_restricted",
    "user_banned_in_channel",
    "topic_closed",
    "chat_send_plain_forbidden",
    "chat_send_photos_forbidden",
)
_UNMODIFIED = ("message is not modified",)
_CANNOT_EDIT = (
    "message to edit not found",
    "message can't be edited",
    "no text in the message to edit",
    "message_id_invalid",
    "message identifier is not specified",
)
_GONE_MESSAGE = ("message to delete not found",)
_CANNOT_DELETE = ("message can't be deleted",)
_STALE_PRESS = ("query is too old", "query id is invalid", "query_id_invalid")
_TOO_LARGE = ("message is too long", "text is empty", "button_data_invalid", "reply markup is too long")
_OTHERS = (
    "bot was blocked by the user",
    "bot can't initiate conversation",
    "bot can't send messages to bots",
    "bot was kicked",
    "bot is not a member",
    "group chat was deleted",
    "terminated by other getupdates request",
    "webhook is active",
)
_KNOWN = (
    *_GONE,
    *_NO_RIGHT,
    *_UNMODIFIED,
    *_CANNOT_EDIT,
    *_GONE_MESSAGE,
    *_CANNOT_DELETE,
    *_STALE_PRESS,
    *_TOO_LARGE,
    *_OTHERS,
)
_CODE = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b")  # Telegram's own names for errors


def send_error(error: Exception, *, room: bool) -> SendError:
    """What a failed call means for the parcel; ``room`` where it was to go to one."""
    if isinstance(error, Refused):
        return _refused(error, room=room)
    if isinstance(error.__cause__, _NOT_SENT):
        return TryLater(NETWORK_S)
    return Unknown(described(error))


def _refused(error: Refused, *, room: bool) -> SendError:
    reason = described(error)
    if error.retry_after_s is not None or error.status in {409, 429}:
        return TryLater(error.retry_after_s or FLOOD_S)
    if is_token_refused(error):
        return TryLater(TOKEN_S)
    if error.status >= 500:
        return Unknown(reason)
    if is_for_the_operator(error):
        if room:
            return TryLater(OPERATOR_S)
        return Rejected(reason) if _says(error, _NO_RIGHT) and error.status != 403 else Unreachable(reason)
    return Rejected(reason)


def is_for_the_operator(error: Exception) -> bool:
    """Whether we may not write there, or there is nobody: in a room the operator can put that right."""
    return isinstance(error, Refused) and (
        error.status == 403 or (error.status == 400 and _says(error, (*_GONE, *_NO_RIGHT)))
    )


def is_token_refused(error: Exception) -> bool:
    """Whether Telegram does not know our token. A token of the wrong shape gets 404."""
    return isinstance(error, Refused) and error.status in {401, 404}


def is_unmodified(error: Exception) -> bool:
    """Whether the message already says what it was to say."""
    return _says(error, _UNMODIFIED)


def is_uneditable(error: Exception) -> bool:
    """Whether there is no such message to edit, or none that can be edited."""
    return isinstance(error, Refused) and error.status == 400 and _says(error, _CANNOT_EDIT)


def is_gone(error: Exception) -> bool:
    """Whether there is no such message to delete."""
    return _says(error, _GONE_MESSAGE)


def is_undeletable(error: Exception) -> bool:
    """Whether the message may not be deleted: it is too old, or not ours."""
    return isinstance(error, Refused) and error.status == 400 and _says(error, _CANNOT_DELETE)


def is_stale_press(error: Exception) -> bool:
    """Whether nobody waits for the answer to a button press any more."""
    return _says(error, _STALE_PRESS)


def described(error: Exception) -> str:
    """What happened, for a log: known phrases only, for a description may quote what it refuses."""
    if isinstance(error, Refused):
        description = error.description.lower()
        phrases = [phrase for phrase in _KNOWN if phrase in description]
        reason = next(iter(phrases or _CODE.findall(error.description)), "")
        return f"{error.status} {reason}".strip()
    if isinstance(error, Garbled):
        return f"{error.status}, not an answer of Telegram's"
    return type(error.__cause__ or error).__name__


def _says(error: Exception, phrases: tuple[str, ...]) -> bool:
    if not isinstance(error, Refused):
        return False
    description = error.description.lower()
    return any(phrase in description for phrase in phrases)
