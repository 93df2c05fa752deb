"""What an operator is told of an import: the first rows as they are read, and what became of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.imports.rejects import Rejects
from bot.imports.running import Result
from storage.codec import moment

_PASSED_OVER = ("customer_id", "purchase_id", "bought_us", "line")


def shown(what: str, rows: Sequence[tuple[int, Any]]) -> Iterator[str]:
    """The first rows as they would be read."""
    for line, row in rows:
        said = [f"customer {row.customer_id}"]
        if what == "purchases":
            said.append(f"bought {moment(row.bought_us):%Y-%m-%d %H:%M} UTC")
        for name in row._fields:
            value = getattr(row, name)
            if name not in _PASSED_OVER and value not in (None, "", "{}"):
                said.append(f"{name.replace('_', ' ')} {value}")
        yield f"line {line}: {', '.join(said)}"


def summary(what: str, result: Result, rejects: Rejects, *, dry_run: bool) -> Iterator[str]:
    """The numbers, the reasons of the first rejects, and where they all are."""
    tally = result.tally
    counts = [
        (tally.new, "new"),
        (result.invited, "to be asked about"),
        (tally.changed, "changed"),
        (tally.known, "known already"),
        (result.more, "further lines of an order"),
        (tally.erased, "of erased customers, not stored"),
        (result.rejected, "rejected"),
    ]
    always = {"new", "known already", "rejected"}
    told = ", ".join(f"{number:,} {words}" for number, words in counts if number or words in always)
    rate = f" in {result.took_s:.1f} s, {result.rows / result.took_s:,.0f} a second" if result.took_s else ""
    head = "Would import" if dry_run else "Imported"
    yield f"{head} {result.rows:,} rows of {what}{rate}: {told}."
    if what == "purchases" and not dry_run and tally.new:
        yield "Nobody is asked about these." if not result.invited else "Nobody is asked about the others."
    for words, times in result.remarks.most_common(5):
        yield f"{times:,} times: {words}."
    for line, reason in rejects.first:
        yield f"line {line}: {reason}"
    if rejects.count > len(rejects.first):
        yield f"and {rejects.count - len(rejects.first):,} more"
    if rejects.count and rejects.path is not None:
        yield f"The rejected rows are in {rejects.path}; mend them there and import that file."
