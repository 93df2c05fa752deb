"""The web chat's two halves: sockets bring events in, and parcels are shown on whatever is connected.

A message is durable in the outbox and a page reads the history whenever it connects, so showing a
parcel to nobody is a success. A frame is acknowledged only after ``deliver`` has returned; until then
the page keeps it and sends it again under the same key.

Frames to the page, beside the entries of ``outbound``::

    {"type": "hello", "title", "chat": id of this chat, "now": ISO 8601, "suggestions": […],
     "language", "direction", "words": {…}}
    {"type": "history", "entries": […]}     {"type": "show", "entry": …}
    {"type": "words", "language", "direction", "words": {…}}    we write in another language from now on
    {"type": "ack", "key", "reply": {…}}    {"type": "refused", "key", "text"}
    {"type": "later", "key", "after_s"}     not taken yet: send it again

A page that has a link to open connects with ``?opening``: the history comes once its first frame is answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import html
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from string import Template

from aiohttp import WSCloseCode, WSMsgType, web

from bot.adapters.web import session
from bot.adapters.web.connection import Allowance, Connection
from bot.adapters.web.inbound import MAX_FRAME, ChatEvent, Refused, Speaker, parse
from bot.adapters.web.outbound import (
    PICTURES,
    Entry,
    parcel_entry,
    said_entry,
    spoken_entry,
)
from bot.adapters.web.words import CHAT_WORDS, DEMO_WORDS, preferred_language, spoken_language, words_in
from bot.charts import Charts, ChartUnavailable, spec
from bot.core.effects import HANDOVER, Line, Parcel
from bot.core.errors import StorageUnavailable, TryLater
from bot.core.events import CommandGiven, LinkOpened, MessageReceived
from bot.core.identity import Address, derived_id
from bot.core.own_data import FILE, FORMS
from bot.core.ports import Clock, Deliver, History, OwnData, Receipt, Render
from bot.texts.cards import charts_of, rendered
from bot.texts.locales import direction

PAGE = Path(__file__).parent / "page"
HISTORY_LIMIT = 200  # entries
OPENING = "opening"  # a page with a link reads the history once that is opened: it may hand the chat over
_OWN_FILE = f"{FILE}.{{form:{'|'.join(FORMS)}}}"
_HEARTBEAT_S = 25.0
_CONNECTIONS_PER_PLACE = 20
_CONNECTIONS = 4096
_RECENT = 256  # parcels
_SETTLING = timedelta(seconds=30)  # by then the storage knows that a parcel was sent
_FOLLOW_EVERY_S = 1.5
_CAUGHT_UP = 20  # entries
_CLOSING_S = 2.0  # how long a page may take to answer a goodbye
_STORAGE_BUSY_S = 1.0
_NETWORK_DOWN_S = 2.0

LastSent = Callable[[Sequence[str]], Awaitable[Mapping[str, int]]]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody's fixed place in a room of the demo."""

    speaker: Speaker
    title: str
    suggestions: tuple[str, ...] = ()


