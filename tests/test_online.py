"""``check --online`` against the platforms' counterparts: what each finding says, and that it ends."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from bot import online
from bot.config import Config, parse
from bot.online import Finding, findings
from tests.peers.model_peer import model_peer
from tests.peers.slack_control import SlackControl
from tests.peers.slack_peer import SlackPeer
from tests.peers.telegram_control import TelegramControl
from tests.peers.telegram_peer import TelegramPeer

GROUP = -1009876543210
TELEGRAM = """
[business]
name = "Mug & Co"
[telegram]
token = "{token}"
api_base_url = "{url}"
[rooms.staff]
platform = "telegram"
room = "{room}"
role = "staff"
"""
SLACK = """
[business]
name = "Mug & Co"
[slack]
bot_token = "{token}"
app_token = "xapp-test-app-token-of-the-peer"
workspace = "{team}"
api_base_url = "{url}/api"
[rooms.staff]
platform = "slack"
room = "{room}"
role = "staff"
"""


def read(text: str) -> Config:
    return parse(text, Path("config.toml"), {})


def on_telegram(url: str, token: str = "123456:TEST-TOKEN-OF-THE-PEER", room: int = GROUP) -> Config:
    return read(TELEGRAM.format(url=url, token=token, room=room))


def on_slack(
    url: str, token: str = "xoxb-test-bot-token-of-the-peer", team: str = "T0TESTTEAM", room: str = "C0STAFF"
) -> Config:
    return read(SLACK.format(url=url, token=token, team=team, room=room))


def wrong(found: list[Finding]) -> list[str]:
    return [one.words for one in found if not one.ok]


async def test_on_telegram_all_is_well_when_the_bot_is_in_its_groups() -> None:
    async with TelegramPeer() as peer, TelegramControl(peer.url) as control:
        await control.add_group(GROUP, "Front desk", [4711])
        found = await findings(on_telegram(peer.url))
        assert wrong(found) == []
        assert any(f"room staff ({GROUP})" in one.words for one in found)
        assert all(one.words.startswith("Telegram") for one in found)


async def test_on_telegram_what_is_refused_is_told_with_what_to_click() -> None:
    async with TelegramPeer() as peer:
        (refused,) = wrong(await findings(on_telegram(peer.url, token="654321:ANOTHER-BOTS-TOKEN")))
        assert "does not accept the token" in refused
        assert "@BotFather" in refused
        (absent,) = wrong(await findings(on_telegram(peer.url)))
        assert "staff" in absent
        assert "Add members" in absent


async def test_on_slack_all_is_well_when_the_app_is_in_its_channels() -> None:
    async with SlackPeer() as peer, SlackControl(peer.url) as control:
        await control.add_channel("C0STAFF", "front-desk", ["U0BOT"])
        found = await findings(on_slack(peer.url))
        assert wrong(found) == []
        assert all(one.words.startswith("Slack") for one in found)


async def test_on_slack_what_is_refused_is_told_with_what_to_click() -> None:
    async with SlackPeer() as peer, SlackControl(peer.url) as control:
        await control.add_channel("C0STAFF", "front-desk", ["U0SAM"])
        (refused,) = wrong(await findings(on_slack(peer.url, token="xoxb-another-bot-token")))
        assert "OAuth & Permissions" in refused
        assert "xoxb-another-bot-token" not in refused
        (absent,) = wrong(await findings(on_slack(peer.url)))
        assert "/invite" in absent
        assert any("T0TESTTEAM" in one for one in wrong(await findings(on_slack(peer.url, team="T0OTHER"))))


async def test_a_platform_that_never_answers_ends_as_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, and never reads
        monkeypatch.setattr(online, "PATIENCE_S", 0.2)
        (silence,) = await findings(on_telegram(f"http://127.0.0.1:{silent.getsockname()[1]}"))
    assert not silence.ok
    assert silence.words.startswith("Telegram: no answer within")


MODEL = """
[business]
name = "Mug & Co"
[http]
public_url = "https://feedback.example.com"
[language_model]
url = "{url}"
model = "some-model"
"""


async def test_a_language_model_that_answers_is_told_and_asked_with_words_of_ours() -> None:
    async with model_peer() as peer:
        found = await findings(parse(MODEL.format(url=peer.url), Path("config.toml"), {}, demo=True))
        assert found == [Finding(True, "[language_model]: 127.0.0.1 answers")]
        assert peer.texts == ["Der Kaffee ist gut."]


async def test_one_that_does_not_is_told_with_what_to_correct() -> None:
    async with model_peer() as peer:
        config = parse(MODEL.format(url=peer.url), Path("config.toml"), {}, demo=True)
        peer.status = 401
        assert wrong(await findings(config)) == [
            "[language_model]: 127.0.0.1: it answers 401; correct [language_model] api_key"
        ]
        peer.status, peer.body = 200, b"{}"
        (useless,) = wrong(await findings(config))
        assert "nothing of use" in useless
