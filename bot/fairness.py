"""Whose turn it is: a queue in which a flood from one sender holds up that sender alone. Pure, no clock.

A sender is a person at an address, or a shop. Of each, a share goes into a batch; the rest waits its turn, in
order, and everybody else goes past it. What is ours (receipts, timers) has no sender: it is never held back
and never refused. Nothing is kept of a sender of whom nothing waits.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from typing import Generic, TypeVar

from bot.core.events import Event, ParcelSettled, TextWritten, TimerDue
from bot.core.identity import Address

Sender = Address | str
"""A person at an address, or the platform of what no person sends, such as a shop."""

OF_A_PERSON = 16  # events in a batch; more than anybody presses or types while one is committed
OF_A_SOURCE = 128

MOST_OF_A_PERSON = 1024  # events that wait; what comes beyond is refused, and stays where it comes from
MOST_OF_A_SOURCE = 4096  # of one platform, or one shop

_T = TypeVar("_T")


def sender_of(event: Event) -> Sender | None:
    """Who sends it; None for what is ours."""
    if isinstance(event, ParcelSettled | TextWritten | TimerDue):
        return None
    address: Address | None = getattr(event, "address", None)
    return event.platform if address is None or not address.person else address


class FairQueue(Generic[_T]):
    """What waits: as it came, and behind that line, by sender, what was held back of it."""

    def __init__(self) -> None:
        self._line: deque[tuple[Sender | None, _T]] = deque()
        self._held: OrderedDict[Sender, deque[_T]] = OrderedDict()  # whose turn is next first
        self._of_sender: Counter[Sender] = Counter()
        self._of_source: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._line) + self.held

    @property
    def held(self) -> int:
        """How many are held back."""
        return sum(map(len, self._held.values()))

    @property
    def senders_held(self) -> int:
        """Of how many senders."""
        return len(self._held)

    def of(self, sender: Sender) -> int:
        """How many of this sender wait."""
        return self._of_sender[sender]

    def full_sources(self) -> list[str]:
        """The platforms and shops of which no more is taken."""
        return sorted(name for name, waiting in self._of_source.items() if waiting >= MOST_OF_A_SOURCE)

    @property
    def first(self) -> _T | None:
        """Who has waited longest of those that are not held back."""
        return self._line[0][1] if self._line else None

    def first_held(self) -> list[_T]:
        """Who has waited longest of each sender that is held back."""
        return [own[0] for own in self._held.values()]

    def put(self, item: _T, sender: Sender | None) -> bool:
        """Whether there was room for it."""
        if sender is not None:
            source = _source(sender)
            if self._of_source[source] >= MOST_OF_A_SOURCE or self._of_sender[sender] >= _most(sender):
                return False
            self._of_sender[sender] += 1
            self._of_source[source] += 1
        self._line.append((sender, item))
        return True

    def take(self, most: int) -> list[_T]:
        """The next batch: at most a share of each sender, at most half of it what was held back before.

        Empty only when nothing waits.
        """
        taken: Counter[Sender] = Counter()
        batch = self._take_held(most - most // 2, taken)
        while self._line and len(batch) < most:
            sender, item = self._line.popleft()
            if sender is not None and (sender in self._held or taken[sender] >= _share(sender)):
                self._held.setdefault(sender, deque()).append(item)
                continue
            if sender is not None:
                taken[sender] += 1
            batch.append(item)
        self._forget(taken)
        return batch

    def _take_held(self, room: int, taken: Counter[Sender]) -> list[_T]:
        batch: list[_T] = []
        for sender in [*self._held]:
            own = self._held[sender]
            count = min(len(own), _share(sender), room - len(batch))
            batch += [own.popleft() for _ in range(count)]
            taken[sender] += count
            if own:
                self._held.move_to_end(sender)
            else:
                del self._held[sender]
            if len(batch) == room:
                break
        return batch

    def _forget(self, taken: Counter[Sender]) -> None:
        for sender, count in taken.items():
            _less(self._of_sender, sender, count)
            _less(self._of_source, _source(sender), count)

    def clear_held(self) -> list[_T]:
        """Let go what is held back; what there was."""
        left = [(sender, item) for sender, own in self._held.items() for item in own]
        self._held.clear()
        self._forget(Counter(sender for sender, _ in left))
        return [item for _, item in left]

    def clear(self) -> list[_T]:
        """Let all go; what there was."""
        left = [item for _, item in self._line] + [item for own in self._held.values() for item in own]
        for kept in (self._line, self._held, self._of_sender, self._of_source):
            kept.clear()
        return left


_K = TypeVar("_K")


def _less(counted: Counter[_K], key: _K, count: int) -> None:
    """What is counted no more is forgotten."""
    counted[key] -= count
    if not counted[key]:
        del counted[key]


def _source(sender: Sender) -> str:
    return sender.platform if isinstance(sender, Address) else sender


def _share(sender: Sender) -> int:
    return OF_A_PERSON if isinstance(sender, Address) else OF_A_SOURCE


def _most(sender: Sender) -> int:
    return MOST_OF_A_PERSON if isinstance(sender, Address) else MOST_OF_A_SOURCE
