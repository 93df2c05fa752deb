"""The managers' digest: on schedule and on ``/digest``, one and the same composition."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.core.digest_composing import compose
from bot.core.digest_told import card_of
from bot.core.digest_words import Misread, Trouble, limited_to, request
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
from bot.core.events import CommandGiven, Outcome, ParcelSettled, TimerDue
from bot.core.identity import Address
from bot.core.periods import Period, last_complete, local_date, missed_runs, next_run, wall_to_utc
from bot.core.permissions import Place, may, place_of
from bot.core.ports import Needs
from bot.core.report import ReportQuery
from bot.core.settings import DigestPlan, Room, Settings
from bot.core.view import View
from handlers import book, guessing, improvement_cards, measuring, summarizing, wins
from handlers.places import is_nameless, refused_there, told_there, who_are_you

AGAIN = "digest_again"  # the kind of timer that tries once more
AGAIN_FROM = timedelta(minutes=5)
AGAIN_UP_TO = timedelta(hours=1)
_PLAN = "plan:"
_TO = ".."
MOST_WINS_DAYS = 7  # whose praise comes together, after downtime
_OURS = (_PLAN, measuring.PREFIX)
"""How words begin that we alone may say."""


def is_ours(words: str) -> bool:
    """Whether these words ask for a report in the way that only our own timers do."""
    return words.strip().startswith(_OURS)


def plan_words(name: str, day: date, since: date | None = None) -> str:
    """How a scheduled digest asks for its report; ``since``: of the runs from this day on, together."""
    first = f"{since.isoformat()}{_TO}" if since not in (None, day) and since is not None else ""
    return f"{_PLAN}{name}@{first}{day.isoformat()}"


def query_for(
    words: str,
    now: datetime,
    settings: Settings,
    segments: Iterable[tuple[str, str]] = (),
    within: Collection[str] = (),
) -> ReportQuery | Misread:
    """The report behind ``/digest`` words or a scheduled digest, or why the words ask for none.

    ``segments`` are those that anything was counted for, ``within`` the only places that the asker may see.
    """
    today = local_date(now, settings.zone)
    if words.startswith(measuring.PREFIX):
        return measuring.query(words, today)
    if words == book.WORDS:
        return book.query(now, settings)
    if not words.startswith(_PLAN):
        return request(words, today, settings, segments, within)
    name, _, day = words.removeprefix(_PLAN).partition("@")
    plan = settings.digests.get(name)
    if plan is None:
        return Misread(words)
    first, _, last = day.rpartition(_TO)
    period = last_complete(plan.covers, date.fromisoformat(last))
    if first:
        start = last_complete(plan.covers, date.fromisoformat(first)).start
        name = f"{start.isoformat()}..{(period.end - timedelta(days=1)).isoformat()}"
        period = Period(name, start, period.end)
    query = limited_to(ReportQuery(period, plan.segment, today=today), within)
    return query or Misread(words, Trouble.BEYOND)


def may_ask(address: Address, settings: Settings) -> bool:
    """Managers, and whoever is in the managers' room and shows who they are."""
    return may("digest", address, settings)


def needs_of(event: CommandGiven, settings: Settings) -> Needs:
    """The numbers, for those who may see them."""
    words = event.argument.strip()
    if is_ours(words) or not may_ask(event.address, settings):
        return Needs()
    return Needs(report=words, within=settings.places_shown(event.address))


def asked(event: CommandGiven, view: View) -> Sequence[Effect]:
    """``/digest``: answered in the managers' room, and elsewhere to whoever asks alone."""
    is_ours = not event.address.room or view.settings.room_at(event.address) is not None
    if is_nameless(event.address):
        return [who_are_you(view, event.address)] if is_ours else []
    if not may_ask(event.address, view.settings):
        line = Line("digest_command.managers_only", {"user": event.address.user})
        return refused_there(line, event.address, view, "digest")
    address = event.address
    if place_of(address, view.settings) is not Place.MANAGERS_ROOM:
        address = replace(address, room="")
    if view.report is None:
        return [_told(address, "reply", not_answered(event.argument, view.misread), view)]
    post = _post(address, f"digest:asked@{event.key}", (), Lane.REPLY, view)
    return [post, *summarizing.asked(post.parcel, view)]


def not_answered(words: str, misread: Misread | None) -> Line:
    """Why there is no digest: what is not understood and what may be, or that it cannot be counted now."""
    if misread is None:
        return Line("digest_command.not_counted")
    if misread.trouble is Trouble.BEYOND:
        return Line("digest_command.beyond", {"places": ", ".join(misread.places)})
    if misread.trouble is not Trouble.UNKNOWN:
        return Line(f"digest_command.{misread.trouble}", {"words": words})
    if misread.nearest is None:
        return Line("digest_command.not_understood", {"words": words})
    return Line("digest_command.nearest", {"words": words, "nearest": misread.nearest})


# --- on schedule


def came_due(event: TimerDue, view: View) -> Sequence[Effect]:
    """A scheduled digest: once per local date. After downtime only the latest goes out, and says so."""
    plan = view.settings.digests.get(event.subject)
    if plan is None:
        return []
    runs = missed_runs(plan.schedule, event.due - timedelta(microseconds=1), view.now)
    effects: list[Effect] = [_timer(plan, view), *guessing.wound(plan, view)]
    if not runs:
        return effects
    *skipped, (day, due) = runs
    effects += [skip for missed, _ in skipped for skip in _skipped(plan, missed, view)]
    return [*effects, *_sent(plan, day, due, "late", view)]


