"""What we call a room and what Telegram calls it: a group that becomes a supergroup gets a new id there."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.identity import Address


class Rooms:
    """The rooms that have moved, both ways. Our own name for a room is the one of the configuration."""

    def __init__(self, moved: Mapping[str, str] | None = None) -> None:
        self._theirs: dict[str, str] = dict(moved or {})
        self._ours = {theirs: ours for ours, theirs in self._theirs.items()}

    def ours(self, chat: str) -> str:
        """What we call the chat that Telegram calls ``chat``."""
        return self._ours.get(chat, chat)

    def theirs(self, room: str) -> str:
        """What Telegram calls the room that we call ``room``."""
        return self._theirs.get(room, room)

    def chat(self, address: Address) -> str:
        """The chat to write to."""
        return self.theirs(address.room) if address.room else address.person

    def move(self, room: str, to: str) -> None:
        """Our ``room`` is ``to`` for Telegram from now on."""
        self._ours.pop(self.theirs(room), None)
        self._theirs[room] = to
        self._ours[to] = room
