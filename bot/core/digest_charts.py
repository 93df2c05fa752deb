"""The data behind a digest's pictures, and how its figures are written.

A chart is ``{"kind": "trend"|"themes"|"map"|…, "alt": Line, "data": {…}}``. ``data`` holds numbers in the
unit that the axis shows, and under ``words`` the lines that the picture needs: ``bot.charts`` draws it. What
is too much for one picture is in ``data`` all the same, with ``drawn`` false, and the picture says so. A
chart with ``"place": "page"`` (``digest_pictures``) is not sent into a chat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from bot.core.belief_scoring import felt
from bot.core.beliefs import Expected
from bot.core.digest import Digest, Group, Measured, Trend, TrendPoint
from bot.core.statistics import COUNTS_ONLY_BELOW, GREY_BELOW, Showing
from bot.core.survey import QuestionKind, is_high, is_low

Json = dict[str, object]

TREND_CHARTS = 2
SHOWN_THEMES = 8
DRAWN_TOUCHPOINTS = 12
THEMES_FOR_A_CHART = 3
TOUCHPOINTS_FOR_A_MAP = 2


def line(key: str, **values: object) -> Json:
    """A text key and its values, as JSON."""
    return {"key": key, "values": values}


def display_name(configured: str) -> str:
    """The name of a touchpoint or question as it is read: ``click_and_collect`` → "click and collect"."""
    return configured.replace("_", " ")


def figure(kind: str, value: float) -> str:
    """A score as it is read: "42" for NPS, "86%" for a share, "4.3" for stars."""
    if kind == QuestionKind.STARS:
        return f"{value:.1f}"
    return str(round(value)) if kind == QuestionKind.NPS else percent(value)


def percent(share: float) -> str:
    """A share 0..1 as whole percent, "0%" and "100%" only where it is just that."""
    whole = round(100 * share)
    if whole == 0 and share > 0:
        return "<1%"
    return ">99%" if whole == 100 and share < 1 else f"{whole}%"


def difference(kind: str, change: float) -> str:
    """How far a score moved, in points or stars, without the direction."""
    points = abs(change) if kind in (QuestionKind.NPS, QuestionKind.STARS) else abs(100 * change)
    return f"{points:.1f}" if kind == QuestionKind.STARS or points < 1 else str(round(points))


def ranked_themes(group: Group) -> list[tuple[Json, int, int]]:
    """Of ``all_themes``, in their order, those mentioned most: as many as are shown."""
    themes = all_themes(group)
    return [themes[place] for place in _most_mentioned(themes)]


def _most_mentioned(themes: Sequence[tuple[Json, int, int]]) -> list[int]:
    """The places of as many themes as are shown."""
    most = sorted(range(len(themes)), key=lambda place: -(themes[place][1] + themes[place][2]))
    return sorted(most[:SHOWN_THEMES])


def all_themes(group: Group) -> list[tuple[Json, int, int]]:
    """(its label, unhappy mentions, happy mentions) of each theme: what hurts first."""
    unhappy = {one.theme: one for one in group.unhappy.themes}
    happy = {one.theme: one for one in group.happy.themes}
    both = {**unhappy, **{name: one for name, one in happy.items() if name not in unhappy}}
    return [
        (
            line("digest.themes.label", theme=one.label),
            unhappy[name].n if name in unhappy else 0,
            happy[name].n if name in happy else 0,
        )
        for name, one in both.items()
    ]


def charts(digest: Digest) -> list[Json]:
    """The pictures that have something to show, of buyers only."""
    drawn = [_trend(trend) for trend in digest.buyers.trends if len(_scored(trend)) > 1][:TREND_CHARTS]
    return [*drawn, *_map(digest.buyers.headlines, digest.expected), *_themes(digest.buyers)]


def beyond(shown: int, of: int, key: str, **values: object) -> dict[str, Json]:
    """The note of a picture that has room for ``shown`` of so many; nothing where it has room for all."""
    return {"some": line(f"digest.chart.{key}", shown=shown, all=of, **values)} if shown < of else {}


def _scored(trend: Trend) -> list[TrendPoint]:
    return [point for point in trend.points if point.estimate.n >= COUNTS_ONLY_BELOW]


def _axis(kind: str, value: float) -> float:
    """A score in the unit of the axis: points, percent or stars."""
    return round(value if kind in (QuestionKind.NPS, QuestionKind.STARS) else 100 * value, 2)


def _trend(trend: Trend) -> Json:
    kind, scored = trend.kind, _scored(trend)
    first, last = scored[0], scored[-1]
    holes = len(trend.points) - len(scored)
    alt = {
        "survey": trend.title,
        "first": first.week.isoformat(),
        "first_value": figure(kind, first.estimate.value or 0.0),
        "first_n": first.estimate.n,
        "last": last.week.isoformat(),
        "last_value": figure(kind, last.estimate.value or 0.0),
        "last_n": last.estimate.n,
        "weeks": len(trend.points),
        "holes": holes,
    }
    unusual = [point.week for point in scored if point.is_unusual]
    subtitle = line("digest.chart.trend_subtitle", few=COUNTS_ONLY_BELOW)
    said = line("digest.chart.trend_alt", **alt)
    if unusual:
        subtitle = line("digest.chart.trend_unusual", few=COUNTS_ONLY_BELOW)
        said = line("digest.chart.trend_alt_unusual", n=len(unusual), latest=unusual[-1].isoformat(), **alt)
    return {
        "kind": "trend",
        "alt": said,
        "data": {
            "unit": {QuestionKind.NPS: "points", QuestionKind.STARS: "stars"}.get(
                QuestionKind(kind), "percent"
            ),
            "goal": None if trend.goal is None else _axis(kind, trend.goal),
            "points": [_point(kind, point) for point in trend.points],
            "words": {
                "title": line(f"digest.chart.trend.{kind}", survey=trend.title),
                "subtitle": subtitle,
                "full": line("digest.chart.full", from_n=GREY_BELOW),
                "grey": line("digest.chart.grey", from_n=COUNTS_ONLY_BELOW, to_n=GREY_BELOW - 1),
                "goal": line("digest.chart.goal", goal=figure(kind, trend.goal or 0.0)),
            },
        },
    }


def _point(kind: str, point: TrendPoint) -> Json:
    """A week; without enough answers its score is null, and a hidden week has no n either."""
    estimate = point.estimate
    if estimate.n < COUNTS_ONLY_BELOW or estimate.value is None or estimate.interval is None:
        return {"week": point.week.isoformat(), "n": estimate.n, "value": None, "low": None, "high": None}
    return {
        "week": point.week.isoformat(),
        "n": estimate.n,
        "value": _axis(kind, estimate.value),
        "low": _axis(kind, estimate.interval.low),
        "high": _axis(kind, estimate.interval.high),
        "grey": point.showing is not Showing.FULL,
        "unusual": point.is_unusual,
    }


def _themes(group: Group) -> list[Json]:
    ranked = all_themes(group)
    if len(ranked) < THEMES_FOR_A_CHART:
        return []
    counts, drawn = {"unhappy": group.unhappy.n, "happy": group.happy.n}, _most_mentioned(ranked)
    data = {
        "themes": [
            {"label": label, "unhappy": unhappy, "happy": happy, "drawn": place in drawn}
            for place, (label, unhappy, happy) in enumerate(ranked)
        ],
        "words": {
            "title": line("digest.chart.themes"),
            "unhappy": line("digest.themes.unhappy", n=group.unhappy.n),
            "happy": line("digest.themes.happy", n=group.happy.n),
            **beyond(SHOWN_THEMES, len(ranked), "themes_some"),
        },
    }
    return [{"kind": "themes", "alt": line("digest.chart.themes_alt", **counts), "data": data}]


def _map(headlines: Sequence[Measured], expected: Mapping[str, Expected]) -> list[Json]:
    """How each touchpoint felt: low, middling and high ratings of its headline questions; holes included.

    ``expected`` and ``felt`` are places between 0 unhappy and 1 happy, null where nobody said how it would
    feel, or too few how it did.
    """
    rows: list[dict[str, Any]] = []
    for touchpoint, grouped in groupby(headlines, key=lambda one: one.touchpoint):
        measured = list(grouped)
        low = middle = high = 0
        for one in measured:
            kind = QuestionKind(one.kind)
            for rating, n in one.histogram.items():
                low += n * is_low(kind, rating)
                high += n * is_high(kind, rating)
                middle += n * (not is_low(kind, rating) and not is_high(kind, rating))
        n = low + middle + high
        shown = n >= COUNTS_ONLY_BELOW
        meant, known = expected.get(touchpoint), felt((one.kind, one.histogram) for one in measured)
        rows.append(
            {
                "label": display_name(touchpoint),
                "n": n,
                "grey": n < GREY_BELOW,
                "low": low if shown else None,
                "middle": middle if shown else None,
                "high": high if shown else None,
                "felt": round(known.value, 4) if shown and known.value is not None else None,
                "expected": round(meant.value, 4) if meant else None,
                "drawn": True,
            }
        )
    if sum(row["low"] is not None or row["expected"] is not None for row in rows) < TOUCHPOINTS_FOR_A_MAP:
        return []
    most = sorted(rows, key=lambda row: (row["low"] is None and row["expected"] is None, -row["n"]))
    for row in most[DRAWN_TOUCHPOINTS:]:
        row["drawn"] = False
    words = {
        name: line(f"digest.chart.{name}", from_n=GREY_BELOW)
        for name in ("map", "map_subtitle", "low", "middle", "high", "no_answers", "too_few")
    }
    words |= {name: line(f"digest.chart.{name}") for name in ("expected", "felt", "expected_subtitle")}
    words |= beyond(DRAWN_TOUCHPOINTS, len(rows), "map_some")
    holes = sum(row["n"] == 0 for row in rows)
    alt = line("digest.chart.map_alt", touchpoints=len(rows), holes=holes)
    return [{"kind": "map", "alt": alt, "data": {"touchpoints": rows, "words": words}}]
