"""Recovery: an unhappy answer opens a case, staff work on it, the customer has the last word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.callbacks import CasePressed, FollowUpPressed, follow_up_data
from bot.core.conversation import Invitation
from bot.core.effects import Button, Effect, Line, Reply, Save, SetTimer, Timer
from bot.core.identity import Address, Customer, Role
from bot.core.periods import add_business_time
from bot.core.recovery import Case, CaseKind, CaseState, CaseStep, allows, log, take
from bot.core.survey import END, Audience, Question, QuestionKind, Survey
from bot.core.understanding import Rated, Skipped, Unclear, read_typed
from bot.core.verdict import Judgement, judge
from bot.core.view import View
from handlers import alerts
from handlers.asking import allowed_from, told

FOLLOW_UP_WAITS = timedelta(days=7)
_HAND_RAISED = frozenset({f"reason.{CaseKind.QUESTION}", f"reason.{CaseKind.PERSON}"})
_PUT_RIGHT = Question(
    "put_right", QuestionKind.THUMBS, {}, (), (), END, None, None
)  # "yes", "no, it …", "👍"


def after_answer(
    invitation: Invitation, survey: Survey, customer: Customer, view: View, words: str | None = None
) -> Sequence[Effect]:
    """What an answer means for staff: nothing, a new case, or more for the one that is open.

    ``words`` are those that came with it, and are among the invitation's comments already.
    """
    headline = survey.question(survey.headline)
    answer = invitation.answer_to(headline.name)
    worst = min(invitation.sentiments, key=lambda sentiment: sentiment.polarity, default=None)
    rating = answer.rating if answer else None
    judgement = judge(headline.kind, rating, invitation.comments, worst)
    if not _may_be_named(survey, judgement):
        return []
    case = view.open_case(customer.id)
    if case is not None and case.invitation_id == invitation.id:
        return _said_more(case, headline.kind, rating, words, judgement, customer, view)
    if not judgement.needs_case:
        # Staff have written to them, and this may be what they were asked for.
        in_touch = case is not None and case.state is CaseState.CONTACTED
        return _wrote(case, words, customer, view) if case and words and in_touch else []
    if case is not None:
        return _appended(case, rating, str(headline.kind), invitation, judgement, customer, view)
    return _opened(
        CaseKind.UNHAPPY,
        customer,
        view,
        invitation=invitation,
        judgement=judgement,
        rating=rating,
        question_kind=str(headline.kind),
        words=invitation.comments,
    )


def _may_be_named(survey: Survey, judgement: Judgement) -> bool:
    """Answers of people who work with us are in no named case unless the person asks for contact."""
    return survey.audience is Audience.BUYER or "person" in judgement.signals


def raise_hand(
    kind: CaseKind,
    words: str,
    customer: Customer,
    invitation: Invitation | None,
    address: Address,
    view: View,
) -> Sequence[Effect]:
    """A question, the wish to talk to a person, or trouble that nobody asked about goes to the staff room."""
    case = view.open_case(customer.id)
    if case is not None:
        return customer_wrote(case, words, customer, address, view)
    line = Line(f"said.passed_on.{kind}")
    told_so = told(view, address, customer, "passed_on", "case", line)
    judgement = judge(None, None, words, None)
    opened = _opened(kind, customer, view, invitation=invitation, judgement=judgement, words=words or None)
    return [*opened, told_so]


def customer_wrote(
    case: Case, words: str, customer: Customer, address: Address, view: View
) -> Sequence[Effect]:
    """What a customer with an open case writes comes into its thread; one that was resolved is open again."""
    if not words:
        return []
    if case.state is CaseState.RESOLVED:
        case = _restarted(take(case, CaseStep.APPEND, view.now), view)
        effects = [*_wrote(case, words, customer, view), _edited(case, customer, view)]
    else:
        effects = _wrote(case, words, customer, view)
    return [
        *effects,
        told(view, address, customer, "passed_on", f"case:{case.id}", Line("said.added_to_case")),
    ]


def _wrote(case: Case, words: str, customer: Customer, view: View) -> list[Effect]:
    """The customer's words in the log and in the thread."""
    logged, entry = log(case, "wrote", view.now, None, words)
    line = Line("timeline.wrote", {"words": words, **_who(customer)})
    return [Save(logged), Save(entry), alerts.timeline(logged, line, view)]


def _opened(
    kind: CaseKind,
    customer: Customer,
    view: View,
    *,
    judgement: Judgement,
    invitation: Invitation | None = None,
    rating: int | None = None,
    question_kind: str | None = None,
    words: str | None = None,
) -> list[Effect]:
    touchpoint = invitation.touchpoint if invitation else "own_words"
    room = alerts.staff_room(view, touchpoint)
    if room is None:
        return []
    case = Case(
        id=view.new_id(),
        customer_id=customer.id,
        invitation_id=invitation.id if invitation else None,
        kind=kind,
        state=CaseState.OPEN,
        opened_at=view.now,
        touchpoint=touchpoint,
        room=room.key,
        alert=view.new_id(),
        reasons=judgement.reasons or (f"reason.{kind}",),
        take_by=view.now,
        contact_by=view.now,
        resolve_by=view.now,
        rating=rating,
        question_kind=question_kind,
        words=words,
        product=invitation.product if invitation else None,
    )
    case, entry = log(_restarted(case, view), "opened", view.now, None, words)
    return [Save(case), Save(entry), alerts.alert(case, customer, view, parcel_id=case.alert, edits=False)]


