"""The sides of the experience, and what goes together with the headline, for machines."""

from __future__ import annotations

from bot.core.drivers import ANSWERS_NEEDED
from bot.core.sides import Driver, Drivers, Side, Sides
from bot.core.statistics import Change, Estimate

Json = dict[str, object]


def sides_json(sides: Sides) -> Json:
    """Scores in the unit of their kind, ρ from -1 to 1; null is unknown."""
    return {
        "sides": {
            "rated": [_side(one) for one in sides.rated],
            "silent": list(sides.silent),
            "never_asked": list(sides.never_asked),
        },
        "drivers": [_drivers(one) for one in sides.drivers],
    }


def _side(one: Side) -> Json:
    return {
        "attribute": one.attribute,
        "aspect": one.aspect.value,
        "kind": one.kind,
        "touchpoints": list(one.touchpoints),
        "showing": one.showing.value,
        **_estimate(one.estimate),
        "mean": one.mean,
        "histogram": {str(rating): n for rating, n in sorted(one.histogram.items())},
        "before": _estimate(one.before),
        "change": one.change and _change(one.change),
    }


def _drivers(one: Drivers) -> Json:
    return {
        "survey": one.survey,
        "needed": ANSWERS_NEEDED,
        "ranked": [_driver(driver) for driver in one.ranked],
        "waiting": dict(one.waiting),
    }


def _driver(one: Driver) -> Json:
    rho = _estimate(one.rho)
    return {
        "attribute": one.attribute,
        "kind": one.kind,
        "n": rho["n"],
        "rho": rho["value"],
        "low": rho["low"],
        "high": rho["high"],
        "leads": one.leads,
        "score": _estimate(one.score),
    }


def _estimate(estimate: Estimate) -> Json:
    interval = estimate.interval
    return {
        "n": estimate.n,
        "value": estimate.value,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
    }


def _change(moved: Change) -> Json:
    low, high = moved.interval.low, moved.interval.high
    return {"difference": moved.difference, "low": low, "high": high, "clear": moved.clear}
