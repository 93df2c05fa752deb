"""The peers, and configurations in which the bot meets them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.contracts.people import ALEX, KIM, MANAGERS_ROOM, MAYA, SAM, STAFF_ROOM, TEAM
from tests.contracts.running import BUSINESS, Running, free_port, installation
from tests.peers.slack_control import SlackControl
from tests.peers.slack_peer import SlackPeer
from tests.peers.telegram_control import TelegramControl
from tests.peers.telegram_peer import TelegramPeer

SECRET_TOKEN = "webhook-secret-of-the-test"
SIGNING_SECRET = "signing-secret-of-the-peer"
BOT_TOKEN = "xoxb-test-bot-token-of-the-peer"
BOT_USER = "U0BOT"
APP_TOKEN = "xapp-test-app-token-of-the-peer"
TELEGRAM_TOKEN = "123456:TEST-TOKEN-OF-THE-PEER"


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramControl]:
    async with TelegramPeer() as served, TelegramControl(served.url) as control:
        yield control
        assert await control.refusals() == []


@pytest.fixture
async def slack() -> AsyncIterator[SlackControl]:
    async with SlackPeer() as served, SlackControl(served.url) as control:
        for person, name in (
            (SAM, "Sam Reed"),
            (KIM, "Kim Lee"),
            (ALEX, "Alex Brandt"),
            (MAYA, "Maya Okafor"),
        ):
            await control.add_user(person, name)
        await control.add_channel(STAFF_ROOM, "feedback-alerts", [SAM, KIM, BOT_USER])
        await control.add_channel(MANAGERS_ROOM, "management", [ALEX, BOT_USER])
        yield control
        assert await control.refusals() == []


def telegram_section(url: str, mode: str) -> str:
    """[telegram] for the peer at this address."""
    webhook = f'secret_token = "{SECRET_TOKEN}"\n' if mode == "webhook" else ""
    return (
        f'\n[telegram]\ntoken = "{TELEGRAM_TOKEN}"\napi_base_url = "{url}"\nmode = "{mode}"\n'
        f"give_up_after_s = 3\n{webhook}"
    )


def slack_section(url: str, mode: str) -> str:
    """[slack] for the peer at this address, and our rooms and people there."""
    secret = f'signing_secret = "{SIGNING_SECRET}"' if mode == "http" else f'app_token = "{APP_TOKEN}"'
    return f"""
[slack]
bot_token = "{BOT_TOKEN}"
{secret}
workspace = "{TEAM}"
mode = "{mode}"
api_base_url = "{url}/api/"
give_up_after_s = 3

[rooms.staff]
platform = "slack"
room = "{STAFF_ROOM}"
role = "staff"

[rooms.managers]
platform = "slack"
room = "{MANAGERS_ROOM}"
role = "managers"

[roles]
staff = ["slack:{TEAM}:{SAM}", "slack:{TEAM}:{KIM}"]
managers = ["slack:{TEAM}:{ALEX}"]
"""


NAMES = {SAM: "Sam Reed", KIM: "Kim Lee", ALEX: "Alex Brandt", MAYA: "Maya Okafor"}
Install = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture
def install(tmp_path: Path) -> Install:
    """Make an installation from sections of a configuration."""

    def make(
        *sections: str, folder: str = "bot", extra: tuple[str, ...] = ()
    ) -> AbstractAsyncContextManager[Running]:
        port = free_port()
        place = tmp_path / folder
        place.mkdir(exist_ok=True)
        http = f'\n[http]\npublic_url = "http://127.0.0.1:{port}"\n'
        return installation(place, "".join((BUSINESS, http, *sections)), port=port, extra=extra)

    return make


@pytest.fixture
async def running(telegram: TelegramControl, slack: SlackControl, install: Install) -> AsyncIterator[Running]:
    """An installation on both platforms in their usual modes, not started yet."""
    sections = (telegram_section(telegram.url, "polling"), slack_section(slack.url, "socket"))
    async with install(*sections) as installed:
        yield installed
