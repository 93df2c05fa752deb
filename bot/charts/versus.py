"""Two sides of every measure, each with its likely range, on one scale from worst to best."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import Any

from bot.charts.figure import WIDTH, Json, figure
from bot.charts.palette import Palette

_LABEL_CHARACTERS = 26  # a line
_ROW = 52  # of a measure, for its two sides


def versus_spec(data: Mapping[str, Any], words: Mapping[str, str], palette: Palette) -> Json:
    """``data``: the two ``names``; ``rows`` with ``label`` and two ``sides``, each with ``n`` and, unless
    null, ``value``, ``low`` and ``high`` (0..100), ``figure`` and ``grey``.
    """
    measures = ["\n".join(wrap(row["label"], _LABEL_CHARACTERS)) for row in data["rows"]]
    marks = [
        {"measure": measure, "side": name, "says": f"{side['figure']} (n={side['n']})", **side}
        for measure, row in zip(measures, data["rows"], strict=True)
        for name, side in zip(data["names"], row["sides"], strict=True)
        if side["value"] is not None
    ]
    y: Json = {
        "field": "measure",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": measures, "paddingInner": 0.25},
        "axis": {
            "grid": False,
            "labelColor": palette.text,
            "labelFontSize": 13,
            "labelExpr": "split(datum.label, '\\n')",
        },
    }
    offset = {"field": "side", "sort": None, "scale": {"domain": data["names"], "paddingOuter": 0.2}}
    x: Json = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, 100], "nice": False},
        "axis": {"labels": False, "tickCount": 4},
    }
    by_side: Json = {
        "field": "side",
        "type": "nominal",
        "scale": {"domain": data["names"], "range": [palette.good, palette.bad]},
        "legend": {"symbolType": "circle", "symbolOpacity": 1},
    }
    shapes = {"domain": data["names"], "range": ["circle", "square"]}
    place: Json = {"y": y, "yOffset": offset}
    layers: list[Json] = [
        {
            "data": {"values": marks},
            "mark": {"type": "rule", "strokeWidth": 4, "opacity": 0.45},
            "encoding": {**place, "x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": by_side},
        },
        {
            "data": {"values": marks},
            "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
            "encoding": {
                **place,
                "x": x,
                "color": by_side,
                "shape": {"field": "side", "type": "nominal", "scale": shapes, "legend": None},
            },
        },
        {
            "data": {"values": marks},
            "mark": {"type": "text", "align": "left", "dx": 8, "color": palette.text, "fontSize": 12},
            "encoding": {**place, "x": {"value": WIDTH}, "text": {"field": "says"}},
        },
    ]
    return figure(palette, words["title"], words.get("subtitle"), _ROW * max(1, len(data["rows"])), layers)
