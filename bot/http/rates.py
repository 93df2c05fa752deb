"""How often and how many at once one visitor may ask, by route. Everybody else goes on being answered.

What proves itself (a shop's report, Telegram's and Slack's calls) is never slowed down: it shares addresses
with many others. Only being refused is counted there. Whoever cannot be told from others is not counted
either: see ``visitors``.
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.http.buckets import Buckets
from bot.http.visitors import HEADER, Network, visitor

AT_ONCE = 64  # requests of one visitor in hand
SOCKETS = 128  # of one visitor; a whole shop may share an address

_VISITOR = web.RequestKey("visitor", str)
_REMEMBERED = 4096
_CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, then so many a second."""

    burst: float
    per_s: float


RATES: Mapping[str, Rate] = {
    "/chat": Rate(120, 5),
    "/chat/{token}": Rate(120, 5),
    "/chat/ws": Rate(120, 5),
    "/chat/static": Rate(1200, 100),
    "/chat/pictures/{parcel}/{number}.png": Rate(60, 2),  # each takes a third of a second to draw
    "/qr/{token}.{form}": Rate(120, 10),
}
"""Route → how often one visitor may ask for it."""

OTHERWISE = Rate(60, 2)
REFUSED = Rate(20, 0.5)


def visitor_of(request: web.Request) -> str:
    """By what whoever sent this is counted, also where they cannot be told from others."""
    return request.get(_VISITOR) or request.remote or ""


def rated(proxies: Iterable[Network] = ()) -> Middleware:
    """Answers 429 to a visitor who asks too often, and to one who has too many requests in hand."""
    ours = tuple(proxies)
    buckets = {route: Buckets(rate.burst, rate.per_s) for route, rate in RATES.items()}
    others, refused = Buckets(OTHERWISE.burst, OTHERWISE.per_s), Buckets(REFUSED.burst, REFUSED.per_s)
    in_hand: Counter[tuple[str, bool]] = Counter()

    @lru_cache(_REMEMBERED)
    def found(peer: str | None, forwarded: tuple[str, ...]) -> str | None:
        return visitor(peer, forwarded, ours)

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        who = found(request.remote, tuple(request.headers.getall(HEADER, ())))
        if who is None:
            return await handler(request)
        request[_VISITOR] = who
        if request.method not in _CHANGES:
            _take(buckets.get(_route(request), others), who)
        is_socket = "Upgrade" in request.headers
        if in_hand[who, is_socket] >= (SOCKETS if is_socket else AT_ONCE):
            raise web.HTTPTooManyRequests(headers={"Retry-After": "1"})
        in_hand[who, is_socket] += 1
        try:
            answer = await handler(request)
            if answer.status == web.HTTPUnauthorized.status_code:
                _take(refused, who)
            return answer
        except web.HTTPUnauthorized:
            _take(refused, who)
            raise
        finally:
            in_hand[who, is_socket] -= 1
            if not in_hand[who, is_socket]:
                del in_hand[who, is_socket]

    return check


def _take(buckets: Buckets, who: str) -> None:
    """Raises HTTPTooManyRequests."""
    if not buckets.take(who, asyncio.get_running_loop().time()):
        raise web.HTTPTooManyRequests(headers={"Retry-After": str(math.ceil(buckets.wait_s))})


def _route(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else ""
