"""What somebody sent instead of words, or beside them: kept where it lies, never judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EvidenceKind(StrEnum):
    VOICE = "voice"
    PHOTO = "photo"
    VIDEO = "video"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A voice note, picture, video or file; ``reference`` is the platform's own name for it."""

    kind: EvidenceKind
    reference: str
