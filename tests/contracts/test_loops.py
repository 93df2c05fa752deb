"""The whole loop on every platform and in every mode: purchase, survey, alert, recovery, digest.

The bot is a process of its own, and speaks with Telegram and Slack over real sockets.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.contracts.conftest import SIGNING_SECRET, Install, slack_section, telegram_section
from tests.contracts.people import (
    ALEX,
    MANAGERS_ROOM,
    SAM,
    STAFF_ROOM,
    Customer,
    OnSlack,
    OnTelegram,
    browser,
    press_on_slack,
)
from tests.contracts.running import Running, traceback_in
from tests.peers.slack_control import SlackControl
from tests.peers.telegram_control import TelegramControl

WORDS = "The courier was rude & it arrived <cold>"
ASKED_AT_ONCE = "\n[recovery]\nfollow_up_after_hours = 0\n"

MODES = {
    "telegram polling": ("polling", "socket"),
    "telegram webhook": ("webhook", "socket"),
    "slack socket": ("polling", "socket"),
    "slack http": ("polling", "http"),
    "web": ("polling", "socket"),
}


@asynccontextmanager
async def customer_on(
    platform: str, telegram: TelegramControl, slack: SlackControl, running: Running
) -> AsyncIterator[Customer]:
    """Somebody who has bought; the bot is started once the shop has reported it."""
    if platform == "web":
        token = await running.purchase(None)
        await running.start()
        async with browser(running.url, token) as page:
            yield page
        return
    person: Customer = OnTelegram(telegram) if platform == "telegram" else OnSlack(slack)
    await running.purchase(person.address)
    await running.start()
    yield person


@pytest.mark.parametrize("way", MODES)
async def test_an_unhappy_customer_is_asked_heard_taken_care_of_and_counted(
    way: str, telegram: TelegramControl, slack: SlackControl, install: Install
) -> None:
    platform = way.split(maxsplit=1)[0]
    telegram_mode, slack_mode = MODES[way]
    if platform == "telegram":
        await telegram.say(OnTelegram(telegram).user, "/start")
    sections = [slack_section(slack.url, slack_mode)]  # alone, where the customers are not on Telegram
    if platform == "telegram":
        sections.append(telegram_section(telegram.url, telegram_mode))
    async with install(*sections, ASKED_AT_ONCE) as running:
        async with customer_on(platform, telegram, slack, running) as maya:
            if slack_mode == "http":
                assert await slack.events_url(f"{running.url}/slack/events", SIGNING_SECRET)
            await maya.sees("how satisfied are you with House Blend")
            await maya.press("1")
            await maya.sees("What went wrong?")
            await maya.say(WORDS)
            await slack.wait_for(STAFF_ROOM, "The courier was rude", timeout_s=30)
            await maya.sees("What matters most")
            await maya.press("Quality")
            await maya.press("Done")
            await maya.sees("Our team knows about it now")
            await sam_puts_it_right(slack, maya)
        await slack.command(ALEX, "/digest", "", MANAGERS_ROOM)
        await slack.wait_for(MANAGERS_ROOM, "How Corner Roastery did", timeout_s=30)
        assert await slack.pings() == []
        assert await running.stop() == 0
        assert traceback_in(running.output) == []


async def sam_puts_it_right(slack: SlackControl, maya: Customer) -> None:
    """Take, reply, resolve; and the customer says that it was put right."""
    await press_on_slack(slack, SAM, STAFF_ROOM, "Take")
    await slack.wait_for(STAFF_ROOM, "took it", timeout_s=30)
    await press_on_slack(slack, SAM, STAFF_ROOM, "Reply")
    await slack.submit(SAM, await opened(slack), {"text": "I am so sorry. A new one is on its way."})
    await maya.sees("A new one is on its way.")
    await press_on_slack(slack, SAM, STAFF_ROOM, "Resolve")
    await slack.submit(SAM, await opened(slack), {"cause": "delivery", "done": "Sent a new one"})
    await maya.sees("Did we put it right?")
    await maya.press("5")
    await slack.wait_for(STAFF_ROOM, "says it was put right", timeout_s=30)


async def opened(slack: SlackControl) -> str:
    """The modal that Sam has open, once it is there."""
    return str((await slack.wait_for_view(SAM, timeout_s=30))["id"])


async def test_a_telegram_group_is_room_enough_for_staff_and_managers(
    telegram: TelegramControl, install: Install
) -> None:
    maya = OnTelegram(telegram)
    staff, sam, alex = -1_001_000_200, 501, 502
    await telegram.add_group(staff, "Feedback", [sam, alex])
    await telegram.say(maya.user, "/start")
    rooms = f"""
