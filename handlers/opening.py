"""A new case: where it belongs, how much it matters, and what staff see of it at first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.aspects import Feeling, aspects_of
from bot.core.conversation import Invitation
from bot.core.effects import Effect, Line, Save
from bot.core.evidence import NUMBER, PLACE, Evidence, EvidenceKind, card_of, is_file
from bot.core.identity import Customer
from bot.core.recovery import NO_GROUNDS, Case, CaseKind, CaseState, Grounds, Severity, log
from bot.core.severity import severity_of
from bot.core.verdict import Aside, Judgement, Said
from bot.core.view import View
from handlers import alerts, clocks, incidents, routing

OWN_WORDS = "own_words"
"""The touchpoint of what nobody asked about."""

LISTEN = "reason.listen"
_TO_LISTEN_TO = frozenset({EvidenceKind.VOICE, EvidenceKind.VIDEO})
_BLAMED_FIRST = (Feeling.NEGATIVE, Feeling.MIXED, Feeling.POSITIVE, Feeling.NEUTRAL)


def opened(
    kind: CaseKind,
    customer: Customer,
    view: View,
    *,
    judgement: Judgement,
    invitation: Invitation | None = None,
    touchpoint: str | None = None,
    place: str | None = None,
    product: str | None = None,
    rating: int | None = None,
    question_kind: str | None = None,
    words: str | None = None,
    grounds: Grounds = NO_GROUNDS,
    evidence: Sequence[Evidence] = (),
    actor: str | None = None,
) -> list[Effect]:
    """A case of this customer, and what staff see of it; nothing where there is no staff room.

    What is not said is the invitation's. ``actor`` is who opened it, for its log, if it was not the customer.
    """
    segments = invitation.segments if invitation else {}
    case = Case(
        id=view.new_id(),
        customer_id=customer.id,
        invitation_id=invitation.id if invitation else None,
        kind=kind,
        state=CaseState.OPEN,
        opened_at=view.now,
        touchpoint=touchpoint or (invitation.touchpoint if invitation else OWN_WORDS),
        room="",
        alert=view.new_id(),
        reasons=reasons_of(kind, judgement, words, evidence),
        take_by=view.now,
        contact_by=view.now,
        resolve_by=view.now,
        rating=rating,
        question_kind=question_kind,
        words=words,
        product=product or (invitation.product if invitation else None),
        grounds=grounds,
        severity=severity_of(kind, judgement, rating, question_kind, customer),
        place=place or (invitation.place if invitation else customer.place),
        theme=next(iter(routing.blamed_in(grounds)), None),
    )
    room = routing.room_of(case, segments, view)
    if room is None:
        return []
    case = replace(case, room=room.address.key, asked=routing.owner_on_duty(room, view))
    case, entry = log(clocks.started(case, view), "opened", view.now, actor, words)
    case, shown = incidents.opened(case, customer, view)
    case, sent = sent_in(case, evidence, customer, view)
    return [Save(case), Save(entry), *shown, *sent, clocks.wound(case, view)]


def sent_in(
    case: Case, evidence: Sequence[Evidence], customer: Customer, view: View
) -> tuple[Case, list[Effect]]:
    """A voice note, a picture, a file: where it lies, in the log; that it came, and itself, in the thread."""
    effects: list[Effect] = []
    for one in evidence:
        case, entry = log(case, "sent", view.now, None, f"{one.kind} {one.reference}")
        card = card_of(one) if one.platform and is_file(one) else None
        effects += [Save(entry), alerts.timeline(case, _sent_line(one, customer), view, card=card)]
    return case, effects


def _sent_line(evidence: Evidence, customer: Customer) -> Line:
    """That it came; a place and a number are words, and shown as they are."""
    who = alerts.named(customer)
    if evidence.reference.startswith(PLACE):
        return Line("timeline.sent.place", {"where": evidence.reference.removeprefix(PLACE), **who})
    if evidence.reference.startswith(NUMBER):
        return Line("timeline.sent.contact", {"number": evidence.reference.removeprefix(NUMBER), **who})
    return Line(f"timeline.sent.{evidence.kind}", who)


def evidence_of(invitation: Invitation, said: Aside) -> tuple[Evidence, ...]:
    """Everything that was sent in the conversation so far, in order, and what came with this."""
    kept = [one for answer in invitation.answers for one in answer.evidence]
    aside = invitation.aside.evidence if invitation.aside else ()
    return tuple(dict.fromkeys((*kept, *aside, *said.evidence)))


def reasons_of(
    kind: CaseKind, judgement: Judgement, words: str | None, evidence: Sequence[Evidence]
) -> tuple[str, ...]:
    """Why there is a case; that somebody raised their hand goes before what we make of their words."""
    is_raised = kind is not CaseKind.UNHAPPY
    raised = is_raised and f"reason.signal.{kind}" not in judgement.reasons
    reasons = (f"reason.{kind}", *judgement.reasons) if raised or not judgement.reasons else judgement.reasons
    return (*reasons, LISTEN) if is_to_be_heard(words, evidence) else reasons


def is_to_be_heard(words: str | None, evidence: Sequence[Evidence]) -> bool:
    """Whether what they have to say is in their voice alone, which nobody but a person judges."""
    return not words and any(one.kind in _TO_LISTEN_TO for one in evidence)


def grounds_of(judgement: Judgement, said: Sequence[Said], view: View) -> Grounds:
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


def weighed(case: Case, judgement: Judgement, customer: Customer, view: View) -> Case:
    """The case with how much it matters now; what was urgent once stays so, and its clocks run faster."""
    severity = severity_of(case.kind, judgement, case.rating, case.question_kind, customer)
    if case.severity is Severity.URGENT:
        return case
    weighed = replace(case, severity=severity)
    return clocks.hastened(weighed, view) if severity is Severity.URGENT else weighed
