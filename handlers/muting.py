"""Abuse: for a time, what a customer writes is not passed on to staff. Their answers count all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.duty import read_until
from bot.core.effects import Effect, Line, Save
from bot.core.identity import Customer
from bot.core.recovery import Case, CaseStep, allows, take
from bot.core.view import View
from handlers.asking import told
from handlers.customers import reached_at
from handlers.muted import day as day_of
from handlers.places import refused
from handlers.work import Work, moved

MUTED = "muted"
LONGEST = timedelta(days=366)


def mute(work: Work, view: View) -> Sequence[Effect]:
    """The case is closed, and the customer hears of it in one calm sentence.

    The fields are ``until``, a date, and ``why``; or ``text``, the date and then why.
    """
    words = work.field("text") or f"{work.field('until')} {work.field('why')}"
    until, why = read_until(words, view.now, view.settings.zone) or (view.now, "")
    if not why or not view.now < until <= view.now + LONGEST:
        return [refused(Line("case.mute_needs"))]
    if not allows(work.case, CaseStep.MUTE):
        return [refused(Line("case.moved_on"))]
    muted = replace(work.customer, muted_until=until)
    work = replace(work, customer=muted)
    closed = replace(take(work.case, CaseStep.MUTE, view.now), closed_for=MUTED)
    day = day_of(until, view)
    line = Line("timeline.muted", {"by": work.name, "until": day, "words": why})
    effects = moved(closed, work, "muted", line, f"{day}: {why}", view)
    return [Save(muted), *effects, *_told(muted, closed, Line("said.muted", {"when": day}), view)]


def unmuted(customer: Customer, case: Case, view: View) -> tuple[Customer, list[Effect]]:
    """The customer, who is read again from now on and hears of it."""
    heard = replace(customer, muted_until=None)
    return heard, [Save(heard), *_told(heard, case, Line("said.unmuted"), view)]


def _told(customer: Customer, case: Case, line: Line, view: View) -> list[Effect]:
    address = reached_at(customer, view, case)
    return [] if address is None else [told(view, address, customer, MUTED, f"case:{case.id}", line)]
