"""What was counted for a period and for the one before it: the numbers that a digest is composed from.

Answers come from the rollups; the sample of comments, suppressions and cases from their own rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from functools import lru_cache

from sqlalchemy import BigInteger, Connection, and_, case, cast, func, or_, select

from bot.core.periods import Period, wall_to_utc
from bot.core.report import (
    ChoiceCount,
    CommentRow,
    Funnel,
    Numbers,
    RatingCount,
    Report,
    ReportQuery,
)
from bot.core.settings import Settings
from bot.core.survey import SCALES
from storage import beliefs, improving
from storage.beginning import beginning
from storage.codec import micros
from storage.comments import newest, newest_of
from storage.confidential import Confidential, Counted, confidential
from storage.driving import joint
from storage.observed import observed
from storage.playbacks import understood
from storage.recovered import recovered
from storage.report_filters import (
    KEPT,
    WORK_HERE,
    Scope,
    in_period,
    in_segments,
    moments,
    scope_of,
)
from storage.returned import returned
from storage.rollup_filters import BY_DIFFERENCE, DAYS, grains_of, on_days
from storage.rollups import ALL_TIME, APART, CHOSEN, EVERYBODY, OPTION
from storage.spread import by_segment
from storage.statements import Prepared
from storage.tables import answers, invitations, purchases, rollups, suppressions

TREND_WEEKS = 13
MOST_SEGMENTS = 24

_RATING_KINDS = frozenset(kind.value for kind in SCALES)
_FUNNEL = ("delivered", "responded", "completed", "commented")


def report(connection: Connection, query: ReportQuery, settings: Settings) -> Report:
    """The numbers of the query's period and of the one before, and of what it is compared with.

    All from one snapshot.
    """
    with connection.begin():
        believed = tuple(beliefs.load(connection))
        segments = _segments(connection, query, settings) if query.by_segment else ()
        slices = [_both(connection, replace(query, segment=one), settings) for one in segments]
        against = _both(connection, query.against, settings) if query.against else None
        is_whole = not (query.by_segment or query.why or query.against)
        return replace(
            _both(connection, query, settings),
            beliefs=believed,
            slices=tuple(slices),
            against=against and replace(against, beliefs=believed),
            beginning=beginning(connection, query),
            segments=by_segment(connection, query, settings) if is_whole else (),
            returned=returned(connection, query, settings) if is_whole else None,
        )


def _both(connection: Connection, query: ReportQuery, settings: Settings) -> Report:
    before = replace(query, period=query.period.previous())
    internal = confidential(connection, query, settings)
    # What is behind a score is looked for in the words of both periods.
    earlier = numbers if query.why else _to_compare
    return Report(
        numbers(connection, query, settings, internal),
        earlier(connection, before, settings, internal),
    )


def _segments(connection: Connection, query: ReportQuery, settings: Settings) -> Sequence[tuple[str, str]]:
    """The segments of buyers with the most answers in the period, by name."""
    answered = (
        select(rollups.c.segment)
        .where(
            rollups.c.segment != EVERYBODY,
            rollups.c.measure == "responded",
            rollups.c.survey.not_in(scope_of(query, settings).internal),
            rollups.c.day.in_(grains_of(query.period)),
        )
        .group_by(rollups.c.segment)
        .order_by(func.sum(rollups.c.n).desc(), rollups.c.segment)
        .limit(MOST_SEGMENTS)
    )
    found = sorted(connection.execute(answered).scalars())
    return [(name, value) for name, _, value in (one.partition("=") for one in found)]


def _to_compare(
    connection: Connection, query: ReportQuery, settings: Settings, internal: Confidential
) -> Numbers:
    """What a period is compared with: its counts, without the words, the reasons and the weeks."""
    case_numbers, ledger = recovered(connection, query, settings)
    counted = [*counted_in(connection, query, settings), *internal.counted(query.period)]
    return Numbers(
        query=query,
        ratings=_ratings(counted),
        funnels=_funnels(counted),
        choices=_choices(counted),
        cases=case_numbers,
        ledger=ledger,
    )


def numbers(
    connection: Connection, query: ReportQuery, settings: Settings, internal: Confidential
) -> Numbers:
    """What was counted for one period: local dates of the business's zone, its end exclusive.

    Of those who work with us it has what may be told of them; all that is not by survey is of buyers alone.
    """
    case_numbers, ledger = recovered(connection, query, settings)
    buyers = counted_in(connection, query, settings)
    counted = [*buyers, *internal.counted(query.period)]
    return Numbers(
        query=query,
        ratings=_ratings(counted),
        funnels=_funnels(counted),
        choices=_choices(counted),
        comments=(
            *newest(connection, query, settings),
            *_spoken(connection, query, settings, internal),
        ),
        comments_total=sum(one.n for one in buyers if one.measure == "comment"),
        suppressions=_suppressions(connection, query, settings),
        cases=case_numbers,
        ledger=ledger,
        improvements=improving.of_period(connection, query, settings),
        understood=understood(connection, query, settings),
        joint=joint(connection, query, settings),
        observed=observed(connection, query, settings),
        trend=(*_trend(connection, query, settings), *_trend_of(internal, query, settings)),
    )


def counted_segments(connection: Connection) -> list[tuple[str, str]]:
    """Every segment that anything was counted for, one step of the index each."""
    here = select(func.min(rollups.c.segment).label("segment")).cte("counted", recursive=True)
    further = (
        select(func.min(rollups.c.segment))
        .where(rollups.c.segment > here.c.segment)
        .correlate(here)
        .scalar_subquery()
    )
    every = here.union_all(select(further).where(here.c.segment.is_not(None)))
    found = connection.execute(select(every.c.segment).where(every.c.segment.is_not(None))).scalars()
    pairs = (one.partition("=") for one in found if one != EVERYBODY and not one.startswith(APART))
    return [(name, value) for name, _, value in pairs]


# --- from the rollups


_COUNTED = (
    rollups.c.survey,
    rollups.c.touchpoint,
    rollups.c.question,
    rollups.c.measure,
    rollups.c.value,
)


def counted_in(connection: Connection, query: ReportQuery, settings: Settings) -> list[Counted]:
    """What buyers said in the query's period: sums of the rollups that are not nought, in a stable order."""
    found = _sums(scope_of(query, settings)).rows_of(connection, grains_of(query.period))
    return [Counted(*row) for row in sorted(map(tuple, found))]


