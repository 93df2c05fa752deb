"""Staff write to the customer: in their own chat, under the first name of who wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.effects import Effect, Line, Save, Send
from bot.core.identity import Address
from bot.core.promise_words import Hint, hint_in
from bot.core.promises import read_due
from bot.core.recovery import Case, CaseStep, allows, log, take
from bot.core.tone import ToneWarning, mark_of
from bot.core.view import View
from handlers import case_forms, gestures, promising, second_look
from handlers.asking import told
from handlers.customers import reached_at
from handlers.places import refused
from handlers.work import Work, moved


def reply(work: Work, view: View) -> Sequence[Effect]:
    """The words go to the customer in their own chat, under the first name of who wrote them.

    Before they do, that person hears of what they may sound like, and may send them all the same. With a date
    they are a promise.
    """
    words = work.field(case_forms.TEXT)
    address = reached_at(work.customer, view, work.case)
    if not words or address is None:
        return [refused(Line("case.empty" if not words else "case.unreachable"))]
    if not allows(work.case, CaseStep.CONTACT):
        return [refused(Line("case.moved_on"))]
    try:
        due_at = _due(work, view)
    except ValueError:
        return [refused(Line("promise.unreadable"))]
    warnings = second_look.warnings_of(words, view)
    hint = None if due_at else promise_hint(words, view)
    if (warnings or (hint and work.in_form)) and not second_look.was_taken(words, work.pressed):
        if work.in_form:
            return second_look.in_form(work.case, work.customer, words, warnings, hint, view)
        return second_look.in_thread(work.case, words, due_at, warnings, work.address, view)
    contacted, logged = _contacted(work, warnings, view)
    sent, line = _goes_out(work, words, address, view), _replied(work, words)
    promised: list[Effect] = []
    if due_at is not None:
        contacted, promised = promising.made(contacted, work, words, due_at, view)
    shown = moved(contacted, work, "replied", line, words, view)
    number = contacted.entries + 1  # of the line in the log that says so
    asked = promising.asked(contacted, number, hint, view) if hint and not work.in_form else []
    surprise = gestures.proposed_to_loyal(work.case, contacted, work.customer, view)
    return [sent, *logged, *shown, *promised, *asked, *surprise]


def sent_out(work: Work, words: str, address: Address, view: View, *below: Line) -> Sequence[Effect]:
    """The words go out as they are, with these lines below them; the case and its thread know of it."""
    contacted, logged = _contacted(work, (), view)
    sent, line = _goes_out(work, words, address, view, *below), _replied(work, words)
    return [sent, *logged, *moved(contacted, work, "replied", line, words, view)]


def _goes_out(work: Work, words: str, address: Address, view: View, *below: Line) -> Send:
    said = Line("staff.reply", {"who": work.name.split()[0], "words": words})
    return told(view, address, work.customer, "staff_reply", f"case:{work.case.id}", said, *below)


def _replied(work: Work, words: str) -> Line:
    return Line("timeline.replied", {"who": work.name, "words": words})


def _due(work: Work, view: View) -> datetime | None:
    day, at = work.field(case_forms.DATE), work.field(case_forms.TIME)
    return read_due(day, at, view.now, view.settings.hours)


def promise_hint(words: str, view: View) -> Hint | None:
    """What these words seem to promise, by the business's clock."""
    return hint_in(words, view.now.astimezone(view.settings.zone))


def _contacted(work: Work, warnings: Sequence[ToneWarning], view: View) -> tuple[Case, list[Effect]]:
    """The case after its customer was written to: it has an owner now, and the log what was warned of."""
    contacted = take(work.case, CaseStep.CONTACT, view.now)
    if contacted.owner is None:
        taken_at = contacted.taken_at or view.now
        contacted = replace(contacted, owner=work.address.user, owner_name=work.name, taken_at=taken_at)
    if not warnings:
        return contacted, []
    found = second_look.listed(warnings)
    contacted, entry = log(contacted, "warned", view.now, work.address.user, found)
    return contacted, [Save(entry)]


def send_held(work: Work, view: View) -> Sequence[Effect]:
    """A reply that was held goes out as it is, once, if whoever wrote it says so."""
    held = second_look.held(work.pressed, view)
    if held is None:
        return [refused(Line("case.gone"))]
    if held.writer != work.address.user:
        return [refused(Line("tone.by_writer"))]
    if held.was_sent:
        return [refused(Line("tone.sent_already"))]
    insisted = replace(work.pressed, warned=mark_of(held.words))
    fields = case_forms.filled_in(held.words, held.due_at, view)
    return reply(replace(work, pressed=insisted, fields=fields), view)
