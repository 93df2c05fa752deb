"""The clocks of cases: staff are reminded of what is due, and what is overdue is told once, where it is seen.

A case has one timer, for what is to be told next. It is moved with every step of the case, and as it goes off
the case is looked at again: it remembers what was told, so that nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import clocks
from bot.core.clocks import Clock, Due, Nudge
from bot.core.effects import CancelTimer, Effect, Lane, Line, Save, SetTimer, Timer
from bot.core.identity import Address, Customer, Role, address_from_key
from bot.core.platforms import platform_of
from bot.core.recovery import Case, log
from bot.core.settings import Room
from bot.core.view import View
from handlers import alerts
from handlers.places import told_there

_KIND = "sla"
_UNITS = (("days", timedelta(days=2), timedelta(days=1)), ("hours", timedelta(hours=1), timedelta(hours=1)))


def started(case: Case, view: View) -> Case:
    """The case with its clocks running from now, in business time."""
    return clocks.started(case, view.now, view.settings.service, view.settings.hours)


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
    told, entry = log(
        replace(case, told=(*case.told, due.mark)), _KINDS[due.nudge], view.now, None, due.clock
    )
    said = _escalated if due.nudge is Nudge.ESCALATION else _reminded
    return [Save(told), Save(entry), *said(told, due, customer, view), wound(told, view)]


_KINDS = {Nudge.REMINDER: "reminded", Nudge.ESCALATION: "escalated"}


def _reminded(case: Case, due: Due, customer: Customer, view: View) -> list[Effect]:
    """In the alert's thread, by name where somebody has the case."""
    room = address_from_key(case.room)
    return [_told(case, due, customer, room, view, thread=case.alert)]


def _escalated(case: Case, due: Due, customer: Customer, view: View) -> list[Effect]:
    """In the room that is named for it, else in the case's own; the alert shows it as well."""
    edited = alerts.alert(case, customer, view, parcel_id=view.new_id(), edits=True)
    own, room = address_from_key(case.room), escalation_room(view)
    if room is None or room.address == own:
        # A thread that is a room of its own would hide it.
        thread = None if platform_of(own).thread_is_internal else case.alert
        return [edited, _told(case, due, customer, own, view, thread=thread)]
    line = Line("timeline.escalated", {"room": room.name})
    card = alerts.card(case, customer, view)
    return [
        edited,
        alerts.timeline(case, line, view),
        _told(case, due, customer, room.address, view, card=card),
    ]


def escalation_room(view: View) -> Room | None:
    """Where the operator wants to hear of what is overdue."""
    names = view.settings.service.escalate_to
    return next((room for room in view.settings.rooms if room.name in names), None)


def _told(
    case: Case,
    due: Due,
    customer: Customer,
    address: Address,
    view: View,
    *,
    thread: str | None = None,
    card: dict[str, object] | None = None,
) -> Effect:
    """Who waits, how long, and for what; with the button to take it where staff read it."""
    room = view.settings.room_at(address)
    is_free = due.clock is Clock.TAKE and due.nudge is Nudge.ESCALATION
    takes = is_free and room is not None and room.role is Role.STAFF
    values = {"when": alerts.wall(due.by, view), "owner": case.owner_name or case.owner or ""}
    return told_there(
        view,
        address,
        "sla" if due.nudge is Nudge.REMINDER else "escalation",
        f"case:{case.id}",
        _waiting(clocks.running_since(case), customer, view),
        Line(f"clock.{due.nudge}.{due.clock}", values),
        rows=((alerts.button(case, "take", view, emphasis="primary"),),) if takes else (),
        thread=thread,
        lane=Lane.ALERT,
        card=card,
    )


def _waiting(since: datetime, customer: Customer, view: View) -> Line:
    """How long, by the customer's clock: nights and holidays are waited through as well."""
    waited = view.now - since
    name, unit = next(
        ((name, unit) for name, least, unit in _UNITS if waited >= least), ("minutes", timedelta(minutes=1))
    )
    return Line(f"clock.waiting.{name}", {"n": waited // unit, **alerts.named(customer)})