_N = cast(func.sum(rollups.c.n), BigInteger)  # PostgreSQL sums to decimals


@lru_cache(KEPT)
def _sums(scope: Scope) -> Prepared:
    return Prepared(select(*_COUNTED, _N).where(*on_days(scope)).group_by(*BY_DIFFERENCE).having(_N > 0))


def _ratings(counted: Iterable[Counted]) -> tuple[RatingCount, ...]:
    histograms: dict[tuple[str, str, str, str], dict[int, int]] = defaultdict(dict)
    for one in counted:
        if one.measure in _RATING_KINDS:
            histograms[one.survey, one.question, one.measure, one.touchpoint][one.value] = one.n
    return tuple(RatingCount(*key, histogram) for key, histogram in histograms.items())


def _funnels(counted: Iterable[Counted]) -> tuple[Funnel, ...]:
    steps: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for one in counted:
        if one.measure in _FUNNEL:
            steps[one.survey, one.touchpoint][one.measure] = one.n
    return tuple(Funnel(*key, *[reached.get(step, 0) for step in _FUNNEL]) for key, reached in steps.items())


def _choices(counted: Iterable[Counted]) -> tuple[ChoiceCount, ...]:
    """By survey and question, over all touchpoints."""
    chosen: Counter[tuple[str, str, str]] = Counter()
    for one in counted:
        if one.measure == CHOSEN or one.measure.startswith(OPTION):
            chosen[one.survey, one.question, one.measure] += one.n
    return tuple(
        ChoiceCount(survey, question, measure.removeprefix(OPTION), n, chosen[survey, question, CHOSEN])
        for (survey, question, measure), n in chosen.items()
        if measure != CHOSEN
    )


