"""What buyers said and how many of them answered, segment by segment, from the rollups.

The rollups know one segment at a time: of a query about one there is nothing here, of one about some places
there are these places. A bounded number of segments is read, places first, then shifts, then the other kinds
by name; a kind that does not fit as a whole is left out, for what is missing could be what differs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from sqlalchemy import BigInteger, Connection, Integer, Text, bindparam, case, cast, func, or_, select

from bot.core.journey import SHIFT, STORE
from bot.core.report import Funnel, RatingCount, ReportQuery, SegmentCounts
from bot.core.settings import Settings
from bot.core.survey import SCALES
from storage.report_filters import KEPT, Scope, scope_of
from storage.rollup_filters import BY_DIFFERENCE, grains_of, on_days
from storage.rollups import APART, EVERYBODY
from storage.statements import Prepared
from storage.tables import rollups

MOST_SEGMENTS = 60

_AFTER_APART = ">"  # the sign after APART

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
    known = tuple(f"{STORE}={place}" for place in query.places) or tuple(_segments(connection))
    headlines = tuple(sorted({one.headline for one in settings.surveys.values()}))
    ratings: dict[str, dict[tuple[str, str, str, str], dict[int, int]]] = defaultdict(dict)
    funnels: dict[str, dict[tuple[str, str], dict[str, int]]] = defaultdict(dict)
    sums = _sums(scope_of(query, settings), headlines, known)
    for segment, survey, touchpoint, question, measure, value, n in (
        sums.rows_of(connection, grains_of(query.period)) if known else ()
    ):
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


_N = cast(func.sum(rollups.c.n), BigInteger)  # PostgreSQL sums to decimals


@lru_cache(KEPT)
def _sums(scope: Scope, headlines: tuple[str, ...], segments: tuple[str, ...]) -> Prepared:
    is_headline = rollups.c.measure.in_(_RATING_KINDS) & rollups.c.question.in_(headlines)
    return Prepared(
        select(*_COUNTED, _N)
        .where(*on_days(scope, of=segments), or_(rollups.c.measure.in_(_FUNNEL), is_headline))
        .group_by(rollups.c.segment, *BY_DIFFERENCE)
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
    found = _STEPS.rows(connection, after=after, most=MOST_SEGMENTS + 3)
    known = (one for (one,) in found if one is not None and not one.startswith(APART))
    return islice(known, MOST_SEGMENTS + 1)


def _stepping() -> Prepared:
    first = select(func.min(rollups.c.segment).label("segment"))
    here = first.where(rollups.c.segment > bindparam("after", type_=Text)).cte("counted", recursive=True)
    # What lies apart is passed over in one step.
    last = case((here.c.segment.startswith(APART), _AFTER_APART), else_=here.c.segment)
    further = select(func.min(rollups.c.segment)).where(rollups.c.segment > last).correlate(here)
    every = here.union_all(select(further.scalar_subquery()).where(here.c.segment.is_not(None)))
    return Prepared(select(every.c.segment).limit(bindparam("most", type_=Integer)))


_STEPS = _stepping()
