"""Scores week by week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.charts.figure import ROOM, Json, figure, in_columns, written
from bot.charts.lettering import briefly
from bot.charts.palette import LIGHT, Palette

LABELLED_POINTS = 7  # up to here every point carries its value
LABELLED_WEEKS = 6  # more are thinned out
_LABELLED_MONTHS = 5
_MARKED_WEEKS = 40  # more have a line without marks
_YEAR = 53  # weeks; more are named by month and year
_HEIGHT = 220
_AXIS = 42  # pixels left of the plot
_BELOW = 16  # pixels from the plot to the row of ns, and from there to the weeks
_DOMAINS: Mapping[str, tuple[int, int]] = {"percent": (0, 100), "points": (-100, 100), "stars": (1, 5)}


def trend_spec(data: Mapping[str, Any], words: Mapping[str, str], palette: Palette = LIGHT) -> Json:
    """Scores by week with their likely range; a gap where there is no score, n under the weeks named.

    ``data``: ``unit`` percent, points or stars; ``goal`` or None; ``points`` with ``week`` (ISO date), ``n``
    and, unless null, ``value``, ``low``, ``high``, ``grey`` and ``unusual``.
    """
    unit, points = data["unit"], _in_runs(data["points"])
    scored = [point for point in points if point["value"] is not None]
    ends = [*scored[:1], *scored[1:][-1:]]
    labelled = scored if len(points) <= LABELLED_POINTS else ends
    low, high = _DOMAINS[unit]
    x, y = _axes(unit, points)
    names = {False: words["full"], True: words["grey"]}
    for point in scored:
        point["label"] = f"{point['value']:.1f}" if unit == "stars" else f"{point['value']:.0f}"
        point["sureness"] = names[point["grey"]]
        # Under a dot at the top of the scale, where what is above the plot has the room.
        point["is_top"] = point["value"] > low + 0.9 * (high - low)
    layers: list[Json] = [
        *_ranges(scored, x, y, palette),
        *_goal(data["goal"], y, palette),
        {
            "data": {"values": scored},
            "mark": {"type": "line", "color": palette.good, "strokeWidth": 2},
            "encoding": {"x": x, "y": y, "detail": {"field": "run"}},
        },
        _marks(scored, len(points), names, x, y, palette),
        _unusual(scored, len(points), x, y, palette),
        *_values(labelled, x, y, palette),
        *_counts(points, x, palette),
    ]
    said = [words["subtitle"], *([words["goal"]] if data["goal"] is not None else [])]
    return figure(palette, words["title"], " ".join(said), _HEIGHT, layers)


def _axes(unit: str, points: Sequence[Json]) -> tuple[Json, Json]:
    low, high = _DOMAINS[unit]
    x: Json = {
        "field": "week",
        "type": "ordinal",
        "scale": {"domain": [point["week"] for point in points], "paddingOuter": 0.2},
        "axis": {
            "grid": False,
            "offset": _BELOW + 6,
            "labelAngle": 0,
            "labelOverlap": False,
            "labelExpr": f"slice(datum.value, {'0, 7' if len(points) > _YEAR else '5'})",
            "values": [point["week"] for point in _named(points)],
        },
    }
    y: Json = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [low, high], "nice": False},
        "axis": {"tickCount": 4, "labelExpr": "datum.value + '%'" if unit == "percent" else "datum.value"},
    }
    return x, y


def _ranges(scored: Sequence[Json], x: Json, y: Json, palette: Palette) -> list[Json]:
    """The band, and a bar for a week whose neighbours have no score."""
    lone = [point for point in scored if point["alone"]]
    return [
        {
            "data": {"values": values},
            "mark": mark,
            "encoding": {
                "x": x,
                "y": {**y, "field": "low"},
                "y2": {"field": "high"},
                "detail": {"field": "run"},
            },
        }
        for values, mark in (
            (scored, {"type": "area", "color": palette.good, "opacity": 0.16}),
            (lone, {"type": "rule", "color": palette.good, "opacity": 0.3, "strokeWidth": 8}),
        )
    ]


def _marks(
    scored: Sequence[Json], weeks: int, names: Mapping[bool, str], x: Json, y: Json, palette: Palette
) -> Json:
    """A dot for each score, hollow where it is rough."""
    used = [names[grey] for grey in (False, True) if any(point["grey"] is grey for point in scored)]
    fills = {names[False]: palette.good, names[True]: palette.background}
    edges = {names[False]: palette.good, names[True]: palette.quiet}
    look = {"symbolType": "circle", "symbolStrokeWidth": 2, **in_columns(used, ROOM - _AXIS)}
    # A legend of nothing has no size, and the renderer gives up on the whole picture.
    legend = {"legend": look if used else None}
    crowded = weeks > _MARKED_WEEKS
    return {
        "data": {"values": scored},
        "mark": {
            "type": "point",
            "size": 12 if crowded else 36 if weeks > LABELLED_POINTS else 70,
            "strokeWidth": 1.2 if crowded else 2,
            "opacity": 1,
            "filled": False,
        },
        "encoding": {
            "x": x,
            "y": y,
            **{
                channel: {
                    "field": "sureness",
                    "type": "nominal",
                    "scale": {"domain": used, "range": [colours[name] for name in used]},
                    **legend,
                }
                for channel, colours in (("fill", fills), ("stroke", edges))
            },
        },
    }


def _unusual(scored: Sequence[Json], weeks: int, x: Json, y: Json, palette: Palette) -> Json:
    """A diamond for a week that chance does not explain, drawn over its dot."""
    return {
        "data": {"values": [point for point in scored if point.get("unusual")]},
        "mark": {
            "type": "point",
            "shape": "diamond",
            "size": 45 if weeks > _MARKED_WEEKS else 150,
            "opacity": 1,
            "fill": palette.bad,
            "stroke": palette.background if weeks > _MARKED_WEEKS else palette.text,
            "strokeWidth": 0.8 if weeks > _MARKED_WEEKS else 1.5,
        },
        "encoding": {"x": x, "y": y},
    }


def _values(labelled: Sequence[Json], x: Json, y: Json, palette: Palette) -> list[Json]:
    """The figures, first as a halo, so that lines below do not cross them out."""
    halo = {"color": palette.background, "stroke": palette.background, "strokeWidth": 4, "opacity": 0.85}
    look = {"align": "center", "fontWeight": "bold", "strokeJoin": "round"}
    return [
        written([one for one in labelled if one["is_top"] is top], y, x, "label", dy=dy, **look, **ink)
        for top, dy in ((False, -15), (True, 16))
        for ink in (halo, {"color": palette.text})
    ]


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


def _goal(goal: float | None, y: Json, palette: Palette) -> list[Json]:
    """A dashed line; the words above the plot say what it is."""
    if goal is None:
        return []
    return [
        {
            "data": {"values": [{"value": goal}]},
            "mark": {"type": "rule", "color": palette.quiet, "strokeDash": [5, 4], "strokeWidth": 1.5},
            "encoding": {"y": y},
        }
    ]


def _named(points: Sequence[Json]) -> Sequence[Json]:
    """The weeks that have room for their names: all of a few, every second of more, and so on."""
    most = _LABELLED_MONTHS if len(points) > _YEAR else LABELLED_WEEKS
    return points[:: max(1, -(-len(points) // most))]


def _counts(points: Sequence[Json], x: Json, palette: Palette) -> list[Json]:
    """The row of ns between the plot and its weeks."""
    row = {"value": _HEIGHT + _BELOW}
    shown = [{**point, "count": briefly(point["n"])} for point in _named(points)]
    return [
        written(shown, row, x, "count", align="center", color=palette.quiet),
        written([{"count": "n"}], row, {"value": 0}, "count", align="right", dx=-26, color=palette.quiet),
    ]
