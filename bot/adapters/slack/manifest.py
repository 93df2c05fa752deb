"""The app's manifest: pasted into Slack's "Create an app from a manifest", it is the whole set-up there."""

from __future__ import annotations

import re

from bot.adapters.slack.interactions import SHORTCUTS
from bot.adapters.slack.messages import DIGEST
from bot.core.effects import Line
from bot.texts import render
from bot.texts.cutting import cut

EVENTS_PATH = "/slack/events"

# Each permission, and what breaks without it.
SCOPES: dict[str, str] = {
    "app_mentions:read": "commands in a thread, by mentioning the bot",
    "channels:history": "answers in the threads of public channels, and finding out what was posted",
    "channels:read": "checking rooms, and knowing when the bot is invited or removed",
    "chat:write": "every message",
    "commands": "the slash commands and the message shortcuts",
    "files:read": "telling voice notes, photos and videos apart, and bringing them to staff",
    "files:write": "the pictures of a digest, and what customers sent in the threads of alerts",
    "groups:history": "answers in the threads of private channels, and finding out what was posted",
    "groups:read": "the same as channels:read, for private channels",
    "im:history": "what customers write",
    "im:write": "writing to a customer first",
    "usergroups:read": "a user group in [roles]",
    "users:read": "people's names instead of their handles, and their language",
}
NEEDED_BY_GROUPS = "usergroups:read"
"""What is missed only where ``[roles]`` names a user group; apps that were made before need not have it."""

EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_left",
    "group_left",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "tokens_revoked",
)

# Slack's own, from its help centre ("Slash commands in Slack"): an app may not have a command of that name.
RESERVED_COMMANDS = frozenset(
    "/active /apps /archive /away /call /canvas /close /collapse /dm /dnd /expand /feed /feedback /help "
    "/huddle /invite /join /keys /kick /leave /list /me /msg /mute /open /part /people /prefs /remind "
    "/remove /rename /search /shortcuts /shrug /star /status /topic /trigger /unmute /who".split()
)
_COMMAND = re.compile(r"/[a-z0-9][a-z0-9_-]{0,30}")
_NAME = 35  # characters, as all below
_SHORTCUT = 24
_DESCRIPTION = 140
_LANGUAGE = "en"


def command_problem(command: str) -> str | None:
    """Why this cannot be our slash command, None where it can."""
    if not _COMMAND.fullmatch(command):
        return "must be a slash and then up to 31 lower-case letters, digits, hyphens or underscores"
    if command in RESERVED_COMMANDS:
        return f"{command} is one of Slack's own commands: choose another, such as /customers"
    if command == f"/{DIGEST}":
        return f"{command} is the managers' command already: choose another, such as /customers"
    return None


def manifest(
    *, command: str, mode: str, public_url: str | None, name: str = "Feedback bot"
) -> dict[str, object]:
    """The manifest as JSON. ``mode`` is "socket" or "http"; over HTTP Slack calls ``public_url``.

    Raises ValueError for a command that cannot be, and where HTTP has no public address.
    """
    if (problem := command_problem(command)) is not None:
        raise ValueError(problem)
    if mode == "http" and not public_url:
        raise ValueError("over HTTP Slack needs a public address: [http] public_url")
    url = f"{str(public_url).rstrip('/')}{EVENTS_PATH}" if mode == "http" else None
    at_url = {"request_url": url} if url else {}
    return {
        "display_information": {"name": cut(name, _NAME), "description": _words("description")},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": cut(name, _NAME), "always_online": True},
            "shortcuts": [_shortcut(callback, word) for callback, word in SHORTCUTS.items()],
            "slash_commands": [
                _slash_command(command, _words("command"), _words("hint"), url),
                _slash_command(f"/{DIGEST}", _words("digest"), _words("digest_hint"), url),
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {**at_url, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **at_url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": mode == "socket",
            "token_rotation_enabled": False,
        },
    }


def _words(key: str) -> str:
    return render(Line(f"slack.manifest.{key}"), _LANGUAGE)


def _shortcut(callback: str, word: str) -> dict[str, object]:
    label = render(Line(f"slack.shortcut_{word}"), _LANGUAGE)
    return {
        "name": cut(label, _SHORTCUT),
        "type": "message",
        "callback_id": callback,
        "description": cut(_words(word), _DESCRIPTION),
    }


def _slash_command(command: str, description: str, hint: str, url: str | None) -> dict[str, object]:
    given = {"command": command, "description": description, "usage_hint": hint, "should_escape": False}
    return {**given, "url": url} if url else given
