"""What other programs are told: a response that ended or was changed, a case that opened, moved or ended.

It follows from what is saved, whoever decided it: the last of each fact among an event's effects is held
against what the view had before. They are told of buyers only. What people who work with us say is reported
from five answers on and never one by one, and staff who walk through a survey have answered nothing.

``data`` is documented in docs/shops.md and described by bot/http/notices.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.core.conversation import Answer, Invitation, State, judged
from bot.core.effects import Effect, Lane, Message, Parcel, Save, Send
from bot.core.identity import Customer
from bot.core.journey import Purchase
from bot.core.recovery import ENDED, Case
from bot.core.sentiment import Sentiment
from bot.core.survey import Audience
from bot.core.view import View

_ANSWERED = frozenset({State.COMPLETED, State.PARTIAL})


@dataclass(slots=True)
class _Saved:
    """The facts that an event leaves behind, each as it is in the end."""

    customers: dict[str, Customer] = field(default_factory=dict)
    purchases: dict[str, Purchase] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)


def of(effects: Sequence[Effect], view: View) -> list[Send]:
    """What programs are told of these effects, which the view does not show yet."""
    if not view.settings.webhooks:
        return []
    saved = _saved(effects)
    told: list[Send] = []
    for invitation in saved.invitations.values():
        kind = _of_response(view.invitation(invitation.id), invitation)
        customer = _buyer(invitation.customer_id, saved, view)
        if kind and customer:
            purchase = _purchase(invitation, saved, view)
            data = response_data(invitation, customer, purchase, view)
            told += _sends("response", kind, f"invitation:{invitation.id}", data, view)
    for case in saved.cases.values():
        customer = _buyer(case.customer_id, saved, view)
        if customer is not None:
            told += _of_case(case, customer, saved, view)
    return told


def _saved(effects: Sequence[Effect]) -> _Saved:
    saved = _Saved()
    for effect in effects:
        match effect:
            case Save(Customer() as fact):
                saved.customers[fact.id] = fact
            case Save(Purchase() as fact):
                saved.purchases[fact.id] = fact
            case Save(Invitation() as fact):
                saved.invitations[fact.id] = fact
            case Save(Case() as fact):
                saved.cases[fact.id] = fact
            case _:
                pass
    return saved


def _buyer(customer_id: str, saved: _Saved, view: View) -> Customer | None:
    """The customer, unless they work with us or are to be forgotten."""
    customer = saved.customers.get(customer_id) or view.customer(customer_id)
    is_told_of = customer is not None and customer.audience is Audience.BUYER and customer.erased_at is None
    return customer if is_told_of else None


def _purchase(invitation: Invitation | None, saved: _Saved, view: View) -> Purchase | None:
    if invitation is None or invitation.purchase_id is None:
        return None
    return saved.purchases.get(invitation.purchase_id) or view.purchase(invitation.purchase_id)


def _of_response(before: Invitation | None, after: Invitation) -> str | None:
    """What happened to a response, if anything that is told."""
    if after.trial or after.state not in _ANSWERED:
        return None
    if before is None or before.state not in _ANSWERED:
        return "response.completed"
    return "response.updated" if _told(before) != _told(after) else None


def _told(invitation: Invitation) -> list[dict[str, Any]]:
    """What is told of its answers."""
    return [_answer(one) for one in invitation.answers]


def _of_case(after: Case, customer: Customer, saved: _Saved, view: View) -> Iterator[Send]:
    """What happened to a case, if anything that is told: a note in its log is not."""
    before = view.case(after.id)
    id_ = after.invitation_id or ""
    invitation = saved.invitations.get(id_) or view.invitation(id_)
    purchase = _purchase(invitation, saved, view)
    data = case_data(after, customer, purchase)
    if before is None:
        kind = "case.opened"
    elif before.state not in ENDED and after.state in ENDED:
        kind = "case.ended"
    elif case_data(before, customer, purchase) != data:
        kind = "case.updated"
    else:
        return
    yield from _sends("case", kind, f"case:{after.id}", data, view)


def _sends(kind: str, event: str, about: str, data: dict[str, Any], view: View) -> Iterator[Send]:
    """One notice for every program that wants to hear of this kind."""
    for webhook in view.settings.webhooks:
        if kind in webhook.kinds:
            yield Send(
                Parcel(
                    id=view.new_id(),
                    address=webhook.address,
                    lane=Lane.REPLY,
                    purpose="notice",
                    about=about,
                    message=Message((), card={"type": "notice", "event": event, "data": data}),
                    language=view.settings.language,
                    not_before=view.now,
                )
            )


# What is told, as JSON. Times are in RFC 3339, in UTC.


def response_data(
    invitation: Invitation, customer: Customer, purchase: Purchase | None, view: View
) -> dict[str, Any]:
    """A response: what it was about, every answer, and our verdict on it."""
    survey = view.settings.survey(invitation.survey, invitation.survey_version)
    judgement = judged(invitation, survey, view.settings.alert_rules(invitation.touchpoint))
    return {
        "response": invitation.id,
        **_order(customer, purchase),
        "touchpoint": invitation.touchpoint,
        "place": invitation.place or (purchase.place if purchase else None),
        "survey": invitation.survey,
        "survey_version": invitation.survey_version,
        "state": str(invitation.state),
        "started_by": "customer" if invitation.started_by_customer else "us",
        "headline": survey.headline,
        "verdict": str(judgement.verdict),
        "reasons": [reason.removeprefix("reason.") for reason in judgement.reasons],
        "answers": [_answer(one) for one in invitation.answers],
        "asked_at": _at(invitation.sent_at),
        "finished_at": _at(invitation.finished_at),
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "question": answer.question,
        "kind": str(answer.kind),
        "rating": answer.rating,
        "options": list(answer.options),
        "comment": answer.comment,
        "sentiment": _sentiment(answer.sentiment) if answer.sentiment else None,
        "meant": str(answer.playback.meant) if answer.playback and answer.playback.meant else None,
        "skipped": answer.skipped,
        "evidence": [str(one.kind) for one in answer.evidence],
        "answered_at": _at(answer.answered_at),
    }


def _sentiment(felt: Sentiment) -> dict[str, Any]:
    """How the comment feels, and who says so; the words that decided quote it."""
    return {
        "label": str(felt.label),
        "p_unhappy": round(felt.p_unhappy, 4),
        "has_complaint": round(felt.has_complaint, 4),
        "mixed": felt.mixed,
        "polarity": round(felt.polarity, 4),
        "confidence": round(felt.confidence, 4),
        "language": felt.language,
        "words": list(felt.words),
        "analyzer": felt.analyzer,
        "analyzer_version": felt.version,
    }


def case_data(case: Case, customer: Customer, purchase: Purchase | None) -> dict[str, Any]:
    """A case: why it is one, who has it, and by when what is to be done."""
    return {
        "case": case.id,
        "response": case.invitation_id,
        **_order(customer, purchase),
        "touchpoint": case.touchpoint,
        "place": purchase.place if purchase else None,
        "kind": str(case.kind),
        "state": str(case.state),
        "reasons": [reason.removeprefix("reason.") for reason in case.reasons],
        "rating": case.rating,
        "rating_kind": case.question_kind,
        "words": case.words,
        "owner": case.owner_name,
        "cause": case.cause,
        "reopened": case.reopened,
        "take_by": _at(case.take_by),
        "contact_by": _at(case.contact_by),
        "resolve_by": _at(case.resolve_by),
        "opened_at": _at(case.opened_at),
        "taken_at": _at(case.taken_at),
        "contacted_at": _at(case.contacted_at),
        "resolved_at": _at(case.resolved_at),
        "ended_at": _at(case.ended_at),
    }


def _order(customer: Customer, purchase: Purchase | None) -> dict[str, Any]:
    return {
        "shop": purchase.shop if purchase else None,
        "order": purchase.order if purchase else None,
        "customer": {"id": customer.id, "name": customer.name},
    }


def _at(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None
