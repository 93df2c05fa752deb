"""After a case was put right the customer has the last word: whether it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.callbacks import FollowUpPressed, follow_up_data
from bot.core.effects import Button, Effect, Line, Save, SetTimer, Timer
from bot.core.identity import Address, Customer
from bot.core.recovery import Case, CaseState, CaseStep, allows, log, take
from bot.core.survey import END, Question, QuestionKind
from bot.core.understanding import Rated, Skipped, Unclear, read_typed
from bot.core.verdict import Aside
from bot.core.view import View
from handlers import alerts, cases, clocks
from handlers.asking import allowed_from, told
from handlers.customers import reached_at

FOLLOW_UP_WAITS = timedelta(days=7)
_PUT_RIGHT = Question(
    "put_right", QuestionKind.THUMBS, {}, (), (), END, None, None
)  # "yes", "no, it …", "👍"


def planned(case: Case, customer: Customer, view: View) -> list[Effect]:
    """Ask as soon as they may be written to."""
    moment = allowed_from(view, customer)
    if moment > view.now:
        return [SetTimer(Timer("followup", case.id, moment))]
    return _follow_up(case, customer, view)


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