[rooms.staff]
platform = "telegram"
room = "{staff}"
role = "staff"

[rooms.managers]
platform = "telegram"
room = "{staff - 1}"
role = "managers"

[roles]
staff = ["telegram::{sam}"]
managers = ["telegram::{alex}"]
"""
    await telegram.add_group(staff - 1, "Management", [alex])
    async with install(telegram_section(telegram.url, "polling"), rooms, ASKED_AT_ONCE) as running:
        await running.purchase(maya.address)
        await running.start()
        await maya.sees("how satisfied")
        await maya.press("1")
        await maya.sees("What went wrong?")
        await maya.say(WORDS)
        alert = await telegram.wait_for(staff, "The courier was rude", timeout_s=30)
        await telegram.say(
            sam, "I am so sorry, a new one is on its way.", chat_id=staff, reply_to=alert["message_id"]
        )
        await maya.sees("a new one is on its way.")
        resolve = next(
            button["callback_data"]
            for message in await telegram.messages(staff)
            for row in message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in row
            if button["text"] == "Resolve"
        )
        await telegram.press(staff, alert["message_id"], resolve, sam)
        causes = await telegram.wait_for(staff, "caused", timeout_s=30)
        [delivery] = [
            button["callback_data"]
            for row in causes["reply_markup"]["inline_keyboard"]
            for button in row
            if button["text"] == "Delivery"
        ]
        await telegram.press(staff, causes["message_id"], delivery, sam)
        prompt = await telegram.wait_for(staff, "put it right", timeout_s=30)
        await telegram.say(sam, "Sent a new one", chat_id=staff, reply_to=prompt["message_id"])
        await maya.sees("Did we put it right?")
        await telegram.say(alex, "/digest", chat_id=staff - 1)
        await telegram.wait_for(staff - 1, "How Corner Roastery did", timeout_s=30)
        assert await running.stop() == 0
        assert traceback_in(running.output) == []


async def test_a_web_customer_is_taken_care_of_from_a_telegram_group(
    telegram: TelegramControl, install: Install
) -> None:
    staff, sam = -1_001_000_200, 501
    await telegram.add_group(staff, "Feedback", [sam])
    rooms = f"""
[rooms.staff]
platform = "telegram"
room = "{staff}"
role = "staff"

[roles]
staff = ["telegram::{sam}"]
"""
    async with install(telegram_section(telegram.url, "polling"), rooms) as running:
        token = await running.purchase(None)
        await running.start()
        async with browser(running.url, token) as maya:
            await maya.sees("how satisfied")
            await maya.press("1")
            await maya.sees("What went wrong?")
            await maya.say(WORDS)
            alert = await telegram.wait_for(staff, "The courier was rude", timeout_s=30)
            await telegram.say(sam, "So sorry!", chat_id=staff, reply_to=alert["message_id"])
            await maya.sees("So sorry!")


async def test_a_telegram_survey_lives_in_one_message(telegram: TelegramControl, running: Running) -> None:
    maya = OnTelegram(telegram)
    await telegram.say(maya.user, "/start")
    await running.purchase(maya.address)
    await running.start()
    await maya.sees("how satisfied")
    for button, then in (
        ("5", "What did you like"),
        ("Skip", "What matters most"),
        ("Skip", "That's all"),
    ):
        await maya.press(button)
        await maya.sees(then)
    surveys = [said for said in await maya.chat() if "how satisfied" in said or "That's all" in said]
    assert len(surveys) == 1
