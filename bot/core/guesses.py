"""Guesses before a digest opens: what the team thinks will come out, and who was nearest once it has.

A guess is kept beside the beliefs, as a claim of its own kind: ``what`` is (the digest's name, the local date
of its run, the kind of rating). Everybody has one for each run: a new one takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from hashlib import blake2b

from bot.core.beliefs import About, Belief, Bound, Claim, Guessed, touchpoint_in
from bot.core.digest import Group
from bot.core.digest_words import limited_to
from bot.core.periods import last_complete, local_date, wall_to_utc
from bot.core.report import ReportQuery
from bot.core.settings import DigestPlan, Settings
from bot.core.statistics import COUNTS_ONLY_BELOW, headline, merge
from bot.core.survey import Audience, QuestionKind

LIMITS: dict[str, tuple[float, float]] = {QuestionKind.NPS: (-100, 100), QuestionKind.STARS: (1, 5)}
"""The least and the greatest value that a guess can have, as it is typed; of all others it is in percent."""
PERCENT = (0.0, 100.0)

_NUMBER = re.compile(r"(?<![\w.])([-\u2212]?\d{1,3}(?:[.,]\d{1,3})?)(?![\w])\s*%?")
_FILLERS = re.compile(r"\b(?:for|at|of|the|nps|csat|ces|stars?|percent)\b|\W", re.IGNORECASE)


def guessable(settings: Settings) -> dict[str, str]:
    """Touchpoint → the kind of its headline rating, where buyers are asked; in order."""
    found = {}
    for name, place in settings.touchpoints.items():
        survey = settings.survey(place.survey)
        if survey.audience is Audience.BUYER:
            found[name] = str(survey.question(survey.headline).kind)
    return found


def limits_of(kind: str) -> tuple[float, float]:
    """Between which numbers a guess lies, as it is typed."""
    return LIMITS.get(kind, PERCENT)


def read_guess(words: str, settings: Settings) -> tuple[float, str | None] | None:
    """A number, and the touchpoint that it is about if one is named: "45 delivery"; else None."""
    said = " ".join(words.casefold().split())
    touchpoint, rest = touchpoint_in(said, settings)
    numbers = _NUMBER.findall(rest)
    if len(numbers) != 1 or _FILLERS.sub("", _NUMBER.sub(" ", rest)):
        return None
    return float(numbers[0].replace(",", ".").replace("\u2212", "-")), touchpoint


def value_of(kind: str, number: float) -> float | None:
    """In the unit of the score, shares 0..1; None for what it can never be."""
    low, high = limits_of(kind)
    if not low <= number <= high:
        return None
    return number if kind in LIMITS else number / 100


def guess(
    plan: str, day: date, touchpoint: str, kind: str, value: float, *, by: str, name: str, now: datetime
) -> Belief:
    """Somebody's guess for this run, in the place of the one that they made before."""
    id_ = blake2b(f"{by}\0{About.GUESS}\0{plan}\0{day.isoformat()}".encode(), digest_size=10).hexdigest()
    claim = Claim(About.GUESS, (plan, day.isoformat(), kind), touchpoint, Bound.ABOUT, value)
    return Belief(id_, now, by, name, claim)


def opened(
    beliefs: Iterable[Belief], query: ReportQuery, group: Group, settings: Settings, now: datetime
) -> tuple[Guessed, ...]:
    """What was guessed of just this query's numbers, of digests that have opened, by touchpoint."""
    by_place: dict[tuple[str, str], list[Belief]] = {}
    for one in sorted(beliefs, key=lambda one: (one.at, one.id)):
        if one.claim.about is About.GUESS and _is_about(one, query, settings, now):
            by_place.setdefault((one.claim.touchpoint or "", one.claim.what[2]), []).append(one)
    order = list(settings.touchpoints)
    places = sorted(by_place, key=lambda place: order.index(place[0]) if place[0] in order else len(order))
    return tuple(_guessed(place, by_place[place], group) for place in places)


def _is_about(one: Belief, query: ReportQuery, settings: Settings, now: datetime) -> bool:
    name, day, _ = one.claim.what
    plan = settings.digests.get(name)
    if plan is None or query.touchpoint not in (None, one.claim.touchpoint):
        return False
    run = date.fromisoformat(day)
    opens = wall_to_utc(run, plan.schedule.at, plan.schedule.zone)
    if now < opens or one.at > opens:
        return False
    meant = asks_for(plan, run, _places(plan, settings))
    return meant is not None and (
        (meant.period.start, meant.period.end, meant.segment, set(meant.places))
        == (query.period.start, query.period.end, query.segment, set(query.places))
    )


def asks_for(plan: DigestPlan, run: date, places: Collection[str]) -> ReportQuery | None:
    """What the digest of this run is about; None where its room may not see that."""
    return limited_to(ReportQuery(last_complete(plan.covers, run), plan.segment), places)


def _places(plan: DigestPlan, settings: Settings) -> frozenset[str]:
    return next((room.places for room in settings.rooms if room.name == plan.room), frozenset())


def _guessed(place: tuple[str, str], guesses: Sequence[Belief], group: Group) -> Guessed:
    touchpoint, kind = place
    there = [one.histogram for one in group.headlines if (one.touchpoint, one.kind) == place]
    estimate = headline(kind, merge(*there))
    said = tuple((one.by_name, one.claim.value) for one in guesses)
    nearest: tuple[str, ...] = ()
    if estimate.n >= COUNTS_ONLY_BELOW and estimate.value is not None:
        truth = estimate.value
        least = min(abs(value - truth) for _, value in said)
        nearest = tuple(dict.fromkeys(name for name, value in said if abs(value - truth) <= least + _EXACT))
    return Guessed(touchpoint, kind, said, estimate, nearest)


_EXACT = 1e-9


def day_before(run: date, plan: DigestPlan) -> datetime:
    """When the room is asked: at the hour of the digest, on the day before."""
    return wall_to_utc(date.fromordinal(run.toordinal() - 1), plan.schedule.at, plan.schedule.zone)


def is_tomorrow(run: date, plan: DigestPlan, now: datetime) -> bool:
    """Whether the digest comes on the day after this moment's."""
    return run.toordinal() == local_date(now, plan.schedule.zone).toordinal() + 1
