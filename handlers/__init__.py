"""Use cases: plain synchronous functions (event, view) -> effects, in one table.

``needs_of`` names the rows, texts and reports that an event needs; ``decide`` says what is to be done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from bot.core import callbacks
from bot.core.conversation import REVISABLE_FOR
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
from bot.core.incidents import WITHIN
from bot.core.playback_reading import read_reply
from bot.core.ports import Needs
from bot.core.settings import Settings
from bot.core.spoken import clean
from bot.core.understanding import needs_analysis
from bot.core.view import View
from handlers import (
    acknowledging,
    audit,
    casework,
    commands,
    conversations,
    deliveries,
    digests,
    duty,
    editing,
    follow_up,
    gestures,
    handing_over,
    homes,
    invitations,
    knowing,
    links,
    moved_cases,
    notices,
    own_settings,
    pausing,
    presence,
    promising,
    pulses,
    purchases,
    returning,
    rooms,
    second_look,
    staff,
    strays,
    timers,
    withdrawals,
)

_LONGEST_REPLY = 500  # characters of a message that may be about what we said back


def _of_purchase(event: PurchaseReceived, settings: Settings) -> Needs:
    return Needs(
        addresses=(event.address,) if event.address else (),
        customers=(purchases.customer_id_of(event.shop, event.customer_ref),),
        purchases=(purchases.purchase_id_of(event.shop, event.order),),
        subjects=True,
        contacts=bool(settings.kindness),
        gathering=event.at - WITHIN if settings.kindness else None,
        duty=bool(settings.kindness),
    )


def _of_withdrawal(event: PurchaseWithdrawn, settings: Settings) -> Needs:
    order = (purchases.purchase_id_of(event.shop, event.order),)
    return Needs(purchases=order, bought=True, past=True, contacts=True)


def _of_erasure(event: ErasureRequested, settings: Settings) -> Needs:
    return Needs(customers=(purchases.customer_id_of(event.shop, event.customer_ref),), contacts=True)


def _of_message(event: MessageReceived, settings: Settings) -> Needs:
    """Only what may hold a comment is analysed; in a room only an answer to an alert or a prompt counts."""
    if event.address.room:
        return _of_answer(event, settings)
    texts = _texts(clean(event.text), settings)
    about_them = commands.is_spoken(event)
    return Needs(
        addresses=(event.address,),
        texts=texts,
        language=event.language,
        contacts=about_them,
        past=about_them,
        bought=about_them,
        ended_since=event.at - REVISABLE_FOR if len(event.text) <= _LONGEST_REPLY else None,
        gestures_since=gestures.since(event.at, settings),
    )


def _texts(words: str, settings: Settings) -> tuple[str, ...]:
    """What may hold a comment: the whole message, and what follows "no," in it."""
    reply = read_reply(words, settings.language)
    parts = (words, reply.words if reply is not None else None)
    return tuple(one for one in parts if one and needs_analysis(one, settings.language))


def _of_answer(event: MessageReceived | CommandGiven, settings: Settings) -> Needs:
    """What stands in the thread of an alert is about its case."""
    if event.answers is None or not event.address.room:
        return Needs()
    return Needs(
        sent=((event.address.place.key, event.answers),),
        contacts=True,
        past=True,
        gestures_since=gestures.since(event.at, settings),
        last_seen=True,
    )


def _said(event: MessageReceived, view: View) -> Sequence[Effect]:
    if event.address.room:
        return rooms.said(event, view)
    command = commands.spoken(event, view)
    return commands.given(command, view) if command else conversations.said(event, view)


def _of_edit(event: MessageEdited, settings: Settings) -> Needs:
    if event.address.room:
        return Needs()
    texts = (clean(event.text),) if needs_analysis(event.text, settings.language) else ()
    return Needs(addresses=(event.address,), texts=texts)


def _of_press(event: ButtonPressed | FormSubmitted, settings: Settings) -> Needs:
    match callbacks.parse(event.data):
        case (
            callbacks.AnswerPressed(invitation_id)
            | callbacks.InvitationPressed(invitation_id)
            | callbacks.HeardPressed(invitation_id)
            | callbacks.KnowingPressed(invitation_id)
        ):
            return Needs(addresses=(event.address,), invitations=(invitation_id,))
        case (callbacks.CasePressed() | callbacks.FollowUpPressed() | callbacks.ReturnPressed()) as pressed:
            return _of_case(pressed, event, settings)
        case callbacks.MenuPressed():
            return Needs(addresses=(event.address,), bought=True, past=True)
        case callbacks.SubjectPressed(purchase_id):
            named = (purchase_id,) if purchase_id else ()
            return Needs(addresses=(event.address,), purchases=named, past=True)
        case callbacks.SettingPressed():
            return Needs(addresses=(event.address,))
        case callbacks.ToolPressed(tool, subject):
            return staff.needs_of(tool, subject, event, settings)
        case None:
            return Needs()


def _of_case(
    pressed: callbacks.CasePressed | callbacks.FollowUpPressed | callbacks.ReturnPressed,
    event: ButtonPressed | FormSubmitted,
    settings: Settings,
) -> Needs:
    """What staff do about a case, and the customer's word on it; ways back to where it is talked about."""
    case_id = (pressed.case_id,)
    given = gestures.since(event.at, settings)
    match pressed:
        case callbacks.FollowUpPressed():
            return Needs(addresses=(event.address,), cases=case_id, gestures_since=given)
        case callbacks.ReturnPressed():
            ways = returning.hashes(pressed.case_id, settings)
            return Needs(addresses=(event.address,), cases=case_id, links=ways, contacts=True)
        case callbacks.CasePressed():
            held = second_look.number_of(pressed) or handing_over.log_from(pressed)
            return Needs(
                cases=case_id,
                contacts=True,
                past=True,
                case_log=((pressed.case_id, held),) if held else (),
                promises=promising.named_by(pressed),
                gestures_since=given,
                last_seen=True,
            )


