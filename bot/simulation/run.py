"""Runs simulated people against the real core, handlers, storage and courier, on a clock set by hand.

Whatever is said is written into the transcript first, then handed to the bot, and acknowledged in the
transcript when the bot has committed it; what a killed run left unacknowledged is said again, under the
same key. So a run can be killed anywhere and goes on where it was.
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Protocol

from bot.core.events import ButtonPressed, Event, FormSubmitted, MessageReceived, PurchaseReceived
from bot.simulation.people import Reaction
from bot.simulation.rooms import LocalRooms
from bot.simulation.transcript import Entry, Transcript

STEP = timedelta(minutes=15)  # what happens within one step reaches the bot together


class MovableClock(Protocol):
    def now(self) -> datetime: ...

    def move_to(self, moment: datetime) -> None: ...


class RunningEngine(Protocol):
    """What a run needs of the engine."""

    async def deliver(self, event: Event) -> object: ...

    async def settle(self) -> None: ...

    async def next_moment(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that somebody does at a moment, under a key that makes it happen once."""

    key: str
    at: datetime
    who: str
    event: Callable[[datetime], Event]
    meant: dict[str, object]
    about: str = ""  # the message that it answers


class Run:
    """One run: deeds in order of time, the bot in between, and people's reactions to what they are shown."""

    def __init__(
        self,
        engine: RunningEngine,
        rooms: LocalRooms,
        clock: MovableClock,
        react: Callable[[Entry], Iterable[Reaction]],
        step: timedelta = STEP,
    ) -> None:
        self._step = step
        self._engine = engine
        self._rooms = rooms
        self._clock = clock
        self._react = react
        self._queue: list[tuple[datetime, int, Deed]] = []
        self._order = count()

    @property
    def _transcript(self) -> Transcript:
        return self._rooms.transcript

    def add(self, deed: Deed) -> None:
        """Put a deed on the list, unless an earlier run has done it."""
        if deed.key not in self._transcript.acked:
            heapq.heappush(self._queue, (deed.at, next(self._order), deed))

    def resume(self) -> None:
        """React to everything that earlier runs have shown; what was done already is not done again."""
        for entry in list(self._transcript.shown.values()):
            self._reacted(entry)

    async def until(self, end: datetime, progress: Callable[[datetime], None] | None = None) -> None:
        """Let everything happen that happens up to ``end``."""
        await self._settle()
        while (moment := await self._next_moment()) is not None and moment <= end:
            self._clock.move_to(min(max(moment, self._clock.now()) + self._step, end))
            await self._do_what_is_due()
            await self._settle()
            if progress is not None:
                progress(self._clock.now())
            if self._clock.now() == end:
                return
        self._clock.move_to(end)
        await self._settle()

    async def _next_moment(self) -> datetime | None:
        moments = [await self._engine.next_moment()]
        if self._queue:
            moments.append(self._queue[0][0])
        return min((moment for moment in moments if moment is not None), default=None)

    async def _do_what_is_due(self) -> None:
        due = []
        while self._queue and self._queue[0][0] <= self._clock.now():
            due.append(heapq.heappop(self._queue)[2])
        await asyncio.gather(*(self._do(deed) for deed in due))

    async def _do(self, deed: Deed) -> None:
        if deed.key not in self._transcript.said:
            if deed.about in self._transcript.put_aside:
                return
            self._transcript.append(
                {
                    "t": "said",
                    "key": deed.key,
                    "at": deed.at.isoformat(),
                    "who": deed.who,
                    "meant": deed.meant,
                }
            )
        await self._engine.deliver(deed.event(self._clock.now()))
        self._transcript.append({"t": "acked", "key": deed.key})

    async def _settle(self) -> None:
        await self._engine.settle()
        for entry in self._rooms.take_arrived():
            self._reacted(entry)

    def _reacted(self, entry: Entry) -> None:
        for reaction in self._react(entry):
            at = datetime.fromisoformat(entry["at"]) + reaction.after
            who, event = reaction.address.key, _event_of(reaction)
            self.add(Deed(reaction.key, at, who, event, dict(reaction.meant), entry["id"]))


def _event_of(reaction: Reaction) -> Callable[[datetime], Event]:
    def event(now: datetime) -> Event:
        address, name, key = reaction.address, reaction.name, reaction.key
        match reaction.kind:
            case "say":
                return MessageReceived("web", key, now, address, reaction.data, name)
            case "press":
                return ButtonPressed("web", key, now, address, reaction.data, name)
            case _:
                return FormSubmitted("web", key, now, address, reaction.data, reaction.fields, name)

    return event


def purchase_deed(event: PurchaseReceived) -> Deed:
    """A purchase, as the shop reports it."""
    return Deed(
        f"{event.platform}/{event.key}",
        event.bought_at,
        event.platform,
        lambda _now: event,
        {"purchase": event.order},
    )
