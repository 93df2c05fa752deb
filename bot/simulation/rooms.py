"""The local rooms: a platform of our own, on which the customers, the staff and the managers are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.core.effects import Line, Parcel
from bot.core.errors import TryLater
from bot.core.ports import Clock, Receipt, Sender
from bot.simulation.transcript import Entry, Transcript

BROKEN_FOR_S = 2.0  # how long the broken network asks to wait


class LocalRooms:
    """Shows every parcel once, writes it down, and passes it on to a page if there is one."""

    def __init__(
        self,
        transcript: Transcript,
        clock: Clock,
        render: Callable[[Line, str], str],
    ) -> None:
        self.transcript = transcript
        self.broken = False
        self.page: Sender | None = None
        self.arrived: list[Entry] = []
        self._clock = clock
        self._render = render

    async def send(
        self, parcel: Parcel, target: str | None, recovered: bool, thread: str | None = None
    ) -> Receipt:
        """Take the parcel; one that was shown before is dropped by its id."""
        if self.broken:
            raise TryLater(BROKEN_FOR_S)
        if parcel.id not in self.transcript.shown:
            entry = self._entry(parcel)
            self.transcript.append(entry)
            self.arrived.append(entry)
        if self.page is not None:
            await self.page.send(parcel, target, recovered, thread)
        return Receipt(target or parcel.id)

    def take_arrived(self) -> list[Entry]:
        """What was shown since the last look."""
        arrived, self.arrived = self.arrived, []
        return arrived

    def _entry(self, parcel: Parcel) -> Entry:
        entry: dict[str, Any] = {
            "t": "shown",
            "id": parcel.id,
            "at": self._clock.now().isoformat(),
            "room": parcel.address.key,
            "purpose": parcel.purpose,
            "about": parcel.about,
            "lines": [self._render(line, parcel.language) for line in parcel.message.lines],
            "buttons": [button.data for row in parcel.message.rows for button in row],
        }
        if parcel.target:
            entry["target"] = parcel.target
        if parcel.message.card and parcel.message.card.get("type") == "alert":
            entry["title"] = parcel.message.card["title"]
            entry["quote"] = parcel.message.card["quote"]
        gathered = parcel.message.card.get("cases") if parcel.message.card else None
        if isinstance(gathered, list):
            entry["titles"] = [one["who"] for one in gathered]
        return entry
