"""Staff write in their language, a machine translates, and they send it: nothing goes out before they press.

What they wrote is held in the case's log, and can be sent as it is at any time. The customer gets the
translation, that a machine made it, and the original below.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.callbacks import case_data
from bot.core.effects import Button, Effect, Line, Reply, Save
from bot.core.events import TextWritten
from bot.core.recovery import Case, CaseEntry, CaseStep, allows, log
from bot.core.view import View
from handlers import alerts, case_forms, second_look
from handlers.customers import reached_at
from handlers.model_requests import in_its_place, room_language, short, speaks_another, translation_asked
from handlers.places import refused
from handlers.replying import sent_out
from handlers.work import Work


def ask(work: Work, view: View) -> Sequence[Effect]:
    """Hold these words, show them in the thread with what they may sound like, and ask for a translation."""
    words, case = work.field(case_forms.TEXT), work.case
    if not speaks_another(case, work.customer, view) or not allows(case, CaseStep.CONTACT):
        return [refused(Line("translation.not_now"))]
    if not words or reached_at(work.customer, view, case) is None:
        return [refused(Line("case.empty" if not words else "case.unreachable"))]
    held, entry = log(case, second_look.HELD, view.now, work.address.user, words)
    lines = (_held_line(words, work.name), *second_look.warning_lines(words, view))
    shown = alerts.in_thread(
        held, "timeline", f"case:{case.id}", lines[0], view, *lines[1:], rows=((_as_it_is(entry),),)
    )
    languages = room_language(case, view), short(work.customer.language or "")
    asked = translation_asked(words, languages, held, work.customer, entry.number, shown.parcel.id, view)
    return [Save(held), Save(entry), shown, asked, Reply({"ok": True})]


def is_reply(entry: CaseEntry) -> bool:
    """Whether this line of the log holds a reply of staff's."""
    return entry.kind == second_look.HELD


def came(entry: CaseEntry, case: Case, event: TextWritten, view: View) -> list[Effect]:
    """The translation stands below what was written, and whoever wrote that can send it."""
    if any(
        one.kind == "replied" and one.text == entry.text for one in view.case_entries(case.id, entry.number)
    ):
        return []  # it went out as it is meanwhile
    logged, line = log(case, second_look.TRANSLATED, view.now, None, f"{entry.number} {event.text}")
    send = Button(
        Line("translation.send"),
        case_data(case.id, second_look.TRANSLATED, str(entry.number)),
        emphasis="primary",
    )
    sent = alerts.in_thread(
        logged,
        "timeline",
        event.about,
        Line("translation.original", {"words": entry.text or ""}),
        view,
        Line("timeline.translated", {"words": event.text}),
        rows=((send, _as_it_is(entry)),),
    )
    return [Save(logged), Save(line), in_its_place(sent, case, event)]


def send(work: Work, view: View) -> Sequence[Effect]:
    """The translation goes out, once, if whoever wrote the original says so."""
    held, made = second_look.held(work.pressed, view), second_look.translations(work.pressed, view)
    if held is None or not made:
        return [refused(Line("case.gone"))]
    if held.writer != work.address.user:
        return [refused(Line("tone.by_writer"))]
    if held.was_sent:
        return [refused(Line("tone.sent_already"))]
    address = reached_at(work.customer, view, work.case)
    if address is None or not allows(work.case, CaseStep.CONTACT):
        return [refused(Line("case.unreachable" if address is None else "case.moved_on"))]
    original = Line("staff.original", {"words": held.words})
    return sent_out(work, made[-1], address, view, original)


def _held_line(words: str, name: str) -> Line:
    return Line("translation.held", {"who": name, "words": words})


def _as_it_is(entry: CaseEntry) -> Button:
    return Button(Line("translation.as_it_is"), case_data(entry.case_id, "send", str(entry.number)))
