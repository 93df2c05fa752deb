"""The headline week by week, and which weeks chance does not explain.

A week is judged by the weeks before it, as far as the trend reaches back. It is *unusual* where its score
lies outside the control limits for its n, and differs by the rule of every other change too: where nearly
everybody said the same the limits are narrower than the scores are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from bot.core.digest import Trend, TrendPoint
from bot.core.digest_charts import Json, figure, line
from bot.core.statistics import (
    COUNTS_ONLY_BELOW,
    GREY_BELOW,
    Histogram,
    Interval,
    Showing,
    change,
    control_limits,
    headline,
    merge,
    showing,
    total,
    variance_of_one_answer,
)
from bot.core.survey import SCALES, QuestionKind

TOLD_WEEKS = 3


def points(
    kind: str, histograms: Mapping[date, Histogram], last_day: date, *, internal: bool
) -> tuple[TrendPoint, ...]:
    """Every week from the first answer up to the last day, oldest first. Raises as ``headline`` does."""
    first = min(histograms)
    days = max(0, (last_day - first).days)
    every_week = {first + timedelta(days=day) for day in range(0, days + 1, 7)}
    found = []
    before: dict[int, int] = {}
    for week in sorted(every_week | histograms.keys()):
        histogram = histograms.get(week, {})
        shows = showing(total(histogram), internal)
        if shows is Showing.HIDDEN:
            histogram = {}
        limits = _limits(kind, total(histogram), before)
        found.append(
            TrendPoint(
                week,
                headline(kind, histogram),
                shows,
                limits,
                limits is not None and _is_unusual(kind, histogram, before, limits),
            )
        )
        before = merge(before, histogram)
    return tuple(found)


def unusual(trends: Iterable[Trend]) -> list[Json]:
    """The weeks that chance does not explain, the newest first, as lines for a card."""
    weeks = [(point.week, trend, point) for trend in trends for point in trend.points if point.is_unusual]
    weeks.sort(key=lambda one: one[0], reverse=True)
    return [_told(trend, point) for _, trend, point in weeks[:TOLD_WEEKS]]


def _limits(kind: str, n: int, before: Histogram) -> Interval | None:
    """None while either side has too few answers for a comparison that may be shown."""
    centre, variance = headline(kind, before).value, variance_of_one_answer(kind, before)
    if centre is None or variance is None or total(before) < GREY_BELOW or n < COUNTS_ONLY_BELOW:
        return None
    limits = control_limits(centre, variance, n, total(before))
    worst, best = (headline(kind, {value: 1}).value or 0.0 for value in SCALES[QuestionKind(kind)])
    return Interval(max(limits.low, worst), min(limits.high, best))


def _is_unusual(kind: str, histogram: Histogram, before: Histogram, limits: Interval) -> bool:
    score, moved = headline(kind, histogram).value, change(kind, histogram, before)
    if score is None or moved is None:
        return False
    return moved.clear and not limits.low <= score <= limits.high


def _told(trend: Trend, point: TrendPoint) -> Json:
    score, limits = point.estimate.value or 0.0, point.limits or Interval(0.0, 0.0)
    return line(
        f"digest.unusual.{'low' if score < limits.low else 'high'}",
        survey=trend.title,
        week=point.week.isoformat(),
        value=figure(trend.kind, score),
        n=point.estimate.n,
        low=figure(trend.kind, limits.low),
        high=figure(trend.kind, limits.high),
    )
