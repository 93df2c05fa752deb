"""What each Bot API method does: one function a method, ``(state, parameters) -> result``.

The parameters have passed the check of ``telegram_methods``. Raises Refused with Telegram's own words.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping

from tests.peers.telegram_methods import Part, Refused, malformed, utf16_length
from tests.peers.telegram_objects import (
    BOT_ID,
    Json,
    bot_json,
    cleaned,
    member_json,
    picture_problem,
    public,
    without_reply,
)
from tests.peers.telegram_state import IN_THE_ROOM, Chat, Telegram

Parameters = Mapping[str, object]
Answer = Callable[[Telegram, Parameters], object]

_ACTIONS = frozenset(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document "
    "choose_sticker find_location record_video_note upload_video_note".split()
)
_BUTTON_KINDS = frozenset(
    "url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat "
    "switch_inline_query_chosen_chat copy_text callback_game pay disabled".split()
)
_MAX_BUTTONS = 100
_MOST_FETCHED = 20 * 2**20
_MAX_BUTTONS_IN_A_ROW = 8


def get_me(state: Telegram, _: Parameters) -> object:
    return bot_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not state.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


# -- sending ------------------------------------------------------------------------------------------


def send_message(state: Telegram, given: Parameters) -> object:
    chat = _open(state, given)
    text = _text(given["text"], "text")
    marks = _marks(given, "text")
    message = _new_message(state, chat, given)
    message["text"] = text
    if marks:
        message["entities"] = marks
    return public(message)


def send_photo(state: Telegram, given: Parameters) -> object:
    chat = _open(state, given)
    photo = _photo(state, given["photo"], given)
    _marks(given, "caption")
    message = _new_message(state, chat, given)
    message["photo"] = photo
    if given.get("caption"):
        message["caption"] = cleaned(str(given["caption"]))
    return public(message)


def send_media_group(state: Telegram, given: Parameters) -> object:
    chat = _open(state, given)
    media = given["media"]
    assert isinstance(media, list)
    if len({"photo" if item["type"] in ("photo", "video") else item["type"] for item in media}) > 1:
        raise malformed("albums of documents or audio cannot be mixed with other media")
    if any(item["type"] != "photo" for item in media):
        raise malformed("this peer takes albums of photos alone")
    photos = [_photo(state, item["media"], given) for item in media]
    sent: list[Json] = []
    for item, photo in zip(media, photos, strict=True):
        message = _new_message(state, chat, given)
        message |= {"photo": photo, "media_group_id": str(1000 + chat.last_message_id)}
        if item.get("caption"):
            message["caption"] = cleaned(str(item["caption"]))
        sent.append(public(message))
    return sent


_MEDIA = {
    "voice": "Voice",
    "audio": "Audio",
    "video": "Video",
    "video_note": "VideoNote",
    "animation": "Animation",
    "document": "Document",
    "sticker": "Sticker",
}


def _sends(name: str) -> Answer:
    """The method that sends a file of this kind: by its file_id, which has a kind, or uploaded."""

    def send(state: Telegram, given: Parameters) -> object:
        chat = _open(state, given)
        what = given[name]
        if isinstance(what, str) and what.startswith("attach://"):
            what = given.get("_files", {}).get(what.removeprefix("attach://"), what)  # type: ignore[attr-defined]
        if isinstance(what, Part):
            file_id = f"file-{name}-sent-{len(state.files) + 1}"
            state.files[file_id] = what.content
            named = {"file_name": what.filename}
        else:
            file_id, named = str(what), {}
            if file_id not in state.files:
                raise _no_file(file_id)
            kind = {"file": "document"}.get(file_id.split("-")[1], file_id.split("-")[1])
            if kind != name:
                raise Refused(400, f"Bad Request: can't use file of type {kind} as {_MEDIA[name]}")
        _marks(given, "caption")
        if utf16_length(str(given.get("caption", ""))) > 1024:
            raise Refused(400, "Bad Request: message caption is too long")
        message = _new_message(state, chat, given)
        message[name] = {"file_id": file_id, "file_unique_id": f"u-{file_id}", **named}
        if given.get("caption"):
            message["caption"] = cleaned(str(given["caption"]))
        return public(message)

    return send


def _open(state: Telegram, given: Parameters) -> Chat:
    """The chat, if a message may be sent there now and its form is right."""
    if given.get("parse_mode"):
        raise malformed("this peer parses no text: nobody's words belong in markup")
    chat = state.chat(given["chat_id"])
    _check_keyboard(given.get("reply_markup"), chat)
    if state.flood is not None:
        state.flood.check(chat.id, chat.private, time.monotonic())
    return chat


def _text(value: object, what: str) -> str:
    text = cleaned(str(value))
    if not text:
        raise malformed(f"message {what} is empty")
    if utf16_length(text) > 4096:
        raise malformed("message is too long")
    return text


def _marks(given: Parameters, what: str) -> list[Json]:
    """The entities beside a text; they must end where it ends, and in no middle of a character."""
    marks = given.get("entities" if what == "text" else "caption_entities")
    units = str(given.get(what, "")).encode("utf-16-le")
    found: list[Json] = []
    for mark in marks if isinstance(marks, list) else []:
        start, end = 2 * mark["offset"], 2 * (mark["offset"] + mark["length"])
        if start < 0 or end > len(units):
            raise malformed("an entity ends after the end of the text")
        try:
            if end > start and units[start:end].decode("utf-16-le"):
                found.append(mark)
        except UnicodeDecodeError:
            raise malformed("an entity ends in a middle of a UTF-16 symbol") from None
    return found


def _new_message(state: Telegram, chat: Chat, given: Parameters) -> Json:
    answered = _answered(chat, given.get("reply_parameters"))
    message = state.message(chat, bot_json())
    if answered is not None:
        message["reply_to_message"] = answered
    markup = given.get("reply_markup")
    if isinstance(markup, dict):
        message["reply_markup" if "inline_keyboard" in markup else "_other_markup"] = markup
    return message


def _answered(chat: Chat, reply: object) -> Json | None:
    if not isinstance(reply, dict):
        return None
    if reply.get("chat_id") not in (None, chat.id):
        raise malformed("this peer knows no replies to another chat")
    found = chat.messages.get(reply.get("message_id", 0))
    if found is None and not reply.get("allow_sending_without_reply"):
        raise Refused(400, "Bad Request: message to be replied not found")
    return without_reply(found) if found else None


def _photo(state: Telegram, value: object, given: Parameters) -> list[Json]:
    """The sizes of a photo that was uploaded, attached or is known by its file_id."""
    if isinstance(value, str) and value.startswith("attach://"):
        value = given.get("_files", {}).get(value.removeprefix("attach://"), value)  # type: ignore[attr-defined]
    if isinstance(value, str):
        if value not in state.files:
            raise _no_file(value)
        if value.split("-")[1] not in ("photo", "sent"):
            raise Refused(400, f"Bad Request: can't use file of type {value.split('-')[1]} as Photo")
        return [{"file_id": value, "file_unique_id": f"u-{value}", "width": 800, "height": 400}]
    assert isinstance(value, Part)
    problem = picture_problem(value)
    if problem:
        raise malformed(problem)
    file_id = f"file-sent-{len(state.files) + 1}"
    state.files[file_id] = value.content
    return [{"file_id": file_id, "file_unique_id": f"u-{file_id}", "width": 800, "height": 400}]


def _no_file(name: str) -> Refused:
    """There is none of this name: a file may be gone, an attachment was never there."""
    description = "wrong file identifier/HTTP URL specified"
    return malformed(description) if "://" in name else Refused(400, f"Bad Request: {description}")


def _check_keyboard(markup: object, chat: Chat) -> None:
    if not isinstance(markup, dict) or "inline_keyboard" not in markup:
        return
    if "force_reply" in markup:
        raise malformed(
            "a keyboard and force_reply together: a server before Bot API 10.3 knows no such thing"
        )
    rows = markup["inline_keyboard"]
    if sum(map(len, rows)) > _MAX_BUTTONS:
        raise malformed("REPLY_MARKUP_TOO_LONG")
    for row in rows:
        if len(row) > _MAX_BUTTONS_IN_A_ROW:
            raise malformed(f"{len(row)} buttons in a row, at most {_MAX_BUTTONS_IN_A_ROW} are shown")
        for button in row:
            if not cleaned(button["text"]):
                raise malformed("inline keyboard button text must be non-empty")
            if len(_BUTTON_KINDS & button.keys()) != 1:
                raise malformed("Text buttons are unallowed in the inline keyboard")
            if "web_app" in button and not chat.private:
                raise malformed("BUTTON_TYPE_INVALID")


DELETABLE_S = 48 * 3600


# -- changing and removing ----------------------------------------------------------------------------


def edit_message_text(state: Telegram, given: Parameters) -> object:
    chat, message = _editable(state, given)
    if "text" not in message:
        raise Refused(400, "Bad Request: there is no text in the message to edit")
    if given.get("parse_mode"):
        raise malformed("this peer parses no text: nobody's words belong in markup")
    if "text" not in given:
        raise malformed("text is required here")
    _check_keyboard(given.get("reply_markup"), chat)
    change = {"text": _text(given["text"], "text"), "entities": _marks(given, "text") or None}
    return _change(message, {**change, "reply_markup": given.get("reply_markup")})


def edit_message_reply_markup(state: Telegram, given: Parameters) -> object:
    chat, message = _editable(state, given)
    _check_keyboard(given.get("reply_markup"), chat)
    return _change(message, {"reply_markup": given.get("reply_markup")})


def edit_message_caption(state: Telegram, given: Parameters) -> object:
    chat, message = _editable(state, given)
    _check_keyboard(given.get("reply_markup"), chat)
    caption = cleaned(str(given.get("caption") or "")) or None
    return _change(message, {"caption": caption, "reply_markup": given.get("reply_markup")})


def _editable(state: Telegram, given: Parameters) -> tuple[Chat, Json]:
    if "chat_id" not in given or "message_id" not in given:
        raise malformed("message identifier is not specified")
    chat = state.chat(given["chat_id"])
    message = chat.messages.get(int(str(given["message_id"])))
    if message is None:
        raise Refused(400, "Bad Request: message to edit not found")
    sender = message.get("from")
    mine = isinstance(sender, dict) and sender.get("id") == BOT_ID
    if not mine or "_other_markup" in message:
        raise malformed("message can't be edited")
    return chat, message


def _change(message: Json, change: Json) -> object:
    if not _keyboard(change["reply_markup"]):
        change["reply_markup"] = None
    if all(message.get(name) == value for name, value in change.items()):
        raise Refused(
            400,
            "Bad Request: message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message",
        )
    for name, value in change.items():
        if value is None:
            message.pop(name, None)
        else:
            message[name] = value
    message["edit_date"] = int(time.time())
    return public(message)


def _keyboard(markup: object) -> bool:
    return isinstance(markup, dict) and any(markup.get("inline_keyboard", []))


def delete_message(state: Telegram, given: Parameters) -> object:
    """Its own for 48 hours; an administrator any: https://core.telegram.org/bots/api#deletemessage."""
    chat = state.chat(given["chat_id"])
    message = chat.messages.get(int(str(given["message_id"])))
    if message is None:
        raise Refused(400, "Bad Request: message to delete not found")
    if not (chat.kind == "supergroup" and chat.presence == "administrator"):
        sender = message.get("from")
        if not (chat.private or (isinstance(sender, dict) and sender.get("id") == BOT_ID)):
            raise Refused(400, "Bad Request: message can't be deleted")
        if time.time() - int(str(message["date"])) > DELETABLE_S:
            raise Refused(400, "Bad Request: message can't be deleted for everyone")
    del chat.messages[int(str(given["message_id"]))]
    return True


