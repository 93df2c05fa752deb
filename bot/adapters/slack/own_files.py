"""What is held of somebody, uploaded where nobody sees it yet."""

from __future__ import annotations

import logging
from io import BytesIO

from bot.adapters.slack.evidence import SlackEvidence
from bot.core.effects import Parcel
from bot.core.errors import EvidenceLost, StorageUnavailable, TryLater
from bot.core.evidence import Contents, Evidence, EvidenceKind
from bot.core.own_data import FILE
from bot.core.ports import Brought, OwnData

_STORAGE_S = 2.0

_log = logging.getLogger(__name__)


async def uploaded(slack: SlackEvidence, own_data: OwnData | None, parcel: Parcel, form: str) -> str | None:
    """Slack's id for the file; None where there is none to upload. Raises TryLater."""
    try:
        content = await own_data.of(parcel.address, form, parcel.language) if own_data else None
    except StorageUnavailable:
        raise TryLater(_STORAGE_S) from None
    if content is None:
        return None
    brought = Brought(BytesIO(content), len(content), Contents(form))
    try:
        return await slack.upload(brought, Evidence(EvidenceKind.FILE, FILE, "slack"), parcel, FILE)
    except EvidenceLost as lost:
        _log.warning("slack: parcel %s goes without its file: %s", parcel.id, lost.why)
        return None
