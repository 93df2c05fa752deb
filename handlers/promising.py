"""Promises to customers: kept in mind, brought back before they are due, and asked about when they are.

A promise has one timer, which goes through its stages: the reminder, the question whether it was kept, and a
day later its end as broken. Each stage's message has the id that follows from the promise, so that it can be
edited in its place once somebody says how it went.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.core.callbacks import CasePressed, case_data
from bot.core.effects import Button, CancelTimer, Effect, Line, Reply, Save, Send, SetTimer, Timer
from bot.core.events import TimerDue
from bot.core.identity import Customer, derived_id
from bot.core.promise_words import MOST_WORDS, Hint, hint_in
from bot.core.promises import BROKEN_AFTER, Promise, PromiseState, due_moment, reminder_at
from bot.core.recovery import Case, log
from bot.core.view import View
from handlers import alerts, second_look
from handlers.asking import slash
from handlers.places import refused
from handlers.work import Work

_KIND = "promise"


class _Stage(StrEnum):
    """The messages about a promise, in their order."""

    MADE = "made"
    REMINDER = "reminder"
    DUE = "due"
    BROKEN = "broken"


_ENDS = {"kept": PromiseState.KEPT, "broken": PromiseState.BROKEN, "drop": PromiseState.DROPPED}
_BUTTONS = {
    _Stage.MADE: ("drop",),
    _Stage.REMINDER: ("kept",),
    _Stage.DUE: ("kept", "broken"),
    _Stage.BROKEN: ("kept",),
}


def named_by(pressed: CasePressed) -> tuple[str, ...]:
    """The promises that a press is about."""
    if pressed.action in _ENDS:
        return (pressed.detail,) if pressed.detail else ()
    if pressed.action == _KIND:
        return (_id_of_line(pressed.case_id, second_look.number_of(pressed)),)
    return ()


def _id_of_line(case_id: str, number: int) -> str:
    """The promise that a line of a case's log is, once somebody says that it is one."""
    return derived_id(_KIND, case_id, str(number))


def made(
    case: Case, work: Work, words: str, due_at: datetime, view: View, id_: str | None = None
) -> tuple[Case, list[Effect]]:
    """Somebody gave their word: the case with that in its log, and what follows."""
    promise = Promise(
        id=id_ or view.new_id(),
        case_id=case.id,
        customer_id=case.customer_id,
        by=work.address.user,
        by_name=work.name,
        words=words[:MOST_WORDS],
        made_at=view.now,
        due_at=due_at,
    )
    case, entry = log(case, "promised", view.now, promise.by, f"{alerts.wall(due_at, view)}: {promise.words}")
    reminder = reminder_at(view.now, due_at, view.settings.hours)
    return case, [
        Save(promise),
        Save(entry),
        _shown(promise, _Stage.MADE, case, view),
        SetTimer(Timer(_KIND, promise.id, reminder)),
    ]


def asked(case: Case, number: int, hint: Hint, view: View) -> list[Effect]:
    """Words that were sent sound like a promise; one tap, and they are one. ``number``: of the log's line."""
    due_at = due_moment(hint.day, hint.at, view.settings.hours)
    if due_at <= view.now:
        return []
    keep = Button(Line("promise.button.keep"), case_data(case.id, "promise", str(number)))
    line = Line("promise.asked", {"words": hint.words, "when": alerts.wall(due_at, view)})
    return [alerts.in_thread(case, "promise", f"case:{case.id}", line, view, rows=((keep,),))]


def kept_in_mind(work: Work, view: View) -> Sequence[Effect]:
    """What somebody wrote to the customer is a promise, by the date that is in its words."""
    if work.pressed.held is None:
        return [refused(Line("promise.how", {"slash": slash(view, work.address)}))]
    number = second_look.number_of(work.pressed)
    entry = view.case_entry(work.case.id, number)
    if entry is None or entry.kind != "replied" or entry.text is None:
        return [refused(Line("case.gone"))]
    id_ = _id_of_line(work.case.id, number)
    if view.promise(id_) is not None:
        return [refused(Line("promise.known"))]
    hint = hint_in(entry.text, entry.at.astimezone(view.settings.zone))
    due_at = due_moment(hint.day, hint.at, view.settings.hours) if hint else view.now
    if hint is None or due_at <= view.now:
        return [refused(Line("promise.over"))]
    case, effects = made(work.case, work, hint.words, due_at, view, id_)
    return [Save(case), *effects, Reply({"ok": True})]


