"""How often each rating was given: the best at the top, in groups that are named and coloured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.charts.figure import ROOM, Json, figure, written
from bot.charts.lettering import BODY, LABEL, counted, fitted, width_of
from bot.charts.palette import LIGHT, Palette

_HEAD, _ROW, _GAP = 26, 21, 8  # pixels: of a group's name, of a rating, and below a group
_BAR = 15
_SCALE = 30  # pixels left of the bars, for the ratings


def distribution_spec(data: Mapping[str, Any], words: Mapping[str, str], palette: Palette = LIGHT) -> Json:
    """``data["ratings"]``: ``rating``, ``n``, ``share`` and its ``mood``, best first; ``data["groups"]``:
    ``mood``, ``label``, ``n`` and ``share``, best first. A rating that nobody gave has a row without a bar.
    """
    colours = {"high": palette.good, "middle": palette.quiet, "low": palette.bad}
    bars: list[Json] = []
    heads: list[Json] = []
    y = 0.0
    for group in data["groups"]:
        says = f"{group['share']} (n={counted(group['n'])})"
        label = fitted(group["label"], ROOM - width_of(says) - 30, LABEL, bold=True)
        heads.append({"y": y + _HEAD / 2, "label": label, "says": says, "colour": colours[group["mood"]]})
        y += _HEAD
        for one in data["ratings"]:
            if one["mood"] == group["mood"]:
                says = f"{one['share']} ({counted(one['n'])})" if one["n"] else "0"
                bars.append({**one, "y": y + _ROW / 2, "says": says, "colour": colours[one["mood"]]})
                y += _ROW
        y += _GAP
    height = round(max(y - _GAP, _ROW))
    says_most = max((width_of(bar["says"]) for bar in bars), default=0.0)
    longest = max((bar["n"] for bar in bars), default=0)
    scale = {"domain": [0, max(1, longest)], "nice": False, "range": [_SCALE, ROOM - says_most - 8]}
    x: Json = {"field": "n", "type": "quantitative", "scale": scale, "axis": None}
    at: Json = {
        "field": "y",
        "type": "quantitative",
        "scale": {"domain": [0, height], "range": [0, height], "nice": False},
        "axis": None,
    }
    own: Json = {"field": "colour", "type": "nominal", "scale": None, "legend": None}
    left = {"value": 0}
    layers: list[Json] = [
        {
            "data": {"values": [bar for bar in bars if bar["n"]]},
            "mark": {"type": "bar", "orient": "horizontal", "height": _BAR},
            "encoding": {"y": at, "x": x, "x2": {"datum": 0}, "color": own},
        },
        {
            "data": {"values": heads},
            "mark": {"type": "square", "size": 130, "opacity": 1},
            "encoding": {"y": at, "x": {"value": 7}, "color": own},
        },
        written(bars, at, {"value": _SCALE - 8}, "rating", align="right", color=palette.text, dy=1),
        written(bars, at, x, "says", dx=6, dy=1, color=palette.quiet),
        written(heads, at, left, "label", dx=20, fontSize=LABEL, fontWeight="bold", color=palette.text),
        written(heads, at, {"value": "width"}, "says", align="right", color=palette.text, fontSize=BODY),
    ]
    return figure(palette, words["title"], words.get("subtitle"), height, layers)
