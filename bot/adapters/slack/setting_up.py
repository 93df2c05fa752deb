"""What Slack says of a token before there is a configuration: whose workspace, and which channels."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.adapters.slack.checking import app_token_finding, token_problem
from bot.adapters.slack.web_api import WebApi
from bot.core.errors import OperatorError

_FAILURES = (TimeoutError, aiohttp.ClientError, OSError, ValueError, AttributeError, SlackApiError)
_PAGES = 20  # of channels, at most
_KINDS = "public_channel,private_channel"


async def workspace(bot_token: str, api_base_url: str) -> str:
    """The id of the token's workspace. Raises OperatorError where Slack does not say."""
    api = WebApi(bot_token, api_base_url)
    try:
        return str((await api.client.auth_test()).get("team_id") or "")
    except _FAILURES as error:
        raise OperatorError(token_problem(error)) from None
    finally:
        await api.close()


async def socket_mode(app_token: str, api_base_url: str) -> str:
    """That the app-level token is right, in words. Raises OperatorError where it is not."""
    api = WebApi("", api_base_url)
    try:
        accepted, words = await app_token_finding(api.client, app_token)
    finally:
        await api.close()
    if not accepted:
        raise OperatorError(words)
    return words


async def channels(bot_token: str, api_base_url: str) -> dict[str, str]:
    """The channels that the bot is in: id → name. Raises OperatorError where Slack does not say."""
    api = WebApi(bot_token, api_base_url)
    found: dict[str, str] = {}
    cursor = ""
    try:
        for _ in range(_PAGES):
            answer = await api.client.conversations_list(
                types=_KINDS, exclude_archived=True, limit=200, cursor=cursor or None
            )
            for one in answer.get("channels") or []:
                if isinstance(one, Mapping) and one.get("is_member"):
                    found[str(one.get("id"))] = str(one.get("name"))
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return found
    except _FAILURES as error:
        raise OperatorError(token_problem(error)) from None
    finally:
        await api.close()
