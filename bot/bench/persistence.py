"""Durable updates a second, and what a killed process leaves, beside python-telegram-bot's own persistence.

That is ``ConversationHandler`` with ``PicklePersistence``, written after every update as ours commits after
every batch; it puts all conversations into one file anew each time, and does not sync it. Both sides have
the same number of conversations open in their file, and then other people go through the survey ``support``.

**Killed.** People press a rating; the process is killed with SIGKILL at some moment after one of its replies.
Whoever was replied to has an answer that must be kept, and whoever was in a conversation must still be.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from bot import app
from bot.bench.answers import reply_times_s
from bot.bench.conversation_handler import Conversations, keep_open, kept_ratings
from bot.bench.figures import Figure, rate
from bot.bench.machine import loop_ms
from bot.bench.people import invitation_id, settings_with, user_id
from bot.bench.telegram import make_database, running
from bot.bench.traffic import STEPS, SURVEY, Update, conversations
from bot.bench.transport import Crowd, StubTransport
from bot.core.errors import FeedbackBotError
from bot.core.settings import Settings

THEIR_TALKERS = 5
"""Theirs would take far longer for as many as ours."""
AT_ONCE = 400
_ANSWERED = 4  # replies at least, before it is killed
_UP_TO_S = 0.3  # after that

Say = Callable[[str], None]


class Broken(FeedbackBotError):
    """The process that was to be killed did not live so long."""


def words(open_conversations: int, customers: int, kills: int) -> str:
    """How it is measured, beside the number of rounds."""
    return (
        f"medians; {open_conversations:,} open conversations; a round is {customers * STEPS} updates, "
        f"{AT_ONCE} people at once, committed with FULL, against {THEIR_TALKERS * STEPS} updates that "
        f"PicklePersistence writes one by one; then {kills} times killed (SIGKILL) on each side"
    )


def measured(*, rounds: int, open_conversations: int, customers: int, kills: int, say: Say) -> list[Figure]:
    """persistence.rate and .bare in updates a second; what was lost of answers and of open conversations."""
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), open_conversations, customers)
        ours, theirs, bare = [], [], []
        for number in range(rounds):
            theirs.append(bench.theirs())
            bare.append(bench.theirs(bare=True))
            ours.append(bench.ours())
            say(
                f"round {number + 1}: {ours[-1]:.0f} updates/s, PicklePersistence {theirs[-1]:.2f}, "
                f"bare {bare[-1]:.2f}, loop {loop_ms():.1f} ms"
            )
        our_losses = [bench.kill_ours(number) for number in range(kills)]
        their_losses = [bench.kill_theirs(number) for number in range(kills)]
    for whose, losses in (("ours", our_losses), ("PicklePersistence", their_losses)):
        say(f"killed {kills} times, {whose}: {', '.join(str(one) for one in losses)}")
    return [
        rate("persistence.rate", "PicklePersistence", "updates/s", ours, theirs),
        rate("persistence.bare", "PicklePersistence", "updates/s", ours, bare),
        _lost("killed.answers", "answers", [one.answers for one in our_losses], their_losses, "answers"),
        _lost("killed.open", "talks", [one.talks for one in our_losses], their_losses, "talks"),
    ]


@dataclass(frozen=True, slots=True)
class Loss:
    """After one kill: of the answers that were replied to, and of the conversations that were open."""

    answered: int
    answers: int
    talks: int

    def __str__(self) -> str:
        return f"{self.answers} of {self.answered} answers and {self.talks} open conversations lost"


def _lost(name: str, unit: str, ours: list[int], theirs: list[Loss], what: str) -> Figure:
    baseline = sum(getattr(one, what) for one in theirs)
    return Figure(
        name, sum(ours), f"{unit} lost", "PicklePersistence", baseline, 0.0, tuple(map(float, ours))
    )


class Bench:
    """Both sides' files with everybody in them, and who will talk beside them."""

    def __init__(self, folder: Path, open_conversations: int, customers: int) -> None:
        self._folder = folder
        self._open = open_conversations
        self._customers = customers
        self._settings = settings_with(SURVEY)
        self.database = folder / "template" / "store.sqlite"
        self.pickle = folder / "template" / "talks.pickle"
        asyncio.run(make_database(self.database, open_conversations + customers))
        self.bare = folder / "template" / "bare.pickle"
        asyncio.run(keep_open(self.pickle, self._settings, range(open_conversations)))
        asyncio.run(keep_open(self.bare, self._settings, range(open_conversations), bare=True))

    def ours(self) -> float:
        """Updates a second."""
        return asyncio.run(self._ours(self._copy(self.database)))

    async def _ours(self, file: Path) -> float:
        talks = self._talks(self._customers)
        async with running(file, "FULL", ticking=False) as ours:
            start = time.perf_counter()
            await Crowd(ours.transport, talks).talk(AT_ONCE)
            await ours.engine.settle()
            took_s = time.perf_counter() - start
            return _checked(talks, ours.transport) / took_s

    def theirs(self, *, bare: bool = False) -> float:
        """Updates a second."""
        return asyncio.run(self._theirs(self._copy(self.bare if bare else self.pickle)))

    async def _theirs(self, file: Path) -> float:
        talks = self._talks(THEIR_TALKERS)
        transport = StubTransport()
        async with _theirs_running(file, self._settings, transport):
            start = time.perf_counter()
            await Crowd(transport, talks).talk(AT_ONCE)
            await transport.confirmed.wait()  # the last one is written too
            took_s = time.perf_counter() - start
        return _checked(talks, transport) / took_s

    def kill_ours(self, number: int) -> Loss:
        file = self._copy(self.database)
        return self.lost_of_ours(file, _killed("ours", file, self._newcomers, number))

    def lost_of_ours(self, file: Path, replied: set[str]) -> Loss:
        """What the database has not, of the people in these chats and of those who were asked before."""
        with contextlib.closing(sqlite3.connect(file)) as connection:
            rated = {one for (one,) in connection.execute("SELECT invitation_id FROM answers")}
            there = {one for (one,) in connection.execute("SELECT id FROM invitations")}
        of_chat = {str(user_id(person)): invitation_id(person) for person in self._newcomers}
        return Loss(
            len(replied),
            sum(of_chat[chat] not in rated for chat in replied),
            sum(invitation_id(person) not in there for person in range(self._open)),
        )

    def kill_theirs(self, number: int) -> Loss:
        file = self._copy(self.pickle)
        return self.lost_of_theirs(file, _killed("theirs", file, self._newcomers, number))

    def lost_of_theirs(self, file: Path, replied: set[str]) -> Loss:
        """The same of their file; all of it, where that cannot be read any more."""
        kept = asyncio.run(kept_ratings(file)) or set()
        return Loss(
            len(replied),
            sum(int(chat) not in kept for chat in replied),
            sum(user_id(person) not in kept for person in range(self._open)),
        )

    def _copy(self, template: Path) -> Path:
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        return Path(shutil.copy(template, folder / template.name))

    def _talks(self, people: int) -> list[list[Update]]:
        now = app.SystemClock().now()
        return conversations(self._settings, self._newcomers[:people], now)

    @property
    def _newcomers(self) -> range:
        return range(self._open, self._open + self._customers)


