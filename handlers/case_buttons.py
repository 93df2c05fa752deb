"""The buttons of a case: what staff can do with it as it stands, and what asks for words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.callbacks import case_data
from bot.core.effects import Button, Line
from bot.core.identity import Customer
from bot.core.recovery import ENDED, Case, CaseState, CaseStep, allows
from bot.core.view import View
from handlers import case_forms
from handlers.model_requests import can_be_drafted, speaks_another

STEPS: Mapping[str, CaseStep] = {
    "take": CaseStep.TAKE,
    "reply": CaseStep.CONTACT,
    "translate": CaseStep.CONTACT,
    "draft": CaseStep.CONTACT,
    "resolve": CaseStep.RESOLVE,
    "hand_over": CaseStep.HAND_OVER,
    "release": CaseStep.RELEASE,
    "dismiss": CaseStep.CLOSE,
    "undo": CaseStep.UNDO,
    "mute": CaseStep.MUTE,
}
"""The step that the case must still be able to take; a note is written whatever its state."""

_ROWS = (
    (("take", "primary"), ("reply", ""), ("note", "quiet"), ("resolve", "")),
    (
        ("hand_over", "quiet"),
        ("release", "quiet"),
        ("dismiss", "quiet"),
        ("undo", "quiet"),
        ("mute", "quiet"),
    ),
)


def rows(case: Case, customer: Customer, view: View) -> tuple[tuple[Button, ...], ...]:
    """What the case's state allows: the work itself, and below it what is seldom done."""
    asked = {"translate": speaks_another, "draft": can_be_drafted}  # of a language model
    other = tuple(
        button(case, action, emphasis="quiet")
        for action, is_wanted in asked.items()
        if fits(case, action) and is_wanted(case, customer, view)
    )
    shown = (
        tuple(button(case, action, emphasis=emphasis) for action, emphasis in row if fits(case, action))
        for row in _ROWS
    )
    return tuple(row for row in (*shown, other, case_forms.gesture_row(case, view)) if row)


def fits(case: Case, action: str) -> bool:
    """Whether there is anything to do by this button, as the case stands."""
    if action == "take":
        return case.owner is None and allows(case, CaseStep.TAKE)
    if action == "note":
        return case.state is not CaseState.RESOLVED and case.state not in ENDED
    if action == "mute" and case.state is CaseState.RESOLVED:
        return False  # it can be done, but is nothing to offer here
    return allows(case, STEPS[action])


def button(case: Case, action: str, *, cause: str | None = None, emphasis: str = "") -> Button:
    """The button for this work on the case; where it needs words they are asked for when it is pressed."""
    return Button(Line(f"case.button.{action}"), case_data(case.id, action, cause), emphasis=emphasis)
