"""What a report's query leaves out, as conditions of SQL."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select

from bot.core.periods import Period, wall_to_utc
from bot.core.survey import Audience
from storage.codec import dumps, micros
from storage.tables import customers

WORK_HERE = select(customers.c.id).where(customers.c.audience == Audience.INTERNAL.value)


def within(column: ColumnElement[int], period: Period, zone: ZoneInfo) -> ColumnElement[bool]:
    """Whether this moment, in microseconds, is in the period, which is one of local dates; end exclusive."""
    start_us, end_us = (
        micros(wall_to_utc(period.start, time(0), zone)),
        micros(wall_to_utc(period.end, time(0), zone)),
    )
    return and_(column >= start_us, column < end_us)


def in_segments(segments: ColumnElement[str], wanted: Iterable[tuple[str, str]]) -> ColumnElement[bool]:
    """Whether the JSON object has any of these pairs."""
    return or_(*[in_segment(segments, one) for one in wanted])


def in_segment(segments: ColumnElement[str], segment: tuple[str, str]) -> ColumnElement[bool]:
    """Whether the JSON object has this pair: exact, since a quote within a text is escaped there."""
    pair = dumps({segment[0]: segment[1]})[1:-1]
    return or_(*[func.replace(segments, start + pair, "") != segments for start in "{,"])
