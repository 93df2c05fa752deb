"""The manifest asks for what the adapter uses, within Slack's limits, and the shipped one is the default."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.slack.inbound import _EVENTS
from bot.adapters.slack.interactions import SHORTCUTS
from bot.adapters.slack.manifest import EVENTS, RESERVED_COMMANDS, SCOPES, command_problem, manifest

SHIPPED = Path(__file__).parents[3] / "deploy" / "slack-manifest.json"
SOURCES = Path(__file__).parents[3] / "bot" / "adapters" / "slack"

# The permission that each method needs: docs.slack.dev, "Web API methods".
NEEDED = {
    "chat_postMessage": "chat:write",
    "chat_postEphemeral": "chat:write",
    "chat_update": "chat:write",
    "conversations_history": "im:history",
    "conversations_replies": "channels:history",
    "conversations_info": "channels:read",
    "conversations_open": "im:write",
    "files_info": "files:read",
    "files_getUploadURLExternal": "files:write",
    "files_completeUploadExternal": "files:write",
    "files_delete": "files:write",
    "users_info": "users:read",
    "usergroups_users_list": "usergroups:read",
    "conversations_members": "channels:read",
    "conversations_list": "channels:read",
}
NEEDS_NONE = {
    *("auth_test", "views_open", "views_update", "views_publish"),
    *("apps_connections_open", "conversations_leave"),
}


def default(**changes: Any) -> dict[str, Any]:
    return manifest(**{"command": "/customers", "mode": "socket", "public_url": None, **changes})


def test_the_shipped_manifest_is_the_default_one() -> None:
    assert json.loads(SHIPPED.read_text("utf-8")) == default()


def test_every_method_that_is_called_is_permitted() -> None:
    source = "\n".join(path.read_text("utf-8") for path in SOURCES.glob("*.py"))
    called = set(re.findall(r"client\.([a-z]+_\w+)\(", source))
    assert called <= NEEDED.keys() | NEEDS_NONE
    assert {NEEDED[method] for method in called - NEEDS_NONE} <= set(SCOPES)


def test_every_event_that_is_read_is_asked_for() -> None:
    assert set(_EVENTS) <= set(EVENTS)
    assert {"message.im", "message.channels", "message.groups", "app_mention"} <= set(EVENTS)


def test_customers_can_write_to_the_bot() -> None:
    home = default()["features"]["app_home"]
    assert home["messages_tab_enabled"]
    assert not home["messages_tab_read_only_enabled"]
    assert home["home_tab_enabled"]


def test_in_socket_mode_nothing_has_an_address() -> None:
    made = default()
    assert made["settings"]["socket_mode_enabled"]
    assert "http" not in json.dumps(made)


def test_over_http_everything_goes_to_the_one_route() -> None:
    made = default(mode="http", public_url="https://shop.example/")
    url = "https://shop.example/slack/events"
    assert made["settings"]["event_subscriptions"]["request_url"] == url
    assert made["settings"]["interactivity"]["request_url"] == url
    assert {one["url"] for one in made["features"]["slash_commands"]} == {url}
    assert not made["settings"]["socket_mode_enabled"]


def test_over_http_a_public_address_is_needed() -> None:
    with pytest.raises(ValueError, match="public"):
        default(mode="http")


def test_the_command_is_the_configured_one() -> None:
    commands = [one["command"] for one in default(command="/guests")["features"]["slash_commands"]]
    assert commands == ["/guests", "/digest"]


@pytest.mark.parametrize(
    "command", ["/feedback", "/help", "/remind", "/digest", "customers", "/Customers", "/"]
)
def test_a_command_that_cannot_be_is_refused(command: str) -> None:
    assert command_problem(command)
    with pytest.raises(ValueError, match=r"."):
        default(command=command)


def test_our_own_commands_are_none_of_slacks() -> None:
    assert command_problem("/customers") is None
    assert "/digest" not in RESERVED_COMMANDS


def test_names_and_descriptions_fit() -> None:
    made = default(name="The feedback bot of a shop with a very long name")
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    shortcuts = made["features"]["shortcuts"]
    assert [one["callback_id"] for one in shortcuts] == list(SHORTCUTS)
    assert all(len(one["name"]) <= 24 and len(one["description"]) <= 150 for one in shortcuts)
