"""The kinds of pictures that a card may have, and the specification of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from bot.charts.distribution import distribution_spec
from bot.charts.experience_map import map_spec
from bot.charts.figure import Json
from bot.charts.funnel import funnel_spec
from bot.charts.palette import DARK, LIGHT, Palette
from bot.charts.priorities import priorities_spec
from bot.charts.themes import themes_spec
from bot.charts.trend import trend_spec
from bot.charts.versus import versus_spec
from bot.core.effects import Line

Render: TypeAlias = Callable[[Line, str], str]


def spec(chart: Mapping[str, Any], render: Render, language: str, *, dark: bool = False) -> Json:
    """The Vega-Lite specification of one of a card's charts, its lines rendered in this language."""
    data = worded(chart["data"], render, language)
    return _SPECS[chart["kind"]](data, data["words"], DARK if dark else LIGHT)


def worded(data: Any, render: Render, language: str) -> Any:
    """The data with every ``{"key", "values"}`` in it put into words."""
    if isinstance(data, Mapping):
        if data.keys() == {"key", "values"}:
            return render(Line(data["key"], data["values"]), language)
        return {name: worded(value, render, language) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [worded(value, render, language) for value in data]
    return data


_SPECS: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, str], Palette], Json]] = {
    "trend": trend_spec,
    "themes": themes_spec,
    "map": map_spec,
    "distribution": distribution_spec,
    "priorities": priorities_spec,
    "funnel": funnel_spec,
    "versus": versus_spec,
}