def _pressed(event: ButtonPressed | FormSubmitted, view: View) -> Sequence[Effect]:
    pressed = callbacks.parse(event.data)
    return [] if pressed is None else _PRESSED[type(pressed)](pressed, event, view)


def _worked_on(
    pressed: callbacks.CasePressed, event: ButtonPressed | FormSubmitted, view: View
) -> Sequence[Effect]:
    in_form = isinstance(event, FormSubmitted)
    fields = event.fields if isinstance(event, FormSubmitted) else None
    return casework.worked_on(pressed, fields, event.address, event.sender_name, view, in_form=in_form)


def _at_address(
    handle: Callable[[Any, Address, View], Sequence[Effect]],
) -> Callable[[Any, ButtonPressed | FormSubmitted, View], Sequence[Effect]]:
    return lambda pressed, event, view: handle(pressed, event.address, view)


_PRESSED: dict[type, Callable[[Any, ButtonPressed | FormSubmitted, View], Sequence[Effect]]] = {
    callbacks.AnswerPressed: _at_address(conversations.answer_pressed),
    callbacks.InvitationPressed: _at_address(conversations.invitation_pressed),
    callbacks.HeardPressed: _at_address(conversations.heard_pressed),
    callbacks.KnowingPressed: _at_address(knowing.pressed),
    callbacks.ReturnPressed: _at_address(returning.pressed),
    callbacks.CasePressed: _worked_on,
    callbacks.FollowUpPressed: _at_address(follow_up.followed_up),
    callbacks.MenuPressed: _at_address(strays.menu_pressed),
    callbacks.SubjectPressed: _at_address(strays.subject_pressed),
    callbacks.SettingPressed: _at_address(own_settings.setting_pressed),
    callbacks.ToolPressed: staff.pressed,
}