def came_due_again(event: TimerDue, view: View) -> Sequence[Effect]:
    """The numbers of a scheduled digest could not be counted: try once more, unless the next one is due."""
    plan, day = _plan_and_day(event.subject, view.settings)
    if plan is None:
        return []
    due = wall_to_utc(day, plan.schedule.at, plan.schedule.zone)
    _, next_due = next_run(plan.schedule, due)
    if next_due <= view.now:
        return _skipped(plan, day, view)
    return _sent(plan, day, due, "late_numbers", view)


def needs_again(event: TimerDue, settings: Settings) -> Needs:
    """The numbers, once more."""
    plan, day = _plan_and_day(event.subject, settings)
    return Needs() if plan is None else _needs_of_run(plan, [day], settings)


def needs_of_run(event: TimerDue, settings: Settings) -> Needs:
    """The numbers of the latest run that is due, and which were written down before."""
    plan = settings.digests.get(event.subject)
    days = days_due(plan, event.due, event.at) if plan else []
    return Needs() if plan is None or not days else _needs_of_run(plan, days, settings)


def _needs_of_run(plan: DigestPlan, days: Sequence[date], settings: Settings) -> Needs:
    room = _room(plan, settings)
    return Needs(
        digest_runs=tuple((plan.name, day.isoformat()) for day in days),
        report=plan_words(plan.name, days[-1], days[-MOST_WINS_DAYS:][0] if plan.is_wins else None),
        within=room.places if room else frozenset(),
    )


def _plan_and_day(subject: str, settings: Settings) -> tuple[DigestPlan | None, date]:
    name, _, day = subject.rpartition("@")
    return settings.digests.get(name), date.fromisoformat(day)


def _room(plan: DigestPlan, settings: Settings) -> Room | None:
    return next((room for room in settings.rooms if room.name == plan.room), None)


def _skipped(plan: DigestPlan, day: date, view: View) -> list[Effect]:
    if view.digest_run(plan.name, day.isoformat()) is not None:
        return []
    return [Save(DigestRun(plan.name, day.isoformat(), view.now, skipped=True))]


def _sent(plan: DigestPlan, day: date, due: datetime, late: str, view: View) -> list[Effect]:
    """The run of this date, unless it was written down before; without its numbers it is tried again."""
    room = _room(plan, view.settings)
    if room is None or view.misread is not None or view.digest_run(plan.name, day.isoformat()):
        return []
    passed = view.now - due
    if view.report is None:
        wait = min(max(passed, AGAIN_FROM), AGAIN_UP_TO)
        return [SetTimer(Timer(AGAIN, f"{plan.name}@{day.isoformat()}", view.now + wait))]
    before: tuple[Line, ...] = ()
    if passed > timedelta(hours=1) or late != "late":
        local = due.astimezone(plan.schedule.zone)
        before = (
            Line(
                f"{'wins' if plan.is_wins else 'digest_command'}.{late}", {"when": f"{local:%Y-%m-%d %H:%M}"}
            ),
        )
    about = f"digest:{plan.name}@{day.isoformat()}"
    run = Save(DigestRun(plan.name, day.isoformat(), view.now))
    if plan.is_wins:
        said = wins.lines(view.report, room, view)
        there, lane = room.address, Lane.BROADCAST
        return [run, told_there(view, there, "wins", about, *before, *said, lane=lane)] if said else [run]
    post = _post(room.address, about, before, Lane.BROADCAST, view)
    _, until = next_run(plan.schedule, due)  # by then there is a newer one, whatever kept this one
    return [run, Send(replace(post.parcel, not_after=until)), *summarizing.asked(post.parcel, view)]


def overtaken(event: ParcelSettled) -> tuple[tuple[str, str], ...]:
    """The run whose digest could not be posted before the next one was due."""
    if event.purpose != "digest" or event.outcome is not Outcome.EXPIRED:
        return ()
    name, _, day = event.about.removeprefix("digest:").partition("@")
    return ((name, day),)


def came_too_late(event: ParcelSettled, view: View) -> Sequence[Effect]:
    """The next digest took its place: that it was skipped is on record."""
    runs = [view.digest_run(*key) for key in overtaken(event)]
    return [Save(replace(run, at=view.now, skipped=True)) for run in runs if run is not None]


def days_due(plan: DigestPlan, due: datetime, now: datetime) -> list[date]:
    """The local dates on which it should have gone out by now, the latest last; none before its moment."""
    return [day for day, _ in missed_runs(plan.schedule, due - timedelta(microseconds=1), now)]


def scheduled(event: TimerDue, view: View) -> Sequence[Effect]:
    """A plan is new or has changed: wake up for its next run."""
    plan = view.settings.digests.get(event.subject)
    return [] if plan is None else [_timer(plan, view), *guessing.wound(plan, view)]


def _timer(plan: DigestPlan, view: View) -> Effect:
    _, due = next_run(plan.schedule, view.now)
    return SetTimer(Timer("digest", plan.name, due))


def _post(address: Address, about: str, before: tuple[Line, ...], lane: Lane, view: View) -> Send:
    if view.report is None:
        raise LookupError("a digest is posted only with its report")
    query = view.report.now.query
    digest = compose(view.report, view.settings, view.now)
    is_plain = query.against is None and not query.why
    rows = improvement_cards.offers(digest, address, view) if is_plain else ()
    message = Message(before, rows, card_of(digest, view.report, view.settings, view.now))
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
