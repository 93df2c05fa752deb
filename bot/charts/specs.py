"""What a digest's pictures look like: Vega-Lite specifications, made of numbers and words; pure.

The colours are those of Okabe and Ito, which people with any colour vision tell apart. What colour says, a
word or a place says too. Every n is in the picture, and where there is no score there is a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

WIDTH = 460  # of the plot; narrow, so that its words can be read on a phone
_SUBTITLE_CHARACTERS = 78  # a line
LABELLED_POINTS = 16  # up to here every point carries its value
LABELLED_WEEKS = 13  # more are thinned out


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours on their background, each with enough contrast on it."""

    background: str
    text: str
    quiet: str
    grid: str
    good: str
    bad: str
    middle: str
    on_good: str
    on_bad: str


LIGHT = Palette(
    background="#ffffff",
    text="#1f2328",
    quiet="#5c636b",
    grid="#e3e5e8",
    good="#0072b2",
    bad="#d55e00",
    middle="#c3c7cc",
    on_good="#ffffff",
    on_bad="#111315",
)
DARK = Palette(
    background="#1b1d21",
    text="#eceef0",
    quiet="#a7adb5",
    grid="#34383e",
    good="#56b4e9",
    bad="#e69f00",
    middle="#4f555d",
    on_good="#111315",
    on_bad="#111315",
)


