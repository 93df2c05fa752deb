"""An update → an event. Pure: what came in and when are arguments, and nothing that came in raises.

The raw object is read, not the library's parse of it: that takes twenty times as long, and fails on what
it does not expect anywhere in an update, in parts that nothing here needs too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b

from bot.adapters.telegram.rooms import Rooms
from bot.core.events import (
    ButtonPressed,
    CommandGiven,
    LinkOpened,
    MessageEdited,
    MessageReceived,
    PresenceChanged,
    RoomMoved,
    Unreadable,
)
from bot.core.evidence import Evidence, EvidenceKind
from bot.core.identity import Address

PLATFORM = "telegram"
MAX_RAW = 100_000  # characters of a dead letter

UpdateEvent = (
    ButtonPressed
    | CommandGiven
    | LinkOpened
    | MessageEdited
    | MessageReceived
    | PresenceChanged
    | RoomMoved
    | Unreadable
)
_Json = Mapping[str, object]

# https://core.telegram.org/bots/features#commands and #deep-linking
_COMMAND = re.compile(r"/([A-Za-z][A-Za-z0-9_]{0,31})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?", re.DOTALL)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")

_ROOMS = frozenset({"group", "supergroup"})
_IDS = 1 << 63
_LATEST = 253_402_300_800  # 10000-01-01 in Unix time: later moments have no datetime

# An animation comes with a document too, for apps that do not know animations.
_FILES = (
    ("voice", EvidenceKind.VOICE),
    ("audio", EvidenceKind.VOICE),
    ("video", EvidenceKind.VIDEO),
    ("video_note", EvidenceKind.VIDEO),
    ("animation", EvidenceKind.VIDEO),
    ("document", EvidenceKind.FILE),
    ("sticker", EvidenceKind.PHOTO),
)
_PRESENT = frozenset({"creator", "administrator", "member"})


class _Malformed(Exception):
    """Something is not where or what it should be; says where, and quotes nothing."""


@dataclass(frozen=True, slots=True)
class _House:
    """What reading needs to know of us. ``username`` is None until Telegram has told us."""

    at: datetime
    rooms: Rooms
    username: str | None


@dataclass(frozen=True, slots=True)
class _Sender:
    address: Address
    name: str | None
    language: str | None


def read(update: object, at: datetime, rooms: Rooms, username: str | None = None) -> UpdateEvent | None:
    """The event that an update means, or None for what is none of our business. Never raises.

    ``at`` is now, for what has no time of its own. ``username`` is ours, without the @.
    """
    try:
        if not isinstance(update, dict):
            raise _Malformed("update")
        if confirmed_by(update) is None:
            raise _Malformed("update_id")
        for kind, reader in _READERS.items():
            if update.get(kind) is not None:
                return reader(_object(update, kind), _House(at, rooms, username))
        return None
    except _Malformed as malformed:
        return unreadable(update, at, f"{malformed} is missing or not what it should be")


def confirmed_by(update: object) -> int | None:
    """The number that an update is confirmed by, or None where it has none that makes sense."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if type(number) is int and 0 <= number < _IDS - 1 else None


def query_id(update: object) -> str | None:
    """The button press in this update that waits for an answer, if there is one."""
    query = update.get("callback_query") if isinstance(update, dict) else None
    id = query.get("id") if isinstance(query, dict) else None
    return id if isinstance(id, str) and id else None


def unreadable(update: object, at: datetime, problem: str) -> Unreadable:
    """The dead letter for an update, whatever it is."""
    try:
        raw = json.dumps(update, default=str)
    except (ValueError, TypeError, RecursionError):
        raw = f"<{type(update).__name__}>"
    number = confirmed_by(update)
    name = blake2b(raw.encode(), digest_size=16).hexdigest() if number is None else str(number)
    return Unreadable(PLATFORM, f"update/{name}", at, raw[:MAX_RAW], problem)