# -- the rest -----------------------------------------------------------------------------------------


def answer_callback_query(state: Telegram, given: Parameters) -> object:
    query = state.queries.get(str(given["callback_query_id"]))
    if query is None or query.answered or time.monotonic() > query.until:
        raise Refused(
            400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
        )
    query.answered = True
    given = {name: value for name, value in given.items() if name != "_files"}
    state.answers.append({**given, "at": time.time()})
    return True


def get_chat(state: Telegram, given: Parameters) -> object:
    chat = state.chat(given["chat_id"])
    return chat.json() | {
        "accent_color_id": 3,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            "unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels".split(),
            False,
        ),
    }


def get_chat_member(state: Telegram, given: Parameters) -> object:
    chat = state.chat(given["chat_id"])
    user_id = int(str(given["user_id"]))
    if user_id == BOT_ID:
        return member_json(bot_json(), chat.presence)
    person = state.people.get(user_id)
    if person is None:
        raise Refused(400, "Bad Request: PARTICIPANT_ID_INVALID")
    inside = user_id in chat.members or chat.id == user_id
    return member_json(person.json(), "member" if inside else "left")


def leave_chat(state: Telegram, given: Parameters) -> object:
    chat = state.chat(given["chat_id"])
    if chat.private:
        raise malformed("chat member status can't be changed in private chats")
    state.leave(chat)
    return True


