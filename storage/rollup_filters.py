"""Which rollups a report's query counts, as conditions of SQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement

from bot.core.periods import EARLIEST, Period
from storage.report_filters import Scope
from storage.rollups import ALL_TIME, EVERYBODY, week_of
from storage.statements import many
from storage.tables import rollups

DAYS = 7  # of a week

# To group by: what tells two rows apart soonest comes first. SQLite sorts to group, which is most of what a
# sum over a month costs; in the order of the key it takes half as long again.
BY_DIFFERENCE = (
    rollups.c.touchpoint,
    rollups.c.value,
    rollups.c.measure,
    rollups.c.question,
    rollups.c.survey,
)


def on_days(scope: Scope, apart: str = "", of: Sequence[str] = ()) -> list[ColumnElement[bool]]:
    """The rollups of buyers in the scope, of the days and weeks that are given as keys (see ``grains_of``).

    ``apart``: of those that lie apart. ``of``: of these segments instead of the scope's.
    """
    segments = of or ["=".join(one) for one in scope.slices] or [EVERYBODY]
    which: list[ColumnElement[bool]] = [
        rollups.c.segment.in_([apart + one for one in segments]),
        rollups.c.survey.not_in(scope.internal),
        rollups.c.day.in_(many()),
    ]
    if scope.touchpoint is not None:
        which.append(rollups.c.touchpoint == scope.touchpoint)
    return which


def grains_of(period: Period) -> list[int]:
    """Where the period's days are kept: all time, or its whole weeks and the days before and after them."""
    if period.start == EARLIEST and period.name == "all":
        return [ALL_TIME]
    # An empty period must not begin before the first day, where all time is kept.
    first, end = max(period.start.toordinal(), ALL_TIME + 1), period.end.toordinal()
    monday = first + (1 - first) % DAYS  # of its first whole week
    weeks = max(0, (end - monday) // DAYS)
    if not weeks:
        return [*range(first, end)]
    after = monday + weeks * DAYS
    return [
        *range(first, monday),
        *map(week_of, range(monday, after, DAYS)),
        *range(after, end),
    ]
