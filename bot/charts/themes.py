"""What unhappy and happy comments mention."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.charts.figure import ROOM, Json, Rows, figure, written
from bot.charts.lettering import counted, width_of
from bot.charts.palette import LIGHT, Palette

_ROW = 24  # pixels: of the bar and the gap below it
_BAR = 16
_HEADS = 26  # pixels above the rows, for what is left and what is right


def themes_spec(data: Mapping[str, Any], words: Mapping[str, str], palette: Palette = LIGHT) -> Json:
    """Mentions of each theme: unhappy to the left, happy to the right, on one scale.

    ``data["themes"]``: ``label``, ``unhappy`` and ``happy`` each, in the order to be shown; ``drawn`` is
    false where there is no room for it.
    """
    themes = [one for one in data["themes"] if one.get("drawn", True)]
    longest = {mood: max((one[mood] for one in themes), default=0) for mood in ("unhappy", "happy")}
    # One unit is as long on both sides, and each side has room for its longest bar and the count beside it.
    room = {
        mood: max((width_of(counted(one[mood]), bold=True) for one in themes), default=0.0) + 10
        for mood in longest
    }
    unit = (ROOM - sum(room.values())) / max(1, sum(longest.values()))
    left, right = (longest[mood] + room[mood] / unit for mood in ("unhappy", "happy"))
    bars = [
        {
            "row": row,
            "theme": one["label"],
            "mentions": sign * one[mood],
            "count": counted(one[mood]),
            "mood": mood,
        }
        for row, one in enumerate(themes)
        for mood, sign in (("unhappy", -1), ("happy", 1))
        if one[mood]
    ]
    rows = Rows(tuple((one["label"], "") for one in themes), _ROW)
    y, below = rows.y, rows.at(_BAR / 2)
    x: Json = {
        "field": "mentions",
        "type": "quantitative",
        "scale": {"domain": [-left, right], "nice": False},
        "axis": None,
    }
    layers: list[Json] = [
        {
            "data": {"values": bars},
            "mark": {"type": "bar", "height": _BAR, "yOffset": below},
            "encoding": {"y": y, "x": x, "color": _by_mood(palette)},
        },
        {
            "data": {"values": [{"row": row, "mentions": 0} for row in range(len(themes))]},
            "mark": {"type": "tick", "color": palette.quiet, "size": _BAR + 6, "yOffset": below},
            "encoding": {"y": y, "x": x},
        },
    ]
    for mood, align, sign in (("unhappy", "right", -1), ("happy", "left", 1)):
        layers.append(
            written(
                [bar for bar in bars if bar["mood"] == mood],
                y,
                x,
                "count",
                align=align,
                dx=5 * sign,
                yOffset=below + 1,
                color=palette.text,
                fontWeight="bold",
            )
        )
    layers += [*_heads(words, palette), *rows.heads(palette)]
    return figure(palette, words["title"], words.get("some"), rows.height, layers)


def _heads(words: Mapping[str, str], palette: Palette) -> list[Json]:
    """What is left and what is right, each with its colour beside it, at the two edges."""
    height = {"value": -_HEADS / 2}
    layers: list[Json] = []
    for mood, align, place, inwards in (("unhappy", "left", 0, 1), ("happy", "right", ROOM, -1)):
        value = [{"head": words[mood], "mood": mood}]
        layers.append(
            {
                "data": {"values": value},
                "mark": {"type": "square", "size": 130, "opacity": 1},
                "encoding": {"y": height, "x": {"value": place + 6 * inwards}, "color": _by_mood(palette)},
            }
        )
        layers.append(
            written(
                value,
                height,
                {"value": place + 17 * inwards},
                "head",
                align=align,
                color=palette.text,
                fontWeight="bold",
            )
        )
    return layers


def _by_mood(palette: Palette) -> Json:
    scale = {"domain": ["unhappy", "happy"], "range": [palette.bad, palette.good]}
    return {"field": "mood", "type": "nominal", "scale": scale, "legend": None}
