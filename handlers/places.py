"""What is said in a room, and to the one who is refused something there."""

from __future__ import annotations

from datetime import datetime

from bot.core.effects import Button, Effect, Lane, Line, Message, Parcel, Reply, Send
from bot.core.identity import Address
from bot.core.platforms import platform_of
from bot.core.view import View


def refused(line: Line) -> Reply:
    """No, and why: for the eyes of whoever asked."""
    return Reply({"ok": False, "text": line.json})


def refused_there(line: Line, address: Address, view: View, about: str) -> list[Effect]:
    """For their eyes alone where the platform can do that; else in their chat, or in a room of ours."""
    is_ours = not address.room or view.settings.room_at(address) is not None
    if not is_ours or platform_of(address).whispers:
        return [refused(line)]
    return [refused(line), told_there(view, address, "refused", about, line)]


def limited_to_places(address: Address, view: View, about: str) -> list[Effect]:
    """What is said to whoever asks for what is about every place, and may see some; nothing to others."""
    places = view.settings.places_shown(address)
    if not places:
        return []
    return refused_there(Line("rooms.limited", {"places": ", ".join(sorted(places))}), address, view, about)


def told_there(
    view: View,
    address: Address,
    purpose: str,
    about: str,
    *lines: Line,
    rows: tuple[tuple[Button, ...], ...] = (),
    thread: str | None = None,
    lane: Lane = Lane.REPLY,
    card: dict[str, object] | None = None,
    not_after: datetime | None = None,
) -> Send:
    """One message to everybody at this place, due now, in the room's language."""
    room = view.settings.room_at(address)
    return Send(
        Parcel(
            id=view.new_id(),
            address=address.place,
            lane=lane,
            purpose=purpose,
            about=about,
            message=Message(lines, rows, card),
            language=room.language if room else view.settings.language,
            not_before=view.now,
            not_after=not_after,
            thread=thread,
        )
    )


def is_nameless(address: Address) -> bool:
    """Whether somebody in a room does not show who they are."""
    return bool(address.room) and not address.person


def who_are_you(view: View, address: Address, thread: str | None = None) -> Send:
    """Nobody works on a case, or reads numbers, who does not show who they are; how to, in kind words."""
    return told_there(view, address, "reply", "nameless", Line("rooms.nameless"), thread=thread)
