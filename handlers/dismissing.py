"""An alert that needs nobody: the case is closed without a word to the customer, and it is kept why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.effects import Effect, Line
from bot.core.recovery import CaseStep, allows, take
from bot.core.view import View
from handlers.places import refused
from handlers.step_forms import DISMISSED_FOR
from handlers.work import Work, moved


def dismiss(work: Work, view: View) -> Sequence[Effect]:
    """*Not a problem*: the alert was a false one, which teaches the rules, or it is settled already."""
    reason = work.field("reason") or work.pressed.detail or DISMISSED_FOR[0]
    if reason not in DISMISSED_FOR:
        return [refused(Line("case.dismiss_needs"))]
    if not allows(work.case, CaseStep.CLOSE):
        return [refused(Line("case.moved_on"))]
    closed = replace(take(work.case, CaseStep.CLOSE, view.now), closed_for=reason)
    why = work.field("why")
    line = Line(f"timeline.closed.{reason}", {"who": work.name})
    if why:
        line = Line("timeline.closed.why", {"who": work.name, "words": why})
    return moved(closed, work, "closed", line, f"{reason}: {why}" if why else reason, view)
