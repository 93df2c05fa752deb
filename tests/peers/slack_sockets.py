"""Socket Mode: single-use addresses, envelopes, acknowledgements, and connections that go bad."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from tests.peers.slack_deliveries import COMMAND, EVENTS, Answer, Delivery
from tests.peers.slack_state import APP, ApiError, Json

CONNECTIONS_MOST = 10
TICKET_S = 30.0
HERE_S = 3.0  # how long an interaction waits for a connection before its user sees an error
SOCKET_KINDS = frozenset("disconnect refresh link_disabled close reset half_open".split())
_REASONS = {"disconnect": "warning", "refresh": "refresh_requested", "link_disabled": "link_disabled"}


@dataclass(eq=False)
class Connection:
    socket: web.WebSocketResponse
    request: web.Request
    half_open: bool = False
    leaving: bool = False
    waiting: dict[str, asyncio.Future[Json]] = field(default_factory=dict)  # by envelope


@dataclass
class SocketMode:
    url: str = ""  # ws://…
    warning_s: float = 1.0  # between a warning and the end of the connection; about 10 on the platform
    ticket_s: float = TICKET_S
    timeout_s: Callable[[], float] = lambda: 3.0
    dead_tickets: int = 0  # so many of the next addresses are refused
    enabled: bool = True
    opened: int = 0  # connections ever made
    refuse: Callable[[str, str], None] = print
    tickets: dict[str, float] = field(default_factory=dict)  # until, monotonic seconds
    connections: list[Connection] = field(default_factory=list)
    _turn: int = 0
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _stopped: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def open(self) -> str:
        """A fresh address: good for one connection, soon."""
        if not self.enabled:
            raise ApiError("link_disabled")
        ticket = uuid.uuid4().hex
        if self.dead_tickets:
            self.dead_tickets -= 1
        else:
            self.tickets[ticket] = time.monotonic() + self.ticket_s
        return f"{self.url}/socket/{ticket}?app_id={APP}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        until = self.tickets.pop(request.match_info["ticket"], 0.0)
        if time.monotonic() > until:
            return web.Response(status=404, text="this address is used up or too old")
        websocket = web.WebSocketResponse(autoping=False, autoclose=False)
        await websocket.prepare(request)
        if len(self.connections) >= CONNECTIONS_MOST:
            await websocket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await websocket.close()
            return websocket
        connection = Connection(websocket, request)
        self.connections.append(connection)
        self.opened += 1
        try:
            await websocket.send_json(self._hello())
            self._arrived.set()
            async for message in websocket:
                await self._heard(connection, message)
        finally:
            self._gone(connection)
        if connection.half_open:
            await self._stopped.wait()  # not even a goodbye is answered
        return websocket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {"host": "peer", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": APP},
        }

    async def _heard(self, connection: Connection, message: aiohttp.WSMessage) -> None:
        if connection.half_open:
            return
        if message.type is aiohttp.WSMsgType.PING:
            await connection.socket.pong(message.data)
        elif message.type is aiohttp.WSMsgType.TEXT:
            self._acknowledged(connection, message.data)

    def _acknowledged(self, connection: Connection, text: str) -> None:
        try:
            said = json.loads(text)
            envelope = said["envelope_id"]
        except (ValueError, TypeError, KeyError):
            self.refuse("not an acknowledgement", text)
            return
        unknown = said.keys() - {"envelope_id", "payload"}
        if unknown:
            self.refuse("unknown fields in an acknowledgement", text)
        waiting = connection.waiting.get(envelope)
        if waiting is not None and not waiting.done():
            waiting.set_result(said.get("payload") or {})

    def _gone(self, connection: Connection) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
        for waiting in connection.waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionError("the connection is gone"))

    async def attempt(self, delivery: Delivery, number: int, reason: str) -> Answer:
        """Into one connection. An event that a half-open one swallows does not count as an attempt."""
        while True:
            limit_s = None if delivery.kind == EVENTS else HERE_S
            connection = await self._free(limit_s)
            if connection is None:
                return Answer(False, reason="no_connection")
            answer = await self._through(connection, delivery, number, reason)
            if answer.taken or not connection.half_open or delivery.kind != EVENTS:
                return answer

    async def _free(self, limit_s: float | None) -> Connection | None:
        """A connection in turn, when there is one: anyone may get a payload."""
        try:
            async with asyncio.timeout(limit_s):
                while True:
                    able = [one for one in self.connections if not one.leaving and not one.socket.closed]
                    healthy = [one for one in able if not one.half_open] or able
                    if healthy:
                        self._turn += 1
                        return healthy[self._turn % len(healthy)]
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            return None

    async def _through(self, connection: Connection, delivery: Delivery, number: int, reason: str) -> Answer:
        envelope = str(uuid.uuid4())
        waiting = connection.waiting[envelope] = asyncio.get_running_loop().create_future()
        frame: Json = {
            "envelope_id": envelope,
            "type": delivery.kind,
            "accepts_response_payload": delivery.kind != EVENTS,
            "payload": delivery.payload,
        }
        if delivery.kind == EVENTS:
            frame |= {"retry_attempt": number, "retry_reason": reason}
        try:
            if not connection.half_open:
                await connection.socket.send_json(frame)
            body = await asyncio.wait_for(waiting, self.timeout_s())
        except TimeoutError:
            return Answer(False, reason="timeout")
        except ConnectionError:
            return Answer(False, reason="connection_failed")
        finally:
            connection.waiting.pop(envelope, None)
        if body and delivery.kind not in (COMMAND, "interactive"):
            self.refuse("an event is acknowledged without a payload", json.dumps(body))
        return Answer(True, body)

    def spoil(self, kind: str) -> int:
        """Let every connection that is up go bad in this way; returns how many that were."""
        spoilt = [one for one in self.connections if not one.leaving and not one.half_open]
        if kind == "link_disabled":
            self.enabled = False
        for connection in spoilt:
            if kind == "half_open":
                connection.half_open = True
            elif kind == "reset":
                _reset(connection)
            else:
                connection.leaving = kind != "disconnect"  # after a warning it is still good
                self._spawn(self._say_goodbye(connection, kind))
        return len(spoilt)

    async def _say_goodbye(self, connection: Connection, kind: str) -> None:
        try:
            if kind in _REASONS:
                frame = {"type": "disconnect", "reason": _REASONS[kind], "debug_info": {"host": "peer"}}
                await connection.socket.send_json(frame)
                await asyncio.sleep(self.warning_s)
            connection.leaving = True
            await connection.socket.close()
        except ConnectionError:
            pass  # the client was quicker
        self._gone(connection)

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        self._stopped.set()
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for connection in [*self.connections]:
            if connection.request.transport is not None:
                connection.request.transport.abort()


def _reset(connection: Connection) -> None:
    """A TCP reset instead of a goodbye."""
    transport = connection.request.transport
    if transport is not None:
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
