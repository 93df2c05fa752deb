"""Real processes: the bot beside a Telegram and a Slack, killed (SIGKILL) while it is forgetting somebody."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot import app, config, control
from storage import chores
from tests.contracts.conftest import BOT_USER, slack_section, telegram_section
from tests.contracts.people import ALEX, KIM, MANAGERS_ROOM, SAM, STAFF_ROOM, OnTelegram, press_on_slack
from tests.contracts.running import (
    BUSINESS,
    Running,
    free_port,
    installation,
    peer,
    rows,
    traceback_in,
    until,
)
from tests.forgotten.looking import Looked, through, through_files
from tests.peers.slack_control import SlackControl
from tests.peers.telegram_control import TelegramControl

WORDS = "The wobbly teapot leaked all over my tablecloth"
LATER = "and the handle is sticky with treacle"
NOTE = "Okafor was furious on the phone too"
SECRETS = ("okafor", "tablecloth", "treacle", "furious", "wobbly", "700100200", "house blend")
SLOW_S = 6.0  # how long Slack takes for what is on its way when she wishes it


async def killed(folder: Path, after_s: Sequence[float] = (0.0, 0.05, 0.2)) -> list[Looked]:
    """She wishes it, and the bot is killed so soon after that, and after each start anew. What is left."""
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(
            TelegramControl(await stack.enter_async_context(peer("telegram")))
        )
        slack = await stack.enter_async_context(SlackControl(await stack.enter_async_context(peer("slack"))))
        for person, name in ((SAM, "Sam Reed"), (KIM, "Kim Lee"), (ALEX, "Alex Brandt")):
            await slack.add_user(person, name)
        await slack.add_channel(STAFF_ROOM, "feedback-alerts", [SAM, KIM, BOT_USER])
        await slack.add_channel(MANAGERS_ROOM, "management", [ALEX, BOT_USER])
        port = free_port()
        http = f'\n[http]\npublic_url = "http://127.0.0.1:{port}"\n'
        sections = (telegram_section(telegram.url, "polling"), slack_section(slack.url, "socket"))
        text = "".join((BUSINESS, http, *sections))
        one = installation(folder, text, port=port, extra=("--log-level", "debug"))
        running = await stack.enter_async_context(one)
        maya = OnTelegram(telegram)
        await telegram.say(maya.user, "/start", name="Maya Okafor")
        await running.purchase(maya.address)
        await running.start()
        await _lived(running, maya, slack)
        await maya.press("Yes, delete it")
        for seconds in after_s:
            await asyncio.sleep(seconds)  # the moment of the kill is what is varied
            await running.kill()
            await running.start()
        await maya.sees("Done: Corner Roastery has deleted", timeout_s=60)
        await until(lambda: _is_over(running), "all of it is forgotten", 120)
        answer = await asyncio.to_thread(control.ask, running.folder / "data", {"do": "reload"})
        unknown = await asyncio.to_thread(control.ask, running.folder / "data", {"do": "Okafor?"})
        await running.stop()
        await _days_later(running)
        faults = traceback_in(running.output)
        if faults:
            raise AssertionError("\n".join(faults))
        # What staff wrote themselves no bot may change: they are asked to delete it.
        shown = [
            one
            for room in (STAFF_ROOM, MANAGERS_ROOM)
            for one in await slack.messages(room)
            if one.get("user") == BOT_USER
        ]
        return [
            *through_files(running.folder / "data", "killed: ", SECRETS),
            through("killed: log of the processes at DEBUG", "\n".join(running.output), SECRETS),
            through("killed: answers of the control socket", json.dumps([answer, unknown]), SECRETS),
            through("killed: what staff and managers can read on Slack", json.dumps(shown), SECRETS),
        ]


async def _lived(running: Running, maya: OnTelegram, slack: SlackControl) -> None:
    """Unhappy, answered, with a photo in the thread; a message about her is on its way when she wishes it."""
    await maya.sees("how satisfied")
    await maya.press("1")
    await maya.sees("What went wrong?")
    await maya.say(WORDS)
    alert = await slack.wait_for(STAFF_ROOM, "wobbly teapot", timeout_s=60)
    await maya.control.say(maya.user, "", evidence="photo")
    await slack.say(SAM, NOTE, channel=STAFF_ROOM, thread_ts=alert["ts"])
    await press_on_slack(slack, SAM, STAFF_ROOM, "Take")
    await slack.wait_for(STAFF_ROOM, "took it", timeout_s=60)
    await until(
        lambda: rows(running, "SELECT count(*) FROM case_entries WHERE kind = 'noted'") == [(1,)], "noted"
    )
    await until(lambda: _none_waits(running), "everything is sent", 60)
    await slack.fault("chat.postMessage", "hang", after_s=SLOW_S)
    await maya.say(LATER)
    await maya.say("/forget")
    await maya.sees("Shall I delete what we hold of you?", timeout_s=60)


async def _days_later(running: Running) -> None:
    """The night after next, when no platform brings anything again: the numbers of her chat go too."""
    loaded = config.load(running.path)
    async with app.opened(loaded, loaded.data_folder) as opened:
        now = datetime.now(UTC) + timedelta(days=3)
        await opened.database.write(lambda one: _retention_wished(one, now))
        while await opened.store.chores.work(now, lambda: 1, alone=True):
            pass


def _retention_wished(connection: Connection, now: datetime) -> None:
    with connection.begin():
        chores.wish(connection, chores.RETAIN, "", now)


def _none_waits(running: Running) -> bool:
    return rows(running, "SELECT count(*) FROM outbox WHERE state = 'waiting'") == [(0,)]


def _is_over(running: Running) -> bool:
    """No long job is under way, and every message is emptied."""
    jobs = rows(running, "SELECT count(*) FROM chores") == [(0,)]
    gone = rows(running, "SELECT count(*) FROM customers WHERE erased_us IS NOT NULL") != [(0,)]
    return jobs and gone and _none_waits(running)
