"""Conversations and the people in them."""

from __future__ import annotations

from collections.abc import Sequence

from tests.peers.slack_state import BOT_USER, TEAM, ApiError, Channel, Json, Workspace, without


class Conversations:
    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def open(self, given: Json) -> Json:
        names = given["users"].split(",")
        if len(names) != 1:
            raise ApiError("method_not_supported_for_channel_type", bug=True)
        person = self.workspace.person(names[0])
        if person.deleted:
            raise ApiError("user_disabled")
        channel = self.workspace.direct(person.id)
        return {"channel": self._channel(channel) if given.get("return_im") else {"id": channel.id}}

    def info(self, given: Json) -> Json:
        return {"channel": self._channel(self.workspace.seen_channel(given["channel"]))}

    def list(self, given: Json) -> Json:
        wanted = given.get("types", "public_channel").split(",")
        kinds = {"public_channel": "channel", "private_channel": "group", "im": "im"}
        found = [
            self._channel(one)
            for one in self.workspace.channels.values()
            if one.kind in [kinds.get(name.strip()) for name in wanted]
            and not (given.get("exclude_archived") and one.archived)
            and (one.kind == "channel" or BOT_USER in one.members)
        ]
        return _page(found, "channels", given, 100)

    def members(self, given: Json) -> Json:
        return _page([*self.workspace.seen_channel(given["channel"]).members], "members", given, 100)

    def group_users(self, given: Json) -> Json:
        """https://docs.slack.dev/reference/methods/usergroups.users.list"""
        users = self.workspace.user_groups.get(given["usergroup"])
        if users is None:
            raise ApiError("no_such_subteam")
        return {"users": [*users]}

    def history(self, given: Json) -> Json:
        channel = self._readable(given)
        found = [
            self._read(message, given)
            for message in reversed(channel.messages.values())
            if message.get("thread_ts", message["ts"]) == message["ts"] or message.get("reply_broadcast")
        ]
        return _page(_between(found, given), "messages", given, 100)

    def replies(self, given: Json) -> Json:
        channel = self._readable(given)
        thread = [*self.workspace.thread(channel, given["ts"])]
        if not thread:
            raise ApiError("thread_not_found")
        return _page(_between([self._read(one, given) for one in thread], given), "messages", given, 1000)

    def leave(self, given: Json) -> Json:
        channel = self.workspace.seen_channel(given["channel"])
        if channel.kind == "im":
            raise ApiError("method_not_supported_for_channel_type", bug=True)
        if BOT_USER not in channel.members:
            return {"not_in_channel": True}
        channel.members.remove(BOT_USER)
        self.workspace.on_event({"type": f"{channel.kind}_left", "channel": channel.id})
        return {}

    def _readable(self, given: Json) -> Channel:
        channel = self.workspace.seen_channel(given["channel"])
        if BOT_USER not in channel.members:
            raise ApiError("not_in_channel")
        return channel

    def _read(self, message: Json, given: Json) -> Json:
        return message if given.get("include_all_metadata") else without(message, "metadata")

    def _channel(self, channel: Channel) -> Json:
        described: Json = {
            "id": channel.id,
            "is_channel": channel.kind == "channel",
            "is_group": False,
            "is_im": channel.kind == "im",
            "is_private": channel.kind != "channel",
            "is_archived": channel.archived,
            "context_team_id": TEAM,
        }
        if channel.kind == "im":
            return described | {"user": channel.person, "is_open": True}
        return described | {"name": channel.name, "is_member": BOT_USER in channel.members}

    def user_info(self, given: Json) -> Json:
        person = self.workspace.person(given["user"])
        user: Json = {
            "id": person.id,
            "team_id": TEAM,
            "name": person.handle,
            "real_name": person.name,
            "deleted": person.deleted,
            "is_bot": person.id == BOT_USER,
            "tz": person.timezone,
            "profile": {"real_name": person.name, "display_name": person.name.split()[0], "team": TEAM},
        }
        return {"user": user | ({"locale": person.locale} if given.get("include_locale") else {})}


def _between(messages: list[Json], given: Json) -> list[Json]:
    oldest, latest = float(given.get("oldest", 0)), float(given.get("latest", "inf"))
    if given.get("inclusive"):
        return [one for one in messages if oldest <= float(one["ts"]) <= latest]
    return [one for one in messages if oldest < float(one["ts"]) < latest]


def _page(found: Sequence[object], name: str, given: Json, most: int) -> Json:
    start = int(given.get("cursor") or 0)
    end = start + min(int(given.get("limit") or most), 1000)
    more = end < len(found)
    next_cursor = {"next_cursor": str(end) if more else ""}
    return {name: found[start:end], "has_more": more, "response_metadata": next_cursor}
