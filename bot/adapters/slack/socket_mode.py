"""Socket Mode's connection, kept by ourselves.

* A socket's address is good for one connection: every attempt asks ``apps.connections.open`` for a fresh one.
* Connected means that Slack has said hello and the socket is open. One that has gone silent is noticed by
  the heartbeat.
* When Slack announces that it will close a connection, the next one stands before that one is let go.
* An envelope is acknowledged on the socket that brought it, after it was taken; one that was not taken is
  not acknowledged, and comes again.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.adapters.slack.failures import TOKEN_CODES, code_of, retry_after_s
from bot.adapters.slack.token import Patience

Json = Mapping[str, object]
Take = Callable[[Json], Awaitable[dict[str, object] | None]]
OpenUrl = Callable[[], Awaitable[str]]
Connect = Callable[[str], Awaitable[aiohttp.ClientWebSocketResponse]]

HEARTBEAT_S = 10.0  # and half of it until a missing answer ends the connection
HELLO_S = 10.0
STEADY_S = 10.0  # a connection that held this long was a good one
LONGEST_S = 15.0
_FULL_S = 30.0  # when there are too many connections already
_DRAIN_S = 5.0

_APP_CODES = TOKEN_CODES | {
    "not_allowed_token_type",
    "missing_scope",
    "no_permission",
    "app_not_found",
    "link_disabled",
}
_APP_REMEDY = (
    "Make an App-Level Token with the scope connections:write under Basic Information of the app's settings, "
    "switch Socket Mode on there, and give the token as [slack] app_token"
)
_SWITCHED_OFF = "Socket Mode is switched off for the app"
_TOO_MANY = "there are too many connections for the app"
_UNREACHED = "no connection to Slack"

_log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class _Link:
    """One connection. ``ended`` is set when it is over or about to be, for ``reason``."""

    socket: aiohttp.ClientWebSocketResponse
    since: float
    hello: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    reason: str = ""
    in_hand: set[asyncio.Task[None]] = field(default_factory=set)
    reader: asyncio.Task[None] | None = None

    @property
    def is_up(self) -> bool:
        return self.hello.is_set() and not self.socket.closed


class SocketMode:
    """``take`` gives an envelope's acknowledgement, or None where there is none."""

    def __init__(self, *, open_url: OpenUrl, connect: Connect, take: Take, give_up_after_s: float) -> None:
        self._open_url = open_url
        self._connect = connect
        self._take = take
        self._patience = Patience(give_up_after_s)
        self._links: set[_Link] = set()
        self._retiring: set[asyncio.Task[None]] = set()
        self._failures = 0
        self.problem: str | None = None

    @property
    def connected(self) -> bool:
        return any(link.is_up for link in self._links)

    async def run(self) -> None:
        """Stay connected until cancelled. Raises PlatformRefused."""
        pause_s = 0.0
        try:
            while True:
                link = await self._next(pause_s)
                for old in self._links - {link}:
                    self._retire(old)
                await link.ended.wait()
                pause_s = self._after(link)
                if not link.is_up:
                    self._retire(link)
        finally:
            await self._close()

    # -- connecting

    async def _next(self, pause_s: float) -> _Link:
        """The next connection that holds, however many attempts it takes."""
        while True:
            await asyncio.sleep(pause_s)
            try:
                link = await self._open()
            except SlackApiError as error:
                pause_s = self._refused(error)
            except (TimeoutError, aiohttp.ClientError, OSError, ValueError, AttributeError) as error:
                pause_s = self._unreached(type(error).__name__)
            else:
                self._patience.accepted()
                self.problem = None
                return link

    async def _open(self) -> _Link:
        url = await self._open_url()
        socket = await self._connect(url)
        link = _Link(socket, asyncio.get_running_loop().time())
        link.reader = asyncio.create_task(self._read(link))
        try:
            async with asyncio.timeout(HELLO_S):
                await _first(link.hello, link.ended)
            if not link.is_up:
                raise ConnectionError("closed before the hello")
        except BaseException:
            link.reader.cancel()
            await asyncio.gather(link.reader, return_exceptions=True)
            await socket.close()
            raise
        self._links.add(link)
        _log.info("slack: connected")
        return link

    def _refused(self, error: SlackApiError) -> float:
        code = code_of(error)
        if (after_s := retry_after_s(error)) is not None:
            _log.warning("slack: asked to wait %g s before connecting", after_s)
            return min(after_s, 60.0)
        if code in _APP_CODES:
            return self._not_wanted(f"Slack refuses the app token: {code}")
        return self._unreached(code or "no answer of Slack's")

    def _not_wanted(self, problem: str) -> float:
        if self.problem != problem:
            _log.error("slack: %s. %s", problem, _APP_REMEDY)
        self.problem = problem
        self._patience.refused(problem, _APP_REMEDY)
        return self._patience.pause_s

    def _unreached(self, why: str) -> float:
        self._failures += 1
        self.problem = _UNREACHED
        _log.warning("slack: %s (%s), attempt %d", _UNREACHED, why, self._failures)
        return self._backoff_s()

    def _backoff_s(self) -> float:
        return 0.0 if self._failures == 0 else min(LONGEST_S, 2.0 ** min(self._failures - 1, 10))

    def _after(self, link: _Link) -> float:
        """How long to wait for the next connection, by how this one ended."""
        if link.reason == "link_disabled":
            return self._not_wanted(_SWITCHED_OFF)
        if link.reason == "too_many_websockets":
            self.problem = _TOO_MANY
            _log.error("slack: %s: is this bot running elsewhere?", _TOO_MANY)
            return _FULL_S
        held_s = asyncio.get_running_loop().time() - link.since
        announced = link.reason in ("warning", "refresh_requested")
        self._failures = 0 if announced or held_s >= STEADY_S else self._failures + 1
        if not announced:
            self.problem = _UNREACHED
        _log.info("slack: connection ends (%s)", link.reason or "dropped")
        # A first drop is mended at once; one that keeps dropping is given time.
        return 0.0 if self._failures <= 1 else self._backoff_s()

    # -- what comes in

    async def _read(self, link: _Link) -> None:
        try:
            async for message in link.socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._received(link, message.data)
        finally:
            link.ended.set()

    def _received(self, link: _Link, raw: str) -> None:
        try:
            frame = json.loads(raw)
        except (ValueError, RecursionError):
            _log.warning("slack: a frame that is no JSON is passed over")
            return
        if not isinstance(frame, dict):
            return
        kind, envelope_id = frame.get("type"), frame.get("envelope_id")
        if kind == "hello":
            link.hello.set()
        elif kind == "disconnect":
            link.reason = str(frame.get("reason", ""))
            link.ended.set()
        elif isinstance(envelope_id, str):
            task = asyncio.create_task(self._answer(link, frame))
            link.in_hand.add(task)
            task.add_done_callback(link.in_hand.discard)

    async def _answer(self, link: _Link, envelope: Json) -> None:
        acknowledgement = await self._take(envelope)
        if acknowledgement is None:
            return
        try:
            await link.socket.send_json(acknowledgement)
        except (OSError, aiohttp.ClientError):  # it is gone: Slack brings the envelope again
            _log.info("slack: an acknowledgement was not sent, the connection is gone")

    # -- letting go

    def _retire(self, link: _Link) -> None:
        self._links.discard(link)
        task = asyncio.create_task(self._let_go(link))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)

    async def _let_go(self, link: _Link) -> None:
        """Close a connection once what it brought is acknowledged."""
        if link.in_hand:
            await asyncio.wait(link.in_hand, timeout=_DRAIN_S)
        await link.socket.close()
        tasks = [*link.in_hand, *([link.reader] if link.reader else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _close(self) -> None:
        links, self._links = self._links, set()
        await asyncio.gather(*(self._let_go(link) for link in links), *self._retiring, return_exceptions=True)


async def _first(*events: asyncio.Event) -> None:
    """Until one of them is set."""
    waiting = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
