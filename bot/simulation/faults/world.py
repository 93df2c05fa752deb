"""One run: a shop's months among faulty platforms, from its first purchase until nothing more is to do."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot import config, sentiment
from bot.core.errors import StorageUnavailable
from bot.core.events import ButtonPressed, Event, FormSubmitted, MessageEdited, MessageReceived
from bot.core.ports import Analyzer, Sender
from bot.core.settings import Settings
from bot.simulation.faults.chance import HIGH, Chance
from bot.simulation.faults.days import Days
from bot.simulation.faults.fates import confirms, edit, fates
from bot.simulation.faults.history import Entry, History
from bot.simulation.faults.loop import VirtualLoop
from bot.simulation.faults.people import (
    DAYS,
    STAFF,
    STAFF_ROOM,
    Shopper,
    purchases,
    reactions,
    reported,
)
from bot.simulation.faults.platforms import Platforms
from bot.simulation.faults.process import CURRENT, Deliver, Process, WatchedStore, engine_of
from bot.simulation.people import Reaction
from storage.memory import MemoryDatabase

START = datetime(2026, 2, 23, tzinfo=UTC)  # the clocks are changed in the fifth week, in Berlin
SETTLING = timedelta(days=16)
CALM = timedelta(days=2)
"""At the end nothing goes wrong any more, so that all that is still to be done can be."""

_SHOP = Path(__file__).with_name("shop.toml")
_GRID_S = 3600.0  # what people do, they do at the full hour: platforms bring it together
_ANSWER_WITHIN_S = 10.0
_BRING_AGAIN_S = (2.0, 5.0, 15.0, 60.0)
_EDITED_S = 300.0
_WITHOUT_US = frozenset({"buy", "refund", "erase", "unblock"})  # what somebody does who has blocked us


@dataclass(frozen=True, slots=True)
class Build:
    """What the processes are made of, and how often what goes wrong: a test may put its own there."""

    store: type[WatchedStore] = WatchedStore
    sender: Callable[[Sender], Sender] = lambda sender: sender
    door: Callable[[Deliver], Deliver] = lambda deliver: deliver
    rates: Mapping[str, float] = field(default_factory=lambda: HIGH)


@dataclass(frozen=True, slots=True)
class Told:
    """What a run is: the same gives the same history.

    ``only`` as in Chance; ``orders`` are those that happen, None: all; they come within so many ``days``.
    """

    conversations: int
    seed: int
    faults: str = "high"
    processes: int = 1
    only: frozenset[str] | None = None
    orders: frozenset[int] | None = None
    days: int = DAYS


@dataclass(frozen=True, slots=True)
class Lived:
    """What is left of a run."""

    told: Told
    history: Sequence[Entry]
    digest: str
    rows: Mapping[str, list[dict[str, Any]]]
    struck: Sequence[str]
    events: int
    sends: int
    crashes: int


@cache
def _analyzer() -> Analyzer:
    return sentiment.analyzer("default")


@cache
def _settings() -> Settings:
    return config.settings(config.load(_SHOP, demo=True), b"the key of every simulation!!!!!")


class World:
    """The run under way."""

    def __init__(self, told: Told, build: Build, loop: asyncio.AbstractEventLoop) -> None:
        self.told, self.build, self.loop = told, build, loop
        self.history = History()
        self.chance = Chance(told.seed, told.faults, told.only, build.rates)
        self.platforms = Platforms(self.chance, self.history, self._seen)
        self.database = MemoryDatabase()
        self.people: dict[str, Shopper] = {}
        self.staff = {f"{STAFF_ROOM.key}{person}" for person in STAFF.values()}
        self.processes: dict[str, Process] = {}
        self.events = self.crashes = self._generation = 0
        self._off_s = 0.0
        self._under_way: set[asyncio.Task[object]] = set()
        self._nobodys = copy_context()  # what is done in it belongs to no process

    async def live(self) -> Lived:
        days = Days(self.chance, self.history, self.database, self.platforms, self._set_clock)
        going_by = self.loop.create_task(days.go_by(self.told.days + SETTLING.days))
        for number in range(self.told.processes):
            self._start(f"p{number + 1}")
        for bought in purchases(self.told.seed, self.told.conversations, START, self.told.days):
            if self.told.orders is not None and bought.number not in self.told.orders:
                continue
            self.people[bought.who.address.key] = bought.who
            event = reported(bought, self.told.seed)
            at_s = (bought.at - START).total_seconds()
            meant = {"order": bought.number, "zone": bought.who.zone}
            self._does(event.key, bought.who.address.key, "buy", meant, event, at_s)
            for fate in fates(bought, self.told.seed, self.chance):
                at_s = (fate.at - START).total_seconds()
                self._does(fate.event.key, bought.who.address.key, fate.kind, {}, fate.event, at_s)
        end_s = (timedelta(days=self.told.days) + SETTLING).total_seconds()
        await asyncio.sleep(end_s - CALM.total_seconds())
        self.chance.calm = True
        await asyncio.sleep(CALM.total_seconds())
        going_by.cancel()
        return Lived(
            self.told,
            self.history.entries,
            self.history.digest(),
            self.database.rows(),
            self.chance.struck,
            self.events,
            self.platforms.sends,
            self.crashes,
        )

    # Processes

    def _start(self, name: str) -> None:
        process = Process(name, START, self.chance, self.history)
        process.on_death, process.off_s = self._died, self._off_s
        self._generation += 1
        if self.told.processes == 1:
            self.database.taken_over()
        store = self.build.store(self.database, _settings(), process, f"{name}/{self._generation}")
        sender = self.build.sender(self.platforms.sender(process))
        senders = dict.fromkeys(("telegram", "slack", "web"), sender)
        process.start(engine_of(process, store, self.told.seed, _analyzer(), senders))
        self.processes[name] = process

    def _died(self, process: Process) -> None:
        self.crashes += 1
        down_s = self.chance.pick(f"down/{self.crashes}", 1, 1, 5, 30, 90, 600, 7200)
        self.loop.call_later(down_s, self._start, process.name, context=self._nobodys)

    def _up(self, which: str) -> Process | None:
        """Some process that can be reached; now this one, now that one."""
        up = [one for one in self.processes.values() if one.is_up]
        return up[int(self.chance.share(f"to/{which}") * len(up))] if up else None

    # People

    def _seen(self, entry: Entry) -> None:
        who = self.people.get(entry["room"])
        for reaction in reactions(self.told.seed, entry, who, START):
            at_s = entry["at"] + reaction.after.total_seconds()
            event, meant = _event_of(reaction), dict(reaction.meant)
            words = edit(event, self.told.seed) if isinstance(event, MessageReceived) and meant else None
            if words is not None:
                meant["or"] = [words.text]
            kind = f"{reaction.kind} {reaction.data}" if reaction.kind != "submit" else reaction.data
            self._does(reaction.key, reaction.address.key, kind, meant, event, at_s, entry["id"], words)
        sure = confirms(entry, who) if who is not None else None
        if sure is not None:
            self._does(sure.key, entry["room"], "forgotten", {}, sure, entry["at"] + 1.0, entry["id"])

    def _does(
        self,
        key: str,
        who: str,
        kind: str,
        meant: Mapping[str, object],
        event: Event,
        at_s: float,
        to: str = "",
        then: MessageEdited | None = None,
    ) -> None:
        """Somebody will do this, at the next full hour after ``at_s``, unless ``to`` is not as it was.

        ``then`` they say otherwise, a little later.
        """
        at_s = -(-at_s // _GRID_S) * _GRID_S

        def do() -> None:
            if to in self.platforms.overtaken and who not in self.staff:
                return
            if who in self.platforms.blocked and kind not in _WITHOUT_US:
                return
            self._blocks(who, kind)
            self._did(key, who, kind, meant, event)
            if then is not None:
                later_s = self.loop.time() + _EDITED_S
                self.loop.call_at(later_s, self._did, then.key, who, "edit", {"of": key}, then)

        self.loop.call_at(max(at_s, self.loop.time()), do, context=self._nobodys)

    def _did(self, key: str, who: str, kind: str, meant: Mapping[str, object], event: Event) -> None:
        now_s = self.loop.time()
        self.history.add("did", now_s, key=key, who=who, kind=kind, meant=meant)
        task = self.loop.create_task(self._bring(key, replace(event, at=START + timedelta(seconds=now_s))))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def _blocks(self, who: str, kind: str) -> None:
        if kind == "block":
            self.platforms.blocked.add(who)
            self.history.add("blocked", self.loop.time(), who=who)
        elif kind == "unblock":
            self.platforms.blocked.discard(who)
            self.history.add("unblocked", self.loop.time(), who=who)

    def _set_clock(self, off_s: float) -> None:
        """All of them run on one machine."""
        self._off_s = off_s
        for process in self.processes.values():
            process.off_s = off_s
            process.stir()
            self.history.add("clock", self.loop.time(), by=process.name, off_s=off_s)

    async def _bring(self, key: str, event: Event) -> None:
        """To us, again and again until it is taken; now and then also after that."""
        if self.chance.strikes("late", key):
            await asyncio.sleep(self.chance.pick(f"late/{key}", 1, 20, 300, 2400))
        await self._until_taken(key, event)
        if self.chance.strikes("twice", key):
            await asyncio.sleep(self.chance.pick(f"twice/{key}", 0, 1, 60, 4000))
            await self._until_taken(key, event)
        if (
            isinstance(event, ButtonPressed)
            and event.data[:2] == "a|"
            and self.chance.strikes("renamed", key)
        ):
            await self._until_taken(key, replace(event, key=f"{key}/again"))

    async def _until_taken(self, key: str, event: Event) -> None:
        tries = 0
        while True:
            process = self._up(f"{key}/{tries}")
            with contextlib.suppress(StorageUnavailable, TimeoutError):
                if process is not None:
                    self.events += 1
                    async with asyncio.timeout(_ANSWER_WITHIN_S):
                        await self.build.door(process.engine.deliver)(event)
                    if not self.chance.strikes("unheard", key):
                        self.history.add("acked", self.loop.time(), key=key)
                        return
            await asyncio.sleep(_BRING_AGAIN_S[min(tries, len(_BRING_AGAIN_S) - 1)])
            tries += 1


def _event_of(reaction: Reaction) -> Event:
    address, name, key, at = reaction.address, reaction.name, reaction.key, START
    match reaction.kind:
        case "say":
            return MessageReceived(address.platform, key, at, address, reaction.data, name)
        case "press":
            return ButtonPressed(address.platform, key, at, address, reaction.data, name)
        case _:
            return FormSubmitted(address.platform, key, at, address, reaction.data, reaction.fields, name)


def live(told: Told, build: Build | None = None) -> Lived:
    """Live through it."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner, _quietly():
        loop = runner.get_loop()
        loop.set_task_factory(_belonging)
        world = World(told, build or Build(), loop)
        # Not by the runner: it would write the whole history down, as its task's result, and throw it away.
        lived = loop.run_until_complete(world.live())
    world.database.give_back()
    return lived


def _belonging(loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> asyncio.Task[Any]:
    """A task of whoever makes it: it ends with its process."""
    context = options.get("context")
    process = CURRENT.get() if context is None else context.get(CURRENT)
    task = asyncio.Task(coroutine, loop=loop, **options)
    if process is not None:
        process.owns(task)
    return task


@contextmanager
def _quietly() -> Iterator[None]:
    """What goes wrong here is meant to."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
