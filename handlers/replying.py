"""Staff write to the customer: in their own chat, under the first name of who wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.effects import Effect, Line, Save
from bot.core.recovery import CaseStep, allows, log, take
from bot.core.tone import mark_of
from bot.core.view import View
from handlers import second_look
from handlers.asking import told
from handlers.customers import reached_at
from handlers.places import refused
from handlers.work import Work, moved


def reply(work: Work, view: View) -> Sequence[Effect]:
    """The words go to the customer in their own chat, under the first name of who wrote them.

    Before they do, that person hears of what they may sound like, and may send them all the same.
    """
    words = work.field("text")
    address = reached_at(work.customer, view, work.case)
    if not words or address is None:
        return [refused(Line("case.empty" if not words else "case.unreachable"))]
    if not allows(work.case, CaseStep.CONTACT):
        return [refused(Line("case.moved_on"))]
    warnings = second_look.warnings_of(words, view)
    if warnings and not second_look.was_taken(words, work.pressed):
        if work.in_form:
            return second_look.in_form(work.case, words, warnings, view)
        return second_look.in_thread(work.case, words, warnings, work.address, view)
    contacted = take(work.case, CaseStep.CONTACT, view.now)
    if contacted.owner is None:
        taken_at = contacted.taken_at or view.now
        contacted = replace(contacted, owner=work.address.user, owner_name=work.name, taken_at=taken_at)
    line = Line("staff.reply", {"who": work.name.split()[0], "words": words})
    sent = told(view, address, work.customer, "staff_reply", f"case:{work.case.id}", line)
    logged = Line("timeline.replied", {"who": work.name, "words": words})
    noted: list[Effect] = []
    if warnings:
        found = second_look.listed(warnings)
        contacted, entry = log(contacted, "warned", view.now, work.address.user, found)
        noted = [Save(entry)]
    return [sent, *noted, *moved(contacted, work, "replied", logged, words, view)]


def send_held(work: Work, view: View) -> Sequence[Effect]:
    """A reply that was held goes out as it is, once, if whoever wrote it says so."""
    held, was_sent = second_look.held(work.pressed, view)
    if held is None or held.text is None:
        return [refused(Line("case.gone"))]
    if held.actor != work.address.user:
        return [refused(Line("tone.by_writer"))]
    if was_sent:
        return [refused(Line("tone.sent_already"))]
    insisted = replace(work.pressed, warned=mark_of(held.text))
    return reply(replace(work, pressed=insisted, fields={"text": held.text}), view)
