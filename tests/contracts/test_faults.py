"""The disk under a running bot takes nothing, or is gone: it is told, nothing is lost, and it goes on."""

from __future__ import annotations

import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.contracts.conftest import Install, slack_section, telegram_section
from tests.contracts.people import STAFF_ROOM, OnTelegram
from tests.contracts.running import Running, rows, settled, traceback_in, until
from tests.contracts.shops import SHOP, order, report
from tests.peers.slack_control import SlackControl
from tests.peers.telegram_control import TelegramControl

WORDS = "The courier was rude and the cup broke"
_A_PAGE = 1000  # bytes: less than any page of the database


@asynccontextmanager
async def full(running: Running) -> AsyncIterator[None]:
    """The disk takes no byte more: what would be behind the limit is refused, as EFBIG."""
    assert running.process is not None
    pid = running.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (_A_PAGE, before[1]))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


@asynccontextmanager
async def moved(running: Running) -> AsyncIterator[None]:
    """Somebody moves the file away for a while."""
    away = running.folder / "away.db"
    running.database.rename(away)
    yield
    away.rename(running.database)


REFUSES = "the disk refuses to read or to write: it is full, over a limit, or failing"
GONE = "the database's file is gone; put feedback-bot.db back"


async def test_while_the_disk_takes_nothing_nothing_is_acknowledged_and_afterwards_all_of_it_once(
    telegram: TelegramControl, slack: SlackControl, install: Install
) -> None:
    maya = OnTelegram(telegram)
    await telegram.say(maya.user, "/start")
    async with install(
        telegram_section(telegram.url, "polling"), slack_section(slack.url, "socket"), SHOP
    ) as running:
        await running.purchase(maya.address)
        await running.start()
        await maya.press("1")
        await maya.sees("What went wrong?")
        await until(lambda: settled(running), "what was sent is recorded")
        said = len(running.output)

        async with full(running):
            await maya.say(WORDS)
            await nothing_is_taken(running, REFUSES)
            assert await telegram.pending() == 1, "what was not taken is not confirmed"
        await maya.sees("What matters most")
        await slack.wait_for(STAFF_ROOM, "The courier was rude", timeout_s=30)
        await until(lambda: settled(running), "everything is sent")

        async with moved(running):
            await maya.say("/privacy")
            await nothing_is_taken(running, GONE)
            assert await telegram.pending() == 1
        await maya.sees("/mydata")
        status, _ = await report(running.url, order("2001", "Noor Haddad"))
        assert status in {200, 202}
        await until(lambda: settled(running), "everything is sent")

        assert (await running.ready())[0] == 200
        assert rows(running, "SELECT count(*) FROM answers WHERE comment IS NOT NULL") == [(1,)]
        assert rows(running, "SELECT count(*) FROM purchases WHERE \"order\" = '2001'") == [(1,)]
        assert rows(running, "PRAGMA quick_check") == [("ok",)]
        chat = await maya.chat()
        assert [len([one for one in chat if words in one]) for words in ("What matters most", "/mydata")] == [
            1,
            1,
        ]
        alerts = [one for one in await slack.messages(STAFF_ROOM) if not one.get("thread_ts")]
        assert len(alerts) == 1
        assert await running.stop() == 0
    log = running.output[said:]
    assert traceback_in(log) == []
    for words in (f"storage: {REFUSES}", f"storage: {GONE}"):
        assert len([line for line in log if words in line]) == 1, "told once when it begins"
    assert len([line for line in log if "storage: works again" in line]) == 2, "and once when it ends"
    assert len(log) < 80, "and not again and again"


async def nothing_is_taken(running: Running, words: str) -> None:
    """Whoever brings something is told to come again, and whoever asks, what is wrong since when."""
    status, _ = await report(running.url, order("2001", "Noor Haddad"))
    assert status == 503
    status, told = await running.ready()
    assert status == 503
    assert told["checks"]["storage"].startswith(f"{words} (since 20")
