"""What was asked and is not answered: it waits for day, comes once more, is reminded of once, and ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.conversation import Invitation, State, Step, allows, end, take
from bot.core.effects import CancelTimer, Effect, Save, SendAgain, SetTimer, Timer
from bot.core.eligibility import ContactRules
from bot.core.events import ParcelSettled
from bot.core.identity import Address, Customer
from bot.core.view import View
from handlers import asking
from handlers.invitations import ask_current, never_asked, rules_for, survey_of, without_buttons


def kept_till_day(
    invitation: Invitation, customer: Customer, expired: ParcelSettled, view: View
) -> list[Effect]:
    """A question that nobody asked for could not be sent while it was day: it is asked on the next one.

    An invitation that may have arrived goes out once more as the same message; a reminder that may have is
    enough.
    """
    if not allows(invitation, Step.REMIND) or invitation.message != expired.parcel_id:
        return []
    moment = asking.allowed_from(view, customer, rules_for(invitation, customer, view))
    if not expired.recovered:
        return [Save(replace(invitation, message=None)), SetTimer(Timer("remind", invitation.id, moment))]
    return [SetTimer(Timer("again", invitation.id, moment))] if _is_unheard_of(invitation) else []


def sent_again(invitation: Invitation, view: View) -> Sequence[Effect]:
    """The invitation that may have arrived, by day, if nobody has answered it and it is still welcome."""
    customer = view.customer(invitation.customer_id)
    if customer is None or invitation.message is None or not _is_unheard_of(invitation):
        return []
    rules = rules_for(invitation, customer, view)
    if customer.has_left or _unwelcome(invitation, customer, rules, view) is not None:
        return []
    moment = asking.allowed_from(view, customer, rules)
    if moment > view.now:
        return _on_another_day("again", invitation, moment)
    return [SendAgain(invitation.message, asking.day_ends(view, customer, rules))]


def reminded(invitation: Invitation, view: View) -> Sequence[Effect]:
    """One reminder, outside the quiet hours, if there is still something to ask and nobody opted out.

    Nobody is nudged while we pause, while staff put something right for them, or about what was sent back;
    but who said *later* themselves is asked then.
    """
    customer = view.customer(invitation.customer_id)
    if not allows(invitation, Step.REMIND) or customer is None or invitation.address is None:
        return []
    if customer.has_left:
        return []
    rules = rules_for(invitation, customer, view)
    if never_arrived(invitation):
        return _asked_at_last(invitation, customer, invitation.address, rules, view)
    was_put_off = invitation.message is None
    if not was_put_off and _unwelcome(invitation, customer, rules, view) is not None:
        return []
    moment = asking.allowed_from(view, customer, rules)
    if moment > view.now:
        return _on_another_day("remind", invitation, moment)
    asked_on = take(invitation, Step.REMIND, view.now)
    return ask_current(asked_on, customer, invitation.address, view, "reminder")


def _on_another_day(timer: str, invitation: Invitation, moment: datetime) -> list[Effect]:
    """The same once more at this moment, unless the invitation has expired by then."""
    return [SetTimer(Timer(timer, invitation.id, moment))] if moment < invitation.expires_at else []


def never_arrived(invitation: Invitation) -> bool:
    """Whether the first question has yet to be asked, since the night came before it could be sent."""
    return invitation.message is None and not invitation.answers and _is_unheard_of(invitation)


def _is_unheard_of(invitation: Invitation) -> bool:
    """Whether nothing tells that the first question has arrived."""
    is_asked = invitation.state is State.ASKED and not invitation.reminded
    return invitation.is_ours and is_asked and invitation.delivered_at is None


def _asked_at_last(
    invitation: Invitation, customer: Customer, address: Address, rules: ContactRules, view: View
) -> list[Effect]:
    """What the night came before is asked now, or on another day; if it must not be, why is on record."""
    moment = asking.allowed_from(view, customer, rules)
    reason = _unwelcome(invitation, customer, rules, view)
    if reason is None and moment >= invitation.expires_at:
        reason = "expired"
    if reason is not None:
        return never_asked(invitation, customer, reason, view)
    if moment > view.now:
        return [SetTimer(Timer("remind", invitation.id, moment))]
    again = Timer("remind", invitation.id, view.now + rules.reminder_after)
    reminder = [SetTimer(again)] if rules.reminder_after else []
    return [*reminder, *ask_current(invitation, customer, address, view, "invitation")]


def _unwelcome(invitation: Invitation, customer: Customer, rules: ContactRules, view: View) -> str | None:
    """What has come up since that makes a question unkind, as a reason not to ask."""
    purchase = view.purchase(invitation.purchase_id) if invitation.purchase_id else None
    if purchase is not None and purchase.not_asked is not None:
        return purchase.not_asked
    if view.is_paused:
        return "paused"
    has_case = view.open_case(customer.id) is not None and not rules.while_case_open
    return "open_case" if has_case else None


def expired(invitation: Invitation, view: View) -> Sequence[Effect]:
    """Silence ends a conversation; what was said in it is kept."""
    customer = view.customer(invitation.customer_id)
    is_open = allows(invitation, Step.EXPIRE) and invitation.state is not State.PLANNED
    if not is_open or customer is None or view.now < invitation.expires_at:
        return []
    if never_arrived(invitation):
        return never_asked(invitation, customer, "expired", view)
    ended = end(invitation, survey_of(invitation, view), Step.EXPIRE, view.now)
    gone = [] if _is_unheard_of(invitation) else without_buttons(invitation, customer, view)
    effects: list[Effect] = [*gone, Save(ended)]
    if not ended.answers and invitation.delivered_at and invitation.is_ours:
        effects.append(Save(replace(customer, ignored=customer.ignored + 1)))
    return [*effects, CancelTimer(f"remind:{invitation.id}")]
