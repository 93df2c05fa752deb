"""What people do: they write, press, fill in forms, give commands. Each becomes a delivery."""

from __future__ import annotations

import asyncio
import copy
import uuid
from typing import Any

from tests.peers.slack_deliveries import COMMAND, EVENTS, INTERACTIVE, Deliveries, Delivery
from tests.peers.slack_forms import filled_in
from tests.peers.slack_methods import Methods
from tests.peers.slack_reading import interactive
from tests.peers.slack_state import (
    APP,
    BOT_USER,
    TEAM,
    ApiError,
    Channel,
    HostedFile,
    Impossible,
    Json,
    Modal,
    Person,
    Workspace,
    shown,
)
from tests.peers.slack_typed import as_sent

__all__ = ["People", "filled_in"]

_KINDS = {
    "voice": ("voice.m4a", "audio/mp4", "m4a", "slack_audio"),
    "photo": ("photo.jpg", "image/jpeg", "jpg", ""),
    "video": ("video.mp4", "video/mp4", "mp4", ""),
    "file": ("letter.pdf", "application/pdf", "pdf", ""),
}
_CONTENT = {
    "voice": b"\0\0\0\x1cftypM4A what was said",
    "photo": b"\xff\xd8\xff\xe0 what was seen",
    "video": b"\0\0\0\x1cftypisom what went on",
    "file": b"%PDF-1.7 what was written",
}
_SUBSCRIPTION = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}
_COMMON: Json = {"token": "verification", "api_app_id": APP, "is_enterprise_install": False}


