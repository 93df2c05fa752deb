"""The parts that every section of a digest's card is made of; ``digest_card`` describes their shape."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.core.digest import Measured
from bot.core.digest_charts import Json, difference, display_name, figure, line
from bot.core.periods import Period
from bot.core.report import ReportQuery
from bot.core.sides import Side
from bot.core.statistics import COUNTS_ONLY_BELOW, Showing, on_scale
from bot.core.survey import QuestionKind


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


def metric(one: Measured | Side, label: Json) -> Json:
    """A score under its label: n, range, what it was before, and where between worst and best it lies."""
    return {
        "label": label,
        "value": _value(one),
        "range": _range(one),
        "n": one.estimate.n,
        "change": _change(one),
        "grey": one.showing is not Showing.FULL,
        "bar": _bar(one),
    }


def _value(one: Measured | Side) -> Json | str:
    value, n = one.estimate.value, one.estimate.n
    if value is None:
        return line("digest.value.none")
    if n < COUNTS_ONLY_BELOW:
        ratings = [
            str(rating)
            for rating in sorted(one.histogram, reverse=True)
            for _ in range(one.histogram[rating])
        ]
        return line("digest.value.few", ratings=", ".join(ratings), n=n)
    if one.kind == QuestionKind.CES and one.mean is not None:
        return line("digest.value.ces", value=figure(one.kind, value), mean=f"{one.mean:.1f}")
    if one.kind == QuestionKind.STARS:
        return line("digest.value.stars", value=figure(one.kind, value))
    return figure(one.kind, value)


def _range(one: Measured | Side) -> Json | None:
    interval = one.estimate.interval
    if interval is None or one.estimate.n < COUNTS_ONLY_BELOW:
        return None
    return line("digest.range", low=figure(one.kind, interval.low), high=figure(one.kind, interval.high))


def _bar(one: Measured | Side) -> Json | None:
    estimate = one.estimate
    if estimate.value is None or estimate.interval is None or estimate.n < COUNTS_ONLY_BELOW:
        return None
    low, high = estimate.interval.low, estimate.interval.high
    places = {"low": low, "value": estimate.value, "high": high}
    return {name: round(on_scale(one.kind, value), 4) for name, value in places.items()}


def _change(one: Measured | Side) -> Json | None:
    before = one.before
    if before.value is None:
        return line("digest.change.first") if one.estimate.n else None
    if before.n < COUNTS_ONLY_BELOW:
        return line("digest.change.too_few", n=before.n)
    was = figure(one.kind, before.value)
    if one.change is None:
        return line("digest.change.before", before=was, n=before.n)
    if not one.change.clear:
        return line("digest.change.none", before=was, n=before.n)
    by = difference(one.kind, one.change.difference)
    direction = "up" if one.change.difference > 0 else "down"
    return line(f"digest.change.{direction}", by=by, before=was, n=before.n)
