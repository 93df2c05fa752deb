"""The parts that every section of a digest's card is made of; ``digest_card`` describes their shape."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.core.digest_charts import Json, display_name, line
from bot.core.periods import Period
from bot.core.report import ReportQuery


def section(
    title: str,
    note: Json | None = None,
    metrics: Iterable[Json] = (),
    lists: Iterable[Json] = (),
    quotes: Iterable[Json] = (),
    table: Json | None = None,
) -> Json:
    """One section; what it does not have is empty."""
    return {
        "title": line(f"digest.{title}.title"),
        "note": note,
        "metrics": list(metrics),
        "lists": list(lists),
        "quotes": list(quotes),
        "table": table,
    }


def named_list(name: str, items: list[Json]) -> list[Json]:
    """A list under its title; none without items."""
    return [{"title": line(f"digest.{name}.title"), "items": items}] if items else []


def named(names: Iterable[str]) -> str:
    """The names of touchpoints and segments as they are read; what is empty is left out."""
    return ", ".join(display_name(name) for name in names if name)


def slices(query: ReportQuery) -> list[str]:
    """Whose answers alone are counted."""
    return [" ".join(query.segment)] if query.segment else list(query.places)


def days(period: Period) -> dict[str, str]:
    """The period's first and last day, for a text."""
    return {"start": period.start.isoformat(), "end": (period.end - timedelta(days=1)).isoformat()}
