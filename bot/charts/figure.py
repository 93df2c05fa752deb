"""What all pictures share: Vega-Lite specifications, made of numbers and words; pure.

A picture is as wide as a phone and stands on it as it is, so nothing in it is written smaller than 13 pixels;
names stand above their bars. Every n is in the picture, and where there is no score there is a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.charts.lettering import BODY, HEADING, LABEL, is_from_the_right, lines, width_of
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
            "text": lines(title, ROOM, HEADING, bold=True, most=1 if is_from_the_right(title) else 3),
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

_LINE = 17  # pixels of a line of a name
_FIRST_LINES = 26  # pixels of a name that takes one


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one height, one below the other, each headed by its name and by what is known of it.

    The name takes two lines in all of them where it needs to in one; what is too long even then is cut.
    ``below`` are the pixels below the names, ``room`` those that a row is wide.
    """

    names: tuple[tuple[str, str], ...]  # label, and what stands at the right
    below: int
    room: float = ROOM

    @property
    def y(self) -> Json:
        """Of marks that name their ``row``, 0 … n-1 from the top."""
        scale = {"domain": list(range(max(1, len(self.names)))), "padding": 0}
        return {"field": "row", "type": "ordinal", "sort": None, "scale": scale, "axis": None}

    @property
    def height(self) -> int:
        """In pixels, of all of them."""
        return self._height * max(1, len(self.names))

    def at(self, pixels: float) -> float:
        """The offset of what stands so far below the names."""
        return self._heads + pixels - self._height / 2

    def heads(self, palette: Palette) -> list[Json]:
        """The layers of the names, and of what stands beside them."""
        lines_of_all = 1 + (self._heads - _FIRST_LINES) // _LINE
        top = 5 - self._height / 2
        last = top + _LINE * (lines_of_all - 1)
        says = [{"row": row, "says": one} for row, (_, one) in enumerate(self.names)]
        look = {"baseline": "top", "fontSize": LABEL, "color": palette.text}
        beside = {"baseline": "top", "align": "right", "color": palette.quiet}
        layers = [written(says, self.y, {"value": "width"}, "says", yOffset=last, **beside)]
        # A layer for each line: what draws PNGs mixes lines up that run from the right to the left.
        for number in range(lines_of_all):
            values = [
                {"row": row, "label": label[number - lines_of_all]}
                for row, label in enumerate(self._labels)
                # What takes one line stands right above its bar.
                if lines_of_all - number <= len(label)
            ]
            layers.append(
                written(values, self.y, {"value": 0}, "label", yOffset=top + _LINE * number, **look)
            )
        return layers

    @property
    def _labels(self) -> list[list[str]]:
        return [lines(label, self.room - width_of(says) - 12, LABEL, most=2) for label, says in self.names]

    @property
    def _heads(self) -> int:
        return _FIRST_LINES + _LINE * (max(map(len, self._labels), default=1) - 1)

    @property
    def _height(self) -> int:
        return self._heads + self.below


def written(values: Sequence[Json], y: Json, x: Json, field: str, **mark: Any) -> Json:
    """A layer of words, by default 13 pixels high and to the right of their place."""
    look = {"type": "text", "align": "left", "fontSize": BODY, **mark}
    return {
        "data": {"values": list(values)},
        "mark": look,
        "encoding": {"y": y, "x": x, "text": {"field": field}},
    }
