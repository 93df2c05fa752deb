"""The customer book: written anew at the beginning of each month, and shown on ``/book``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time

from bot.core.book import Book, is_up_to_date, latest
from bot.core.book_card import book_card
from bot.core.book_writing import write
from bot.core.effects import Effect, Lane, Line, Save, SetTimer, Timer
from bot.core.events import CommandGiven, TimerDue
from bot.core.periods import PeriodKind, Schedule, last_complete, local_date, next_run
from bot.core.permissions import may
from bot.core.ports import Needs
from bot.core.report import ReportQuery
from bot.core.settings import Settings
from bot.core.view import View
from handlers.places import is_nameless, limited_to_places, refused_there, told_there, who_are_you

COMMAND = "book"
TIMER = "book"
WORDS = "plan:/book"
"""How its report is asked for: shaped like a scheduled digest's, of a name that none can have."""
AT = time(5)  # after the month's last answers, before anybody reads


def schedule(settings: Settings) -> Schedule:
    """When the next version is written."""
    return Schedule(PeriodKind.MONTH, 1, AT, settings.zone)


def query(now: datetime, settings: Settings) -> ReportQuery:
    """The last whole month, and each segment of it."""
    today = local_date(now, settings.zone)
    return ReportQuery(last_complete(PeriodKind.MONTH, today), today=today, by_segment=True)


def needs_of(event: CommandGiven, settings: Settings) -> Needs:
    """The versions so far, and what a new one would be written from."""
    is_limited = bool(settings.places_shown(event.address))
    return of_timer() if may(COMMAND, event.address, settings) and not is_limited else Needs()


def of_timer() -> Needs:
    """The same, whoever asks."""
    return Needs(books=True, report=WORDS)


def came_due(event: TimerDue, view: View) -> Sequence[Effect]:
    """The month is over: write, and wake up for the next."""
    _, _, written = _written(view)
    return [*written, *scheduled(event, view)]


def scheduled(_event: TimerDue, view: View) -> Sequence[Effect]:
    """Wake up when the month is over."""
    _, due = next_run(schedule(view.settings), view.now)
    return [SetTimer(Timer(TIMER, TIMER, due))]


def asked(event: CommandGiven, view: View) -> Sequence[Effect]:
    """``/book``: the newest version, written now where the last month has none yet."""
    address = event.address
    is_ours = not address.room or view.settings.room_at(address) is not None
    if is_nameless(address):
        return [who_are_you(view, address)] if is_ours else []
    if not may(COMMAND, address, view.settings):
        return refused_there(Line("book.managers_only", {"user": address.user}), address, view, "book")
    if limited := limited_to_places(address, view, "book"):
        return limited
    there = address if is_ours else replace(address, room="")
    book, before, written = _written(view)
    if book is None:
        return [told_there(view, there, "reply", "book", Line("book.not_now"))]
    card = book_card(book, before, view.settings.business)
    return [*written, told_there(view, there, "digest", "book", card=card, lane=Lane.REPLY)]


def _written(view: View) -> tuple[Book | None, Book | None, list[Effect]]:
    """The newest version, the one before it, and what is to be saved for that."""
    known = [*latest(view.rows.books), None, None]
    newest, before = known[0], known[1]
    if view.report is None or is_up_to_date(newest, view.report.now.query.period):
        return newest, before, []
    book = write(view.report, view.settings, view.now, newest)
    # An empty one is shown, and not kept: answers of that month may still be imported.
    return book, newest, [Save(book)] if book.sentences else []
