"""What somebody sent instead of words, or beside them: kept where it lies, never judged.

Staff get it in the alert's thread. On its way there it is called after what its first bytes say that it is,
and never after the name that its sender gave it: what is not known is a bare file that nothing opens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST_BYTES = 20 * 2**20
"""As much as a bot may fetch of Telegram. https://core.telegram.org/bots/api#getfile"""

HEAD = 16
"""So many bytes tell what a file is."""


class EvidenceKind(StrEnum):
    VOICE = "voice"
    PHOTO = "photo"
    VIDEO = "video"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A voice note, picture, video or file; ``reference`` is the own name that ``platform`` has for it."""

    kind: EvidenceKind
    reference: str
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file's first bytes say that it is: the ``suffix`` that it gets, and what it may be shown as."""

    suffix: str
    kinds: frozenset[EvidenceKind] = frozenset()


_PICTURE = frozenset({EvidenceKind.PHOTO})
_SOUND = frozenset({EvidenceKind.VOICE})
_EITHER = frozenset({EvidenceKind.VOICE, EvidenceKind.VIDEO})  # a container of both
_NOT_KNOWN = Contents("bin")

# Where it stands, what stands there: https://en.wikipedia.org/wiki/List_of_file_signatures
_SIGNATURES: tuple[tuple[tuple[tuple[int, bytes], ...], Contents], ...] = (
    (((0, b"\xff\xd8\xff"),), Contents("jpg", _PICTURE)),
    (((0, b"\x89PNG\r\n\x1a\n"),), Contents("png", _PICTURE)),
    (((0, b"GIF8"),), Contents("gif", _PICTURE)),
    (((0, b"RIFF"), (8, b"WEBP")), Contents("webp", _PICTURE)),
    (((0, b"RIFF"), (8, b"WAVE")), Contents("wav", _SOUND)),
    (((0, b"OggS"),), Contents("ogg", _EITHER)),
    (((0, b"ID3"),), Contents("mp3", _SOUND)),
    (((0, b"\xff\xfb"),), Contents("mp3", _SOUND)),
    (((0, b"\xff\xf3"),), Contents("mp3", _SOUND)),
    (((0, b"\xff\xf1"),), Contents("aac", _SOUND)),
    (((4, b"ftypM4A"),), Contents("m4a", _SOUND)),
    (((4, b"ftyphei"),), Contents("heic")),
    (((4, b"ftyp"),), Contents("mp4", _EITHER)),
    (((0, b"\x1aE\xdf\xa3"),), Contents("webm", _EITHER)),
    (((0, b"%PDF-"),), Contents("pdf")),
)


def contents_of(head: bytes) -> Contents:
    """What a file is that begins with these bytes, of which ``HEAD`` are enough."""
    for parts, contents in _SIGNATURES:
        if all(head.startswith(part, at) for at, part in parts):
            return contents
    return _NOT_KNOWN


def shown_as(kind: EvidenceKind, contents: Contents) -> EvidenceKind:
    """What a file is shown as: what its sender said, as far as its bytes agree; else a bare file."""
    return kind if kind in contents.kinds else EvidenceKind.FILE


def file_name(kind: EvidenceKind, contents: Contents, parcel_id: str) -> str:
    """A name of ours for a file, by which it is found again."""
    return f"{kind}-{parcel_id}.{contents.suffix}"


def is_brought_by(name: object, parcel_id: str) -> bool:
    """Whether ``file_name`` made this name for this parcel."""
    return isinstance(name, str) and name.partition("-")[2].partition(".")[0] == parcel_id


PLACE = "geo:"
"""How a reference begins that is a place and no file. https://www.rfc-editor.org/rfc/rfc5870"""

NUMBER = "tel:"
"""How one begins that is somebody's number. https://www.rfc-editor.org/rfc/rfc3966"""


def is_file(evidence: Evidence) -> bool:
    """Whether there is anything to be brought: a place or a number are words."""
    return not evidence.reference.startswith((PLACE, NUMBER))


def card_of(evidence: Evidence) -> dict[str, object]:
    """For a message that brings it: ``{"type": "evidence", "platform", "kind", "reference"}``."""
    return {
        "type": "evidence",
        "platform": evidence.platform,
        "kind": str(evidence.kind),
        "reference": evidence.reference,
    }


def evidence_in(card: Mapping[str, object] | None) -> Evidence | None:
    """What the message with this card brings; None where it brings nothing."""
    if not card or card.get("type") != "evidence":
        return None
    return Evidence(EvidenceKind(str(card["kind"])), str(card["reference"]), str(card["platform"]))
