"""Who a browser is: a secret in a cookie, of which only a hash ever leaves this file."""

from __future__ import annotations

import re
from hashlib import blake2b

from aiohttp import web

from bot.core.identity import Address

COOKIE = "feedback_chat"
_MAX_AGE_S = 365 * 24 * 3600
_SECRET = re.compile(r"[A-Za-z0-9_-]{22,64}")  # 128 bits take 22 base64 or 32 hexadecimal characters


def secret_of(request: web.Request) -> str | None:
    """The session's secret that this browser brings, if it looks like one of ours."""
    secret = request.cookies.get(COOKIE, "")
    return secret if _SECRET.fullmatch(secret) else None


def address_of(secret: str) -> Address:
    """The address that belongs to a session's secret; the secret cannot be found from it."""
    return Address("web", person=blake2b(secret.encode(), digest_size=16).hexdigest())


def remember(response: web.StreamResponse, secret: str, *, https: bool) -> None:
    """Set the cookie, or set it again so that it lives on."""
    response.set_cookie(
        COOKIE, secret, path="/chat", max_age=_MAX_AGE_S, httponly=True, samesite="Lax", secure=https
    )
