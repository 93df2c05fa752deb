"""Objects and texts as Telegram makes them: members, public messages, entities, cleaned words."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping

from tests.peers.telegram_methods import Part, malformed, utf16_length

Json = dict[str, object]

TOKEN = "123456:TEST-TOKEN-OF-THE-PEER"
BOT_ID = 123456
USERNAME = "peer_test_bot"
ANONYMOUS_ADMIN = 1087968824  # GroupAnonymousBot: stands in for an admin who does not show who they are


def bot_json() -> Json:
    return {"id": BOT_ID, "is_bot": True, "first_name": "The bot under test", "username": USERNAME}


def member_json(user: Json, status: str) -> Json:
    """A ChatMember; an administrator and a banned one have more to tell."""
    member: Json = {"status": status, "user": user}
    if status == "kicked":
        member["until_date"] = 0
    if status == "restricted":
        rights = (
            "send_messages send_audios send_documents send_photos send_videos send_video_notes "
            "send_voice_notes send_polls send_other_messages add_web_page_previews react_to_messages "
            "change_info invite_users pin_messages manage_topics edit_tag"
        )
        member |= {"is_member": True, "until_date": 0, "tag": ""}
        member |= {f"can_{right}": True for right in rights.split()}
    if status == "administrator":
        rights = (
            "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
            "can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories "
            "can_edit_stories can_delete_stories can_send_welcome_messages"
        )
        member |= dict.fromkeys(rights.split(), False)
    return member


def public(message: Mapping[str, object]) -> Json:
    """The message without what only we know of it."""
    return {name: copy.deepcopy(value) for name, value in message.items() if not name.startswith("_")}


def without_reply(message: Mapping[str, object]) -> Json:
    """A message inside another one carries no third."""
    return {name: value for name, value in public(message).items() if name != "reply_to_message"}


def entities(text: str) -> Iterator[Json]:
    """Commands and mentions as a phone marks them; offsets in UTF-16 code units."""
    kinds = {"bot_command": r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w+)?", "mention": r"(?<!\w)@\w{4,32}"}
    for kind, pattern in kinds.items():
        for found in re.finditer(pattern, text):
            if kind == "mention" and text[: found.start()].endswith(tuple("/abcdefghijklmnopqrstuvwxyz")):
                continue
            start, length = utf16_length(text[: found.start()]), utf16_length(found.group())
            yield {"type": kind, "offset": start, "length": length}


_SILENCED = dict.fromkeys([*range(10), 11, 12, *range(14, 32)], " ")
_REMOVED = dict.fromkeys([0x0D, *range(0x2028, 0x202F), 0x0333, 0x033F, 0x030A])
_INVISIBLE = " \n\u00a0\u1680\u180e\u202f\u205f\u2800\u3000\ufeff\ufffc" + "".join(
    map(chr, range(0x2000, 0x2010))
)


def cleaned(text: str) -> str:
    """Text as the server keeps it: control characters silenced, direction overrides gone, trimmed.

    What TDLib's ``clean_input_string`` and ``is_empty_string`` do, on which the Bot API server stands.
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise malformed("strings must be encoded in UTF-8") from None
    kept = text.translate(_SILENCED).translate(_REMOVED).strip(" \n")
    return kept if kept.strip(_INVISIBLE) else ""


def picture_problem(part: Part) -> str | None:
    """Why this is no picture that Telegram would take; None for a good one."""
    content = part.content
    if not content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")):
        return "IMAGE_PROCESS_FAILED"
    if len(content) > 10 * 1024 * 1024:
        return "file is too big"
    if content.startswith(b"\x89PNG"):
        width, height = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
        if not width or not height or width + height > 10_000 or max(width, height) > 20 * min(width, height):
            return "PHOTO_INVALID_DIMENSIONS"
    return None
