"""Two processes on one PostgreSQL, as behind a load balancer. Real processes, a real server, real sockets."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
from aiohttp import web

from tests.contracts.conftest import SIGNING_SECRET, slack_section, telegram_section
from tests.contracts.people import (
    ALEX,
    MANAGERS_ROOM,
    SAM,
    STAFF_ROOM,
    OnTelegram,
    browser,
    press_on_slack,
)
from tests.contracts.running import BUSINESS, Running, free_port, installation, traceback_in, until
from tests.peers.slack_control import SlackControl
from tests.peers.telegram_control import TelegramControl

WORDS = "The courier was rude and the cup broke"
TAKEN_OVER_WITHIN_S = 30.0


@asynccontextmanager
async def everything_to_both(port: int, urls: Sequence[str]) -> AsyncIterator[None]:
    """What comes in goes to all of these, at the same moment; the first one's answer is given."""

    async def handle(request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name: value for name, value in request.headers.items() if name != "Host"}

        async def bring(url: str) -> tuple[int, bytes, str]:
            target = f"{url}{request.path_qs}"
            async with client.request(request.method, target, data=body, headers=headers) as answer:
                return answer.status, await answer.read(), answer.content_type

        answers = await asyncio.gather(*map(bring, urls))
        status, said, kind = answers[0]
        return web.Response(status=status, body=said, content_type=kind)

    site = web.Application()
    site.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(site)
    async with aiohttp.ClientSession() as client:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            yield
        finally:
            await runner.cleanup()


@asynccontextmanager
async def two(
    folder: Path, url: str, *sections: str, public_port: int | None = None
) -> AsyncIterator[tuple[Running, Running]]:
    """Two installations on one database, each with a folder of its own, not started yet."""
    async with AsyncExitStack() as stack:
        both = []
        for name in ("one", "other"):
            port = free_port()
            place = folder / name
            place.mkdir()
            public = f'\n[http]\npublic_url = "http://127.0.0.1:{public_port or port}"\n'
            text = "".join((BUSINESS, public, f'\n[storage]\nurl = "{url}"\n', *sections))
            both.append(await stack.enter_async_context(installation(place, text, port=port)))
        yield both[0], both[1]


async def asked_of(url: str, sql: str) -> list[tuple[Any, ...]]:
    """What the database says."""
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(sql)]
    finally:
        await connection.close()


async def all_is_sent(url: str) -> bool:
    return await asked_of(url, "SELECT count(*) FROM outbox WHERE state = 'waiting'") == [(0,)]


async def test_the_same_updates_brought_to_both_have_every_effect_once(
    telegram: TelegramControl, slack: SlackControl, tmp_path: Path, postgres_url: str
) -> None:
    public = free_port()
    sections = (telegram_section(telegram.url, "webhook"), slack_section(slack.url, "http"))
    maya = OnTelegram(telegram)
    await telegram.say(maya.user, "/start")
    async with two(tmp_path, postgres_url, *sections, public_port=public) as (one, other):
        async with everything_to_both(public, (one.url, other.url)):
            await one.purchase(maya.address)
            await asyncio.gather(one.start(), other.start())
            assert await slack.events_url(f"http://127.0.0.1:{public}/slack/events", SIGNING_SECRET)
            await maya.sees("how satisfied")
            await maya.press("1")
            await maya.sees("What went wrong?")
            await maya.say(WORDS)
            await maya.sees("What matters most")
            await maya.press("Quality")
            await maya.press("Done")
            await maya.sees("Our team knows about it now")
            await slack.wait_for(STAFF_ROOM, "The courier was rude", timeout_s=30)
            await press_on_slack(slack, SAM, STAFF_ROOM, "Take")
            await slack.wait_for(STAFF_ROOM, "took it", timeout_s=30)
            await slack.command(ALEX, "/digest", "", MANAGERS_ROOM)
            await slack.wait_for(MANAGERS_ROOM, "How Corner Roastery did", timeout_s=30)
            await until(lambda: all_is_sent(postgres_url), "everything is sent", 60)
        assert [await one.stop(), await other.stop()] == [0, 0]
    assert traceback_in([*one.output, *other.output]) == []
    times = Counter(await maya.chat())
    assert [words for words, n in times.items() if n > 1] == []
    alerts = [m for m in await slack.messages(STAFF_ROOM) if m.get("thread_ts", m["ts"]) == m["ts"]]
    digests = [m for m in await slack.messages(MANAGERS_ROOM) if m.get("thread_ts", m["ts"]) == m["ts"]]
    assert (len(alerts), len(digests)) == (1, 1)
    comments = await asked_of(postgres_url, "SELECT comment FROM answers WHERE comment IS NOT NULL")
    counted = await asked_of(
        postgres_url, "SELECT n FROM rollups WHERE day = 0 AND segment = '' AND measure = 'comment'"
    )
    assert (comments, counted) == ([(WORDS,)], [(1,)])
    assert await asked_of(postgres_url, "SELECT * FROM dead_letters") == []


