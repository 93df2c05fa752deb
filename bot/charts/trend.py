"""Scores week by week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.charts.figure import WIDTH, Json, figure
from bot.charts.palette import LIGHT, Palette

LABELLED_POINTS = 16  # up to here every point carries its value
LABELLED_WEEKS = 13  # more are thinned out
_TREND_HEIGHT = 240
_DOMAINS: Mapping[str, tuple[int, int]] = {"percent": (0, 100), "points": (-100, 100), "stars": (1, 5)}


def trend_spec(data: Mapping[str, Any], words: Mapping[str, str], palette: Palette = LIGHT) -> Json:
    """Scores by week with their likely range; a gap where there is no score, n under every week.

    ``data``: ``unit`` percent, points or stars; ``goal`` or None; ``points`` with ``week`` (ISO date), ``n``
    and, unless null, ``value``, ``low``, ``high`` and ``grey``.
    """
    unit, points = data["unit"], _in_runs(data["points"])
    low, high = _DOMAINS[unit]
    scored = [point for point in points if point["value"] is not None]
    labelled = scored if len(points) <= LABELLED_POINTS else [*scored[:1], *scored[1:][-1:]]
    x: Json = {
        "field": "week",
        "type": "ordinal",
        "scale": {"domain": [point["week"] for point in points], "paddingOuter": 0.2},
        "axis": {
            "grid": False,
            "offset": 24,
            "labelAngle": 0,
            "labelExpr": "substring(datum.value, 5)",
            "values": [point["week"] for point in points[:: _step(points)]],
        },
    }
    y: Json = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [low, high], "nice": False},
        "axis": {"tickCount": 4, "labelExpr": "datum.value + '%'" if unit == "percent" else "datum.value"},
    }
    names = {False: words["full"], True: words["grey"]}
    for point in scored:
        point["label"] = f"{point['value']:.1f}" if unit == "stars" else f"{point['value']:.0f}"
        point["sureness"] = names[point["grey"]]
    used = [names[grey] for grey in (False, True) if any(point["grey"] is grey for point in scored)]
    colours = {words["full"]: palette.good, words["grey"]: palette.background}
    edges = {words["full"]: palette.good, words["grey"]: palette.quiet}
    # A legend of nothing has no size, and the renderer gives up on the whole picture.
    legend = {"legend": {"symbolType": "circle", "symbolStrokeWidth": 2} if used else None}
    layers: list[Json] = [
        {
            "data": {"values": scored},
            "mark": {"type": "area", "color": palette.good, "opacity": 0.16},
            "encoding": {
                "x": x,
                "y": {**y, "field": "low"},
                "y2": {"field": "high"},
                "detail": {"field": "run"},
            },
        },
        {
            "data": {"values": [point for point in scored if point["alone"]]},
            "mark": {"type": "rule", "color": palette.good, "opacity": 0.3, "strokeWidth": 8},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        *_goal(data["goal"], words["goal"], y, palette),
        {
            "data": {"values": scored},
            "mark": {"type": "line", "color": palette.good, "strokeWidth": 2},
            "encoding": {"x": x, "y": y, "detail": {"field": "run"}},
        },
        {
            "data": {"values": scored},
            "mark": {
                "type": "point",
                "size": 70 if len(points) <= 2 * LABELLED_WEEKS else 25,
                "strokeWidth": 2,
                "opacity": 1,
                "filled": False,
            },
            "encoding": {
                "x": x,
                "y": y,
                "fill": {
                    "field": "sureness",
                    "type": "nominal",
                    "scale": {"domain": used, "range": [colours[name] for name in used]},
                    **legend,
                },
                "stroke": {
                    "field": "sureness",
                    "type": "nominal",
                    "scale": {"domain": used, "range": [edges[name] for name in used]},
                    **legend,
                },
            },
        },
        *(
            {
                "data": {"values": labelled},
                "mark": {
                    "type": "text",
                    "dy": -14,
                    "fontSize": 12,
                    "fontWeight": "bold",
                    "strokeJoin": "round",
                    **ink,
                },
                "encoding": {"x": x, "y": y, "text": {"field": "label"}},
            }
            # First a halo, so that lines below do not cross the figure out.
            for ink in (
                {
                    "color": palette.background,
                    "stroke": palette.background,
                    "strokeWidth": 4,
                    "opacity": 0.85,
                },
                {"color": palette.text},
            )
        ),
        *_counts(points, x, words["answers"], palette),
    ]
    return figure(palette, words["title"], words.get("subtitle"), _TREND_HEIGHT, layers)


def _in_runs(points: Sequence[Mapping[str, Any]]) -> list[Json]:
    """The points, with the number of the unbroken run of scores that each is in."""
    numbered: list[Json] = []
    run = 0
    for point in points:
        run += point["value"] is None
        numbered.append({**point, "run": run})
    sizes: dict[int, int] = {}
    for point in numbered:
        sizes[point["run"]] = sizes.get(point["run"], 0) + (point["value"] is not None)
    return [{**point, "alone": sizes[point["run"]] == 1} for point in numbered]


def _goal(goal: float | None, word: str, y: Json, palette: Palette) -> list[Json]:
    if goal is None:
        return []
    values = {"values": [{"value": goal, "label": f"{word} {goal:g}"}]}
    return [
        {
            "data": values,
            "mark": {"type": "rule", "color": palette.quiet, "strokeDash": [5, 4], "strokeWidth": 1.5},
            "encoding": {"y": y},
        },
        {
            "data": values,
            "mark": {"type": "text", "align": "left", "dx": 6, "color": palette.quiet, "fontSize": 12},
            "encoding": {"y": y, "x": {"value": WIDTH}, "text": {"field": "label"}},
        },
    ]


def _step(points: Sequence[Json]) -> int:
    """1 where every week can be named, 2 where every second, and so on."""
    return max(1, -(-len(points) // LABELLED_WEEKS))


def _counts(points: Sequence[Json], x: Json, word: str, palette: Palette) -> list[Json]:
    """The row of ns between the plot and its weeks."""
    shown = [{**point, "count": str(point["n"])} for point in points[:: _step(points)]]
    row = {"value": _TREND_HEIGHT + 18}
    return [
        {
            "data": {"values": shown},
            "mark": {"type": "text", "color": palette.quiet, "fontSize": 11.5},
            "encoding": {"x": x, "y": row, "text": {"field": "count"}},
        },
        {
            "data": {"values": [{"count": word}]},
            "mark": {"type": "text", "align": "right", "dx": -8, "color": palette.quiet, "fontSize": 11.5},
            "encoding": {"x": {"value": 0}, "y": row, "text": {"field": "count"}},
        },
    ]
