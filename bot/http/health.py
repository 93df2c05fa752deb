"""``/healthz``: this process is alive. ``/readyz``: it can do its work, and if not, what is in the way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

Check = Callable[[], Awaitable[str | None]]
"""Answers None when all is well, else in a few words what is wrong; never a secret."""

_PATIENCE_S = 3.0

_log = logging.getLogger(__name__)


def health_routes(alive: Mapping[str, Check], ready: Mapping[str, Check]) -> list[web.AbstractRouteDef]:
    """Two routes that answer 200 or 503 with ``{"status", "checks": {name: "ok" | what is wrong}}``."""

    def route(path: str, checks: Mapping[str, Check]) -> web.RouteDef:
        async def answer(_request: web.Request) -> web.Response:
            return await _answer(checks)

        return web.get(path, answer)

    return [route("/healthz", alive), route("/readyz", ready)]


async def _answer(checks: Mapping[str, Check]) -> web.Response:
    problems = await asyncio.gather(*(_problem(name, check) for name, check in checks.items()))
    results = {name: problem or "ok" for name, problem in zip(checks, problems, strict=True)}
    well = not any(problems)
    return web.json_response(
        {"status": "ok" if well else "failing", "checks": results},
        status=200 if well else 503,
        headers={"Cache-Control": "no-store"},
    )


async def _problem(name: str, check: Check) -> str | None:
    """What is wrong; an error's own words stay in the log, since they may hold addresses or secrets."""
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await check()
    except TimeoutError:
        return f"no answer within {_PATIENCE_S:g} s"
    except Exception:  # noqa: BLE001  # a check that fails is an answer
        _log.exception("health check %s failed", name)
        return "the check itself failed, see the log"
