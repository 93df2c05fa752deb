"""What the Slack peer knows: people, channels, messages, views, files, and what went wrong."""

from __future__ import annotations

import copy
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

BOT_TOKEN = "xoxb-test-bot-token-of-the-peer"
APP_TOKEN = "xapp-test-app-token-of-the-peer"
SIGNING_SECRET = "signing-secret-of-the-peer"
TEAM = "T0TESTTEAM"
BOT_USER = "U0BOT"
BOT_ID = "B0BOT"
APP = "A0TESTAPP"

SCOPES = (
    "app_mentions:read channels:history channels:read chat:write commands files:read files:write "
    "groups:history groups:read im:history im:read im:write usergroups:read users:read"
).split()
EVENTS = (
    "app_home_opened app_mention channel_archive channel_id_changed channel_left channel_unarchive "
    "group_archive group_left group_unarchive member_joined_channel member_left_channel "
    "message.channels message.groups message.im"
).split()

TRIGGER_S = 3.0
RESPONSE_URL_S = 30 * 60.0
RESPONSE_URL_USES = 5


class ApiError(Exception):
    """The platform says no. ``bug``: a correct client would never have asked like this."""

    def __init__(self, error: str, *, bug: bool = False, messages: list[str] | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.bug = bug
        self.messages = messages or []


class Impossible(Exception):
    """What the test wants a person to do cannot be done: there is no such button, view or message."""


@dataclass(slots=True)
class Person:
    id: str
    name: str
    locale: str = "en-US"
    timezone: str = "Europe/Berlin"
    deleted: bool = False

    @property
    def handle(self) -> str:
        return self.name.lower().replace(" ", ".")


@dataclass(slots=True)
class Channel:
    """``kind`` is "channel" (public), "group" (private) or "im", where ``person`` is the other one."""

    id: str
    name: str
    kind: str
    members: list[str]
    person: str = ""
    archived: bool = False
    messages: dict[str, Json] = field(default_factory=dict)  # by ts, oldest first


@dataclass(slots=True)
class Trigger:
    user: str
    until: float  # monotonic seconds
    view_id: str | None = None
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    user: str
    channel: str
    message_ts: str | None
    until: float  # monotonic seconds
    thread_ts: str | None = None
    uses: int = 0


@dataclass(slots=True)
class Upload:
    id: str
    filename: str
    length: int
    content: bytes | None = None
    ready_at: float | None = None  # monotonic seconds; None until it is completed
    title: str = ""
    alt_text: str = ""
    shared: list[tuple[str, str]] = field(default_factory=list)  # channel and ts of messages that show it


@dataclass(slots=True)
class HostedFile:
    """A file that somebody sent: what files.info says of it, and its bytes."""

    shown: Json
    content: bytes


@dataclass(slots=True)
class Modal:
    user: str
    view: Json
    errors: dict[str, str] = field(default_factory=dict)


class Workspace:
    """The state. ``on_event`` is told of everything that the platform would send an event about."""

    def __init__(self, url: str = "") -> None:
        self.url = url
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.modals: dict[str, Modal] = {}
        self.homes: dict[str, Json] = {}
        self.uploads: dict[str, Upload] = {}
        self.files: dict[str, HostedFile] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.ephemerals: list[Json] = []
        self.pings: list[Json] = []
        self.requests: list[Json] = []
        self.refusals: list[Json] = []
        self.scopes: set[str] = set(SCOPES)
        self.user_groups: dict[str, list[str]] = {}  # who is in each, by its id
        self.scopes_are_set = False  # by a test, so that a missing one is no mistake of the bot
        self.events: set[str] = set(EVENTS)
        self.commands: set[str] = {"/customers", "/digest"}
        self.shortcuts: set[str] | None = None  # any, until the app is installed by its manifest
        self.messages_tab = True
        self.file_ready_after_s = 0.2  # Slack looks a file over before it can be shown
        self.on_event: Callable[[Json], object] = dict
        self._last_stamp = 0  # microseconds
        self._last_direct = 0
        self.add_person(BOT_USER, "feedback")

    def install(self, manifest: Json) -> None:
        """The app is set up as its manifest says. A scope that is missing then is a mistake of ours."""
        features = manifest["features"]
        self.scopes, self.scopes_are_set = set(manifest["oauth_config"]["scopes"]["bot"]), False
        self.events = set(manifest["settings"]["event_subscriptions"]["bot_events"])
        self.commands = {one["command"] for one in features.get("slash_commands", [])}
        self.shortcuts = {one["callback_id"] for one in features.get("shortcuts", [])}
        self.messages_tab = features["app_home"]["messages_tab_enabled"]

    # --- people and places

    def add_person(self, user: str, name: str | None = None) -> Person:
        person = self.people.get(user)
        if person is None:
            person = self.people[user] = Person(user, name or user.title())
        elif name:
            person.name = name
        return person

    def person(self, user: object) -> Person:
        found = self.people.get(str(user))
        if found is None:
            raise ApiError("user_not_found")
        return found

    def add_channel(self, channel: str, name: str, members: list[str], *, private: bool = False) -> Channel:
        for member in members:
            self.add_person(member)
        kind = "group" if private else "channel"
        self.channels[channel] = Channel(channel, name, kind, [*members])
        return self.channels[channel]

    def direct(self, user: str) -> Channel:
        """The direct message channel between the bot and this person."""
        for channel in self.channels.values():
            if channel.person == user:
                return channel
        self._last_direct += 1
        name = f"D{self._last_direct:09d}"
        self.channels[name] = Channel(name, "directmessage", "im", [BOT_USER, user], person=user)
        return self.channels[name]

    def seen_channel(self, channel: object) -> Channel:
        """The channel, as far as the bot can know of it."""
        found = self.channels.get(str(channel))
        if found is None or (found.kind == "group" and BOT_USER not in found.members):
            raise ApiError("channel_not_found")
        return found

    def any_channel(self, channel: str) -> Channel:
        found = self.channels.get(channel)
        if found is None:
            raise Impossible(f"there is no channel {channel}")
        return found

    # --- time and names

    def stamp(self) -> str:
        """A timestamp that no message had before."""
        self._last_stamp = max(time.time_ns() // 1000, self._last_stamp + 1)
        return f"{self._last_stamp // 1_000_000}.{self._last_stamp % 1_000_000:06d}"

    def trigger(self, user: str, view_id: str | None = None) -> str:
        name = f"{time.time_ns() // 1000}.{len(self.triggers) + 1}.{uuid.uuid4().hex}"
        self.triggers[name] = Trigger(user, time.monotonic() + TRIGGER_S, view_id)
        return name

    def use_trigger(self, name: object) -> Trigger:
        trigger = self.triggers.get(str(name))
        if trigger is None:
            raise ApiError("invalid_trigger_id", bug=True)
        if trigger.used:
            raise ApiError("exchanged_trigger_id", bug=True)
        if time.monotonic() > trigger.until:
            raise ApiError("expired_trigger_id")
        trigger.used = True
        return trigger

    def response_url(
        self, user: str, channel: str, message_ts: str | None, thread_ts: str | None = None
    ) -> str:
        name = uuid.uuid4().hex
        until = time.monotonic() + RESPONSE_URL_S
        self.response_urls[name] = ResponseUrl(user, channel, message_ts, until, thread_ts)
        return f"{self.url}/response/{name}"

    # --- messages

    def post(self, channel: Channel, message: Json) -> Json:
        """Put it into the channel and tell of it."""
        ts = self.stamp()
        message = {"type": "message", "ts": ts, "team": TEAM, **message}
        channel.messages[ts] = message
        self._count_replies(channel, message.get("thread_ts"))
        self.on_event({**shown(message), **self.place(channel), "event_ts": ts})
        return message

    def place(self, channel: Channel) -> Json:
        return {"channel": channel.id, "channel_type": channel.kind}

    def change(self, channel: Channel, ts: str, changes: Json, editor: str) -> Json:
        """Edit a message in place and tell of it."""
        message = channel.messages[ts]
        before = copy.deepcopy(shown(message))
        message.update(changes)
        stamp = self.stamp()
        message["edited"] = {"user": editor, "ts": stamp}
        event = {"type": "message", "subtype": "message_changed", "hidden": True, "ts": stamp}
        told = {"message": copy.deepcopy(shown(message)), "previous_message": before, "event_ts": stamp}
        self.on_event({**event, **self.place(channel), **told})
        return message

    def delete(self, channel: Channel, ts: str) -> None:
        message = channel.messages.pop(ts)
        stamp = self.stamp()
        event = {"type": "message", "subtype": "message_deleted", "hidden": True, "ts": stamp}
        told = {"deleted_ts": ts, "previous_message": shown(message), "event_ts": stamp}
        self.on_event({**event, **self.place(channel), **told})

    def thread(self, channel: Channel, ts: str) -> Iterator[Json]:
        return (one for one in channel.messages.values() if ts in {one["ts"], one.get("thread_ts")})

    def _count_replies(self, channel: Channel, thread_ts: object) -> None:
        parent = channel.messages.get(str(thread_ts))
        if parent is not None:
            replies = [one for one in self.thread(channel, parent["ts"]) if one is not parent]
            parent["thread_ts"] = parent["ts"]
            parent["reply_count"] = len(replies)
            parent["latest_reply"] = replies[-1]["ts"] if replies else parent["ts"]

    def whisper(self, user: str, channel: str, message: Json, source: str) -> Json:
        """Show something to one person alone; it is in no history."""
        whisper = {"ts": self.stamp(), "channel": channel, "user": user, "source": source, **message}
        self.ephemerals.append(whisper)
        return whisper


def without(message: Json, name: str) -> Json:
    return {key: value for key, value in message.items() if key != name}


def shown(message: Json) -> Json:
    """A message as the platform hands it out unless it is asked for the metadata."""
    return without(message, "metadata")
