"""Rooms that their platform has given another name: our own name for them stays, and leads to theirs."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from storage.tables import moved_rooms

_MOVED = select(moved_rooms.c.room, moved_rooms.c.to).where(moved_rooms.c.platform == bindparam("platform"))


def moved(connection: Connection, platform: str) -> dict[str, str]:
    """Our room → the platform's, for those that were moved."""
    found = connection.execute(_MOVED, {"platform": platform})
    return {row.room: row.to for row in found}