def _of_command(event: CommandGiven, settings: Settings) -> Needs:
    if staff.is_for(event, settings):
        return staff.needs_of(event.name, event.argument, event, settings)
    if event.name in pausing.COMMANDS:
        return Needs(standing=event.at)
    if event.name != "digest":
        if event.address.room:
            return _of_answer(event, settings)
        about_them, gives = event.name == "mydata", event.name == "feedback"
        return Needs(addresses=(event.address,), contacts=about_them, past=about_them or gives, bought=gives)
    return digests.needs_of(event, settings)


def _of_link(event: LinkOpened, settings: Settings) -> Needs:
    hashes = (invitations.token_hash(event.token),)
    return Needs(
        addresses=(event.address,),
        links=hashes,
        contacts=True,
        past=True,
        promises_of_cases=True,
        gestures_since=gestures.since(event.at, settings),
    )


def _of_timer(event: TimerDue, settings: Settings) -> Needs:
    if event.kind in {"invite", "remind", "expire"}:
        is_new = event.kind == "invite"
        return Needs(
            invitations=(event.subject,),
            contacts=is_new,
            bought=is_new and invitations.waits_for_usual_hour(settings),
            standing=None if event.kind == "expire" else invitations.standing(settings, event.at),
            subjects=event.kind != "expire",
        )
    if event.kind in {"followup", "silent", "sla"}:
        asks = event.kind == "followup"
        return Needs(cases=(event.subject,), contacts=asks, past=asks, duty=event.kind == "sla")
    if event.kind == duty.TIMER:
        return duty.needs_of_strays(settings)
    if event.kind == "apology":
        return Needs(purchases=(event.subject,), contacts=True, past=True)
    if event.kind == "promise":
        return Needs(promises=(event.subject,))
    if event.kind in pulses.NEEDS:
        return pulses.NEEDS[event.kind](event, settings)
    if event.kind == digests.AGAIN:
        return digests.needs_again(event, settings)
    return digests.needs_of_run(event, settings) if event.kind == "digest" else Needs()


def _of_settled(event: ParcelSettled, settings: Settings) -> Needs:
    about = event.about.removeprefix("invitation:")
    is_unheard = event.purpose in deliveries.UNHEARD and event.outcome is not Outcome.DELIVERED
    return Needs(
        addresses=(event.address,) if event.outcome is Outcome.UNREACHABLE else (),
        invitations=(about,) if event.purpose == "invitation" else (),
        cases=(event.about.removeprefix("case:"),) if is_unheard else (),
        duty=is_unheard,
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
    LinkOpened: (_of_link, links.opened),
    HomeOpened: (_of_home, homes.opened),
    PresenceChanged: (_of_presence, presence.changed),
    RoomMoved: (_of_nothing, presence.moved),
    Unreadable: (_of_nothing, _unreadable),
    TimerDue: (_of_timer, timers.due),
    ParcelSettled: (_of_settled, deliveries.settled),
}

_OPENS_NO_CASE = (
    HomeOpened,
    ParcelSettled,
    PresenceChanged,
    PurchaseReceived,
    RoomMoved,
    TimerDue,
    Unreadable,
)


def needs_of(event: Event, settings: Settings) -> Needs:
    """What the event needs before it can be decided."""
    needs = TABLE[type(event)][0](event, settings)
    if not isinstance(event, _OPENS_NO_CASE):
        # Whether its alert gathers with others, and whom it is given to.
        needs = replace(needs, gathering=event.at - WITHIN, duty=True)
    return replace(needs, subjects=True) if settings.webhooks else needs


def decide(event: Event, view: View) -> Sequence[Effect]:
    """What is to be done about the event, and what other programs are told of it."""
    done = TABLE[type(event)][1](event, view)
    effects = [*acknowledging.emergency(event, view), *moved_cases.with_following(done, view)]
    effects += [*returning.offered(event, effects, view), *audit.of(event, effects, view)]
    return [*effects, *notices.of(effects, view)] if view.settings.webhooks else effects
