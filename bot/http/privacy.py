"""``GET /privacy``: what is kept of customers, in the language that the browser asks for, or ``?lang=``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aiohttp import web

PATH = "/privacy"

_NOTHING_ELSE = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

Page = Callable[[str], str]
"""A language → the page in it."""
Prefer = Callable[[str, Sequence[str]], str]
"""(Accept-Language, what there is) → the one to show."""


def routes(page: Page, languages: Sequence[str], prefer: Prefer, style: str) -> list[web.AbstractRouteDef]:
    """``style`` is the hash of the page's only style; nothing else is allowed in it."""
    policy = f"default-src 'none'; style-src '{style}'; {_NOTHING_ELSE}"

    async def shown(request: web.Request) -> web.Response:
        asked = request.query.get("lang", "")
        language = (
            asked if asked in languages else prefer(request.headers.get("Accept-Language", ""), languages)
        )
        headers = {
            "Content-Security-Policy": policy,
            "Content-Language": language,
            "Vary": "Accept-Language",
            "Cache-Control": "public, max-age=300",
        }
        return web.Response(text=page(language), content_type="text/html", headers=headers)

    return [web.get(PATH, shown)]
