"""Which touchpoints we hear about, and which are silent: holes in what we know of the customers' way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.core.statistics import COUNTS_ONLY_BELOW
from bot.core.survey import Audience

COUNTED = timedelta(days=90)
FRESH_FOR = timedelta(days=30)


class Hearing(StrEnum):
    """What we hear of a touchpoint, the worst first."""

    NOT_CONFIGURED = "not configured"  # moments name it, and nobody is asked about them
    NEVER = "never"  # it happens, and nobody ever answered
    NO_MOMENTS = "no moments"  # no shop reports it
    STALE = "stale"  # the last answer is more than 30 days old
    FEW = "few"  # internal, and fewer than 5 answered: no more is said
    FRESH = "fresh"


@dataclass(frozen=True, slots=True)
class Coverage:
    """One touchpoint, perhaps at one place, in the last 90 days; the last answer of all time.

    ``survey`` and ``audience`` are None where the configuration does not have the touchpoint. ``moments`` are
    purchases and what else was reported, imported ones included; ``invited`` counts those whom we asked
    ourselves, ``delivered`` and ``answered`` those too who asked to be asked. ``answered``: the headline
    rating was given. Of an internal audience of which fewer than 5 answered, ``answered`` and
    ``last_answer`` are None.
    """

    touchpoint: str
    survey: str | None
    audience: Audience | None
    place: str | None
    moments: int
    invited: int
    delivered: int
    answered: int | None
    last_answer: date | None

    @property
    def response_rate(self) -> float | None:
        """The share of those reached who answered, 0..1; None where that is none, or not told."""
        if self.answered is None or not 0 < self.delivered >= self.answered:
            return None
        return self.answered / self.delivered

    def hearing(self, today: date) -> Hearing:
        """What we hear of it, as of this local date."""
        if self.survey is None:
            return Hearing.NOT_CONFIGURED
        if self.answered is None:
            return Hearing.FEW
        if self.last_answer is not None:
            return Hearing.FRESH if today - self.last_answer <= FRESH_FOR else Hearing.STALE
        return Hearing.NEVER if self.moments else Hearing.NO_MOMENTS


def told(
    touchpoint: str,
    survey: str | None,
    audience: Audience | None,
    place: str | None,
    moments: int,
    invited: int,
    delivered: int,
    answered: int,
    last_answer: date | None,
) -> Coverage:
    """The coverage with what may be told of it: of an internal audience nothing below 5 answers."""
    hides = audience is Audience.INTERNAL and last_answer is not None and answered < COUNTS_ONLY_BELOW
    return Coverage(
        touchpoint,
        survey,
        audience,
        place,
        moments,
        invited,
        delivered,
        None if hides else answered,
        None if hides else last_answer,
    )


def holes_first(rows: Iterable[Coverage], today: date) -> list[Coverage]:
    """What we hear least of first; among equals what happens most."""
    order = list(Hearing)
    return sorted(
        rows,
        key=lambda one: (order.index(one.hearing(today)), -one.moments, one.touchpoint, one.place or ""),
    )
