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

    def is_outdated(self, errand: Errand) -> bool:
        """Whether a newer edit of the same message waits here: then only that one needs to be sent.

        Of alerts only, which show a case as it is and nothing of how it came to be so. What has been tried
        before may have been sent, perhaps anew, and is brought to its end; nothing may hang on it either.
        """
        parcel = errand.parcel
        if parcel.lane is not Lane.ALERT or parcel.target is None or _was_tried(errand):
            return False
        others = [other for id_, other in self.errands.items() if id_ != parcel.id]
        if any(parcel.id in (other.parcel.target, other.parcel.thread) for other in others):
            return False
        return any(
            other.parcel.target == parcel.target
            and other.parcel.lane is Lane.ALERT
            and not _was_tried(other)  # else it may be the older one, that comes once more
            for other in others
        )

    def drop(self, fence: int) -> bool:
        """Drop what was handed out under this lease or an older one; whether there was anything."""
        left = [id_ for id_, errand in self.errands.items() if errand.fence <= fence]
        for id_ in left:
            del self.errands[id_]
        return bool(left)


def _was_tried(errand: Errand) -> bool:
    return errand.recovered or errand.attempts > 0
