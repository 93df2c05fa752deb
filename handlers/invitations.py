"""Deciding to ask: an invitation is planned, started when its moment comes, or dropped with the reason."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from bot.core.conversation import Invitation, State, Step, allows, end, take
from bot.core.effects import CancelTimer, Effect, Line, Save, SetTimer, Timer
from bot.core.eligibility import Asking, GateVerdict, Suppression, first_closed
from bot.core.identity import Address, Customer
from bot.core.journey import Purchase
from bot.core.survey import QuestionKind, Survey
from bot.core.view import View
from handlers import asking
from handlers.asking import told

LINK_LIVES_FOR = timedelta(days=60)
OWN_TOUCHPOINT = "own_words"  # what a customer starts without a purchase belongs here


def link_token(key: bytes, purchase_id: str) -> str:
    """The link's token: the 128-bit HMAC of the purchase under the installation's key, in hex."""
    return hmac.new(key, purchase_id.encode(), sha256).hexdigest()[:32]


def token_hash(token: str) -> str:
    """All that is stored of a token."""
    return sha256(token.encode()).hexdigest()


def plan(purchase: Purchase, customer: Customer, view: View) -> list[Effect]:
    """Decide to ask about a purchase later; one that is planned already becomes about the latest.

    Time runs from the purchase, not from the report of it: one that is reported too late is not asked about.
    """
    settings = view.settings
    touchpoint = settings.touchpoints.get(purchase.touchpoint)
    if touchpoint is None:
        return [suppressed(purchase.id, customer, purchase.touchpoint, "no_survey", view)]
    effects: list[Effect] = []
    planned = view.planned_invitation(customer.id)
    if planned is not None and planned.purchase_id is not None:
        effects.append(suppressed(planned.purchase_id, customer, planned.touchpoint, "merged", view))
    moment = purchase.bought_at + (touchpoint.delay if settings.contact.delays else timedelta(0))
    due = max(view.now, moment)
    survey = settings.survey(touchpoint.survey)
    invitation = Invitation(
        id=planned.id if planned else view.new_id(),
        customer_id=customer.id,
        purchase_id=purchase.id,
        survey=survey.name,
        survey_version=survey.version,
        touchpoint=purchase.touchpoint,
        segments=purchase.segments,
        started_by_customer=False,
        state=State.PLANNED,
        planned_at=view.now,
        due_at=due,
        expires_at=moment + settings.contact.expires_after,
        product=purchase.product,
    )
    return [*effects, Save(invitation), SetTimer(Timer("invite", invitation.id, due))]


def by_customer(customer: Customer, view: View, purchase: Purchase | None = None) -> Invitation:
    """An invitation that the customer asked for."""
    settings = view.settings
    touchpoint = settings.touchpoints.get(purchase.touchpoint) if purchase else None
    survey = settings.survey(touchpoint.survey if touchpoint else settings.default_survey)
    return Invitation(
        id=view.new_id(),
        customer_id=customer.id,
        purchase_id=purchase.id if purchase else None,
        survey=survey.name,
        survey_version=survey.version,
        touchpoint=touchpoint.name if touchpoint else OWN_TOUCHPOINT,
        segments=purchase.segments if purchase else {},
        started_by_customer=True,
        state=State.PLANNED,
        planned_at=view.now,
        due_at=view.now,
        expires_at=view.now + settings.contact.expires_after,
        product=purchase.product if purchase else None,
    )


def came_due(invitation: Invitation, view: View) -> Sequence[Effect]:
    """The moment of a planned invitation: ask, wait for the quiet hours to end, or drop it for a reason."""
    customer = view.customer(invitation.customer_id)
    if invitation.state is not State.PLANNED or customer is None or view.now < invitation.due_at:
        return []
    if view.now >= invitation.expires_at:
        return dropped(invitation, customer, "expired", view)
    contacts = view.contacts_of(customer.id)
    if not contacts:
        return dropped(invitation, customer, "no_address", view)
    closed = first_closed(asking_about(invitation, customer, view))
    if closed is None:
        return start(invitation, customer, contacts[0].address, view)
    if closed.until is None:
        return dropped(invitation, customer, closed.gate, view)
    return _postponed(invitation, customer, closed, view)


def asking_about(invitation: Invitation, customer: Customer, view: View) -> Asking:
    """What the gates look at for this invitation."""
    settings = view.settings
    survey = survey_of(invitation, view)
    return Asking(
        now=view.now,
        customer=customer,
        purchase_id=invitation.purchase_id or invitation.id,
        survey=survey.name,
        survey_is_nps=survey.question(survey.headline).kind is QuestionKind.NPS,
        case_open=view.open_case(customer.id) is not None,
        conversation_open=view.open_invitation(customer.id) is not None,
        rules=settings.contact,
        zone=asking.zone_of(view, customer),
    )


def survey_of(invitation: Invitation, view: View) -> Survey:
    """The survey in the version that the invitation asks."""
    return view.settings.survey(invitation.survey, invitation.survey_version)


def start(invitation: Invitation, customer: Customer, address: Address, view: View) -> list[Effect]:
    """Send the first question, in the version that is current now; as planned if the survey is gone."""
    settings = view.settings
    version = None if invitation.survey in settings.current else invitation.survey_version
    survey = settings.survey(invitation.survey, version)
    rules = settings.contact
    if not invitation.started_by_customer:
        customer = replace(customer, invited_at={**customer.invited_at, survey.name: view.now})
    started = replace(
        take(invitation, Step.SEND, view.now),
        survey_version=survey.version,
        address=address,
        question=survey.first.name,
        message=view.new_id(),
        expires_at=view.now + rules.expires_after,
    )
    effects: list[Effect] = [
        Save(customer),
        Save(started),
        CancelTimer(f"invite:{started.id}"),
        SetTimer(Timer("expire", started.id, started.expires_at)),
    ]
    if rules.reminder_after and not invitation.started_by_customer:
        effects.append(SetTimer(Timer("remind", started.id, view.now + rules.reminder_after)))
    return [*effects, _asked(started, customer, address, view, "invitation")]


def ask_current(
    invitation: Invitation, customer: Customer, address: Address, view: View, purpose: str = "question"
) -> list[Effect]:
    """Show the current question again, as a new message."""
    shown = replace(invitation, address=address, message=view.new_id())
    return [
        *without_buttons(invitation, customer, view),
        Save(shown),
        _asked(shown, customer, address, view, purpose),
    ]


def brought_to(
    address: Address, invitation: Invitation, customer: Customer, view: View
) -> tuple[Invitation, list[Effect]]:
    """The conversation goes on at this address; the message that waited at another one waits no more."""
    if invitation.address == address:
        return invitation, []
    if invitation.address is None:
        return replace(invitation, address=address), []
    left = without_buttons(invitation, customer, view)
    return replace(invitation, address=address, message=None), left


def _asked(invitation: Invitation, customer: Customer, address: Address, view: View, purpose: str) -> Effect:
    before = (Line("survey.reminder", asking.names(view, invitation, customer)),)
    return asking.ask(
        view,
        invitation,
        customer,
        address,
        invitation.message or view.new_id(),
        before=before if purpose == "reminder" else (),
        purpose=purpose,
    )


def without_buttons(invitation: Invitation, customer: Customer, view: View) -> list[Effect]:
    """Take the buttons off the message that shows the current question: nothing waits there any more."""
    if invitation.address is None or invitation.message is None or invitation.question is None:
        return []
    question = survey_of(invitation, view).question(invitation.question)
    return [
        told(
            view,
            invitation.address,
            customer,
            "retired",
            f"invitation:{invitation.id}",
            *asking.so_far(view, invitation, customer),
            asking.question_line(view, invitation, customer, question),
            target=invitation.message,
        )
    ]


def reminded(invitation: Invitation, view: View) -> Sequence[Effect]:
    """One reminder, outside the quiet hours, if there is still something to ask and nobody opted out.

    While staff put something right for them nobody is nudged, unless they said *later* themselves.
    """
    customer = view.customer(invitation.customer_id)
    if not allows(invitation, Step.REMIND) or customer is None or invitation.address is None:
        return []
    if customer.opted_out_at is not None or customer.erased_at is not None:
        return []
    was_put_off = invitation.message is None
    case_open = view.open_case(customer.id) is not None
    if case_open and not was_put_off and not view.settings.contact.while_case_open:
        return []
    moment = asking.allowed_from(view, customer)
    if moment > view.now:
        return [SetTimer(Timer("remind", invitation.id, moment))] if moment < invitation.expires_at else []
    asked_on = take(invitation, Step.REMIND, view.now)
    return ask_current(asked_on, customer, invitation.address, view, "reminder")


def expired(invitation: Invitation, view: View) -> Sequence[Effect]:
    """Silence ends a conversation; what was said in it is kept."""
    customer = view.customer(invitation.customer_id)
    is_open = allows(invitation, Step.EXPIRE) and invitation.state is not State.PLANNED
    if not is_open or customer is None or view.now < invitation.expires_at:
        return []
    ended = end(invitation, survey_of(invitation, view), Step.EXPIRE, view.now)
    effects: list[Effect] = [*without_buttons(invitation, customer, view), Save(ended)]
    if not ended.answers and invitation.delivered_at and not invitation.started_by_customer:
        effects.append(Save(replace(customer, ignored=customer.ignored + 1)))
    return [*effects, CancelTimer(f"remind:{invitation.id}")]


def suppressed(purchase_id: str, customer: Customer, touchpoint: str, reason: str, view: View) -> Effect:
    """The recorded decision not to ask."""
    return Save(Suppression(purchase_id, customer.id, touchpoint, reason, view.now))


def dropped(invitation: Invitation, customer: Customer, reason: str, view: View) -> list[Effect]:
    """Nobody is asked, and why is on record. Raises ImpossibleStep once something was answered."""
    subject = invitation.purchase_id or invitation.id
    return [
        Save(take(invitation, Step.WITHDRAW, view.now)),
        suppressed(subject, customer, invitation.touchpoint, reason, view),
    ]


def stop_timers(invitation: Invitation) -> list[Effect]:
    """Wake up for this invitation no more."""
    return [CancelTimer(f"{kind}:{invitation.id}") for kind in ("invite", "remind", "expire")]


def _postponed(
    invitation: Invitation, customer: Customer, closed: GateVerdict, view: View
) -> Sequence[Effect]:
    until = closed.until or view.now
    if until >= invitation.expires_at:
        return dropped(invitation, customer, "expired", view)
    return [Save(replace(invitation, due_at=until)), SetTimer(Timer("invite", invitation.id, until))]