def _restarted(case: Case, view: View) -> Case:
    """The clocks, from now, in business time."""
    settings = view.settings

    def by(amount: timedelta) -> datetime:
        return add_business_time(view.now, amount, settings.hours)

    service = settings.service
    return replace(
        case, take_by=by(service.take), contact_by=by(service.contact), resolve_by=by(service.resolve)
    )


def _said_more(
    case: Case,
    question_kind: QuestionKind,
    rating: int | None,
    words: str | None,
    judgement: Judgement,
    customer: Customer,
    view: View,
) -> list[Effect]:
    """The conversation that opened the case goes on: the alert shows what is new."""
    raised = [reason for reason in case.reasons if reason in _HAND_RAISED]
    reasons = tuple(dict.fromkeys((*judgement.reasons, *raised))) or case.reasons
    more = replace(
        case,
        kind=CaseKind.UNHAPPY if judgement.needs_case else case.kind,
        rating=case.rating if rating is None else rating,
        question_kind=case.question_kind if rating is None else str(question_kind),
        words="\n".join(part for part in (case.words, words) if part) or None,
        reasons=reasons,
    )
    if more == case:
        return []
    more, entry = log(more, "wrote", view.now, None, words)
    return [Save(more), Save(entry), _edited(more, customer, view)]


def _appended(
    case: Case,
    rating: int | None,
    question_kind: str,
    invitation: Invitation,
    judgement: Judgement,
    customer: Customer,
    view: View,
) -> list[Effect]:
    """A later unhappy answer joins the open case; one that was resolved is open again."""
    joined = take(case, CaseStep.APPEND, view.now)
    if case.state is CaseState.RESOLVED:
        joined = _restarted(joined, view)
    joined = replace(
        joined,
        kind=CaseKind.UNHAPPY,
        invitation_id=invitation.id,
        rating=rating,
        question_kind=question_kind,
        words=invitation.comments or case.words,
        reasons=judgement.reasons,
        product=invitation.product or case.product,
        touchpoint=invitation.touchpoint,
    )
    joined, entry = log(joined, "wrote", view.now, None, invitation.comments)
    line = Line("timeline.wrote", {"words": invitation.comments or "", **_who(customer)})
    if rating is not None:
        line = Line("timeline.again", {"rating": alerts.rating_words(joined) or "", **_who(customer)})
    return [Save(joined), Save(entry), _edited(joined, customer, view), alerts.timeline(joined, line, view)]


def _edited(case: Case, customer: Customer, view: View) -> Effect:
    return alerts.alert(case, customer, view, parcel_id=view.new_id(), edits=True)


def _who(customer: Customer) -> Mapping[str, str]:
    return {"who": customer.name} if customer.name else {}


@dataclass(frozen=True, slots=True)
class _Work:
    """One of the staff at work on a case: who, where, and what they filled in."""

    case: Case
    customer: Customer
    fields: Mapping[str, str]
    address: Address
    name: str

    def field(self, name: str) -> str:
        return self.fields.get(name, "").strip()


def worked_on(
    pressed: CasePressed,
    fields: Mapping[str, str],
    address: Address,
    actor_name: str | None,
    view: View,
) -> Sequence[Effect]:
    """Staff pressed a button on an alert, or sent the form behind it."""
    case = view.case(pressed.case_id)
    customer = view.customer(case.customer_id) if case else None
    if case is None or customer is None:
        return [_refused(Line("case.gone"))]
    if Role.STAFF not in view.settings.roles_of(address):
        return [_refused(Line("case.staff_only"))]
    action = _ACTIONS.get(pressed.action)
    work = _Work(case, customer, fields, address, (actor_name or "").strip() or address.person)
    return action(work, view) if action else []


def _refused(line: Line) -> Reply:
    return Reply({"ok": False, "text": {"key": line.key, "values": dict(line.values)}})


def _take(work: _Work, view: View) -> Sequence[Effect]:
    """Two people who press at once get one owner; the other is told who."""
    if work.case.owner is not None:
        return [_refused(Line("case.taken_by", {"who": work.case.owner_name or work.case.owner}))]
    if not allows(work.case, CaseStep.TAKE):
        return [_refused(Line("case.moved_on"))]
    taken = replace(take(work.case, CaseStep.TAKE, view.now), owner=work.address.user, owner_name=work.name)
    return _moved(taken, work, "took", Line("timeline.took", {"who": work.name}), None, view)


def _release(work: _Work, view: View) -> Sequence[Effect]:
    if not allows(work.case, CaseStep.RELEASE):
        return [_refused(Line("case.moved_on"))]
    released = take(work.case, CaseStep.RELEASE, view.now)
    return _moved(released, work, "released", Line("timeline.released", {"who": work.name}), None, view)


