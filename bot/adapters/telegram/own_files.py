"""What is held of somebody, sent to them as a document; the words alone where there is nothing to send."""

from __future__ import annotations

from dataclasses import replace

from bot.adapters.telegram import payloads
from bot.adapters.telegram.client import Client
from bot.adapters.telegram.outbound import Outgoing
from bot.adapters.telegram.passages import joined, passage
from bot.core.effects import Parcel
from bot.core.errors import StorageUnavailable, TryLater
from bot.core.own_data import FILE, NOT_SENT
from bot.core.ports import OwnData, Render

_STORAGE_S = 2.0


async def sent(
    client: Client,
    own_data: OwnData | None,
    parcel: Parcel,
    form: str,
    outgoing: Outgoing,
    chat_id: int,
    render: Render,
) -> str:
    """The message's id. Raises TelegramError, TryLater."""
    try:
        content = await own_data.of(parcel.address, form, parcel.language) if own_data else None
    except StorageUnavailable:
        raise TryLater(_STORAGE_S) from None
    if content is None:
        words = joined([*outgoing.passages, passage(render(NOT_SENT, parcel.language))])
        alone = replace(outgoing, passages=(words,))
        return await client.post("sendMessage", payloads.new_message(chat_id, alone, None))
    given = payloads.captioned(chat_id, outgoing, None)
    return await client.upload("sendDocument", given, "document", content, f"{FILE}.{form}")
