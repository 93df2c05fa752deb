"""What customers say that staff must hear: an unhappy answer opens a case, and later ones join it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core.conversation import Invitation, judged
from bot.core.effects import Effect, Line, Save
from bot.core.identity import Address, Customer
from bot.core.recovery import Case, CaseKind, CaseState, CaseStep, Severity, log, take
from bot.core.signals import signals_in
from bot.core.survey import QuestionKind, Survey
from bot.core.verdict import Aside, Judgement, judge, may_be_named
from bot.core.view import View
from handlers import acknowledging, alerts, clocks, incidents, muted, opening, routing
from handlers.asking import told
from handlers.opening import LISTEN, grounds_of

_SAFETY = "safety"
_KEPT = frozenset(
    {f"reason.{CaseKind.QUESTION}", f"reason.{CaseKind.PERSON}", f"reason.signal.{_SAFETY}", LISTEN}
)
"""Reasons that stay, whatever is answered later."""

_NOTHING = Aside("")


def after_answer(
    invitation: Invitation,
    survey: Survey,
    customer: Customer,
    view: View,
    said: Aside = _NOTHING,
    instead_of: str | None = None,
) -> Sequence[Effect]:
    """What an answer means for staff: nothing, a new case, or more for the one that is open.

    ``said`` is what came with it, words that are among the invitation's comments already, and evidence;
    ``instead_of`` the words that these were edited from.
    """
    if invitation.trial:
        return []
    headline = survey.question(survey.headline)
    answer = invitation.answer_to(headline.name)
    rating = answer.rating if answer else None
    judgement = judged(invitation, survey, view.settings.alert_rules(invitation.touchpoint))
    if not may_be_named(survey.audience, judgement):
        return []
    case = view.open_case(customer.id)
    if case is not None and case.invitation_id == invitation.id:
        return _said_more(
            case, invitation, headline.kind, rating, said, instead_of, judgement, customer, view
        )
    if not judgement.needs_case:
        # Staff have written to them, and this may be what they were asked for.
        in_touch = case is not None and case.state is CaseState.CONTACTED
        return wrote(case, said, customer, view) if case and in_touch else []
    if case is not None:
        return _appended(case, rating, str(headline.kind), invitation, judgement, said, customer, view)
    if muted.holds_back(customer, judgement.signals, view):
        return []
    return opening.opened(
        CaseKind.UNHAPPY,
        customer,
        view,
        invitation=invitation,
        judgement=judgement,
        grounds=grounds_of(judgement, invitation.said, view),
        rating=rating,
        question_kind=str(headline.kind),
        words=invitation.comments,
        evidence=opening.evidence_of(invitation, said),
    )


def raise_hand(
    kind: CaseKind,
    message: Aside,
    customer: Customer,
    invitation: Invitation | None,
    address: Address,
    view: View,
) -> Sequence[Effect]:
    """A question, the wish to talk to a person, or trouble that nobody asked about goes to the staff room."""
    case = view.open_case(customer.id)
    if case is not None:
        return customer_wrote(case, message, customer, address, view)
    rules = view.settings.alert_rules(invitation.touchpoint if invitation else None)
    judgement = judge(None, None, message.said, rules)
    if muted.holds_back(customer, judgement.signals, view):
        return [told(view, address, customer, "held_back", "case", muted.held_back(customer, view))]
    opened = opening.opened(
        kind,
        customer,
        view,
        invitation=invitation,
        judgement=judgement,
        grounds=grounds_of(judgement, message.said, view),
        words=message.text or None,
        evidence=message.evidence,
    )
    line = Line(f"said.passed_on.{kind}", {"name": customer.first_name} if customer.first_name else {})
    back = acknowledging.back(acknowledging.opened_by(opened, view), customer, view)
    return [*opened, told(view, address, customer, "passed_on", "case", line, *back)]


def customer_wrote(
    case: Case, message: Aside, customer: Customer, address: Address, view: View
) -> Sequence[Effect]:
    """What a customer with an open case writes comes into its thread; one that was resolved is open again."""
    if not message.text and not message.evidence:
        return []
    reopens = case.state is CaseState.RESOLVED
    if reopens:
        case = clocks.started(take(case, CaseStep.APPEND, view.now), view)
    effects = wrote(case, message, customer, view)
    case = acknowledging.as_saved(case, effects)
    if reopens:
        effects += [*edited(case, customer, view), clocks.wound(case, view)]
    back = acknowledging.back(case, customer, view)
    lines = (Line("said.added_to_case"), *back)
    return [*effects, told(view, address, customer, "passed_on", f"case:{case.id}", *lines)]


def wrote(case: Case, message: Aside, customer: Customer, view: View) -> list[Effect]:
    """What the customer wrote and sent, in the log and in the thread; danger in it makes the case urgent."""
    effects: list[Effect] = []
    case, alarm = _alarmed(case, message.text, customer, view)
    if message.text:
        case, entry = log(case, "wrote", view.now, None, message.text)
        effects = [Save(entry), alerts.timeline(case, _wrote_line(message.text, customer), view)]
    case, sent = opening.sent_in(case, message.evidence, customer, view)
    return [Save(case), *alarm, *effects, *sent] if effects or sent else []


def _alarmed(case: Case, words: str, customer: Customer, view: View) -> tuple[Case, list[Effect]]:
    """Whoever speaks of danger while their case is open is heard like one who begins with it."""
    if case.severity is Severity.URGENT or _SAFETY not in signals_in(words):
        return case, []
    reasons = tuple(dict.fromkeys((*case.reasons, f"reason.signal.{_SAFETY}")))
    urgent = clocks.hastened(replace(case, severity=Severity.URGENT, reasons=reasons), view)
    urgent, shown = incidents.shown(urgent, customer, view)
    return urgent, [*shown, clocks.wound(urgent, view)]


def changed_words(case: Case, words: str, customer: Customer, view: View) -> list[Effect]:
    """The customer edited something that they had written before."""
    changed, entry = log(case, "changed", view.now, None, words)
    return [Save(changed), Save(entry), alerts.timeline(changed, _changed_line(words, customer), view)]


def _changed_line(words: str, customer: Customer) -> Line:
    return Line("timeline.changed", {"words": words, **who_is(customer)})


def _wrote_line(words: str, customer: Customer) -> Line:
    return Line("timeline.wrote", {"words": words, **who_is(customer)})


def _said_more(
    case: Case,
    invitation: Invitation,
    question_kind: QuestionKind,
    rating: int | None,
    said: Aside,
    instead_of: str | None,
    judgement: Judgement,
    customer: Customer,
    view: View,
) -> list[Effect]:
    """The conversation that opened the case goes on: the alert shows what is new.

    Staff who have been in touch read new words in the thread; a case that was resolved is open again by them.
    Another rating is in the thread as well, and closes nothing.
    """
    words, before = said.text, case
    reopens = bool(words) and judgement.needs_case and case.state is CaseState.RESOLVED
    if reopens:
        case = clocks.started(take(case, CaseStep.APPEND, view.now), view)
    reasons = judgement.reasons or tuple(reason for reason in case.reasons if reason not in _KEPT)
    kept = [reason for reason in case.reasons if reason in _KEPT]
    if opening.is_to_be_heard(words, said.evidence):
        kept.append(LISTEN)
    grounds = grounds_of(judgement, invitation.said, view) if judgement.reasons else case.grounds
    more = replace(
        case,
        kind=CaseKind.UNHAPPY if judgement.needs_case else case.kind,
        rating=case.rating if rating is None else rating,
        question_kind=case.question_kind if rating is None else str(question_kind),
        words=_words_of(case, words, instead_of),
        reasons=tuple(dict.fromkeys((*reasons, *kept))),
        grounds=grounds,
        theme=next(iter(routing.blamed_in(grounds)), case.theme),
    )
    more = opening.weighed(more, judgement, customer, view)
    effects: list[Effect] = []
    if more != case or reopens:
        kind = "changed" if words and instead_of else "wrote"
        more, entry = log(more, kind, view.now, None, words or None)
        more, shown = incidents.sorted_anew(more, before, invitation.segments, customer, view)
        effects = [Save(entry), *shown, clocks.wound(more, view)]
    if before.rating is not None and more.rating != before.rating:
        effects.append(alerts.timeline(more, _rated_line(before, more, customer), view))
    if words and instead_of:
        effects.append(alerts.timeline(more, _changed_line(words, customer), view))
    elif words and (reopens or more.state is CaseState.CONTACTED):
        effects.append(alerts.timeline(more, _wrote_line(words, customer), view))
    more, sent = opening.sent_in(more, said.evidence, customer, view)
    return [Save(more), *effects, *sent] if effects or sent else []


def _rated_line(before: Case, after: Case, customer: Customer) -> Line:
    ratings = {"before": alerts.rating_words(before) or "", "after": alerts.rating_words(after) or ""}
    return Line("timeline.rated", {**ratings, **who_is(customer)})


def _words_of(case: Case, words: str, instead_of: str | None) -> str | None:
    """The customer's words for the alert, with those that are new, or that others were edited into."""
    if words and instead_of and case.words and instead_of in case.words:
        return case.words.replace(instead_of, words)
    return "\n".join(part for part in (case.words, words) if part) or None


