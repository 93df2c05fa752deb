"""How soon staff hear of an unhappy answer, and that a burst of them loses nobody.

The whole way: an update from Telegram → the adapter → the dispatcher → SQLite, ``synchronous=FULL`` → the
courier, at the pace that Slack allows → an HTTP server in a process of its own, which stands for Slack.

**Latency.** So many answers a second, every one of them unhappy, over enough rooms that none has a second new
case within two seconds: from the commit of the answer until the alert arrives, in the best round.

**A burst.** The same answers into a few rooms: more than one room can be told of one by one. What counts is
what stands in the rooms in the end: every case by its customer's name, in so many messages.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp

from bot import app
from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.telegram.adapter import TelegramAdapter
from bot.bench.figures import Figure, allowance
from bot.bench.machine import loop_ms
from bot.bench.people import ask_everybody, invitation_id, name_of, settings_with
from bot.bench.purchases import served
from bot.bench.slack_server import Posted
from bot.bench.traffic import SURVEY, Update, conversations
from bot.bench.transport import StubTransport
from bot.core.conversation import Invitation
from bot.core.events import ButtonPressed
from bot.core.identity import Address, Customer, Role
from bot.core.journey import Touchpoint
from bot.core.ports import Committed, Decide, Pending
from bot.core.settings import Room, Settings
from bot.delivery.limits import PACES, Limits
from bot.texts import render
from storage.database import open_database, sqlite_url
from storage.unit_of_work import SqlStore

ANSWERS_PER_S = 100.0
WITHIN_MS = 1000.0
ROOMS = 220
"""A room has its next case after 2.2 s."""

BURST_ROOMS = 4
BURST_CASES = 400

Say = Callable[[str], None]

_TEAM = "T0BENCH"
_OWNER = "bench"
_TOKEN = "123456:BENCH"  # noqa: S105 - nobody's
_SETTLED_WITHIN_S = 120.0
_NUMBERED = re.compile(r"№(\d+)")


class Unheard(Exception):
    """Staff did not hear of every case: nothing was measured."""


def words(seconds: float, cases: int) -> str:
    """How it is measured, beside the number of rounds."""
    return (
        f"best round, {ANSWERS_PER_S:g} unhappy answers/s for {seconds:g} s over {ROOMS} rooms, from commit "
        f"to arrival, committed with FULL; then {cases} at that rate into {BURST_ROOMS} rooms"
    )


def measured(*, rounds: int, seconds: float, say: Say, cases: int = BURST_CASES) -> list[Figure]:
    """Latency, then a burst of ``cases``. Raises Unheard. A round takes ``seconds``; ``say`` hears of it."""
    with tempfile.TemporaryDirectory() as folder, served("-m", "bot.bench.slack_server") as url:
        return asyncio.run(_measured(Path(folder), url, rounds, seconds, cases, say))


async def _measured(
    folder: Path, url: str, rounds: int, seconds: float, cases: int, say: Say
) -> list[Figure]:
    each = int(seconds * ANSWERS_PER_S)
    settings = _settings()
    file = folder / "store.sqlite"
    await _make_database(file, settings, rounds * each + cases, burst_from=rounds * each)
    p99s = []
    async with _running(file, settings, url) as house:
        for number in range(rounds):
            took_ms = await _round(house, range(number * each, (number + 1) * each))
            p50, p95, p99 = (took_ms[len(took_ms) * share // 100] for share in (50, 95, 99))
            say(
                f"round {number + 1}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms, longest "
                f"{took_ms[-1]:.0f} ms; loop {loop_ms():.1f} ms"
            )
            p99s.append(p99)
        burst = await _burst(house, range(rounds * each, rounds * each + cases))
    say(
        f"burst: {cases} cases named in {burst.messages} messages, by {burst.posts} posts and "
        f"{burst.edits} edits, the last {burst.took_s:.1f} s after its commit; loop {loop_ms():.1f} ms"
    )
    per_message = cases / burst.messages
    named = Figure("alerts.burst", cases, "cases", "messages", burst.messages, per_message, (cases,))
    return [allowance("alerts.p99", "ms", p99s, WITHIN_MS), named]


# --- the business


def _settings() -> Settings:
    """A room for every touchpoint, all of them asked about by the same survey."""
    settings = settings_with(SURVEY)
    touchpoint = next(iter(settings.touchpoints.values()))
    names = [f"t{number}" for number in range(ROOMS)]
    return replace(
        settings,
        touchpoints={name: Touchpoint(name, touchpoint.survey, touchpoint.delay) for name in names},
        rooms=tuple(
            Room(name, Address("slack", _TEAM, f"C{name}".upper()), Role.STAFF, "en", frozenset({name}))
            for name in names
        ),
        staff=frozenset({f"slack:{_TEAM}:UANA"}),
    )


async def _make_database(file: Path, settings: Settings, customers: int, *, burst_from: int) -> None:
    """Everybody was asked; who comes in the burst, about one of a few touchpoints."""

    def about(number: int, customer: Customer, invitation: Invitation) -> tuple[Customer, Invitation]:
        rooms = ROOMS if number < burst_from else BURST_ROOMS
        named = replace(customer, name=f"{name_of(number)} №{number}")
        return named, replace(invitation, touchpoint=f"t{number % rooms}")

    database = await open_database(sqlite_url(file), synchronous="NORMAL")
    await ask_everybody(
        SqlStore(database, settings, _OWNER), settings, customers, app.SystemClock().now(), about
    )
    await database.close()


class _Timed(SqlStore):
    """Remembers when each press was committed: what is handed to the courier is handed after that."""

    committed_at: dict[str, float]

    async def work(self, batch: Sequence[Pending], decide: Decide) -> Committed:
        committed = await super().work(batch, decide)
        now = time.monotonic()
        for pending in batch:
            if isinstance(pending.event, ButtonPressed):
                self.committed_at[pending.event.data] = now
        return committed


@dataclass(frozen=True, slots=True)
class _House:
    engine: app.Engine
    store: _Timed
    transport: StubTransport
    session: aiohttp.ClientSession
    slack_url: str

    async def posted(self) -> list[Posted]:
        """What has come to Slack since this was last asked."""
        async with self.session.get(f"{self.slack_url}/record") as answer:
            return [tuple(one) for one in await answer.json()]


@contextlib.asynccontextmanager
async def _running(file: Path, settings: Settings, slack_url: str) -> AsyncIterator[_House]:
    database = await open_database(sqlite_url(file), synchronous="FULL")
    store = _Timed(database, settings, _OWNER)
    store.committed_at = {}
    # Telegram's own pace would hold customers' replies back, and with them nobody's alert.
    engine = app.Engine(settings, store, clock=app.SystemClock(), limits=Limits({"slack": PACES["slack"]}))
    transport = StubTransport()
    telegram = TelegramAdapter(
        token=_TOKEN,
        deliver=engine.deliver,
        clock=engine.clock,
        render=render,
        languages=settings.languages,
        request=transport,
    )
    slack = SlackAdapter(
        bot_token="xoxb-bench",  # noqa: S106 - nobody's
        app_token="xapp-bench",  # noqa: S106 - nobody's
        workspace=_TEAM,
        deliver=engine.deliver,
        clock=engine.clock,
        render=render,
        languages=settings.languages,
        api_base_url=f"{slack_url}/api/",
    )
    engine.senders.update(telegram=telegram, slack=slack)
    try:
        async with (
            aiohttp.ClientSession() as session,
            engine.running(),
            _at_work(telegram.run()),
        ):
            await transport.confirmed.wait()
            app.settle_memory()
            yield _House(engine, store, transport, session, slack_url)
    finally:
        gc.unfreeze()
        await telegram.close()
        await slack.close()
        await database.close()


@contextlib.asynccontextmanager
async def _at_work(work: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Goes on in a task of its own until the end; raises what it fails with."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        if not task.done():
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


# --- what is measured


async def _answer(house: _House, customers: range) -> None:
    """Each of these presses the worst rating, one after the other at the rate."""
    talks = conversations(house.engine.settings, customers, house.engine.clock.now())
    start = time.monotonic()
    for place, (number, talk) in enumerate(zip(customers, talks, strict=True)):
        wait_s = start + place / ANSWERS_PER_S - time.monotonic()
        if wait_s > 0:
            await asyncio.sleep(wait_s)
        house.transport.happen(_unhappy(talk[0], number))
    await house.transport.confirmed.wait()


def _unhappy(rated: Update, number: int) -> Update:
    """The press on a rating, as a press on the lowest."""
    data = f"{rating_data(number)}".encode()
    return replace(rated, json=re.sub(re.escape(data) + rb'\d"', data + b'1"', rated.json))


def rating_data(number: int) -> str:
    """What the buttons of this customer's first question carry, up to the value."""
    return f"a|{invitation_id(number)}|easy|"