def _reply(work: _Work, view: View) -> Sequence[Effect]:
    """The words go to the customer in their own chat, under the first name of who wrote them."""
    words = work.field("text")
    contacts = view.contacts_of(work.customer.id)
    if not words or not contacts:
        return [_refused(Line("case.empty" if not words else "case.unreachable"))]
    if not allows(work.case, CaseStep.CONTACT):
        return [_refused(Line("case.moved_on"))]
    contacted = take(work.case, CaseStep.CONTACT, view.now)
    if contacted.owner is None:
        taken_at = contacted.taken_at or view.now
        contacted = replace(contacted, owner=work.address.user, owner_name=work.name, taken_at=taken_at)
    line = Line("staff.reply", {"who": work.name.split()[0], "words": words})
    sent = told(view, contacts[0].address, work.customer, "staff_reply", f"case:{work.case.id}", line)
    logged = Line("timeline.replied", {"who": work.name, "words": words})
    return [sent, *_moved(contacted, work, "replied", logged, words, view)]


def _note(work: _Work, view: View) -> Sequence[Effect]:
    words = work.field("text")
    if not words:
        return [_refused(Line("case.empty"))]
    noted, entry = log(work.case, "noted", view.now, work.address.user, words)
    line = Line("timeline.noted", {"who": work.name, "words": words})
    return [Save(noted), Save(entry), alerts.timeline(noted, line, view), Reply({"ok": True})]


def _resolve(work: _Work, view: View) -> Sequence[Effect]:
    """Staff say that it is put right; then the customer is asked, once."""
    cause, done = work.field("cause"), work.field("done")
    if cause not in view.settings.causes or not done:
        return [_refused(Line("case.resolve_needs"))]
    if not allows(work.case, CaseStep.RESOLVE):
        return [_refused(Line("case.moved_on"))]
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
    contacts = view.contacts_of(customer.id)
    if not contacts:
        return waits
    rows = (
        (
            Button(Line("followup.yes"), follow_up_data(case.id, True), emphasis="primary"),
            Button(Line("followup.no"), follow_up_data(case.id, False)),
        ),
    )
    line = Line("followup.ask", {"name": customer.first_name or ""})
    return [*waits, told(view, contacts[0].address, customer, "followup", f"case:{case.id}", line, rows=rows)]


def answered_follow_up(
    case: Case, words: str, language: str, customer: Customer, address: Address, view: View
) -> Sequence[Effect]:
    """What a customer types after their case was put right: yes, no, a mere thank-you, or something new."""
    match read_typed(words, _PUT_RIGHT, language):
        case Rated(value, comment):
            return _said_whether(case, bool(value), comment, customer, address, view)
        case Unclear() | Skipped() if words:
            return _wrote(case, words, customer, view)
        case _:
            return customer_wrote(case, words, customer, address, view)


def followed_up(pressed: FollowUpPressed, address: Address, view: View) -> Sequence[Effect]:
    """The customer says whether it was put right."""
    case, customer = view.case(pressed.case_id), view.customer_at(address)
    if case is None or customer is None or case.customer_id != customer.id:
        return []
    return _said_whether(case, pressed.put_right, None, customer, address, view)


def _said_whether(
    case: Case, put_right: bool, words: str | None, customer: Customer, address: Address, view: View
) -> Sequence[Effect]:
    step = CaseStep.CONFIRM if put_right else CaseStep.REOPEN
    if not allows(case, step):
        return []
    moved = take(case, step, view.now)
    if step is CaseStep.REOPEN:
        moved = _restarted(moved, view)
    word = "confirmed" if put_right else "reopened"
    moved, entry = log(moved, word, view.now)
    effects: list[Effect] = [
        Save(moved),
        Save(entry),
        _edited(moved, customer, view),
        alerts.timeline(moved, Line(f"timeline.{word}", _who(customer)), view),
    ]
    if words:
        effects += _wrote(moved, words, customer, view)
    return [*effects, told(view, address, customer, "reply", f"case:{case.id}", Line(f"followup.{word}"))]


def went_silent(case: Case, view: View) -> Sequence[Effect]:
    """Nobody answered whether it was put right."""
    customer = view.customer(case.customer_id)
    if not allows(case, CaseStep.GO_SILENT) or customer is None:
        return []
    silent, entry = log(take(case, CaseStep.GO_SILENT, view.now), "silent", view.now)
    return [Save(silent), Save(entry), _edited(silent, customer, view)]


def _moved(case: Case, work: _Work, kind: str, line: Line, text: str | None, view: View) -> list[Effect]:
    """Save the case with one more line in its log, edit the alert, write the line into its thread."""
    logged, entry = log(case, kind, view.now, work.address.user, text)
    return [
        Save(logged),
        Save(entry),
        _edited(logged, work.customer, view),
        alerts.timeline(logged, line, view),
        Reply({"ok": True}),
    ]


_ACTIONS = {
    "take": _take,
    "release": _release,
    "reply": _reply,
    "note": _note,
    "resolve": _resolve,
}
