"""What a customer sends on Telegram comes into the alert's thread on Slack, once, whatever happens to us."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.contracts.people import STAFF_ROOM, OnTelegram
from tests.contracts.running import Running, settled, traceback_in, until
from tests.peers.slack_control import SlackControl
from tests.peers.telegram_control import TelegramControl


async def files_of(slack: SlackControl) -> list[str]:
    """The names of the files in the staff room, in order, all of them in the alert's thread."""
    messages: list[dict[str, Any]] = await slack.messages(STAFF_ROOM)
    named = [(one, file) for one in messages for file in one.get("files", ())]
    assert len({one.get("thread_ts") for one, _ in named}) <= 1
    assert all(one.get("thread_ts") for one, _ in named)
    return [str(file["name"]) for _, file in named]


async def test_voice_picture_and_video_come_into_the_thread_and_survive_a_kill(
    telegram: TelegramControl, slack: SlackControl, running: Running
) -> None:
    maya = OnTelegram(telegram)
    await telegram.say(maya.user, "/start")
    await running.purchase(maya.address)
    await running.start()
    await maya.sees("how satisfied are you with House Blend")
    await maya.press("1")
    await maya.sees("What went wrong?")
    await telegram.say(maya.user, "", evidence="voice")
    await slack.wait_for(STAFF_ROOM, "sent a voice note", timeout_s=30)

    await telegram.fault("getFile", "hang", after_s=60)
    await telegram.say(maya.user, "", evidence="photo")
    async with asyncio.timeout(30):
        await telegram_asked(telegram, "getFile", 2)
    await running.kill()
    await telegram.clear_faults()
    await running.start()
    await telegram.say(maya.user, "", evidence="video")

    async def all_came() -> bool:
        return len(await files_of(slack)) >= 3

    await until(all_came, "three files in the thread", timeout_s=90)
    await until(lambda: settled(running), "everything is sent")
    kinds = sorted(name.partition("-")[0] for name in await files_of(slack))
    assert kinds == ["photo", "video", "voice"]
    assert await running.stop() == 0
    assert traceback_in(running.output) == []


async def telegram_asked(telegram: TelegramControl, method: str, times: int) -> None:
    """Wait until the bot has called this so often."""

    async def asked() -> bool:
        return len(await telegram.requests(method)) >= times

    await until(asked, f"{method} was called {times} times")
