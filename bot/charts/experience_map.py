"""How each touchpoint felt, and how it was expected to feel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.charts.figure import Json, figure
from bot.charts.palette import LIGHT, Palette

_ROW = 30
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
