"""A running bot as its operator meets it: watched, reloaded and stopped while everything is under way."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import time

import aiohttp

from bot import app
from bot.control import FILE
from tests.commands.asked import run
from tests.contracts.conftest import TELEGRAM_TOKEN, Install, slack_section, telegram_section
from tests.contracts.people import STAFF_ROOM, OnTelegram
from tests.contracts.running import Running, rows, settled, traceback_in, until
from tests.contracts.shops import SHOP, order, report
from tests.peers.slack_control import SlackControl
from tests.peers.telegram_control import TelegramControl

TOKEN = "token-of-the-monitoring"
METRICS = f'metrics_token = "{TOKEN}"\n'
MOST_S = 10.0


async def command(*arguments: str) -> tuple[int, str]:
    """An operator's command's exit status, and what it printed."""
    done = await asyncio.to_thread(run, *arguments)
    return done.returncode, done.stdout


async def number(running: Running, name: str) -> float:
    """A number on the page of metrics; 0 where it is not there."""
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKEN}"}) as session,
        session.get(f"{running.url}/metrics") as answer,
    ):
        assert answer.status == 200
        page = await answer.text()
    found = re.search(rf"(?m)^{re.escape(name)} (\S+)$", page)
    return float(found[1]) if found else 0.0


async def test_it_is_watched_reloaded_and_stopped_in_time_while_everything_is_under_way(
    telegram: TelegramControl, slack: SlackControl, install: Install
) -> None:
    maya = OnTelegram(telegram)
    await telegram.say(maya.user, "/start")
    sections = (METRICS, telegram_section(telegram.url, "polling"), slack_section(slack.url, "socket"), SHOP)
    async with install(*sections) as running:
        await running.purchase(maya.address)
        await running.start()
        await maya.press("1")
        await maya.sees("What went wrong?")
        await maya.say("The courier was rude")
        await slack.wait_for(STAFF_ROOM, "The courier was rude", timeout_s=30)
        await until(lambda: settled(running), "everything is sent")

        assert await number(running, 'feedback_bot_inbound_total{result="taken",source="telegram"}') >= 3
        assert await number(running, "feedback_bot_alert_seconds_count") == 1
        assert await number(running, 'feedback_bot_outbound_total{platform="slack",result="delivered"}') >= 1
        assert await number(running, 'feedback_bot_cases_open{state="open"}') == 1
        assert await number(running, 'feedback_bot_platform_connected{platform="telegram"}') == 1
        assert await command("health", "--url", running.url) == (0, "ok\n")

        await _reloaded(running)
        await _stopped_in_time(running, telegram, maya)
    assert traceback_in(running.output) == []
    _logged(running)


def _logged(running: Running) -> None:
    """One JSON object a line, with ids and without names, words or secrets; from the start to the stop."""
    said = [line for line in running.output if line.startswith("{")]
    for line in said:
        assert {"event", "level", "logger", "timestamp"} <= json.loads(line).keys()
        for private in ("Maya", "Okafor", "courier was rude", TELEGRAM_TOKEN, TOKEN):
            assert private not in line
    events = [json.loads(line)["event"] for line in said]
    assert events.index(f"started, version {app.version()}") < events.index("stopping")


async def _reloaded(running: Running) -> None:
    """By the command and by a signal; what cannot be used changes nothing, and is named."""
    good = running.path.read_text("utf-8")
    running.path.write_text(good.replace("delay_hours = 0", "delay_hours = 2"), "utf-8")
    status, said = await command("reload", "--config", str(running.path))
    assert (status, said) == (0, "Changed: touchpoint.\n")

    assert running.process is not None
    running.path.write_text(f'{good}[[survey]]\nname = "half"\n', "utf-8")
    running.process.send_signal(signal.SIGHUP)
    await until(lambda: any("not reloaded, all goes on" in line for line in running.output), "it says so")
    assert any("survey" in line and "not reloaded:" in line for line in running.output)
    status, said = await command("reload", "--config", str(running.path))
    assert status == 2, "what is wrong is told without asking the bot"

    running.path.write_text(good.replace('name = "Corner Roastery"', 'name = "Corner Café"'), "utf-8")
    running.process.send_signal(signal.SIGHUP)
    await until(
        lambda: any("Changed: business, touchpoint" in line for line in running.output), "it is taken"
    )
    assert (await running.ready())[0] == 200


async def _stopped_in_time(running: Running, telegram: TelegramControl, maya: OnTelegram) -> None:
    """With a send that hangs, a page that is open, a request whose body does not come, and reports."""
    await telegram.fault("sendMessage", "hang", times=None)
    await maya.say("/privacy")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        _, writer = await asyncio.open_connection("127.0.0.1", running.port)
        writer.write(b"POST /purchases HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf")
        await writer.drain()
        async with session.get(f"{running.url}/chat") as page:
            assert page.status == 200
        socket = await session.ws_connect(f"{running.url}/chat/ws")
        reported = [asyncio.create_task(report(running.url, order(str(2000 + one)))) for one in range(40)]
        await until(
            lambda: rows(running, "SELECT count(*) FROM outbox WHERE state = 'waiting'") != [(0,)], "it hangs"
        )
        begun = time.monotonic()
        assert await running.stop() == 0
        took_s = time.monotonic() - begun
        answers = await asyncio.gather(*reported, return_exceptions=True)
        writer.close()
        await socket.close()
    assert took_s < MOST_S
    taken = {answer[0] for answer in answers if isinstance(answer, tuple)}
    assert taken <= {200, 202, 503}, "each report was taken, or is to come again"
    stored = rows(running, "SELECT count(*) FROM purchases WHERE \"order\" LIKE '20%'")[0][0]
    assert isinstance(stored, int)
    assert stored >= len([answer for answer in answers if isinstance(answer, tuple) and answer[0] != 503])
    assert not (running.folder / "data" / FILE).exists()
