"""Where we can write, and where not: blocked and back, added to a room, moved with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.effects import Effect, Line, MovedRoom, Save
from bot.core.events import PresenceChanged, RoomMoved
from bot.core.view import View
from handlers.places import told_there


def changed(event: PresenceChanged, view: View) -> Sequence[Effect]:
    """Somebody blocked us or is back: nothing is sent. In a room of ours we say hello, any other we leave."""
    if event.address.room:
        return _in_room(event, view) if event.present else []
    contact = view.contact(event.address)
    return [] if contact is None else [Save(replace(contact, reachable=event.present))]


def _in_room(event: PresenceChanged, view: View) -> Sequence[Effect]:
    room, business = view.settings.room_at(event.address), view.settings.business
    if room is not None:
        line = Line(f"rooms.greeting.{room.role}", {"business": business})
        return [told_there(view, event.address, "greeting", "room", line)]
    line = Line("rooms.farewell", {"business": business, "room": event.address.room})
    return [told_there(view, event.address, "farewell", "room", line, card={"type": "farewell"})]


def moved(event: RoomMoved, view: View) -> Sequence[Effect]:
    """The platform gave a room another name; ours for it stays."""
    return [Save(MovedRoom(event.platform, event.room, event.to, view.now))]
