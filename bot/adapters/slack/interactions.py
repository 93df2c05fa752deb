"""What was pressed, filled in or commanded → an event. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.adapters.slack import forms
from bot.adapters.slack.messages import DIGEST, STAFF_COMMANDS, command
from bot.adapters.slack.places import PLATFORM, Ours, place, private, thread_of
from bot.adapters.slack.untrusted import ID, TOKEN, TS, Json, clean, listed, mapping, matching, member, text
from bot.adapters.slack.wording import seen
from bot.core.errors import UnreadableEvent
from bot.core.events import ButtonPressed, CommandGiven, FormSubmitted

SHORTCUTS: Mapping[str, str] = {"case_reply": "reply", "case_note": "note", "case_resolve": "resolve"}


def pressed(body: Json, ours: Ours, at: datetime) -> ButtonPressed | None:
    actions = listed(body.get("actions"))
    action = mapping(actions[0]) if actions else {}
    data = action.get("value")
    if action.get("type") != "button" or not isinstance(data, str):
        return None
    address = place(ours, _channel_of(body), _user_of(body))
    return ButtonPressed(PLATFORM, _key(body), at, address, clean(data))


def submitted(body: Json, ours: Ours, at: datetime) -> FormSubmitted | None:
    view = member(body, "view")
    origin = forms.origin_in(view)
    if origin is None:
        return None
    if origin.channel and not ID.fullmatch(origin.channel):
        raise UnreadableEvent("the form's channel is odd")
    fields = {clean(name): clean(value).strip() for name, value in forms.fields_in(view).items()}
    address = place(ours, origin.channel, _user_of(body))
    return FormSubmitted(PLATFORM, _key(body), at, address, clean(origin.data), fields)


def shortcut(body: Json, ours: Ours, at: datetime) -> CommandGiven | None:
    """A shortcut on an alert, or on a message of its thread, is about that alert."""
    name = SHORTCUTS.get(str(body.get("callback_id")))
    if name is None:
        return None
    message, channel = member(body, "message"), matching(member(body, "channel"), "id", ID)
    ts = matching(message, "ts", TS)
    answers = thread_of(message, channel, ts) or f"{channel}/{ts}"
    address = place(ours, channel, _user_of(body))
    return CommandGiven(PLATFORM, _key(body), at, address, name, "", answers=answers)


def slash(body: Json, ours: Ours, at: datetime) -> CommandGiven:
    """Our command with a word behind it, or ``/digest``. What customers may do is answered in private."""
    given, words = text(body, "command").lower(), seen(text(body, "text"), ours.names)
    is_digest = given == f"/{DIGEST}" != ours.command
    name, argument = (DIGEST, words.strip()) if is_digest else command(words)
    channel, user = matching(body, "channel_id", ID), matching(body, "user_id", ID)
    in_room = name in (*STAFF_COMMANDS, DIGEST)
    address = place(ours, channel, user) if in_room else private(ours, user)
    return CommandGiven(PLATFORM, _key(body), at, address, name, clean(argument))


def _channel_of(body: Json) -> str:
    """Where a button stands; empty on somebody's own page."""
    channel, container = body.get("channel"), body.get("container")
    if isinstance(channel, Mapping):
        return matching(channel, "id", ID)
    if isinstance(container, Mapping) and container.get("channel_id") is not None:
        return matching(container, "channel_id", ID)
    return ""


def _user_of(body: Json) -> str:
    return matching(member(body, "user"), "id", ID)


def _key(body: Json) -> str:
    return f"trigger/{matching(body, 'trigger_id', TOKEN)}"
