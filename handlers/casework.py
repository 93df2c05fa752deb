"""Staff at work on a case: they take it, write and put it right; then the customer has the last word."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.core.callbacks import CasePressed, FollowUpPressed, follow_up_data
from bot.core.effects import Button, Effect, Line, Reply, Save, SetTimer, Timer
from bot.core.identity import Address, Customer, Role
from bot.core.recovery import Case, CaseState, CaseStep, allows, log, take
from bot.core.survey import END, Question, QuestionKind
from bot.core.tone import mark_of
from bot.core.understanding import Rated, Skipped, Unclear, read_typed
from bot.core.verdict import Aside
from bot.core.view import View
from handlers import alerts, cases, clocks, prompts, second_look
from handlers.asking import allowed_from, told
from handlers.customers import reached_at
from handlers.places import refused

FOLLOW_UP_WAITS = timedelta(days=7)
_PUT_RIGHT = Question(
    "put_right", QuestionKind.THUMBS, {}, (), (), END, None, None
)  # "yes", "no, it …", "👍"


@dataclass(frozen=True, slots=True)
class _Work:
    """One of the staff at work on a case: who, where, and what they filled in."""

    case: Case
    customer: Customer
    pressed: CasePressed
    fields: Mapping[str, str]
    address: Address
    name: str
    in_form: bool

    def field(self, name: str) -> str:
        return self.fields.get(name, "").strip()


def worked_on(
    pressed: CasePressed,
    fields: Mapping[str, str] | None,
    address: Address,
    actor_name: str | None,
    view: View,
    *,
    in_form: bool = False,
) -> Sequence[Effect]:
    """Staff pressed a button on an alert, or said what is behind it, in a form or in a message.

    ``fields`` is None for a press alone: work that needs words asks for them first.
    """
    case = view.case(pressed.case_id)
    customer = view.customer(case.customer_id) if case else None
    if case is None or customer is None:
        return [refused(Line("case.gone"))]
    if Role.STAFF not in view.settings.roles_of(address):
        return [refused(Line("case.staff_only", {"user": address.user}))]
    name = (actor_name or "").strip() or address.person
    if fields is None and pressed.action in prompts.STEPS:
        return prompts.ask(pressed, case, customer, address, name, view)
    given = {"cause": pressed.cause or "", **(fields or {})}
    return _ACTIONS[pressed.action](_Work(case, customer, pressed, given, address, name, in_form), view)


def _take(work: _Work, view: View) -> Sequence[Effect]:
    """Two people who press at once get one owner; the other is told who."""
    if work.case.owner is not None:
        return [refused(Line("case.taken_by", {"who": work.case.owner_name or work.case.owner}))]
    if not allows(work.case, CaseStep.TAKE):
        return [refused(Line("case.moved_on"))]
    taken = replace(take(work.case, CaseStep.TAKE, view.now), owner=work.address.user, owner_name=work.name)
    return _moved(taken, work, "took", Line("timeline.took", {"who": work.name}), None, view)


def _release(work: _Work, view: View) -> Sequence[Effect]:
    if not allows(work.case, CaseStep.RELEASE):
        return [refused(Line("case.moved_on"))]
    released = take(work.case, CaseStep.RELEASE, view.now)
    return _moved(released, work, "released", Line("timeline.released", {"who": work.name}), None, view)


def _reply(work: _Work, view: View) -> Sequence[Effect]:
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
    return [sent, *noted, *_moved(contacted, work, "replied", logged, words, view)]


def _send_held(work: _Work, view: View) -> Sequence[Effect]:
    """A reply that was held goes out as it is, once, if whoever wrote it says so."""
    held, was_sent = second_look.held(work.pressed, view)
    if held is None or held.text is None:
        return [refused(Line("case.gone"))]
    if held.actor != work.address.user:
        return [refused(Line("tone.by_writer"))]
    if was_sent:
        return [refused(Line("tone.sent_already"))]
    insisted = replace(work.pressed, warned=mark_of(held.text))
    return _reply(replace(work, pressed=insisted, fields={"text": held.text}), view)


def _note(work: _Work, view: View) -> Sequence[Effect]:
    words = work.field("text")
    if not words:
        return [refused(Line("case.empty"))]
    noted, entry = log(work.case, "noted", view.now, work.address.user, words)
    line = Line("timeline.noted", {"who": work.name, "words": words})
    return [Save(noted), Save(entry), alerts.timeline(noted, line, view), Reply({"ok": True})]


def _resolve(work: _Work, view: View) -> Sequence[Effect]:
    """Staff say that it is put right; then the customer is asked, once."""
    cause, done = work.field("cause"), work.field("done")
    if cause not in view.settings.causes or not done:
        return [refused(Line("case.resolve_needs"))]
    if not allows(work.case, CaseStep.RESOLVE):
        return [refused(Line("case.moved_on"))]
    resolved = replace(take(work.case, CaseStep.RESOLVE, view.now), cause=cause)
    line = Line("timeline.resolved", {"who": work.name, "words": done})
    effects = _moved(resolved, work, "resolved", line, f"{cause}: {done}", view)
    moment = allowed_from(view, work.customer)
    if moment > view.now:
        return [*effects, SetTimer(Timer("followup", resolved.id, moment))]
    return [*effects, *_follow_up(resolved, work.customer, view)]


def follow_up_due(case: Case, view: View) -> Sequence[Effect]:
    """The quiet hours after a case was put right are over: ask, unless it has moved on meanwhile."""
    customer = view.customer(case.customer_id)
    if case.state is not CaseState.RESOLVED or customer is None:
        return []
    return _follow_up(case, customer, view)


def _follow_up(case: Case, customer: Customer, view: View) -> list[Effect]:
    """Ask whether it was put right, and wait for an answer."""
    waits: list[Effect] = [SetTimer(Timer("silent", case.id, view.now + FOLLOW_UP_WAITS))]
    address = reached_at(customer, view, case)
    if address is None:
        return waits
    rows = (
        (
            Button(Line("followup.yes"), follow_up_data(case.id, True), emphasis="primary"),
            Button(Line("followup.no"), follow_up_data(case.id, False)),
        ),
    )
    line = Line("followup.ask", {"name": customer.first_name or ""})
    return [*waits, told(view, address, customer, "followup", f"case:{case.id}", line, rows=rows)]


def heard(
    case: Case, message: Aside, language: str, customer: Customer, address: Address, view: View
) -> Sequence[Effect]:
    """What a customer types or sends while their case is open.

    Once it was put right that is yes, no, a mere thank-you, or something new.
    """
    if case.state is not CaseState.RESOLVED:
        return cases.customer_wrote(case, message, customer, address, view)
    match read_typed(message.text, _PUT_RIGHT, language):
        case Rated(value, comment):
            said = replace(message, text=comment or "")
            return _said_whether(case, bool(value), said, customer, address, view)
        case Unclear() | Skipped() if message.text:
            return cases.wrote(case, message, customer, view)
        case _:
            return cases.customer_wrote(case, message, customer, address, view)


def says_whether(words: str, language: str) -> bool:
    """Whether these words say yes or no to the question if it was put right."""
    return isinstance(read_typed(words, _PUT_RIGHT, language), Rated)


def followed_up(pressed: FollowUpPressed, address: Address, view: View) -> Sequence[Effect]:
    """The customer says whether it was put right."""
    case, customer = view.case(pressed.case_id), view.customer_at(address)
    if case is None or customer is None or case.customer_id != customer.id:
        return []
    return _said_whether(case, pressed.put_right, Aside(""), customer, address, view)


def _said_whether(
    case: Case, put_right: bool, said: Aside, customer: Customer, address: Address, view: View
) -> Sequence[Effect]:
    step = CaseStep.CONFIRM if put_right else CaseStep.REOPEN
    if not allows(case, step):
        return []
    moved = take(case, step, view.now)
    if step is CaseStep.REOPEN:
        moved = clocks.started(moved, view)
    word = "confirmed" if put_right else "reopened"
    moved, entry = log(moved, word, view.now)
    effects: list[Effect] = [
        Save(moved),
        Save(entry),
        cases.edited(moved, customer, view),
        alerts.timeline(moved, Line(f"timeline.{word}", cases.who_is(customer)), view),
        clocks.wound(moved, view),
    ]
    effects += cases.wrote(moved, said, customer, view)
    return [*effects, told(view, address, customer, "reply", f"case:{case.id}", Line(f"followup.{word}"))]


def went_silent(case: Case, view: View) -> Sequence[Effect]:
    """Nobody answered whether it was put right."""
    customer = view.customer(case.customer_id)
    if not allows(case, CaseStep.GO_SILENT) or customer is None:
        return []
    silent, entry = log(take(case, CaseStep.GO_SILENT, view.now), "silent", view.now)
    return [Save(silent), Save(entry), cases.edited(silent, customer, view)]


def _moved(case: Case, work: _Work, kind: str, line: Line, text: str | None, view: View) -> list[Effect]:
    """Save the case with one more line in its log, edit the alert, write the line into its thread."""
    logged, entry = log(case, kind, view.now, work.address.user, text)
    return [
        Save(logged),
        Save(entry),
        cases.edited(logged, work.customer, view),
        alerts.timeline(logged, line, view),
        clocks.wound(logged, view),
        Reply({"ok": True}),
    ]


_ACTIONS: Mapping[str, Callable[[_Work, View], Sequence[Effect]]] = {
    "take": _take,
    "release": _release,
    "reply": _reply,
    "send": _send_held,
    "note": _note,
    "resolve": _resolve,
}