def settled(work: Work, view: View) -> Sequence[Effect]:
    """Somebody says how it went: kept, broken, or that it was no promise. It can be corrected later."""
    promise = view.promise(work.pressed.detail or "")
    if promise is None or promise.case_id != work.case.id:
        return [refused(Line("case.gone"))]
    state = _ENDS[work.pressed.action]
    if promise.state is state:
        return [refused(Line("promise.said_already"))]
    ended = replace(promise, state=state, settled_at=view.now)
    kind = f"promise_{state}"
    case, entry = log(work.case, kind, view.now, work.address.user, promise.words)
    told = _told(ended, _latest(promise, view), f"promise.settled.{state}", work.name, case, view)
    no_more = CancelTimer(f"{_KIND}:{promise.id}")
    return [Save(ended), Save(case), Save(entry), told, no_more, Reply({"ok": True})]


def came_due(event: TimerDue, view: View) -> Sequence[Effect]:
    """The next stage of a promise that is open still; of several that are due at once the last."""
    promise = view.promise(event.subject)
    case = view.case(promise.case_id) if promise else None
    if promise is None or promise.state is not PromiseState.OPEN:
        return []
    if case is None or view.customer(case.customer_id) is None:
        return [Save(replace(promise, state=PromiseState.DROPPED, settled_at=view.now))]
    broken_at = promise.due_at + BROKEN_AFTER
    if view.now >= broken_at:
        broken = replace(promise, state=PromiseState.BROKEN, settled_at=broken_at)
        case, entry = log(case, "promise_broken", view.now, None, promise.words)
        return [Save(broken), Save(case), Save(entry), _shown(broken, _Stage.BROKEN, case, view)]
    if view.now >= promise.due_at:
        next_at = SetTimer(Timer(_KIND, promise.id, broken_at))
        return [_shown(promise, _Stage.DUE, case, view), next_at]
    reminded = replace(promise, reminded_at=view.now)
    next_at = SetTimer(Timer(_KIND, promise.id, promise.due_at))
    return [Save(reminded), _shown(reminded, _Stage.REMINDER, case, view), next_at]


def now_of(customer: Customer, case: Case, view: View) -> list[Effect]:
    """The case turns out to be this customer's: what was promised in it was promised to them."""
    return [Save(replace(one, customer_id=customer.id)) for one in view.promises_of(case.id)]


def _shown(promise: Promise, stage: _Stage, case: Case, view: View) -> Send:
    """The message of this stage, in the alert's thread, with what can be said to it."""
    line = Line(f"promise.{stage}", _names(promise, promise.by_name, view))
    emphasis = "quiet" if stage is _Stage.MADE else ""
    buttons = tuple(
        Button(Line(f"promise.button.{action}"), case_data(case.id, action, promise.id), emphasis=emphasis)
        for action in _BUTTONS[stage]
    )
    giver = {"label": Line("alert.owner_asked").json, "user": promise.by, "name": promise.by_name}
    card: dict[str, object] | None = None if stage is _Stage.MADE else {"type": "told", "for": giver}
    send = alerts.in_thread(case, "promise", f"case:{case.id}", line, view, rows=(buttons,), card=card)
    return replace(send, parcel=replace(send.parcel, id=_message(promise, stage)))


def _told(promise: Promise, stage: _Stage, key: str, who: str, case: Case, view: View) -> Send:
    """How it went, in place of the latest message about it."""
    line = Line(key, _names(promise, who, view))
    send = alerts.in_thread(case, "promise_settled", f"case:{case.id}", line, view)
    return replace(send, parcel=replace(send.parcel, target=_message(promise, stage)))


def _latest(promise: Promise, view: View) -> _Stage:
    """The stage whose message is the latest, as the promise stands."""
    if promise.state is PromiseState.BROKEN and view.now >= promise.due_at + BROKEN_AFTER:
        return _Stage.BROKEN
    if view.now >= promise.due_at:
        return _Stage.DUE
    return _Stage.REMINDER if promise.reminded_at is not None else _Stage.MADE


def _message(promise: Promise, stage: _Stage) -> str:
    return derived_id(_KIND, promise.id, stage)


def _names(promise: Promise, who: str, view: View) -> dict[str, str]:
    return {"who": who, "words": promise.words, "when": alerts.wall(promise.due_at, view)}
