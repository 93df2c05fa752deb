"""Staff say that it is put right: what it came from, what was done about it, and perhaps what was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.effects import Effect, Line
from bot.core.recovery import CaseStep, allows, take
from bot.core.view import View
from handlers import case_forms, follow_up, gestures
from handlers.places import refused
from handlers.work import Work, moved


def resolve(work: Work, view: View) -> Sequence[Effect]:
    """Staff say that it is put right; then the customer is asked, once."""
    cause, done = work.field("cause"), work.field("done")
    if cause not in view.settings.causes or not done:
        return [refused(Line("case.resolve_needs"))]
    if not allows(work.case, CaseStep.RESOLVE):
        return [refused(Line("case.moved_on"))]
    resolved = replace(take(work.case, CaseStep.RESOLVE, view.now), cause=cause, done=done)
    given: list[Effect] = []
    gesture = work.field("gesture")
    if gesture and gesture != case_forms.NO_GESTURE:
        outcome = gestures.given_in(resolved, gesture, work, view)
        if isinstance(outcome, Line):
            return [refused(outcome)]
        resolved, given = outcome
    line = Line("timeline.resolved", {"who": work.name, "words": done})
    effects = moved(resolved, work, "resolved", line, f"{cause}: {done}", view)
    return [*effects, *given, *follow_up.planned(resolved, work.customer, view)]
