"""The sides of the experience: how each is judged, and how closely it goes together with the headline.

What is *offered* has quality, affordability and result; how it is done, the *process*, accessibility,
friendliness and timeliness ("Good Customer Service: How to Get There"). All of it is of buyers alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.core import drivers
from bot.core.report import JointCount, Numbers, RatingCount
from bot.core.statistics import (
    COUNTS_ONLY_BELOW,
    Change,
    Estimate,
    Histogram,
    Showing,
    change,
    headline,
    mean,
    merge,
    on_scale,
    showing,
)
from bot.core.survey import LocalText, Survey
from bot.core.themes import ATTRIBUTES


class Aspect(StrEnum):
    """What a side is a side of."""

    OFFERING = "offering"
    PROCESS = "process"
    OTHER = "other"  # one of the business's own


_ASPECTS: Mapping[str, Aspect] = {
    "quality": Aspect.OFFERING,
    "affordability": Aspect.OFFERING,
    "result": Aspect.OFFERING,
    "accessibility": Aspect.PROCESS,
    "friendliness": Aspect.PROCESS,
    "timeliness": Aspect.PROCESS,
}


@dataclass(frozen=True, slots=True)
class Side:
    """One side, as it was rated on one scale at these touchpoints together, now and in the period before.

    ``change`` is None where either period has fewer than 5 answers; ``mean`` is that of the raw ratings.
    """

    attribute: str
    kind: str
    touchpoints: tuple[str, ...]
    histogram: Mapping[int, int]
    estimate: Estimate
    mean: float | None
    showing: Showing
    before: Estimate
    change: Change | None

    @property
    def aspect(self) -> Aspect:
        """What it is a side of."""
        return _ASPECTS.get(self.attribute, Aspect.OTHER)


@dataclass(frozen=True, slots=True)
class Driver:
    """How closely one side goes together with its survey's headline, and how it was judged there.

    ``rho`` and ``score`` are of the same responses. ``leads``: it cannot be told from the closest.
    """

    attribute: str
    kind: str
    rho: Estimate
    score: Estimate
    leads: bool


@dataclass(frozen=True, slots=True)
class Drivers:
    """Those of one survey, the closest first. ``waiting``: sides with too few answers, and how many."""

    survey: str
    title: LocalText
    ranked: tuple[Driver, ...]
    waiting: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """All of them. ``rated`` has the worst first, and those with too few answers for a score last.

    ``silent`` were asked about and nobody answered; ``never_asked``: no survey in use asks about them.
    """

    rated: tuple[Side, ...] = ()
    silent: tuple[str, ...] = ()
    never_asked: tuple[str, ...] = ()
    drivers: tuple[Drivers, ...] = ()


AttributeOf = Callable[[str, str], str | None]
"""Survey and question → the side that it is about."""
TitleOf = Callable[[str], LocalText]
"""Survey → what it is called."""


def sides(
    now: Numbers, before: Numbers, in_use: Iterable[Survey], attribute_of: AttributeOf, title_of: TitleOf
) -> Sides:
    """What buyers' numbers say of each side; ``in_use`` are the surveys that they are asked."""
    rated = _rated(now.ratings, before.ratings, attribute_of)
    asked: dict[str, bool] = {}
    for survey in in_use:
        for question in survey.questions:
            if question.attribute is not None:
                asked[question.attribute] = asked.get(question.attribute, False) or question.is_rating
    answered = {one.attribute for one in rated}
    return Sides(
        rated=rated,
        silent=tuple(name for name, rates in asked.items() if rates and name not in answered),
        never_asked=tuple(name for name in ATTRIBUTES if name not in asked and name not in answered),
        drivers=_drivers(now.joint, attribute_of, title_of),
    )


# --- how each is judged

_Scale = tuple[str, str]
"""Attribute and kind."""


def _rated(
    now: Iterable[RatingCount], before: Iterable[RatingCount], attribute_of: AttributeOf
) -> tuple[Side, ...]:
    histograms, places = _by_scale(now, attribute_of)
    earlier, _ = _by_scale(before, attribute_of)
    found = [
        _side(*scale, tuple(sorted(places[scale])), histogram, earlier.get(scale, {}))
        for scale, histogram in histograms.items()
        if sum(histogram.values())
    ]
    return tuple(sorted(found, key=_worst_first))


def _by_scale(
    ratings: Iterable[RatingCount], attribute_of: AttributeOf
) -> tuple[dict[_Scale, Histogram], dict[_Scale, set[str]]]:
    histograms: dict[_Scale, Histogram] = {}
    places: dict[_Scale, set[str]] = defaultdict(set)
    for one in ratings:
        attribute = attribute_of(one.survey, one.question)
        if attribute is not None:
            scale = attribute, one.kind
            histograms[scale] = merge(histograms.get(scale, {}), one.histogram)
            places[scale].add(one.touchpoint)
    return histograms, places


def _side(attribute: str, kind: str, places: tuple[str, ...], now: Histogram, before: Histogram) -> Side:
    n, comparable = sum(now.values()), min(sum(now.values()), sum(before.values()))
    return Side(
        attribute=attribute,
        kind=kind,
        touchpoints=places,
        histogram=now,
        estimate=headline(kind, now),
        mean=mean(now).value,
        showing=showing(n, internal=False),
        before=headline(kind, before),
        change=change(kind, now, before) if comparable >= COUNTS_ONLY_BELOW else None,
    )


def _worst_first(one: Side) -> tuple[bool, float, str, str]:
    where = 0.0 if one.estimate.value is None else on_scale(one.kind, one.estimate.value)
    return one.estimate.n < COUNTS_ONLY_BELOW, where, one.attribute, one.kind


# --- what goes together with the headline


def _drivers(
    joint: Iterable[JointCount], attribute_of: AttributeOf, title_of: TitleOf
) -> tuple[Drivers, ...]:
    """By survey: headlines of different surveys are different things. Of a side on several scales the one
    with the most answers."""
    counted: dict[str, dict[tuple[str, str, str], Counter[tuple[int, int]]]] = defaultdict(dict)
    for one in joint:
        attribute = attribute_of(one.survey, one.question)
        if attribute is not None:
            scale = attribute, one.kind, one.headline_kind
            counted[one.survey].setdefault(scale, Counter()).update(one.counts)
    found = []
    for survey, scales in sorted(counted.items()):
        most: dict[str, tuple[str, Counter[tuple[int, int]]]] = {}
        for (attribute, kind, _), pairs in sorted(scales.items()):
            if attribute not in most or pairs.total() > most[attribute][1].total():
                most[attribute] = kind, pairs
        found.append(_of_survey(survey, title_of(survey), most))
    return tuple(found)


def _of_survey(
    survey: str, title: LocalText, most: Mapping[str, tuple[str, Counter[tuple[int, int]]]]
) -> Drivers:
    enough = {name: one for name, one in most.items() if one[1].total() >= drivers.ANSWERS_NEEDED}
    ranked = [
        Driver(name, kind, drivers.together(pairs), headline(kind, drivers.first_ratings(pairs)), leads=False)
        for name, (kind, pairs) in enough.items()
    ]
    ranked.sort(key=lambda one: (one.rho.value is None, -(one.rho.value or 0.0), one.attribute))
    return Drivers(
        survey,
        title,
        ranked=tuple(replace(one, leads=drivers.leads(one.rho, ranked[0].rho)) for one in ranked),
        waiting=tuple((name, pairs.total()) for name, (_, pairs) in most.items() if name not in enough),
    )
