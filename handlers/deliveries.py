"""What became of a parcel, where it matters: an invitation that arrived, a person who cannot be reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.core.conversation import Step, allows
from bot.core.effects import BLANKED, CancelTimer, Effect, Save
from bot.core.events import Outcome, ParcelSettled
from bot.core.language_model import DRAFTS
from bot.core.recovery import Case
from bot.core.view import View
from handlers import clocks, digests, forgetting, invitations, paging, reply_drafts, unanswered

UNHEARD: Mapping[str, Callable[[ParcelSettled, Case, View], list[Effect]]] = {
    "escalation": clocks.not_reached,
    "page": paging.not_reached,
    DRAFTS: reply_drafts.never_asked,
}
"""What is to be done about a case that somebody was to hear of and did not, by the parcel's purpose."""


def settled(event: ParcelSettled, view: View) -> Sequence[Effect]:
    """Most parcels that arrive change nothing. Whom an invitation did not reach was not asked."""
    effects: list[Effect] = []
    contact = view.contact(event.address) if event.outcome is Outcome.UNREACHABLE else None
    if contact is not None:
        effects.append(Save(replace(contact, reachable=False)))
    if event.purpose in UNHEARD and event.outcome is not Outcome.DELIVERED:
        case = view.case(event.about.removeprefix("case:"))
        return [*effects, *UNHEARD[event.purpose](event, case, view)] if case else effects
    if event.purpose == BLANKED:
        return [*effects, *forgetting.not_emptied(event, view)]
    if event.purpose == "digest":
        return [*effects, *digests.came_too_late(event, view)]
    if event.purpose in invitations.UNASKED:
        effects += _of_invitation(event, view)
    return effects


def _of_invitation(event: ParcelSettled, view: View) -> Sequence[Effect]:
    invitation = view.invitation(event.about.removeprefix("invitation:"))
    customer = view.customer(invitation.customer_id) if invitation else None
    if invitation is None or customer is None:
        return []
    if event.outcome is Outcome.EXPIRED:
        return unanswered.kept_till_day(invitation, customer, event, view)
    if event.purpose != "invitation" or invitation.delivered_at is not None:
        return []
    if event.outcome is Outcome.DELIVERED:
        return [Save(replace(invitation, delivered_at=event.at))]
    if not allows(invitation, Step.WITHDRAW):
        return []
    if event.recovered:  # who may have been asked may still answer
        return [CancelTimer(f"remind:{invitation.id}")]
    return invitations.never_asked(invitation, customer, event.outcome, view)