def clean(text: str) -> str:
    """The text without what no database keeps: NUL characters and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


# --- kinds of updates


def _message(body: _Json, house: _House) -> UpdateEvent | None:
    chat = _object(body, "chat")
    chat_id, message_id = _id(chat, "id"), _id(body, "message_id")
    at = _moment(body, "date")
    moved = _moved(body, chat_id, at, house)
    if moved is not None:
        return moved
    sender = _sender(body, chat, chat_id, house)
    if sender is None:
        return None
    key = f"{chat_id}/{message_id}"
    answers = _answers(body)
    text, evidence = _text(body), _evidence(body)
    command = _COMMAND.fullmatch(text) if text.startswith("/") and "text" in body else None
    if command is not None:
        return _command(command, key, at, sender, answers, house)
    if not text and not evidence:
        return None
    return MessageReceived(
        PLATFORM, key, at, sender.address, text, sender.name, sender.language, evidence, answers
    )


def _command(
    command: re.Match[str], key: str, at: datetime, sender: _Sender, answers: str | None, house: _House
) -> CommandGiven | LinkOpened | None:
    name, to, argument = command[1].lower(), command[2], (command[3] or "").strip()
    if to is not None and house.username is not None and to.lower() != house.username.lower():
        return None
    address = sender.address
    if name == "start" and not address.room and _TOKEN.fullmatch(argument):
        return LinkOpened(PLATFORM, key, at, address, argument, sender.name, sender.language)
    return CommandGiven(PLATFORM, key, at, address, name, argument, sender.name, sender.language, answers)


def _edit(body: _Json, house: _House) -> MessageEdited | None:
    chat = _object(body, "chat")
    chat_id, message_id = _id(chat, "id"), _id(body, "message_id")
    at = _moment(body, "edit_date")
    sender = _sender(body, chat, chat_id, house)
    text = _text(body)
    if sender is None or not text:
        return None
    original = f"{chat_id}/{message_id}"
    version = blake2b(text.encode(), digest_size=8).hexdigest()
    key = f"{original}/edit/{int(at.timestamp())}/{version}"
    return MessageEdited(PLATFORM, key, at, sender.address, text, original)


def _press(body: _Json, house: _House) -> ButtonPressed | None:
    id = _string(body, "id")
    person = _object(body, "from")
    user = str(_id(person, "id"))
    data, message = body.get("data"), body.get("message")
    if data is None or message is None:  # a game, or a message that was sent through us and is not ours
        return None
    chat = _object(_object(body, "message"), "chat")
    chat_id = str(_id(chat, "id"))
    room = "" if _string(chat, "type") == "private" else house.rooms.ours(chat_id)
    address = Address(PLATFORM, "", room, user)
    return ButtonPressed(
        PLATFORM, f"press/{clean(id)}", house.at, address, clean(_string(body, "data")), _name(person)
    )


def _presence(body: _Json, house: _House) -> PresenceChanged | None:
    """What became of us in a chat: nothing is told of a change that leaves us where we were."""
    chat = _object(body, "chat")
    chat_id, at = _id(chat, "id"), _moment(body, "date")
    after = _object(body, "new_chat_member")
    present = _is_present(after)
    before = body.get("old_chat_member")
    if isinstance(before, dict) and isinstance(before.get("status"), str) and _is_present(before) == present:
        return None
    if _string(chat, "type") == "private":
        address = Address(PLATFORM, person=str(chat_id))
    else:
        address = Address(PLATFORM, room=house.rooms.ours(str(chat_id)))
    status = clean(_string(after, "status"))
    key = f"member/{chat_id}/{int(at.timestamp())}/{status}"
    return PresenceChanged(PLATFORM, key, at, address, present)


def _is_present(member: _Json) -> bool:
    status = _string(member, "status")
    if status == "restricted":
        return member.get("is_member") is True and member.get("can_send_messages") is not False
    return status in _PRESENT


def _moved(body: _Json, chat_id: int, at: datetime, house: _House) -> RoomMoved | None:
    """Telegram tells of it twice: in the group that was, and in the supergroup that is."""
    if body.get("migrate_to_chat_id") is not None:
        was, to = str(chat_id), str(_id(body, "migrate_to_chat_id"))
    elif body.get("migrate_from_chat_id") is not None:
        was, to = str(_id(body, "migrate_from_chat_id")), str(chat_id)
    else:
        return None
    return moved(was, to, at, house.rooms)


def moved(was: str, to: str, at: datetime, rooms: Rooms) -> RoomMoved:
    """The chat that Telegram called ``was`` is ``to`` now."""
    return RoomMoved(PLATFORM, f"moved/{was}", at, rooms.ours(was), to)


_READERS: Mapping[str, Callable[[_Json, _House], UpdateEvent | None]] = {
    "message": _message,
    "edited_message": _edit,
    "callback_query": _press,
    "my_chat_member": _presence,
}


# --- parts of a message


def _sender(body: _Json, chat: _Json, chat_id: int, house: _House) -> _Sender | None:
    """Who wrote this, or None for a channel's post and another bot's words.

    Who writes in the name of a group or a channel does not show who they are: then there is no person.
    """
    kind = _string(chat, "type")
    if kind == "channel" or body.get("is_automatic_forward") is True:
        return None
    if kind != "private" and kind not in _ROOMS:
        raise _Malformed("chat.type")
    room = "" if kind == "private" else house.rooms.ours(str(chat_id))
    if room and body.get("sender_chat") is not None:
        _id(_object(body, "sender_chat"), "id")
        return _Sender(Address(PLATFORM, room=room), None, None)
    person = _object(body, "from")
    if person.get("is_bot") is True:
        return None
    address = Address(PLATFORM, "", room, str(_id(person, "id")))
    return _Sender(address, _name(person), _language(person))


def _name(person: _Json) -> str | None:
    parts = (person.get("first_name"), person.get("last_name"))
    words = " ".join(clean(part) for part in parts if isinstance(part, str))
    return " ".join(words.split()) or None


def _language(person: _Json) -> str | None:
    """The primary tag of an IETF language tag, https://www.rfc-editor.org/rfc/rfc5646#section-2.2.1"""
    tag = person.get("language_code")
    if not isinstance(tag, str):
        return None
    primary = tag.replace("_", "-").split("-", 1)[0].lower()
    return primary if _LANGUAGE.fullmatch(primary) else None


