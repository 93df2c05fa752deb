"""Who may do what, and where: every command in one table.

The rules:

* Who somebody is follows from their immutable id; everybody has the role of a customer besides others.
* Who is in the managers' room may read its numbers, improve and pause: that room's own doors keep it.
* Work on a case goes by the role alone: its buttons stand wherever staff are told of it.
* On a platform that shows an answer to whoever asked alone, staff use their tools in any room.
* In a room for praise everybody reads, and nothing can be commanded, whoever it is.
* Somebody in a room who does not show who they are may do nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.core.identity import Address, Role
from bot.core.platforms import platform_of
from bot.core.settings import Settings


class Place(StrEnum):
    CHAT = "chat"  # somebody's own
    STAFF_ROOM = "staff_room"
    MANAGERS_ROOM = "managers_room"
    WINS_ROOM = "wins_room"  # praise is read there, and nothing is commanded
    ELSEWHERE = "elsewhere"  # a room that is not ours


ANYBODY = Role.CUSTOMER
EVERYWHERE = frozenset(Place) - {Place.WINS_ROOM}

Row = Mapping[Role, frozenset[Place]]

_OWN: Row = {ANYBODY: frozenset({Place.CHAT})}
_WORK: Row = {Role.STAFF: EVERYWHERE}
_TOOL: Row = {Role.STAFF: frozenset({Place.CHAT, Place.STAFF_ROOM})}
_NUMBERS: Row = {ANYBODY: frozenset({Place.MANAGERS_ROOM}), Role.MANAGER: EVERYWHERE}
_PAUSE: Row = {
    ANYBODY: frozenset({Place.MANAGERS_ROOM}),
    Role.MANAGER: frozenset({Place.CHAT, Place.MANAGERS_ROOM}),
}

_SELF: Row = {ANYBODY: EVERYWHERE}
_THINK: Row = dict.fromkeys((Role.STAFF, Role.MANAGER), EVERYWHERE - {Place.ELSEWHERE})
_GUESS: Row = {ANYBODY: frozenset({Place.MANAGERS_ROOM}), **_THINK}

OWN = frozenset(
    {
        "start",
        "feedback",
        "stop",
        "language",
        "name",
        "connect",
        "privacy",
        "mydata",
        "mine",
        "forget",
        "about",
        "help",
        "claim",
    }
)
WORK = frozenset(
    {"take", "release", "reply", "send", "note", "resolve", "hand_over", "dismiss", "undo", "mute"}
    | {"translate", "translated", "draft", "drafted"}
    | {"promise", "kept", "broken", "drop", "gesture", "takeback"}
)
TOOLS = frozenset({"ask", "why", "tryit", "customer", "observe", "duty"})

TABLE: Mapping[str, Row] = {
    **dict.fromkeys(OWN, _OWN),
    **dict.fromkeys(WORK, _WORK),
    **dict.fromkeys(TOOLS, _TOOL),
    **dict.fromkeys(("digest", "book"), _NUMBERS),
    **dict.fromkeys(("pause", "resume", "improve", "improvements"), _PAUSE),
    **dict.fromkeys(("believe", "expect"), _THINK),
    "guess": _GUESS,
    **dict.fromkeys(("whoami", "here"), _SELF),
}
"""Command → role → where it may be given; what is not said is refused."""


_OF_ROOMS: Mapping[Role, Place] = {
    Role.STAFF: Place.STAFF_ROOM,
    Role.MANAGER: Place.MANAGERS_ROOM,
    Role.WINS: Place.WINS_ROOM,
}


def place_of(address: Address, settings: Settings) -> Place:
    """What kind of place this is."""
    if not address.room:
        return Place.CHAT
    room = settings.room_at(address)
    if room is None:
        return Place.ELSEWHERE
    return _OF_ROOMS[room.role]


def may(command: str, address: Address, settings: Settings) -> bool:
    """Whether the person at this address may do this here. Raises KeyError for a command that is none."""
    if address.room and not address.person:
        return False
    place, roles = place_of(address, settings), settings.roles_of(address)
    if command in TOOLS and platform_of(address).whispers and place is not Place.WINS_ROOM:
        return Role.STAFF in roles
    return any(place in TABLE[command].get(role, ()) for role in roles)
