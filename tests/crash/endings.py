"""How a dialogue ended, so that one that was cut off can be held against one that was not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.simulation.transcript import Entry


@dataclass(frozen=True, slots=True)
class Ending:
    """How a dialogue ended: each room as it stands, and every row that is no mere bookkeeping."""

    rooms: Mapping[str, Sequence[tuple[str, object]]]
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    doubled: Mapping[str, str]  # parcels that are shown twice → where


def of_nobody(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What is left of somebody who was forgotten has ids drawn by lot, which is no difference."""
    drawn = {one["id"] for one in rows["invitations"] if one["id"] == one["customer_id"]}
    nobody = dict.fromkeys(drawn, "nobody")
    named = {
        table: [{name: nobody.get(value, value) for name, value in one.items()} for one in rows[table]]
        for table in ("invitations", "answers")
    }
    return {**rows, **named}


def as_read(standing: Mapping[str, Entry], copies: set[str]) -> Iterator[tuple[str, object]]:
    """The messages as they stand; of one that is there twice the one that the process knows of."""
    latest = {name: max(other for other in standing if other.partition("+")[0] == name) for name in copies}
    for name, entry in standing.items():
        parcel = name.partition("+")[0]
        if latest.get(parcel, name) == name:
            thread = entry["thread"] and entry["thread"].partition("+")[0]
            read = ("lines", "buttons", "title", "quote")
            yield parcel, (thread, *(entry.get(part) for part in read))
