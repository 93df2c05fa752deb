"""Made-up messages, marked as a test: what staff, managers and customers would see. Nothing of them is kept.

They have no buttons: what these would lead to was never there.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.effects import Effect, Lane, Line, Message, Parcel, Send
from bot.core.identity import Address, Customer, Role
from bot.core.recovery import Case, CaseKind, CaseState, log
from bot.core.settings import Room
from bot.core.survey import Audience, QuestionKind
from bot.core.view import View
from handlers import alerts, clocks, invitations

_NOBODY = "test"
_MARK = Line("sample.mark")


def to_room(room: Room, view: View) -> Parcel:
    """An alert for a room of staff, else a line that says what will be read there."""
    if room.role is Role.STAFF:
        return _alert(room, view)
    return _parcel(view, room.address, room.language, _MARK, Line(f"sample.{room.role}"))


def to_person(address: Address, view: View) -> Parcel:
    """The invitation that a customer would get about the first touchpoint."""
    customer = _customer(view)
    about = invitations.by_customer(customer, view)
    sent = _sent(invitations.start(replace(about, trial=True), customer, address, view))
    lines = (_MARK, *sent.message.lines)
    return replace(sent, message=Message(lines, card=sent.message.card), about=_NOBODY)


def _alert(room: Room, view: View) -> Parcel:
    customer = _customer(view)
    case = Case(
        id=_NOBODY,
        customer_id=customer.id,
        invitation_id=None,
        kind=CaseKind.UNHAPPY,
        state=CaseState.OPEN,
        opened_at=view.now,
        touchpoint=next(iter(view.settings.touchpoints), _NOBODY),
        room=room.address.key,
        alert=view.new_id(),
        reasons=(),
        take_by=view.now,
        contact_by=view.now,
        resolve_by=view.now,
        rating=2,
        question_kind=QuestionKind.NPS.value,
    )
    started, _ = log(clocks.started(case, view), "opened", view.now, None, None)
    sent = alerts.alert(started, customer, view, parcel_id=case.alert, edits=False).parcel
    card = {**(sent.message.card or {}), "quote": Line("sample.words").json, "title": Line("sample.who").json}
    return replace(sent, message=Message((_MARK,), card=card), about=_NOBODY)


def _customer(view: View) -> Customer:
    return Customer(_NOBODY, Audience.BUYER, name=None, language=view.settings.language, timezone=None)


def _sent(effects: list[Effect]) -> Parcel:
    return next(effect.parcel for effect in effects if isinstance(effect, Send))


def _parcel(view: View, address: Address, language: str, *lines: Line) -> Parcel:
    return Parcel(
        id=view.new_id(),
        address=address,
        lane=Lane.REPLY,
        purpose=_NOBODY,
        about=_NOBODY,
        message=Message(lines),
        language=language,
        not_before=view.now,
        not_after=view.now + timedelta(minutes=1),
    )
