"""Rooms that their platform has given another name: our own name for them stays, and leads to theirs."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, select, update

from bot.core.effects import MovedRoom
from bot.core.identity import Address
from storage.codec import fit
from storage.statements import run_many
from storage.tables import moved_rooms, outbox

_MOVED = select(moved_rooms.c.room, moved_rooms.c.to).where(moved_rooms.c.platform == bindparam("platform"))

_FORGET_MESSAGES = (
    update(outbox)
    .where(outbox.c.address == bindparam("place"), outbox.c.receipt.is_not(None))
    .values(receipt=None)
)


def forget_messages(connection: Connection, moves: Iterable[MovedRoom]) -> None:
    """What was sent to a room before it moved cannot be edited: its numbers mean other messages now."""
    places = [{"place": fit(Address(move.platform, room=move.room).key)} for move in moves]
    run_many(connection, _FORGET_MESSAGES, places)


def moved(connection: Connection, platform: str) -> dict[str, str]:
    """Our room → the platform's, for those that were moved."""
    found = connection.execute(_MOVED, {"platform": platform})
    return {row.room: row.to for row in found}
