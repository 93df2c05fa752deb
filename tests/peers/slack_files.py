"""Files: an address to upload to, the bytes, and a look over them before they can be shown."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

from tests.peers.slack_state import BOT_USER, ApiError, Json, Upload, Workspace


class Files:
    """``share`` posts a message with files into a channel."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.share: Callable[[str, Json], Json]

    def url(self, given: Json) -> Json:
        if not isinstance(given["length"], int) or given["length"] < 1:
            raise ApiError("invalid_arguments", bug=True, messages=["[ERROR] length must be positive"])
        id = f"F{uuid.uuid4().hex[:10].upper()}"
        upload = Upload(id, given["filename"], given["length"], alt_text=given.get("alt_txt", ""))
        self.workspace.uploads[id] = upload
        return {"upload_url": f"{self.workspace.url}/upload/v1/{id}", "file_id": id}

    def complete(self, given: Json) -> Json:
        space = self.workspace
        shared: list[Upload] = []
        for file in given["files"]:
            upload = space.uploads.get(file.get("id"))
            if upload is None or upload.content is None:
                raise ApiError("file_not_found", bug=True)
            if upload.ready_at is not None:
                raise ApiError("file_already_completed", bug=True)
            upload.ready_at = time.monotonic() + space.file_ready_after_s
            upload.title = file.get("title", upload.filename)
            shared.append(upload)
        if "channel_id" in given:
            content = {"text": given.get("initial_comment", ""), "files": [self._file(one) for one in shared]}
            thread = {"thread_ts": given["thread_ts"]} if "thread_ts" in given else {}
            message = self.share(given["channel_id"], content | thread)
            for upload in shared:
                upload.shared.append((given["channel_id"], message["ts"]))
        return {"files": [{"id": one.id, "title": one.title} for one in shared]}

    def info(self, given: Json) -> Json:
        hosted = self.workspace.files.get(given["file"])
        if hosted is not None:
            return {"file": hosted.shown, "comments": []}
        upload = self.workspace.uploads.get(given["file"])
        if upload is None or upload.ready_at is None:
            raise ApiError("file_not_found")
        return {"file": self._file(upload) | {"shares": self._shares(upload)}, "comments": []}

    def delete(self, given: Json) -> Json:
        """Its own files only. The message that showed it stays, and says that the file was deleted."""
        space, id = self.workspace, given["file"]
        if id in space.files:
            raise ApiError("cant_delete_file")
        upload = space.uploads.pop(id, None)
        if upload is None or upload.ready_at is None:
            raise ApiError("file_not_found")
        for channel, ts in upload.shared:
            if (message := space.any_channel(channel).messages.get(ts)) is not None:
                message["files"] = [
                    {"id": id, "mode": "tombstone"} if one["id"] == id else one for one in message["files"]
                ]
        return {}

    def _shares(self, upload: Upload) -> Json:
        """Where messages show it."""
        shares: Json = {}
        for channel, ts in upload.shared:
            kind = "public" if self.workspace.any_channel(channel).kind == "channel" else "private"
            shares.setdefault(kind, {}).setdefault(channel, []).append({"ts": ts})
        return shares

    def _file(self, upload: Upload) -> Json:
        ready = upload.id in self.ready()
        kind = {"mimetype": "image/png", "filetype": "png"} if ready else {"mimetype": "", "filetype": ""}
        return {"id": upload.id, "name": upload.filename, "title": upload.title, "user": BOT_USER} | kind

    def ready(self) -> frozenset[str]:
        now = time.monotonic()
        return frozenset(
            id
            for id, one in self.workspace.uploads.items()
            if one.ready_at is not None and now >= one.ready_at
        )
