"""From a purchase that a shop reports to the question, the alert and the notice, between processes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from tests.contracts.conftest import Install, slack_section, telegram_section
from tests.contracts.people import STAFF_ROOM, Customer, OnTelegram, browser
from tests.contracts.running import rows, traceback_in, until
from tests.contracts.shops import SHOP, listener, order, report
from tests.peers.slack_control import SlackControl
from tests.peers.telegram_control import TelegramControl

BOT_NAME = "roastery_feedback_bot"
PLACE = """
[places.Harbour]
touchpoint = "visit"
review_url = "https://example.com/review/harbour"
"""


def on_telegram(url: str) -> str:
    """[telegram] with the name that links to it need."""
    section = telegram_section(url, "polling")
    return section.replace("[telegram]\n", f'[telegram]\nusername = "{BOT_NAME}"\n')


def token_of(link: str) -> str:
    """What stands at the end of a link."""
    return link.replace("=", "/").rpartition("/")[2]


async def test_a_receipts_link_leads_to_the_survey_the_alert_and_the_shops_own_program(
    telegram: TelegramControl, slack: SlackControl, install: Install
) -> None:
    async with (
        listener() as crm,
        install(
            on_telegram(telegram.url), slack_section(slack.url, "socket"), SHOP, PLACE, crm.section
        ) as running,
    ):
        await running.start()
        status, answer = await report(running.url, order("1001", place="Harbour"))
        assert status in {200, 202}
        links = answer["links"] if "links" in answer else answer["purchases"][0]["links"]
        assert links["telegram"].startswith(f"https://t.me/{BOT_NAME}?start=")
        maya = OnTelegram(telegram)
        await telegram.say(maya.user, f"/start {token_of(links['telegram'])}")
        await maya.sees("how satisfied are you with House Blend")
        await maya.press("1")
        await maya.sees("What went wrong?")
        crm.answers += [503]  # the next notice meets a program that is down for a moment
        await maya.say("The cup was cold and nobody cared")
        await slack.wait_for(STAFF_ROOM, "The cup was cold", timeout_s=30)
        await maya.press("Quality")
        await maya.press("Done")
        await maya.sees("https://example.com/review/harbour")
        kinds = ("case.opened", "response.completed")
        await until(
            lambda: {one["type"] for one in crm.notices} >= set(kinds), "the program is told", timeout_s=60
        )
        assert len(crm.ids) == len(set(crm.ids))
        assert "1001" in str(crm.notices)
        assert await running.stop() == 0
        assert traceback_in(running.output) == []


async def test_an_order_reported_again_gives_the_same_links_and_no_second_invitation(
    telegram: TelegramControl, slack: SlackControl, install: Install
) -> None:
    sections = (on_telegram(telegram.url), slack_section(slack.url, "socket"), SHOP)
    async with install(*sections) as running:
        await running.start()
        bought = order("1001")
        first = await report(running.url, bought)
        await running.kill()
        await running.start()
        assert await report(running.url, bought) == first
        assert rows(running, "SELECT count(*) FROM purchases") == [(1,)]
        assert rows(running, "SELECT count(*) FROM invitations") == [(1,)]


async def test_what_was_answered_with_2xx_is_there_after_a_kill(
    slack: SlackControl, install: Install
) -> None:
    """Sixteen clients report orders while the process is killed; every order acknowledged is stored, once."""
    async with install(slack_section(slack.url, "socket"), SHOP) as running:
        await running.start()
        acknowledged: list[str] = []

        async def client(number: int) -> None:
            for place in range(1000):
                name = f"{number}-{place}"
                try:
                    status, _ = await report(running.url, order(name, name=f"Customer {name}"))
                except aiohttp.ClientError:
                    return
                if status < 300:
                    acknowledged.append(name)

        async with asyncio.TaskGroup() as group:
            for number in range(16):
                group.create_task(client(number))
            await until(lambda: len(acknowledged) >= 100, "a hundred orders are acknowledged")
            await running.kill()
        stored = [name for (name,) in rows(running, 'SELECT "order" FROM purchases')]
        assert set(acknowledged) <= set(stored)
        assert len(stored) == len(set(stored))
        assert rows(running, "SELECT count(DISTINCT purchase_id) FROM invitations") == [(len(stored),)]


async def test_an_order_refunded_before_its_delay_has_passed_is_not_asked_about(
    telegram: TelegramControl, slack: SlackControl, install: Install
) -> None:
    later = '\n[[touchpoint]]\nname = "parcel"\nsurvey = "delivery"\ndelay_hours = 1\n'
    sections = (on_telegram(telegram.url), slack_section(slack.url, "socket"), later, SHOP)
    async with install(*sections) as running:
        await running.start()
        bought = order("1001", touchpoint="parcel")
        assert (await report(running.url, bought))[0] in {200, 202}
        assert (await report(running.url, {**bought, "status": "refunded"}))[0] in {200, 202}
        assert rows(running, "SELECT state FROM invitations") == [("withdrawn",)]
        assert rows(running, "SELECT reason FROM suppressions") == [("refunded",)]


async def test_nobody_sees_anothers_survey_by_a_link(
    telegram: TelegramControl, slack: SlackControl, install: Install
) -> None:
    sections = (on_telegram(telegram.url), slack_section(slack.url, "socket"), SHOP)
    async with install(*sections) as running:
        await running.start()
        _, answer = await report(running.url, order("1001"))
        links = answer["links"] if "links" in answer else answer["purchases"][0]["links"]
        token = token_of(links["telegram"])
        maya, stranger = OnTelegram(telegram), OnTelegram(telegram, 700_100_999)
        await telegram.say(maya.user, f"/start {token}")
        await maya.sees("how satisfied are you with House Blend")
        await telegram.say(stranger.user, f"/start {token}")
        await until(lambda: said_something(stranger), "an answer to the stranger")
        guess = OnTelegram(telegram, 700_100_998)
        await telegram.say(guess.user, f"/start {'0' * 32}")
        await until(lambda: said_something(guess), "an answer to the guess")
        assert "House Blend" not in "".join([*await stranger.chat(), *await guess.chat()])
        assert await stranger.chat() == await guess.chat()
        async with browser(running.url, token) as page:
            await until(lambda: bool(page.told), "an answer on the page")
            assert "House Blend" not in "".join([*page.told, *await page.chat()])


async def said_something(customer: Customer) -> bool:
    return bool(await customer.chat())


async def test_a_forged_report_is_refused_and_leaves_nothing(slack: SlackControl, install: Install) -> None:
    async with install(slack_section(slack.url, "socket"), SHOP) as running:
        await running.start()
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{running.url}/purchases", json=order("1001")) as response,
        ):
            assert response.status == 401
        assert rows(running, "SELECT count(*) FROM purchases") == [(0,)]


@pytest.mark.parametrize("days", [0, 400])
async def test_an_old_report_is_stored_but_not_asked_about(
    days: int, slack: SlackControl, install: Install
) -> None:
    async with install(slack_section(slack.url, "socket"), SHOP) as running:
        await running.start()
        at = datetime.now(UTC) - timedelta(days=days)
        assert (await report(running.url, order("1001", bought_at=at.isoformat())))[0] in {200, 202}
        reason = "expired" if days else "no_address"
        await until(
            lambda: rows(running, "SELECT reason FROM suppressions") == [(reason,)], f"suppressed as {reason}"
        )
