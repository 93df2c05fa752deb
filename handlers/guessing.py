"""Guessing before the digest opens: the room is asked the day before, and ``/guess 45`` keeps a guess."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.core.digest_charts import display_name, figure
from bot.core.digest_praise import METRICS
from bot.core.effects import DigestRun, Effect, Lane, Line, Save, SetTimer, Timer
from bot.core.events import CommandGiven, TimerDue
from bot.core.guesses import (
    asks_for,
    day_before,
    guess,
    guessable,
    is_tomorrow,
    limits_of,
    read_guess,
    value_of,
)
from bot.core.identity import Address
from bot.core.periods import next_run
from bot.core.permissions import may
from bot.core.ports import Needs
from bot.core.settings import DigestPlan, Room, Settings
from bot.core.spoken import clean
from bot.core.survey import QuestionKind
from bot.core.view import View
from handlers.asking import slash
from handlers.places import is_nameless, refused_there, told_there, who_are_you

COMMAND = "guess"
TIMER = "guess"
LEAST = timedelta(minutes=30)  # before the digest: later nobody is asked to guess
_EXAMPLES = {QuestionKind.NPS: "45", QuestionKind.STARS: "4.5"}
_EXAMPLE = "80"


def asked_key(plan: DigestPlan) -> str:
    """Under what it is kept that the room was asked: once for each run of the digest."""
    return f"guess:{plan.name}"


def wound(plan: DigestPlan, view: View) -> list[Effect]:
    """Wake up to ask, the day before the next run; at once where that has passed already."""
    if not plan.guess:
        return []
    run, _ = next_run(plan.schedule, view.now)
    return [SetTimer(Timer(TIMER, plan.name, max(day_before(run, plan), view.now)))]


def needs_of_timer(event: TimerDue, settings: Settings) -> Needs:
    """Whether the room was asked before."""
    plan = settings.digests.get(event.subject)
    if plan is None:
        return Needs()
    run, _ = next_run(plan.schedule, event.at)
    return Needs(digest_runs=((asked_key(plan), run.isoformat()),))


def came_due(event: TimerDue, view: View) -> Sequence[Effect]:
    """The room is asked, once for each run of the digest."""
    plan = view.settings.digests.get(event.subject)
    room = _room(plan, view.settings) if plan else None
    if plan is None or room is None or not plan.guess:
        return []
    run, due = next_run(plan.schedule, event.at)
    if day_before(run, plan) > event.at:
        return wound(plan, view)
    if view.digest_run(asked_key(plan), run.isoformat()) is not None or due - event.at < LEAST:
        return []
    lines = _question(plan, run, room, event.at, view)
    if not lines:
        return []
    about = f"guess:{plan.name}@{run.isoformat()}"
    asks = told_there(view, room.address, "guess", about, *lines, lane=Lane.BROADCAST)
    return [Save(DigestRun(asked_key(plan), run.isoformat(), view.now)), asks]


def _question(plan: DigestPlan, run: date, room: Room, now: datetime, view: View) -> tuple[Line, ...]:
    query, first = asks_for(plan, run, room.places), next(iter(guessable(view.settings).items()), None)
    if query is None or first is None:
        return ()
    start, end = query.period.start.isoformat(), (query.period.end - timedelta(days=1)).isoformat()
    day = "tomorrow" if is_tomorrow(run, plan, now) else "today"
    return (Line(f"guess.ask.{day}", {"start": start, "end": end}), _how(*first, room.address, view))


def _how(touchpoint: str, kind: str, address: Address, view: View) -> Line:
    low, high = limits_of(kind)
    values = {
        "touchpoint": display_name(touchpoint),
        "metric": METRICS.get(QuestionKind(kind), kind),
        "low": f"{low:g}",
        "high": f"{high:g}",
        "example": _EXAMPLES.get(QuestionKind(kind), _EXAMPLE),
        "slash": slash(view, address),
    }
    others = len(guessable(view.settings)) > 1
    return Line("guess.how_or_elsewhere" if others else "guess.how", values)


# --- /guess


def asked(event: CommandGiven, view: View) -> Sequence[Effect]:
    """Kept under the name of whoever guesses, for the next digest of this room, until it opens."""
    address = event.address
    if is_nameless(address):
        return [who_are_you(view, address)] if view.settings.room_at(address) else []
    if not may(COMMAND, address, view.settings):
        return refused_there(Line("guess.team_only", {"user": address.user}), address, view, COMMAND)
    found = _next(address, view)
    first = next(iter(guessable(view.settings)), None)
    if found is None or first is None:
        return [_told(address, view, Line("guess.nothing"))]
    plan, run, due = found
    words = clean(event.argument)
    read = read_guess(words, view.settings)
    touchpoint = (read[1] if read else None) or first
    kind = guessable(view.settings).get(touchpoint)
    if read is None or kind is None:
        names = ", ".join(display_name(name) for name in guessable(view.settings))
        line = Line("guess.which", {"words": names}) if words.strip() else None
        how = _how(first, guessable(view.settings)[first], address, view)
        return [_told(address, view, *([line] if line else ()), how)]
    value = value_of(kind, read[0])
    if value is None:
        return [_told(address, view, _how(touchpoint, kind, address, view))]
    name = (event.sender_name or "").strip() or view.settings.people.get(address.user) or address.person
    kept = guess(plan.name, run, touchpoint, kind, value, by=address.user, name=name, now=view.now)
    said = {
        "who": name,
        "value": figure(kind, value),
        "metric": METRICS.get(QuestionKind(kind), kind),
        "touchpoint": display_name(touchpoint),
        "when": f"{due.astimezone(plan.schedule.zone):%Y-%m-%d %H:%M}",
    }
    return [Save(kept), _told(address, view, Line("guess.kept", said))]


def _next(address: Address, view: View) -> tuple[DigestPlan, date, datetime] | None:
    """The digest that opens next: of this room, or in somebody's own chat of any room."""
    here = view.settings.room_at(address)
    plans = [plan for plan in view.settings.digests.values() if plan.guess]
    if here is not None:
        plans = [plan for plan in plans if plan.room == here.name]
    runs = [(plan, *next_run(plan.schedule, view.now)) for plan in plans]
    return min(runs, key=lambda one: (one[2], one[0].name), default=None)


def _room(plan: DigestPlan, settings: Settings) -> Room | None:
    return next((room for room in settings.rooms if room.name == plan.room), None)


def _told(address: Address, view: View, *lines: Line) -> Effect:
    return told_there(view, address, "reply", COMMAND, *lines)
