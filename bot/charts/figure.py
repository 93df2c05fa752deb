"""What all pictures share: Vega-Lite specifications, made of numbers and words; pure.

Every n is in the picture, and where there is no score there is a gap.
"""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import Any, TypeAlias

from bot.charts.palette import Palette

Json: TypeAlias = dict[str, Any]

WIDTH = 460  # of the plot; narrow, so that its words can be read on a phone
_SUBTITLE_CHARACTERS = 78  # a line


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
