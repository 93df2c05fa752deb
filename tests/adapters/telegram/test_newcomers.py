"""Whoever gets a role while the bot runs is offered its commands, and nobody else's menu is told anew."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.adapters.telegram.adapter import TelegramAdapter
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


async def test_a_new_manager_is_offered_what_managers_have(phone: TelegramControl) -> None:
    team = [replace(settings(), staff=frozenset(), managers=frozenset())]
    inbox = Inbox()
    adapter = TelegramAdapter(
        token=TOKEN,
        deliver=inbox.deliver,
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
            assert await commands_of(phone, LEO) == set()
            team[0] = replace(team[0], managers=team[0].managers | {f"telegram::{LEO}"})
            before = len(await phone.requests("setMyCommands"))
            await phone.say(LEO, "/digest")
            while not await commands_of(phone, LEO):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await adapter.close()
    assert {"digest", "feedback"} <= await commands_of(phone, LEO)
    asked = (await phone.requests("setMyCommands"))[before:]
    assert {one["parameters"]["scope"]["chat_id"] for one in asked} == {LEO}
