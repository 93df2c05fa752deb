"""After a restore: what people asked of us since the backup is done again, and nobody is asked a second time.

The commands deliver these as timers (``feedback-bot restore``): their subjects say what is to be done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.core.conversation import State
from bot.core.effects import Effect, Save
from bot.core.events import TimerDue
from bot.core.identity import Customer
from bot.core.ports import Needs
from bot.core.settings import Settings
from bot.core.survey import Audience
from bot.core.view import View
from handlers import forgetting, invitations, leaving

WISHED = "wished"
"""Kind of timer: a wish (``storage/tombstones.py``) and a customer's id, "erased:ID"."""

NOT_AGAIN = "not_again"
"""Kind of timer: an invitation's id, that came due after the backup was made."""


def wished(event: TimerDue, view: View) -> Sequence[Effect]:
    """What somebody asked of us, once more; of a customer whom the backup did not know, only that."""
    wish, _, id_ = event.subject.partition(":")
    customer = view.customer(id_) or Customer(id_, Audience.BUYER, None, None, None)
    return _WISHES[wish](customer, view)


def _erased(customer: Customer, view: View) -> Sequence[Effect]:
    if view.customer(customer.id) is None:
        return [Save(replace(customer, erased_at=view.now))]
    return forgetting.forgotten(customer, view)


def _stopped(customer: Customer, view: View) -> Sequence[Effect]:
    if customer.opted_out_at is not None:
        return []
    return leaving.asked_no_more(view.open_invitation(customer.id), customer, view)


def _resumed(customer: Customer, _: View) -> Sequence[Effect]:
    if customer.opted_out_at is None or customer.erased_at is not None:
        return []
    return [Save(replace(customer, opted_out_at=None))]


_WISHES: Mapping[str, Callable[[Customer, View], Sequence[Effect]]] = {
    "erased": _erased,
    "forget": _erased,
    "stopped": _stopped,
    "resumed": _resumed,
}


def not_again(event: TimerDue, view: View) -> Sequence[Effect]:
    """Its moment was after the backup: whether they were asked then nobody knows, so they are not asked."""
    invitation = view.invitation(event.subject)
    if invitation is None or invitation.state is not State.PLANNED:
        return []
    customer = view.customer(invitation.customer_id)
    if customer is None:
        return []
    return [
        *invitations.dropped(invitation, customer, "restored", view),
        *invitations.stop_timers(invitation),
    ]


def _of_wish(event: TimerDue, _: Settings) -> Needs:
    return Needs(customers=(event.subject.partition(":")[2],), contacts=True)


def _of_invitation(event: TimerDue, _: Settings) -> Needs:
    return Needs(invitations=(event.subject,))


KINDS: Mapping[str, Callable[[TimerDue, View], Sequence[Effect]]] = {WISHED: wished, NOT_AGAIN: not_again}
NEEDS: Mapping[str, Callable[[TimerDue, Settings], Needs]] = {WISHED: _of_wish, NOT_AGAIN: _of_invitation}
"""What each kind of timer here wakes up for, and needs."""