def _text(body: _Json) -> str:
    """What was typed; of a sticker the emoji that it stands for."""
    for name in ("text", "caption"):
        if body.get(name) is not None:
            return clean(_string(body, name)).strip()
    sticker = body.get("sticker")
    emoji = sticker.get("emoji") if isinstance(sticker, dict) else None
    return clean(emoji).strip() if isinstance(emoji, str) else ""


def _evidence(body: _Json) -> tuple[Evidence, ...]:
    """What was sent beside words. A place or a phone number is no file, but has an address of its own kind:
    https://www.rfc-editor.org/rfc/rfc5870 and https://www.rfc-editor.org/rfc/rfc3966
    """
    photos = body.get("photo")
    if photos:
        if not isinstance(photos, list) or not isinstance(photos[-1], dict):
            raise _Malformed("photo")
        return (Evidence(EvidenceKind.PHOTO, _file(photos[-1]), PLATFORM),)  # the largest is the last
    found = {
        kind: _file(_object(body, name)) for name, kind in reversed(_FILES) if body.get(name) is not None
    }
    if "animation" in body:
        found.pop(EvidenceKind.FILE, None)
    if body.get("location") is not None:
        place = _object(body, "location")
        found[EvidenceKind.FILE] = f"geo:{_degrees(place, 'latitude')},{_degrees(place, 'longitude')}"
    elif body.get("contact") is not None:
        number = re.sub(r"[^0-9+]", "", _string(_object(body, "contact"), "phone_number"))[:32]
        found[EvidenceKind.FILE] = f"tel:{number}"
    return tuple(Evidence(kind, reference, PLATFORM) for kind, reference in found.items())


def _file(part: _Json) -> str:
    return clean(_string(part, "file_id"))


def _degrees(place: _Json, name: str) -> str:
    value = place.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -180 <= value <= 180:
        raise _Malformed(f"location.{name}")
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _answers(body: _Json) -> str | None:
    if body.get("reply_to_message") is None:
        return None
    return str(_id(_object(body, "reply_to_message"), "message_id"))


# --- values


def _object(of: _Json, name: str) -> _Json:
    value = of.get(name)
    if not isinstance(value, dict):
        raise _Malformed(name)
    return value


def _string(of: _Json, name: str) -> str:
    value = of.get(name)
    if not isinstance(value, str):
        raise _Malformed(name)
    return value


def _id(of: _Json, name: str) -> int:
    value = of.get(name)
    if type(value) is not int or not -_IDS <= value < _IDS:
        raise _Malformed(name)
    return value


def _moment(of: _Json, name: str) -> datetime:
    value = of.get(name)
    if type(value) is not int or not 0 <= value < _LATEST:
        raise _Malformed(name)
    return datetime.fromtimestamp(value, UTC)