async def test_when_one_is_killed_the_other_connects_and_sends_what_was_on_its_way(
    telegram: TelegramControl, slack: SlackControl, tmp_path: Path, postgres_url: str
) -> None:
    sections = (telegram_section(telegram.url, "polling"), slack_section(slack.url, "socket"))
    maya = OnTelegram(telegram)
    await telegram.say(maya.user, "/start")
    async with two(tmp_path, postgres_url, *sections) as (one, other):
        await one.purchase(maya.address)
        await one.start()
        await maya.sees("how satisfied")
        before = await slack.wait_for_connection()
        await other.start()
        status, said = await other.ready()
        assert (status, [p.get("stands_by") for p in said["platforms"].values()]) == (200, [True, True])
        await slack.fault("chat.postMessage", "hang", times=1, channel=STAFF_ROOM, after_s=30)
        await maya.press("1")
        await maya.sees("What went wrong?")
        await until(lambda: is_posting(slack), "the alert is on its way")
        # What Maya was asked is recorded: her chat is not held by the dead one until a lease ends.
        await until(lambda: only_slack_waits(postgres_url), "her receipts are recorded")
        assert await slack.connected_ever() == before, "the other connected beside the first"
        await one.kill()
        killed = time.monotonic()
        await maya.say(WORDS)
        await slack.wait_for_connection(before, timeout_s=TAKEN_OVER_WITHIN_S)
        await maya.sees("What matters most", TAKEN_OVER_WITHIN_S)
        assert time.monotonic() - killed < TAKEN_OVER_WITHIN_S
        assert len(await asked_of(postgres_url, "SELECT 1 FROM outbox WHERE state = 'waiting'")) > 0
        await asked_of(postgres_url, "UPDATE addresses SET lease_until_us = 1 WHERE lease_until_us > 0")
        await slack.wait_for(STAFF_ROOM, "Maya", timeout_s=30)
        await until(lambda: all_is_sent(postgres_url), "everything is sent", 60)
        assert await other.stop() == 0
    assert traceback_in(other.output) == []
    alerts = [m for m in await slack.messages(STAFF_ROOM) if m.get("thread_ts", m["ts"]) == m["ts"]]
    assert len(alerts) == 1


async def test_a_page_shows_what_the_other_process_sent(
    telegram: TelegramControl, tmp_path: Path, postgres_url: str
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
    async with two(tmp_path, postgres_url, telegram_section(telegram.url, "polling"), rooms) as (one, other):
        token = await one.purchase(None)
        await one.start()  # keeps the connection to Telegram, so what staff say comes in here
        await other.start()
        async with browser(other.url, token) as maya:
            await maya.sees("how satisfied")
            await maya.press("1")
            await maya.sees("What went wrong?")
            await maya.say(WORDS)
            alert = await telegram.wait_for(staff, "The courier was rude", timeout_s=30)
            await telegram.say(sam, "So sorry!", chat_id=staff, reply_to=alert["message_id"])
            await maya.sees("So sorry!", 10)


async def only_slack_waits(url: str) -> bool:
    waiting = "SELECT DISTINCT split_part(address, ':', 1) FROM outbox WHERE state = 'waiting'"
    return await asked_of(url, waiting) == [("slack",)]


async def is_posting(slack: SlackControl) -> bool:
    return len(await slack.requests("chat.postMessage")) > 0
