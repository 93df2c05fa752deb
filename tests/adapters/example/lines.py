"""An adapter for a platform as plain as can be: a server that speaks lines of JSON over TCP.

It is the worked example of docs/adapters.md, whole. The server sends one event a line, and sends it again
until it reads the event's number back; what the bot says goes the other way, and is answered too::

    from the server  {"event": 7, "from": "maya", "text": "It was cold."}
                     {"event": 8, "from": "maya", "press": "a|Bad"}
    to the server    {"password": "…"}
                     {"ack": 7}
                     {"send": "p1", "to": "maya", "text": "…", "buttons": [["Good", "a|Good"]], "edit": 12}
    from the server  {"sent": "p1", "message": 12}
                     {"failed": "p1", "why": "busy"}    busy, gone or refused
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.config import Secret
from bot.core.effects import Message, Parcel
from bot.core.errors import Rejected, SendError, StorageUnavailable, TryLater, Unknown, Unreachable
from bot.core.events import ButtonPressed, Event, MessageReceived
from bot.core.identity import Address
from bot.core.ports import EvidenceSource, Health, Receipt, Render
from bot.plugins import Keys, NoEvidence, Plugin, Surroundings

PLATFORM = "lines"
_AGAIN_S = 0.5
_ANSWER_S = 10.0
_BUSY_S = 5.0


# --- in: what the server says, as events. Pure.


def event_of(said: Mapping[str, Any], at: datetime) -> Event:
    """Raises KeyError for a line that is none of an event's."""
    key, who = str(said["event"]), Address(PLATFORM, person=str(said["from"]))
    if "press" in said:
        return ButtonPressed(PLATFORM, key, at, who, str(said["press"]))
    return MessageReceived(PLATFORM, key, at, who, str(said["text"]))


# --- out: a parcel, as a line. Pure.


def line_of(parcel: Parcel, target: str | None, render: Render) -> dict[str, object]:
    """What the server is told; ``target`` is the message to write anew in its place."""
    edit = {} if target is None else {"edit": int(target)}
    return {"send": parcel.id, "to": parcel.address.person, **_drawn(parcel.message, parcel, render), **edit}


def _drawn(message: Message, parcel: Parcel, render: Render) -> dict[str, object]:
    words = [render(line, parcel.language) for line in message.lines]
    buttons = [[render(one.label, parcel.language), one.data] for row in message.rows for one in row]
    return {"text": "\n".join(words), "buttons": buttons}


def error_of(why: str) -> SendError:
    """What a refusal means for the parcel."""
    kinds: Mapping[str, SendError] = {"busy": TryLater(_BUSY_S), "gone": Unreachable(why)}
    return kinds.get(why, Rejected(why))


# --- the adapter: sockets, and nothing that decides


class LinesAdapter:
    """One connection, kept; both directions go over it."""

    def __init__(self, host: str, port: int, given: Surroundings, password: str = "") -> None:
        self._server = host, port
        self._password = password
        self._given = given
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._events: asyncio.Queue[Mapping[str, Any]] = asyncio.Queue()
        self._waiting: dict[str, asyncio.Future[str]] = {}
        self._last_event_at: datetime | None = None

    @property
    def evidence(self) -> EvidenceSource:
        return NoEvidence()

    def routes(self) -> list[Any]:
        return []

    def health(self) -> Health:
        is_connected = self._writer is not None
        problem = None if is_connected else f"no connection to {self._server[0]}:{self._server[1]}"
        return Health(is_connected, self._last_event_at, problem)

    async def run(self) -> None:
        """Bring events in until cancelled. Each is acknowledged after ``deliver``, and never before."""
        while True:
            try:
                await self._connected()
                said = await self._events.get()
                await self._given.deliver(event_of(said, self._given.clock.now()))
                await self._write({"ack": said["event"]})
                self._last_event_at = self._given.clock.now()
            except (OSError, StorageUnavailable):
                await asyncio.sleep(_AGAIN_S)  # the server brings it again

    async def send(
        self,
        parcel: Parcel,
        target: str | None,
        recovered: bool,  # noqa: ARG002 - the server shows an id that it knows once, whatever was
        thread: str | None = None,  # noqa: ARG002 - there are no threads
    ) -> Receipt:
        """One attempt."""
        try:
            await self._connected()
        except OSError:
            raise TryLater(_BUSY_S) from None  # nothing was sent
        answer = self._waiting[parcel.id] = asyncio.get_running_loop().create_future()
        try:
            await self._write(line_of(parcel, target, self._given.render))
            async with asyncio.timeout(_ANSWER_S):
                return Receipt(await answer)
        except (OSError, TimeoutError):
            raise Unknown("the connection broke before the answer") from None
        finally:
            self._waiting.pop(parcel.id, None)

    async def close(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def _connected(self) -> None:
        if self._writer is None:
            reader, self._writer = await asyncio.open_connection(*self._server)
            self._reading = asyncio.create_task(self._read(reader, self._writer))
            await self._write({"password": self._password})

    async def _write(self, what: Mapping[str, object]) -> None:
        if self._writer is None:
            raise ConnectionResetError
        self._writer.write(json.dumps(what).encode() + b"\n")
        await self._writer.drain()

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(OSError):
                async for line in reader:
                    self._take(json.loads(line))
        finally:
            self._writer = None
            writer.close()
            for answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(ConnectionResetError())

    def _take(self, said: Mapping[str, Any]) -> None:
        if "event" in said:
            self._events.put_nowait(said)
        answer = self._waiting.get(str(said.get("sent", said.get("failed"))))
        if answer is None or answer.done():
            return
        if "failed" in said:
            answer.set_exception(error_of(str(said["why"])))
        else:
            answer.set_result(str(said["message"]))


# --- what the entry point names


def _make(keys: Keys, given: Surroundings) -> LinesAdapter:
    password = keys.get("password")
    said = password.reveal() if isinstance(password, Secret) else ""
    return LinesAdapter(str(keys["host"]), int(str(keys["port"])), given, said)


def _problems(keys: Keys) -> Iterable[tuple[str, str]]:
    for unknown in sorted(keys.keys() - {"host", "password", "port"}):
        yield unknown, "unknown key; known: host, password, port"
    if not isinstance(keys.get("host"), str):
        yield "host", 'must be given: the server\'s name, such as "127.0.0.1"'
    if not isinstance(keys.get("port"), int):
        yield "port", "must be given: the server's port, such as 4000"


PLUGIN = Plugin(_make, _problems)