class People:
    """What the tests may let people do. Raises Impossible where a real person could not."""

    def __init__(self, workspace: Workspace, methods: Methods, deliveries: Deliveries) -> None:
        self.workspace = workspace
        self.methods = methods
        self.deliveries = deliveries
        self.failures: list[Json] = []  # what people saw fail: not answered in time
        self._tasks: set[asyncio.Task[None]] = set()
        workspace.on_event = self._told

    # --- events

    def _told(self, event: Json) -> None:
        self.event(event)

    def event(self, event: Json, **outer: Any) -> Delivery | None:
        """Tell the app, when it is subscribed to that."""
        kind = event["type"]
        wanted = _SUBSCRIPTION[event["channel_type"]] if kind == "message" else kind
        if wanted not in self.workspace.events:
            return None
        body = {
            **_COMMON,
            "type": "event_callback",
            "team_id": TEAM,
            "context_team_id": TEAM,
            "event_id": f"Ev{uuid.uuid4().hex[:10].upper()}",
            "event_time": int(float(self.workspace.stamp())),
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
            "event": {"event_ts": self.workspace.stamp(), **event},
        }
        return self.deliveries.start(EVENTS, body | outer)

    def say(
        self, user: str, text: str, channel: str | None, thread_ts: str | None, evidence: str | None
    ) -> str:
        self.workspace.add_person(user)
        place = self._place(user, channel)
        sent, blocks = as_sent(text)
        message: Json = {"user": user, "text": sent, "client_msg_id": str(uuid.uuid4())}
        if blocks:
            message["blocks"] = blocks
        if thread_ts is not None:
            if thread_ts not in place.messages:
                raise Impossible(f"{place.id} has no message {thread_ts}")
            message["thread_ts"] = place.messages[thread_ts].get("thread_ts", thread_ts)
        if evidence is not None:
            file = self._file(user, evidence)
            may_read = "files:read" in self.workspace.scopes
            message |= {"subtype": "file_share"} | (
                {"files": [file]} if may_read else {"x_files": [file["id"]]}
            )
        posted = self.workspace.post(place, message)
        if f"<@{BOT_USER}>" in text and place.kind != "im":
            names = ("user", "text", "ts", "team", "thread_ts", "client_msg_id", "blocks")
            told = {name: posted[name] for name in names if name in posted}
            self.event({**told, "type": "app_mention", "channel": place.id, "event_ts": posted["ts"]})
        return str(posted["ts"])

    def edit(self, channel: str, ts: str, text: str) -> str:
        place = self.workspace.any_channel(channel)
        if ts not in place.messages:
            raise Impossible(f"{channel} has no message {ts}")
        editor = place.messages[ts]["user"]
        sent, blocks = as_sent(text)
        changes = {"text": sent, "blocks": blocks}
        return str(self.workspace.change(place, ts, changes, editor)["edited"]["ts"])

    def erase(self, channel: str, ts: str) -> None:
        self.workspace.delete(self.workspace.any_channel(channel), ts)

    def open_home(self, user: str, tab: str) -> None:
        self.workspace.add_person(user)
        event = {"type": "app_home_opened", "user": user, "tab": tab}
        home = {"view": self.workspace.homes[user]} if user in self.workspace.homes else {}
        self.event({**event, **home, "channel": self.workspace.direct(user).id})

    def invite(self, channel: str, user: str) -> None:
        place = self.workspace.any_channel(channel)
        self.workspace.add_person(user)
        if user not in place.members:
            place.members.append(user)
            self._membership("member_joined_channel", place, user)

    def remove(self, channel: str, user: str) -> None:
        place = self.workspace.any_channel(channel)
        place.members.remove(user)
        if user == BOT_USER:
            self.event({"type": f"{place.kind}_left", "channel": channel})
        else:
            self._membership("member_left_channel", place, user)

    def _membership(self, kind: str, place: Channel, user: str) -> None:
        letter = {"channel": "C", "group": "G"}[place.kind]
        self.event({"type": kind, "user": user, "channel": place.id, "channel_type": letter, "team": TEAM})

    def archive(self, channel: str, archived: bool) -> None:
        place = self.workspace.any_channel(channel)
        place.archived = archived
        kind = f"{place.kind}_{'archive' if archived else 'unarchive'}"
        self.event({"type": kind, "channel": channel, "user": "U0ADMIN"})

    def move(self, channel: str, to: str) -> None:
        """The channel gets another id, as when it is shared with another organisation."""
        place = self.workspace.channels.pop(channel)
        place.id = to
        self.workspace.channels[to] = place
        self.event({"type": "channel_id_changed", "old_channel_id": channel, "new_channel_id": to})

    # --- interactions

    def press(self, user: str, channel: str, ts: str, wanted: str) -> Delivery:
        place = self.workspace.any_channel(channel)
        message = place.messages.get(ts)
        if message is None:
            raise Impossible(f"{channel} has no message {ts}")
        person = self.workspace.add_person(user)
        thread_ts = message.get("thread_ts")
        container = {"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": False}
        return self._interaction(
            person,
            "block_actions",
            container=container | ({"thread_ts": thread_ts} if thread_ts else {}),
            channel={"id": channel, "name": place.name},
            message=copy.deepcopy(shown(message)),
            state={"values": {}},
            response_url=self.workspace.response_url(user, channel, ts, thread_ts),
            actions=[self._action(message.get("blocks") or [], wanted)],
        )

    def press_home(self, user: str, wanted: str) -> Delivery:
        home = self.workspace.homes.get(user)
        if home is None:
            raise Impossible(f"{user} has no home")
        return self._press_view(self.workspace.add_person(user), home, wanted)

    def press_view(self, view_id: str, wanted: str) -> Delivery:
        modal = self._modal(view_id)
        return self._press_view(self.workspace.people[modal.user], modal.view, wanted)

    def _press_view(self, person: Person, view: Json, wanted: str) -> Delivery:
        return self._interaction(
            person,
            "block_actions",
            view_id=view["id"],
            container={"type": "view", "view_id": view["id"]},
            view=copy.deepcopy(view),
            actions=[self._action(view["blocks"], wanted)],
        )

    def _action(self, blocks: list[Json], wanted: str) -> Json:
        """The action of whatever has this action_id or value, or an option with this value."""
        for block, element in interactive(blocks):
            action = {
                "type": element["type"],
                "action_id": element["action_id"],
                "block_id": block["block_id"],
                "action_ts": self.workspace.stamp(),
            }
            options = [one for one in element.get("options", []) if one["value"] == wanted]
            if options:
                return action | {"selected_option": options[0]}
            if wanted in (element["action_id"], element.get("value")):
                return action | {key: element[key] for key in ("text", "value", "style") if key in element}
        raise Impossible(f"there is nothing to press with the action_id or value {wanted}")

    def shortcut(self, user: str, callback_id: str, channel: str | None, ts: str | None) -> Delivery:
        person = self.workspace.add_person(user)
        if self.workspace.shortcuts is not None and callback_id not in self.workspace.shortcuts:
            raise Impossible(f"there is no shortcut {callback_id}")
        if channel is None or ts is None:
            return self._interaction(
                person, "shortcut", callback_id=callback_id, action_ts=self.workspace.stamp()
            )
        place = self.workspace.any_channel(channel)
        message = place.messages[ts]
        return self._interaction(
            person,
            "message_action",
            callback_id=callback_id,
            action_ts=self.workspace.stamp(),
            message_ts=ts,
            message=copy.deepcopy(shown(message)),
            channel={"id": channel, "name": place.name},
            response_url=self.workspace.response_url(user, channel, ts, message.get("thread_ts")),
        )

    async def submit(self, user: str, view_id: str, values: Json) -> Json:
        """Fill in the form and send it; says what the person then sees."""
        modal = self._modal(view_id)
        if modal.user != user:
            raise Impossible(f"{user} has no view {view_id} open")
        view = copy.deepcopy(modal.view)
        view["state"] = {"values": filled_in(view["blocks"], values)}
        person = self.workspace.people[user]
        delivery = self._interaction(person, "view_submission", view_id=view_id, view=view, response_urls=[])
        await delivery.done.wait()
        if delivery.answer is None or not delivery.answer.taken:
            return {"outcome": "failed", "errors": {}}
        try:
            return self._submitted(modal, delivery.answer.body)
        except ApiError as refusal:
            self._refuse(refusal, delivery.answer.body)
            return {"outcome": "failed", "errors": {}}

    def _submitted(self, modal: Modal, body: Json) -> Json:
        modals, view_id = self.workspace.modals, modal.view["id"]
        modal.errors = {}
        match body.get("response_action"):
            case None if not body:
                modals.pop(view_id, None)
                below = modal.view["previous_view_id"]
                return {"outcome": "back" if below in modals else "closed", "errors": {}}
            case "clear":
                for id in [id for id, one in modals.items() if one.user == modal.user]:
                    del modals[id]
                return {"outcome": "closed", "errors": {}}
            case "errors" if body.get("errors"):
                inputs = {one["block_id"] for one in modal.view["blocks"] if one["type"] == "input"}
                if not body["errors"].keys() <= inputs:
                    raise ApiError("errors_for_blocks_that_are_no_inputs", bug=True)
                modal.errors = body["errors"]
                return {"outcome": "errors", "errors": modal.errors}
            case "update":
                self.methods.views.replace(modal, self.methods.views.looked_over(body["view"], "modal"))
                return {"outcome": "updated", "errors": {}}
            case "push":
                view = self.methods.views.looked_over(body["view"], "modal")
                self.methods.views.put_up(modal.user, view, view_id)
                return {"outcome": "pushed", "errors": {}}
        raise ApiError("invalid_response_to_a_submission", bug=True)

    def close_view(self, user: str, view_id: str) -> None:
        modal = self._modal(view_id)
        del self.workspace.modals[view_id]
        if modal.view.get("notify_on_close"):
            self._interaction(
                self.workspace.people[user], "view_closed", view=copy.deepcopy(modal.view), is_cleared=False
            )

    def command(self, user: str, command: str, text: str, channel: str | None) -> Delivery:
        person = self.workspace.add_person(user)
        if command not in self.workspace.commands:
            raise Impossible(f"{command} is not a valid command")
        place = self._place(user, channel)
        payload = {
            "token": "verification",
            "team_id": TEAM,
            "team_domain": "peer",
            "channel_id": place.id,
            "channel_name": place.name,
            "user_id": user,
            "user_name": person.handle,
            "command": command,
            "text": text,
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": self.workspace.response_url(user, place.id, None),
            "trigger_id": self.workspace.trigger(user),
        }
        delivery = self.deliveries.start(COMMAND, payload)
        self._watch(delivery, command, self._command_answered)
        return delivery

    def _command_answered(self, delivery: Delivery, body: Json) -> None:
        if not body:
            return
        payload = delivery.payload
        answer = {name: value for name, value in body.items() if name != "response_type"}
        try:
            content = self.methods.messages.content({**answer, "channel": payload["channel_id"]})
        except ApiError as refusal:
            self._refuse(refusal, body)
            return
        if body.get("response_type") == "in_channel":
            self.methods.messages.post_message({**answer, "channel": payload["channel_id"]})
        else:
            self.workspace.whisper(payload["user_id"], payload["channel_id"], content, "command")

    def _interaction(self, person: Person, kind: str, *, view_id: str | None = None, **more: Any) -> Delivery:
        payload = {
            **_COMMON,
            "type": kind,
            "team": {"id": TEAM, "domain": "peer"},
            "enterprise": None,
            "user": {"id": person.id, "username": person.handle, "name": person.handle, "team_id": TEAM},
            "trigger_id": self.workspace.trigger(person.id, view_id),
            **more,
        }
        delivery = self.deliveries.start(INTERACTIVE, payload)
        self._watch(delivery, kind, self._interaction_answered)
        return delivery

    def _interaction_answered(self, delivery: Delivery, body: Json) -> None:
        if body and delivery.payload["type"] != "view_submission":
            self._refuse(ApiError("body_where_none_is_read", bug=True), body)

    def _refuse(self, refusal: ApiError, body: Json) -> None:
        said = {"method": "acknowledgement", "error": refusal.error, "messages": refusal.messages}
        self.workspace.refusals.append(said | {"parameters": body})

    def _watch(self, delivery: Delivery, what: str, answered: Any) -> None:
        """What a person sees: an error when nothing comes in time."""

        async def watch() -> None:
            await delivery.done.wait()
            if delivery.answer is not None and delivery.answer.taken:
                answered(delivery, delivery.answer.body)
            else:
                reason = delivery.answer.reason if delivery.answer else ""
                self.failures.append({"what": what, "reason": reason, "payload": delivery.payload})

        task = asyncio.ensure_future(watch())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _place(self, user: str, channel: str | None) -> Channel:
        return self.workspace.direct(user) if channel is None else self.workspace.any_channel(channel)

    def _modal(self, view_id: str) -> Modal:
        modal = self.workspace.modals.get(view_id)
        if modal is None:
            raise Impossible(f"there is no view {view_id} open")
        return modal

    def _file(self, user: str, evidence: str) -> Json:
        name, mimetype, filetype, subtype = _KINDS[evidence]
        id = f"F{uuid.uuid4().hex[:10].upper()}"
        content = _CONTENT[evidence]
        file: Json = {"id": id, "name": name, "mimetype": mimetype, "filetype": filetype, "user": user}
        file["size"] = len(content)
        address = f"{self.workspace.url}/files/{id}/{name}"
        self.workspace.files[id] = HostedFile(file | {"url_private": address}, content)
        return file | {"mode": "hosted", "url_private": address} | ({"subtype": subtype} if subtype else {})
