"""A card's lines as words: whatever has the shape ``{"key", "values"}`` is rendered, at any depth.

A value of a line may be a line itself. A line that names its ``language`` is in that one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.effects import Line, Value
from bot.core.ports import Render


def rendered(value: object, language: str, render: Render) -> object:
    """``value`` as JSON, with every line in it rendered."""
    if isinstance(value, Line):
        return render(value, language)
    if isinstance(value, Mapping):
        key, values = value.get("key"), value.get("values")
        if _is_line(value) and isinstance(key, str) and isinstance(values, Mapping):
            inner = {str(name): _filled(one, language, render) for name, one in values.items()}
            return render(Line(key, inner), str(value.get("language", language)))
        return {str(name): rendered(part, language, render) for name, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [rendered(part, language, render) for part in value]
    return value


def _filled(value: Value, language: str, render: Render) -> Value:
    return str(rendered(value, language, render)) if _is_line(value) else value


def _is_line(value: object) -> bool:
    return isinstance(value, Mapping) and value.keys() - {"language"} == {"key", "values"}


def charts_of(card: Mapping[str, object] | None) -> list[Mapping[str, object]]:
    """The charts of a card that can be drawn and are meant for a chat."""
    return [chart for chart in all_charts_of(card) if chart.get("place") != "page"]


def all_charts_of(card: Mapping[str, object] | None) -> list[Mapping[str, object]]:
    """The charts of a card that can be drawn, also those that only a page has room for."""
    charts = card.get("charts") if card else None
    if not isinstance(charts, Sequence) or isinstance(charts, str):
        return []
    return [chart for chart in charts if isinstance(chart, Mapping) and "alt" in chart]