def _appended(
    case: Case,
    rating: int | None,
    question_kind: str,
    invitation: Invitation,
    judgement: Judgement,
    said: Aside,
    customer: Customer,
    view: View,
) -> list[Effect]:
    """A later unhappy answer joins the open case; one that was resolved is open again."""
    joined = take(case, CaseStep.APPEND, view.now)
    if case.state is CaseState.RESOLVED:
        joined = clocks.started(joined, view)
    grounds = grounds_of(judgement, invitation.said, view)
    evidence = opening.evidence_of(invitation, said)
    joined = replace(
        joined,
        kind=CaseKind.UNHAPPY,
        invitation_id=invitation.id,
        rating=rating,
        question_kind=question_kind,
        words=invitation.comments or case.words,
        grounds=grounds,
        reasons=opening.reasons_of(CaseKind.UNHAPPY, judgement, invitation.comments, evidence),
        product=invitation.product or case.product,
        touchpoint=invitation.touchpoint,
        place=invitation.place or case.place,
        theme=next(iter(routing.blamed_in(grounds)), case.theme),
    )
    joined = opening.weighed(joined, judgement, customer, view)
    joined, entry = log(joined, "wrote", view.now, None, invitation.comments)
    joined, shown = incidents.sorted_anew(joined, case, invitation.segments, customer, view)
    line = Line("timeline.wrote", {"words": invitation.comments or "", **who_is(customer)})
    if rating is not None:
        line = Line("timeline.again", {"rating": alerts.rating_words(joined) or "", **who_is(customer)})
    told = alerts.timeline(joined, line, view)
    joined, sent = opening.sent_in(joined, evidence, customer, view)
    return [Save(joined), Save(entry), *shown, told, *sent, clocks.wound(joined, view)]


def edited(case: Case, customer: Customer, view: View) -> list[Effect]:
    """What staff see of the case, edited in place to show it as it is now.

    For steps by which a case that is gathered stays so; of any other, ``incidents.shown`` tells the case.
    """
    return incidents.shown(case, customer, view)[1]


def who_is(customer: Customer) -> Mapping[str, str]:
    """The customer's name for a text, where it is known."""
    return {"who": customer.name} if customer.name else {}
