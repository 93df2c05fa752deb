"""Which rollups a report's query counts, as conditions of SQL."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, ColumnElement, bindparam

from bot.core.periods import EARLIEST, Period
from storage.report_filters import Scope
from storage.rollups import ALL_TIME, EVERYBODY
from storage.tables import rollups


def on_days(scope: Scope, apart: str = "", of: Sequence[str] = ()) -> list[ColumnElement[bool]]:
    """The rollups of buyers in the scope, of the days that are given as ``first`` and ``end``.

    ``apart``: of those that lie apart. ``of``: of these segments instead of the scope's.
    """
    segments = of or ["=".join(one) for one in scope.slices] or [EVERYBODY]
    first, end = (bindparam(name, type_=BigInteger) for name in ("first", "end"))
    which: list[ColumnElement[bool]] = [
        rollups.c.segment.in_([apart + one for one in segments]),
        rollups.c.survey.not_in(scope.internal),
        rollups.c.day >= first,
        rollups.c.day < end,
    ]
    if scope.touchpoint is not None:
        which.append(rollups.c.touchpoint == scope.touchpoint)
    return which


def days_of(period: Period) -> tuple[int, int]:
    """The first of the period's days in the rollups, and the one after its last."""
    if period.start == EARLIEST and period.name == "all":
        return ALL_TIME, ALL_TIME + 1
    # An empty period must not begin before the first day, where all time is kept.
    return max(period.start.toordinal(), ALL_TIME + 1), period.end.toordinal()
