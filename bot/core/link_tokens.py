"""The tokens of links: made again whenever they are asked for, and never kept as they are."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256

REPLY = "link_token"
"""The name that a purchase's token has in what is answered to a shop."""


def link_token(key: bytes, purchase_id: str) -> str:
    """The link's token: the 128-bit HMAC of the purchase under the installation's key, in hex."""
    return hmac.new(key, purchase_id.encode(), sha256).hexdigest()[:32]


def token_hash(token: str) -> str:
    """All that is stored of a token."""
    return sha256(token.encode()).hexdigest()


def without_token(reply: Mapping[str, object]) -> Mapping[str, object]:
    """What was answered, as it is kept for whoever asks again."""
    return {**reply, REPLY: None} if REPLY in reply else reply


def with_token(reply: Mapping[str, object], key: bytes) -> Mapping[str, object]:
    """What was answered, from what was kept of it."""
    if reply.get(REPLY, "") is not None:
        return reply
    return {**reply, REPLY: link_token(key, str(reply["purchase"]))}
