"""A payload of Slack's → an event. Pure: what came in, who we are and when are arguments.

The payloads are those of the Events API, of interactivity and of slash commands, the same over HTTP and over
a socket. Inbox keys: ``CHANNEL/TS`` of a message or mention (so where both tell of one message it counts
once), ``CHANNEL/TS/edit/EDIT_TS``, ``trigger/ID`` of what somebody pressed or gave, ``event/ID`` of the rest.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import blake2b

from bot.adapters.slack import interactions, messages
from bot.adapters.slack.places import PLATFORM, Ours, private
from bot.adapters.slack.untrusted import ID, TOKEN, Json, clean, mapping, matching, member
from bot.core.errors import UnreadableEvent
from bot.core.events import (
    ButtonPressed,
    CommandGiven,
    FormSubmitted,
    HomeOpened,
    MessageEdited,
    MessageReceived,
    PresenceChanged,
    Unreadable,
)
from bot.core.identity import Address

__all__ = ["Ours", "SlackEvent", "event_type_of", "own_user_in", "parse", "unreadable", "workspace_of"]

SlackEvent = (
    MessageReceived
    | MessageEdited
    | CommandGiven
    | ButtonPressed
    | FormSubmitted
    | HomeOpened
    | PresenceChanged
    | Unreadable
)


def parse(body: object, ours: Ours, at: datetime) -> SlackEvent | None:
    """The event that a payload means, None where it means none to us. Never raises, whatever came in."""
    try:
        payload = mapping(body)
        return _reader_of(payload)(payload, ours, at)
    except UnreadableEvent as problem:
        return unreadable(json.dumps(body, default=str, skipkeys=True), str(problem), at)


def unreadable(raw: str, problem: str, at: datetime) -> Unreadable:
    """A dead letter; the same letter twice is one."""
    letter = clean(raw)
    key = f"unreadable/{blake2b(letter.encode(), digest_size=16).hexdigest()}"
    return Unreadable(PLATFORM, key, at, letter, problem)


def workspace_of(body: Json) -> str:
    """The workspace that a payload comes from; empty where it names none."""
    view, team, user = body.get("view"), body.get("team"), body.get("user")
    named = (
        view.get("app_installed_team_id") if isinstance(view, Mapping) else None,
        body.get("team_id"),
        team.get("id") if isinstance(team, Mapping) else None,
        user.get("team_id") if isinstance(user, Mapping) else None,
    )
    return next((id for id in named if isinstance(id, str) and id), "")


def event_type_of(body: Json) -> str:
    """The inner event's type of the Events API; empty for anything else."""
    event = body.get("event")
    return str(event.get("type", "")) if isinstance(event, Mapping) else ""


def own_user_in(body: Json) -> str:
    """Our own user, as a payload of the Events API names it; empty where it does not."""
    found = body.get("authorizations")
    for one in found if isinstance(found, list) else ():
        if isinstance(one, Mapping) and one.get("is_bot") and isinstance(one.get("user_id"), str):
            return str(one["user_id"])
    return ""


def _reader_of(body: Json) -> _Reader:
    """By what the payload says it is. Kinds that we have no use for mean nothing to us."""
    kind = body.get("type")
    if "command" in body and kind is None:
        return interactions.slash
    if not isinstance(kind, str):
        raise UnreadableEvent("the payload does not say what it is")
    return _PAYLOADS.get(kind, _nothing)


def _nothing(_body: Json, _ours: Ours, _at: datetime) -> None:
    return None


def _callback(body: Json, ours: Ours, at: datetime) -> SlackEvent | None:
    event = member(body, "event")
    kind = event.get("type")
    if kind in ("message", "app_mention"):
        return messages.message(event, ours, at)
    read = _EVENTS.get(str(kind))
    return None if read is None else read(event, body, ours, at)


def _home_opened(event: Json, body: Json, ours: Ours, at: datetime) -> HomeOpened | None:
    if event.get("tab") != "home":
        return None
    return HomeOpened(PLATFORM, _key(body), at, private(ours, matching(event, "user", ID)))


def _joined(event: Json, body: Json, ours: Ours, at: datetime) -> PresenceChanged | None:
    """Others come and go; we are told that we were invited."""
    if not ours.bot_user or event.get("user") != ours.bot_user:
        return None
    return PresenceChanged(PLATFORM, _key(body), at, _room(event, ours), present=True)


def _left(event: Json, body: Json, ours: Ours, at: datetime) -> PresenceChanged:
    return PresenceChanged(PLATFORM, _key(body), at, _room(event, ours), present=False)


def _room(event: Json, ours: Ours) -> Address:
    return Address(PLATFORM, ours.workspace, matching(event, "channel", ID))


def _key(body: Json) -> str:
    return f"event/{matching(body, 'event_id', TOKEN)}"


_Reader = Callable[[Json, Ours, datetime], SlackEvent | None]
_EventReader = Callable[[Json, Json, Ours, datetime], SlackEvent | None]

_PAYLOADS: Mapping[str, _Reader] = {
    "event_callback": _callback,
    "block_actions": interactions.pressed,
    "view_submission": interactions.submitted,
    "message_action": interactions.shortcut,
}
_EVENTS: Mapping[str, _EventReader] = {
    "app_home_opened": _home_opened,
    "member_joined_channel": _joined,
    "channel_left": _left,
    "group_left": _left,
}