class WebAdapter:
    """Sends to open pages and takes what they send. ``draw`` gives 128 random bits as text."""

    def __init__(
        self,
        *,
        deliver: Deliver,
        history: History,
        clock: Clock,
        draw: Callable[[], str],
        render: Render,
        title: str,
        languages: Sequence[str] = ("en",),
        https: bool = False,
        allow_rooms: bool = False,
        charts: Charts | None = None,
        own_data: OwnData | None = None,
    ) -> None:
        self._charts = charts
        self._own_data = own_data
        self._deliver = deliver
        self._history = history
        self._clock = clock
        self._draw = draw
        self._render = render
        self._title = title
        self._languages = tuple(languages)
        self._https = https
        self._allow_rooms = allow_rooms
        self._seats: dict[str, Seat] = {}
        self._names: dict[str, str] = {}
        self._connections: dict[str, set[Connection]] = {}
        self._open = 0  # of them, in all
        self._recent: deque[tuple[datetime, Parcel]] = deque(maxlen=_RECENT)
        self._network_broken = False
        self._page = Template((PAGE / "chat.html").read_text(encoding="utf-8"))

    # -- the sender ---------------------------------------------------------------------------------

    async def send(
        self,
        parcel: Parcel,
        target: str | None,
        recovered: bool,  # noqa: ARG002  # a page drops what it already has
        thread: str | None = None,  # noqa: ARG002  # and finds it in the entry
    ) -> Receipt:
        """Show the parcel on every page that looks at its address; a page drops what it already has."""
        if self._network_broken:
            raise TryLater(_NETWORK_DOWN_S)
        now = self._clock.now()
        if parcel.purpose == HANDOVER:
            self._forget_recent(parcel.address)
            self._show_anew(parcel.address)
        self._recent.append((now, parcel))
        entry = parcel_entry(parcel, now, self._render)
        for connection in self._at(parcel.address):
            self._speak(connection, parcel.language)
            connection.show(entry)
        return Receipt(target or parcel.id)

    def _forget_recent(self, address: Address) -> None:
        """It may have been for somebody else: from now on only the storage says what was said here."""
        elsewhere = [one for one in self._recent if one[1].address.place != address.place]
        self._recent = deque(elsewhere, maxlen=_RECENT)

    def _show_anew(self, address: Address) -> None:
        """Pages that show what somebody else said come back and read the history anew, which begins here."""
        for connection in self._at(address):
            if connection.has_begun:
                connection.cut(WSCloseCode.SERVICE_RESTART)

    async def follow(self, last_sent: LastSent) -> None:
        """Show what other processes send to the pages that are open here, until cancelled.

        ``last_sent`` tells by address key when anything was last sent there.
        """
        known: Mapping[str, int] = {}
        while True:
            await asyncio.sleep(_FOLLOW_EVERY_S)
            try:
                found = await last_sent([*self._connections])
                for place, moment in found.items():
                    if known.get(place) != moment:
                        await self._catch_up(place)
            except StorageUnavailable:
                continue
            known = found

    async def _catch_up(self, place: str) -> None:
        """Bring the last entries again: a page drops those that it has."""
        for connection in tuple(self._connections.get(place, ())):
            if connection.has_begun:
                spoken, entries = await self._entries(connection)
                if spoken is not None:
                    self._speak(connection, spoken)
                for entry in entries[-_CAUGHT_UP:]:
                    connection.show(entry)

    def connected(self, address: Address) -> bool:
        """Whether any page is looking at this address now."""
        return bool(self._at(address))

    async def close(self) -> None:
        """Say goodbye to every page; they come back by themselves."""
        await self._disconnect_all(WSCloseCode.SERVICE_RESTART)
        if self._charts is not None:
            await self._charts.close()

    # -- the demo -----------------------------------------------------------------------------------

    def attach_room(
        self, name: str, address: Address, person: str, role_title: str, suggestions: Sequence[str] = ()
    ) -> None:
        """Seat ``person`` (a display name) at ``address`` behind ``/rooms/NAME/ws``, under a title.

        Whoever sat there before is disconnected; their page comes back and sees the new place.
        """
        if not self._allow_rooms:
            raise ValueError("rooms over a socket are for the demo only: allow_rooms is off")
        before = self._seats.get(name)
        self._seats[name] = Seat(Speaker(address, person), role_title, tuple(suggestions))
        self._names[address.person] = person
        if before is not None and before.speaker.address != address:
            for connection in self._at(before.speaker.address):
                connection.cut(WSCloseCode.SERVICE_RESTART)

    async def break_network(self, broken: bool) -> None:
        """Cut every page off and let none in, and make every send wait, until it is mended again."""
        self._network_broken = broken
        if broken:
            await self._disconnect_all(WSCloseCode.GOING_AWAY)

    # -- HTTP ---------------------------------------------------------------------------------------

    def routes(self) -> list[web.AbstractRouteDef]:
        """The routes to mount, most particular first."""
        routes: list[web.AbstractRouteDef] = [
            web.static("/chat/static", PAGE),
            web.get("/chat/ws", self._chat_socket),
            web.get(f"{PICTURES}/{{parcel}}/{{number:[0-9]}}.png", self._picture),
            web.get(f"/chat/{_OWN_FILE}", self._own_file_here),
            web.get("/chat", self._chat_page),
            web.get("/chat/{token}", self._chat_page),
        ]
        if self._allow_rooms:
            routes.append(web.get("/rooms/{name}/ws", self._room_socket))
            routes.append(web.get(f"/rooms/{{name}}/{_OWN_FILE}", self._own_file_there))
        return routes

    async def _chat_page(self, request: web.Request) -> web.Response:
        """The page; what its link says is told over the socket, so that previewing a link opens nothing."""
        language = self._language(request)
        fill = {"language": language, "direction": direction(language), "title": self._title}
        for word in ("loading", "needs_script", "offline"):
            fill[word] = self._render(Line(f"ui.{word}"), language)
        page = self._page.substitute({name: html.escape(text) for name, text in fill.items()})
        response = web.Response(text=page, content_type="text/html", headers={"Cache-Control": "no-store"})
        session.remember(response, session.secret_of(request) or self._draw(), https=self._https)
        return response

    async def _picture(self, request: web.Request) -> web.Response:
        """A chart of a parcel that was sent; its id is as hard to guess as a password."""
        found = await self._history.message(request.match_info["parcel"])
        charts = charts_of(found[0].card) if found else []
        number = int(request.match_info["number"])
        if found is None or number >= len(charts) or self._charts is None:
            raise web.HTTPNotFound
        drawn = spec(charts[number], self._render, found[1], dark="dark" in request.query)
        try:
            png = await self._charts.png(drawn)
        except ChartUnavailable:
            raise web.HTTPServiceUnavailable from None
        return web.Response(
            body=png, content_type="image/png", headers={"Cache-Control": "private, max-age=86400"}
        )

    async def _own_file_here(self, request: web.Request) -> web.Response:
        secret = session.secret_of(request)
        if secret is None:
            raise web.HTTPUnauthorized
        return await self._own_file(request, session.address_of(secret))

    async def _own_file_there(self, request: web.Request) -> web.Response:
        seat = self._seats.get(request.match_info["name"])
        if seat is None:
            raise web.HTTPNotFound
        return await self._own_file(request, seat.speaker.address)

    async def _own_file(self, request: web.Request, address: Address) -> web.Response:
        """All that is held of whoever sits here, to be kept and not to be shown: it is no page of ours."""
        form, language = request.match_info["form"], self._language(request)
        content = await self._own_data.of(address, form, language) if self._own_data else None
        if content is None:
            raise web.HTTPNotFound
        headers = {
            "Content-Disposition": f'attachment; filename="{FILE}.{form}"',
            "Cache-Control": "no-store",
        }
        return web.Response(body=content, content_type=FORMS[form], charset="utf-8", headers=headers)

    async def _chat_socket(self, request: web.Request) -> web.StreamResponse:
        secret = session.secret_of(request)
        if secret is None:
            raise web.HTTPUnauthorized
        spoken = spoken_language(request.headers.get("Accept-Language", ""), self._languages)
        speaker = Speaker(session.address_of(secret), language=spoken)
        return await self._converse(request, Seat(speaker, self._title))

    async def _room_socket(self, request: web.Request) -> web.StreamResponse:
        seat = self._seats.get(request.match_info["name"])
        if seat is None:
            raise web.HTTPNotFound
        return await self._converse(request, seat)

    # -- sockets ------------------------------------------------------------------------------------

    async def _converse(self, request: web.Request, seat: Seat) -> web.StreamResponse:
        if self._network_broken:
            raise web.HTTPServiceUnavailable
        if len(self._at(seat.speaker.address)) >= _CONNECTIONS_PER_PLACE:
            raise web.HTTPTooManyRequests
        if self._open >= _CONNECTIONS:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(timeout=_CLOSING_S, heartbeat=_HEARTBEAT_S, max_msg_size=MAX_FRAME)
        await socket.prepare(request)
        connection = Connection(socket, seat.speaker, self._language(request))
        with self._registered(connection):
            writing = asyncio.ensure_future(connection.write())
            try:
                connection.push(self._hello(seat, connection.language))
                if OPENING not in request.query:
                    await self._begin(connection)
                await self._listen(socket, connection)
            except StorageUnavailable:
                await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
            finally:
                writing.cancel()
                await asyncio.gather(writing, return_exceptions=True)
        return socket

    async def _begin(self, connection: Connection) -> None:
        spoken, entries = await self._entries(connection)
        if spoken is not None:
            self._speak(connection, spoken)
        connection.begin({"type": "history", "entries": entries})

    def _speak(self, connection: Connection, language: str) -> None:
        """A customer's page speaks the language that we write to them in, whatever their browser does."""
        is_new = language != connection.language and language in self._languages
        if is_new and not connection.speaker.address.room:
            connection.language = language
            connection.push({"type": "words", **self._words(language)})

    async def _listen(self, socket: web.WebSocketResponse, connection: Connection) -> None:
        loop = asyncio.get_running_loop()
        allowance = Allowance(loop.time())
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                await socket.close(code=WSCloseCode.UNSUPPORTED_DATA)
                return
            await self._take(message.data, connection, allowance.wait_s(loop.time()))
            if connection.is_answered and not connection.has_begun:
                await self._begin(connection)

    async def _take(self, raw: str, connection: Connection, wait_s: float) -> None:
        """Handle one frame; its acknowledgement is the last thing that happens."""
        frame = parse(raw, connection.speaker, self._clock.now())
        if isinstance(frame, Refused):
            problem = self._render(frame.problem, connection.language)
            connection.answer({"type": "refused", "key": frame.key, "text": problem})
            return
        if wait_s:
            connection.push({"type": "later", "key": frame.key, "after_s": wait_s})
            return
        try:
            reply = await self._deliver(frame.event)
        except StorageUnavailable:
            connection.push({"type": "later", "key": frame.key, "after_s": _STORAGE_BUSY_S})
            return
        except Exception:  # noqa: BLE001  # whatever it was, it is logged and not acknowledged
            _log.exception("web: an event was not taken")
            connection.push({"type": "later", "key": frame.key, "after_s": _STORAGE_BUSY_S})
            return
        if isinstance(frame.event, LinkOpened):
            self._forget_recent(connection.speaker.address)
        self._echo(frame.event, connection.speaker)
        body = rendered(reply, connection.language, self._render)
        connection.answer({"type": "ack", "key": frame.key, "reply": body})

    def _echo(self, event: ChatEvent, speaker: Speaker) -> None:
        """Show what was typed to everyone in the place, and on the writer's other pages."""
        match event:
            case MessageReceived():
                text = event.text
            case CommandGiven():
                text = f"/{event.name} {event.argument}".strip()
            case _:
                return
        for connection in self._at(speaker.address):
            mine = connection.speaker.address == speaker.address
            connection.show(said_entry(event.key, event.at, text, mine=mine, who=speaker.name))

    def _hello(self, seat: Seat, language: str) -> Entry:
        return {
            "type": "hello",
            "title": seat.title,
            "chat": derived_id(seat.speaker.address.key),
            "now": self._clock.now().isoformat(),
            **self._words(language),
            "suggestions": list(seat.suggestions),
        }

    def _words(self, language: str) -> Entry:
        wanted = {**CHAT_WORDS, **DEMO_WORDS} if self._allow_rooms else CHAT_WORDS
        words = words_in(language, wanted, self._render)
        return {"language": language, "direction": direction(language), "words": words}

    async def _entries(self, connection: Connection) -> tuple[str | None, list[Entry]]:
        """The history, and behind it what was sent but is not settled in the storage yet.

        Before it the language that we last wrote in, None where we have not written yet.
        """
        reader = connection.speaker.address
        spoken = await self._history.read(reader.place, HISTORY_LIMIT)
        entries = [spoken_entry(line, reader, self._names, self._render) for line in spoken]
        known = {line.id for line in spoken}
        settling_since = self._clock.now() - _SETTLING
        settling = [
            (at, parcel)
            for at, parcel in self._recent
            if at >= settling_since and parcel.address.place == reader.place and parcel.id not in known
        ]
        entries += [parcel_entry(parcel, at, self._render) for at, parcel in settling]
        ours = [line.language for line in spoken if line.message is not None]
        ours += [parcel.language for _, parcel in settling]
        return (ours[-1] if ours else None), entries

    @contextlib.contextmanager
    def _registered(self, connection: Connection) -> Iterator[None]:
        place = connection.speaker.address.place.key
        self._connections.setdefault(place, set()).add(connection)
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1
            self._connections[place].discard(connection)
            if not self._connections[place]:
                del self._connections[place]

    def _language(self, request: web.Request) -> str:
        return preferred_language(request.headers.get("Accept-Language", ""), self._languages)

    def _at(self, address: Address) -> tuple[Connection, ...]:
        return tuple(self._connections.get(address.place.key, ()))

    async def _disconnect_all(self, code: WSCloseCode) -> None:
        everyone = [connection for place in self._connections.values() for connection in place]
        await asyncio.gather(*(connection.close(code) for connection in everyone))
