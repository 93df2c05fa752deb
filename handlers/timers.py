"""Timers: each kind, and what it wakes up for. The state is looked at again: it may have moved on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.core.conversation import Invitation
from bot.core.effects import Effect
from bot.core.events import TimerDue
from bot.core.intake import FLOOD
from bot.core.journey import Purchase
from bot.core.recovery import Case
from bot.core.view import View
from handlers import (
    book,
    clocks,
    digests,
    duty,
    flooding,
    follow_up,
    forgetting,
    guessing,
    improvements,
    invitations,
    promising,
    pulses,
    restoring,
    retaining,
    troubles,
    unanswered,
)


def _of_invitation(
    handle: Callable[[Invitation, View], Sequence[Effect]],
) -> Callable[[TimerDue, View], Sequence[Effect]]:
    def on_due(event: TimerDue, view: View) -> Sequence[Effect]:
        invitation = view.invitation(event.subject)
        return [] if invitation is None else handle(invitation, view)

    return on_due


def _of_case(
    handle: Callable[[Case, View], Sequence[Effect]],
) -> Callable[[TimerDue, View], Sequence[Effect]]:
    def on_due(event: TimerDue, view: View) -> Sequence[Effect]:
        case = view.case(event.subject)
        return [] if case is None else handle(case, view)

    return on_due


def _of_purchase(
    handle: Callable[[Purchase, View], Sequence[Effect]],
) -> Callable[[TimerDue, View], Sequence[Effect]]:
    def on_due(event: TimerDue, view: View) -> Sequence[Effect]:
        purchase = view.purchase(event.subject)
        return [] if purchase is None else handle(purchase, view)

    return on_due


KINDS: dict[str, Callable[[TimerDue, View], Sequence[Effect]]] = {
    "invite": _of_invitation(invitations.came_due),
    "again": _of_invitation(unanswered.sent_again),
    "remind": _of_invitation(unanswered.reminded),
    "expire": _of_invitation(unanswered.expired),
    "followup": _of_case(follow_up.follow_up_due),
    "silent": _of_case(follow_up.went_silent),
    "sla": _of_case(clocks.came_due),
    "apology": _of_purchase(troubles.apology_due),
    "promise": promising.came_due,
    duty.TIMER: duty.strays_found,
    FLOOD: flooding.much_at_once,
    "digest": digests.came_due,
    guessing.TIMER: guessing.came_due,
    book.TIMER: book.came_due,
    "schedule_book": book.scheduled,
    digests.AGAIN: digests.came_due_again,
    "schedule": digests.scheduled,
    "pulse": pulses.came_due,
    "pulse_part": pulses.next_part,
    "schedule_pulse": pulses.scheduled,
    "moment": pulses.moment_came,
    **improvements.KINDS,
    **restoring.KINDS,
    forgetting.TIMER: forgetting.wished,
    retaining.TIMER: retaining.came_due,
    "schedule_retention": retaining.scheduled,
}


def due(event: TimerDue, view: View) -> Sequence[Effect]:
    """A timer of a kind that nobody knows any more is let go."""
    handle = KINDS.get(event.kind)
    return [] if handle is None else handle(event, view)
