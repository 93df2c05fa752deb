"""The parts that every section of a digest's card is made of; ``digest_card`` describes their shape."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.core.digest_charts import Json, line
from bot.core.periods import Period


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


def days(period: Period) -> dict[str, str]:
    """The period's first and last day, for a text."""
    return {"start": period.start.isoformat(), "end": (period.end - timedelta(days=1)).isoformat()}
