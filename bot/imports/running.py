"""An import from its first row to its last: every row is read and staged, then all are stored by customer.

So whatever is wrong with the file is known before anything is stored, and a customer's record is written
once, not once for each of their purchases.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

import handlers
from bot.core.events import Event, PurchaseReceived
from bot.core.ports import Pending
from bot.core.settings import Settings
from bot.imports.files import Table
from bot.imports.plan import Plan, Wanted
from bot.imports.purchases import asked_since, ref_of, reported
from bot.imports.rejects import Rejects
from bot.progress import Progress
from storage.codec import micros
from storage.imported_people import PersonRow
from storage.imported_purchases import BoughtRow
from storage.imported_records import ROWS_AT_ONCE, Tally
from storage.importing import ImportStore
from storage.staging import StagedRow, Staging
from storage.unit_of_work import SqlStore

_EVERY = 1024  # rows from one look at the progress to the next
_FIRST_SHOWN = 3
_REPORTED_AT_ONCE = 200  # purchases that are asked about


@dataclass(slots=True)
class Staged:
    """What was read of a file: ``rows`` to be stored, ``reported`` to be brought in as a shop brings them.

    ``more`` counts further lines of an order that has several. ``first`` are the first rows.
    """

    rows: Staging
    reported: Staging
    more: int = 0
    first: list[tuple[int, Any]] = field(default_factory=list)

    def close(self) -> None:
        """Give the disk back."""
        self.rows.close()
        self.reported.close()


@dataclass(slots=True)
class Result:
    """How an import ended. ``invited`` counts the purchases that are asked about."""

    tally: Tally
    rejected: int
    more: int = 0
    invited: int = 0
    took_s: float = 0.0
    remarks: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        """All that were read."""
        refused = len(self.tally.refused)  # these are among the rejected
        return self.tally.rows - refused + self.rejected + self.more + self.invited


def stage_purchases(
    table: Table, plan: Plan, wanted: Wanted, rejects: Rejects, asked: Asked | None = None
) -> Staged:
    """Read all rows. ``asked`` says which are to be brought in as a shop brings them; without it none."""
    staged = Staged(Staging(len(BoughtRow._fields)), Staging(1 + len(BoughtRow._fields) + 1))
    order_at, customer_at = plan.mapped.fields["order"], plan.mapped.fields["customer"]
    read, first = plan.read, staged.first
    late: list[StagedRow] = []

    def rows() -> Iterator[StagedRow]:
        order = ""
        for line, cells, problem in _with_progress(table):
            if problem is not None:
                rejects.add(line, problem, cells)
                continue
            try:
                row = read(cells)
            except ValueError as error:
                if order and cells[order_at].strip() == order:
                    staged.more += 1  # the shop writes a line for each item, and the customer in the first
                else:
                    rejects.add(line, str(error), cells)
                continue
            if row[2] == order:
                staged.more += 1
                continue
            order = row[2]
            if len(first) < _FIRST_SHOWN:
                first.append((line, BoughtRow(*row)))
            if asked is not None and asked(row):
                late.append((row[4], *row, ref_of(wanted.told.kind, cells[customer_at])))
                if len(late) == _EVERY:
                    staged.reported.add(late)
                    late.clear()
            else:
                yield row

    staged.rows.add(rows())
    staged.reported.add(late)
    return staged


def stage_people(table: Table, plan: Plan, rejects: Rejects) -> Staged:
    """Read all rows."""
    staged = Staged(Staging(len(PersonRow._fields)), Staging(1))

    def rows() -> Iterator[StagedRow]:
        for line, cells, problem in _with_progress(table):
            if problem is not None:
                rejects.add(line, problem, cells)
                continue
            try:
                row = plan.read(cells)._replace(line=line)
            except ValueError as error:
                rejects.add(line, str(error), cells)
                continue
            if len(staged.first) < _FIRST_SHOWN:
                staged.first.append((line, row))
            yield row

    staged.rows.add(rows())
    return staged


def _with_progress(table: Table) -> Iterator[tuple[int, Sequence[str], str | None]]:
    """The rows, while a bar shows how far they are read."""
    began = time.monotonic()
    with Progress("Reading") as bar:
        for number, row in enumerate(table.rows()):
            if number % _EVERY == 0:
                bar.at(table.position / table.size, _rate(number, began))
            yield row


class Asked:
    """Whether a purchase would still be asked about, if a shop reported it now."""

    def __init__(self, settings: Settings, now: datetime) -> None:
        self._since = asked_since(settings, now)

    def __call__(self, row: StagedRow) -> bool:
        since = self._since.get(row[3])
        return since is not None and row[4] > since


async def store_purchases(store: ImportStore, staged: Staged, shop: str, *, keep: bool = True) -> Tally:
    """Store what was staged, one transaction for good before the next. Without ``keep`` only look."""
    parts = staged.rows.in_parts(ROWS_AT_ONCE)
    with _Storing(len(staged.rows)) as storing:
        while storing.goes_on:
            storing.add(await (store.purchases(shop, parts) if keep else store.meet_purchases(parts)))
    return storing.tally


async def store_people(
    store: ImportStore, staged: Staged, audience: str, as_of: datetime, *, keep: bool = True
) -> Tally:
    """As ``store_purchases``. ``as_of`` is since when it is known what the file tells."""
    at_us, parts = micros(as_of), staged.rows.in_parts(ROWS_AT_ONCE)
    with _Storing(len(staged.rows)) as storing:
        while storing.goes_on:
            storing.add(await (store.people if keep else store.meet_people)(audience, parts, at_us))
    return storing.tally


class _Storing:
    """Adds up what was stored, and shows how far that is."""

    def __init__(self, rows: int) -> None:
        self.tally = Tally()
        self._rows = rows
        self._began = time.monotonic()
        self._bar = Progress("Storing")

    def __enter__(self) -> Self:
        self._bar.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.__exit__()

    @property
    def goes_on(self) -> bool:
        """Whether there are rows left."""
        return self.tally.rows < self._rows

    def add(self, tally: Tally) -> None:
        """So much more."""
        self.tally.add(tally)
        self._bar.at(self.tally.rows / self._rows, _rate(self.tally.rows, self._began))


async def report_purchases(
    imports: ImportStore,
    store: SqlStore,
    staged: Staged,
    wanted: Wanted,
    now: datetime,
    draw_seed: Callable[[Event], int],
    *,
    keep: bool = True,
) -> tuple[Tally, int]:
    """Bring in the purchases that are still to be asked about, the earliest first, as their shop does.

    What became of those that are not new, and how many are.
    """
    tally, reported_ = Tally(), 0
    for part in staged.reported.in_parts(_REPORTED_AT_ONCE):
        met, new = await imports.new_purchases([row[1:] for row in part])
        refs = {row[2]: row[-1] for row in part}
        events = [_event(row, refs[row[1]], wanted, now) for row in new]
        batch = [
            Pending(event, handlers.needs_of(event, store.settings), now, draw_seed(event))
            for event in events
        ]
        if batch and keep:
            await store.work(batch, handlers.decide)
        reported_ += met.new
        met.new = 0
        tally.add(met)
    return tally, reported_


def _event(row: StagedRow, ref: str, wanted: Wanted, now: datetime) -> PurchaseReceived:
    return reported(BoughtRow(*row[: len(BoughtRow._fields)]), wanted.told, ref, now)


def _rate(rows: int, began: float) -> str:
    took_s = time.monotonic() - began
    return f"{rows:,} rows, {rows / took_s:,.0f} a second" if took_s > 1 else f"{rows:,} rows"
