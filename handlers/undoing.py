"""Staff take back what they did to a case: that it was put right, closed, muted, or handed over."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from bot.core.callbacks import CasePressed
from bot.core.effects import CancelTimer, Effect, Line
from bot.core.recovery import Case, CaseState, CaseStep, allows, take
from bot.core.view import View
from handlers import clocks, handing_over, muting
from handlers.places import refused
from handlers.work import Work, moved

_MOVES = frozenset(
    {"took", "released", "replied", "resolved", "closed", "muted", "undone", handing_over.BEFORE}
)
"""After one of these a hand-over is past, and not to be taken back."""


def undo(work: Work, view: View) -> Sequence[Effect]:
    """What ended the work on it; a hand-over is taken back by the line that tells of it."""
    if work.pressed.detail is None and allows(work.case, CaseStep.UNDO):
        return _reopened(work, view)
    if work.pressed.detail is None and work.case.followed_up_at is not None:
        return [refused(Line("case.asked_already"))]
    before = _handed_over(work.pressed, view)
    if before is None:
        return [refused(Line("case.nothing_to_undo"))]
    return _taken_back(work, json.loads(before), view)


def _reopened(work: Work, view: View) -> list[Effect]:
    """It is back in the hands that had it, unless a newer case of the same customer is open by now."""
    newer = view.open_case(work.customer.id)
    if newer is not None and newer.id != work.case.id:
        return [refused(Line("case.newer_open"))]
    was_muted = work.case.closed_for == muting.MUTED
    case = replace(take(work.case, CaseStep.UNDO, view.now), cause=None, done=None)
    if case.state is CaseState.OPEN:
        case = clocks.given_back(case, view)
    effects: list[Effect] = [CancelTimer(f"{kind}:{case.id}") for kind in ("followup", "silent")]
    if was_muted:
        customer, heard_again = muting.unmuted(work.customer, case, view)
        work = replace(work, customer=customer)
        effects += heard_again
    line = Line(f"timeline.undone.{work.case.state}", {"who": work.name})
    return [*effects, *moved(case, work, "undone", line, work.case.closed_for or str(work.case.state), view)]


def _handed_over(pressed: CasePressed, view: View) -> str | None:
    """Who had it before, if that is what the line says which is meant, and nothing was done since."""
    number = handing_over.number_of(pressed)
    lines = view.case_entries(pressed.case_id, number)
    if not lines or lines[0].number != number or lines[0].kind != handing_over.BEFORE:
        return None
    return None if any(one.kind in _MOVES for one in lines[1:]) else lines[0].text


def _taken_back(work: Work, before: dict[str, str | None], view: View) -> list[Effect]:
    """Who had it has it again, in the room where it was."""
    owner, case = before["owner"], work.case
    if owner is None:
        case = clocks.given_back(_free(case, view), view)
    else:
        case = take(case, CaseStep.HAND_OVER, view.now)
        case = replace(case, owner=owner, owner_name=before["owner_name"])
    line = Line("timeline.undone.handed_over", {"who": work.name})
    room = next((one for one in view.settings.rooms if one.address.key == before["room"]), None)
    to = None if case.room == before["room"] else room
    return moved(case, work, "undone", line, "handed_over", view, to=to)


def _free(case: Case, view: View) -> Case:
    return take(case, CaseStep.RELEASE, view.now) if case.owner is not None else case
