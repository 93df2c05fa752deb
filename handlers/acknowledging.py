"""What a customer hears at once when staff hear of them: that it is known, by name, and when people are back.

Nothing is promised that nobody has promised: only what has happened is said. While staff talk with a customer
we ask them nothing: a survey that is open is put aside, and goes on when they want it to.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.core.callbacks import menu_data
from bot.core.conversation import Invitation
from bot.core.effects import Button, CancelTimer, Effect, Line, Save
from bot.core.events import Event, MessageEdited, MessageReceived
from bot.core.facts import changed
from bot.core.identity import Address, Customer
from bot.core.periods import WEEKDAYS, opens_again
from bot.core.recovery import Case, CaseState, Severity
from bot.core.signals import signals_in
from bot.core.spoken import clean
from bot.core.view import View
from handlers import asking, paging
from handlers.asking import told

_SAFETY = "safety"
_IN_TOUCH = frozenset({CaseState.CONTACTED, CaseState.RESOLVED})


def opened_by(effects: Iterable[Effect], view: View) -> Case | None:
    """The case that these effects open, if they do."""
    saved = [effect.fact for effect in effects if isinstance(effect, Save)]
    cases = [fact for fact in saved if isinstance(fact, Case) and view.case(fact.id) is None]
    return cases[-1] if cases else None


def as_saved(case: Case, effects: Iterable[Effect]) -> Case:
    """The case as these effects leave it."""
    saved = [effect.fact for effect in effects if isinstance(effect, Save)]
    return next((fact for fact in reversed(saved) if isinstance(fact, Case) and fact.id == case.id), case)


def made_urgent(effects: Iterable[Effect], view: View) -> Case | None:
    """The case that these effects open as urgent, or make so."""
    saved = [effect.fact for effect in effects if isinstance(effect, Save)]
    cases = (fact for fact in reversed(saved) if isinstance(fact, Case))
    case = next(cases, None)
    before = view.case(case.id) if case else None
    was_urgent = before is not None and before.severity is Severity.URGENT
    return case if case and case.severity is Severity.URGENT and not was_urgent else None


def known(case: Case | None, customer: Customer, view: View, *, is_named: bool = False) -> tuple[Line, ...]:
    """That staff know now, and when they are back. ``is_named``: what stands beside it has their name."""
    if case is None:
        return ()
    name = customer.first_name
    line = Line("said.known_now") if is_named else Line("said.known", {"name": name} if name else {})
    return (line, *back(case, customer, view))


def back(case: Case | None, customer: Customer, view: View) -> tuple[Line, ...]:
    """When people are back, in the customer's time; of what is urgent, that those on call know."""
    opens = opens_again(view.now, view.settings.hours)
    if case is not None and case.severity is Severity.URGENT and view.settings.on_call:
        return (Line("said.on_call"),) if paging.is_to_page(case, view) else ()
    if opens is None:
        return ()
    zone = asking.zone_of(view, customer)
    local = opens.astimezone(zone)
    days = (local.date() - view.now.astimezone(zone).date()).days
    word = {0: "today", 1: "tomorrow"}.get(days, WEEKDAYS[local.weekday()] if days < 7 else "later")
    values = {"time": f"{local.hour}:{local:%M}", "date": f"{local:%Y-%m-%d}"}
    return (Line(f"said.back.{word}", values),)


def emergency(event: Event, view: View) -> list[Effect]:
    """What the operator says to somebody who speaks of danger: at once, and once for a case."""
    if not view.settings.emergency_text or not isinstance(event, MessageReceived | MessageEdited):
        return []
    customer = None if event.address.room else view.customer_at(event.address)
    case = view.open_case(customer.id) if customer else None
    is_told = case is not None and f"reason.signal.{_SAFETY}" in case.reasons
    if event.address.room or is_told or _SAFETY not in signals_in(clean(event.text)):
        return []
    line = Line("said.emergency", {"words": view.settings.emergency_text})
    return [told(view, event.address, customer, "emergency", "safety", line)]


def danger(
    case: Case,
    invitation: Invitation,
    customer: Customer,
    address: Address,
    view: View,
    *,
    target: str | None,
) -> Effect:
    """Somebody tells of danger in the middle of a survey: we ask nothing more unless they want us to."""
    lines = (Line("survey.danger"), *back(case, customer, view))
    if target is not None:
        lines = (*asking.so_far(view, invitation, customer), *lines)
    about = f"invitation:{invitation.id}"
    return told(view, address, customer, "put_aside", about, *lines, rows=((go_on_button(),),), target=target)


def put_aside(before: Case | None, case: Case, customer: Customer, view: View) -> list[Effect]:
    """The survey that is open as staff first write: they talk now, and it waits."""
    is_first = case.state is CaseState.CONTACTED and (
        before is None or before.state is not CaseState.CONTACTED
    )
    invitation = view.open_invitation(customer.id) if is_first else None
    if invitation is None or invitation.trial or invitation.message is None:
        return []
    waits = asking.redrawn(
        view, invitation, customer, "put_aside", Line("survey.put_aside"), rows=((go_on_button(),),)
    )
    return [*waits, Save(changed(invitation, message=None)), CancelTimer(f"remind:{invitation.id}")]


def go_on_button() -> Button:
    """Goes on with the survey that was put aside."""
    return Button(Line("survey.go_on"), menu_data("go_on"))


def talks_with_staff(invitation: Invitation, view: View) -> Case | None:
    """The case about which the customer talks with staff, or is about to, while their survey waits."""
    if invitation.message is not None or invitation.trial:
        return None
    case = view.open_case(invitation.customer_id)
    if case is None:
        return None
    return case if case.state in _IN_TOUCH or case.severity is Severity.URGENT else None
