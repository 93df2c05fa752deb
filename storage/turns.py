"""In which turn the due parcels of one address go, and which of them have to wait. No SQL.

By lane, then in order of commit; but what edits a parcel, or belongs in its thread, comes after it, and needs
its receipt first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from bot.core.effects import Parcel


class Waiting(NamedTuple):
    """A due parcel; ``sequence`` counts in order of commit. ``unknown``: it may have been sent."""

    parcel: Parcel
    sequence: int
    attempts: int = 0
    unknown: bool = False

    @property
    def needed(self) -> list[str]:
        """The parcels whose receipts it needs."""
        parcel = self.parcel
        return [id_ for id_ in (parcel.target, parcel.thread) if id_ is not None and id_ != parcel.id]


class Turn(NamedTuple):
    """``ready`` go now, one after another. ``late`` wait until a moment in microseconds, by parcel id."""

    ready: list[Waiting]
    late: dict[str, int]


def turn(due: Sequence[Waiting], ahead: Collection[str], put_off: Mapping[str, int]) -> Turn:
    """Who goes now.

    ``due`` are by lane, then by sequence. ``ahead`` are parcels that go before all of these. ``put_off`` are
    those that wait for a later moment: what belongs in such a one's thread waits with it. An edit does not:
    it is sent anew, so that a parcel that fails again and again does not stop a conversation.

    At the first that needs the receipt of one before it ``ready`` ends, so that the order stays.
    """
    found = Turn([], {})
    if len(due) == 1 and not ahead and not put_off:
        found.ready.append(due[0])
        return found
    before = set(ahead)
    for one in _behind_what_they_need(due):
        if not before.isdisjoint(one.needed):
            break
        thread = one.parcel.thread
        if thread is not None and thread in put_off:
            found.late[one.parcel.id] = put_off[thread]
            continue
        before.add(one.parcel.id)
        found.ready.append(one)
    return found


def _behind_what_they_need(due: Sequence[Waiting]) -> Sequence[Waiting]:
    """In order, but that nothing goes in a better lane than what it needs."""
    if len(due) < 2:
        return due
    lanes = {one.parcel.id: one.parcel.lane for one in due}
    moved = False
    for one in sorted(due, key=_sequence):  # what is needed was committed first
        lane = max([lanes[one.parcel.id], *[lanes[id_] for id_ in one.needed if id_ in lanes]])
        moved = moved or lane != lanes[one.parcel.id]
        lanes[one.parcel.id] = lane
    return sorted(due, key=lambda one: (lanes[one.parcel.id], one.sequence)) if moved else due


def _sequence(one: Waiting) -> int:
    return one.sequence
