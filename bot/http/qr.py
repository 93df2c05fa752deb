"""``GET /qr/TOKEN.png`` and ``.svg``: the QR code of a customer's link, for a shop's receipts and counters.

Any token-shaped word is drawn, and nothing is looked up: no picture tells whether there is such a link.
``?for=telegram`` draws where it leads there, ``?size=counter`` a large one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aiohttp import web

Draw = Callable[[str, str, str], bytes]
"""(URL, "png" or "svg", "receipt" or "counter") → the picture."""

_TYPES = {"png": "image/png", "svg": "image/svg+xml"}
_SIZES = frozenset({"receipt", "counter"})
_KNOWN = frozenset({"for", "size"})
_CACHE = "public, max-age=31536000, immutable"  # a token's picture never changes


def routes(templates: Mapping[str, str], draw: Draw) -> list[web.AbstractRouteDef]:
    """``templates``: platform → a URL with ``{token}`` in it; without any, nothing can be drawn."""

    async def picture(request: web.Request) -> web.Response:
        asked = request.query
        platform, size = asked.get("for", next(iter(templates), "")), asked.get("size", "receipt")
        if platform not in templates or size not in _SIZES or not _KNOWN.issuperset(asked):
            raise web.HTTPNotFound
        form = request.match_info["form"]
        url = templates[platform].replace("{token}", request.match_info["token"])
        return web.Response(
            body=draw(url, form, size), content_type=_TYPES[form], headers={"Cache-Control": _CACHE}
        )

    return [web.get("/qr/{token:[0-9a-f]{32}}.{form:png|svg}", picture)]
