"""The simulated platforms' way out: what they do with a message that we send, and what they remember of it.

Slack can be read back after an unknown outcome, the web page drops a message that it knows, Telegram shows
whatever it is sent. A message is shown in the history at the moment at which the platform has truly taken it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.core.effects import Parcel
from bot.core.errors import TryLater, Unknown, Unreachable
from bot.core.ports import Receipt
from bot.simulation.faults.chance import Chance
from bot.simulation.faults.history import Entry, History
from bot.simulation.faults.process import Process
from bot.texts import render

_OUTAGE_S = 20.0  # how soon a platform that is down may be asked again
_HANGS_S = 60.0


@dataclass(slots=True)
class Platforms:
    """All of them. ``seen`` is called with every message that is new to its chat."""

    chance: Chance
    history: History
    seen: Callable[[Entry], None]
    down: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)  # chats, by address key
    known: set[str] = field(default_factory=set)  # parcels that arrived
    message_of: dict[str, str] = field(default_factory=dict)  # parcel → the one that its message began with
    stands: dict[str, str] = field(default_factory=dict)  # message → the parcel that it shows now
    overtaken: set[str] = field(default_factory=set)  # parcels that another one was shown in place of
    sends: int = 0

    def sender(self, process: Process) -> Way:
        return Way(self, process)

    def show(self, parcel: Parcel, target: str | None, by: str) -> Receipt:
        """It is there, or was there already; its receipt."""
        receipt = Receipt(target or parcel.id)
        at_s, platform = asyncio.get_running_loop().time(), parcel.address.platform
        is_known = parcel.id in self.known
        if is_known and platform == "web":
            self.history.add("dropped", at_s, id=parcel.id, by=by)
            return receipt
        self.known.add(parcel.id)
        message = self.message_of[parcel.id] = self.message_of.get(parcel.target or "", parcel.id)
        if message in self.stands:
            self.overtaken.add(self.stands[message])
        self.stands[message] = parcel.id
        entry = self.history.add("shown", at_s, by=by, platform=platform, **_told(parcel))
        if not is_known:
            self.seen(entry)
        return receipt


@dataclass(frozen=True, slots=True)
class Way:
    """One process's way to the platforms."""

    platforms: Platforms
    process: Process

    async def send(
        self,
        parcel: Parcel,
        target: str | None,
        recovered: bool,
        thread: str | None = None,  # noqa: ARG002 - the port's: what stands where is nobody's promise
    ) -> Receipt:
        """One attempt."""
        there, process = self.platforms, self.process
        if not process.is_up:
            raise asyncio.CancelledError
        there.sends += 1
        there_s = asyncio.get_running_loop().time()
        platform = parcel.address.platform
        if platform in there.down:
            self._failed(parcel, "down")
            raise TryLater(_OUTAGE_S)
        if parcel.address.key in there.blocked:
            self._failed(parcel, "blocked")
            raise Unreachable
        if there.chance.strikes("flood", parcel.id):
            wait_s = there.chance.pick(f"flood/{parcel.id}", 1, 3, 30, 300)
            self._failed(parcel, "flood", wait_s=wait_s)
            raise TryLater(wait_s)
        if recovered and platform == "slack" and parcel.id in there.known:
            there.history.add("dropped", there_s, id=parcel.id, by=process.name)
            return Receipt(target or parcel.id)
        await self._trouble(parcel, target)
        receipt = there.show(parcel, target, process.name)
        await process.point(f"sent {parcel.id}", "killed_sending")
        return receipt

    async def _trouble(self, parcel: Parcel, target: str | None) -> None:
        there = self.platforms
        if there.chance.strikes("refused", parcel.id):
            self._failed(parcel, "refused")
            raise TryLater(3.0)
        if there.chance.strikes("reset", parcel.id):
            self._failed(parcel, "reset")
            raise Unknown
        if there.chance.strikes("swallowed", parcel.id):
            there.show(parcel, target, self.process.name)
            self._failed(parcel, "swallowed")
            raise Unknown
        if there.chance.strikes("hangs", parcel.id):
            if there.chance.share(f"hung/{parcel.id}") < 0.5:
                there.show(parcel, target, self.process.name)
            self._failed(parcel, "hangs")
            await asyncio.sleep(_HANGS_S)

    def _failed(self, parcel: Parcel, how: str, **told: Any) -> None:
        at_s = asyncio.get_running_loop().time()
        self.platforms.history.add("failed", at_s, id=parcel.id, how=how, by=self.process.name, **told)


def _told(parcel: Parcel) -> dict[str, Any]:
    """What people see of a message, and what a judge can tell it by."""
    card = parcel.message.card or {}
    told: dict[str, Any] = {
        "id": parcel.id,
        "room": parcel.address.key,
        "purpose": parcel.purpose,
        "about": parcel.about,
        "target": parcel.target,
        "lines": [render(line, parcel.language) for line in parcel.message.lines],
        "buttons": [button.data for row in parcel.message.rows for button in row],
    }
    if card.get("type") == "alert":
        told |= {"title": card["title"], "quote": card["quote"]}
    if isinstance(gathered := card.get("cases"), list):
        told["titles"] = [one["who"] for one in gathered]
    return told
