"""What a report's query leaves out, as conditions of SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, and_, bindparam, func, or_, select

from bot.core.anonymity import internal_surveys
from bot.core.periods import Period, wall_to_utc
from bot.core.report import ReportQuery
from bot.core.settings import Settings
from bot.core.survey import Audience
from storage.codec import dumps, micros
from storage.tables import customers

WORK_HERE = select(customers.c.id).where(customers.c.audience == Audience.INTERNAL.value)


KEPT = 256  # statements of one kind: one for each touchpoint and slice that is asked about


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a query is about, whatever its days: it shapes the statements, which are kept by it.

    ``internal`` are the surveys of people who work with us, ``internal_touchpoints`` where they are asked.
    """

    touchpoint: str | None
    slices: tuple[tuple[str, str], ...]
    internal: tuple[str, ...]
    internal_touchpoints: tuple[str, ...]


def scope_of(query: ReportQuery, settings: Settings) -> Scope:
    """That of the query."""
    surveys = internal_surveys(settings)
    places = sorted(name for name, one in settings.touchpoints.items() if one.survey in surveys)
    return Scope(query.touchpoint, query.slices, tuple(sorted(surveys)), tuple(places))


def moments(period: Period, zone: ZoneInfo) -> dict[str, int]:
    """What ``in_period`` binds: the period is one of local dates, its end exclusive."""
    return {
        "start_us": micros(wall_to_utc(period.start, time(0), zone)),
        "end_us": micros(wall_to_utc(period.end, time(0), zone)),
    }


def in_period(column: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether this moment, in microseconds, is in the period that is given as ``moments``."""
    start, end = (bindparam(name, type_=BigInteger) for name in ("start_us", "end_us"))
    return and_(column >= start, column < end)


def in_segments(segments: ColumnElement[str], wanted: Iterable[tuple[str, str]]) -> ColumnElement[bool]:
    """Whether the JSON object has any of these pairs."""
    return or_(*[in_segment(segments, one) for one in wanted])


def in_segment(segments: ColumnElement[str], segment: tuple[str, str]) -> ColumnElement[bool]:
    """Whether the JSON object has this pair: exact, since a quote within a text is escaped there."""
    pair = dumps({segment[0]: segment[1]})[1:-1]
    return or_(*[func.replace(segments, start + pair, "") != segments for start in "{,"])
