"""Paging: whoever is on call hears of what must not wait, at any hour, in their own chat, at once."""

from __future__ import annotations

from dataclasses import replace

from bot.core.clocks import PENDING
from bot.core.effects import Effect, Line, Save
from bot.core.events import ParcelSettled
from bot.core.identity import Customer, chat_of
from bot.core.recovery import Case, Severity, log
from bot.core.view import View
from handlers import alerts, copies

_MARK = "paged"  # of an opening of the case


def paged(case: Case, customer: Customer, view: View) -> list[Effect]:
    """Those on call hear of a case that is urgent, once for each opening of it."""
    if not is_to_page(case, view):
        return []
    people = _on_call(view)
    case, entry = log(replace(case, told=(*case.told, _MARK)), "paged", view.now, None, ", ".join(people))
    sent: list[Effect] = []
    for user in people:
        line = Line("page.told", alerts.named(customer))
        case, page = copies.told(case, customer, "page", chat_of(user), view, line)
        sent.append(page)
    names = ", ".join(copies.name_of(chat_of(user), view) for user in people)
    noted = alerts.timeline(case, Line("timeline.paged", {"to": names}), view)
    return [Save(case), Save(entry), *sent, noted]


def is_to_page(case: Case, view: View) -> bool:
    """Whether those on call are still to hear of it."""
    waits = case.state in PENDING and _MARK not in case.told
    return waits and case.severity is Severity.URGENT and bool(view.settings.on_call)


def _on_call(view: View) -> tuple[str, ...]:
    """Those who are on duty; where nobody is, all of them: it must not wait."""
    people = view.settings.on_call
    return tuple(user for user in people if not view.is_off_duty(user)) or people


def not_reached(event: ParcelSettled, case: Case, view: View) -> list[Effect]:
    """Somebody on call cannot be reached: the case's own room hears of that, aloud."""
    customer = view.customer(case.customer_id)
    left = tuple(copy for copy in case.copies if copy[0] != event.parcel_id)
    if customer is None or left == case.copies:
        return []
    case, entry = log(replace(case, copies=left), "not_reached", view.now, None, event.address.user)
    values = {"on_call": copies.name_of(event.address, view), **alerts.named(customer)}
    line = Line("page.not_reached", values)
    return [Save(case), Save(entry), copies.aloud(case, "page", view, line)]
