"""What a Telegram server knows: people, chats, messages, updates, queries, commands; and faults to come.

Everything a *person* does stands here; what the *caller of the API* asks for is answered in
``telegram_answers``. Nothing waits here: waiting is the server's business.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.peers.telegram_faults import Fault, Flood
from tests.peers.telegram_methods import Refused
from tests.peers.telegram_objects import (
    ANONYMOUS_ADMIN,
    BOT_ID,
    USERNAME,
    Json,
    bot_json,
    entities,
    member_json,
    public,
    without_reply,
)

DEFAULT_OFF = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
IN_THE_ROOM = frozenset({"member", "administrator", "creator", "restricted"})


@dataclass
class Chat:
    """A private chat (its id is the person's) or a group. ``presence`` is the bot's own status in it."""

    id: int
    kind: str  # private, group, supergroup
    title: str
    presence: str = "member"
    started: bool = False  # the person has written first
    migrated_to: int | None = None
    members: set[int] = field(default_factory=set)
    messages: dict[int, Json] = field(default_factory=dict)
    last_message_id: int = 0

    @property
    def private(self) -> bool:
        return self.kind == "private"

    def json(self) -> Json:
        if not self.private:
            return {"id": self.id, "type": self.kind, "title": self.title}
        first, _, last = self.title.partition(" ")
        return {"id": self.id, "type": "private", "first_name": first} | ({"last_name": last} if last else {})


@dataclass
class Person:
    id: int
    name: str
    language: str

    def json(self) -> Json:
        first, _, last = self.name.partition(" ")
        card: Json = {"id": self.id, "is_bot": self.id == ANONYMOUS_ADMIN, "first_name": first}
        if last:
            card["last_name"] = last
        if self.language:
            card["language_code"] = self.language
        return card


@dataclass
class Query:
    """A button was pressed and the presser's phone shows that it waits."""

    id: str
    until: float  # monotonic
    answered: bool = False


# What the bytes of a file begin with.
_BEGINS = {
    "voice": b"OggS",
    "photo": b"\xff\xd8\xff\xe0",
    "video": b"\0\0\0\x1cftypisom",
    "file": b"%PDF-1.7 ",
}


class Telegram:
    """The state. ``on_change`` is called whenever somebody who waits may find something new."""

    def __init__(self, *, privacy: bool = True) -> None:
        self.privacy = privacy
        self.on_change: Callable[[], None] = lambda: None
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.queue: dict[int, Json] = {}  # updates that are not confirmed yet, by update_id
        self.served_again: list[int] = []
        self.all_updates: dict[int, Json] = {}
        self.allowed_updates: list[str] = []
        self.webhook: Json | None = None
        self.webhook_trouble: Json = {}  # last_error_date and last_error_message
        self.queries: dict[str, Query] = {}
        self.query_lifetime_s = 15.0
        self.files: dict[str, bytes] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.faults: list[Fault] = []
        self.flood: Flood | None = None
        self.answers: list[Json] = []
        self.requests: list[Json] = []
        self.refusals: list[Json] = []
        self._last_update_id = 710_000_000
        self._last_message_id = 1000
        self._last_query_id = 4_000_000_000_000_000
        self._last_file = 0

    # -- updates ------------------------------------------------------------------------------------

    def put(self, update: Json, *, kind: str | None = None) -> int:
        """Queue an update, unless the caller has said that this kind does not interest it."""
        self._last_update_id += 1
        update_id = self._last_update_id
        given = update.get("update_id")
        if isinstance(given, int):
            update_id = given
            self._last_update_id = max(self._last_update_id, given)
        whole = {"update_id": update_id, **copy.deepcopy(update)}
        self.all_updates[update_id] = whole
        if kind is None or self._is_wanted(kind):
            self.queue[update_id] = whole
            self.on_change()
        return update_id

    def _is_wanted(self, kind: str) -> bool:
        return kind in self.allowed_updates if self.allowed_updates else kind not in DEFAULT_OFF

    def serve(self, offset: int, limit: int) -> list[Json]:
        """What getUpdates(offset) returns now; what lies before the offset is confirmed and forgotten."""
        waiting = sorted(self.queue)
        first = offset if offset >= 0 else (waiting[offset:] or [0])[0]
        for update_id in waiting:
            if update_id < first:
                del self.queue[update_id]
        again, self.served_again = self.served_again, []
        served = [self.all_updates[update_id] for update_id in again]
        return (served + [self.queue[update_id] for update_id in sorted(self.queue)])[:limit]

    def repeat(self, update_id: int) -> None:
        """Serve it once more, though it was confirmed long ago."""
        self.served_again.append(self.all_updates[update_id]["update_id"])  # type: ignore[arg-type]
        self.on_change()

    # -- people and chats ---------------------------------------------------------------------------

    def person(self, user_id: int, name: str | None = None, language: str | None = None) -> Person:
        known = self.people.setdefault(user_id, Person(user_id, name or "Maya Brown", language or "en"))
        known.name = name or known.name
        known.language = known.language if language is None else language
        return known

    def private_chat(self, user_id: int) -> Chat:
        chat = self.chats.get(user_id) or Chat(user_id, "private", self.people[user_id].name)
        return self.chats.setdefault(user_id, chat)

    def add_group(self, chat_id: int, title: str, members: list[int], status: str) -> Chat:
        kind = "supergroup" if str(chat_id).startswith("-100") else "group"
        chat = Chat(chat_id, kind, title, presence=status, members=set(members))
        for user_id in members:
            self.person(user_id)
        self.chats[chat_id] = chat
        return chat

    def chat(self, chat_id: object) -> Chat:
        """The chat as the caller of the API may use it; raises as Telegram does."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            if chat_id in self.people:
                raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
            raise Refused(400, "Bad Request: chat not found")
        if chat.migrated_to is not None:
            raise Refused(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        if chat.private and not chat.started:
            raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
        if chat.private and chat.presence == "kicked":
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat.presence not in IN_THE_ROOM:
            how = "was kicked from" if chat.presence == "kicked" else "is not a member of"
            raise Refused(403, f"Forbidden: bot {how} the {chat.kind} chat")
        return chat

    # -- messages -----------------------------------------------------------------------------------

    def next_message_id(self, chat: Chat) -> int:
        """Supergroups count for themselves; everywhere else one count runs through all the bot's chats."""
        if chat.kind == "supergroup":
            chat.last_message_id += 1
            return chat.last_message_id
        self._last_message_id += 1
        return self._last_message_id

    def say(
        self,
        user_id: int,
        text: str,
        *,
        chat_id: int | None = None,
        name: str | None = None,
        language: str | None = None,
        reply_to: int | None = None,
        evidence: str | None = None,
    ) -> int:
        """Somebody writes; the message's id."""
        who = self.person(user_id, name, language)
        private = chat_id is None or chat_id == user_id
        chat = self.private_chat(user_id) if private else self.chats[chat_id or 0]
        if private and chat.presence == "kicked":
            raise ValueError("who has blocked the bot must unblock it first: member(chat, user, 'member')")
        chat.started = True
        chat.members.add(user_id)
        message = self.message(chat, who.json())
        if user_id == ANONYMOUS_ADMIN:
            message["sender_chat"] = chat.json()
        if reply_to is not None:
            message["reply_to_message"] = without_reply(chat.messages[reply_to])
        if evidence:
            message |= self._evidence(evidence)
        if text:
            self._write(message, text, caption=bool(evidence))
        if self._reaches_the_bot(chat, message):
            self.put({"message": public(message)}, kind="message")
        return int(str(message["message_id"]))

    def message(self, chat: Chat, sender: Json) -> Json:
        """A new, empty message in the chat."""
        message: Json = {
            "message_id": self.next_message_id(chat),
            "from": sender,
            "chat": chat.json(),
            "date": int(time.time()),
        }
        chat.messages[int(str(message["message_id"]))] = message
        return message

    def _write(self, message: Json, text: str, *, caption: bool = False) -> None:
        prefix = "caption" if caption else "text"
        message[prefix] = text
        found = list(entities(text))
        message.pop(f"{prefix}_entities" if caption else "entities", None)
        if found:
            message[f"{prefix}_entities" if caption else "entities"] = found

    def _reaches_the_bot(self, chat: Chat, message: Json) -> bool:
        """In a group with privacy on a bot sees commands, mentions and replies to itself alone."""
        if chat.presence not in IN_THE_ROOM:
            return False
        if chat.private or not self.privacy or chat.presence == "administrator":
            return True
        answered = message.get("reply_to_message")
        if isinstance(answered, dict) and answered.get("from", {}).get("id") == BOT_ID:
            return True
        text = str(message.get("text", ""))
        return text.startswith("/") or f"@{USERNAME}" in text

    def _evidence(self, kind: str) -> Json:
        self._last_file += 1
        one: Json = {"file_id": f"file-{kind}-{self._last_file}", "file_unique_id": f"u{self._last_file}"}
        begins = _BEGINS.get(kind, b"")
        self.files[str(one["file_id"])] = begins + f"the content of {kind} {self._last_file}".encode()
        match kind:
            case "voice":
                return {"voice": {**one, "duration": 3, "mime_type": "audio/ogg"}}
            case "photo":
                small = {**one, "file_id": f"{one['file_id']}-small", "file_unique_id": f"s{self._last_file}"}
                return {
                    "photo": [{**small, "width": 90, "height": 60}, {**one, "width": 1280, "height": 853}]
                }
            case "video":
                return {"video": {**one, "width": 640, "height": 360, "duration": 5}}
            case "file":
                return {"document": {**one, "file_name": "receipt.pdf"}}
            case "video_note":
                return {"video_note": {**one, "length": 240, "duration": 5}}
            case "sticker":
                form = {"type": "regular", "is_animated": False, "is_video": False, "emoji": "👍"}
                return {"sticker": {**one, **form, "width": 512, "height": 512}}
            case "location":
                return {"location": {"latitude": 53.55, "longitude": 9.99}}
        raise ValueError(f"no such evidence: {kind}")

    def edit(self, chat_id: int, message_id: int, text: str) -> int:
        """Somebody changes what they wrote; the update's id."""
        message = self.chats[chat_id].messages[message_id]
        self._write(message, text, caption="text" not in message and "caption" in message)
        message["edit_date"] = max(int(time.time()), int(str(message.get("edit_date", 0))))
        return self.put({"edited_message": public(message)}, kind="edited_message")

    def age(self, chat_id: int, message_id: int, hours: int) -> bool:
        """Let a message be so much older than it is."""
        message = self.chats[chat_id].messages[message_id]
        message["date"] = int(str(message["date"])) - hours * 3600
        return True

    def press(
        self, chat_id: int, message_id: int, data: str, user_id: int, *, name: str | None = None
    ) -> str:
        """Somebody presses a button; the query's id. A phone may still show a button that is gone."""
        who = self.person(user_id, name)
        chat = self.chats[chat_id]
        self._last_query_id += 1
        query = Query(str(self._last_query_id), time.monotonic() + self.query_lifetime_s)
        self.queries[query.id] = query
        message = chat.messages.get(message_id)
        gone = {"chat": chat.json(), "message_id": message_id, "date": 0}
        shown = public(message) if message else gone
        pressed = {
            "id": query.id,
            "from": who.json(),
            "message": shown,
            "chat_instance": f"{chat.id:x}",
            "data": data,
        }
        self.put({"callback_query": pressed}, kind="callback_query")
        return query.id

    def member(self, chat_id: int, user_id: int, status: str) -> int:
        """Somebody blocks, unblocks, adds or removes the bot; the update's id."""
        who = self.person(user_id)
        if chat_id == user_id:
            chat = self.private_chat(user_id)
        else:
            chat = self.chats.get(chat_id) or self.add_group(chat_id, "A new group", [user_id], "left")
        old, chat.presence = chat.presence, status
        update_id = self.put(
            {"my_chat_member": self._member_update(chat, who.json(), old)}, kind="my_chat_member"
        )
        if not chat.private and old not in IN_THE_ROOM and status in IN_THE_ROOM:
            message = self.message(chat, who.json())
            message["new_chat_members"] = [bot_json()]
            self.put({"message": public(message)}, kind="message")
        return update_id

    def _member_update(self, chat: Chat, sender: Json, old: str) -> Json:
        return {
            "chat": chat.json(),
            "from": sender,
            "date": int(time.time()),
            "old_chat_member": member_json(bot_json(), old),
            "new_chat_member": member_json(bot_json(), chat.presence),
        }

    def leave(self, chat: Chat) -> None:
        """The bot leaves by itself."""
        old, chat.presence = chat.presence, "left"
        self.put({"my_chat_member": self._member_update(chat, bot_json(), old)}, kind="my_chat_member")

    def migrate(self, chat_id: int, new_chat_id: int, *, announce: bool = True) -> None:
        """The group becomes a supergroup with another id; both chats say so unless it is kept quiet."""
        old = self.chats[chat_id]
        new = Chat(new_chat_id, "supergroup", old.title, old.presence, members=set(old.members))
        self.chats[new_chat_id] = new
        sender = self.person(ANONYMOUS_ADMIN, "Group").json()
        before = self.message(old, sender) | {"migrate_to_chat_id": new_chat_id}
        after = self.message(new, sender) | {"migrate_from_chat_id": chat_id}
        old.migrated_to = new_chat_id
        if announce:
            self.put({"message": before}, kind="message")
            self.put({"message": after}, kind="message")

    # -- faults -------------------------------------------------------------------------------------

    def fault_for(self, method: str, chat_id: object) -> Fault | None:
        """The fault that this call gets, counted down."""
        for fault in self.faults:
            if fault.method not in ("*", method) or fault.chat_id not in (None, chat_id):
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
            return fault
        return None
