"""Modals and homes."""

from __future__ import annotations

import time
import uuid

from tests.peers.slack_blocks import Check, invalid
from tests.peers.slack_files import Files
from tests.peers.slack_reading import pings_in, with_names
from tests.peers.slack_state import APP, BOT_ID, TEAM, ApiError, Json, Modal, Workspace

STACK_MOST = 3  # views on top of each other


class Views:
    def __init__(self, workspace: Workspace, files: Files) -> None:
        self.workspace = workspace
        self.files = files

    def open(self, given: Json) -> Json:
        view = self.looked_over(given["view"], "modal")
        trigger = self.workspace.use_trigger(given["trigger_id"])
        return {"view": self.put_up(trigger.user, view)}

    def push(self, given: Json) -> Json:
        view = self.looked_over(given["view"], "modal")
        trigger = self.workspace.use_trigger(given["trigger_id"])
        if trigger.view_id not in self.workspace.modals:
            raise ApiError("invalid_arguments", bug=True, messages=["[ERROR] no view to push onto"])
        return {"view": self.put_up(trigger.user, view, trigger.view_id)}

    def update(self, given: Json) -> Json:
        modals = self.workspace.modals
        name = given.get("view_id")
        if name is None:
            names = [id for id, one in modals.items() if one.view["external_id"] == given.get("external_id")]
            name = names[0] if names else ""
        if name not in modals:
            raise ApiError("not_found")
        modal = modals[name]
        if "hash" in given and given["hash"] != modal.view["hash"]:
            raise ApiError("hash_conflict")
        view = self.looked_over(given["view"], "modal")
        self.replace(modal, view)
        return {"view": modal.view}

    def publish(self, given: Json) -> Json:
        space = self.workspace
        person = space.person(given["user_id"])
        before = space.homes.get(person.id)
        if "hash" in given and before is not None and given["hash"] != before["hash"]:
            raise ApiError("hash_conflict")
        view = self.looked_over(given["view"], "home")
        space.homes[person.id] = self._kept(view, before["id"] if before else None)
        return {"view": space.homes[person.id]}

    def looked_over(self, view: Json, kind: str) -> Json:
        check = Check(self.files.ready())
        check.view(view, kind)
        if check.problems:
            raise invalid("invalid_arguments", check)
        for ping in pings_in({"view": view}):
            self.workspace.pings.append({"ping": ping, "channel": None, "text": None})
        return view

    def put_up(self, user: str, view: Json, onto: str | None = None) -> Json:
        """Show the modal to the user, on top of another one or as the first."""
        mine = [id for id, one in self.workspace.modals.items() if one.user == user]
        if onto is None:
            for id in mine:  # what was open is replaced
                del self.workspace.modals[id]
        elif len(mine) >= STACK_MOST:
            raise ApiError("push_limit_reached", bug=True)
        kept = self._kept(view, None)
        kept["previous_view_id"] = onto
        self.workspace.modals[kept["id"]] = Modal(user, kept)
        return kept

    def replace(self, modal: Modal, view: Json) -> None:
        modal.view = self._kept(view, modal.view["id"])
        modal.errors = {}

    def _kept(self, view: Json, id: str | None) -> Json:
        empty = {"callback_id": "", "external_id": "", "private_metadata": "", "state": {"values": {}}}
        name = id or f"V{uuid.uuid4().hex[:10].upper()}"
        added = {
            "id": name,
            "team_id": TEAM,
            "app_id": APP,
            "bot_id": BOT_ID,
            "root_view_id": name,
            "previous_view_id": None,
            "app_installed_team_id": TEAM,
            "hash": f"{time.time():.0f}.{uuid.uuid4().hex[:8]}",
            "blocks": with_names(view["blocks"], len(self.workspace.requests)),
        }
        return empty | view | added
