"""The routes by which shops report: verified, read, committed, and only then answered.

Everybody who cannot prove to be a shop of ours gets the same 401. What is authentic is answered after its
commit with the links for the receipt; the same order again gets the same answer.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.core.events import Event
from bot.core.ports import Clock, Deliver
from bot.http import openapi
from bot.http.buckets import Buckets
from bot.http.promptly import promptly
from bot.http.rates import visitor_of
from bot.http.shops import shopify, standard, stripe, woocommerce
from bot.http.shops.shop import PATHS, Forged, Malformed, Read, Shop

MAX_BODY = 256 * 1024  # bytes, of our own payload; what a shop system sends may be as large as any request

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Way:
    """How shops of one kind report."""

    read: Read
    most: int | None = None  # bytes
    json_only: bool = False


_WAYS: Mapping[str, _Way] = {
    "generic": _Way(standard.read, MAX_BODY, json_only=True),
    "shopify": _Way(shopify.read),
    "woocommerce": _Way(woocommerce.read),
    "stripe": _Way(stripe.read),
}


def shop_routes(
    shops: Sequence[Shop],
    deliver: Deliver,
    clock: Clock,
    *,
    links: Mapping[str, str],
    public_url: str,
    refusals: Buckets | None = None,
) -> list[web.AbstractRouteDef]:
    """A route for each kind of shop, and the document that describes them.

    ``links``: platform → a URL with ``{token}`` in it. ``public_url`` is where the QR codes are.
    ``refusals`` slows down whoever cannot sign.
    """
    reports = _Reports(deliver, clock, links, public_url, refusals or Buckets())
    routes: list[web.AbstractRouteDef] = [
        web.post(PATHS[kind], reports.taking(way, [shop for shop in shops if shop.kind == kind]))
        for kind, way in _WAYS.items()
    ]
    return [*routes, web.get("/openapi.json", _described)]


async def _described(_request: web.Request) -> web.Response:
    return web.Response(text=openapi.text(), content_type="application/json")


class _Reports:
    """Takes reports in and answers them."""

    def __init__(
        self, deliver: Deliver, clock: Clock, links: Mapping[str, str], public_url: str, refusals: Buckets
    ) -> None:
        self._deliver = deliver
        self._clock = clock
        self._links = links
        self._public_url = public_url
        self._refusals = refusals

    def taking(self, way: _Way, shops: Sequence[Shop]) -> Handler:
        """The handler for shops of one kind."""

        async def take(request: web.Request) -> web.Response:
            body = await _body(request, way)
            headers = {name.lower(): value for name, value in request.headers.items()}
            try:
                events = self._read(way, shops, headers, body)
            except Forged as refused:
                self._refuse(request, str(refused))
            except Malformed as error:
                where = error.problems[0][0] or "its beginning"
                _log.warning("%s: a signed report cannot be read, first at %s", request.path, where)
                return _unprocessable(error)
            replies = await self._delivered(events)
            return web.json_response({"purchases": [self._shown(reply) for reply in replies]})

        return take

    def _read(
        self, way: _Way, shops: Sequence[Shop], headers: Mapping[str, str], body: bytes
    ) -> Sequence[Event]:
        """The events of the first shop whose signature it is. Raises Forged where it is nobody's."""
        why = "no shop of this kind is configured"
        for shop in shops:
            try:
                return way.read(shop, headers, body, self._clock.now())
            except Forged as refused:
                why = str(refused) or "the signature is not that of a configured shop"
        raise Forged(why)

    def _refuse(self, request: web.Request, why: str) -> NoReturn:
        """Raises 401 for whatever reason; the reason stands in the log, for whoever sets a shop up."""
        if self._refusals.take(visitor_of(request), asyncio.get_running_loop().time()):
            _log.warning("%s: a report was refused: %s", request.path, why)
            raise web.HTTPUnauthorized
        wait = {"Retry-After": str(math.ceil(self._refusals.wait_s))}
        raise web.HTTPTooManyRequests(headers=wait)

    async def _delivered(self, events: Sequence[Event]) -> Sequence[Mapping[str, object]]:
        """The committed replies, in order; all go into the same commit, as far as it holds them."""
        return await promptly(asyncio.gather(*(self._deliver(event) for event in events)))

    def _shown(self, reply: Mapping[str, object]) -> Mapping[str, object]:
        """A purchase with the links for its receipt; of a withdrawal only that it was taken."""
        token = reply.get("link_token")
        if not isinstance(token, str):
            return {"ok": True}
        links = {platform: url.replace("{token}", token) for platform, url in self._links.items()}
        shown = {"purchase": reply["purchase"], "links": links}
        return {**shown, "qr": f"{self._public_url}/qr/{token}.svg"} if links else shown


async def _body(request: web.Request, way: _Way) -> bytes:
    """The raw body. Raises HTTPRequestEntityTooLarge, HTTPUnsupportedMediaType and HTTPBadRequest."""
    size = request.content_length or 0
    if way.most is not None and size > way.most:
        raise web.HTTPRequestEntityTooLarge(way.most, size)
    encoding = request.headers.get("Content-Encoding", "identity")
    if way.json_only and (request.content_type != "application/json" or encoding != "identity"):
        raise web.HTTPUnsupportedMediaType
    try:
        body = await request.read()
    except ConnectionResetError:  # whoever sent it is gone, and nothing of ours is wrong
        raise web.HTTPBadRequest from None
    if way.most is not None and len(body) > way.most:
        raise web.HTTPRequestEntityTooLarge(way.most, len(body))
    return body


def _unprocessable(error: Malformed) -> web.Response:
    problems = [{"place": place, "problem": problem} for place, problem in error.problems]
    said = {"error": "Unprocessable Entity", "status": 422, "problems": problems}
    return web.json_response(said, status=422)
