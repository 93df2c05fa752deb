"""The counts of people who work with us, in the blocks that may be told of them (``bot.core.anonymity``).

Every question has blocks of its own: of its ratings, and of its choices. How far invitations came is told
with the headline's, comments with those who commented.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from bot.core.anonymity import EVERYBODY, REST, Block, blocks, internal_surveys, kind_told
from bot.core.periods import ONE_DAY, Period
from bot.core.report import ReportQuery
from bot.core.settings import Settings
from bot.core.survey import SCALES
from storage.codec import moment
from storage.report_filters import WORK_HERE
from storage.rollups import ALL_TIME, CHOSEN, OPTION
from storage.tables import answers, invitations, rollups

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


_Where = tuple[str, str]
"""Survey and touchpoint."""
_Row = tuple[int, Counted]
"""Day, and what was counted on it."""


@dataclass(frozen=True, slots=True)
class _Answered:
    """Somebody gave an answer that is counted in this series."""

    day: int
    series: _Series
    who: str
    segments: Mapping[str, str]


class Confidential:
    """What may be told of them, for one group or for everybody."""

    def __init__(self, rows: Iterable[_Row], answered: Iterable[_Answered], group: str, today: int) -> None:
        """``rows`` are those of the group, or everybody's, and ``answered`` who did, whatever their group."""
        seen = [*answered]
        kinds = _kinds_told(seen)
        people: dict[_Series, dict[int, dict[str, set[str]]]] = defaultdict(dict)
        for one in seen:
            name = _group(kinds[one.series[:2]], one.segments)
            people[one.series].setdefault(one.day, defaultdict(set))[name].add(one.who)
        self._rows: dict[_Series, list[_Row]] = defaultdict(list)
        for day, counted in rows:
            for series in _series(counted):
                self._rows[series].append((day, counted))
        self._blocks: dict[_Series, list[Block]] = {
            series: [block for block in blocks(people[series], today) if group in {EVERYBODY, *block.groups}]
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
        for series, of_it in sorted(self._blocks.items()):
            for block in of_it if series[3] == _COMMENTS else ():
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
        return Confidential([], [], EVERYBODY, today)
    group = EVERYBODY if query.segment is None else "=".join(query.segment)
    counts = (rollups.c.measure, rollups.c.value, rollups.c.n)
    statement = (
        select(rollups.c.day, rollups.c.survey, rollups.c.touchpoint, rollups.c.question, *counts)
        .where(rollups.c.segment == group, rollups.c.day > ALL_TIME, rollups.c.survey.in_(surveys))
        .order_by(rollups.c.day)
    )
    if query.touchpoint is not None:
        statement = statement.where(rollups.c.touchpoint == query.touchpoint)
    rows = [(day, Counted(*one)) for day, *one in connection.execute(statement)]
    answered = _answered(connection, surveys, settings, today) if rows else ()
    return Confidential(rows, answered, group, today)


_ANSWERED = (
    select(
        invitations.c.id,
        invitations.c.customer_id,
        invitations.c.survey,
        invitations.c.survey_version,
        invitations.c.touchpoint,
        invitations.c.segments,
        answers.c.question,
        answers.c.kind,
        answers.c.answered_us,
        answers.c.rating.is_not(None).label("is_rated"),
        (answers.c.options != "[]").label("is_chosen"),
        (func.coalesce(answers.c.comment, "") != "").label("is_commented"),
    )
    .join(answers, answers.c.invitation_id == invitations.c.id)
    .where(
        invitations.c.customer_id.in_(WORK_HERE),
        invitations.c.trial == 0,
    )
    .order_by(answers.c.answered_us)
)


def _answered(
    connection: Connection, surveys: Sequence[str], settings: Settings, today: int
) -> Iterator[_Answered]:
    """Who answered, on days that are over: the people behind the counts of the rollups."""
    commented: set[str] = set()
    for row in connection.execute(_ANSWERED.where(invitations.c.survey.in_(surveys))):
        day = moment(row.answered_us).astimezone(settings.zone).toordinal()
        if day >= today:
            break
        segments: Mapping[str, str] = json.loads(row.segments)
        where = row.survey, row.touchpoint
        survey = settings.surveys.get((row.survey, row.survey_version))
        if row.is_rated:
            yield _Answered(day, (*where, row.question, row.kind), row.customer_id, segments)
        if row.is_rated and survey is not None and row.question == survey.headline:
            yield _Answered(day, (*where, "", _HEADLINE), row.customer_id, segments)
        if row.is_chosen:
            yield _Answered(day, (*where, row.question, CHOSEN), row.customer_id, segments)
        if row.is_commented and row.id not in commented:  # the first of them is what is counted
            commented.add(row.id)
            yield _Answered(day, (*where, "", _COMMENTS), row.customer_id, segments)


def _kinds_told(answered: Iterable[_Answered]) -> Mapping[_Where, str | None]:
    """The kind of group that is told of: "group" of "group=kitchen"."""
    seen: dict[_Where, dict[str, int]] = defaultdict(dict)
    for one in answered:
        first = seen[one.series[:2]]
        first.update({kind: min(one.day, first.get(kind, one.day)) for kind in one.segments})
    return {where: kind_told(kinds) for where, kinds in seen.items()}


def _group(kind: str | None, segments: Mapping[str, str]) -> str:
    return f"{kind}={segments[kind]}" if kind is not None and kind in segments else REST


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


def _ended_in(block: Block, period: Period) -> bool:
    return period.start.toordinal() <= block.last < period.end.toordinal()
