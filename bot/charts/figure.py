"""What all pictures share: Vega-Lite specifications, made of numbers and words; pure.

A picture is as wide as a phone and stands on it as it is, so nothing in it is written smaller than 13 pixels;
names stand above their bars. Every n is in the picture, and where there is no score there is a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from bot.charts.lettering import BODY, HEADING, LABEL, fitted, lines, width_of
from bot.charts.palette import Palette

Json: TypeAlias = dict[str, Any]

WIDTH = 360  # of the picture
_PADDING = 16
ROOM = WIDTH - 2 * _PADDING  # for what is drawn
_SYMBOL = 26  # pixels that a legend's symbol and the gap behind it take


def figure(palette: Palette, title: str, subtitle: str | None, height: int, layers: Iterable[Json]) -> Json:
    """The size, title, fonts and colours, around the layers of a plot that is ``height`` pixels high."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": palette.background,
        "padding": _PADDING,
        "width": WIDTH,
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "title": {
            "text": lines(title, ROOM, HEADING, bold=True),
            **({"subtitle": lines(subtitle, ROOM, most=8)} if subtitle else {}),
            "anchor": "start",
            "frame": "bounds",
            "color": palette.text,
            "subtitleColor": palette.quiet,
            "fontSize": HEADING,
            "lineHeight": HEADING + 4,
            "subtitleFontSize": BODY,
            "subtitleLineHeight": BODY + 4,
            "subtitlePadding": 5,
            "offset": 12,
        },
        "layer": list(layers),
        "config": {
            "font": "Arial, Helvetica, Liberation Sans, DejaVu Sans, sans-serif",
            "view": {"stroke": None},
            "axis": {
                "labelColor": palette.quiet,
                "labelFontSize": BODY,
                "gridColor": palette.grid,
                "domain": False,
                "ticks": False,
                "labelPadding": 6,
                "title": None,
            },
            "legend": {
                "labelColor": palette.quiet,
                "labelFontSize": BODY,
                "title": None,
                "orient": "top",
                "offset": 10,
                "symbolSize": 90,
                "labelLimit": ROOM - _SYMBOL,
                "layout": {"top": {"direction": "vertical", "anchor": "start", "margin": 4}},
            },
        },
    }


def in_columns(names: Sequence[str], room: float = ROOM) -> Json:
    """A legend's entries side by side where they have room, else one below the other."""
    needed = sum(width_of(name) + _SYMBOL + 6 for name in names)
    return {"columns": len(names) if needed <= room else 1, "columnPadding": 12}


# --- rows: a name, what is known beside it, and below it the bar


def rows(n: int) -> Json:
    """The y of marks that name their ``row``, 0 … n-1 from the top."""
    scale = {"domain": list(range(max(1, n))), "padding": 0}
    return {"field": "row", "type": "ordinal", "sort": None, "scale": scale, "axis": None}


def written(values: Sequence[Json], y: Json, x: Json, field: str, **mark: Any) -> Json:
    """A layer of words, by default 13 pixels high and to the right of their place."""
    look = {"type": "text", "align": "left", "fontSize": BODY, **mark}
    return {
        "data": {"values": list(values)},
        "mark": look,
        "encoding": {"y": y, "x": x, "text": {"field": field}},
    }


def headed(names: Sequence[tuple[str, str]], y: Json, above: float, palette: Palette) -> list[Json]:
    """Each row's name on the left and on the right what is to be known of it.

    A name that is too long for the room that is left is cut.
    They stand ``above`` pixels above its middle.
    """
    values = [
        {"row": row, "label": fitted(label, ROOM - width_of(says) - 12, LABEL), "says": says}
        for row, (label, says) in enumerate(names)
    ]
    left, right = {"value": 0}, {"value": "width"}
    return [
        written(values, y, left, "label", yOffset=-above, fontSize=LABEL, color=palette.text),
        written(values, y, right, "says", yOffset=-above, align="right", color=palette.quiet),
    ]
