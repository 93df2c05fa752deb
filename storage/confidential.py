"""The counts of people who work with us, in the blocks that may be told of them (``bot.core.anonymity``).

Every question has blocks of its own: of its ratings, and of its choices. How far invitations came is told
with the headline's, comments with those who commented.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from bot.core.anonymity import EVERYBODY, REST, Block, blocks, internal_surveys
from bot.core.periods import ONE_DAY, Period
from bot.core.report import ReportQuery
from bot.core.settings import Settings
from bot.core.survey import SCALES
from storage.rollups import ALL_TIME, CHOSEN, OPTION
from storage.tables import rollups

_RATING_KINDS = frozenset(kind.value for kind in SCALES)
_HEADLINE, _COMMENTS = "responded", "commented"
_FUNNEL = frozenset({"delivered", "responded", "completed", "commented"})

_Series = tuple[str, str, str, str]
"""Survey, touchpoint, question, what is counted: what has blocks of its own."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One sum of the rollups."""

    survey: str
    touchpoint: str
    question: str
    measure: str
    value: int
    n: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """The days, both included, whose comments may be read."""

    survey: str
    touchpoint: str
    first: date
    last: date


_Row = tuple[int, Counted]
"""Day, and what was counted on it."""


class Confidential:
    """What may be told of them, for one group or for everybody."""

    def __init__(self, rows: Mapping[str, list[_Row]], group: str, today: int) -> None:
        """``rows`` by group: everybody's, and beside them those of each group where one is asked for."""
        self._rows: dict[_Series, list[_Row]] = defaultdict(list)
        for day, one in rows.get(group, ()):
            for series in _series(one):
                self._rows[series].append((day, one))
        people = _people(rows)
        self._blocks: dict[_Series, list[Block]] = {
            series: [block for block in blocks(people[series], today) if group in block.groups]
            for series in self._rows
        }

    def counted(self, period: Period) -> list[Counted]:
        """Sums over the blocks that ended in the period."""
        sums: Counter[tuple[str, str, str, str, int]] = Counter()
        for series in sorted(self._rows):
            if series[3] == _COMMENTS:
                continue  # the same count stands with the headline's
            for _, one in self._told(series, period):
                sums[one.survey, one.touchpoint, one.question, one.measure, one.value] += one.n
        return [Counted(*key, n) for key, n in sums.items() if n > 0]

    def by_block(self, period: Period) -> Iterator[tuple[date, Counted]]:
        """The ratings, by the last day of their block."""
        for series in sorted(self._rows):
            for block, one in self._told(series, period):
                if one.measure in _RATING_KINDS:
                    yield date.fromordinal(block.last), one

    def spoken(self, period: Period) -> list[Spoken]:
        """When the comments were made that may be read: blocks, and runs of blocks."""
        found: list[Spoken] = []
        for series, told in sorted(self._blocks.items()):
            for block in told if series[3] == _COMMENTS else ():
                if not _ended_in(block, period):
                    continue
                first, last = date.fromordinal(block.first), date.fromordinal(block.last)
                if found and found[-1] == Spoken(series[0], series[1], found[-1].first, first - ONE_DAY):
                    first = found.pop().first
                found.append(Spoken(series[0], series[1], first, last))
        return found

    def _told(self, series: _Series, period: Period) -> Iterator[tuple[Block, Counted]]:
        for block in self._blocks[series]:
            if _ended_in(block, period):
                for day, one in self._rows[series]:
                    if block.first <= day <= block.last:
                        yield block, one


def confidential(connection: Connection, query: ReportQuery, settings: Settings) -> Confidential:
    """What may be told of those who work with us, as of the day on which the query asks.

    Nothing to whoever sees several places together: what is told of each alone would tell of the others.
    """
    surveys = sorted(internal_surveys(settings))
    today = query.today.toordinal() if query.today else ALL_TIME
    if not surveys or query.places:
        return Confidential({}, EVERYBODY, today)
    in_one = [rollups.c.survey.in_(surveys), rollups.c.day > ALL_TIME]
    if query.touchpoint is not None:
        in_one.append(rollups.c.touchpoint == query.touchpoint)
    columns = (rollups.c.day, rollups.c.survey, rollups.c.touchpoint, rollups.c.question)
    counts = (rollups.c.measure, rollups.c.value, rollups.c.n)
    statement = select(rollups.c.segment, *columns, *counts).where(*in_one)
    if query.segment is None:
        which = rollups.c.segment == EVERYBODY
    else:
        named = f"{query.segment[0]}="
        which = (func.substr(rollups.c.segment, 1, len(named)) == named) | (rollups.c.segment == EVERYBODY)
    rows: dict[str, list[_Row]] = defaultdict(list)
    for segment, day, *one in connection.execute(statement.where(which).order_by(rollups.c.day)):
        rows[segment].append((day, Counted(*one)))
    group = EVERYBODY if query.segment is None else "=".join(query.segment)
    return Confidential(rows, group, today)


def _series(one: Counted) -> Iterable[_Series]:
    """The series that a count is told with."""
    if one.measure in _RATING_KINDS:
        yield one.survey, one.touchpoint, one.question, one.measure
    elif one.measure == CHOSEN or one.measure.startswith(OPTION):
        yield one.survey, one.touchpoint, one.question, CHOSEN
    elif one.measure in _FUNNEL:
        yield one.survey, one.touchpoint, "", _HEADLINE
        if one.measure == _COMMENTS:
            yield one.survey, one.touchpoint, "", _COMMENTS


def _people(rows: Mapping[str, list[_Row]]) -> Mapping[_Series, Mapping[int, Mapping[str, int]]]:
    """How many people answered, by series, day and group; beside the groups the rest, if there are groups."""
    people: dict[_Series, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    grouped = len(rows) > 1
    for group, counted in rows.items():
        for day, one in counted:
            for series in _series(one):
                if one.measure != series[3]:
                    continue
                if not grouped:
                    people[series][day][group] += one.n
                elif group == EVERYBODY:
                    people[series][day][REST] += one.n
                else:
                    people[series][day][group] += one.n
                    people[series][day][REST] -= one.n
    return people


def _ended_in(block: Block, period: Period) -> bool:
    return period.start.toordinal() <= block.last < period.end.toordinal()
