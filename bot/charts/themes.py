"""What unhappy and happy comments mention."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.charts.figure import Json, figure
from bot.charts.palette import LIGHT, Palette

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
