"""Who gets or loses a role while the bot runs is offered what goes with it; nobody else is told anything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.adapters.telegram.adapter import TelegramAdapter
from bot.core.settings import Settings
from bot.texts import render
from tests.adapters.telegram.conftest import Inbox, RealClock
from tests.handlers.conftest import settings
from tests.peers.telegram_control import TOKEN, TelegramControl

LEO = 5001


async def commands_of(phone: TelegramControl, user: int) -> set[str]:
    return {
        command["command"]
        for one in await phone.commands()
        if one["scope"].get("chat_id") == user
        for command in one["commands"]
    }


@asynccontextmanager
async def at_work(phone: TelegramControl, team: list[Settings]) -> AsyncIterator[None]:
    """The adapter, once it has offered customers their commands; Leo has written to it."""
    adapter = TelegramAdapter(
        token=TOKEN,
        deliver=Inbox().deliver,
        clock=RealClock(),
        render=render,
        languages=["en"],
        api_base_url=phone.url,
        team=lambda: team[0],
    )
    running = asyncio.create_task(adapter.run())
    try:
        async with asyncio.timeout(15):
            await phone.say(LEO, "/start")
            while len(await phone.commands()) < 2:  # noqa: ASYNC110  # the peer tells nobody
                await asyncio.sleep(0.01)
            yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await adapter.close()


async def has(phone: TelegramControl, command: str, *, is_there: bool = True) -> None:
    """Leo writes, and is offered this in every language, or in none."""
    await phone.say(LEO, "/help")
    tags = 2 if is_there else 0
    while True:
        found = [one for one in await phone.commands() if one["scope"].get("chat_id") == LEO]
        if len([one for one in found if command in {each["command"] for each in one["commands"]}]) == tags:
            return
        await asyncio.sleep(0.01)


def team_of(*, staff: bool = False, managers: bool = False) -> Settings:
    leo = frozenset({f"telegram::{LEO}"})
    return replace(settings(), staff=leo if staff else frozenset(), managers=leo if managers else frozenset())


async def test_a_new_manager_is_offered_what_managers_have(phone: TelegramControl) -> None:
    team = [team_of()]
    async with at_work(phone, team):
        assert await commands_of(phone, LEO) == set()
        before = len(await phone.requests("setMyCommands"))
        team[0] = team_of(managers=True)
        await has(phone, "digest")
        assert "feedback" in await commands_of(phone, LEO)
        asked = (await phone.requests("setMyCommands"))[before:]
    assert {one["parameters"]["scope"]["chat_id"] for one in asked} == {LEO}


async def test_staff_who_become_managers_and_back_are_offered_what_they_have_now(
    phone: TelegramControl,
) -> None:
    team = [team_of(staff=True)]
    async with at_work(phone, team):
        await has(phone, "observe")
        team[0] = team_of(staff=True, managers=True)
        await has(phone, "digest")
        team[0] = team_of(managers=True)
        await has(phone, "observe", is_there=False)
        assert "digest" in await commands_of(phone, LEO)


async def test_who_has_no_role_any_more_has_the_menu_of_customers(phone: TelegramControl) -> None:
    team = [team_of(staff=True, managers=True)]
    async with at_work(phone, team):
        await has(phone, "digest")
        team[0] = team_of()
        await has(phone, "help", is_there=False)
        assert [one for one in await phone.commands() if one["scope"].get("chat_id") == LEO] == []
