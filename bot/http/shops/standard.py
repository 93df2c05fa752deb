"""A shop of no particular kind: our own payload under a Standard Webhooks signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from bot.core import signatures
from bot.core.events import Event
from bot.http.shops.payload import events_in
from bot.http.shops.shop import Forged, Shop

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


def read(shop: Shop, headers: Mapping[str, str], body: bytes, now: datetime) -> Sequence[Event]:
    """The purchases and withdrawals of a signed request. Raises Forged or Malformed."""
    said = [headers.get(name) for name in HEADERS]
    if not all(said):
        missing = ", ".join(name for name, value in zip(HEADERS, said, strict=True) if not value)
        raise Forged(f"without the header {missing}")
    message_id, timestamp, signed_with = (value or "" for value in said)
    keys = [_key(secret) for secret in shop.secrets]
    if not signatures.is_signed(keys, message_id, timestamp, signed_with, body, now.timestamp()):
        raise Forged("the signature is not of this body and secret, or its timestamp is not of now")
    return events_in(shop, body, now)


def signed(shop: Shop, body: bytes, now: datetime) -> dict[str, str]:
    """The headers under which ``read`` takes this body."""
    message_id = "msg_" + sha256(body).hexdigest()[:24]
    timestamp_s = int(now.timestamp())
    signature = signatures.signature(_key(shop.secrets[0]), message_id, timestamp_s, body)
    return dict(zip(HEADERS, (message_id, str(timestamp_s), signature), strict=True))


@lru_cache(maxsize=64)
def _key(secret: str) -> bytes:
    return signatures.key_of(secret)
