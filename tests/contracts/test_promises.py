"""What must hold when things go wrong: repeats, crashes, floods, poison, refused tokens. Real processes."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time

import aiohttp
import pytest

from tests.contracts.conftest import (
    APP_TOKEN,
    BOT_TOKEN,
    SECRET_TOKEN,
    SIGNING_SECRET,
    TELEGRAM_TOKEN,
    Install,
    slack_section,
    telegram_section,
)
from tests.contracts.people import (
    MAYA,
    SAM,
    STAFF_ROOM,
    TEAM,
    Customer,
    OnSlack,
    OnTelegram,
    press_on_slack,
)
from tests.contracts.running import Running, rows, settled, until
from tests.peers.slack_control import SlackControl, signed
from tests.peers.telegram_control import TelegramControl

WORDS = "The courier was rude and the cup broke"


async def asked(running: Running, telegram: TelegramControl) -> OnTelegram:
    """A customer on Telegram who has been asked; the bot runs."""
    maya = OnTelegram(telegram)
    await telegram.say(maya.user, "/start")
    await running.purchase(maya.address)
    await running.start()
    await maya.sees("how satisfied")
    return maya


async def test_the_same_update_three_times_and_across_a_restart_is_one_record_and_one_effect(
    telegram: TelegramControl, slack: SlackControl, running: Running
) -> None:
    maya = await asked(running, telegram)
    await maya.press("1")
    await maya.sees("What went wrong?")
    update = await telegram.raw_update({"message": typed(maya, 5000, WORDS)})
    await maya.sees("What matters most")
    for _ in range(2):
        await telegram.repeat(update)
    await until(lambda: drained(telegram), "the repeats are fetched")
    # Killed between Telegram's yes and our record of it, a message may come twice: that is another promise.
    await until(lambda: settled(running), "what was sent is recorded")
    await running.kill()
    await telegram.repeat(update)
    await running.start()
    await until(lambda: drained(telegram), "the repeat after the restart is fetched")
    await maya.press("Quality")
    await maya.press("Done")
    await maya.sees("Our team knows about it now")
    assert rows(running, "SELECT count(*) FROM answers WHERE comment IS NOT NULL") == [(1,)]
    assert len([said for said in await maya.chat() if "What matters most" in said]) == 1
    alerts = [one for one in await slack.messages(STAFF_ROOM) if not one.get("thread_ts")]
    assert len(alerts) == 1


def typed(person: OnTelegram, message_id: int, text: str) -> dict[str, object]:
    """A message as Telegram tells of it."""
    who = {"id": person.user, "is_bot": False, "first_name": "Maya", "language_code": "en"}
    chat = {"id": person.user, "type": "private", "first_name": "Maya"}
    return {"message_id": message_id, "date": int(time.time()), "chat": chat, "from": who, "text": text}


async def drained(telegram: TelegramControl) -> bool:
    return await telegram.pending() == 0


@pytest.mark.parametrize("platform", ["telegram", "slack"])
@pytest.mark.parametrize("after_s", [0.0, 0.5, 2.0])
async def test_killed_while_handling_an_answer_handles_it_once_after_the_restart(
    after_s: float, platform: str, telegram: TelegramControl, slack: SlackControl, running: Running
) -> None:
    maya: Customer = OnTelegram(telegram) if platform == "telegram" else OnSlack(slack)
    if platform == "telegram":
        await telegram.say(OnTelegram(telegram).user, "/start")
    await running.purchase(maya.address)
    await running.start()
    await maya.press("1")
    await maya.sees("What went wrong?")
    await maya.say(WORDS)
    await asyncio.sleep(after_s)  # the moment of the kill is what is varied
    await running.kill()
    await running.start()
    await maya.sees("What matters most", timeout_s=90)
    await slack.wait_for(STAFF_ROOM, "The courier was rude", timeout_s=90)
    assert rows(running, "SELECT count(*) FROM answers WHERE comment IS NOT NULL") == [(1,)]
    await until(lambda: settled(running), "everything is sent", 90)
    alerts = [one for one in await slack.messages(STAFF_ROOM) if not one.get("thread_ts")]
    assert len(alerts) == 1


async def test_a_poison_update_first_in_the_queue_holds_up_nobody(
    telegram: TelegramControl, running: Running
) -> None:
    await telegram.say(OnTelegram(telegram).user, "/start")
    await running.start()
    maya = OnTelegram(telegram)
    await maya.sees("feedback bot")
    await telegram.raw_update({"message": {"message_id": "not a number", "chat": 7, "text": ["?"]}})
    await maya.say("/privacy")
    await maya.sees("/mydata", timeout_s=5)
    assert rows(running, "SELECT count(*) FROM dead_letters") == [(1,)]


async def test_forty_messages_to_one_chat_under_429s_arrive_in_order_while_another_chat_is_answered(
    telegram: TelegramControl, running: Running
) -> None:
    maya, noor = OnTelegram(telegram), OnTelegram(telegram, 700_100_201)
    await running.start()
    await telegram.fault("sendMessage", "429", times=4, chat_id=maya.user, after_s=2)
    for _ in range(40):
        await telegram.say(maya.user, "/privacy")
    began = time.monotonic()
    await telegram.say(noor.user, "/help", name="Noor Haddad")
    await noor.sees("feedback bot", timeout_s=5)
    assert time.monotonic() - began < 5
    await until(lambda: arrived(maya, 40), "all forty", 120)
    await until(lambda: settled(running), "the last of them is recorded")
    sent = rows(running, "SELECT address, receipt FROM outbox ORDER BY sequence")
    receipts = [int(str(receipt)) for key, receipt in sent if str(key).endswith(str(maya.user))]
    assert receipts == sorted(receipts)


async def arrived(person: OnTelegram, count: int) -> bool:
    return len(await person.chat()) >= count


async def test_a_forged_webhook_is_refused_and_a_true_one_is_taken(
    telegram: TelegramControl, slack: SlackControl, install: Install
) -> None:
    async with install(
        telegram_section(telegram.url, "webhook"), slack_section(slack.url, "socket")
    ) as running:
        await running.start()
        update = {"update_id": 5, "message": {"message_id": 1, "text": "/start"}}
        async with aiohttp.ClientSession() as session:
            for secret in ({}, {"X-Telegram-Bot-Api-Secret-Token": "guessed"}):
                answer = await session.post(f"{running.url}/telegram/webhook", json=update, headers=secret)
                assert answer.status in {401, 403}
        maya = OnTelegram(telegram)
        await until(lambda: has_webhook(telegram), "the webhook is set")
        await telegram.say(maya.user, "/help")
        await maya.sees("/feedback")


async def has_webhook(telegram: TelegramControl) -> bool:
    return bool(await telegram.webhook())


@pytest.mark.parametrize("kind", ["dead_url", "reset", "half_open", "refresh"])
async def test_a_socket_that_is_lost_is_there_again_within_a_minute(
    kind: str, slack: SlackControl, install: Install
) -> None:
    async with install(slack_section(slack.url, "socket")) as running:
        await running.start()
        maya = OnSlack(slack)
        await maya.say("hello there")
        await maya.sees("What can I do with it", timeout_s=30)
        before = await slack.connected_ever()
        if kind == "dead_url":
            await slack.fault("apps.connections.open", "dead_url", times=1)
        await slack.socket("reset" if kind == "dead_url" else kind)
        await slack.wait_for_connection(before, timeout_s=60)
        await slack.command(MAYA, "/customers", "privacy", await slack.dm_of(MAYA))
        await maya.sees("mydata", timeout_s=30)


async def test_an_alert_whose_sending_broke_off_after_it_was_taken_stands_once_in_the_room(
    slack: SlackControl, install: Install
) -> None:
    async with install(slack_section(slack.url, "socket")) as running:
        maya = OnSlack(slack)
        await running.purchase(maya.address)
        await running.start()
        await maya.sees("how satisfied")
        await slack.fault("chat.postMessage", "drop_after", times=1, channel=STAFF_ROOM)
        await maya.press("1")
        await slack.wait_for(STAFF_ROOM, "Maya", timeout_s=30)
        await until(lambda: settled(running), "everything is sent", 60)
        assert len(await slack.messages(STAFF_ROOM)) == 1
        await press_on_slack(slack, SAM, STAFF_ROOM, "Take")
        await slack.wait_for(STAFF_ROOM, "took it", timeout_s=30)


async def test_a_database_that_is_away_is_told_to_slack_in_time_and_the_event_is_stored_when_it_comes_again(
    telegram: TelegramControl, slack: SlackControl, install: Install
) -> None:
    async with install(
        telegram_section(telegram.url, "polling"), slack_section(slack.url, "http")
    ) as running:
        await running.start()
        assert await slack.events_url(f"{running.url}/slack/events", SIGNING_SECRET)
        event = {"type": "message", "channel": await slack.dm_of(MAYA), "channel_type": "im", "user": MAYA}
        body = json.dumps(
            {
                "type": "event_callback",
                "team_id": TEAM,
                "event_id": "Ev0TEST",
                "event": {**event, "text": "Hello, is anybody there?", "ts": "1795316756.000100"},
            }
        )
        locked = sqlite3.connect(running.database, isolation_level=None)
        locked.execute("BEGIN IMMEDIATE")
        try:
            began = time.monotonic()
            refused = await slack.raw_http(signed(body, secret=SIGNING_SECRET), body)
            assert refused["status"] == 503
            assert time.monotonic() - began < 3
        finally:
            locked.rollback()
            locked.close()
        taken = await slack.raw_http(signed(body, secret=SIGNING_SECRET), body)
        assert taken["status"] == 200
        await OnSlack(slack).sees("they can write to you right here")
        assert rows(running, "SELECT count(*) FROM inbox WHERE kind = 'message'") == [(1,)]


async def test_a_token_that_is_refused_turns_health_red_and_ends_the_process_after_its_grace(
    telegram: TelegramControl, running: Running
) -> None:
    await running.start()
    await until(lambda: is_ready(running), "the bot is ready")
    await telegram.fault("getUpdates", "401", times=None)
    await until(lambda: is_red(running), "health is red")
    assert await running.exited(timeout_s=30) == 1
    assert any("BotFather" in line for line in running.output)


async def is_ready(running: Running) -> bool:
    status, body = await running.ready()
    return status == 200 and body["platforms"].keys() == {"telegram", "slack"}


async def is_red(running: Running) -> bool:
    status, _ = await running.ready()
    return status == 503


async def test_an_api_that_cannot_be_reached_at_the_start_is_waited_for(
    slack: SlackControl, install: Install
) -> None:
    async with install(
        telegram_section("http://127.0.0.1:9", "polling"), slack_section(slack.url, "socket")
    ) as running:
        await running.start()
        await until(lambda: is_red(running), "health is red")
        await OnSlack(slack).say("hello there")
        await OnSlack(slack).sees("What can I do with it", timeout_s=30)
        began = time.monotonic()
        assert await running.stop() == 0
        assert time.monotonic() - began < 10


async def test_being_asked_to_stop_in_the_middle_of_a_slow_send_takes_less_than_ten_seconds(
    telegram: TelegramControl, running: Running
) -> None:
    await running.start()
    await telegram.fault("sendMessage", "hang", times=1, after_s=30)
    await telegram.say(OnTelegram(telegram).user, "/help")
    await until(lambda: drained(telegram), "the command was taken")
    began = time.monotonic()
    assert await running.stop() == 0
    assert time.monotonic() - began < 10


async def test_neither_tokens_nor_words_are_in_the_log_at_debug(
    telegram: TelegramControl, slack: SlackControl, install: Install
) -> None:
    async with install(
        telegram_section(telegram.url, "webhook"),
        slack_section(slack.url, "socket"),
        extra=("--log-level", "debug"),
    ) as running:
        maya = OnTelegram(telegram)
        await telegram.say(maya.user, "/start")
        await running.purchase(maya.address)
        await running.start()
        await maya.sees("how satisfied")
        await telegram.fault("sendMessage", "500", times=1)
        await telegram.fault("editMessageText", "429", times=1, after_s=1)
        await slack.fault("chat.postMessage", "drop_after", times=1, channel=STAFF_ROOM)
        await maya.press("1")
        await maya.sees("What went wrong?")
        await maya.say(WORDS)
        await slack.wait_for(STAFF_ROOM, "The courier was rude", timeout_s=30)
        await telegram.fault("setMyCommands", "401", times=1)
        await running.stop()
    log = "\n".join(running.output)
    assert '"debug"' in log
    for secret in (TELEGRAM_TOKEN, BOT_TOKEN, APP_TOKEN, SECRET_TOKEN, "TEST-TOKEN-OF-THE-PEER"):
        assert secret not in log
    for words in (WORDS, "cup broke", "Maya", "House Blend"):
        assert words not in log
