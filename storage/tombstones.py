"""What people asked of us that must outlive a restore: a file beside the database, and only ever added to.

A backup knows nothing of what came after it. Whoever was erased, asked to be forgotten or said *stop* since
then would be there again, and be written to. So each such wish is one line here, on disk before the unit that
carries it out is committed: the moment, the wish, and the customer's id, which is a hash and leads to nobody.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, select

from bot.core.view import Changes, Rows
from storage.codec import moment
from storage.tables import customers

FILE = "tombstones.txt"

_LINE = re.compile(r"(\S+) (erased|forget|stopped|resumed) (\S+)")
_GONE = (customers.c.erased_us.is_not(None)) | (customers.c.opted_out_us.is_not(None))
_STANDING = select(customers.c.id, customers.c.erased_us, customers.c.opted_out_us).where(_GONE)


class Wish(StrEnum):
    """*resumed* takes a *stopped* back; the others stay. *forget* is how earlier releases wrote *erased*."""

    ERASED = "erased"
    FORGET = "forget"
    STOPPED = "stopped"
    RESUMED = "resumed"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Who wished what, and when."""

    at: datetime
    wish: Wish
    customer_id: str

    def __str__(self) -> str:
        return f"{self.at.isoformat()} {self.wish} {self.customer_id}"


class Tombstones:
    """The file. Raises OSError where it cannot be written to or read."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def add(self, stones: Sequence[Tombstone]) -> None:
        """Write these down; they are on disk when this returns."""
        if not stones:
            return
        lines = "".join(f"{stone}\n" for stone in stones).encode()
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":  # a line that a full disk cut off
                lines = b"\n" + lines
            while lines:
                lines = lines[os.write(descriptor, lines) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def read(self) -> list[Tombstone]:
        """In the order they came; a line that was cut off is none, for what it was about never happened."""
        if not self._file.exists():
            return []
        words = self._file.read_text("utf-8", "replace").splitlines()
        found = (_LINE.fullmatch(line) for line in words)
        return [Tombstone(datetime.fromisoformat(one[1]), Wish(one[2]), one[3]) for one in found if one]

    def begin(self, connection: Connection) -> None:
        """Where there is no file yet, write down what the database already knows."""
        if self._file.exists():
            return
        with connection.begin():
            rows = connection.execute(_STANDING).all()
        stones = [
            Tombstone(moment(erased_us or stopped_us), Wish.ERASED if erased_us else Wish.STOPPED, id_)
            for id_, erased_us, stopped_us in rows
        ]
        self.add(sorted(stones, key=lambda stone: stone.at))
        self._file.touch(0o600)


def of_unit(changes: Changes, before: Rows, now: datetime) -> Iterator[Tombstone]:
    """What a unit of work does that must outlive a restore."""
    for id_, customer in changes.customers.items():
        known = before.customers.get(id_)
        was_erased, was_stopped = known and known.erased_at, known and known.opted_out_at
        if customer.erased_at is not None:
            if was_erased is None:
                yield Tombstone(now, Wish.ERASED, id_)
        elif customer.opted_out_at is not None and was_stopped is None:
            yield Tombstone(now, Wish.STOPPED, id_)
        elif customer.opted_out_at is None and was_stopped is not None:
            yield Tombstone(now, Wish.RESUMED, id_)


def standing(stones: Iterable[Tombstone], since: datetime) -> list[Tombstone]:
    """What is to be carried out again on a database as it was at ``since``.

    Who was erased stays so, whenever that was. Of the rest only what came after it counts, and of *stopped*
    and *resumed* the last.
    """
    in_order = sorted(stones, key=lambda one: one.at)
    erased = {one.customer_id: one for one in in_order if one.wish is Wish.ERASED}
    others: dict[tuple[str, bool], Tombstone] = {}
    for stone in in_order:
        if stone.at >= since and stone.customer_id not in erased:
            others[stone.customer_id, stone.wish is Wish.FORGET] = stone
    return [*erased.values(), *others.values()]
