"""What customers say that staff must hear: an unhappy answer opens a case, and later ones join it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.core.aspects import Feeling, aspects_of
from bot.core.conversation import Invitation, judged
from bot.core.effects import Effect, Line, Save
from bot.core.evidence import Evidence
from bot.core.identity import Address, Customer
from bot.core.recovery import NO_GROUNDS, Case, CaseKind, CaseState, CaseStep, Grounds, log, take
from bot.core.survey import QuestionKind, Survey
from bot.core.verdict import Aside, Judgement, Said, Verdict, judge, may_be_named
from bot.core.view import View
from handlers import alerts, clocks
from handlers.asking import told

_FORGET = "reason.forget"
_HAND_RAISED = frozenset({f"reason.{CaseKind.QUESTION}", f"reason.{CaseKind.PERSON}", _FORGET})
_NOTHING = Aside("")
_BLAMED_FIRST = (Feeling.NEGATIVE, Feeling.MIXED, Feeling.POSITIVE, Feeling.NEUTRAL)


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
        return _appended(case, rating, str(headline.kind), invitation, judgement, customer, view)
    return _opened(
        CaseKind.UNHAPPY,
        customer,
        view,
        invitation=invitation,
        judgement=judgement,
        grounds=_grounds(judgement, invitation.said, view),
        rating=rating,
        question_kind=str(headline.kind),
        words=invitation.comments,
        evidence=said.evidence,
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
    line = Line(f"said.passed_on.{kind}")
    told_so = told(view, address, customer, "passed_on", "case", line)
    rules = view.settings.alert_rules(invitation.touchpoint if invitation else None)
    judgement = judge(None, None, message.said, rules)
    opened = _opened(
        kind,
        customer,
        view,
        invitation=invitation,
        judgement=judgement,
        grounds=_grounds(judgement, message.said, view),
        words=message.text or None,
        evidence=message.evidence,
    )
    return [*opened, told_so]


def forget_wanted(customer: Customer, view: View) -> Sequence[Effect]:
    """Somebody wants their data deleted: a person does it, so staff hear of it, once."""
    case = view.open_case(customer.id)
    if case is None:
        judgement = Judgement(Verdict.NEUTRAL, (_FORGET,))
        return _opened(CaseKind.PERSON, customer, view, judgement=judgement)
    if _FORGET in case.reasons:
        return []
    joined = take(case, CaseStep.APPEND, view.now)
    if case.state is CaseState.RESOLVED:
        joined = clocks.started(joined, view)
    joined = replace(joined, reasons=(*joined.reasons, _FORGET))
    joined, entry = log(joined, "wrote", view.now)
    line = Line("timeline.forget", who_is(customer))
    return [
        Save(joined),
        Save(entry),
        edited(joined, customer, view),
        alerts.timeline(joined, line, view),
        clocks.wound(joined, view),
    ]


def customer_wrote(
    case: Case, message: Aside, customer: Customer, address: Address, view: View
) -> Sequence[Effect]:
    """What a customer with an open case writes comes into its thread; one that was resolved is open again."""
    if not message.text and not message.evidence:
        return []
    if case.state is CaseState.RESOLVED:
        case = clocks.started(take(case, CaseStep.APPEND, view.now), view)
        effects = [
            *wrote(case, message, customer, view),
            edited(case, customer, view),
            clocks.wound(case, view),
        ]
    else:
        effects = wrote(case, message, customer, view)
    return [
        *effects,
        told(view, address, customer, "passed_on", f"case:{case.id}", Line("said.added_to_case")),
    ]


def wrote(case: Case, message: Aside, customer: Customer, view: View) -> list[Effect]:
    """What the customer wrote and sent, in the log and in the thread."""
    shown: list[Effect] = []
    if message.text:
        case, entry = log(case, "wrote", view.now, None, message.text)
        shown = [Save(entry), alerts.timeline(case, _wrote_line(message.text, customer), view)]
    case, sent = _sent(case, message.evidence, customer, view)
    return [Save(case), *shown, *sent] if shown or sent else []


def _sent(
    case: Case, evidence: Sequence[Evidence], customer: Customer, view: View
) -> tuple[Case, list[Effect]]:
    """A voice note, a picture, a file: where it lies in the log, that it came in the thread."""
    effects: list[Effect] = []
    for one in evidence:
        case, entry = log(case, "sent", view.now, None, f"{one.kind} {one.reference}")
        line = Line(f"timeline.sent.{one.kind}", who_is(customer))
        effects += [Save(entry), alerts.timeline(case, line, view)]
    return case, effects


def changed_words(case: Case, words: str, customer: Customer, view: View) -> list[Effect]:
    """The customer edited something that they had written before."""
    changed, entry = log(case, "changed", view.now, None, words)
    return [Save(changed), Save(entry), alerts.timeline(changed, _changed_line(words, customer), view)]


def _changed_line(words: str, customer: Customer) -> Line:
    return Line("timeline.changed", {"words": words, **who_is(customer)})


def _wrote_line(words: str, customer: Customer) -> Line:
    return Line("timeline.wrote", {"words": words, **who_is(customer)})


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
    grounds: Grounds = NO_GROUNDS,
    evidence: Sequence[Evidence] = (),
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
        reasons=_reasons(kind, judgement),
        take_by=view.now,
        contact_by=view.now,
        resolve_by=view.now,
        rating=rating,
        question_kind=question_kind,
        words=words,
        product=invitation.product if invitation else None,
        grounds=grounds,
    )
    case, entry = log(clocks.started(case, view), "opened", view.now, None, words)
    shown = alerts.alert(case, customer, view, parcel_id=case.alert, edits=False)
    case, sent = _sent(case, evidence, customer, view)
    return [Save(case), Save(entry), shown, *sent, clocks.wound(case, view)]


def _reasons(kind: CaseKind, judgement: Judgement) -> tuple[str, ...]:
    """Why there is a case; that somebody raised their hand goes before what we make of their words."""
    raised = kind is not CaseKind.UNHAPPY and {f"reason.signal.{kind}", _FORGET}.isdisjoint(judgement.reasons)
    return (f"reason.{kind}", *judgement.reasons) if raised or not judgement.reasons else judgement.reasons


def _grounds(judgement: Judgement, said: Sequence[Said], view: View) -> Grounds:
    """What of these words decided, and what they mention; what is blamed first."""
    felt: dict[str, set[Feeling]] = {}
    for one in said:
        language = one.sentiment.language if one.sentiment else None
        for aspect in aspects_of(one.text, one.sentiment, view.settings.taxonomy(language)):
            felt.setdefault(aspect.theme, set()).add(aspect.feeling)
    aspects = [(theme, _together(feelings)) for theme, feelings in felt.items()]
    aspects.sort(key=lambda aspect: _BLAMED_FIRST.index(aspect[1]))
    return Grounds(judgement.words, judgement.language, tuple((name, str(how)) for name, how in aspects))


def _together(feelings: set[Feeling]) -> Feeling:
    """How a theme is spoken of in several texts."""
    told = feelings - {Feeling.NEUTRAL}
    return Feeling.MIXED if len(told) > 1 else next(iter(told), Feeling.NEUTRAL)


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
    """
    words = said.text
    reopens = bool(words) and judgement.needs_case and case.state is CaseState.RESOLVED
    if reopens:
        case = clocks.started(take(case, CaseStep.APPEND, view.now), view)
    raised = [reason for reason in case.reasons if reason in _HAND_RAISED]
    reasons = tuple(dict.fromkeys((*judgement.reasons, *raised))) or case.reasons
    more = replace(
        case,
        kind=CaseKind.UNHAPPY if judgement.needs_case else case.kind,
        rating=case.rating if rating is None else rating,
        question_kind=case.question_kind if rating is None else str(question_kind),
        words=_words_of(case, words, instead_of),
        reasons=reasons,
        grounds=_grounds(judgement, invitation.said, view) if judgement.reasons else case.grounds,
    )
    effects: list[Effect] = []
    if more != case:
        kind = "changed" if words and instead_of else "wrote"
        more, entry = log(more, kind, view.now, None, words or None)
        effects = [Save(entry), edited(more, customer, view), clocks.wound(more, view)]
    if words and instead_of:
        effects.append(alerts.timeline(more, _changed_line(words, customer), view))
    elif words and (reopens or more.state is CaseState.CONTACTED):
        effects.append(alerts.timeline(more, _wrote_line(words, customer), view))
    more, sent = _sent(more, said.evidence, customer, view)
    return [Save(more), *effects, *sent] if effects or sent else []


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
    customer: Customer,
    view: View,
) -> list[Effect]:
    """A later unhappy answer joins the open case; one that was resolved is open again."""
    joined = take(case, CaseStep.APPEND, view.now)
    if case.state is CaseState.RESOLVED:
        joined = clocks.started(joined, view)
    joined = replace(
        joined,
        kind=CaseKind.UNHAPPY,
        invitation_id=invitation.id,
        rating=rating,
        question_kind=question_kind,
        words=invitation.comments or case.words,
        grounds=_grounds(judgement, invitation.said, view),
        reasons=(*judgement.reasons, *(reason for reason in case.reasons if reason == _FORGET)),
        product=invitation.product or case.product,
        touchpoint=invitation.touchpoint,
    )
    joined, entry = log(joined, "wrote", view.now, None, invitation.comments)
    line = Line("timeline.wrote", {"words": invitation.comments or "", **who_is(customer)})
    if rating is not None:
        line = Line("timeline.again", {"rating": alerts.rating_words(joined) or "", **who_is(customer)})
    return [
        Save(joined),
        Save(entry),
        edited(joined, customer, view),
        alerts.timeline(joined, line, view),
        clocks.wound(joined, view),
    ]


def edited(case: Case, customer: Customer, view: View) -> Effect:
    """The alert, edited in place to show the case as it is now."""
    return alerts.alert(case, customer, view, parcel_id=view.new_id(), edits=True)


def who_is(customer: Customer) -> Mapping[str, str]:
    """The customer's name for a text, where it is known."""
    return {"who": customer.name} if customer.name else {}
