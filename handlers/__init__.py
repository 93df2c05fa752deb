"""Use cases: plain synchronous functions (event, view) -> effects, in one table.

``needs_of`` names the rows, texts and reports that an event needs; ``decide`` says what is to be done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bot.core import callbacks
from bot.core.effects import Effect
from bot.core.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    LinkOpened,
    MessageReceived,
    Outcome,
    ParcelSettled,
    PurchaseReceived,
    TimerDue,
)
from bot.core.ports import Needs
from bot.core.settings import Settings
from bot.core.understanding import needs_analysis
from bot.core.view import View
from handlers import (
    casework,
    commands,
    conversations,
    deliveries,
    digests,
    invitations,
    purchases,
    strays,
    timers,
)


def _of_purchase(event: PurchaseReceived, settings: Settings) -> Needs:
    return Needs(
        addresses=(event.address,) if event.address else (),
        customers=(purchases.customer_id_of(event),),
        purchases=(purchases.purchase_id_of(event),),
    )


def _of_message(event: MessageReceived, settings: Settings) -> Needs:
    """Only what may hold a comment is analysed; what is said in a room stays there."""
    if event.address.room:
        return Needs()
    texts = (event.text,) if needs_analysis(event.text, settings.language) else ()
    return Needs(addresses=(event.address,), texts=texts)


def _said(event: MessageReceived, view: View) -> Sequence[Effect]:
    return [] if event.address.room else conversations.said(event, view)


def _of_press(event: ButtonPressed | FormSubmitted, settings: Settings) -> Needs:
    match callbacks.parse(event.data):
        case callbacks.AnswerPressed(invitation_id) | callbacks.InvitationPressed(invitation_id):
            return Needs(addresses=(event.address,), invitations=(invitation_id,))
        case callbacks.CasePressed(case_id):
            return Needs(cases=(case_id,), contacts=True)
        case callbacks.FollowUpPressed(case_id):
            return Needs(addresses=(event.address,), cases=(case_id,))
        case callbacks.MenuPressed():
            return Needs(addresses=(event.address,))
        case None:
            return Needs()


def _pressed(event: ButtonPressed | FormSubmitted, view: View) -> Sequence[Effect]:
    fields = event.fields if isinstance(event, FormSubmitted) else {}
    match callbacks.parse(event.data):
        case callbacks.AnswerPressed() as pressed:
            return conversations.answer_pressed(pressed, event.address, view)
        case callbacks.InvitationPressed() as pressed:
            return conversations.invitation_pressed(pressed, event.address, view)
        case callbacks.CasePressed() as pressed:
            return casework.worked_on(pressed, fields, event.address, event.sender_name, view)
        case callbacks.FollowUpPressed() as pressed:
            return casework.followed_up(pressed, event.address, view)
        case callbacks.MenuPressed() as pressed:
            return strays.menu_pressed(pressed, event.address, view)
        case None:
            return []


def _of_command(event: CommandGiven, settings: Settings) -> Needs:
    if event.name != "digest":
        return Needs(addresses=(event.address,))
    return Needs(report=event.argument if digests.may_ask(event.address, settings) else None)


def _of_link(event: LinkOpened, settings: Settings) -> Needs:
    return Needs(addresses=(event.address,), links=(invitations.token_hash(event.token),))


def _of_timer(event: TimerDue, settings: Settings) -> Needs:
    if event.kind in {"invite", "remind", "expire"}:
        return Needs(invitations=(event.subject,), contacts=event.kind == "invite")
    if event.kind in {"followup", "silent"}:
        return Needs(cases=(event.subject,), contacts=event.kind == "followup")
    plan = settings.digests.get(event.subject) if event.kind == "digest" else None
    days = digests.days_due(plan, event.due, event.at) if plan else []
    if plan is None or not days:
        return Needs()
    runs = tuple((plan.name, day.isoformat()) for day in days)
    return Needs(digest_runs=runs, report=digests.plan_words(plan.name, days[-1]))


def _of_settled(event: ParcelSettled, settings: Settings) -> Needs:
    about = event.about.removeprefix("invitation:")
    return Needs(
        addresses=(event.address,) if event.outcome is Outcome.UNREACHABLE else (),
        invitations=(about,) if event.purpose == "invitation" else (),
    )


TABLE: dict[type, tuple[Callable[[Any, Settings], Needs], Callable[[Any, View], Sequence[Effect]]]] = {
    PurchaseReceived: (_of_purchase, purchases.bought),
    MessageReceived: (_of_message, _said),
    ButtonPressed: (_of_press, _pressed),
    FormSubmitted: (_of_press, _pressed),
    CommandGiven: (_of_command, commands.given),
    LinkOpened: (_of_link, purchases.opened),
    TimerDue: (_of_timer, timers.due),
    ParcelSettled: (_of_settled, deliveries.settled),
}


def needs_of(event: Event, settings: Settings) -> Needs:
    """What the event needs before it can be decided."""
    return TABLE[type(event)][0](event, settings)


def decide(event: Event, view: View) -> Sequence[Effect]:
    """What is to be done about the event."""
    return TABLE[type(event)][1](event, view)
