"""Thoughtful surprises: given with one tap, within the month's budget, logged, and taken back with another.

They are proposed for customers who come often and for those who were won back, whatever they rated or wrote.
What is given is told to the customer by whoever gives it, not by us.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.callbacks import case_data
from bot.core.effects import Button, Effect, Line, Reply, Save, Send, form_json
from bot.core.gestures import Gesture, GesturePlan, budget, money, month_start
from bot.core.identity import Address, Customer, derived_id
from bot.core.platforms import platform_of
from bot.core.recovery import Case, log
from bot.core.settings import Settings
from bot.core.view import View
from handlers import alerts, case_forms
from handlers.places import refused
from handlers.work import Work

_TAKEN_BACK_WITHIN = timedelta(days=7)
_A_ROW = 3


def since(now: datetime, settings: Settings) -> datetime | None:
    """From when on what was given must be known: for the month's budget, and to take it back."""
    if not settings.gestures.plans:
        return None
    return min(month_start(now, settings.zone), now - _TAKEN_BACK_WITHIN)


def give(work: Work, view: View) -> Sequence[Effect]:
    """One tap, and it is given; without a name it is asked what."""
    name = work.pressed.detail or work.field("gesture").lower()
    if not name:
        return _choice(work, view)
    given = given_in(work.case, name, work, view)
    if isinstance(given, Line):
        return [refused(given)]
    case, effects = given
    return [Save(case), *effects, Reply({"ok": True})]


def given_in(case: Case, name: str, work: Work, view: View) -> tuple[Case, list[Effect]] | Line:
    """The case with this gesture in its log, and what follows; or why it cannot be given."""
    plan = view.settings.gestures.plans.get(name)
    if plan is None:
        return Line("gesture.unknown")
    problem = _against(plan, case, work.address, view)
    if problem is not None:
        return problem
    rules = view.settings.gestures
    gesture = Gesture(
        id=view.new_id(),
        customer_id=case.customer_id,
        case_id=case.id,
        name=plan.name,
        cost=plan.cost,
        currency=rules.currency,
        by=work.address.user,
        by_name=work.name,
        at=view.now,
    )
    case, entry = log(case, "gave", view.now, gesture.by, f"{gesture.name} {_cost(gesture)}")
    return case, [Save(gesture), Save(entry), _told(gesture, plan, work.name, case, view)]


def _against(plan: GesturePlan, case: Case, address: Address, view: View) -> Line | None:
    """Why it cannot be given: it was, for this case, or there is not so much left of the month's budget."""
    rules = view.settings.gestures
    if any(one.name == plan.name and one.undone_at is None for one in _given_in(case, view)):
        return Line("gesture.given_already")
    given = view.gestures_since(month_start(view.now, view.settings.zone))
    left = budget(rules, given, address.user)
    if left.covers(plan.cost) or left.left is None:
        return None
    which = "in_all" if left.left == left.in_all else "each"
    return Line(f"gesture.over_budget.{which}", {"left": money(left.left, rules.currency)})


def _told(gesture: Gesture, plan: GesturePlan, who: str, case: Case, view: View) -> Send:
    """What was given, in the thread, with the way to take it back; the customer hears of it from staff."""
    back = Button(Line("gesture.take_back"), case_data(case.id, "takeback", gesture.id), emphasis="quiet")
    line = Line("timeline.gave", {"who": who, "what": plan.label, "cost": _cost(gesture)})
    send = alerts.in_thread(case, "gesture", f"case:{case.id}", line, view, rows=((back,),))
    return replace(send, parcel=replace(send.parcel, id=_message(gesture)))


def taken_back(work: Work, view: View) -> Sequence[Effect]:
    """It was not given after all: its cost goes back into the budget."""
    given = _given_in(work.case, view)
    gesture = next((one for one in given if one.id == work.pressed.detail), None)
    if gesture is None:
        return [refused(Line("gesture.too_late"))]
    if gesture.undone_at is not None:
        return [refused(Line("gesture.taken_back_already"))]
    case, entry = log(work.case, "took_back", view.now, work.address.user, f"{gesture.name} {_cost(gesture)}")
    plan = view.settings.gestures.plans.get(gesture.name)
    values = {"who": work.name, "what": plan.label if plan else gesture.name, "cost": _cost(gesture)}
    send = alerts.in_thread(case, "gesture", f"case:{case.id}", Line("timeline.took_back", values), view)
    told = replace(send, parcel=replace(send.parcel, target=_message(gesture)))
    undone = replace(gesture, undone_at=view.now)
    return [Save(undone), Save(case), Save(entry), told, Reply({"ok": True})]


def now_of(customer: Customer, case: Case, view: View) -> list[Effect]:
    """The case turns out to be this customer's: what was given in it was given to them."""
    return [Save(replace(one, customer_id=customer.id)) for one in _given_in(case, view)]


def _given_in(case: Case, view: View) -> list[Gesture]:
    """What was given in this case, taken back or not, as far as it is loaded."""
    return [one for one in view.gestures_to(case.customer_id) if one.case_id == case.id]


def _message(gesture: Gesture) -> str:
    """The id of the message that says that it was given."""
    return derived_id("gesture", gesture.id)


def _cost(gesture: Gesture) -> str:
    return money(gesture.cost, gesture.currency)


def _choice(work: Work, view: View) -> Sequence[Effect]:
    """What can be given: a form where the platform has forms, else a button each in the thread."""
    if not view.settings.gestures.plans:
        return [refused(Line("gesture.none_configured"))]
    if platform_of(work.address).forms:
        button = case_forms.gesture(work.case, work.address, view)
        if not button.form:
            return [refused(Line("gesture.nothing_left"))]
        return [Reply({"ok": True, "form": form_json(button)})]
    asked = Line("gesture.which", alerts.named(work.customer))
    return [_offered(work.case, asked, view), Reply({"ok": True})]


# --- a proposal: one line with its buttons, once


def proposed_to_loyal(before: Case, case: Case, customer: Customer, view: View) -> list[Effect]:
    """As staff first write to somebody who comes often."""
    rules = view.settings.gestures
    if before.contacted_at is not None or not rules.loyal_from or customer.orders < rules.loyal_from:
        return []
    line = Line("gesture.proposed.loyal", {**alerts.named(customer), "n": customer.orders})
    return _proposed(case, line, view)


def proposed_to_recovered(case: Case, customer: Customer, view: View) -> list[Effect]:
    """As somebody says that it was put right."""
    return _proposed(case, Line("gesture.proposed.recovered", alerts.named(customer)), view)


def _proposed(case: Case, line: Line, view: View) -> list[Effect]:
    has_some = any(one.undone_at is None for one in view.gestures_to(case.customer_id))
    if not view.settings.gestures.plans or has_some:
        return []
    return [_offered(case, line, view)]


def _offered(case: Case, line: Line, view: View) -> Send:
    buttons = [case_forms.gesture_button(case, plan, view) for plan in view.settings.gestures.plans.values()]
    rows = tuple(tuple(buttons[place : place + _A_ROW]) for place in range(0, len(buttons), _A_ROW))
    return alerts.in_thread(case, "gesture", f"case:{case.id}", line, view, rows=rows)
