"""Two sides of every measure, each with its likely range, on one scale from worst to best."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.charts.figure import ROOM, Json, Rows, figure, in_columns, written
from bot.charts.lettering import counted, width_of
from bot.charts.palette import Palette

_SIDE = 22  # pixels of one of the two sides


def versus_spec(data: Mapping[str, Any], words: Mapping[str, str], palette: Palette) -> Json:
    """``data``: the two ``names``; ``rows`` with ``label`` and two ``sides``, each with ``n`` and, unless
    null, ``value``, ``low`` and ``high`` (0..100), ``figure`` and ``grey``.
    """
    names, measures = data["names"], [one for one in data["rows"] if one.get("drawn", True)]
    marks = [
        [
            {
                **side,
                "row": row,
                "measure": one["label"],
                "side": names[place],
                "says": _says(side, words),
            }
            for row, one in enumerate(measures)
            for side in [one["sides"][place]]
        ]
        for place in range(2)
    ]
    said = max((width_of(mark["says"]) for side in marks for mark in side), default=0.0)
    rows = Rows(tuple((one["label"], "") for one in measures), 2 * _SIDE + 8)
    y = rows.y
    x: Json = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, 100], "nice": False, "range": [6, ROOM - said - 14]},
        "axis": None,
    }
    by_side: Json = {
        "field": "side",
        "type": "nominal",
        "scale": {"domain": names, "range": [palette.good, palette.bad]},
        "legend": {"symbolType": "circle", "symbolOpacity": 1, **in_columns(names)},
    }
    shapes = {"domain": names, "range": ["circle", "square"]}
    layers: list[Json] = []
    for place, side in enumerate(marks):
        known = [mark for mark in side if mark["value"] is not None]
        at = {"yOffset": rows.at((place + 0.4) * _SIDE)}
        layers += [
            {
                "data": {"values": [{**mark, "low": 0, "high": 100} for mark in side]},
                "mark": {"type": "rule", "color": palette.grid, **at},
                "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}},
            },
            {
                "data": {"values": known},
                "mark": {"type": "rule", "strokeWidth": 5, "opacity": 0.45, **at},
                "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": by_side},
            },
            {
                "data": {"values": known},
                "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1, **at},
                "encoding": {
                    "y": y,
                    "x": x,
                    "color": by_side,
                    "shape": {"field": "side", "type": "nominal", "scale": shapes, "legend": None},
                },
            },
            written(side, y, {"value": "width"}, "says", align="right", color=palette.text, **at),
        ]
    layers += rows.heads(palette)
    note = " ".join(part for name in ("subtitle", "some") if (part := words.get(name)))
    return figure(palette, words["title"], note or None, rows.height, layers)


def _says(side: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """The figure and its n; of too few that it is so."""
    if side["value"] is None:
        return f"{words['too_few']} (n={counted(side['n'])})" if side["n"] else words["no_answers"]
    return f"{side['figure']} (n={counted(side['n'])})"
