"""The parcels of one address that a courier has in hand, in the order in which they go. No I/O."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from bot.core.effects import Lane
from bot.core.identity import Address
from bot.core.ports import Errand


@dataclass(slots=True)
class Line:
    """What one address still has in hand. ``in_hand`` is the parcel that is being sent or settled."""

    address: Address
    errands: OrderedDict[str, Errand] = field(default_factory=OrderedDict)  # by parcel id, next one first
    fence: int = -1
    in_hand: str | None = None
    served: bool = False  # by a task, or it rests
    ready: Lane | None = None  # the lane in which it waits for a task

    def add(self, errand: Errand) -> None:
        """Behind its lane; nothing that an older lease handed out, nor what is in hand under this one."""
        if errand.fence < self.fence or (errand.fence == self.fence and errand.parcel.id == self.in_hand):
            return
        if errand.fence > self.fence:
            self.errands.clear()
            self.fence = errand.fence
        last = next(reversed(self.errands.values()), errand)
        self.errands[errand.parcel.id] = errand  # one that is known keeps its place
        if errand.parcel.lane < last.parcel.lane:
            # Stable: within a lane the order given stays.
            self.errands = OrderedDict(sorted(self.errands.items(), key=lambda item: item[1].parcel.lane))

    def first(self) -> Errand:
        """Who is next."""
        return next(iter(self.errands.values()))

    def drop(self, fence: int) -> bool:
        """Drop what was handed out under this lease or an older one; whether there was anything."""
        left = [id_ for id_, errand in self.errands.items() if errand.fence <= fence]
        for id_ in left:
            del self.errands[id_]
        return bool(left)
