"""The forms behind what ends somebody's work on a case, or hands it on."""

from __future__ import annotations

from bot.core.callbacks import case_data
from bot.core.effects import Button, Field, Line
from bot.core.recovery import Case
from bot.core.view import View
from handlers import colleagues

DISMISSED_FOR = ("false_alarm", "settled")
"""Why a case is closed without a word to the customer."""

_WHY = Field("why", Line("case.form.why"), lines=2, required=False)


def hand_over(case: Case, view: View) -> Button:
    """Who goes on with it, or where; and what they should know."""
    options = tuple((one.code, one.label) for one in colleagues.targets(case, view))
    return _form(case, "hand_over", Field("to", Line("case.form.to"), options=options), _WHY)


def dismiss(case: Case) -> Button:
    """Why nothing is to be done."""
    reasons = tuple((one, Line(f"case.closed_for.{one}")) for one in DISMISSED_FOR)
    asked = Field("reason", Line("case.form.reason"), options=reasons, initial=DISMISSED_FOR[0])
    return _form(case, "dismiss", asked, _WHY)


def mute(case: Case) -> Button:
    """What happened, and until when nothing of theirs is passed on."""
    why = Field("why", Line("case.form.mute_why"), lines=2)
    return _form(case, "mute", why, Field("until", Line("case.form.mute_until"), kind="date"))


def _form(case: Case, action: str, *fields: Field) -> Button:
    return Button(Line(f"case.button.{action}"), case_data(case.id, action), fields)
