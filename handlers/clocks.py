"""The clocks of cases: staff are reminded of what is due, and what is overdue is told where it is seen.

A case has one timer, for what is to be told next. It is moved with every step of the case, and as it goes off
the case is looked at again: it remembers what was told, so that nothing is told twice. What is overdue goes
from one to the next of those whom the operator names, rooms and people; who is off duty, or cannot be
reached, is passed over at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import clocks
from bot.core.clocks import Clock, Due, Nudge
from bot.core.effects import CancelTimer, Effect, Lane, Line, Save, SetTimer, Timer
from bot.core.events import ParcelSettled
from bot.core.identity import Address, Customer, address_from_key, chat_of
from bot.core.recovery import Case, CaseEntry, log
from bot.core.view import View
from handlers import alerts, copies, incidents
from handlers.places import told_there

_KIND = "sla"
_UNITS = (("days", timedelta(days=2), timedelta(days=1)), ("hours", timedelta(hours=1), timedelta(hours=1)))
_TOLD = {Nudge.REMINDER: "reminded", Nudge.ESCALATION: "escalated"}


def started(case: Case, view: View) -> Case:
    """The case with its clocks running from now, in business time; round the clock where it is urgent."""
    return clocks.started(case, view.now, view.settings.service, view.settings.hours)


def given_back(case: Case, view: View) -> Case:
    """The case that nobody has any more, with its time to be taken from now."""
    return clocks.given_back(case, view.now, view.settings.service, view.settings.hours)


def hastened(case: Case, view: View) -> Case:
    """The case, which may have become urgent, with deadlines that fit."""
    return clocks.hastened(case, view.now, view.settings.service)


def wound(case: Case, view: View) -> Effect:
    """The case's one timer, as its next step wants it."""
    due = clocks.next_due(case, view.now, view.settings.service, view.settings.hours)
    if due is None:
        return CancelTimer(f"{_KIND}:{case.id}")
    return SetTimer(Timer(_KIND, case.id, due.at))


def came_due(case: Case, view: View) -> Sequence[Effect]:
    """Tell what is due by now, if it is still to be told."""
    customer = view.customer(case.customer_id)
    if customer is None:
        return []
    due = clocks.overdue(case, view.now, view.settings.service, view.settings.hours)
    if due is None:
        return [wound(case, view)]
    if due.nudge is Nudge.ESCALATION:
        return _escalated(case, due, customer, view)
    told, entry = _noted(case, due, view)
    # In the alert's thread, by name where somebody has the case.
    lines, room = _lines(case, due, customer, view), address_from_key(case.room)
    about, card = f"case:{case.id}", _for_somebody(case, view)
    reminder = told_there(view, room, "sla", about, *lines, thread=case.alert, lane=Lane.ALERT, card=card)
    return [Save(told), Save(entry), reminder, wound(told, view)]


def not_reached(event: ParcelSettled, case: Case, view: View) -> list[Effect]:
    """Somebody who was to hear that a case is overdue cannot be reached: the next hears of it at once."""
    customer, found = view.customer(case.customer_id), clocks.deadline(case)
    left = tuple(copy for copy in case.copies if copy[0] != event.parcel_id)
    if customer is None or left == case.copies:
        return []
    name = copies.name_of(event.address, view)
    case, entry = log(replace(case, copies=left), "passed_over", view.now, None, event.address.key)
    line = Line("timeline.passed_over", {"to": name})
    effects: list[Effect] = [Save(case), Save(entry), alerts.timeline(case, line, view)]
    step = clocks.escalated(case, found[0]) if found else 0
    if found is None or step == 0 or _listener(step, view) != event.address:
        return effects  # the case has moved on, or others have heard of it since
    clock, by = found
    due = Due(clock, Nudge.ESCALATION, view.now, by, step + 1)
    return [*effects, *_escalated(case, due, customer, view)]


def _escalated(case: Case, due: Due, customer: Customer, view: View) -> list[Effect]:
    """To whoever's turn it is to hear of it, else in the case's own room; the alert shows it as well."""
    last = clocks.steps(view.settings.service)
    step = next((step for step in range(due.step, last + 1) if _listener(step, view)), None)
    case, entry = _noted(case, replace(due, step=step or last), view)
    case, shown = incidents.shown(case, customer, view)
    listener, own = _listener(step, view) if step else None, address_from_key(case.room)
    lines = _lines(case, due, customer, view)
    if listener is None or listener == own:
        said: list[Effect] = [copies.aloud(case, "escalation", view, *lines)]
    else:
        name, what = copies.name_of(listener, view), "escalated" if listener.room else "escalated_to"
        line = Line(f"timeline.{what}", {"room": name, "to": name})
        case, copy = copies.told(case, customer, "escalation", listener, view, *lines)
        said = [alerts.timeline(case, line, view), copy]
    return [Save(case), Save(entry), *shown, *said, wound(case, view)]


def _for_somebody(case: Case, view: View) -> dict[str, object] | None:
    """Whom the reminder is for, where that is somebody: who has the case, or else was given it."""
    user = case.owner or case.asked
    meant = None if user is None or view.is_off_duty(user) else alerts.meant_for(user, view)
    if meant is None:
        return None
    return {"type": "told", "for": {**meant, "name": case.owner_name or meant["name"]}}


def _noted(case: Case, due: Due, view: View) -> tuple[Case, CaseEntry]:
    """The case that remembers what is told now."""
    told = replace(case, told=tuple(dict.fromkeys((*case.told, due.mark))))
    return log(told, _TOLD[due.nudge], view.now, None, due.clock)


def _listener(step: int, view: View) -> Address | None:
    """Who is to hear of it as the step-th: a room of ours, or somebody who is on duty."""
    names = view.settings.service.escalate_to[step - 1 : step]
    for name in names:
        room = next((room for room in view.settings.rooms if room.name == name), None)
        if room is not None:
            return room.address
        if ":" in name and not view.is_off_duty(name):
            return chat_of(name)
    return None


def _lines(case: Case, due: Due, customer: Customer, view: View) -> tuple[Line, Line]:
    """Who waits, how long, and for what."""
    has_owner = case.owner is not None and not view.is_off_duty(case.owner)
    away = "" if due.clock is Clock.TAKE or has_owner else "_away"
    values = {"when": alerts.wall(due.by, view), "owner": case.owner_name or case.owner or ""}
    waiting = _waiting(clocks.running_since(case), customer, view)
    return waiting, Line(f"clock.{due.nudge}.{due.clock}{away}", values)


def _waiting(since: datetime, customer: Customer, view: View) -> Line:
    """How long, by the customer's clock: nights and holidays are waited through as well."""
    waited = view.now - since
    name, unit = next(
        ((name, unit) for name, least, unit in _UNITS if waited >= least), ("minutes", timedelta(minutes=1))
    )
    return Line(f"clock.waiting.{name}", {"n": waited // unit, **alerts.named(customer)})
