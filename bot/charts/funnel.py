"""How far staff came with the cases, and how much of it in time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.charts.figure import Json, Rows, figure, in_columns
from bot.charts.palette import LIGHT, Palette

_ROW = 26  # pixels: of the bar and the gap below it
_BAR = 18


def funnel_spec(data: Mapping[str, Any], words: Mapping[str, str], palette: Palette = LIGHT) -> Json:
    """``data["steps"]`` in order: ``label``, ``n``, ``says``; ``in_time``, null where there is no clock."""
    steps = data["steps"]
    names = [words[name] for name in ("in_time", "late", "no_clock")]
    parts = [
        {"row": row, "step": step["label"], "from": start, "to": end, "which": which}
        for row, step in enumerate(steps)
        for start, end, which in (
            [(0, step["n"], names[2])]
            if step["in_time"] is None
            else [(0, step["in_time"], names[0]), (step["in_time"], step["n"], names[1])]
        )
        if end > start
    ]
    used = [name for name in names if any(part["which"] == name for part in parts)]
    fills = dict(zip(names, (palette.good, palette.background, palette.middle), strict=True))
    edges = dict(zip(names, (palette.good, palette.bad, palette.middle), strict=True))
    rows = Rows(tuple((step["label"], step["says"]) for step in steps), _ROW)
    y, below = rows.y, rows.at(_BAR / 2)
    x: Json = {
        "field": "from",
        "type": "quantitative",
        "scale": {"domain": [0, max(1, *(step["n"] for step in steps))], "nice": False},
        "axis": None,
    }
    look = {"symbolType": "square", "symbolSize": 130, "symbolStrokeWidth": 2, **in_columns(used)}
    layers: list[Json] = [
        {
            "data": {"values": [{"row": row, "from": 0} for row in range(len(steps))]},
            "mark": {"type": "tick", "color": palette.quiet, "size": _BAR + 6, "yOffset": below},
            "encoding": {"y": y, "x": x},
        },
        {
            "data": {"values": parts},
            "mark": {"type": "bar", "height": _BAR - 2, "yOffset": below, "strokeWidth": 2},
            "encoding": {
                "y": y,
                "x": x,
                "x2": {"field": "to"},
                **{
                    channel: {
                        "field": "which",
                        "type": "nominal",
                        "scale": {"domain": used, "range": [colours[name] for name in used]},
                        "legend": look if used else None,
                    }
                    for channel, colours in (("fill", fills), ("stroke", edges))
                },
            },
        },
        *rows.heads(palette),
    ]
    return figure(palette, words["title"], words.get("subtitle"), rows.height, layers)