def figure(palette: Palette, title: str, subtitle: str | None, height: int, layers: Iterable[Json]) -> Json:
    """What all pictures share: their size, title, fonts and colours."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": palette.background,
        "padding": 20,
        "width": WIDTH,
        "height": height,
        "title": {
            "text": title,
            **({"subtitle": wrap(subtitle, _SUBTITLE_CHARACTERS)} if subtitle else {}),
            "anchor": "start",
            "frame": "bounds",
            "color": palette.text,
            "subtitleColor": palette.quiet,
            "fontSize": 17,
            "subtitleFontSize": 12.5,
            "subtitlePadding": 5,
            "offset": 16,
            "limit": WIDTH + 90,
        },
        "layer": list(layers),
        "config": {
            "font": "Arial, Helvetica, Liberation Sans, DejaVu Sans, sans-serif",
            "view": {"stroke": None},
            "axis": {
                "labelColor": palette.quiet,
                "labelFontSize": 12,
                "gridColor": palette.grid,
                "domain": False,
                "ticks": False,
                "labelPadding": 8,
                "title": None,
            },
            "legend": {
                "labelColor": palette.quiet,
                "labelFontSize": 12,
                "title": None,
                "orient": "top",
                "offset": 22,
                "symbolSize": 70,
                "labelLimit": 400,
            },
        },
    }


# --- trend

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


# --- themes

_ROW = 30


def themes_spec(data: Mapping[str, Any], words: Mapping[str, str], palette: Palette = LIGHT) -> Json:
    """Mentions of each theme: unhappy to the left, happy to the right, on one scale.

    ``data["themes"]``: ``label``, ``unhappy`` and ``happy`` each, in the order to be shown.
    """
    themes = data["themes"]
    longest = {mood: max((one[mood] for one in themes), default=0) for mood in ("unhappy", "happy")}
    # One unit is as long on both sides; each side has at least the room that its heading needs.
    room = max(*longest.values(), 1) * 0.45
    left, right = (1.15 * max(longest[mood], room) for mood in ("unhappy", "happy"))
    bars = [
        {
            "theme": one["label"],
            "mentions": sign * one[mood],
            "count": str(one[mood]),
            "mood": mood,
        }
        for one in themes
        for mood, sign in (("unhappy", -1), ("happy", 1))
        if one[mood]
    ]
    y: Json = {
        "field": "theme",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": [one["label"] for one in themes], "paddingInner": 0.3},
        "axis": {"grid": False, "labelColor": palette.text, "labelFontSize": 13, "labelLimit": 260},
    }
    x: Json = {
        "field": "mentions",
        "type": "quantitative",
        "scale": {"domain": [-left, right], "nice": False},
        "axis": None,
    }
    layers: list[Json] = [
        {
            "data": {"values": bars},
            "mark": {"type": "bar"},
            "encoding": {"y": y, "x": x, "color": _by_mood(palette)},
        }
    ]
    for mood, sign in (("unhappy", -1), ("happy", 1)):
        layers.append(
            {
                "data": {"values": [bar for bar in bars if bar["mood"] == mood]},
                "mark": {
                    "type": "text",
                    "align": "left" if sign > 0 else "right",
                    "dx": 6 * sign,
                    "color": palette.text,
                    "fontSize": 12,
                    "fontWeight": "bold",
                },
                "encoding": {"y": y, "x": x, "text": {"field": "count"}},
            }
        )
        layers.append(
            {
                "data": {"values": [{"mentions": 0, "head": words[mood], "mood": mood}]},
                "mark": {
                    "type": "text",
                    "align": "left" if sign > 0 else "right",
                    "dx": 8 * sign,
                    "fontSize": 13,
                    "fontWeight": "bold",
                },
                "encoding": {
                    "y": {"value": -12},
                    "x": x,
                    "text": {"field": "head"},
                    "color": _by_mood(palette),
                },
            }
        )
    layers.append(
        {
            "data": {"values": [{"mentions": 0}]},
            "mark": {"type": "rule", "color": palette.quiet},
            "encoding": {"x": x},
        }
    )
    return figure(palette, words["title"], None, _ROW * max(1, len(themes)), layers)


def _by_mood(palette: Palette) -> Json:
    scale = {"domain": ["unhappy", "happy"], "range": [palette.bad, palette.good]}
    return {"field": "mood", "type": "nominal", "scale": scale, "legend": None}


# --- map

_TALL_ROW = 52
_BESIDE = 11  # pixels from the middle of a tall row to its bar above, and to what was expected below


def map_spec(data: Mapping[str, Any], words: Mapping[str, str], palette: Palette = LIGHT) -> Json:
    """The experience map: how much of each touchpoint felt low, middling or high; holes stay holes.

    ``data["touchpoints"]``: ``label``, ``n``, ``grey`` and ``low``, ``middle``, ``high``, the last three
    null where there is too little to show.
    """
    touchpoints = data["touchpoints"]
    y: Json = {
        "field": "touchpoint",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": [one["label"] for one in touchpoints], "paddingInner": 0.3},
        "axis": {"grid": False, "labelColor": palette.text, "labelFontSize": 13, "labelLimit": 260},
    }
    x: Json = {
        "field": "from",
        "type": "quantitative",
        "scale": {"domain": [0, 1], "nice": False},
        "axis": None,
    }
    parts = [part for one in touchpoints if one["low"] is not None for part in _parts(one, words, palette)]
    holes = [
        {"touchpoint": one["label"], "from": 0, "says": words["too_few" if one["n"] else "no_answers"]}
        for one in touchpoints
        if one["low"] is None
    ]
    counts = [{"touchpoint": one["label"], "from": 1, "says": f"n={one['n']}"} for one in touchpoints]
    names = [words[name] for name in ("low", "middle", "high")]
    quiet_text = {"type": "text", "align": "left", "dx": 8, "color": palette.quiet, "fontSize": 12}
    layers: list[Json] = [
        {
            "data": {"values": parts},
            "mark": {"type": "bar"},
            "encoding": {
                "y": y,
                "x": x,
                "x2": {"field": "to"},
                "color": {
                    "field": "felt",
                    "type": "nominal",
                    "scale": {"domain": names, "range": [palette.bad, palette.middle, palette.good]},
                    "legend": {"symbolType": "square", "symbolSize": 110},
                },
                "opacity": {
                    "field": "grey",
                    "type": "nominal",
                    "scale": {"domain": [False, True], "range": [1, 0.55]},
                    "legend": None,
                },
            },
        },
        {
            "data": {"values": [part for part in parts if part["to"] - part["from"] >= 0.045]},
            "mark": {"type": "text", "fontSize": 12, "fontWeight": "bold"},
            "encoding": {
                "y": y,
                "x": {**x, "field": "centre"},
                "text": {"field": "share"},
                "color": {"field": "ink", "type": "nominal", "scale": None},
            },
        },
        {
            "data": {"values": holes},
            "mark": {**quiet_text, "fontStyle": "italic"},
            "encoding": {"y": y, "x": x, "text": {"field": "says"}},
        },
        {
            "data": {"values": counts},
            "mark": quiet_text,
            "encoding": {"y": y, "x": x, "text": {"field": "says"}},
        },
    ]
    row, subtitle = _ROW, words.get("map_subtitle")
    if any(one.get("expected") is not None for one in touchpoints):
        row, subtitle = _TALL_ROW, words["expected_subtitle"]
        for layer in layers:
            layer["mark"]["yOffset"] = -_BESIDE
        layers[0]["mark"]["height"] = {"band": 0.5}
        layers += _expected(touchpoints, y, x, words, palette)
    height = row * max(1, len(touchpoints))
    return figure(palette, words["map"], subtitle, height, layers)


def _expected(
    touchpoints: Sequence[Mapping[str, Any]], y: Json, x: Json, words: Mapping[str, str], palette: Palette
) -> list[Json]:
    """Below each bar a diamond where we expected it to feel, a dot where it did, and the gap between them."""
    below = {"yOffset": _BESIDE, "opacity": 1}
    both = [one for one in touchpoints if one["expected"] is not None and one["felt"] is not None]
    gaps = [
        {"touchpoint": one["label"], "from": low, "to": high}
        for one in both
        for low, high in [sorted((one["expected"], one["felt"]))]
    ]
    meant = [one for one in touchpoints if one["expected"] is not None]
    names = [words["expected"], words["felt"]]
    marks = [
        *({"touchpoint": one["label"], "from": one["expected"], "which": names[0]} for one in meant),
        *({"touchpoint": one["label"], "from": one["felt"], "which": names[1]} for one in both),
    ]
    tracks = [{"touchpoint": one["label"], "from": 0, "to": 1} for one in meant]
    return [
        {
            "data": {"values": values},
            "mark": {"type": "rule", "color": colour, "strokeWidth": width, **below},
            "encoding": {"y": y, "x": x, "x2": {"field": "to"}},
        }
        for values, colour, width in ((tracks, palette.grid, 1), (gaps, palette.quiet, 2.5))
    ] + [
        {
            "data": {"values": marks},
            "mark": {
                "type": "point",
                "size": 90,
                "stroke": palette.text,
                "strokeWidth": 1.5,
                **below,
            },
            "encoding": {
                "y": y,
                "x": x,
                "shape": {
                    "field": "which",
                    "type": "nominal",
                    "scale": {"domain": names, "range": ["diamond", "circle"]},
                    "legend": {"symbolFillColor": palette.text, "symbolStrokeColor": palette.text},
                },
                "fill": {
                    "field": "which",
                    "type": "nominal",
                    "scale": {"domain": names, "range": [palette.background, palette.text]},
                    "legend": None,
                },
            },
        }
    ]


def _parts(one: Mapping[str, Any], words: Mapping[str, str], palette: Palette) -> list[Json]:
    inks = {"low": palette.on_bad, "middle": palette.text, "high": palette.on_good}
    parts = []
    start = 0.0
    for name in ("low", "middle", "high"):
        end = start + one[name] / one["n"]
        parts.append(
            {
                "touchpoint": one["label"],
                "felt": words[name],
                "from": start,
                "to": end,
                "centre": (start + end) / 2,
                "share": f"{100 * (end - start):.0f}%",
                "grey": one["grey"],
                "ink": palette.text if one["grey"] else inks[name],
            }
        )
        start = end
    return parts
