"""The sides of the experience, and what goes together with the headline, for machines."""

from __future__ import annotations

from bot.core.drivers import ANSWERS_NEEDED
from bot.core.figures_json import Json, change_json, estimate_json
from bot.core.sides import Driver, Drivers, Side, Sides
from bot.core.statistics import COUNTS_ONLY_BELOW


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
        **estimate_json(one.estimate),
        "mean": None if one.estimate.n < COUNTS_ONLY_BELOW else one.mean,
        "histogram": {str(rating): n for rating, n in sorted(one.histogram.items())},
        "before": estimate_json(one.before),
        "change": change_json(one.change),
    }


def _drivers(one: Drivers) -> Json:
    return {
        "survey": one.survey,
        "needed": ANSWERS_NEEDED,
        "ranked": [_driver(driver) for driver in one.ranked],
        "waiting": dict(one.waiting),
    }


def _driver(one: Driver) -> Json:
    rho = estimate_json(one.rho)
    return {
        "attribute": one.attribute,
        "kind": one.kind,
        "n": rho["n"],
        "rho": rho["value"],
        "low": rho["low"],
        "high": rho["high"],
        "leads": one.leads,
        "score": estimate_json(one.score),
    }
