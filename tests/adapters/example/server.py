"""The other side of the example: a server of lines, and one customer's screen."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.adapter_kit import Failure, Inbox
from bot.core.identity import Address
from tests.adapters.example.lines import LinesAdapter

_AGAIN_S = 0.3
_WHY = {Failure.BUSY: "busy", Failure.GONE: "gone", Failure.REFUSED: "refused"}


@dataclass
class Server:
    """Sends an event until it is acknowledged; a parcel whose id it knows is shown once."""

    port: int = 0
    shown: dict[int, dict[str, Any]] = field(default_factory=dict)  # by message number
    numbers: dict[str, int] = field(default_factory=dict)  # parcel -> message
    unacknowledged: dict[int, dict[str, Any]] = field(default_factory=dict)
    fails: list[Failure] = field(default_factory=list)
    _count: int = 0

    def bring(self, **what: object) -> None:
        """Something happened on the customer's side."""
        self._count += 1
        self.unacknowledged[self._count] = {"event": self._count, "from": "maya", **what}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        bringing = asyncio.create_task(self._bring(writer))
        try:
            async for line in reader:
                said = json.loads(line)
                if "password" in said:
                    continue
                if "ack" in said:
                    self.unacknowledged.pop(said["ack"], None)
                elif not await self._take(said, writer):
                    break
        finally:
            bringing.cancel()
            writer.close()

    async def _bring(self, writer: asyncio.StreamWriter) -> None:
        while True:
            for one in [*self.unacknowledged.values()]:
                await _write(writer, one)
            await asyncio.sleep(_AGAIN_S)

    async def _take(self, said: Mapping[str, Any], writer: asyncio.StreamWriter) -> bool:
        """Whether the connection goes on."""
        how = self.fails.pop(0) if self.fails else None
        if how in _WHY:
            await _write(writer, {"failed": said["send"], "why": _WHY[how]})
            return True
        number = said.get("edit") or self.numbers.setdefault(said["send"], len(self.numbers) + 1)
        self.shown[number] = dict(said)
        if how is Failure.CUT:
            return False
        await _write(writer, {"sent": said["send"], "message": number})
        return True


async def _write(writer: asyncio.StreamWriter, what: Mapping[str, object]) -> None:
    writer.write(json.dumps(what).encode() + b"\n")
    await writer.drain()


@contextlib.asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    """A server on a free port of this machine."""
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, limit=2**20)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


@dataclass
class OnLines:
    """The customer's chat, as the contract wants to see it."""

    server: Server
    adapter: LinesAdapter
    inbox: Inbox
    customer: Address = field(default=Address("lines", person="maya"))
    failures: frozenset[Failure] = frozenset(Failure)

    async def says(self, text: str) -> None:
        self.server.bring(text=text)

    async def presses(self, label: str) -> None:
        buttons = [one for said in self.server.shown.values() for one in said["buttons"]]
        (data,) = [data for words, data in buttons if words == label]
        self.server.bring(press=data)

    async def sees(self) -> Sequence[str]:
        return [said["text"] for said in self.server.shown.values()]

    async def unacknowledged(self) -> int:
        return len(self.server.unacknowledged)

    async def fails(self, how: Failure) -> None:
        self.server.fails.append(how)