def _trend(
    connection: Connection, query: ReportQuery, settings: Settings
) -> tuple[tuple[date, RatingCount], ...]:
    """Headline ratings of thirteen weeks from Monday to Sunday; the last has the period's last day."""
    monday = _first_monday(query.period)
    grains = grains_of(Period("", monday, query.period.end))
    headlines = tuple(sorted({one.headline for one in settings.surveys.values()}))
    found = _by_week(scope_of(query, settings), headlines).rows_of(connection, grains)
    by_week = (
        (date.fromordinal(DAYS * (key // _BOTH) + 1), Counted(survey, "", question, measure, key % _BOTH, n))
        for key, survey, question, measure, n in found
    )
    return _weeks(by_week, monday, settings)


@lru_cache(KEPT)
def _by_week(scope: Scope, headlines: tuple[str, ...]) -> Prepared:
    """Over all touchpoints. Week and rating are one number, because texts are dear to sort; the week is
    counted from that of ordinal 1, which is a Monday."""
    day = rollups.c.day
    week = case((day < ALL_TIME, -day - 1), else_=(day - 1) // DAYS)
    key = (week * _BOTH + rollups.c.value).label("key")
    columns = (key, rollups.c.survey, rollups.c.question, rollups.c.measure)
    return Prepared(
        select(*columns, _N)
        .where(
            *on_days(scope),
            rollups.c.measure.in_(sorted(_RATING_KINDS)),
            rollups.c.question.in_(headlines),
        )
        .group_by(*columns)
        .order_by(*columns)
    )


_BOTH = 100  # more than any rating


def _trend_of(
    internal: Confidential, query: ReportQuery, settings: Settings
) -> tuple[tuple[date, RatingCount], ...]:
    """The same of those who work with us, by the weeks in which their blocks ended."""
    first = _first_monday(query.period)
    return _weeks(internal.by_block(Period("", first, query.period.end)), first, settings)


def _first_monday(period: Period) -> date:
    last_day = period.end - timedelta(days=1)
    monday = last_day - timedelta(days=last_day.weekday())
    return monday - timedelta(weeks=TREND_WEEKS - 1)


def _weeks(
    by_day: Iterable[tuple[date, Counted]], first: date, settings: Settings
) -> tuple[tuple[date, RatingCount], ...]:
    headlines = {(survey.name, survey.headline) for survey in settings.surveys.values()}
    weeks: dict[tuple[date, str, str, str, str], Counter[int]] = defaultdict(Counter)
    for day, one in by_day:
        if (one.survey, one.question) in headlines and one.n > 0:
            week = first + (day - first) // timedelta(weeks=1) * timedelta(weeks=1)
            weeks[week, one.survey, one.question, one.measure, one.touchpoint][one.value] += one.n
    return tuple((key[0], RatingCount(*key[1:], dict(histogram))) for key, histogram in weeks.items())


# --- from the rows


def _spoken(
    connection: Connection, query: ReportQuery, settings: Settings, internal: Confidential
) -> tuple[CommentRow, ...]:
    """What was written in the blocks that may be told."""
    told = [
        and_(
            invitations.c.survey == one.survey,
            invitations.c.touchpoint == one.touchpoint,
            answers.c.answered_us >= micros(wall_to_utc(one.first, time(0), settings.zone)),
            answers.c.answered_us < micros(wall_to_utc(one.last + timedelta(days=1), time(0), settings.zone)),
        )
        for one in internal.spoken(query.period)
    ]
    return newest_of(connection, query, settings, or_(*told)) if told else ()


def _suppressions(connection: Connection, query: ReportQuery, settings: Settings) -> Mapping[str, int]:
    """Reason → how many buyers were not asked for it."""
    found = _not_asked(scope_of(query, settings)).rows(connection, **moments(query.period, settings.zone))
    return {row[0]: row[1] for row in found}


@lru_cache(KEPT)
def _not_asked(scope: Scope) -> Prepared:
    statement = (
        select(suppressions.c.reason, func.count())
        .where(
            in_period(suppressions.c.at_us),
            suppressions.c.touchpoint.not_in(scope.internal_touchpoints),
            suppressions.c.customer_id.not_in(WORK_HERE),
        )
        .group_by(suppressions.c.reason)
        .order_by(suppressions.c.reason)
    )
    if scope.touchpoint is not None:
        statement = statement.where(suppressions.c.touchpoint == scope.touchpoint)
    if scope.slices:
        statement = statement.join(purchases, purchases.c.id == suppressions.c.purchase_id)
        statement = statement.where(in_segments(purchases.c.segments, scope.slices))
    return Prepared(statement)
