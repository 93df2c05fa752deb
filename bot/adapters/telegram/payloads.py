"""What is to be sent, as the parameters of Telegram's methods. Pure.

Plain JSON and not the library's objects: those take three times as long as everything else about a send.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.telegram.keyboards import Key
from bot.adapters.telegram.outbound import MAX_CAPTION, Outgoing
from bot.adapters.telegram.passages import Mark, Passage
from bot.texts.cutting import cut, utf16_units

Json = dict[str, object]

_NO_PREVIEW = {"is_disabled": True}


def new_message(chat_id: int, outgoing: Outgoing, thread: str | None) -> Json:
    """For sendMessage; ``thread`` is the message that it stands under, if that is still there."""
    return {
        **page(chat_id, outgoing.passages[0]),
        **_some("reply_markup", _reply_box(outgoing) or _keyboard(outgoing.keyboard)),
        **_some("reply_parameters", _reply_to(thread)),
    }


def captioned(chat_id: int, outgoing: Outgoing, thread: str | None) -> Json:
    """For whatever shows a file, with the words as its caption."""
    caption = cut(outgoing.passages[0].text, MAX_CAPTION, utf16_units)
    return {
        "chat_id": chat_id,
        **_some("caption", caption),
        **_some("reply_parameters", _reply_to(thread)),
    }


def edited_message(chat_id: int, message_id: int, outgoing: Outgoing) -> Json:
    """For editMessageText. Without a keyboard the one that is there goes."""
    return {
        **page(chat_id, outgoing.passages[0]),
        "message_id": message_id,
        **_some("reply_markup", _keyboard(outgoing.keyboard)),
    }


def page(chat_id: int, passage: Passage) -> Json:
    """For sendMessage: a text and nothing else."""
    return {
        "chat_id": chat_id,
        "text": passage.text,
        "link_preview_options": _NO_PREVIEW,
        **_some("entities", [_entity(mark) for mark in passage.marks]),
    }


FOLLOWS = "+"
"""Between the numbers of the messages that a parcel became: a text of several pages."""
UNKNOWN = "?"
"""In the place of those whose numbers are not known."""


def is_message(name: str) -> bool:
    """Whether this names a message of Telegram's: other receipts are of other times."""
    return name.isascii() and name.isdigit()


def first_of(receipt: str) -> str:
    """The first of the messages that a receipt names."""
    return receipt.partition(FOLLOWS)[0]


def messages_of(receipt: str) -> tuple[list[int], bool]:
    """The messages that a receipt names, and whether these are all of them."""
    names = receipt.split(FOLLOWS)
    return [int(name) for name in names if is_message(name)], UNKNOWN not in names


def _some(name: str, value: object) -> Json:
    return {name: value} if value else {}


def _reply_to(thread: str | None) -> Json | None:
    if thread is None or not is_message(first := first_of(thread)):
        return None
    return {"message_id": int(first), "allow_sending_without_reply": True}


def _reply_box(outgoing: Outgoing) -> Json | None:
    """One message has either a reply box that opens or buttons."""
    if outgoing.prompt is None:
        return None
    return {
        "force_reply": True,
        "selective": True,
        **_some("input_field_placeholder", outgoing.prompt),
    }


def _keyboard(rows: Sequence[Sequence[Key]]) -> Json | None:
    return {"inline_keyboard": [[_button(key) for key in row] for row in rows]} if rows else None


def _button(key: Key) -> Json:
    button: Json = {"text": key.label, "callback_data": key.data}
    if key.emphasis == "primary":
        button["style"] = "primary"
    return button


def _entity(mark: Mark) -> Json:
    entity: Json = {"type": mark.kind.value, "offset": mark.start, "length": mark.length}
    if mark.user is not None:
        entity["user"] = {"id": mark.user, "is_bot": False, "first_name": ""}
    return entity
