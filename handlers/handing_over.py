"""Somebody else goes on with a case: a colleague, or another room."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from bot.core.callbacks import CasePressed, case_data
from bot.core.effects import Button, Effect, Line, Save
from bot.core.identity import chat_of
from bot.core.recovery import Case, CaseStep, allows, log, take
from bot.core.settings import Room
from bot.core.view import View
from handlers import alerts, cases, clocks
from handlers.colleagues import Target, meant, name_of
from handlers.places import refused, told_there
from handlers.work import Work, moved

BEFORE = "before"
"""The line of a case's log that says, as JSON, who had it and where it was: what an undo goes back to."""

_SAID = frozenset({"wrote", "changed", "replied", "noted"})
_LINES = 20  # of what was said so far, at most


def log_from(pressed: CasePressed) -> int:
    """The first line of the log that is needed to hand a case over, or to take that back; 0 for none."""
    if pressed.action == "undo":
        return number_of(pressed)
    return 1 if pressed.action == "hand_over" else 0


def number_of(pressed: CasePressed) -> int:
    """The line of the log that an undo means; 0, which is none, for what no button of ours carries."""
    number = pressed.detail or ""
    return int(number) if number.isdecimal() and len(number) < 10 else 0


def hand_over(work: Work, view: View) -> Sequence[Effect]:
    """To a person, who has it then, or to a room, where anybody may take it."""
    words = work.field("to") or work.pressed.detail or ""
    if not allows(work.case, CaseStep.HAND_OVER):
        return [refused(Line("case.moved_on"))]
    target = meant(words, work.case, view)
    if target is None:
        return [refused(Line("case.not_there", {"words": words}))]
    case, before = log(work.case, BEFORE, view.now, work.address.user, held_by(work.case))
    work = replace(work, case=case)
    done = _to_room(work, target.room, view) if target.room else _to_person(work, target, view)
    return [Save(before), *done]


def held_by(case: Case) -> str:
    """Who has the case, and where it is."""
    return json.dumps({"owner": case.owner, "owner_name": case.owner_name, "room": case.room})


def _to_person(work: Work, target: Target, view: View) -> list[Effect]:
    handed = take(work.case, CaseStep.HAND_OVER, view.now)
    handed = replace(handed, owner=target.user, owner_name=target.name)
    values = {"who": work.name, "to": target.name, "words": work.field("why")}
    line = Line("timeline.handed_over_why" if values["words"] else "timeline.handed_over", values)
    effects = moved(handed, work, "handed_over", line, target.name, view, rows=((_undo(work.case),),))
    if target.user is None or target.user == work.address.user:
        return effects
    told = Line("timeline.handed_to_you", {"by": work.name, **alerts.named(work.customer)})
    return [*effects, told_there(view, chat_of(target.user), "handed_over", f"case:{handed.id}", told)]


def _to_room(work: Work, room: Room, view: View) -> list[Effect]:
    free = clocks.given_back(take(work.case, CaseStep.MOVE, view.now), view)
    values = {"who": work.name, "words": work.field("why")}
    line = Line("timeline.moved_here_why" if values["words"] else "timeline.moved_here", values)
    effects = moved(free, work, "handed_over", line, room.name, view, to=room, rows=((_undo(work.case),),))
    there = next(one.fact for one in effects if isinstance(one, Save) and isinstance(one.fact, Case))
    return [*effects, *(alerts.timeline(there, said, view) for said in _history(there, work, view))]


def _history(case: Case, work: Work, view: View) -> list[Line]:
    """What was said so far, as far as its log is loaded, for a room that reads of it for the first time."""
    known = {work.address.user: work.name, work.case.owner: work.case.owner_name}
    told: list[Line] = []
    for one in [entry for entry in view.case_entries(case.id, 1) if entry.kind in _SAID and entry.text][
        -_LINES:
    ]:
        who = cases.who_is(work.customer)
        if one.actor is not None:
            who = {"who": known.get(one.actor) or name_of(one.actor, view)}
        told.append(Line(f"timeline.{one.kind}", {"words": one.text or "", **who}))
    return told


def _undo(case: Case) -> Button:
    """Takes back what comes after the last line of the case's log."""
    return Button(Line("case.button.undo"), case_data(case.id, "undo", str(case.entries)), emphasis="quiet")