def send_chat_action(state: Telegram, given: Parameters) -> object:
    state.chat(given["chat_id"])
    if given["action"] not in _ACTIONS:
        raise malformed("wrong parameter action in request")
    return True


def set_my_commands(state: Telegram, given: Parameters) -> object:
    commands = given["commands"]
    assert isinstance(commands, list)
    names = [command["command"] for command in commands]
    if len(set(names)) < len(names):
        raise malformed("a command is given twice")
    if not all(cleaned(command["description"]) for command in commands):
        raise malformed("command description is empty")
    state.commands[_scope(state, given)] = commands
    return True


def get_my_commands(state: Telegram, given: Parameters) -> object:
    return state.commands.get(_scope(state, given), [])


def delete_my_commands(state: Telegram, given: Parameters) -> object:
    state.commands.pop(_scope(state, given), None)
    return True


def _scope(state: Telegram, given: Parameters) -> tuple[str, str]:
    scope = given.get("scope") or {"type": "default"}
    language = str(given.get("language_code") or "")
    if language and not re.fullmatch("[a-z]{2}", language):
        raise malformed("Invalid language code specified")
    if isinstance(scope, dict) and "chat_id" in scope:
        chat = state.chats.get(scope["chat_id"])
        if chat is None or chat.presence not in IN_THE_ROOM:
            raise Refused(400, "Bad Request: chat not found")
    return json.dumps(scope, sort_keys=True), language


