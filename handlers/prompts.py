"""Work on a case that needs words: a form asks for them where the platform has forms, else a prompt does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.callbacks import CasePressed, case_data, parse
from bot.core.effects import (
    Button,
    Effect,
    Line,
    Reply,
    Send,
    Sent,
    Value,
    form_json,
)
from bot.core.identity import Address, Customer
from bot.core.platforms import platform_of
from bot.core.recovery import Case, CaseStep, allows
from bot.core.view import View
from handlers import alerts, case_forms, colleagues, playbooks, step_forms
from handlers.customers import reached_at
from handlers.places import refused

STEPS: Mapping[str, CaseStep | None] = {
    "reply": CaseStep.CONTACT,
    "translate": CaseStep.CONTACT,
    "note": None,  # always
    "resolve": CaseStep.RESOLVE,
    "hand_over": CaseStep.HAND_OVER,
    "dismiss": CaseStep.CLOSE,
    "mute": CaseStep.MUTE,
}
"""What needs words, and the step that the case must still be able to take."""

_A_ROW = 2
_FIELDS = {"resolve": "done", "hand_over": "to", "dismiss": "why"}


def ask(
    pressed: CasePressed, case: Case, customer: Customer, address: Address, name: str, view: View
) -> Sequence[Effect]:
    """Ask for the words, unless it is too late for them already."""
    step = STEPS[pressed.action]
    if step is not None and not allows(case, step):
        return [refused(Line("case.moved_on"))]
    if pressed.action in {"reply", "translate"} and reached_at(customer, view, case) is None:
        return [refused(Line("case.unreachable"))]
    if pressed.cause is not None and pressed.cause not in view.settings.causes:
        return [refused(Line("case.resolve_needs"))]
    if pressed.action == "hand_over" and not colleagues.targets(case, view):
        return [refused(Line("case.nobody_else"))]
    if platform_of(address).forms:
        button = case_forms.form(pressed, case, customer, address, view)
        return [Reply({"ok": True, "form": form_json(button)})]
    names: dict[str, Value] = {"staff": name}
    if customer.name:
        names["who"] = customer.name
    options = _options(pressed, case, view)
    if options:
        return [_choice(pressed.action, options, case, names, view), Reply({"ok": True})]
    data = case_data(case.id, pressed.action, pressed.cause)
    hint = Line(f"prompt.hint.{pressed.action}")
    card: dict[str, object] = {"type": "prompt", "placeholder": hint.json}
    asked = Line(f"prompt.{pressed.action}", names)
    more = _to_begin_with(case, customer, view) if pressed.action == "reply" else ()
    return [alerts.in_thread(case, "prompt", data, asked, view, *more, card=card), Reply({"ok": True})]


def _to_begin_with(case: Case, customer: Customer, view: View) -> tuple[Line, ...]:
    """What helps with the likely cause, and words that can be copied."""
    words = [one.words for one in playbooks.templates(case, customer, view)]
    offered = (Line("prompt.templates"), *words) if words else ()
    return (*case_forms.out_of_reach(customer, view), *playbooks.steps(case, view), *offered)


def _options(pressed: CasePressed, case: Case, view: View) -> list[tuple[str, Line]]:
    """What is chosen by a button: why it happened, before what was done; to whom; why it is no problem."""
    match pressed:
        case CasePressed(action="resolve", cause=None):
            return [(cause, Line(f"cause.{cause}")) for cause in view.settings.causes]
        case CasePressed(action="hand_over"):
            return [(one.code, one.label) for one in colleagues.targets(case, view)]
        case CasePressed(action="dismiss"):
            return [(reason, Line(f"case.closed_for.{reason}")) for reason in step_forms.DISMISSED_FOR]
        case _:
            return []


def _choice(
    action: str, options: Sequence[tuple[str, Line]], case: Case, names: Mapping[str, Value], view: View
) -> Send:
    """A button each; who answers in words does it by those."""
    buttons = [Button(label, case_data(case.id, action, detail)) for detail, label in options]
    rows = tuple(tuple(buttons[place : place + _A_ROW]) for place in range(0, len(buttons), _A_ROW))
    asked = Line(f"prompt.choose.{action}", names)
    return alerts.in_thread(case, "prompt", case_data(case.id, action), asked, view, rows=rows)


def case_of(sent: Sent) -> str | None:
    """The case that an alert, a prompt, or a line in which the customer speaks is about."""
    if sent.purpose in {"alert", "relayed"}:
        return sent.about.removeprefix("case:")
    pressed = prompted(sent)
    return pressed.case_id if pressed else None


def prompted(sent: Sent) -> CasePressed | None:
    """The work whose words a prompt asks for."""
    pressed = parse(sent.about) if sent.purpose == "prompt" else None
    return pressed if isinstance(pressed, CasePressed) else None


def fields_of(pressed: CasePressed, words: str) -> dict[str, str]:
    """What a reply to a prompt fills in."""
    return {_FIELDS.get(pressed.action, "text"): words}
