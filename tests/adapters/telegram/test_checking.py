"""What ``check --online`` says about Telegram: whether it works, and what to click where it does not."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp
import pytest

from bot.adapters.telegram.checking import Finding, check
from tests.adapters.telegram.conftest import closed_port
from tests.peers.telegram_control import TOKEN, USERNAME, TelegramControl

GROUP = -1005000
OLD_GROUP = -500
MAYA = 5001


async def found(
    phone: TelegramControl,
    *,
    token: str = TOKEN,
    url: str | None = None,
    mode: str = "polling",
    webhook_url: str | None = None,
    rooms: Mapping[str, str] | None = None,
) -> list[Finding]:
    return await check(
        token=token, api_base_url=url or phone.url, mode=mode, webhook_url=webhook_url, rooms=rooms or {}
    )


async def webhook_at(phone: TelegramControl, url: str) -> None:
    """Another program that has the token sets a webhook."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{phone.url}/bot{TOKEN}/setWebhook", json={"url": url}) as answer,
    ):
        assert answer.status == 200


def problem(findings: list[Finding]) -> str:
    """The one finding that is not well."""
    (words,) = [words for ok, words in findings if not ok]
    return words


async def test_where_all_is_well_it_says_who_we_are_and_how_links_begin(phone: TelegramControl) -> None:
    await phone.add_group(GROUP, "Staff", [MAYA])
    findings = await found(phone, rooms={"staff": str(GROUP)})
    assert all(ok for ok, _ in findings)
    words = "\n".join(words for _, words in findings)
    assert f"https://t.me/{USERNAME}?start=" in words
    assert f"staff ({GROUP})" in words
    assert "group privacy is on" in words


async def test_a_wrong_token_says_where_tokens_are_and_does_not_show_it(phone: TelegramControl) -> None:
    words = problem(await found(phone, token="1:NOT-THE-TOKEN"))
    assert "@BotFather" in words
    assert "NOT-THE-TOKEN" not in words


async def test_nobody_there_is_no_wrong_token(phone: TelegramControl) -> None:
    words = problem(await found(phone, url=f"http://127.0.0.1:{closed_port()}"))
    assert "api_base_url" in words


@pytest.mark.parametrize("kind", ["500", "502", "garbage", "reset"])
async def test_a_fault_is_a_finding(phone: TelegramControl, kind: str) -> None:
    await phone.fault("getWebhookInfo", kind)
    assert "webhook cannot be looked at" in problem(await found(phone))


async def test_a_webhook_is_in_the_way_of_polling(phone: TelegramControl) -> None:
    await webhook_at(phone, "https://shop.example/old")
    assert "shop.example" in problem(await found(phone))


async def test_a_webhook_that_is_elsewhere_is_told(phone: TelegramControl) -> None:
    await webhook_at(phone, "https://shop.example/telegram/webhook")
    ours, theirs = (f"https://{host}/telegram/webhook" for host in ("shop.example", "other.example"))
    assert all(ok for ok, _ in await found(phone, mode="webhook", webhook_url=ours))
    assert "shop.example" in problem(await found(phone, mode="webhook", webhook_url=theirs))


@pytest.mark.parametrize("status", ["left", "kicked"])
async def test_a_room_that_we_are_not_in_says_how_to_add_us(phone: TelegramControl, status: str) -> None:
    await phone.add_group(GROUP, "Staff", [MAYA])
    await phone.member(GROUP, MAYA, status)
    words = problem(await found(phone, rooms={"staff": str(GROUP)}))
    assert f"add @{USERNAME}" in words


async def test_a_group_that_moved_says_what_to_write_instead(phone: TelegramControl) -> None:
    await phone.add_group(OLD_GROUP, "Staff", [MAYA])
    await phone.migrate(OLD_GROUP, GROUP)
    assert f'room = "{GROUP}"' in problem(await found(phone, rooms={"staff": str(OLD_GROUP)}))


async def test_a_room_that_is_a_person_or_no_number_is_told(phone: TelegramControl) -> None:
    await phone.say(MAYA, "hello")
    assert "need a group" in problem(await found(phone, rooms={"staff": str(MAYA)}))
    assert "-1001234567890" in problem(await found(phone, rooms={"staff": "@staff"}))


async def test_looking_changes_nothing(phone: TelegramControl) -> None:
    await phone.add_group(GROUP, "Staff", [MAYA])
    await found(phone, rooms={"staff": str(GROUP)})
    asked = {request["method"] for request in await phone.requests()}
    assert asked == {"getMe", "getWebhookInfo", "getChat", "getChatMember"}
