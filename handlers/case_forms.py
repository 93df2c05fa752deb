"""The forms behind the buttons of a case: what is to be filled in, made as the button is pressed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.core.callbacks import CasePressed, case_data
from bot.core.effects import Button, Field, Line
from bot.core.gestures import GesturePlan, budget, money, month_start
from bot.core.identity import Address, Customer
from bot.core.promise_words import Hint
from bot.core.recovery import Case, CaseState
from bot.core.view import View
from handlers import playbooks, step_forms

TEXT, DATE, TIME = "text", "promise_date", "promise_time"
NO_GESTURE = "none"
_IN_A_ROW = 3
_AT_WORK = frozenset({CaseState.TAKEN, CaseState.CONTACTED})
_SILENT = frozenset({"web"})  # platforms that cannot tell anybody that there is something new


def form(pressed: CasePressed, case: Case, customer: Customer, address: Address, view: View) -> Button:
    """The form for this work. Raises KeyError for work that needs no words."""
    return {
        "reply": lambda: reply(case, customer, view),
        "translate": lambda: translate(case, customer, view),
        "note": lambda: note(case),
        "resolve": lambda: resolve(case, pressed.cause, address, view),
        "hand_over": lambda: step_forms.hand_over(case, view),
        "dismiss": lambda: step_forms.dismiss(case),
        "mute": lambda: step_forms.mute(case),
    }[pressed.action]()


def reply(case: Case, customer: Customer, view: View, hint: Hint | None = None) -> Button:
    """Words for the customer, and by when something is promised in them; ``hint``: as it seems."""
    day = hint.day.isoformat() if hint else ""
    at = f"{hint.at:%H:%M}" if hint and hint.at else ""
    fields = (
        Field(TEXT, Line("case.form.reply"), lines=6, templates=playbooks.templates(case, customer, view)),
        Field(DATE, Line("case.form.promise_date"), required=False, kind="date", initial=day),
        Field(TIME, Line("case.form.promise_time"), required=False, kind="time", initial=at),
    )
    note = (*out_of_reach(customer, view), *playbooks.steps(case, view))
    return Button(Line("case.button.reply"), case_data(case.id, "reply"), fields, note=note)


def translate(case: Case, customer: Customer, view: View) -> Button:
    """Words for the customer, in the language of the room."""
    fields = (Field(TEXT, Line("translation.form"), lines=6),)
    note = (Line("translation.how"), *out_of_reach(customer, view))
    return Button(Line("case.button.translate"), case_data(case.id, "translate"), fields, note=note)


def filled_in(words: str, due_at: datetime | None, view: View) -> dict[str, str]:
    """The fields of a reply, as its form would bring them."""
    if due_at is None:
        return {TEXT: words}
    local = due_at.astimezone(view.settings.hours.zone)
    return {TEXT: words, DATE: local.date().isoformat(), TIME: f"{local:%H:%M}"}


def resolve(case: Case, cause: str | None, address: Address, view: View) -> Button:
    """What it came from, what was done about it, and perhaps something to give."""
    causes = tuple((one, Line(f"cause.{one}")) for one in view.settings.causes)
    likely = cause or playbooks.likely_cause(case, view.settings) or ""
    asked = (Field("cause", Line("case.form.cause"), options=causes, initial=likely),)
    fields = (
        *(asked if cause is None else ()),
        Field("done", Line("case.form.done"), lines=3),
        *_giving(address, view, required=False),
    )
    return Button(Line("case.button.resolve"), case_data(case.id, "resolve", cause), fields)


def note(case: Case) -> Button:
    """Words for the team."""
    fields = (Field(TEXT, Line("case.form.note"), lines=2),)
    return Button(Line("case.button.note"), case_data(case.id, "note"), fields)


def gesture(case: Case, address: Address, view: View) -> Button:
    """Something to give."""
    fields = tuple(_giving(address, view, required=True))
    return Button(Line("case.button.gesture"), case_data(case.id, "gesture"), fields)


def gesture_button(case: Case, plan: GesturePlan, view: View) -> Button:
    """One tap, and it is given."""
    return Button(_named(plan, view), case_data(case.id, "gesture", plan.name), emphasis="quiet")


def gesture_row(case: Case, view: View) -> tuple[Button, ...]:
    """One tap each while somebody is at work on the case; where there are many, one button for them."""
    plans = tuple(view.settings.gestures.plans.values())
    if case.state not in _AT_WORK or not plans:
        return ()
    if len(plans) > _IN_A_ROW:
        label = Line("case.button.gesture")
        return (Button(label, case_data(case.id, "gesture"), emphasis="quiet"),)
    return tuple(gesture_button(case, plan, view) for plan in plans)


def _named(plan: GesturePlan, view: View) -> Line:
    cost = money(plan.cost, view.settings.gestures.currency)
    return Line("gesture.button", {"what": plan.label, "cost": cost})


def _giving(address: Address, view: View, *, required: bool) -> Iterator[Field]:
    """What this person can still give this month; without anything, no field."""
    rules = view.settings.gestures
    given = view.gestures_since(month_start(view.now, view.settings.zone))
    left = budget(rules, given, address.user)
    options = [(plan.name, _named(plan, view)) for plan in rules.plans.values() if left.covers(plan.cost)]
    if not options:
        return
    if not required:
        options.insert(0, (NO_GESTURE, Line("gesture.none")))
    label = Line("case.form.gesture")
    if left.left is not None:
        label = Line("case.form.gesture_left", {"left": money(left.left, rules.currency)})
    asked = Field("gesture", label, options=tuple(options), required=required)
    yield asked if required else replace(asked, initial=NO_GESTURE)


def out_of_reach(customer: Customer, view: View) -> tuple[Line, ...]:
    """Somebody who is on a web page only hears of nothing before they look there again."""
    reachable = [contact.address for contact in view.contacts_of(customer.id)]
    if not reachable or any(address.platform not in _SILENT for address in reachable):
        return ()
    seen = max((at for one in reachable if (at := view.last_seen(one)) is not None), default=None)
    if seen is None:
        return (Line("case.form.web_only"),)
    when = f"{seen.astimezone(view.settings.zone):%Y-%m-%d %H:%M}"
    return (Line("case.form.web_only_seen", {"when": when}),)
