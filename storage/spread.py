"""What buyers said and how many of them answered, segment by segment, from the rollups.

The rollups know one segment at a time: of a query about one there is nothing here, of one about some places
there are these places. A bounded number of segments is read, places first, then shifts, then the other kinds
by name; a kind that does not fit as a whole is left out, for what is missing could be what differs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, bindparam, cast, func, or_, select

from bot.core.anonymity import internal_surveys
from bot.core.journey import SHIFT, STORE
from bot.core.periods import EARLIEST
from bot.core.report import Funnel, RatingCount, ReportQuery, SegmentCounts
from bot.core.settings import Settings
from bot.core.survey import SCALES
from storage.rollups import ALL_TIME, EVERYBODY
from storage.tables import rollups

MOST_SEGMENTS = 60

_FUNNEL = ("delivered", "responded")
_RATING_KINDS = tuple(sorted(kind.value for kind in SCALES))
_COUNTED = (
    rollups.c.segment,
    rollups.c.survey,
    rollups.c.touchpoint,
    rollups.c.question,
    rollups.c.measure,
    rollups.c.value,
)


def by_segment(connection: Connection, query: ReportQuery, settings: Settings) -> tuple[SegmentCounts, ...]:
    """The period's counts of each segment that had any, by name."""
    if query.segment is not None:
        return ()
    known = [f"{STORE}={place}" for place in query.places] or _segments(connection)
    ratings: dict[str, dict[tuple[str, str, str, str], dict[int, int]]] = defaultdict(dict)
    funnels: dict[str, dict[tuple[str, str], dict[str, int]]] = defaultdict(dict)
    found = _sums(connection, query, settings, known).all() if known else []
    for segment, survey, touchpoint, question, measure, value, n in found:
        if measure in _FUNNEL:
            funnels[segment].setdefault((survey, touchpoint), {})[measure] = n
        else:
            ratings[segment].setdefault((survey, question, measure, touchpoint), {})[value] = n
    return tuple(
        SegmentCounts(
            _pair(segment),
            tuple(RatingCount(*key, histogram) for key, histogram in ratings[segment].items()),
            tuple(
                Funnel(*key, *[steps.get(name, 0) for name in _FUNNEL])
                for key, steps in funnels[segment].items()
            ),
        )
        for segment in sorted({*ratings, *funnels})
    )


def _pair(segment: str) -> tuple[str, str]:
    name, _, value = segment.partition("=")
    return name, value


def _sums(connection: Connection, query: ReportQuery, settings: Settings, segments: Sequence[str]) -> Any:
    headlines = sorted({one.headline for one in settings.surveys.values()})
    statement = _SUMS if query.touchpoint is None else _SUMS.where(rollups.c.touchpoint == query.touchpoint)
    all_time = query.period.start == EARLIEST and query.period.name == "all"
    days = {
        # An empty period must not begin before the first day, where all time is kept.
        "first": ALL_TIME if all_time else max(query.period.start.toordinal(), ALL_TIME + 1),
        "end": ALL_TIME + 1 if all_time else query.period.end.toordinal(),
    }
    which = {"segments": segments, "headlines": headlines, "internal": sorted(internal_surveys(settings))}
    return connection.execute(statement, {**which, **days})


_N = cast(func.sum(rollups.c.n), BigInteger)  # PostgreSQL sums to decimals
_SUMS = (
    select(*_COUNTED, _N)
    .where(
        rollups.c.segment.in_(bindparam("segments", expanding=True)),
        rollups.c.day >= bindparam("first"),
        rollups.c.day < bindparam("end"),
        rollups.c.survey.not_in(bindparam("internal", expanding=True)),
        or_(
            rollups.c.measure.in_(_FUNNEL),
            rollups.c.measure.in_(_RATING_KINDS)
            & rollups.c.question.in_(bindparam("headlines", expanding=True)),
        ),
    )
    .group_by(*_COUNTED)
    .having(_N > 0)
)


def _segments(connection: Connection) -> list[str]:
    """Those that are read: of each kind all or none."""
    found = list(_steps(connection, EVERYBODY))
    kinds: dict[str, list[str]] = defaultdict(list)
    for segment in found:
        kinds[_pair(segment)[0]].append(segment)
    if len(found) > MOST_SEGMENTS:  # the last kind may go on, and there may be further ones
        del kinds[_pair(found[-1])[0]]
        for name in (STORE, SHIFT):
            if name not in kinds:
                kinds[name] = [one for one in _steps(connection, f"{name}=") if _pair(one)[0] == name]
    return list(_fitting(kinds))


def _fitting(kinds: Mapping[str, Sequence[str]]) -> Iterator[str]:
    left = MOST_SEGMENTS
    for name in sorted(kinds, key=lambda name: (name != STORE, name != SHIFT, name)):
        if len(kinds[name]) <= left:
            left -= len(kinds[name])
            yield from kinds[name]


def _steps(connection: Connection, after: str) -> Iterator[str]:
    """The segments after this one, in order, one more than are read at most: a step of the index each."""
    found = connection.execute(_STEPS, {"after": after, "most": MOST_SEGMENTS + 1}).scalars()
    return (one for one in found if one is not None)


def _stepping() -> Select[Any]:
    first = select(func.min(rollups.c.segment).label("segment"))
    here = first.where(rollups.c.segment > bindparam("after")).cte("counted", recursive=True)
    further = (
        select(func.min(rollups.c.segment))
        .where(rollups.c.segment > here.c.segment)
        .correlate(here)
        .scalar_subquery()
    )
    every = here.union_all(select(further).where(here.c.segment.is_not(None)))
    return select(every.c.segment).limit(bindparam("most"))


_STEPS = _stepping()
