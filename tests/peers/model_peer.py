"""A stand-in for an OpenAI-compatible server: a real socket that answers as it is told, or misbehaves."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Say = Callable[[str], str]
"""From the text that it is asked about to what it says."""


@dataclass
class ModelPeer:
    """``status``, ``body`` and ``hang`` stand in for a proper answer; what came in is in ``got``."""

    port: int = 0
    say: Say = lambda text: f"[translated] {text}"
    status: int = 200
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    hang: asyncio.Event | None = None
    endless: bool = False
    cut_off: bool = False
    requests: int = 0
    got: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def texts(self) -> list[str]:
        """What it was asked about, in order."""
        return [
            data["text"] if "text" in data else "\n".join(data["comments"])
            for _, _, body in self.got
            for data in [json.loads(body["messages"][1]["content"])]
        ]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.requests += 1
        self.got.append((request.path, dict(request.headers), await request.json()))
        self.asked.set()
        if self.hang is not None:
            await self.hang.wait()
        if self.cut_off and request.transport is not None:
            request.transport.abort()
        if self.endless:
            return await self._without_end(request)
        body = self.body if self.body is not None else self._proper()
        return web.Response(status=self.status, body=body, headers=self.headers)

    def _proper(self) -> bytes:
        message = {"role": "assistant", "content": self.say(self.texts[-1])}
        said = {
            "object": "chat.completion",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        }
        return json.dumps(said).encode()

    async def _without_end(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=200)
        await response.prepare(request)
        while True:
            await response.write(b" " * 65536)


@contextlib.asynccontextmanager
async def model_peer() -> AsyncIterator[ModelPeer]:
    """One that listens on this machine."""
    peer = ModelPeer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", peer.answer)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    peer.port = runner.addresses[0][1]
    try:
        yield peer
    finally:
        if peer.hang is not None:
            peer.hang.set()
        await runner.cleanup()
