"""Who is in a Slack user group (``S…``) or channel (``C…``, ``G…``)."""

from __future__ import annotations

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.adapters.slack.failures import code_of
from bot.adapters.slack.web_api import WebApi
from bot.core.errors import OperatorError

_FAILURES = (TimeoutError, aiohttp.ClientError, OSError, ValueError, AttributeError, SlackApiError)
_PAGES = 20  # of a channel's members, at most
_A_PAGE = 200


class SlackMembers:
    """The port Members on Slack, which tells of everybody."""

    def __init__(self, bot_token: str, api_base_url: str) -> None:
        self._api = WebApi(bot_token, api_base_url)

    async def of(self, group: str, known: frozenset[str]) -> frozenset[str]:  # noqa: ARG002 - the port's
        """Everybody. Raises OperatorError."""
        try:
            return await (self._user_group(group) if group.startswith("S") else self._channel(group))
        except _FAILURES as error:
            code = code_of(error) if isinstance(error, SlackApiError) else type(error).__name__
            raise OperatorError(f"Slack does not say who is in {group} ({code}): {_remedy(code)}") from None

    async def has(self, group: str, person: str) -> bool:  # noqa: ARG002 - the port's
        return False

    async def close(self) -> None:
        """Let the connection go."""
        await self._api.close()

    async def _user_group(self, group: str) -> frozenset[str]:
        answer = await self._api.client.usergroups_users_list(usergroup=group)
        return frozenset(str(user) for user in answer.get("users") or [])

    async def _channel(self, channel: str) -> frozenset[str]:
        found: set[str] = set()
        cursor = ""
        for _ in range(_PAGES):
            answer = await self._api.client.conversations_members(
                channel=channel, limit=_A_PAGE, cursor=cursor or None
            )
            found.update(str(user) for user in answer.get("members") or [])
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return frozenset(found)


def _remedy(code: str) -> str:
    if code == "missing_scope":
        return "paste the manifest of feedback-bot slack manifest into the app again, and reinstall it"
    return "see that the id in [roles] is right, and that the bot is in the channel"