def get_file(state: Telegram, given: Parameters) -> object:
    file_id = str(given["file_id"])
    if file_id not in state.files:
        raise Refused(400, "Bad Request: invalid file_id")
    size = len(state.files[file_id])
    if size > _MOST_FETCHED:
        raise Refused(400, "Bad Request: file is too big")
    return {
        "file_id": file_id,
        "file_unique_id": f"u-{file_id}",
        "file_size": size,
        "file_path": f"files/{file_id}",
    }


def set_webhook(state: Telegram, given: Parameters) -> object:
    keep_allowed(state, given)
    if given.get("drop_pending_updates"):
        state.queue.clear()
    url = str(given["url"])
    if url and not url.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise malformed("bad webhook: An HTTPS URL must be provided for webhook")
    set_to = {name: value for name, value in given.items() if name != "_files"}
    state.webhook = {**set_to, "at": time.time()} if url else None
    state.webhook_trouble = {}
    state.on_change()
    return True


def delete_webhook(state: Telegram, given: Parameters) -> object:
    if given.get("drop_pending_updates"):
        state.queue.clear()
    state.webhook = None
    state.on_change()
    return True


def get_webhook_info(state: Telegram, _: Parameters) -> object:
    info: Json = {
        "url": state.webhook["url"] if state.webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(state.queue),
        **(state.webhook_trouble if state.webhook else {}),
    }
    return info | ({"allowed_updates": state.allowed_updates} if state.allowed_updates else {})


def keep_allowed(state: Telegram, given: Parameters) -> None:
    """The list holds until another one is given; an empty one means all that is on by default."""
    allowed = given.get("allowed_updates")
    if isinstance(allowed, list):
        state.allowed_updates = allowed


ANSWERS: Mapping[str, Answer] = {
    "getme": get_me,
    **{f"send{name.replace('_', '')}": _sends(name) for name in _MEDIA},
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "sendmediagroup": send_media_group,
    "editmessagetext": edit_message_text,
    "editmessagereplymarkup": edit_message_reply_markup,
    "editmessagecaption": edit_message_caption,
    "deletemessage": delete_message,
    "answercallbackquery": answer_callback_query,
    "getchat": get_chat,
    "getchatmember": get_chat_member,
    "leavechat": leave_chat,
    "sendchataction": send_chat_action,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "getfile": get_file,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
    "getwebhookinfo": get_webhook_info,
}
