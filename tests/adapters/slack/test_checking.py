"""What an operator is told about the set-up, by the peer's answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.adapters.slack.checking import Finding, check
from bot.adapters.slack.manifest import SCOPES
from tests.peers.slack_control import SlackControl
from tests.peers.slack_peer import APP_TOKEN, BOT_TOKEN, TEAM, SlackPeer


@pytest.fixture
async def control() -> AsyncIterator[SlackControl]:
    async with SlackPeer() as peer, SlackControl(peer.url) as control:
        await control.settings(scopes=list(SCOPES))
        await control.add_channel("C1", "staff", ["U0BOT"])
        yield control


async def checked(control: SlackControl, **changes: Any) -> list[Finding]:
    given: dict[str, Any] = {
        "bot_token": BOT_TOKEN,
        "app_token": APP_TOKEN,
        "workspace": TEAM,
        "mode": "socket",
        "api_base_url": control.api_base_url,
        "rooms": {"staff": "C1"},
        "command": "/customers",
    }
    return await check(**{**given, **changes})


def bad(findings: list[Finding]) -> str:
    return "\n".join(words for good, words in findings if not good)


async def test_nothing_is_wrong_where_nothing_is(control: SlackControl) -> None:
    findings = await checked(control)
    assert bad(findings) == ""
    assert any("#staff" in words for _, words in findings)
    assert await control.refusals() == []


async def test_a_wrong_workspace_says_which_to_write(control: SlackControl) -> None:
    assert f'workspace = "{TEAM}"' in bad(await checked(control, workspace="T0OTHER"))


async def test_each_missing_permission_is_named(control: SlackControl) -> None:
    await control.settings(scopes=[one for one in SCOPES if one not in ("files:write", "im:write")])
    said = bad(await checked(control))
    assert "files:write" in said
    assert "im:write" in said
    assert "Reinstall" in said


async def test_a_wrong_token_says_where_the_right_one_is(control: SlackControl) -> None:
    said = bad(await checked(control, bot_token="xoxb-wrong"))
    assert "OAuth & Permissions" in said
    assert "xoxb-wrong" not in said


async def test_a_wrong_app_token_says_where_the_right_one_is(control: SlackControl) -> None:
    assert "connections:write" in bad(await checked(control, app_token="xapp-wrong"))
    assert "connections:write" in bad(await checked(control, app_token=None))


async def test_a_room_that_the_bot_is_not_in_says_how_to_invite_it(control: SlackControl) -> None:
    await control.remove("C1")
    assert "/invite @" in bad(await checked(control))


async def test_an_archived_room_and_one_that_is_not_there_are_told_apart(control: SlackControl) -> None:
    await control.archive("C1")
    said = bad(await checked(control, rooms={"staff": "C1", "other": "C404"}))
    assert "#staff is archived" in said
    assert "[rooms.other] C404" in said


async def test_a_web_api_that_cannot_be_reached_is_a_finding() -> None:
    async with SlackPeer() as peer, SlackControl(peer.url) as control:
        address = control.api_base_url
    said = bad(
        await check(
            bot_token=BOT_TOKEN,
            app_token=APP_TOKEN,
            workspace=TEAM,
            mode="socket",
            api_base_url=address,
            rooms={},
            command="/customers",
        )
    )
    assert "cannot be reached" in said
