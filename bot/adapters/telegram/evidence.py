"""Evidence in Telegram: read from where a customer sent it, and shown in a staff room.

What lies in Telegram is sent on by its name there; what comes from elsewhere is uploaded. What Telegram will
not show as what it is said to be, it may show as something else; in the end the words are sent alone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

import httpx
from telegram.error import TelegramError

from bot.adapters.telegram.client import Client, Refused
from bot.adapters.telegram.failures import described
from bot.adapters.telegram.outbound import Outgoing
from bot.adapters.telegram.payloads import Json, captioned
from bot.core.effects import Parcel
from bot.core.errors import EvidenceLost, TryLater
from bot.core.evidence import Evidence, EvidenceKind, file_name, shown_as
from bot.core.ports import Brought, Fetcher

PLATFORM = "telegram"

_CONNECT_S = 4.0
_SILENCE_S = 20.0  # without a byte
_BUSY_S = 5.0
_MOST_PHOTO = 10 * 2**20  # https://core.telegram.org/bots/api#sending-files

# The ways to show something, by the name that its parameter has; those of one kind have different names.
_WAYS: Mapping[EvidenceKind, tuple[tuple[str, str], ...]] = {
    EvidenceKind.VOICE: (("sendVoice", "voice"), ("sendAudio", "audio"), ("sendDocument", "document")),
    EvidenceKind.PHOTO: (("sendPhoto", "photo"), ("sendSticker", "sticker"), ("sendDocument", "document")),
    EvidenceKind.VIDEO: (
        ("sendVideo", "video"),
        ("sendVideoNote", "video_note"),
        ("sendAnimation", "animation"),
        ("sendDocument", "document"),
    ),
    EvidenceKind.FILE: (("sendDocument", "document"),),
}
_WORDLESS = frozenset({"sendSticker", "sendVideoNote"})  # they take no caption

_log = logging.getLogger(__name__)


class TelegramEvidence:
    """The EvidenceSource of this bot's chats."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._http: httpx.AsyncClient | None = None

    async def fetch(self, reference: str, into: BinaryIO, most: int) -> None:
        """As the port says; ``reference`` is a file_id."""
        try:
            found = await self._client.call("getFile", {"file_id": reference})
        except TelegramError as error:
            raise _meaning(error) from None
        file: Mapping[str, object] = found if isinstance(found, dict) else {}
        size, path = file.get("file_size"), file.get("file_path")
        if isinstance(size, int) and size > most:
            raise EvidenceLost("too_big")
        # A Bot API server of one's own may name a file on its own disk, which is not ours to read.
        if not isinstance(path, str) or not path or path.startswith("/") or ".." in path:
            raise EvidenceLost("refused")
        try:
            await self._download(self._client.file_url(path), into, most)
        except (httpx.HTTPError, httpx.InvalidURL):
            raise TryLater(_BUSY_S) from None

    async def _download(self, url: str, into: BinaryIO, most: int) -> None:
        if self._http is None:  # made on first use: it belongs to the loop that runs then
            self._http = httpx.AsyncClient(timeout=httpx.Timeout(_SILENCE_S, connect=_CONNECT_S))
        async with self._http.stream("GET", url) as answer:
            if answer.status_code == 429 or answer.status_code >= 500:
                raise TryLater(_BUSY_S)
            if answer.status_code != 200:
                raise EvidenceLost("gone")
            written = 0
            async for chunk in answer.aiter_bytes():
                written += len(chunk)
                if written > most:
                    raise EvidenceLost("too_big")
                into.write(chunk)

    async def close(self) -> None:
        """Hang up."""
        if self._http is not None:
            await self._http.aclose()


@dataclass(frozen=True, slots=True)
class _Upload:
    kind: EvidenceKind
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Shown:
    """The message that shows it, and whether the words that belong to it stand there too."""

    message: str
    has_words: bool = True


async def shown(
    client: Client,
    fetcher: Fetcher | None,
    parcel: Parcel,
    evidence: Evidence,
    outgoing: Outgoing,
    chat_id: int,
    thread: str | None,
    recovered: bool,
) -> Shown:
    """Show it as an answer to ``thread``. Raises EvidenceLost, NotReady, TelegramError.

    An upload is not made twice: where one may have come through, that is said.
    """
    base = captioned(chat_id, outgoing, thread)
    if evidence.platform == PLATFORM:
        return await _first(client, parcel, _WAYS[evidence.kind], base, evidence.reference)
    if recovered:
        raise EvidenceLost("uncertain")
    if fetcher is None:
        raise EvidenceLost("unreachable")

    async def read(brought: Brought) -> _Upload:
        kind = shown_as(evidence.kind, brought.contents)
        if kind is EvidenceKind.PHOTO and brought.size > _MOST_PHOTO:
            kind = EvidenceKind.FILE
        return _Upload(kind, file_name(kind, brought.contents, parcel.id), brought.file.read())

    upload = await fetcher.prepared(parcel, evidence, read)
    ways = _WAYS[upload.kind]
    found = await _first(client, parcel, dict.fromkeys((ways[0], ways[-1])), base, upload)
    fetcher.forget(parcel)
    return found


async def _first(
    client: Client,
    parcel: Parcel,
    ways: Iterable[tuple[str, str]],
    base: Json,
    what: str | _Upload,
) -> Shown:
    """Show it in the first way that Telegram takes. Raises EvidenceLost where it takes none."""
    for method, name in ways:
        has_words = method not in _WORDLESS
        given = base if has_words else {key: part for key, part in base.items() if key != "caption"}
        try:
            if isinstance(what, str):
                message = await client.post(method, {**given, name: what})
            else:
                message = await client.upload(method, given, name, what.content, what.name)
        except Refused as refused:
            if refused.status != 400 or refused.moved_to is not None:
                raise
            _log.info("telegram: parcel %s: no %s (%s)", parcel.id, method, described(refused))
        else:
            return Shown(message, has_words)
    raise EvidenceLost("refused")


def _meaning(error: TelegramError) -> EvidenceLost | TryLater:
    """What a refusal to name a file means."""
    if not isinstance(error, Refused) or error.status != 400:
        after_s = error.retry_after_s if isinstance(error, Refused) else None
        return TryLater(after_s or _BUSY_S)
    description = error.description.lower()
    if "too big" in description:
        return EvidenceLost("too_big")
    return TryLater(_BUSY_S) if "temporarily" in description else EvidenceLost("gone")
