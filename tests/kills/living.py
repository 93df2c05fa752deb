"""A shop, customers and staff who go on whatever dies, and somebody who kills."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import aiohttp

from tests.contracts.conftest import BOT_USER, slack_section, telegram_section
from tests.contracts.people import KIM, MANAGERS_ROOM, SAM, STAFF_ROOM, OnTelegram
from tests.contracts.running import BUSINESS, Running, free_port, installation, peer, until
from tests.contracts.shops import SHOP, order, report
from tests.kills.judging import Counts, Lived, judged, waiting
from tests.peers.slack_control import SlackControl
from tests.peers.telegram_control import TelegramControl

BOT_NAME = "roastery_feedback_bot"
PATIENCE_S = 240.0
FIRST_USER = 810_000_000
_LONGEST_LIFE_S = 1.5  # of a process once it runs; on a machine that is busy as long as its start took

# Nobody works on the cases: what their clocks say would fill the room for hours, at a message a second.
_RECOVERY = """
[recovery]
incident_from = 0
take_within_hours = 1000
contact_within_hours = 1000
resolve_within_hours = 1000
remind_at = 0
"""

_NAMES = ("Ada", "Ben", "Cleo", "Dina", "Emil", "Fay", "Gil", "Hana", "Ivo", "Jun", "Kaia", "Leo")


@dataclass(frozen=True, slots=True)
class Plan:
    """How often, or for how long, among how many customers at once, in how many processes."""

    kills: int
    most_s: float
    customers: int
    processes: int
    seed: int


@dataclass
class _World:
    plan: Plan
    telegram: TelegramControl
    slack: SlackControl
    running: Sequence[Running]
    chance: random.Random
    lived: list[Lived] = field(default_factory=list)
    kills: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def is_over(self) -> bool:
        return self.kills >= self.plan.kills or time.monotonic() > self.began + self.plan.most_s


async def live(plan: Plan, folder: Path, url: str | None) -> Counts:
    """Live through it, then judge. ``url``: the database on a server; None: a file."""
    async with _world(plan, folder, url) as world:
        for running in world.running:
            await running.start()
        async with asyncio.TaskGroup() as group:
            killing = group.create_task(_kill(world))
            for place in range(plan.customers):
                group.create_task(_customers(world, place, killing))
        await _everything_is_sent(world, url)
        for running in world.running:
            await running.stop()
        return await judged(world.lived, world.kills, world.running, world.telegram, world.slack, url)


@asynccontextmanager
async def _world(plan: Plan, folder: Path, url: str | None) -> AsyncIterator[_World]:
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(
            TelegramControl(await stack.enter_async_context(peer("telegram")))
        )
        slack = await stack.enter_async_context(SlackControl(await stack.enter_async_context(peer("slack"))))
        for person, name in ((SAM, "Sam Reed"), (KIM, "Kim Lee")):
            await slack.add_user(person, name)
        await slack.add_channel(STAFF_ROOM, "feedback-alerts", [SAM, KIM, BOT_USER])
        await slack.add_channel(MANAGERS_ROOM, "management", [SAM, BOT_USER])
        running = []
        for number in range(plan.processes):
            port = free_port()
            place = folder / f"bot{number}"
            place.mkdir()
            one = installation(
                place, _text(telegram.url, slack.url, port, url), port=port, patience_s=PATIENCE_S
            )
            running.append(await stack.enter_async_context(one))
        yield _World(plan, telegram, slack, running, random.Random(plan.seed))


def _text(telegram: str, slack: str, port: int, url: str | None) -> str:
    on_telegram = telegram_section(telegram, "polling")
    return "".join(
        (
            BUSINESS,
            f'\n[http]\npublic_url = "http://127.0.0.1:{port}"\n',
            f'\n[storage]\nurl = "{url}"\n' if url else "",
            on_telegram.replace("[telegram]\n", f'[telegram]\nusername = "{BOT_NAME}"\n'),
            slack_section(slack, "socket"),
            SHOP,
            _RECOVERY,
        )
    )


async def _kill(world: _World) -> None:
    """One after the other, at any moment; with two processes now this one, now that."""
    start_s = 0.0
    while not world.is_over:
        await asyncio.sleep(world.chance.uniform(0.0, max(_LONGEST_LIFE_S, start_s)))
        running = world.chance.choice(world.running)
        await running.kill()
        world.kills += 1
        begun = time.monotonic()
        await running.start()
        start_s = time.monotonic() - begun


async def _customers(world: _World, place: int, killing: asyncio.Task[None]) -> None:
    """One customer after the other, for as long as there is somebody who kills."""
    number = place
    while not killing.done():
        await _customer(world, number)
        number += world.plan.customers


async def _customer(world: _World, number: int) -> None:
    """Buys, follows the link on the receipt, and answers to the end."""
    rating = world.chance.choice((1, 2, 4, 5))
    name = f"{_NAMES[number % len(_NAMES)]} Number{number:05d}"
    words = f"The courier was rude and the cup broke, {number}" if rating < 3 else f"Great coffee, {number}"
    links = await _bought(world, f"{1000 + number}", name)
    one = Lived(number, FIRST_USER + number, name, rating, words)
    world.lived.append(one)
    person = OnTelegram(world.telegram, one.user)
    token = links["telegram"].replace("=", "/").rpartition("/")[2]
    await world.telegram.say(person.user, f"/start {token}", name=name)
    await person.sees("how satisfied", PATIENCE_S)
    await person.press(str(rating), PATIENCE_S)
    await person.sees("What went wrong?" if rating < 3 else "What did you like", PATIENCE_S)
    await person.say(words)
    await person.sees("What matters most", PATIENCE_S)
    await person.press("Quality", PATIENCE_S)
    await person.press("Done", PATIENCE_S)
    await person.sees("Thank you for being open" if rating < 3 else "That's all", PATIENCE_S)


async def _bought(world: _World, number: str, name: str) -> dict[str, str]:
    """The shop reports it until somebody takes it, as shops do."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            running = world.running[int(number) % len(world.running)]
            try:
                status, answer = await report(running.url, order(number, name))
            except (aiohttp.ClientError, TimeoutError, OSError):
                status, answer = 0, {}
            if status in {200, 202}:
                links: dict[str, str] = (
                    answer["links"] if "links" in answer else answer["purchases"][0]["links"]
                )
                return links
            await asyncio.sleep(0.1)


async def _everything_is_sent(world: _World, url: str | None) -> None:
    """However much waits, for a room is sent one message a second: but it becomes less."""
    while left := await waiting(world.running[0], url):
        await until(partial(_waits_less_than, left, world, url), f"fewer than {left} wait", PATIENCE_S)


async def _waits_less_than(left: int, world: _World, url: str | None) -> bool:
    return await waiting(world.running[0], url) < left
