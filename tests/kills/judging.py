"""What became of the promises, from what is stored and from what the platforms truly show."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from tests.contracts.people import STAFF_ROOM, OnTelegram, spoken
from tests.contracts.running import Running, traceback_in
from tests.peers.slack_control import SlackControl
from tests.peers.telegram_control import TelegramControl

_ANSWERS = """
    SELECT customers.name, answers.question, answers.rating, answers.comment, answers.options
    FROM answers JOIN invitations ON invitations.id = answers.invitation_id
    JOIN customers ON customers.id = invitations.customer_id
"""


@dataclass(frozen=True, slots=True)
class Lived:
    """A customer who answered to the end: what they meant."""

    number: int
    user: int
    name: str
    rating: int
    words: str

    @property
    def is_unhappy(self) -> bool:
        return self.rating < 3


@dataclass
class Counts:
    """What was seen. ``doubled_messages``: to customers on Telegram, where it cannot be known (excused)."""

    kills: int
    conversations: int
    answers: int = 0
    alerts: int = 0
    lost: int = 0
    doubled_answers: int = 0
    doubled_alerts: int = 0
    doubled_messages: int = 0
    broken: list[str] = field(default_factory=list)

    def numbers(self) -> dict[str, int]:
        """All but what is broken in words."""
        return {name: value for name, value in vars(self).items() if isinstance(value, int)}

    def told(self) -> str:
        """In one line."""
        return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in self.numbers().items())


async def judged(
    lived: Sequence[Lived],
    kills: int,
    running: Sequence[Running],
    telegram: TelegramControl,
    slack: SlackControl,
    url: str | None,
) -> Counts:
    """Hold what is stored and shown against what the customers meant. The bot is stopped."""
    counts = Counts(kills, len(lived))
    _answers(lived, await _rows(running[0], url, _ANSWERS), counts)
    _alerts(lived, [spoken(one) for one in await _alerts_in(slack)], counts)
    for one in lived:
        chat = Counter(await OnTelegram(telegram, one.user).chat())
        counts.doubled_messages += sum(n - 1 for n in chat.values())
    if dead := await _rows(running[0], url, "SELECT error FROM dead_letters"):
        counts.broken.append(f"dead letters: {dead}")
    for process in running:
        counts.broken += [f"in the log: {line}" for line in traceback_in(process.output)]
    if not await _counts_are_right(running[0]):
        counts.broken.append("the counts behind digests are not those of the stored answers")
    refused = [*await telegram.refusals(), *await slack.refusals()]
    counts.broken += [f"a platform refused: {one}" for one in refused]
    return counts


def _answers(lived: Sequence[Lived], stored: Sequence[tuple[Any, ...]], counts: Counts) -> None:
    counts.answers = len(stored)
    found = Counter(stored)
    for one in lived:
        wrong = "wrong" if one.is_unhappy else "liked"
        meant = (
            (one.name, "how", one.rating, None, "[]"),
            (one.name, wrong, None, one.words, "[]"),
            (one.name, "wants", None, None, '["quality"]'),
        )
        for answer in meant:
            if not found[answer]:
                counts.lost += 1
                counts.broken.append(f"lost: {answer}")
            if found[answer] > 1:
                counts.doubled_answers += 1
                counts.broken.append(f"{found[answer]} times: {answer}")
    if len(stored) > 3 * len(lived):
        counts.broken.append(f"{len(stored)} answers of {len(lived)} customers")


def _alerts(lived: Sequence[Lived], shown: Sequence[str], counts: Counts) -> None:
    counts.alerts = len(shown)
    for one in lived:
        about = sum(one.name in words for words in shown)
        if one.is_unhappy and not about:
            counts.lost += 1
            counts.broken.append(f"no alert about {one.name}")
        if about > 1:
            counts.doubled_alerts += 1
            counts.broken.append(f"{about} alerts about {one.name}")


async def _alerts_in(slack: SlackControl) -> list[dict[str, Any]]:
    return [one for one in await slack.messages(STAFF_ROOM) if one.get("thread_ts", one["ts"]) == one["ts"]]


async def waiting(running: Running, url: str | None) -> int:
    """How many parcels are still to be sent."""
    ((n,),) = await _rows(running, url, "SELECT count(*) FROM outbox WHERE state = 'waiting'")
    return int(n)


async def _rows(running: Running, url: str | None, statement: str) -> list[tuple[Any, ...]]:
    if url is None:
        with sqlite3.connect(running.database) as connection:
            return connection.execute(statement).fetchall()
    on_server = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await on_server.fetch(statement)]
    finally:
        await on_server.close()


async def _counts_are_right(running: Running) -> bool:
    command = ("-m", "bot", "rollups", "verify", "--config", str(running.path))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdout=asyncio.subprocess.DEVNULL
    )
    return await process.wait() == 0
