"""What went wrong with a call → what the courier is to do about it. Pure.

Slack's error codes are those of docs.slack.dev, "chat.postMessage" and "chat.update". Whatever says clearly
that nothing was done may be tried again; whatever leaves it open is Unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.core.errors import Rejected, SendError, TryLater, Unknown, Unreachable
from bot.core.identity import Address

TOKEN_CODES = frozenset(
    "invalid_auth not_authed token_revoked token_expired account_inactive org_login_required".split()
)
CANNOT_EDIT = frozenset(
    "message_not_found cant_update_message edit_window_closed channel_not_found is_archived".split()
)
BAD_BLOCKS = frozenset("invalid_blocks invalid_blocks_format msg_blocks_too_long".split())
NO_THREAD = frozenset("thread_not_found invalid_thread_ts cannot_reply_to_message".split())

MENDABLE_S = 60.0  # what an operator has to put right is looked at this often
_BUSY_S = 5.0
_LEAST_S = 1.0

_PERSON_GONE = frozenset(
    "user_not_found user_disabled users_not_found user_not_visible cannot_dm_bot messages_tab_disabled "
    "channel_not_found cannot_message_user is_bot".split()
)
_MAYBE_DONE = frozenset("internal_error fatal_error service_unavailable".split())
_NOT_DONE = frozenset("request_timeout team_added_to_org accesslimited".split())
_CONTENT = frozenset(
    "no_text msg_too_long too_many_attachments invalid_arguments invalid_blocks invalid_blocks_format "
    "msg_blocks_too_long metadata_too_large invalid_metadata_format view_too_large".split()
)

_REMEDIES: Mapping[str, str] = {
    "not_in_channel": "invite the bot there: /invite @bot",
    "channel_not_found": "the id is wrong, or the channel is private: invite the bot there, /invite @bot",
    "is_archived": "the channel is archived: unarchive it, or name another room",
    "restricted_action": "the workspace does not let the bot post there: change who can post",
    "missing_scope": "the app lacks a permission: update it by `feedback-bot slack manifest`",
}
_MESSAGES_OFF = "the app's Messages tab is off: switch it on under App Home of the app's settings"
_UNFORESEEN = "Slack refuses; its code says why"
_TOKEN = "Slack does not accept the bot token"  # noqa: S105 - words about it


@dataclass(frozen=True, slots=True)
class Failure:
    """What to raise, and what to tell the operator in the log; ``token``: it is the token that is refused."""

    error: SendError
    code: str
    remedy: str = ""
    token: bool = False


def code_of(error: SlackApiError) -> str:
    """Slack's name for what is wrong; empty where the answer was none of Slack's."""
    data = getattr(error.response, "data", error.response)
    code = data.get("error") if isinstance(data, Mapping) else None
    return code if isinstance(code, str) else ""


def status_of(error: SlackApiError) -> int:
    """The HTTP status, 0 where it is not known."""
    for name in ("status_code", "status"):
        if isinstance(status := getattr(error.response, name, None), int):
            return status
    return 0


def retry_after_s(error: SlackApiError) -> float | None:
    """How long Slack asks to wait; None where it is not about too many requests."""
    if status_of(error) != 429 and code_of(error) not in ("ratelimited", "rate_limited"):
        return None
    headers = getattr(error.response, "headers", None)
    asked = headers.get("Retry-After") if isinstance(headers, Mapping) else None
    try:
        return max(_LEAST_S, float(str(asked)))
    except ValueError:
        return _LEAST_S


def is_final(error: SlackApiError) -> bool:
    """Whether Slack has clearly refused, and will again until somebody changes something."""
    code = code_of(error)
    passing = _MAYBE_DONE | _NOT_DONE | TOKEN_CODES
    return bool(code) and code not in passing and status_of(error) < 500 and retry_after_s(error) is None


def never_left(error: BaseException) -> bool:
    """The connection was not even made: nothing can have been done."""
    return isinstance(
        error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.InvalidURL
    )


def failure_of(error: Exception, address: Address) -> Failure:
    """What became of a call for this address that raised."""
    if isinstance(error, SlackApiError):
        return _refused(error, address)
    if never_left(error):
        return Failure(TryLater(_BUSY_S), type(error).__name__)
    return Failure(Unknown("the answer got lost"), type(error).__name__)


def _refused(error: SlackApiError, address: Address) -> Failure:
    code = code_of(error)
    if (after_s := retry_after_s(error)) is not None:
        return Failure(TryLater(after_s), code or "429")
    if not code or code in _MAYBE_DONE or status_of(error) >= 500:
        return Failure(Unknown("Slack did not say what became of it"), code or str(status_of(error)))
    if code in TOKEN_CODES:
        return Failure(TryLater(MENDABLE_S), code, _TOKEN, token=True)
    if code in _CONTENT:
        return Failure(Rejected("Slack will not take it"), code, _UNFORESEEN)
    if code in _PERSON_GONE and not address.room:
        remedy = _MESSAGES_OFF if code == "messages_tab_disabled" else ""
        return Failure(Unreachable("this person cannot be written to"), code, remedy)
    if code in _NOT_DONE:
        return Failure(TryLater(_BUSY_S), code)
    return Failure(TryLater(MENDABLE_S), code, _REMEDIES.get(code, _UNFORESEEN))
