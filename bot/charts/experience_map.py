"""How each touchpoint felt, and how it was expected to feel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.charts.figure import ROOM, Json, Rows, figure, in_columns, written
from bot.charts.lettering import counted, width_of
from bot.charts.palette import LIGHT, Palette

_BAR = 20
_FELT = 28  # pixels: of the bar and the gap below it
_EXPECTED = 24  # pixels more, for what was expected and felt
_MARK = 90  # square pixels
_ENDS = 9  # pixels: half a mark and its edge


def map_spec(data: Mapping[str, Any], words: Mapping[str, str], palette: Palette = LIGHT) -> Json:
    """The experience map: how much of each touchpoint felt low, middling or high; holes stay holes.

    ``data["touchpoints"]``: ``label``, ``n``, ``grey`` and ``low``, ``middle``, ``high``, the last three
    null where there is too little to show; ``drawn`` is false where there is no room for it.
    """
    touchpoints = [one for one in data["touchpoints"] if one.get("drawn", True)]
    tall = any(one.get("expected") is not None for one in touchpoints)
    names_and_n = tuple((one["label"], f"n={counted(one['n'])}") for one in touchpoints)
    # Where marks may stand at both ends, the plot is narrower by them.
    rows = Rows(names_and_n, _FELT + _EXPECTED, ROOM - 2 * _ENDS) if tall else Rows(names_and_n, _FELT)
    y, middle = rows.y, rows.at(_BAR / 2)
    x: Json = {
        "field": "from",
        "type": "quantitative",
        "scale": {"domain": [0, 1], "nice": False},
        "axis": None,
    }
    parts = [
        {**part, "row": number}
        for number, one in enumerate(touchpoints)
        if one["low"] is not None
        for part in _parts(one, words, palette)
    ]
    holes = [
        {
            "row": number,
            "touchpoint": one["label"],
            "from": 0,
            "to": 1,
            "says": words["too_few" if one["n"] else "no_answers"],
        }
        for number, one in enumerate(touchpoints)
        if one["low"] is None
    ]
    names = [words[name] for name in ("low", "middle", "high")]
    layers: list[Json] = [
        {
            "data": {"values": parts},
            "mark": {"type": "bar", "height": _BAR, "yOffset": middle},
            "encoding": {
                "y": y,
                "x": x,
                "x2": {"field": "to"},
                "color": {
                    "field": "felt",
                    "type": "nominal",
                    "scale": {"domain": names, "range": [palette.bad, palette.middle, palette.good]},
                    "legend": {"symbolType": "square", "symbolSize": 130, **in_columns(names)},
                },
                "opacity": {
                    "field": "grey",
                    "type": "nominal",
                    "scale": {"domain": [False, True], "range": [1, 0.55]},
                    "legend": None,
                },
            },
        },
        written(
            [part for part in parts if part["room"] >= width_of(part["share"], bold=True) + 6],
            y,
            {**x, "field": "centre"},
            "share",
            yOffset=middle + 1,
            align="center",
            fontWeight="bold",
        ),
        {
            "data": {"values": holes},
            "mark": {
                "type": "bar",
                "height": _BAR,
                "yOffset": middle,
                "color": palette.background,
                "stroke": palette.quiet,
                "strokeDash": [4, 4],
                "strokeWidth": 1,
            },
            "encoding": {"y": y, "x": x, "x2": {"field": "to"}},
        },
        written(holes, y, x, "says", yOffset=middle + 1, dx=9, color=palette.quiet, fontStyle="italic"),
        *rows.heads(palette),
    ]
    layers[1]["encoding"]["color"] = {"field": "ink", "type": "nominal", "scale": None}
    subtitle = words.get("map_subtitle")
    if tall:
        subtitle = words["expected_subtitle"]
        layers += _expected(touchpoints, y, x, rows.at(_BAR + 13), words, palette)
    said = [note for note in (subtitle, words.get("some")) if note]
    return figure(palette, words["map"], " ".join(said) or None, rows.height, layers)


def _expected(
    touchpoints: Sequence[Mapping[str, Any]],
    y: Json,
    x: Json,
    below: float,
    words: Mapping[str, str],
    palette: Palette,
) -> list[Json]:
    """Below each bar a diamond where we expected it to feel, a dot where it did, and the gap between them."""
    look = {"yOffset": below, "opacity": 1}
    meant = [{**one, "row": number} for number, one in enumerate(touchpoints) if one["expected"] is not None]
    both = [one for one in meant if one["felt"] is not None]
    gaps = [
        {"row": one["row"], "touchpoint": one["label"], "from": low, "to": high}
        for one in both
        for low, high in [sorted((one["expected"], one["felt"]))]
    ]
    names = [words["expected"], words["felt"]]
    marks = [
        {"row": one["row"], "touchpoint": one["label"], "from": one[field], "which": name}
        for of, field, name in ((meant, "expected", names[0]), (both, "felt", names[1]))
        for one in of
    ]
    tracks = [{"row": one["row"], "touchpoint": one["label"], "from": 0, "to": 1} for one in meant]
    return [
        {
            "data": {"values": values},
            "mark": {"type": "rule", "color": colour, "strokeWidth": width, **look},
            "encoding": {"y": y, "x": x, "x2": {"field": "to"}},
        }
        for values, colour, width in ((tracks, palette.middle, 1), (gaps, palette.quiet, 3))
    ] + [
        {
            "data": {"values": marks},
            "mark": {"type": "point", "size": _MARK, "stroke": palette.text, "strokeWidth": 1.5, **look},
            "encoding": {
                "y": y,
                "x": x,
                "shape": {
                    "field": "which",
                    "type": "nominal",
                    "scale": {"domain": names, "range": ["diamond", "circle"]},
                    "legend": {
                        "symbolFillColor": palette.text,
                        "symbolStrokeColor": palette.text,
                        **in_columns(names),
                    },
                },
                "fill": {
                    "field": "which",
                    "type": "nominal",
                    "scale": {"domain": names, "range": [palette.background, palette.text]},
                    "legend": None,
                },
            },
        }
    ]


def _parts(one: Mapping[str, Any], words: Mapping[str, str], palette: Palette) -> list[Json]:
    inks = {"low": palette.on_bad, "middle": palette.text, "high": palette.on_good}
    parts = []
    start = 0.0
    for name in ("low", "middle", "high"):
        end = start + one[name] / one["n"]
        parts.append(
            {
                "touchpoint": one["label"],
                "felt": words[name],
                "from": start,
                "to": end,
                "centre": (start + end) / 2,
                "room": ROOM * (end - start),
                "share": f"{100 * (end - start):.0f}%",
                "grey": one["grey"],
                "ink": palette.text if one["grey"] else inks[name],
            }
        )
        start = end
    return parts