@contextlib.asynccontextmanager
async def _theirs_running(file: Path, settings: Settings, transport: StubTransport) -> AsyncIterator[None]:
    """Their bot, once it waits for updates. Raises what it failed with."""
    working = asyncio.create_task(Conversations(settings, transport, concurrent=False, file=file).run())
    waiting = asyncio.create_task(transport.confirmed.wait())
    await asyncio.wait((working, waiting), return_when=asyncio.FIRST_COMPLETED)
    try:
        if not working.done():
            yield
    finally:
        working.cancel()
        waiting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working


def _checked(talks: list[list[Update]], transport: StubTransport) -> int:
    """How many updates were answered. Raises Unanswered unless all were."""
    return len(reply_times_s([update for talk in talks for update in talk], transport.calls))


# --- a process that is killed


def _killed(side: str, file: Path, people: range, seed: int) -> set[str]:
    """The chats that it had replied to when it was killed."""
    chance = random.Random(seed)
    command = [sys.executable, "-m", "bot.bench.persistence", side, str(file)]
    command += [str(people.start), str(people.stop)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ourselves
    replied: set[str] = set()
    assert process.stdout is not None  # noqa: S101 - it was asked for
    try:
        for line in process.stdout:
            replied.add(line.strip())
            if len(replied) >= _ANSWERED:
                break
        else:
            raise Broken(f"it ended after {len(replied)} replies")
        time.sleep(chance.random() * _UP_TO_S)
    finally:
        process.kill()
        rest, _ = process.communicate()
    return replied | set(rest.split())


async def _press(side: str, file: Path, people: range) -> None:
    """Everybody presses a rating; who was replied to is told on standard output at once."""
    settings = settings_with(SURVEY)
    talks = conversations(settings, people, app.SystemClock().now())
    if side == "ours":
        async with running(file, "FULL", ticking=False) as ours:
            await _all_press(ours.transport, talks)
    else:
        transport = StubTransport()
        async with _theirs_running(file, settings, transport):
            await _all_press(transport, talks)


async def _all_press(transport: StubTransport, talks: list[list[Update]]) -> None:
    transport.on_reply(lambda chat: _tell(f"{chat}\n"))
    for talk in talks:
        transport.happen(talk[0])
        await asyncio.sleep(0)
    await asyncio.Event().wait()  # to be killed


def _tell(line: str) -> None:
    os.write(sys.stdout.fileno(), line.encode())


if __name__ == "__main__":
    asyncio.run(_press(sys.argv[1], Path(sys.argv[2]), range(int(sys.argv[3]), int(sys.argv[4]))))
