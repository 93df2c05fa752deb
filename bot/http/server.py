"""The one aiohttp application: everybody's routes, health, security headers and clean errors."""

from __future__ import annotations

import errno
import logging
import socket
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.core.errors import OperatorError, StorageUnavailable
from bot.core.intake import Intake
from bot.http.health import HEALTH_PATHS, Check, Platforms, health_routes
from bot.http.metrics import PATH as METRICS_PATH

MAX_BODY = 1024 * 1024  # bytes; a platform sends the message that a press belongs to along with it
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_EVERY_ADDRESS = frozenset({"", "0.0.0.0", "::"})  # noqa: S104  # compared with, not bound to
_RETRY_AFTER_S = 2
_MOST_AT_ONCE = 512  # requests in hand, besides open sockets and whoever asks how we are
_SHUTDOWN_S = 2.5
_ALWAYS = frozenset({*HEALTH_PATHS, METRICS_PATH})  # also when there is too much else
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_REMEDIES: Mapping[int, str] = {
    errno.EADDRINUSE: "is already in use; choose another with --port or [http] port",
    errno.EACCES: "may not be opened by this user; choose a port above 1023 with --port or [http] port",
    errno.EADDRNOTAVAIL: "is not an address of this machine; choose another with --host or [http] host",
}

_log = logging.getLogger(__name__)


def create_app(
    routes: Iterable[Iterable[web.AbstractRouteDef]],
    *,
    alive: Mapping[str, Check] | None = None,
    ready: Mapping[str, Check] | None = None,
    platforms: Platforms | None = None,
    intake: Callable[[], Intake] | None = None,
    frame_ancestors: Sequence[str] = (),
    public_url: str = "",
    hosts: Collection[str] = (),
    on_shutdown: Sequence[Callable[[], Awaitable[None]]] = (),
) -> web.Application:
    """The application with all routes and ``/healthz`` and ``/readyz``.

    ``platforms`` is asked how the platforms are, and ``intake`` what waits, whenever somebody asks whether we
    are ready.
    ``frame_ancestors`` are the origins that may show our pages in a frame (none: nobody may).
    ``public_url`` is how browsers know us behind a proxy. ``hosts``, when given, are the only host
    names answered to (for what listens without a password on loopback: a foreign name that resolves to
    it gets nothing). ``on_shutdown`` runs before open requests are cut off.
    """
    guards = (_errors, _hosts(frozenset(hosts)), _origins(public_url), _at_most(_MOST_AT_ONCE))
    app = web.Application(middlewares=guards, client_max_size=MAX_BODY)
    for some in routes:
        app.router.add_routes(some)
    app.router.add_routes(health_routes(alive or {}, ready or {}, platforms, intake))
    headers = security_headers(frame_ancestors)

    async def protect(_request: web.Request, response: web.StreamResponse) -> None:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if "ETag" in response.headers:
            response.headers.setdefault("Cache-Control", "no-cache")
        response.headers["Server"] = "feedback-bot"

    app.on_response_prepare.append(protect)
    for goodbye in on_shutdown:
        app.on_shutdown.append(_without_app(goodbye))
    return app


def security_headers(frame_ancestors: Sequence[str]) -> dict[str, str]:
    """What every response carries: no foreign scripts, no frames but the named, no referrer."""
    policy = {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": " ".join(frame_ancestors) or "'none'",
    }
    headers = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    }
    if not frame_ancestors:
        headers["X-Frame-Options"] = "DENY"
    return headers


class HttpServer:
    """An application on a host and port, from ``start`` to ``stop``."""

    def __init__(self, app: web.Application, host: str, port: int) -> None:
        self._app = app
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None

    @property
    def port(self) -> int:
        """The port that is really listened on, when 0 was asked for; before ``start`` the one asked for."""
        addresses = self._runner.addresses if self._runner else []
        return int(addresses[0][1]) if addresses else self._port

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it."""
        host = "127.0.0.1" if self._host in _EVERY_ADDRESS else self._host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    async def start(self) -> None:
        """Listen. Raises OperatorError when host or port cannot be had."""
        # No access log: its lines would hold the tokens of invitations' links.
        # Bodies stay as they came: signatures are over those bytes, and nothing swells when unpacked.
        runner = web.AppRunner(
            self._app,
            access_log=None,
            handle_signals=False,
            shutdown_timeout=_SHUTDOWN_S,
            auto_decompress=False,
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            await runner.cleanup()
            raise OperatorError(_cannot_listen(self._host, self._port, error)) from error
        self._runner = runner

    async def stop(self) -> None:
        """Run the shutdown calls, let open requests end, and stop listening. Twice is once."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()


def _cannot_listen(host: str, port: int, error: OSError) -> str:
    where = f"{host}:{port}"
    if isinstance(error, socket.gaierror):
        return f"{where}: no such host; choose another with --host or [http] host"
    remedy = _REMEDIES.get(error.errno or 0, f"cannot be listened on ({error.strerror})")
    return f"{where} {remedy}"


def _without_app(goodbye: Callable[[], Awaitable[None]]) -> Callable[[web.Application], Awaitable[None]]:
    async def run(_app: web.Application) -> None:
        await goodbye()

    return run


@web.middleware
async def _errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every failure as ``{"error": …, "status": …}``, without a word about our insides."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        kept = {name: error.headers[name] for name in ("Allow", "Retry-After") if name in error.headers}
        return _problem(error.status, kept)
    except web.RequestPayloadError:
        return _problem(400, {})
    except StorageUnavailable:
        return _problem(503, {"Retry-After": str(_RETRY_AFTER_S)})
    except Exception:  # noqa: BLE001  # the last line of defence: logged, and told to nobody
        resource = request.match_info.route.resource  # not the path: it may hold a link's token
        _log.exception("%s %s failed", request.method, resource.canonical if resource else "")
        return _problem(500, {})


def _problem(status: int, headers: Mapping[str, str]) -> web.Response:
    body = {"error": HTTPStatus(status).phrase, "status": status}
    return web.json_response(body, status=status, headers=headers)


def _at_most(most: int) -> Middleware:
    """Answers 503 to what comes while so many requests are in hand: nobody's body is read in vain."""
    in_hand = 0

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        nonlocal in_hand
        is_socket = request.method == "GET" and "Upgrade" in request.headers
        if is_socket or request.path in _ALWAYS:
            return await handler(request)
        if in_hand >= most:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": str(_RETRY_AFTER_S)})
        in_hand += 1
        try:
            return await handler(request)
        finally:
            in_hand -= 1

    return check


def _hosts(allowed: frozenset[str]) -> Middleware:
    """Answers only to these names, when there are any."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if allowed and urlsplit(f"//{request.host}").hostname not in allowed:
            raise web.HTTPMisdirectedRequest
        return await handler(request)

    return check


def _origins(public_url: str) -> Middleware:
    """Lets no other site's page open our sockets or change anything; programs send no Origin."""
    public = urlsplit(public_url).netloc.lower()

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        changes = request.method not in _SAFE_METHODS or "Upgrade" in request.headers
        if origin and changes and urlsplit(origin).netloc.lower() not in {request.host.lower(), public}:
            raise web.HTTPForbidden
        return await handler(request)

    return check
