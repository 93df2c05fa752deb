"""Use cases: plain synchronous functions (event, view) -> effects, in one table.

``needs_of`` names the rows, texts and reports that an event needs; ``decide`` says what is to be done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bot.core import callbacks
from bot.core.effects import Effect
from bot.core.errors import UnreadableEvent
from bot.core.events import (
    ButtonPressed,
    CommandGiven,
    ErasureRequested,
    Event,
    FormSubmitted,
    HomeOpened,
    LinkOpened,
    MessageEdited,
    MessageReceived,
    Outcome,
    ParcelSettled,
    PresenceChanged,
    PurchaseReceived,
    PurchaseWithdrawn,
    RoomMoved,
    TimerDue,
    Unreadable,
)
from bot.core.identity import Address, Role
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
    editing,
    homes,
    invitations,
    own_settings,
    presence,
    purchases,
    rooms,
    strays,
    timers,
    withdrawals,
)


def _of_purchase(event: PurchaseReceived, settings: Settings) -> Needs:
    return Needs(
        addresses=(event.address,) if event.address else (),
        customers=(purchases.customer_id_of(event.shop, event.customer_ref),),
        purchases=(purchases.purchase_id_of(event.shop, event.order),),
    )


def _of_withdrawal(event: PurchaseWithdrawn, settings: Settings) -> Needs:
    return Needs(purchases=(purchases.purchase_id_of(event.shop, event.order),))


def _of_erasure(event: ErasureRequested, settings: Settings) -> Needs:
    return Needs(customers=(purchases.customer_id_of(event.shop, event.customer_ref),), contacts=True)


def _of_message(event: MessageReceived, settings: Settings) -> Needs:
    """Only what may hold a comment is analysed; in a room only an answer to an alert or a prompt counts."""
    if event.address.room:
        return _of_answer(event.address, event.answers)
    texts = (event.text,) if needs_analysis(event.text, settings.language) else ()
    about_them = commands.is_spoken(event)
    return Needs(addresses=(event.address,), texts=texts, contacts=about_them, past=about_them)


def _of_answer(address: Address, answers: str | None) -> Needs:
    """What stands in the thread of an alert is about its case."""
    if answers is None or not address.room:
        return Needs()
    return Needs(sent=((address.place.key, answers),), contacts=True, past=True)


def _said(event: MessageReceived, view: View) -> Sequence[Effect]:
    if event.address.room:
        return rooms.said(event, view)
    command = commands.spoken(event, view)
    return commands.given(command, view) if command else conversations.said(event, view)


def _of_edit(event: MessageEdited, settings: Settings) -> Needs:
    if event.address.room:
        return Needs()
    texts = (event.text,) if needs_analysis(event.text, settings.language) else ()
    return Needs(addresses=(event.address,), texts=texts)


def _of_press(event: ButtonPressed | FormSubmitted, settings: Settings) -> Needs:
    match callbacks.parse(event.data):
        case callbacks.AnswerPressed(invitation_id) | callbacks.InvitationPressed(invitation_id):
            return Needs(addresses=(event.address,), invitations=(invitation_id,))
        case callbacks.CasePressed(case_id):
            return Needs(cases=(case_id,), contacts=True, past=True)
        case callbacks.FollowUpPressed(case_id):
            return Needs(addresses=(event.address,), cases=(case_id,))
        case callbacks.MenuPressed() | callbacks.SettingPressed():
            return Needs(addresses=(event.address,))
        case None:
            return Needs()


def _pressed(event: ButtonPressed | FormSubmitted, view: View) -> Sequence[Effect]:
    fields = event.fields if isinstance(event, FormSubmitted) else None
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
        case callbacks.SettingPressed() as pressed:
            return own_settings.setting_pressed(pressed, event.address, view)
        case None:
            return []


def _of_command(event: CommandGiven, settings: Settings) -> Needs:
    if event.name != "digest":
        if event.address.room:
            return _of_answer(event.address, event.answers)
        about_them = event.name == "mydata"
        return Needs(addresses=(event.address,), contacts=about_them, past=about_them)
    return Needs(report=event.argument if digests.may_ask(event.address, settings) else None)


def _of_link(event: LinkOpened, settings: Settings) -> Needs:
    return Needs(addresses=(event.address,), links=(invitations.token_hash(event.token),))


def _of_timer(event: TimerDue, settings: Settings) -> Needs:
    if event.kind in {"invite", "remind", "expire"}:
        return Needs(invitations=(event.subject,), contacts=event.kind == "invite")
    if event.kind in {"followup", "silent"}:
        asks = event.kind == "followup"
        return Needs(cases=(event.subject,), contacts=asks, past=asks)
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


def _of_home(event: HomeOpened, settings: Settings) -> Needs:
    is_staff = Role.STAFF in settings.roles_of(event.address)
    return Needs(addresses=(event.address,), past=True, open_cases=is_staff)


def _of_presence(event: PresenceChanged, settings: Settings) -> Needs:
    return Needs() if event.address.room else Needs(addresses=(event.address,))


def _of_nothing(event: Event, settings: Settings) -> Needs:
    return Needs()


def _unreadable(event: Unreadable, view: View) -> Sequence[Effect]:
    """It goes to the dead letters as it came."""
    raise UnreadableEvent(event.problem)


TABLE: dict[type, tuple[Callable[[Any, Settings], Needs], Callable[[Any, View], Sequence[Effect]]]] = {
    PurchaseReceived: (_of_purchase, purchases.bought),
    PurchaseWithdrawn: (_of_withdrawal, withdrawals.withdrawn),
    ErasureRequested: (_of_erasure, withdrawals.erasure_requested),
    MessageReceived: (_of_message, _said),
    MessageEdited: (_of_edit, editing.edited),
    ButtonPressed: (_of_press, _pressed),
    FormSubmitted: (_of_press, _pressed),
    CommandGiven: (_of_command, commands.given),
    LinkOpened: (_of_link, purchases.opened),
    HomeOpened: (_of_home, homes.opened),
    PresenceChanged: (_of_presence, presence.changed),
    RoomMoved: (_of_nothing, presence.moved),
    Unreadable: (_of_nothing, _unreadable),
    TimerDue: (_of_timer, timers.due),
    ParcelSettled: (_of_settled, deliveries.settled),
}


def needs_of(event: Event, settings: Settings) -> Needs:
    """What the event needs before it can be decided."""
    return TABLE[type(event)][0](event, settings)


def decide(event: Event, view: View) -> Sequence[Effect]:
    """What is to be done about the event."""
    return TABLE[type(event)][1](event, view)
