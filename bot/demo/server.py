"""``feedback-bot demo``: one local page with a shop, a customer's phone and the two rooms.

The page is there first; the history is written behind it. *Restart* replaces this very process, without
a goodbye, as a crash would: the new one goes on with what is in the data folder.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import secrets
import webbrowser
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import web

from bot import app
from bot.adapters.web.adapter import WebAdapter
from bot.charts import Charts
from bot.core.effects import Line
from bot.core.events import ButtonPressed, Event, LinkOpened, PurchaseReceived
from bot.core.identity import Address
from bot.demo.clocks import DemoClock
from bot.demo.headless import live
from bot.demo.sandbox import Sandbox, sandbox
from bot.http.server import LOOPBACK, HttpServer, create_app
from bot.own_files import OwnFiles
from bot.texts import render
from handlers.invitations import token_hash

PAGE = Path(__file__).parent / "page"
HOST = "127.0.0.1"
_STORY = "story.json"
_CLOCK = "clock-offset"
_HISTORY_CUSTOMERS = 160
_LONGEST_SKIP_HOURS = 24 * 31
_BEFORE_RESTART_S = 0.3
_SUGGESTIONS = ("/digest", "/digest last week", "/digest last month")

STAFF = Address("web", "", "staff", "sam")
MANAGER = Address("web", "", "managers", "alex")


@dataclass(frozen=True, slots=True)
class Ware:
    """Something in the demo's shop. What is taken home at once is asked about by the receipt's link."""

    id: str
    name: str
    price: str
    place: str
    touchpoint: str

    @property
    def shown(self) -> dict[str, str]:
        return {"id": self.id, "name": self.name, "price": self.price, "place": self.place}


WARES = {
    ware.id: ware
    for ware in (
        Ware("house-blend", "House Blend", "€14.90", "Berlin", "visit"),
        Ware("tasting", "Saturday Tasting", "€25.00", "Hamburg", "visit"),
        Ware("grinder", "Hand Grinder", "€59.00", "online", "delivery"),
        Ware("mug", "Stoneware Mug", "€18.00", "online", "delivery"),
    )
}


async def serve(
    folder: Path, port: int, seed: int, days: int, open_browser: bool, restart: list[str]
) -> None:
    """Serve the demo until asked to stop.

    ``restart`` is the command line that replaces this process; the port, where any was asked for, is added.
    """
    asked_to_stop = app.stop_signal()
    start, end = _story(folder, days)
    clock = DemoClock(folder / _CLOCK, start)
    async with sandbox(folder, clock, seed=seed, ticking=True) as box:
        demo = Demo(box, clock)
        routes = [demo.routes(), demo.adapter.routes()]
        server = HttpServer(create_app(routes, hosts=LOOPBACK, on_shutdown=(demo.adapter.close,)), HOST, port)
        await server.start()
        demo.restart = (*restart, "--port", str(server.port))
        print(f"The demo is on {server.url}  (Ctrl+C ends it)", flush=True)
        if open_browser:
            webbrowser.open(server.url)
        writing = asyncio.create_task(demo.write_history(start, end, days, seed))
        try:
            await asked_to_stop.wait()
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            await server.stop()


def _story(folder: Path, days: int) -> tuple[datetime, datetime]:
    """When the history begins and ends: settled at the first start, the same after every restart."""
    path = folder / _STORY
    if not path.exists():
        now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        story = {"start": (now - timedelta(days=days)).isoformat(), "end": now.isoformat()}
        path.write_text(json.dumps(story), "utf-8")
    story = json.loads(path.read_text("utf-8"))
    return datetime.fromisoformat(story["start"]), datetime.fromisoformat(story["end"])


class Demo:
    """What the page's buttons do."""

    def __init__(self, box: Sandbox, clock: DemoClock) -> None:
        self._box = box
        self._clock = clock
        self.restart: tuple[str, ...] = ()  # the command line that replaces this process
        self._written = asyncio.Event()
        self._share = 0.0  # of the history, 0…1
        self._last_press: ButtonPressed | None = None
        self._customer = "Maya Okafor"
        self.adapter = WebAdapter(
            deliver=self.deliver,
            history=box.history,
            clock=clock,
            draw=lambda: secrets.token_hex(16),
            render=render,
            title=box.settings.business,
            languages=box.settings.languages,
            allow_rooms=True,
            charts=Charts(),
            own_data=OwnFiles(box.database, lambda: box.settings, clock, render),
        )
        box.rooms.page = self.adapter
        self._seat_phone()
        self.adapter.attach_room("staff", STAFF, "Sam Reed", render(Line("demo.staff_room"), "en"))
        self.adapter.attach_room(
            "managers", MANAGER, "Alex Brandt", render(Line("demo.managers_room"), "en"), _SUGGESTIONS
        )

    def routes(self) -> list[web.AbstractRouteDef]:
        """The page, its files, and one route a button."""
        return [
            web.get("/", self._page),
            web.static("/demo/static", PAGE),
            web.get("/demo/state", self._state),
            web.post("/demo/buy", self._doing(self._buy)),
            web.post("/demo/skip", self._doing(self._skip)),
            web.post("/demo/twice", self._doing(self._twice)),
            web.post("/demo/network", self._doing(self._network)),
            web.post("/demo/restart", self._doing(self._restarted)),
        ]

    async def write_history(self, start: datetime, end: datetime, days: int, seed: int) -> None:
        """Let the simulated customers live through the past; then it is now."""
        await live(self._box, self._clock, start, days, end, _HISTORY_CUSTOMERS, seed, self._lived)
        self._clock.run_on()
        self._written.set()

    async def deliver(self, event: Event) -> Mapping[str, object]:
        """What the page sends, once the past is over; the last press is kept to be repeated."""
        await self._written.wait()
        if isinstance(event, ButtonPressed):
            self._last_press = event
        return await self._box.engine.deliver(replace(event, at=self._clock.now()))

    def _lived(self, share: float) -> None:
        self._share = share

    async def _page(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / "demo.html")

    async def _state(self, _request: web.Request) -> web.Response:
        return web.json_response(self._told())

    def _told(self) -> dict[str, object]:
        """The state, as the page shows it."""
        done = self._written.is_set()
        return {
            "now": self._clock.now().isoformat(),
            "products": [ware.shown for ware in WARES.values()],
            "customer": self._customer,
            "network": "down" if self._box.rooms.broken else "up",
            "history": {"done": 100 if done else min(99, round(self._share * 100)), "of": 100},
            "phone": True,
        }

    def _doing(
        self, do: Callable[[Mapping[str, object]], Awaitable[None]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        """A button's route: read the body, wait for the past to be over, do it, tell the state."""

        async def handle(request: web.Request) -> web.Response:
            try:
                body = await request.json()
            except ValueError:
                body = None
            if not isinstance(body, dict):
                raise web.HTTPBadRequest
            await self._written.wait()
            await do(body)
            return web.json_response(self._told())

        return handle

    async def _buy(self, body: Mapping[str, object]) -> None:
        """A purchase as the shop reports it; what is taken home at once comes with its receipt's link."""
        ware = WARES.get(str(body.get("product")))
        name = " ".join(str(body.get("name") or self._customer).split())[:60]
        if ware is None or not name:
            raise web.HTTPBadRequest
        self._customer = name
        self._seat_phone()
        now = self._clock.now()
        order = secrets.token_hex(4)
        place = {"store": ware.place} if ware.place != "online" else {}
        reply = await self._box.engine.deliver(
            PurchaseReceived(
                platform="shop:demo",
                key=order,
                at=now,
                shop="demo",
                order=order,
                customer_ref=_slug(name),
                touchpoint=ware.touchpoint,
                bought_at=now,
                customer_name=name,
                product=ware.name,
                place=ware.place,
                segments=place,
                address=_phone(name),
            )
        )
        token = str(reply.get("link_token", ""))
        if ware.touchpoint == "visit" and token:
            key = f"{_phone(name).key}/{token_hash(token)}"
            opened = LinkOpened("web", key, now, _phone(name), token)
            await self._box.engine.deliver(opened)

    async def _skip(self, body: Mapping[str, object]) -> None:
        """Jump ahead, once everything that is due now has gone out."""
        hours = body.get("hours")
        if not isinstance(hours, int) or not 0 < hours <= _LONGEST_SKIP_HOURS:
            raise web.HTTPBadRequest
        if not self._box.rooms.broken:
            await self._box.engine.settle()
        self._clock.skip(timedelta(hours=hours))
        if not self._box.rooms.broken:
            await self._box.engine.settle()

    async def _twice(self, _body: Mapping[str, object]) -> None:
        """Deliver the last press again: as a repeated delivery, and as a second press."""
        press = self._last_press
        if press is not None:
            await self._box.engine.deliver(press)
            again = replace(press, key=f"{press.key}/{secrets.token_hex(4)}", at=self._clock.now())
            await self._box.engine.deliver(again)

    async def _network(self, body: Mapping[str, object]) -> None:
        """Break the network between the bot and the rooms, or mend it."""
        up = body.get("up")
        if not isinstance(up, bool):
            raise web.HTTPBadRequest
        self._box.rooms.broken = not up
        await self.adapter.break_network(not up)
        if up:
            self._box.engine.courier.wake(self._clock.now())

    async def _restarted(self, _body: Mapping[str, object]) -> None:
        """Replace this process, as abruptly as a crash, as soon as the page has its answer."""
        asyncio.get_running_loop().call_later(_BEFORE_RESTART_S, os.execv, self.restart[0], self.restart)

    def _seat_phone(self) -> None:
        self.adapter.attach_room("phone", _phone(self._customer), self._customer, self._customer)


def _phone(name: str) -> Address:
    return Address("web", "", "", f"phone-{_slug(name)}")


def _slug(name: str) -> str:
    """A name as part of an address: letters and digits of any script."""
    return re.sub(r"\W+", "-", name.casefold()).strip("-") or "somebody"
