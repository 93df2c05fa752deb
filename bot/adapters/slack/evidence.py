"""Evidence in Slack: read from where a customer sent it, and shown in the thread of an alert.

A file is uploaded where nobody sees it, under a name of ours; sharing it, with the words that belong to it,
is one call, and what that brought is found again by the name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.adapters.slack.failures import NO_THREAD, code_of, never_left, retry_after_s
from bot.adapters.slack.web_api import WebApi
from bot.core.effects import Parcel
from bot.core.errors import EvidenceLost, TryLater
from bot.core.evidence import Evidence, file_name, shown_as
from bot.core.ports import Brought
from bot.texts.cutting import cut

_SILENCE_S = 20.0  # without a byte
_BUSY_S = 5.0
_CHUNK = 2**16
_ALT = 1000  # characters
_DOMAIN = ".slack.com"
_MIME = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "ogg": "audio/ogg",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "pdf": "application/pdf",
}
_NO_TYPE = "application/octet-stream"
_TRANSIENT = frozenset("ratelimited internal_error fatal_error service_unavailable request_timeout".split())


class SlackEvidence:
    """The EvidenceSource of this workspace, and what uploads to it."""

    def __init__(self, api: WebApi, token: str, base_url: str) -> None:
        self._api = api
        self._token = token
        self._base = urlsplit(base_url)

    # -- from Slack

    async def fetch(self, reference: str, into: BinaryIO, most: int) -> None:
        """As the port says; ``reference`` is a file's id."""
        try:
            answer = await self._api.client.files_info(file=reference)
            found: object = answer.get("file")
            file = found if isinstance(found, Mapping) else {}
            size = file.get("size")
            if isinstance(size, int) and size > most:
                raise EvidenceLost("too_big")
            url = file.get("url_private_download") or file.get("url_private")
            if not isinstance(url, str) or not self._is_theirs(url):
                raise EvidenceLost("gone")
            await self._download(url, into, most, is_page=str(file.get("mimetype")) == "text/html")
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            raise _meaning(error) from None

    def _is_theirs(self, url: str) -> bool:
        """Whether the token may go there."""
        parts = urlsplit(url)
        to_slack = parts.scheme == "https" and (parts.hostname or "").endswith(_DOMAIN)
        return to_slack or (parts.scheme, parts.netloc) == (self._base.scheme, self._base.netloc)

    async def _download(self, url: str, into: BinaryIO, most: int, *, is_page: bool) -> None:
        patient = aiohttp.ClientTimeout(total=None, sock_read=_SILENCE_S)
        headers = {"Authorization": f"Bearer {self._token}"}
        async with self._api.session.get(
            url, headers=headers, timeout=patient, allow_redirects=False
        ) as answer:
            if answer.status == 429 or answer.status >= 500:
                raise TryLater(_BUSY_S)
            # Who may not read a file is shown a page to sign in at.
            if answer.status != 200 or (answer.content_type == "text/html" and not is_page):
                raise EvidenceLost("gone" if answer.status in (404, 410) else "refused")
            written = 0
            async for chunk in answer.content.iter_chunked(_CHUNK):
                written += len(chunk)
                if written > most:
                    raise EvidenceLost("too_big")
                into.write(chunk)

    # -- to Slack

    async def upload(self, brought: Brought, evidence: Evidence, parcel: Parcel, alt: str) -> str:
        """Put it where nobody sees it yet; Slack's id for it."""
        name = file_name(shown_as(evidence.kind, brought.contents), brought.contents, parcel.id)
        patient = aiohttp.ClientTimeout(total=None, sock_read=_SILENCE_S)
        headers = {"Content-Type": _MIME.get(brought.contents.suffix, _NO_TYPE)}
        try:
            place = await self._api.client.files_getUploadURLExternal(
                filename=name, length=brought.size, alt_txt=cut(alt, _ALT)
            )
            async with self._api.session.post(
                str(place["upload_url"]), data=brought.file, headers=headers, timeout=patient
            ) as answer:
                if answer.status == 429 or answer.status >= 500:
                    raise TryLater(_BUSY_S)
                if answer.status != 200:
                    raise EvidenceLost("refused")
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            raise _meaning(error) from None
        return str(place["file_id"])

    async def share(self, file_id: str, title: str, words: str, channel: str, thread_ts: str | None) -> None:
        """Show it there, with these words; beside a thread that is gone. Raises what the kit raises."""
        try:
            await self._share(file_id, title, words, channel, thread_ts)
        except SlackApiError as refused:
            if thread_ts is None or code_of(refused) not in NO_THREAD:
                raise
            await self._share(file_id, title, words, channel, None)

    async def _share(self, file_id: str, title: str, words: str, channel: str, thread_ts: str | None) -> None:
        await self._api.client.files_completeUploadExternal(
            files=[{"id": file_id, "title": title}],
            channel_id=channel,
            thread_ts=thread_ts,
            initial_comment=words,
        )


def _meaning(error: Exception) -> EvidenceLost | TryLater:
    """What a failure that nobody has seen anything of means for a file."""
    if not isinstance(error, SlackApiError):
        return TryLater(_BUSY_S) if never_left(error) else TryLater(1.0)
    if (after_s := retry_after_s(error)) is not None:
        return TryLater(after_s)
    code = code_of(error)
    if not code or code in _TRANSIENT:
        return TryLater(_BUSY_S)
    return EvidenceLost("gone" if code in ("file_not_found", "file_deleted") else "refused")
