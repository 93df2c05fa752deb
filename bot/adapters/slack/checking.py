"""Whether Slack is set up as the configuration says, and what to click where it is not."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.failures import code_of
from bot.adapters.slack.manifest import NEEDED_BY_GROUPS, SCOPES, command_problem
from bot.adapters.slack.web_api import WebApi

Finding = tuple[bool, str]

_FAILURES = (TimeoutError, aiohttp.ClientError, OSError, ValueError, AttributeError, SlackApiError)
_SETTINGS = "https://api.slack.com/apps"


async def check(
    *,
    bot_token: str,
    app_token: str | None,
    workspace: str,
    mode: str,
    api_base_url: str,
    rooms: Mapping[str, str],
    command: str,
    has_groups: bool = False,
) -> list[Finding]:
    """Findings, good (True) and bad, for the operator. ``rooms``: the configuration's names → channel ids.

    ``has_groups``: somebody has a role as a member of a user group.

    Never raises: what cannot be asked is a finding too.
    """
    api = WebApi(bot_token, api_base_url)
    try:
        findings = [_command(command)]
        accepted, name, more = await _token(api.client, workspace, has_groups=has_groups)
        findings += more
        if mode == "socket":
            findings.append(await app_token_finding(api.client, app_token))
        if accepted:
            findings += [await _room(api.client, room, channel, name) for room, channel in rooms.items()]
        return findings
    finally:
        await api.close()


def _command(command: str) -> Finding:
    problem = command_problem(command)
    return (problem is None, f"the command {command} can be used" if problem is None else problem)


async def _token(
    client: AsyncWebClient, workspace: str, *, has_groups: bool
) -> tuple[bool, str, list[Finding]]:
    """Whether the token is accepted, what the bot is called, and the findings."""
    try:
        answer = await client.auth_test()
        team, name, host = (str(answer.get(key) or "") for key in ("team_id", "user", "team"))
        scopes = answer.headers.get("x-oauth-scopes")
    except _FAILURES as error:
        return False, "", [(False, token_problem(error))]
    findings = [(True, f"the bot token is accepted: @{name} in {host}")]
    if team != workspace:
        findings = [
            (
                False,
                f'the bot token belongs to workspace {team} ({host}): write workspace = "{team}" in [slack]',
            )
        ]
    if scopes is not None:
        findings += _scopes({scope.strip() for scope in str(scopes).split(",")}, has_groups=has_groups)
    return True, name, findings


def _scopes(granted: set[str], *, has_groups: bool) -> list[Finding]:
    missing = [
        scope for scope in SCOPES if scope not in granted and (has_groups or scope != NEEDED_BY_GROUPS)
    ]
    if not missing:
        return [(True, "every permission is granted")]
    where = f"add it at {_SETTINGS} under OAuth & Permissions → Bot Token Scopes, then Reinstall to Workspace"
    return [(False, f"the permission {scope} is missing ({SCOPES[scope]}): {where}") for scope in missing]


def token_problem(error: Exception) -> str:
    """What is to be done about a token that Slack refuses, or a Slack that cannot be asked."""
    code = _code(error)
    if not isinstance(error, SlackApiError):
        return f"Slack's Web API cannot be reached ({code}): check the network and [slack] api_base_url"
    return (
        f"Slack refuses the bot token ({code}): copy the Bot User OAuth Token, which begins with xoxb-, from "
        f"{_SETTINGS} → your app → OAuth & Permissions"
    )


async def app_token_finding(client: AsyncWebClient, app_token: str | None) -> Finding:
    """Whether Slack takes the app-level token, and what to do where it does not."""
    remedy = (
        f"make an App-Level Token with the scope connections:write at {_SETTINGS} → your app → Basic "
        "Information, switch on Socket Mode there, and give the token as [slack] app_token"
    )
    if not app_token:
        return False, f"[slack] app_token is missing: {remedy}"
    try:
        await client.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        return False, f"Slack refuses the app token ({_code(error)}): {remedy}"
    except _FAILURES as error:
        return False, f"Slack's Web API cannot be reached ({_code(error)})"
    return True, "the app token is accepted, Socket Mode is on"


async def _room(client: AsyncWebClient, room: str, channel: str, name: str) -> Finding:
    invite = f"write /invite @{name or 'bot'} in it"
    try:
        answer = await client.conversations_info(channel=channel)
        found = answer.get("channel") or {}
        title, archived, member = (found.get(key) for key in ("name", "is_archived", "is_member"))
    except SlackApiError as error:
        return False, f"[rooms.{room}] {channel}: {_room_problem(_code(error), invite)}"
    except _FAILURES as error:
        return False, f"[rooms.{room}] {channel}: Slack's Web API cannot be reached ({_code(error)})"
    if archived:
        return False, f"[rooms.{room}] #{title} is archived: unarchive it, or name another channel"
    if not member:
        return False, f"[rooms.{room}] the bot is not in #{title}: {invite}"
    return True, f"[rooms.{room}] the bot is in #{title}"


def _room_problem(code: str, invite: str) -> str:
    if code == "channel_not_found":
        return (
            f"there is no such channel, or it is private: if it is, {invite}; else copy its id from Slack "
            "(the channel's name → About → Channel ID)"
        )
    return f"Slack does not show it ({code})"


def _code(error: Exception) -> str:
    """Slack's code or the error's kind: its own words may hold a token's address."""
    return (code_of(error) if isinstance(error, SlackApiError) else "") or type(error).__name__
