"""Standard Webhooks signatures, pure: HMAC-SHA256 over ``id.timestamp.body``, in base64, as ``v1,…``.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Iterable
from hashlib import sha256

TOLERANCE_S = 300  # how far a timestamp may be from now, either way
_SECRET_PREFIX = "whsec_"  # noqa: S105 - not a secret, but what one begins with


def key_of(secret: str) -> bytes:
    """The key that a secret holds: base64 behind ``whsec_``. Raises ValueError for one that is not."""
    try:
        return base64.b64decode(secret.removeprefix(_SECRET_PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("a signing secret is base64 behind whsec_") from None


def signature(key: bytes, message_id: str, timestamp_s: int, body: bytes) -> str:
    """What goes into the ``webhook-signature`` header."""
    signed = b"%s.%d.%s" % (message_id.encode("utf-8", "surrogateescape"), timestamp_s, body)
    return "v1," + base64.b64encode(hmac.new(key, signed, sha256).digest()).decode("ascii")


def is_signed(
    keys: Iterable[bytes], message_id: str, timestamp: str, signatures: str, body: bytes, now_s: float
) -> bool:
    """Whether one of the ``signatures`` (by spaces) is of one of the keys, and the timestamp is of now."""
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    if abs(now_s - int(timestamp)) > TOLERANCE_S:
        return False
    given = [one.encode("utf-8", "surrogateescape") for one in signatures.split(" ")]
    matches = False
    for key in keys:
        wanted = signature(key, message_id, int(timestamp), body).encode()
        for one in given:
            matches |= hmac.compare_digest(wanted, one)
    return matches
