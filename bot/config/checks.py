"""What the configuration's keys say together, once each of them alone is right.

Each check yields what it finds: where it stands, and what is wrong with its remedy. A name that is written
in the file counts as there even where what it names is wrong, for that is a problem of its own already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot import plugins, texts
from bot.config import (
    alerts,
    contact,
    gestures,
    language_model,
    own_texts,
    owners,
    people,
    places,
    playbooks,
    privacy,
    shops,
    webhooks,
)
from bot.config.location import KeyPath
from bot.config.models import ConfigFile, DigestTime, PulseTime
from bot.config.places import Finding, names_written, place_written
from bot.config.values import shown, suggestion
from bot.core.errors import OperatorError
from bot.core.journey import STORE, Shift
from bot.core.periods import WEEKDAYS, BusinessHours, PeriodKind, Schedule, add_business_time
from bot.core.survey import Audience, QuestionKind, Survey
from bot.core.word_patterns import literal

Surveys = Mapping[str, Survey | None]
"""Every survey by name; None for one that is there but cannot be used."""

_GOAL_LIMITS: Mapping[QuestionKind, tuple[float, float]] = {
    QuestionKind.NPS: (-100, 100),
    QuestionKind.CSAT: (0, 1),  # share of satisfied answers
    QuestionKind.CES: (0, 1),  # share of answers that say it was easy
    QuestionKind.STARS: (1, 5),  # mean
    QuestionKind.THUMBS: (0, 1),  # share of thumbs up
}
_FOR_PULSES = 'name a touchpoint whose survey has audience = "internal", such as internal-pulse'
_BEYOND = "the room {} sees numbers of {} only; name one of these as store, or remove this"
_SLOWEST = timedelta(days=365)  # without holidays; the core gives up after two years with them
_ANY_MONDAY = datetime(2024, 1, 1, tzinfo=UTC)


def business_hours(file: ConfigFile) -> BusinessHours:
    """When the business is open."""
    weekly = {number: getattr(file.business.hours, day) for number, day in enumerate(WEEKDAYS)}
    return BusinessHours(weekly, frozenset(file.business.holidays), file.business.timezone)


def schedule(one: DigestTime | PulseTime, zone: ZoneInfo) -> Schedule:
    """When it runs; ``zone`` where it names none. Raises ValueError for a day that cannot be."""
    return Schedule(PeriodKind(one.every), one.on, one.at, one.timezone or zone)


def findings(
    file: ConfigFile, tables: Mapping[str, Any], surveys: Surveys, own: Collection[str], *, demo: bool
) -> Iterator[Finding]:
    """Everything that does not fit together. ``tables`` is the file as written, ``own`` the names of the
    operator's surveys: of one that cannot be read it is said there alone.
    """
    yield from _languages(file)
    yield from own_texts.findings(file)
    yield from _shifts(file)
    yield from places.findings(file, tables, demo=demo)
    yield from contact.findings(file, tables, surveys)
    yield from _alerts(file, tables)
    yield from _recovery(file)
    yield from _emergency(file)
    yield from privacy.problems(file)
    yield from people.findings(file, tables)
    yield from owners.findings(file, tables)
    yield from _touchpoints(file, tables, surveys, own)
    yield from _places(file, tables, surveys)
    yield from _digests(file, tables)
    yield from _pulses(file, tables, surveys)
    yield from _goals(file, tables, surveys)
    yield from _repeated(tables, "gesture")
    yield from gestures.findings(file)
    yield from playbooks.findings(file)
    yield from shops.findings(file, tables)
    yield from webhooks.findings(file)
    yield from language_model.findings(file)
    yield from _themes(file)
    yield from _sentiment(file)
    yield from _adapters(file)


def _adapters(file: ConfigFile) -> Iterator[Finding]:
    """Those of installed packages: whether they are there, and what they say of their keys."""
    for name, keys in file.adapters.items():
        here = ("adapters", name)
        if name in plugins.OURS:
            yield here, f"{name} is ours, and has a section of its own; choose another name"
            continue
        try:
            yield from (((*here, key), what) for key, what in plugins.plugin(name).problems(keys))
        except OperatorError as error:
            yield here, str(error)


def _sentiment(file: ConfigFile) -> Iterator[Finding]:
    from bot.sentiment import analyzer, known_analyzers

    name, here = file.sentiment.analyzer, ("sentiment", "analyzer")
    known = known_analyzers()
    if name not in known:
        yield here, f"there is no {shown(name)}; {suggestion(name, known)}"
        return
    try:
        analyzer(name)
    except OperatorError as error:
        yield here, str(error)


def _repeated(tables: Mapping[str, Any], section: str) -> Iterator[Finding]:
    seen: set[str] = set()
    elements = tables.get(section)
    for place, one in enumerate(elements if isinstance(elements, list) else []):
        name = one.get("name") if isinstance(one, dict) else None
        if isinstance(name, str) and name in seen:
            yield (section, place, "name"), f"there are two {section}s {shown(name)}; rename one"
        seen.add(str(name))


def _languages(file: ConfigFile) -> Iterator[Finding]:
    shipped = texts.shipped_languages()
    for place, language in enumerate(file.business.languages):
        here = ("business", "languages", place)
        if language not in shipped:
            yield here, f"there are no texts in {shown(language)}; {suggestion(language, shipped)}"
        elif language in file.business.languages[:place]:
            yield here, f"{shown(language)} is named twice; remove one"


def shifts(file: ConfigFile) -> tuple[Shift, ...]:
    """The shifts of a day."""
    return tuple(Shift(name, *span) for name, span in file.business.shifts.items())


def _shifts(file: ConfigFile) -> Iterator[Finding]:
    """What happens in two shifts would count for one of them only."""
    every = shifts(file)
    for place, one in enumerate(every):
        other = next((before for before in every[:place] if one.overlaps(before)), None)
        if other is not None:
            yield (
                ("business", "shifts", one.name),
                f"this overlaps with {shown(other.name)}; let one begin where the other ends",
            )


def _alerts(file: ConfigFile, tables: Mapping[str, Any]) -> Iterator[Finding]:
    touchpoints = names_written(tables, "touchpoint") or [one.name for one in file.touchpoint]
    for name in file.alerts.touchpoint:
        if name not in touchpoints:
            known = suggestion(name, touchpoints)
            yield ("alerts", "touchpoint", name), f"there is no touchpoint {shown(name)}; {known}"
    yield from alerts.findings(file)


def _themes(file: ConfigFile) -> Iterator[Finding]:
    seen: set[tuple[str, ...]] = set()
    for key, names in (("staff", file.themes.staff), ("competitors", file.themes.competitors)):
        for place, name in enumerate(names):
            words = literal(name)
            if not words:
                yield ("themes", key, place), f"there is no word in {shown(name)}; write the name"
            elif words in seen:
                yield ("themes", key, place), f"{shown(name)} is named twice; remove one"
            seen.add(words)


def _recovery(file: ConfigFile) -> Iterator[Finding]:
    promised = file.recovery
    if promised.contact_within_hours < promised.take_within_hours:
        yield ("recovery", "contact_within_hours"), "this must not be less than take_within_hours"
    if promised.resolve_within_hours < promised.contact_within_hours:
        yield ("recovery", "resolve_within_hours"), "this must not be less than contact_within_hours"
    hours = BusinessHours(business_hours(file).weekly, frozenset(), ZoneInfo("UTC"))
    longest = promised.resolve_within_hours * max(1, len(promised.escalate_to))
    try:
        slowest = add_business_time(_ANY_MONDAY, timedelta(hours=longest), hours)
    except ValueError:
        slowest = datetime.max.replace(tzinfo=UTC)
    if slowest - _ANY_MONDAY > _SLOWEST:
        yield (
            ("recovery", "resolve_within_hours"),
            "with these business hours that takes more than a year; lower it, or open longer",
        )
    for place, cause in enumerate(promised.causes):
        here = ("recovery", "causes", place)
        known = _causes_with_words(file)
        if cause not in known:
            yield (
                here,
                f"there are no words for the cause {shown(cause)}; {suggestion(cause, known)}",
            )
        elif cause in promised.causes[:place]:
            yield here, f"{shown(cause)} is named twice; remove one"


def _emergency(file: ConfigFile) -> Iterator[Finding]:
    """Everybody can read it."""
    said, spoken = file.recovery.emergency_text, file.business.languages
    for language in said:
        if language not in spoken:
            known = suggestion(language, spoken)
            yield ("recovery", "emergency_text", language), f"you do not speak {shown(language)}; {known}"
    missing = [language for language in spoken if language not in said] if said else []
    if missing:
        yield ("recovery", "emergency_text"), f"it has no words in {', '.join(missing)}; add them"


def _causes_with_words(file: ConfigFile) -> list[str]:
    shipped = texts.shipped_languages()
    spoken = [one for one in file.business.languages if one in shipped] or list(shipped[:1])
    keys = [texts.catalogue(language).keys() for language in spoken]
    everywhere = set(keys[0]).intersection(*keys[1:]) if keys else set()
    return sorted(key.removeprefix("cause.") for key in everywhere if key.startswith("cause."))


def _touchpoints(
    file: ConfigFile, tables: Mapping[str, Any], surveys: Surveys, own: Collection[str]
) -> Iterator[Finding]:
    yield from _repeated(tables, "touchpoint")
    for one in file.touchpoint:
        here = (*place_written(tables, "touchpoint", one.name), "survey")
        if one.survey not in surveys and one.survey not in own:
            yield here, f"there is no survey {shown(one.survey)}; {suggestion(one.survey, surveys)}"
        elif surveys.get(one.survey) is None and one.survey not in own:
            spoken = ", ".join(file.business.languages)
            yield (
                here,
                f"the shipped survey {one.survey} has no words in all of {spoken}; write your own [[survey]]",
            )


def _places(file: ConfigFile, tables: Mapping[str, Any], surveys: Surveys) -> Iterator[Finding]:
    """Whoever walks in is a buyer, and is asked about a touchpoint that is there."""
    asked = {one.name: one.survey for one in file.touchpoint}
    written = names_written(tables, "touchpoint") or list(asked)
    for name, place in file.places.items():
        survey = surveys.get(asked.get(place.touchpoint or "", ""))
        if place.touchpoint is None:
            continue
        if place.touchpoint not in written:
            known = suggestion(place.touchpoint, written)
            yield ("places", name, "touchpoint"), f"there is no touchpoint {shown(place.touchpoint)}; {known}"
        elif survey is not None and survey.audience is not Audience.BUYER:
            yield (
                ("places", name, "touchpoint"),
                f"its survey {survey.name} is for people who work with you; name one for buyers",
            )


def _digests(file: ConfigFile, tables: Mapping[str, Any]) -> Iterator[Finding]:
    yield from _repeated(tables, "digest")
    rooms = names_written(tables, "rooms") or list(file.rooms)
    for one in file.digest or ():
        here = place_written(tables, "digest", one.name)
        if one.room not in rooms:
            yield (
                (*here, "room"),
                f"there is no room {shown(one.room)}; {suggestion(one.room, rooms)}",
            )
        yield from _schedule(one, here, file)
        room = file.rooms.get(one.room)
        if room is not None and room.role == "wins":
            yield (*here, "room"), f'{shown(one.room)} reads praise only; name a room with role = "managers"'
        if room is not None and room.places and one.segment is not None:
            name, value = next(iter(one.segment.items()))
            if name != STORE or value not in room.places:
                yield (*here, "segment"), _BEYOND.format(shown(one.room), ", ".join(room.places))


def _schedule(one: DigestTime | PulseTime, here: KeyPath, file: ConfigFile) -> Iterator[Finding]:
    try:
        schedule(one, file.business.timezone)
    except ValueError as error:
        yield (
            (*here, "on"),
            f"{error}; name a weekday for a week, or a day from 1 to 28 for what is longer",
        )


def _pulses(file: ConfigFile, tables: Mapping[str, Any], surveys: Surveys) -> Iterator[Finding]:
    """A pulse asks about a touchpoint that is there, by a survey for those who work with us."""
    yield from _repeated(tables, "pulse")
    asked = {one.name: one.survey for one in file.touchpoint}
    written = names_written(tables, "touchpoint") or list(asked)
    for one in file.pulse:
        here = place_written(tables, "pulse", one.name)
        survey = surveys.get(asked.get(one.touchpoint, ""))
        if one.touchpoint not in written:
            known = suggestion(one.touchpoint, written)
            yield (*here, "touchpoint"), f"there is no touchpoint {shown(one.touchpoint)}; {known}"
        elif survey is not None and survey.audience is not Audience.INTERNAL:
            yield (*here, "touchpoint"), f"its survey {survey.name} is for buyers; {_FOR_PULSES}"
        yield from _schedule(one, here, file)


def _goals(file: ConfigFile, tables: Mapping[str, Any], surveys: Surveys) -> Iterator[Finding]:
    for name, goal in file.goals.items():
        if name not in surveys:
            yield ("goals", name), f"there is no survey {shown(name)}; {suggestion(name, surveys)}"
        else:
            yield from _goal(("goals", name), goal, surveys.get(name))
    for one in file.touchpoint:
        if one.goal is not None:
            here = (*place_written(tables, "touchpoint", one.name), "goal")
            yield from _goal(here, one.goal, surveys.get(one.survey))


def _goal(here: KeyPath, goal: float, survey: Survey | None) -> Iterator[Finding]:
    if survey is not None:
        kind = survey.question(survey.headline).kind
        low, high = _GOAL_LIMITS[kind]
        if not low <= goal <= high:
            yield here, f"a goal for a {kind} survey lies between {low:g} and {high:g}"
