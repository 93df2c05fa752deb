"""The managers' digest: on schedule and on ``/digest``, one and the same composition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.core.digest_card import card
from bot.core.digest_composing import compose
from bot.core.effects import (
    DigestRun,
    Effect,
    Lane,
    Line,
    Message,
    Parcel,
    Save,
    Send,
    SetTimer,
    Timer,
)
from bot.core.events import CommandGiven, TimerDue
from bot.core.identity import Address
from bot.core.periods import last_complete, local_date, missed_runs, next_run
from bot.core.permissions import may
from bot.core.report import ReportQuery, request
from bot.core.settings import DigestPlan, Settings
from bot.core.view import View
from handlers import book, improvement_cards, measuring
from handlers.places import is_nameless, refused_there, who_are_you

_PLAN = "plan:"


def plan_words(name: str, day: date) -> str:
    """How a scheduled digest asks for its report."""
    return f"{_PLAN}{name}@{day.isoformat()}"


def query_for(words: str, now: datetime, settings: Settings) -> ReportQuery | None:
    """The report behind ``/digest`` words or a scheduled digest; None where they are not understood."""
    if words.startswith(measuring.PREFIX):
        return measuring.query(words, local_date(now, settings.zone))
    if words == book.WORDS:
        return book.query(now, settings)
    if not words.startswith(_PLAN):
        return request(words, local_date(now, settings.zone), settings)
    name, _, day = words.removeprefix(_PLAN).partition("@")
    plan = settings.digests[name]
    period = last_complete(plan.covers, date.fromisoformat(day))
    return ReportQuery(period, plan.segment, today=local_date(now, settings.zone))


def may_ask(address: Address, settings: Settings) -> bool:
    """Managers, and whoever is in the managers' room and shows who they are."""
    return may("digest", address, settings)


def asked(event: CommandGiven, view: View) -> Sequence[Effect]:
    """``/digest [period] [segment]``: answered where it was asked, but in no room that is not ours."""
    is_ours = not event.address.room or view.settings.room_at(event.address) is not None
    if is_nameless(event.address):
        return [who_are_you(view, event.address)] if is_ours else []
    if not may_ask(event.address, view.settings):
        line = Line("digest_command.managers_only", {"user": event.address.user})
        return refused_there(line, event.address, view, "digest")
    address = event.address if is_ours else replace(event.address, room="")
    if view.report is None:
        line = Line("digest_command.not_understood", {"words": event.argument})
        return [_told(address, "reply", line, view)]
    return [_post(address, f"digest:asked@{event.key}", (), Lane.REPLY, view)]


def came_due(event: TimerDue, view: View) -> Sequence[Effect]:
    """A scheduled digest: once per local date. After downtime only the latest goes out, and says so."""
    plan = view.settings.digests.get(event.subject)
    if plan is None:
        return []
    runs = missed_runs(plan.schedule, event.due - timedelta(microseconds=1), view.now)
    effects: list[Effect] = [_timer(plan, view)]
    if not runs:
        return effects
    *skipped, (day, due) = runs
    effects += [
        Save(DigestRun(plan.name, missed.isoformat(), view.now, skipped=True))
        for missed, _ in skipped
        if view.digest_run(plan.name, missed.isoformat()) is None
    ]
    room = next((room for room in view.settings.rooms if room.name == plan.room), None)
    if room is None or view.report is None or view.digest_run(plan.name, day.isoformat()):
        return effects
    effects.append(Save(DigestRun(plan.name, day.isoformat(), view.now)))
    late = view.now - due > timedelta(hours=1)
    local = due.astimezone(plan.schedule.zone)
    before = (Line("digest_command.late", {"when": f"{local:%Y-%m-%d %H:%M}"}),) if late else ()
    about = f"digest:{plan.name}@{day.isoformat()}"
    return [*effects, _post(room.address, about, before, Lane.BROADCAST, view)]


def days_due(plan: DigestPlan, due: datetime, now: datetime) -> list[date]:
    """The local dates on which it should have gone out by now, the latest last; none before its moment."""
    return [day for day, _ in missed_runs(plan.schedule, due - timedelta(microseconds=1), now)]


def scheduled(event: TimerDue, view: View) -> Sequence[Effect]:
    """A plan is new or has changed: wake up for its next run."""
    plan = view.settings.digests.get(event.subject)
    return [] if plan is None else [_timer(plan, view)]


def _timer(plan: DigestPlan, view: View) -> Effect:
    _, due = next_run(plan.schedule, view.now)
    return SetTimer(Timer("digest", plan.name, due))


def _post(address: Address, about: str, before: tuple[Line, ...], lane: Lane, view: View) -> Effect:
    if view.report is None:
        raise LookupError("a digest is posted only with its report")
    digest = compose(view.report, view.settings, view.now)
    rows = improvement_cards.offers(digest, address, view)
    message = Message(before, rows, card(digest))
    return Send(_parcel(address, "digest", about, message, lane, view))


def _told(address: Address, purpose: str, line: Line, view: View) -> Effect:
    return Send(_parcel(address, purpose, "digest", Message(lines=(line,)), Lane.REPLY, view))


def _parcel(address: Address, purpose: str, about: str, message: Message, lane: Lane, view: View) -> Parcel:
    room = view.settings.room_at(address)
    return Parcel(
        id=view.new_id(),
        address=address.place,
        lane=lane,
        purpose=purpose,
        about=about,
        message=message,
        language=room.language if room else view.settings.language,
        not_before=view.now,
    )
