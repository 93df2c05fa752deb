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
from handlers import alerts
from handlers.customers import reached_at
from handlers.places import refused

STEPS: Mapping[str, CaseStep | None] = {
    "reply": CaseStep.CONTACT,
    "note": None,  # always
    "resolve": CaseStep.RESOLVE,
}
"""What needs words, and the step that the case must still be able to take."""

_CAUSES_A_ROW = 2


def ask(
    pressed: CasePressed, case: Case, customer: Customer, address: Address, name: str, view: View
) -> Sequence[Effect]:
    """Ask for the words, unless it is too late for them already."""
    step = STEPS[pressed.action]
    if step is not None and not allows(case, step):
        return [refused(Line("case.moved_on"))]
    if pressed.action == "reply" and reached_at(customer, view, case) is None:
        return [refused(Line("case.unreachable"))]
    if pressed.cause is not None and pressed.cause not in view.settings.causes:
        return [refused(Line("case.resolve_needs"))]
    if platform_of(address).forms:
        button = alerts.button(case, pressed.action, view, cause=pressed.cause)
        return [Reply({"ok": True, "form": form_json(button)})]
    names: dict[str, Value] = {"staff": name}
    if customer.name:
        names["who"] = customer.name
    if pressed.action == "resolve" and pressed.cause is None:
        return [_causes(case, names, view), Reply({"ok": True})]
    data = case_data(case.id, pressed.action, pressed.cause)
    hint = Line(f"prompt.hint.{pressed.action}")
    card: dict[str, object] = {"type": "prompt", "placeholder": hint.json}
    asked = Line(f"prompt.{pressed.action}", names)
    return [alerts.in_thread(case, "prompt", data, asked, view, card=card), Reply({"ok": True})]


def _causes(case: Case, names: Mapping[str, Value], view: View) -> Send:
    """Why did it happen? A button each; the one that is pressed asks what was done."""
    buttons = [
        Button(Line(f"cause.{cause}"), case_data(case.id, "resolve", cause)) for cause in view.settings.causes
    ]
    rows = tuple(
        tuple(buttons[place : place + _CAUSES_A_ROW]) for place in range(0, len(buttons), _CAUSES_A_ROW)
    )
    data = case_data(case.id, "resolve")
    return alerts.in_thread(case, "prompt", data, Line("prompt.cause", names), view, rows=rows)


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
    return {"done" if pressed.action == "resolve" else "text": words}
