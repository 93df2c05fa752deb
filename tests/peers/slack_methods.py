"""The table of the Web API's methods: what each needs, and who does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.peers.slack_conversations import Conversations
from tests.peers.slack_files import Files
from tests.peers.slack_messages import Messages
from tests.peers.slack_state import BOT_ID, BOT_USER, TEAM, Json, Workspace
from tests.peers.slack_views import Views

_READ = {"channel": "channels:read", "group": "groups:read", "im": "im:read"}
_HISTORY = {"channel": "channels:history", "group": "groups:history", "im": "im:history"}
_LEAVE = {"channel": "channels:manage", "group": "groups:write", "im": "im:write"}


@dataclass(frozen=True, slots=True)
class Method:
    """``scope`` is one scope, or one per kind of the channel that the request names.

    ``courtesy``: what may be tried without the permission, because nothing hangs on it.
    """

    call: Callable[[Json], Json]
    scope: str | dict[str, str] = ""
    app_token: bool = False
    courtesy: bool = False


class Methods:
    """Every method over one workspace. ``open_socket`` hands out a fresh WebSocket address."""

    def __init__(self, workspace: Workspace, open_socket: Callable[[], str]) -> None:
        self.workspace = workspace
        self.open_socket = open_socket
        self.files = files = Files(workspace)
        self.messages = messages = Messages(workspace, files)
        self.views = views = Views(workspace, files)
        talks = Conversations(workspace)
        self.table: dict[str, Method] = {
            "auth.test": Method(self.auth_test),
            "apps.connections.open": Method(self.connections_open, "connections:write", app_token=True),
            "chat.postMessage": Method(messages.post_message, "chat:write"),
            "chat.postEphemeral": Method(messages.post_ephemeral, "chat:write"),
            "chat.update": Method(messages.update, "chat:write"),
            "chat.delete": Method(messages.delete, "chat:write"),
            "conversations.open": Method(talks.open, "im:write"),
            "conversations.info": Method(talks.info, _READ),
            "conversations.list": Method(talks.list, "channels:read"),
            "conversations.members": Method(talks.members, _READ),
            "conversations.history": Method(talks.history, _HISTORY),
            "conversations.replies": Method(talks.replies, _HISTORY),
            "conversations.leave": Method(talks.leave, _LEAVE, courtesy=True),
            "users.info": Method(talks.user_info, "users:read"),
            "usergroups.users.list": Method(talks.group_users, "usergroups:read"),
            "views.open": Method(views.open),
            "views.push": Method(views.push),
            "views.update": Method(views.update),
            "views.publish": Method(views.publish),
            "files.getUploadURLExternal": Method(files.url, "files:write"),
            "files.completeUploadExternal": Method(files.complete, "files:write"),
            "files.info": Method(files.info, "files:read"),
            "files.delete": Method(files.delete, "files:write"),
        }

    def needed_scope(self, method: Method, given: Json) -> str:
        if isinstance(method.scope, str):
            return method.scope
        channel = self.workspace.channels.get(str(given.get("channel")))
        return method.scope[channel.kind if channel else "channel"]

    # --- who we are

    def auth_test(self, _: Json) -> Json:
        return {
            "url": "https://peer.example/",
            "team": "The peer",
            "team_id": TEAM,
            "user": "feedback",
            "user_id": BOT_USER,
            "bot_id": BOT_ID,
            "is_enterprise_install": False,
        }

    def connections_open(self, _: Json) -> Json:
        return {"url": self.open_socket()}
