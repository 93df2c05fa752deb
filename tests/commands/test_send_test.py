"""``feedback-bot send-test``: what arrives is marked as a test, and nothing of it is on record."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.commands.asked import run
from tests.logging_state import logging_put_back
from tests.peers.slack_control import SlackControl
from tests.peers.slack_peer import SlackPeer
from tests.peers.slack_state import APP_TOKEN, BOT_TOKEN
from tests.peers.telegram_control import TOKEN, TelegramControl
from tests.peers.telegram_peer import TelegramPeer

GROUP = -1009876543210
MAYA = 4711
CONFIG = """
[business]
name = "Mug & Co"
[telegram]
token = "{token}"
api_base_url = "{telegram}"
[slack]
bot_token = "{bot}"
app_token = "{app}"
workspace = "T0TESTTEAM"
api_base_url = "{slack}/api"
[rooms.staff]
platform = "telegram"
room = "{group}"
role = "staff"
[rooms.desk]
platform = "slack"
room = "C0STAFF"
role = "staff"
[people]
Maya = "telegram::4711"
"""


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    with logging_put_back():
        yield


class Shop:
    def __init__(self, file: Path, phone: TelegramControl, desk: SlackControl) -> None:
        self.file, self.phone, self.desk = file, phone, desk

    async def sends(self, *options: str) -> subprocess.CompletedProcess[str]:
        return await asyncio.to_thread(run, "send-test", "--config", str(self.file), *options)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with (
        TelegramPeer() as telegram,
        TelegramControl(telegram.url) as phone,
        SlackPeer() as slack,
        SlackControl(slack.url) as desk,
    ):
        await phone.add_group(GROUP, "Front desk", [MAYA])
        await desk.add_channel("C0STAFF", "front-desk", ["U0BOT"])
        file = tmp_path / "config.toml"
        made = CONFIG.format(
            token=TOKEN, telegram=telegram.url, bot=BOT_TOKEN, app=APP_TOKEN, slack=slack.url, group=GROUP
        )
        file.write_text(made, "utf-8")
        yield Shop(file, phone, desk)


async def test_every_room_gets_an_alert_that_says_that_it_is_a_test(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-that-a-library-would-read-by-itself")
    done = await shop.sends()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["✓ staff: sent", "✓ desk: sent"]
    (there,) = await shop.phone.messages(GROUP)
    assert "This is a test" in str(there["text"])
    assert "made-up customer" in str(there["text"])
    assert "reply_markup" not in there
    (here,) = await shop.desk.messages("C0STAFF")
    assert "This is a test" in str(here)
    assert '"button"' not in str(here).replace("'", '"')


async def test_it_leaves_nothing_behind(shop: Shop) -> None:
    await shop.sends("--room", "staff")
    assert [one.name for one in shop.file.parent.iterdir()] == ["config.toml"]


async def test_a_person_gets_an_invitation_once_they_have_written_to_the_bot(shop: Shop) -> None:
    refused = await shop.sends("--to", "Maya")
    assert refused.returncode == 1
    assert "have not written" in refused.stdout
    await shop.phone.say(MAYA, "/start")
    assert (await shop.sends("--to", "Maya")).returncode == 0
    *_, last = await shop.phone.messages(MAYA)
    assert "This is a test" in str(last["text"])
    assert "Mug & Co" in str(last["text"])
    assert "reply_markup" not in last


async def test_who_or_what_there_is_not_is_said_with_what_there_is(shop: Shop) -> None:
    done = await shop.sends("--room", "stuff")
    assert (done.returncode, 'did you mean "staff"?' in done.stderr) == (2, True)
    done = await shop.sends("--to", "Mia")
    assert (done.returncode, "Maya" in done.stderr) == (2, True)
