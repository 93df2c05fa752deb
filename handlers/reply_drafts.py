"""A machine drafts a reply, and staff send it or write their own: nothing goes out before they press.

What came is held in the case's log and shown in the thread. Sent, it is a reply like any other of whoever
presses. What may promise something has no button that sends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.callbacks import case_data
from bot.core.draft_reading import may_promise
from bot.core.effects import Button, Effect, Line, Reply, Save, Send
from bot.core.events import ParcelSettled, TextWritten
from bot.core.recovery import Case, CaseEntry, CaseStep, allows, log
from bot.core.tone import mark_of
from bot.core.view import View
from handlers import alerts, case_buttons, case_forms, second_look
from handlers.customers import reached_at
from handlers.model_requests import (
    can_be_drafted,
    draft_asked,
    in_its_place,
    is_on,
    may_leave,
    room_language,
    translation_asked,
)
from handlers.places import refused
from handlers.replying import promise_hint, reply
from handlers.work import Work

_ASKED = "draft_asked"
_DRAFTED = "drafted"
"""The line of the log that holds what a machine drafted."""


def ask(work: Work, view: View) -> Sequence[Effect]:
    """Ask for a draft, and say so in the thread, where it will stand."""
    case = work.case
    if not can_be_drafted(case, work.customer, view) or not allows(case, CaseStep.CONTACT):
        return [refused(Line("draft.not_now"))]
    if reached_at(work.customer, view, case) is None:
        return [refused(Line("case.unreachable"))]
    noted, entry = log(case, _ASKED, view.now, work.address.user)
    shown = alerts.in_thread(
        noted, "timeline", f"case:{case.id}", Line("draft.asked", {"who": work.name}), view
    )
    asked = draft_asked(noted, work.customer, entry.number, shown.parcel.id, view)
    return [Save(noted), Save(entry), shown, asked, Reply({"ok": True})]


def came(case: Case, event: TextWritten, view: View) -> list[Effect]:
    """The draft stands where it was asked for, or that none came."""
    customer = view.customer(case.customer_id)
    asked = view.case_entry(case.id, event.number)
    if customer is None or asked is None or asked.kind != _ASKED:
        return []
    if not event.text or not may_leave(customer):
        return [] if event.is_asked_again else [_noted(case, event, view, Line("draft.none"))]
    held, entry = log(case, _DRAFTED, view.now, None, event.text)
    shown = _shown(entry, held, event, view)
    saved: list[Effect] = [Save(held), Save(entry), shown]
    target = room_language(case, view)
    if not is_on(view.settings) or event.language == target:
        return saved
    beside = shown.parcel.target or shown.parcel.id
    languages = event.language, target
    return [*saved, translation_asked(event.text, languages, held, customer, entry.number, beside, view)]


def is_draft(entry: CaseEntry) -> bool:
    """Whether this line of the log holds a draft."""
    return entry.kind == _DRAFTED


def translated(entry: CaseEntry, case: Case, event: TextWritten, view: View) -> list[Effect]:
    """What the draft says, in the language of the room, below it."""
    return [_shown(entry, case, event, view, Line("timeline.translated", {"words": event.text}))]


def never_asked(
    event: ParcelSettled,  # noqa: ARG001  # as all that are called for what did not arrive
    case: Case,
    view: View,
) -> list[Effect]:
    """No language model was there in time to be asked."""
    return [alerts.timeline(case, Line("draft.none"), view)]


def send(work: Work, view: View) -> Sequence[Effect]:
    """The draft goes out as it was shown, once, as a reply of whoever presses."""
    number = second_look.number_of(work.pressed)
    entry = view.case_entry(work.case.id, number)
    words = entry.text if entry is not None and is_draft(entry) else None
    if not words or not _can_be_sent(words, view):
        return [refused(Line("case.gone"))]
    later = view.case_entries(work.case.id, number)
    if any(one.kind == "replied" and one.text == words for one in later):
        return [refused(Line("tone.sent_already"))]
    seen = replace(work.pressed, warned=mark_of(words))
    return reply(replace(work, pressed=seen, fields={case_forms.TEXT: words}), view)


def _shown(entry: CaseEntry, case: Case, event: TextWritten, view: View, *below: Line) -> Send:
    """The draft with what there is to say of it, and what can be done with it."""
    words = entry.text or ""
    anew = replace(case_buttons.button(case, "reply"), label=Line("draft.own"))
    send = Button(Line("draft.send"), case_data(case.id, _DRAFTED, str(entry.number)), emphasis="primary")
    sendable = _can_be_sent(words, view)
    more = (*second_look.warning_lines(words, view), *(() if sendable else (Line("draft.by_hand"),)))
    row = (send, anew) if sendable else (anew,)
    line = Line("draft.shown", {"words": words})
    rows = (row,) if allows(case, CaseStep.CONTACT) else ()
    return _noted(case, event, view, line, *below, *more, rows=rows)


def _noted(
    case: Case,
    event: TextWritten,
    view: View,
    line: Line,
    *more: Line,
    rows: tuple[tuple[Button, ...], ...] = (),
) -> Send:
    sent = alerts.in_thread(case, "timeline", f"case:{case.id}", line, view, *more, rows=rows)
    return in_its_place(sent, case, event)


def _can_be_sent(words: str, view: View) -> bool:
    """Whether it names nothing that may be a promise."""
    return not may_promise(words) and promise_hint(words, view) is None
