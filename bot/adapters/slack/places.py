"""Who we are in Slack, and which address a channel and a person make. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.adapters.slack.untrusted import TS, Json
from bot.core.identity import Address

PLATFORM = "slack"


@dataclass(frozen=True, slots=True)
class Ours:
    """Our workspace, our own user there ("" while it is not known), our slash command.

    ``names`` are the people's that we know, by their ids.
    """

    workspace: str
    bot_user: str
    command: str
    names: Mapping[str, str] = field(default_factory=dict)


def private(ours: Ours, user: str) -> Address:
    """Somebody's direct message with us."""
    return Address(PLATFORM, ours.workspace, person=user)


def place(ours: Ours, channel: str, user: str) -> Address:
    """A direct message is at the person's address, anything else in the room; no channel is private too."""
    if not channel or channel.startswith("D"):
        return private(ours, user)
    return Address(PLATFORM, ours.workspace, channel, user)


def thread_of(message: Json, channel: str, ts: str) -> str | None:
    """The receipt of the message in whose thread this one stands."""
    thread = message.get("thread_ts")
    if not isinstance(thread, str) or thread == ts or not TS.fullmatch(thread):
        return None
    return f"{channel}/{thread}"
