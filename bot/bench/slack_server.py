"""A Slack that takes every message over HTTP, at once, and remembers when: what ``bench alerts`` posts to.

A process of its own. Its times are ``time.monotonic``, which on one machine all processes share.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time

from aiohttp import web

from bot.app import stop_signal
from bot.http.server import HttpServer

Posted = tuple[str, str, str, float, str]
"""Method, channel, ts, when, and what it said, as JSON."""


class Channels:
    """What was posted, in order."""

    def __init__(self) -> None:
        self._posted: list[Posted] = []
        self._numbers = itertools.count(1)

    async def call(self, request: web.Request) -> web.Response:
        """``chat.postMessage`` and ``chat.update``; whatever else is asked is answered with nothing."""
        method = request.match_info["method"]
        if method not in ("chat.postMessage", "chat.update"):
            return web.json_response({"ok": True})
        said = await request.json()
        channel = str(said["channel"])
        ts = str(said.get("ts") or f"1700000000.{next(self._numbers):06}")
        shown = json.dumps([said.get("text"), said.get("blocks")], ensure_ascii=False)
        self._posted.append((method, channel, ts, time.monotonic(), shown))
        return web.json_response({"ok": True, "channel": channel, "ts": ts, "message": {}})

    async def record(self, _: web.Request) -> web.Response:
        """What was posted since this was last asked for."""
        posted, self._posted = self._posted, []
        return web.json_response(posted)


async def serve() -> None:
    """Serve until asked to stop."""
    asked_to_stop = stop_signal()
    channels = Channels()
    site = web.Application()
    site.add_routes([web.post("/api/{method}", channels.call), web.get("/record", channels.record)])
    server = HttpServer(site, "127.0.0.1", 0)
    await server.start()
    print(f"the Slack of the benchmark is running on {server.url}", flush=True)
    await asked_to_stop.wait()
    await server.stop()


if __name__ == "__main__":
    asyncio.run(serve())
