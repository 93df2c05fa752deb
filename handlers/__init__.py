"""Use cases: plain synchronous functions (event, view) -> effects, in one table.

``needs_of`` names the rows, texts and reports that an event needs; ``decide`` says what is to be done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
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
    ParcelSettled,
    PresenceChanged,
    PurchaseReceived,
    PurchaseWithdrawn,
    RoomMoved,
    TextWritten,
    TimerDue,
    Unreadable,
)
from bot.core.identity import Address
from bot.core.incidents import WITHIN
from bot.core.language_model import SUMMARIES
from bot.core.ports import Needs
from bot.core.settings import Settings
from bot.core.view import View
from handlers import (
    acknowledging,
    audit,
    casework,
    claiming,
    commands,
    conversations,
    deliveries,
    editing,
    follow_up,
    homes,
    improvements,
    links,
    moved_cases,
    needed,
    news,
    notices,
    own_settings,
    presence,
    purchases,
    quoting,
    returning,
    rooms,
    staff,
    strays,
    summarizing,
    timers,
    translating,
    withdrawals,
)


def _said(event: MessageReceived, view: View) -> Sequence[Effect]:
    if event.address.room:
        return rooms.said(event, view)
    if quoting.is_objection(event) and view.customer_at(event.address) is not None:
        return []  # it is no answer to anything; what comes of it is decided for all words alike
    command = commands.spoken(event, view)
    return commands.given(command, view) if command else conversations.said(event, view)


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
    callbacks.KnowingPressed: _at_address(quoting.pressed),
    callbacks.ReturnPressed: _at_address(returning.pressed),
    callbacks.CasePressed: _worked_on,
    callbacks.FollowUpPressed: _at_address(follow_up.followed_up),
    callbacks.MenuPressed: _at_address(strays.menu_pressed),
    callbacks.SubjectPressed: _at_address(strays.subject_pressed),
    callbacks.SettingPressed: _at_address(own_settings.setting_pressed),
    callbacks.ToolPressed: staff.pressed,
    callbacks.ImprovementPressed: improvements.pressed,
    callbacks.BetterPressed: _at_address(news.better),
}


def _opened(event: LinkOpened, view: View) -> Sequence[Effect]:
    is_claim = claiming.is_claim(event.token)
    return claiming.opened(event, view) if is_claim else links.opened(event, view)


def _written(event: TextWritten, view: View) -> Sequence[Effect]:
    written = summarizing.written if event.use == SUMMARIES else translating.written
    return written(event, view)


def _unreadable(event: Unreadable, view: View) -> Sequence[Effect]:
    """It goes to the dead letters as it came."""
    raise UnreadableEvent(event.problem)


TABLE: dict[type, tuple[Callable[[Any, Settings], Needs], Callable[[Any, View], Sequence[Effect]]]] = {
    PurchaseReceived: (needed.of_purchase, purchases.bought),
    PurchaseWithdrawn: (needed.of_withdrawal, withdrawals.withdrawn),
    ErasureRequested: (needed.of_erasure, withdrawals.erasure_requested),
    MessageReceived: (needed.of_message, _said),
    MessageEdited: (needed.of_edit, editing.edited),
    ButtonPressed: (needed.of_press, _pressed),
    FormSubmitted: (needed.of_press, _pressed),
    CommandGiven: (needed.of_command, commands.given),
    LinkOpened: (needed.of_link, _opened),
    HomeOpened: (needed.of_home, homes.opened),
    PresenceChanged: (needed.of_presence, presence.changed),
    RoomMoved: (needed.of_nothing, presence.moved),
    Unreadable: (needed.of_nothing, _unreadable),
    TimerDue: (needed.of_timer, timers.due),
    ParcelSettled: (needed.of_settled, deliveries.settled),
    TextWritten: (needed.of_written, _written),
}

_OPENS_NO_CASE = (
    HomeOpened,
    ParcelSettled,
    PresenceChanged,
    PurchaseReceived,
    RoomMoved,
    TextWritten,
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
    effects += quoting.objected(event, effects, view)
    effects += [*returning.offered(event, effects, view), *audit.of(event, effects, view)]
    effects += translating.wanted(effects, view)
    return [*effects, *notices.of(effects, view)] if view.settings.webhooks else effects
