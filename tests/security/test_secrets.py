"""A run of everything at DEBUG, with what goes wrong on the way, and then a search of what was written."""

from __future__ import annotations

import sqlite3
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp

from tests.contracts.conftest import TELEGRAM_TOKEN
from tests.contracts.people import MAYA, SAM, STAFF_ROOM, OnTelegram, browser, press_on_slack
from tests.contracts.running import until
from tests.contracts.shops import listener, order, report
from tests.security.site import Site, site
from tests.security.ways import WAYS, update

WORDS = "The courier was rude and the cup broke"
NAMES = ("Okafor", "House Blend", "courier was rude", "cup broke")


async def everything_happens(running: Site) -> list[str]:
    """Somebody buys, answers and is answered, is refused, and much fails. Returns the links' tokens."""
    _, answer = await report(running.url, order("4711"))
    (bought,) = answer["purchases"]
    token = bought["qr"].rpartition("/")[2].removesuffix(".svg")
    for path in WAYS:
        async with aiohttp.ClientSession() as session:
            headers = {"X-Telegram-Bot-Api-Secret-Token": f"guess-of-{token}", "webhook-signature": token}
            await session.post(f"{running.url}{path}", data=WORDS.encode(), headers=headers)
            await session.get(f"{running.url}/nowhere/{token}?of={WORDS}")
            await session.get(f"{running.url}/qr/{token}.png")
    await running.telegram.fault("sendMessage", "500", times=1)
    await running.slack.fault("chat.postMessage", "drop_after", times=1, channel=STAFF_ROOM)
    async with browser(running.url, token) as maya:
        await maya.sees("how satisfied")
        await maya.press("1")
        await maya.sees("What went wrong?")
        await maya.say(WORDS)
        await running.slack.wait_for(STAFF_ROOM, "The courier was rude", timeout_s=30)
        await press_on_slack(running.slack, SAM, STAFF_ROOM, "Take")
    on_telegram = OnTelegram(running.telegram)
    await running.telegram.say(on_telegram.user, f"/start {token}")
    await until(lambda: has_heard(on_telegram), "whoever comes late is told something")
    await running.telegram.say(on_telegram.user, WORDS)
    await running.slack.say(MAYA, WORDS)
    await running.telegram.raw_update({**update(99), "message": {"text": WORDS}})
    await until(lambda: running.rows("SELECT count(*) FROM dead_letters") != [(0,)], "the odd one is kept")
    return [token]


async def has_heard(person: OnTelegram) -> bool:
    return bool(await person.chat())


async def test_neither_secrets_nor_links_nor_words_stand_in_the_log_at_debug(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        heard = await stack.enter_async_context(listener())
        running = await stack.enter_async_context(site(tmp_path, heard.section, log_level="debug"))
        tokens = await everything_happens(running)
        await until(lambda: bool(heard.notices), "another program is told")
        secrets = [secret.reveal() for secret in running.config.secrets]
        key = (running.config.data_folder / "link.key").read_bytes()
        addresses = [one[0] for one in running.rows("SELECT address FROM outbox WHERE address LIKE 'web%'")]
    log = running.log.getvalue()
    assert '"level": "debug"' in log
    assert len(secrets) >= 8
    for secret in (*secrets, *tokens, key.hex(), "/notices", TELEGRAM_TOKEN.partition(":")[2]):
        assert secret not in log
    assert addresses
    for words in NAMES:
        assert words not in log


async def test_no_secret_and_no_link_that_is_not_opened_yet_stands_in_the_database(tmp_path: Path) -> None:
    """An opened one does: it is of no use to anybody but whoever opened it."""
    async with site(tmp_path) as running:
        _, answer = await report(running.url, order("4711"))
        token = answer["purchases"][0]["qr"].rpartition("/")[2].removesuffix(".svg")
        assert (await report(running.url, order("4711")))[1] == answer
        before = dumped(running)
        async with aiohttp.ClientSession(running.url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            await session.get("/chat")
            (cookie,) = [one.value for one in session.cookie_jar]
            async with session.ws_connect("/chat/ws") as socket:
                await socket.send_json({"type": "say", "key": "k1", "text": "hello"})
                await until(lambda: "hello" in dumped(running), "it is stored")
        secrets = [secret.reveal() for secret in running.config.secrets]
        after = dumped(running)
    assert "4711" in before
    assert token not in before
    for secret in (*secrets, token, cookie):
        assert secret not in after


def dumped(running: Site) -> str:
    """All that the database holds."""
    with sqlite3.connect(running.database) as connection:
        return "\n".join(connection.iterdump())
