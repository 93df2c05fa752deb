"""Deciding to ask: an invitation is planned, started when its moment comes, or dropped with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.core.conversation import Invitation, State, Step, end, take
from bot.core.effects import CancelTimer, Effect, Line, Save, SetTimer, Timer
from bot.core.eligibility import Asking, ContactRules, Suppression, decision, planned
from bot.core.habits import usual_hour
from bot.core.identity import Address, Customer
from bot.core.journey import Purchase
from bot.core.periods import local_date, wall_to_utc
from bot.core.ports import BOUGHT_SHOWN
from bot.core.settings import Settings
from bot.core.shifts import segments_of
from bot.core.survey import QuestionKind, Survey
from bot.core.view import View
from handlers import asking

_BEFORE_NO_ADDRESS = frozenset({"expired", "erased", "opted_out", "withdrawn"})  # reasons that say more
UNASKED = frozenset({"invitation", "reminder"})  # purposes of what is sent though nobody asked for it
OWN_TOUCHPOINT = "own_words"  # what a customer starts without a purchase belongs here


def standing(settings: Settings, at: datetime) -> datetime:
    """Since when invitations count against the launch cap: midnight where the business is.

    Without a cap there is nothing to count, and that need brings only whether we pause.
    """
    if not settings.contact.launch_cap:
        return at
    return wall_to_utc(local_date(at, settings.zone), time(0), settings.zone)


def waits_for_usual_hour(settings: Settings) -> bool:
    """Whether any rule asks near the hour at which customers usually buy; else their purchases matter not."""
    differing = (rules.get("near_usual_hour") for rules in settings.contact_for.values())
    return settings.contact.near_usual_hour or any(differing)


def rules_for(invitation: Invitation, customer: Customer, view: View) -> ContactRules:
    """The contact rules that this invitation is under."""
    return view.settings.rules(invitation.survey, invitation.touchpoint, customer.audience)


def plan(
    purchase: Purchase,
    customer: Customer,
    view: View,
    delay: timedelta | None = None,
    because: str | None = None,
) -> list[Effect]:
    """Decide to ask about a purchase later; one that is planned already becomes about the latest.

    Time runs from the purchase, not from the report of it: one that is reported too late is not asked about.
    ``delay`` takes the place of the touchpoint's own. ``because`` is why what is planned gives way to this
    purchase, whichever of the two is the later: it was withdrawn.
    """
    settings = view.settings
    touchpoint = settings.touchpoints.get(purchase.touchpoint)
    if touchpoint is None:
        return [suppressed(purchase.id, customer, purchase.touchpoint, "no_survey", view)]
    survey = settings.survey(touchpoint.survey)
    rules = settings.rules(survey.name, touchpoint.name, customer.audience)
    waiting = view.planned_invitation(customer.id)
    if waiting is not None and because is None and _stays(waiting, purchase, rules, view):
        return [suppressed(purchase.id, customer, purchase.touchpoint, "merged", view)]
    effects: list[Effect] = []
    if waiting is not None and waiting.purchase_id is not None:
        why = because or "merged"
        effects.append(suppressed(waiting.purchase_id, customer, waiting.touchpoint, why, view))
    after = touchpoint.delay if delay is None else delay
    due_at, expires_at = planned(purchase.bought_at, view.now, after, rules)
    invitation = Invitation(
        id=waiting.id if waiting else view.new_id(),
        customer_id=customer.id,
        purchase_id=purchase.id,
        survey=survey.name,
        survey_version=survey.version,
        touchpoint=purchase.touchpoint,
        segments=segments_of(purchase, settings),
        started_by_customer=False,
        state=State.PLANNED,
        planned_at=waiting.planned_at if waiting else view.now,
        due_at=due_at,
        expires_at=expires_at,
        product=purchase.product,
        place=purchase.place,
    )
    return [*effects, Save(invitation), SetTimer(Timer("invite", invitation.id, due_at))]


def _stays(waiting: Invitation, purchase: Purchase, rules: ContactRules, view: View) -> bool:
    """Whether what is planned stays as it is, and nobody is asked about this purchase.

    So it is where the purchase is the older of the two, or where the invitation was put off so often by new
    purchases that somebody who buys every day would never be asked.
    """
    about = view.purchase(waiting.purchase_id) if waiting.purchase_id else None
    if about is None:
        return False
    return about.bought_at > purchase.bought_at or view.now - waiting.planned_at >= rules.expires_after


def by_customer(customer: Customer, view: View, purchase: Purchase | None = None) -> Invitation:
    """An invitation that the customer asked for."""
    settings = view.settings
    touchpoint = settings.touchpoints.get(purchase.touchpoint) if purchase else None
    name = touchpoint.survey if touchpoint else settings.default_survey_for(customer.audience)
    survey = settings.survey(name)
    about = touchpoint.name if touchpoint else OWN_TOUCHPOINT
    rules = settings.rules(survey.name, about, customer.audience)
    return Invitation(
        id=view.new_id(),
        customer_id=customer.id,
        purchase_id=purchase.id if purchase else None,
        survey=survey.name,
        survey_version=survey.version,
        touchpoint=about,
        segments=segments_of(purchase, settings) if purchase else {},
        started_by_customer=True,
        state=State.PLANNED,
        planned_at=view.now,
        due_at=view.now,
        expires_at=view.now + rules.expires_after,
        product=purchase.product if purchase else None,
        place=purchase.place if purchase else None,
    )


def came_due(invitation: Invitation, view: View) -> Sequence[Effect]:
    """The moment of a planned invitation: ask, wait for the quiet hours to end, or drop it for a reason."""
    if invitation.state is not State.PLANNED or view.now < invitation.due_at:
        return []
    customer = view.customer(invitation.customer_id)
    if customer is None:
        return _dropped(invitation, invitation.customer_id, "erased", view)
    about = asking_about(invitation, customer, view)
    closed, contacts = decision(about), view.contacts_of(customer.id)
    if closed is None and contacts:
        tried = trial_ended(view.open_invitation(customer.id), customer, view)
        return [*tried, *start(invitation, customer, contacts[0].address, view)]
    if closed is not None and (contacts or closed.gate in _BEFORE_NO_ADDRESS):
        if closed.until is None:
            return dropped(invitation, customer, closed.reason, view)
        timer = Timer("invite", invitation.id, closed.until)
        return [Save(replace(invitation, due_at=closed.until)), SetTimer(timer)]
    return dropped(invitation, customer, "no_address", view)


def asking_about(invitation: Invitation, customer: Customer, view: View) -> Asking:
    """What the gates look at for this invitation."""
    survey = _survey_to_ask(invitation, view)
    rules = rules_for(invitation, customer, view)
    zone, zone_from = view.settings.zone_for(customer)
    open_ = view.open_invitation(customer.id)
    purchase = view.purchase(invitation.purchase_id) if invitation.purchase_id else None
    pause = view.rows.pause
    bought = view.purchases_of(customer.id)[:BOUGHT_SHOWN] if rules.near_usual_hour else []
    return Asking(
        now=view.now,
        customer=customer,
        purchase_id=invitation.purchase_id or invitation.id,
        survey=survey.name,
        survey_is_nps=survey.question(survey.headline).kind is QuestionKind.NPS,
        case_open=view.open_case(customer.id) is not None,
        conversation_open=open_ is not None and not open_.trial,
        rules=rules,
        zone=zone,
        audience=survey.audience,
        paused_since=pause.at if pause is not None and pause.is_on else None,
        invited_today=view.invited,
        not_asked=purchase.not_asked if purchase else None,
        usual_hour=usual_hour([one.bought_at for one in bought], zone),
        expires_at=invitation.expires_at,
        zone_from=zone_from,
    )


def survey_of(invitation: Invitation, view: View) -> Survey:
    """The survey in the version that the invitation asks."""
    return view.settings.survey(invitation.survey, invitation.survey_version)


def _survey_to_ask(invitation: Invitation, view: View) -> Survey:
    """The survey in the version that is current now; as planned if the survey is gone."""
    settings = view.settings
    version = None if invitation.survey in settings.current else invitation.survey_version
    return settings.survey(invitation.survey, version)


def start(invitation: Invitation, customer: Customer, address: Address, view: View) -> list[Effect]:
    """Send the first question."""
    survey = _survey_to_ask(invitation, view)
    rules = rules_for(invitation, customer, view)
    if invitation.is_ours:
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
    if rules.reminder_after and invitation.is_ours:
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
    asked = asking.ask(
        view,
        invitation,
        customer,
        address,
        invitation.message or view.new_id(),
        before=before if purpose == "reminder" else (),
        purpose=purpose,
    )
    if purpose not in UNASKED or not invitation.is_ours:
        return asked
    return asking.by_day(asked, view, customer, rules_for(invitation, customer, view))


def without_buttons(invitation: Invitation, customer: Customer, view: View) -> list[Effect]:
    """Take the buttons off the message that shows the current question: nothing waits there any more."""
    if invitation.question is None:
        return []
    question = survey_of(invitation, view).question(invitation.question)
    line = asking.question_line(view, invitation, customer, question)
    return asking.redrawn(view, invitation, customer, "retired", line)


def never_asked(invitation: Invitation, customer: Customer, reason: str, view: View) -> list[Effect]:
    """It is dropped, and nothing wakes up for it any more."""
    return [*dropped(invitation, customer, reason, view), *stop_timers(invitation)]


def trial_ended(trial: Invitation | None, customer: Customer, view: View) -> list[Effect]:
    """What staff only try makes room for something in earnest: its buttons go, and no more is said of it."""
    if trial is None or not trial.trial:
        return []
    over = end(trial, survey_of(trial, view), Step.DECLINE, view.now)
    return [*without_buttons(trial, customer, view), Save(over), CancelTimer(f"expire:{trial.id}")]


def suppressed(purchase_id: str, customer: Customer, touchpoint: str, reason: str, view: View) -> Effect:
    """The recorded decision not to ask."""
    return Save(Suppression(purchase_id, customer.id, touchpoint, reason, view.now))


def dropped(invitation: Invitation, customer: Customer, reason: str, view: View) -> list[Effect]:
    """Nobody is asked, and why is on record. Raises ImpossibleStep once something was answered."""
    return _dropped(invitation, customer.id, reason, view)


def _dropped(invitation: Invitation, customer_id: str, reason: str, view: View) -> list[Effect]:
    subject = invitation.purchase_id or invitation.id
    return [
        Save(take(invitation, Step.WITHDRAW, view.now)),
        Save(Suppression(subject, customer_id, invitation.touchpoint, reason, view.now)),
    ]


def stop_timers(invitation: Invitation) -> list[Effect]:
    """Wake up for this invitation no more."""
    return [CancelTimer(f"{kind}:{invitation.id}") for kind in ("invite", "again", "remind", "expire")]
