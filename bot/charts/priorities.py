"""Themes by how often they are mentioned and how unhappy those are who do: at the top right it hurts most.

The names stand in a column of their own, tied to their dots by lines, so that no two of them overlap.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.charts.figure import ROOM, Json, figure, in_columns, written
from bot.charts.lettering import briefly, fitted
from bot.charts.palette import LIGHT, Palette

_HEIGHT = 260
_SLOT = 34  # pixels of a name and, below it, its numbers
_LEFT, _RIGHT = 44, 150  # pixels: from where to where dots may be
_NAMES = 174  # pixels from the left to the names


def priorities_spec(data: Mapping[str, Any], words: Mapping[str, str], palette: Palette = LIGHT) -> Json:
    """``data["themes"]``: ``label``, ``n`` mentions, ``unhappy`` of them, ``says`` and ``grey``; ``drawn`` is
    false where there is no room for it, or too little to place it.
    """
    themes = [one for one in data["themes"] if one["drawn"]]
    height = max(_HEIGHT, _SLOT * len(themes))
    most = max((one["n"] for one in themes), default=1)
    names = {False: words["full"], True: words["grey"]}
    dots = [
        {
            **one,
            "theme": one["label"],
            "share": one["unhappy"] / one["n"],
            "x": _LEFT + (_RIGHT - _LEFT) * one["n"] / most,
            "sureness": names[one["grey"]],
        }
        for one in themes
    ]
    dots.sort(key=lambda one: (-one["share"], -one["n"]))
    # The names are spread over the whole height, in the order of the dots: no two lines cross much.
    slot = height / max(1, len(dots))
    for place, dot in enumerate(dots):
        dot["y"] = 8 + (height - 16) * (1 - dot["share"])
        dot["slot"] = slot * (place + 0.5)
        dot["name"] = fitted(dot["label"], ROOM - _NAMES)
        dot["says"] = fitted(dot["says"], ROOM - _NAMES)
        dot["edge"] = _NAMES - 6
    x, y = _pixels("x", ROOM), _pixels("y", height)
    used = [names[grey] for grey in (False, True) if any(dot["grey"] is grey for dot in dots)]
    fills = {names[False]: palette.bad, names[True]: palette.background}
    legend = {
        "symbolType": "circle",
        "symbolStrokeColor": palette.bad,
        "symbolStrokeWidth": 2,
        **in_columns(used),
    }
    levels = [{"y": 8 + (height - 16) * (1 - level), "says": f"{100 * level:.0f}%"} for level in (0, 0.5, 1)]
    name_at = _pixels("slot", height)
    layers: list[Json] = [
        {
            "data": {"values": [{**one, "x": _LEFT - 4, "edge": _RIGHT + 8} for one in levels]},
            "mark": {"type": "rule", "color": palette.grid},
            "encoding": {"y": y, "x": x, "x2": {"field": "edge"}},
        },
        written(levels, y, {"value": _LEFT - 10}, "says", align="right", color=palette.quiet),
        {
            "data": {"values": dots},
            "mark": {"type": "rule", "color": palette.middle, "strokeWidth": 1},
            "encoding": {"y": y, "x": x, "x2": {"field": "edge"}, "y2": {"field": "slot"}},
        },
        {
            "data": {"values": dots},
            "mark": {"type": "point", "size": 90, "opacity": 1, "stroke": palette.bad, "strokeWidth": 2},
            "encoding": {
                "y": y,
                "x": x,
                "fill": {
                    "field": "sureness",
                    "type": "nominal",
                    "scale": {"domain": used, "range": [fills[name] for name in used]},
                    "legend": legend if used else None,
                },
            },
        },
        written(dots, name_at, {"value": _NAMES}, "name", dy=-7, color=palette.text),
        written(dots, name_at, {"value": _NAMES}, "says", dy=8, color=palette.quiet),
        *_ends(most, height, words, palette),
    ]
    said = [note for note in (words.get("subtitle"), words.get("some")) if note]
    return figure(palette, words["title"], " ".join(said) or None, height + 20, layers)


def _pixels(field: str, room: float) -> Json:
    """A place that was worked out already."""
    scale = {"domain": [0, room], "range": [0, room], "nice": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def _ends(most: int, height: int, words: Mapping[str, str], palette: Palette) -> list[Json]:
    """Below the dots: how many mentions are on the left, and how many on the right."""
    ends = [{"x": _LEFT, "says": "0"}, {"x": _RIGHT, "says": briefly(most)}]
    y = {"value": height + 12}
    return [
        written(ends, y, _pixels("x", ROOM), "says", align="center", color=palette.quiet),
        written([{"says": words["mentions"]}], y, {"value": _NAMES}, "says", color=palette.quiet),
    ]
