"""``/healthz``: this process is alive. ``/readyz``: it can do its work, and if not, what is in the way."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from aiohttp import web

from bot.core.errors import StorageUnavailable
from bot.core.intake import Intake
from bot.core.ports import Health

Check = Callable[[], Awaitable[str | None]]
"""Answers None when all is well, else in a few words what is wrong; never a secret."""

LONGEST_WAIT_S = 300.0  # of a parcel that is due; one that waits longer is stuck
HEALTH_PATHS = ("/healthz", "/readyz")
_PATIENCE_S = 3.0

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class PlatformState:
    """How a platform is: its connection, and how long the oldest of its due parcels has waited."""

    connected: bool
    last_event_at: datetime | None = None
    oldest_due_s: float | None = None
    problem: str | None = None
    stands_by: bool = False  # another process keeps the connection; this one takes over when that ends

    @property
    def in_the_way(self) -> str | None:
        """What keeps this platform from doing its work; None while nothing does."""
        if not self.connected and not self.stands_by:
            return self.problem or "not connected"
        if self.oldest_due_s is not None and self.oldest_due_s > LONGEST_WAIT_S:
            return self.problem or f"a message has waited for {self.oldest_due_s:.0f} s"
        return None

    @property
    def json(self) -> dict[str, object]:
        """As ``/readyz`` shows it; a problem that is not in the way yet is shown too."""
        return {
            "connected": self.connected,
            "last_event": self.last_event_at.isoformat() if self.last_event_at else None,
            "oldest_due_s": None if self.oldest_due_s is None else round(self.oldest_due_s, 1),
            "problem": self.in_the_way or self.problem,
            **({"stands_by": True} if self.stands_by else {}),
        }


Platforms = Callable[[], Awaitable[Mapping[str, PlatformState]]]


def platform_state(
    health: Health, oldest_due_at: datetime | None, now: datetime, *, stands_by: bool = False
) -> PlatformState:
    """What a source says of itself, with the moment at which the oldest parcel of its platform was due."""
    waited = None if oldest_due_at is None else max((now - oldest_due_at).total_seconds(), 0.0)
    return PlatformState(health.connected, health.last_event_at, waited, health.problem, stands_by)


def health_routes(
    alive: Mapping[str, Check],
    ready: Mapping[str, Check],
    platforms: Platforms | None = None,
    intake: Callable[[], Intake] | None = None,
) -> list[web.AbstractRouteDef]:
    """Two routes that answer 200 or 503 with ``{"status", "checks": {name: "ok" | what is wrong}}``.

    ``/readyz`` shows the platforms beside them, ``{name: {"connected", "last_event", "oldest_due_s",
    "problem"}}``, and what has come in and waits, ``"intake": {"waiting", "oldest_s", "held_back",
    "held_back_s", "problem"}``; it is 503 too while one of these is in the way.
    """

    async def lives(_request: web.Request) -> web.Response:
        checks = await _results(alive)
        return _response(checks, {}, well=_all_ok(checks))

    async def works(_request: web.Request) -> web.Response:
        checks, states = await asyncio.gather(_results(ready), _states(platforms))
        shown: dict[str, object] = {}
        well = _all_ok(checks)
        if intake is not None:
            waits = intake()
            shown["intake"] = waits.json
            well = well and waits.in_the_way is None
        if isinstance(states, str):
            return _response({**checks, "platforms": states}, shown, well=False)
        if platforms:
            shown["platforms"] = {name: state.json for name, state in states.items()}
        return _response(checks, shown, well=well and not any(state.in_the_way for state in states.values()))

    return [web.get(path, handler) for path, handler in zip(HEALTH_PATHS, (lives, works), strict=True)]


def _response(checks: Mapping[str, str], more: Mapping[str, object], *, well: bool) -> web.Response:
    return web.json_response(
        {"status": "ok" if well else "failing", "checks": checks, **more},
        status=200 if well else 503,
        headers={"Cache-Control": "no-store"},
    )


def _all_ok(checks: Mapping[str, str]) -> bool:
    return all(result == "ok" for result in checks.values())


async def _results(checks: Mapping[str, Check]) -> dict[str, str]:
    results = await asyncio.gather(*(_answer(name, check) for name, check in checks.items()))
    return {name: result or "ok" for name, result in zip(checks, results, strict=True)}


async def _states(platforms: Platforms | None) -> Mapping[str, PlatformState] | str:
    return await _answer("platforms", platforms) if platforms else {}


async def _answer(name: str, ask: Callable[[], Awaitable[_T]]) -> _T | str:
    """The answer, or what went wrong: an error's own words stay in the log, for they may hold secrets."""
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await ask()
    except StorageUnavailable:
        return "unknown: the storage does not answer"  # its own check says why
    except TimeoutError:
        return f"no answer within {_PATIENCE_S:g} s"
    except Exception:  # noqa: BLE001  # a check that fails is an answer
        _log.exception("health check %s failed", name)
        return "the check itself failed, see the log"
