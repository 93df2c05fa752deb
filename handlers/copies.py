"""What is told of a case elsewhere than in its own room: to other rooms, and to people in their own chats.

Each message there is a copy, which the case remembers. As the case moves on, it says in its place how things
stand, so that nobody takes up what somebody else has taken already.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.effects import Button, Effect, Lane, Line, Send
from bot.core.identity import Address, Customer, Role, address_from_key
from bot.core.platforms import platform_of
from bot.core.recovery import ENDED, Case
from bot.core.view import View
from handlers import alerts, case_buttons
from handlers.places import told_there

_MOST = 30  # copies of one case; older ones stay as they are


def told(
    case: Case, customer: Customer, purpose: str, address: Address, view: View, *lines: Line
) -> tuple[Case, Send]:
    """A message about the case at this address, and the case that remembers it."""
    sent = _send(case, customer, purpose, address, view, *lines)
    return replace(case, copies=(*case.copies, (sent.parcel.id, address.key))[-_MOST:]), sent


def aloud(case: Case, purpose: str, view: View, *lines: Line) -> Send:
    """In the case's own room for everybody there to see, with the button to take it."""
    room = address_from_key(case.room)
    # A thread that is a room of its own would hide it.
    thread = None if platform_of(room).thread_is_internal else case.alert
    rows, about = _rows(case, room, view), f"case:{case.id}"
    return told_there(view, room, purpose, about, *lines, rows=rows, thread=thread, lane=Lane.ALERT)


def edited(before: Case, case: Case, customer: Customer, view: View) -> list[Effect]:
    """The copies of a case that has moved on, each in its place."""
    if _standing(before) == _standing(case):
        return []
    return [_edit(case, customer, parcel_id, address_from_key(key), view) for parcel_id, key in before.copies]


def _standing(case: Case) -> tuple[object, ...]:
    """What a copy says of the case."""
    return case.state, case.owner, case.owner_name, case.room, case.rating, case.words


def _edit(case: Case, customer: Customer, parcel_id: str, address: Address, view: View) -> Send:
    values = {"owner": case.owner_name or case.owner or "", **alerts.named(customer)}
    line = Line(f"clock.copy.{case.state}", values)
    sent = _send(case, customer, "copy_update", address, view, line)
    return Send(replace(sent.parcel, target=parcel_id))


def _send(case: Case, customer: Customer, purpose: str, address: Address, view: View, *lines: Line) -> Send:
    """These lines, where the case is, and the case as it stands."""
    room = view.settings.room_at(address_from_key(case.room))
    where = (Line("clock.where", {"room": room.name}),) if room and case.state not in ENDED else ()
    return told_there(
        view,
        address,
        purpose,
        f"case:{case.id}",
        *lines,
        *where,
        rows=_rows(case, address, view),
        lane=Lane.ALERT,
        card=alerts.card(case, customer, view),
    )


def _rows(case: Case, address: Address, view: View) -> tuple[tuple[Button, ...], ...]:
    """The button to take it, where staff read it and nobody has it."""
    room = view.settings.room_at(address) if address.room else None
    works = room.role is Role.STAFF if room else Role.STAFF in view.settings.roles_of(address)
    if not works or not case_buttons.fits(case, "take"):
        return ()
    return ((case_buttons.button(case, "take", emphasis="primary"),),)


def name_of(address: Address, view: View) -> str:
    """What a room or a person is called among staff."""
    room = view.settings.room_at(address) if address.room else None
    return room.name if room else view.settings.people.get(address.user, address.user)
