"""Outgoing messages: looked over, then posted, whispered, edited or deleted."""

from __future__ import annotations

from tests.peers.slack_blocks import Check, invalid
from tests.peers.slack_files import Files
from tests.peers.slack_reading import characters, pings_in, with_names
from tests.peers.slack_state import APP, BOT_ID, BOT_USER, ApiError, Channel, Json, Workspace, without

TEXT_MOST = 40_000  # characters of a message's text
ALL_BLOCKS_CHARACTERS = 13_200  # more than that is msg_blocks_too_long
METADATA_MOST = 4_000  # characters of its JSON, about half of what the platform says it takes
_AUTHOR = {"user": BOT_USER, "bot_id": BOT_ID, "app_id": APP}


class Messages:
    def __init__(self, workspace: Workspace, files: Files) -> None:
        self.workspace = workspace
        self.files = files
        files.share = self.share

    def post_message(self, given: Json) -> Json:
        space = self.workspace
        channel = self.destination(given["channel"])
        self.may_write(channel)
        content = self.content(given)
        thread_ts = given.get("thread_ts")
        if thread_ts is not None:
            parent = channel.messages.get(thread_ts)
            if parent is None:
                raise ApiError("thread_not_found")
            if parent.get("thread_ts", thread_ts) != thread_ts:
                raise ApiError("cannot_reply_to_message", bug=True)
            content["thread_ts"] = thread_ts
        if "metadata" in given:
            content["metadata"] = _metadata(given["metadata"])
        message = space.post(channel, _AUTHOR | {"reply_broadcast": given.get("reply_broadcast")} | content)
        return {"channel": channel.id, "ts": message["ts"], "message": without(message, "metadata")}

    def post_ephemeral(self, given: Json) -> Json:
        channel = self.workspace.seen_channel(given["channel"])
        self.may_write(channel)
        if given["user"] not in channel.members:
            raise ApiError("user_not_in_channel")
        content = self.content(given) | {"thread_ts": given.get("thread_ts")}
        shown = self.workspace.whisper(given["user"], channel.id, content, "chat.postEphemeral")
        return {"message_ts": shown["ts"]}

    def update(self, given: Json) -> Json:
        channel = self.workspace.seen_channel(given["channel"])
        message = self._own(channel, given["ts"], "cant_update_message")
        if channel.archived:
            raise ApiError("is_archived")
        content = self.content(given)
        if "metadata" in given:
            content["metadata"] = _metadata(given["metadata"])
        self.workspace.change(channel, message["ts"], content, BOT_USER)
        shown = without(message, "metadata")
        return {"channel": channel.id, "ts": message["ts"], "text": message.get("text"), "message": shown}

    def delete(self, given: Json) -> Json:
        channel = self.workspace.seen_channel(given["channel"])
        self._own(channel, given["ts"], "cant_delete_message")
        self.workspace.delete(channel, given["ts"])
        return {"channel": channel.id, "ts": given["ts"]}

    def content(self, given: Json) -> Json:
        """The text and blocks of an outgoing message, looked over. Raises ApiError."""
        text, blocks = given.get("text"), given.get("blocks")
        if (
            not (text or "").strip()
            and not blocks
            and not given.get("attachments")
            and not given.get("markdown_text")
        ):
            raise ApiError("no_text", bug=True)
        if text and len(text) > TEXT_MOST:
            raise ApiError("msg_too_long", bug=True)
        if blocks is not None:
            check = Check(self.files.ready())
            check.blocks(blocks, "message")
            if check.problems:
                raise invalid("invalid_blocks", check)
            if characters(blocks) > ALL_BLOCKS_CHARACTERS:
                raise ApiError("msg_blocks_too_long", bug=True)
        for ping in pings_in(given):
            self.workspace.pings.append({"ping": ping, "channel": given.get("channel"), "text": text})
        content: Json = {} if text is None else {"text": text}
        if blocks is not None:
            content["blocks"] = with_names(blocks, len(self.workspace.requests))
        return content | {"text": content.get("text", "")}

    def destination(self, name: str) -> Channel:
        space = self.workspace
        if name[:1] in ("U", "W"):
            if name not in space.people or space.people[name].deleted:
                raise ApiError("channel_not_found")
            return space.direct(name)
        return space.seen_channel(name)

    def may_write(self, channel: Channel) -> None:
        if channel.kind == "im" and not self.workspace.messages_tab:
            raise ApiError("messages_tab_disabled", bug=True)
        if channel.archived:
            raise ApiError("is_archived")
        if BOT_USER not in channel.members:
            raise ApiError("not_in_channel")

    def _own(self, channel: Channel, ts: str, refusal: str) -> Json:
        message = channel.messages.get(ts)
        if message is None:
            raise ApiError("message_not_found")
        if message.get("user") != BOT_USER:
            raise ApiError(refusal, bug=True)
        return message

    def share(self, channel: str, content: Json) -> Json:
        """A message with files."""
        place = self.destination(channel)
        self.may_write(place)
        if "thread_ts" in content and content["thread_ts"] not in place.messages:
            raise ApiError("thread_not_found")
        for ping in pings_in(content):
            self.workspace.pings.append({"ping": ping, "channel": channel, "text": content["text"]})
        return self.workspace.post(place, {"subtype": "file_share", **_AUTHOR, **content})


def _metadata(metadata: object) -> Json:
    if metadata == {}:
        return {}
    if not isinstance(metadata, dict) or metadata.keys() != {"event_type", "event_payload"}:
        raise ApiError("invalid_metadata_format", bug=True)
    if not isinstance(metadata["event_type"], str) or not isinstance(metadata["event_payload"], dict):
        raise ApiError("invalid_metadata_schema", bug=True)
    if len(str(metadata)) > METADATA_MOST:
        raise ApiError("metadata_too_large", bug=True)
    return metadata