async def _round(house: _House, customers: range) -> list[float]:
    """How long each alert took, in milliseconds, shortest first."""
    await house.posted()
    await _answer(house, customers)
    arrived: dict[int, float] = {}
    async for posted in _until_quiet(house):
        for method, _, _, at, shown in posted:
            for number in _named_in(shown) if method == "chat.postMessage" else ():
                arrived.setdefault(number, at)
        if arrived.keys() >= set(customers):
            break
    missing = set(customers) - arrived.keys()
    if missing:
        raise Unheard(f"{len(missing)} of {len(customers)} unhappy answers made no alert")
    commits = house.store.committed_at
    return sorted((arrived[number] - commits[f"{rating_data(number)}1"]) * 1000 for number in customers)


@dataclass(frozen=True, slots=True)
class _Burst:
    messages: int  # that stand in the rooms
    posts: int
    edits: int
    took_s: float  # from the last commit until everybody was named


async def _burst(house: _House, customers: range) -> _Burst:
    await house.posted()
    await _answer(house, customers)
    last_commit = max(house.store.committed_at[f"{rating_data(number)}1"] for number in customers)
    seen: list[Posted] = []
    named: set[int] = set()
    async for posted in _until_quiet(house):
        seen += posted
        standing = standing_in(seen)
        named = {number for shown in standing.values() for number in _named_in(shown)}
        if named >= set(customers):
            break
    else:
        raise Unheard(f"{len(set(customers) - named)} of {len(customers)} cases are named in no room")
    posts = sum(one[0] == "chat.postMessage" for one in seen)
    return _Burst(len(standing), posts, len(seen) - posts, max(one[3] for one in seen) - last_commit)


async def _until_quiet(house: _House) -> AsyncIterator[list[Posted]]:
    """What comes, while something may."""
    end = time.monotonic() + _SETTLED_WITHIN_S
    while time.monotonic() < end:
        yield await house.posted()
        await asyncio.sleep(0.2)


def standing_in(posted: Iterable[Posted]) -> Mapping[tuple[str, str], str]:
    """What every message says after its last edit, by channel and ts."""
    standing: dict[tuple[str, str], str] = defaultdict(str)
    for _, channel, ts, _, shown in posted:
        standing[channel, ts] = shown
    return standing


def _named_in(shown: str) -> set[int]:
    return {int(number) for number in _NUMBERED.findall(shown)}
