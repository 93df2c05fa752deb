"""A client's frame → an event. Pure: what came in, who sent it and when are arguments.

Frames are JSON objects. ``key`` is chosen by the page, once per thing said or pressed; sent again
after a broken connection it is the same, so the event's inbox key is the same and is handled once::

    {"type": "say",    "key": …, "text": …}
    {"type": "press",  "key": …, "data": …}
    {"type": "submit", "key": …, "data": …, "fields": {name: text}}
    {"type": "open",   "key": …, "token": …}      the link that the page was opened with
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.effects import Line
from bot.core.events import ButtonPressed, CommandGiven, FormSubmitted, LinkOpened, MessageReceived
from bot.core.identity import Address

MAX_TEXT = 4000  # characters
MAX_DATA = 64  # bytes of UTF-8
MAX_FIELDS = 10
MAX_FIELD_NAME = 64  # characters
MAX_FRAME = 256 * 1024  # bytes: ten fields of 4000 characters of four bytes, escaped, fit

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,128}")
_COMMAND = re.compile(r"/([A-Za-z][A-Za-z0-9_-]{0,31})(?:\s+(.*))?", re.DOTALL)

BAD_FRAME = Line("ui.bad_frame")
EMPTY_TEXT = Line("ui.empty_text")
TOO_LONG = Line("ui.too_long", {"limit": MAX_TEXT})

ChatEvent = MessageReceived | CommandGiven | ButtonPressed | FormSubmitted | LinkOpened


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is at the other end of a socket: what others in the room call them, what their browser speaks."""

    address: Address
    name: str | None = None
    language: str | None = None  # of those that we have; None where it speaks none of them


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame that makes sense: the page's key, to acknowledge, and the event that it means."""

    key: str
    event: ChatEvent


@dataclass(frozen=True, slots=True)
class Refused:
    """A frame that will never be taken, and why, for the person who wrote it."""

    key: str
    problem: Line


class _Problem(Exception):
    def __init__(self, problem: Line) -> None:
        super().__init__(problem.key)
        self.problem = problem


def parse(raw: str, speaker: Speaker, at: datetime) -> Frame | Refused:
    """The event that a frame means, or why it is refused. Never raises on anything that was sent."""
    key = ""
    try:
        body = _object(raw)
        key = _matching(body.get("key"), _KEY)
        read = _READERS.get(str(body.get("type")))
        if read is None:
            raise _Problem(BAD_FRAME)
        return Frame(key, read(body, key, speaker, at))
    except _Problem as refused:
        return Refused(key, refused.problem)


def inbox_key(address: Address, key: str) -> str:
    """The inbox key of what ``address`` sent under the page's ``key``."""
    return f"{address.key}/{key}"


def _object(raw: str) -> Mapping[str, object]:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        raise _Problem(BAD_FRAME) from None
    if not isinstance(body, dict):
        raise _Problem(BAD_FRAME)
    return body


def _matching(value: object, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise _Problem(BAD_FRAME)
    return value


def _text(value: object) -> str:
    """The text without what no database keeps: NUL characters and halves of surrogate pairs."""
    if not isinstance(value, str):
        raise _Problem(BAD_FRAME)
    clean = value.replace("\x00", "").encode("utf-8", "ignore").decode().strip()
    if len(clean) > MAX_TEXT:
        raise _Problem(TOO_LONG)
    return clean


def _data(value: object) -> str:
    if not isinstance(value, str) or not value or _text(value) != value or len(value.encode()) > MAX_DATA:
        raise _Problem(BAD_FRAME)
    return value


def _fields(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > MAX_FIELDS:
        raise _Problem(BAD_FRAME)
    if any(not name or len(name) > MAX_FIELD_NAME or _text(name) != name for name in value):
        raise _Problem(BAD_FRAME)
    return {name: _text(text) for name, text in value.items()}


def _say(
    body: Mapping[str, object], key: str, speaker: Speaker, at: datetime
) -> MessageReceived | CommandGiven:
    text = _text(body.get("text"))
    if not text:
        raise _Problem(EMPTY_TEXT)
    of = inbox_key(speaker.address, key)
    command = _COMMAND.fullmatch(text)
    if command is None:
        return MessageReceived("web", of, at, speaker.address, text, speaker.name, speaker.language)
    name, argument = command[1].lower(), (command[2] or "").strip()
    return CommandGiven("web", of, at, speaker.address, name, argument, speaker.name, speaker.language)


def _press(body: Mapping[str, object], key: str, speaker: Speaker, at: datetime) -> ButtonPressed:
    of = inbox_key(speaker.address, key)
    return ButtonPressed("web", of, at, speaker.address, _data(body.get("data")), speaker.name)


def _submit(body: Mapping[str, object], key: str, speaker: Speaker, at: datetime) -> FormSubmitted:
    of = inbox_key(speaker.address, key)
    data, fields = _data(body.get("data")), _fields(body.get("fields"))
    return FormSubmitted("web", of, at, speaker.address, data, fields, speaker.name)


def _open(body: Mapping[str, object], key: str, speaker: Speaker, at: datetime) -> LinkOpened:
    token = _matching(body.get("token"), _TOKEN)
    of = inbox_key(speaker.address, key)
    return LinkOpened("web", of, at, speaker.address, token, language=speaker.language)


_Reader = Callable[[Mapping[str, object], str, Speaker, datetime], ChatEvent]
_READERS: Mapping[str, _Reader] = {"say": _say, "press": _press, "submit": _submit, "open": _open}
