"""How things stand, for whoever watches: how much waits, lies aside or is late. Counts only, of nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, func, select, text

from bot.core.clocks import PENDING
from storage import dead_letters, outbox
from storage.codec import micros
from storage.dead_letters import Counts
from storage.tables import CASE_OPEN, cases

_DEADLINES = {"take": cases.c.take_by_us, "contact": cases.c.contact_by_us, "resolve": cases.c.resolve_by_us}
_BY = case(
    {state.value: _DEADLINES[clock.value] for state, clock in PENDING.items()},
    value=cases.c.state,
)
_LATE = func.sum(case((bindparam("now_us") > _BY, 1), else_=0))
_CASES = select(cases.c.state, func.count(), _LATE).where(text(CASE_OPEN)).group_by(cases.c.state)


@dataclass(frozen=True, slots=True)
class Standing:
    """``oldest_due``: platform → since when the parcel is due that waits there the longest.

    ``cases`` counts the open ones by state, ``overdue`` those of them whose next step's time is over.
    """

    counts: Counts
    oldest_due: Mapping[str, datetime]
    cases: Mapping[str, int]
    overdue: Mapping[str, int]


def standing(connection: Connection, now: datetime) -> Standing:
    """As it is now."""
    found = [(state, n, late) for state, n, late in connection.execute(_CASES, {"now_us": micros(now)})]
    return Standing(
        dead_letters.counts(connection),
        outbox.oldest_due(connection, now),
        {state: n for state, n, _ in found},
        {state: int(late) for state, _, late in found},
    )
