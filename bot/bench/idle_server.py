"""The server that ``bench purchases`` measures against: ours, and every purchase is answered with 204."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.app import stop_signal
from bot.http.server import HttpServer, create_app


async def _nothing(request: web.Request) -> web.Response:
    await request.read()
    return web.Response(status=204)


async def serve() -> None:
    """Serve until asked to stop."""
    asked_to_stop = stop_signal()
    server = HttpServer(create_app([[web.post("/purchases", _nothing)]]), "127.0.0.1", 0)
    await server.start()
    print(f"the idle server is running on {server.url}", flush=True)
    await asked_to_stop.wait()
    await server.stop()


if __name__ == "__main__":
    asyncio.run(serve())
