"""Our own adapters owe what everybody's owe."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import aiohttp
import pytest

from bot.adapter_kit import AdapterContract, Counterpart, Failure, Inbox, render
from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.manifest import manifest
from bot.adapters.telegram.adapter import TelegramAdapter
from bot.app import SystemClock
from bot.core.identity import Address
from tests.contracts.people import press_on_slack, spoken
from tests.peers.slack_control import SlackControl
from tests.peers.slack_peer import APP_TOKEN, BOT_TOKEN, TEAM, SlackPeer
from tests.peers.telegram_control import TOKEN, TelegramControl
from tests.peers.telegram_peer import TelegramPeer

MAYA, MAYA_ON_SLACK = 700_100_200, "UMAYA"


@dataclass
class OnTelegram:
    phone: TelegramControl
    adapter: TelegramAdapter
    inbox: Inbox
    customer: Address = field(default=Address("telegram", person=str(MAYA)))
    failures: frozenset[Failure] = frozenset(Failure) - {Failure.REFUSED}  # the peer takes what is right

    async def says(self, text: str) -> None:
        await self.phone.say(MAYA, text)

    async def presses(self, label: str) -> None:
        for message in reversed(await self.phone.messages(MAYA)):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if button["text"] == label:
                        await self.phone.press(MAYA, message["message_id"], button["callback_data"], MAYA)
                        return

    async def sees(self) -> Sequence[str]:
        return [str(one.get("text")) for one in await self.phone.messages(MAYA) if one["from"]["is_bot"]]

    async def unacknowledged(self) -> int:
        return await self.phone.pending()

    async def fails(self, how: Failure) -> None:
        kinds = {Failure.BUSY: "429", Failure.GONE: "blocked", Failure.CUT: "drop_after"}
        await self.phone.fault("sendMessage", kinds[how], after_s=1 if how is Failure.BUSY else None)


async def _has_written_before(phone: TelegramControl) -> None:
    """A bot cannot write first; what it was told then is long acknowledged."""
    await phone.say(MAYA, "/start")
    async with aiohttp.ClientSession() as session:
        for offset in ("-1", "1000000000"):
            await (await session.get(f"{phone.url}/bot{TOKEN}/getUpdates", params={"offset": offset})).read()
    assert await phone.pending() == 0


class TestTelegram(AdapterContract):
    @pytest.fixture
    async def counterpart(self) -> AsyncIterator[Counterpart]:
        async with TelegramPeer() as peer, TelegramControl(peer.url) as phone:
            await _has_written_before(phone)
            inbox = Inbox()
            adapter = TelegramAdapter(
                token=TOKEN,
                deliver=inbox.deliver,
                clock=SystemClock(),
                render=render,
                languages=("en",),
                mode="polling",
                api_base_url=phone.url,
                poll_wait_s=1,
            )
            yield OnTelegram(phone, adapter, inbox)
            await adapter.close()


@dataclass
class OnSlack:
    slack: SlackControl
    adapter: SlackAdapter
    inbox: Inbox
    customer: Address = field(default=Address("slack", TEAM, person=MAYA_ON_SLACK))
    failures: frozenset[Failure] = frozenset(Failure)

    async def says(self, text: str) -> None:
        await self.slack.wait_for_connection()
        await self.slack.say(MAYA_ON_SLACK, text)

    async def presses(self, label: str) -> None:
        await self.slack.wait_for_connection()
        await press_on_slack(self.slack, MAYA_ON_SLACK, await self._chat(), label)

    async def sees(self) -> Sequence[str]:
        return [spoken(one) for one in await self.slack.messages(await self._chat()) if one.get("bot_id")]

    async def unacknowledged(self) -> int:
        return await self.slack.pending()

    async def fails(self, how: Failure) -> None:
        kinds = {Failure.BUSY: "429", Failure.CUT: "drop_after"}
        codes = {Failure.GONE: "user_not_found", Failure.REFUSED: "msg_too_long"}
        kind, after_s = kinds.get(how, "error"), 1 if how is Failure.BUSY else None
        await self.slack.fault("chat.postMessage", kind, after_s=after_s, error=codes.get(how))

    async def _chat(self) -> str:
        return await self.slack.dm_of(MAYA_ON_SLACK)


class TestSlack(AdapterContract):
    @pytest.fixture
    async def counterpart(self) -> AsyncIterator[Counterpart]:
        async with SlackPeer() as peer, SlackControl(peer.url) as slack:
            await slack.install(manifest(command="/customers", mode="socket", public_url=None))
            await slack.add_user(MAYA_ON_SLACK, "Maya Brown")
            inbox = Inbox()
            adapter = SlackAdapter(
                bot_token=BOT_TOKEN,
                workspace=TEAM,
                deliver=inbox.deliver,
                clock=SystemClock(),
                render=render,
                languages=("en",),
                app_token=APP_TOKEN,
                mode="socket",
                api_base_url=slack.api_base_url,
            )
            yield OnSlack(slack, adapter, inbox)
            await adapter.close()
