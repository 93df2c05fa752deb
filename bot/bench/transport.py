"""Telegram without a network: a transport for python-telegram-bot that answers at once, and remembers.

What is handed to it is encoded as for the wire, and answered with what Telegram would say. Updates are given
out by ``getUpdates``, as many at a time as Telegram gives, and stay there until they are confirmed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from telegram.request import BaseRequest, RequestData

from bot.bench.traffic import ME, Update

MOST_UPDATES = 100
"""As many as Telegram gives at once."""

_POLL_S = 10.0
_PATIENCE_S = 120.0
_OK = 200
_DONE = b'{"ok":true,"result":true}'
_ME = json.dumps({"ok": True, "result": ME}).encode()
_MESSAGE = (
    b'{"ok":true,"result":{"message_id":%d,"date":1772452800,"text":"Thank you",'
    b'"from":{"id":123456,"is_bot":true,"first_name":"Bench","username":"bench_bot"},'
    b'"chat":{"id":100000000,"type":"private","first_name":"Maya"}}}'
)
_MESSAGES = ("sendMessage", "editMessageText")


@dataclass(frozen=True, slots=True)
class Call:
    """What was handed over, encoded for the wire, and when (``time.perf_counter``)."""

    method: str
    parameters: dict[str, str]
    at_s: float


class StubTransport(BaseRequest):
    """Telegram's Bot API, as far as a benchmark goes."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.confirmed = asyncio.Event()
        """Set while somebody waits for updates, and every earlier one is confirmed."""
        self._on_reply: Callable[[str], None] = lambda _chat: None
        self._waiting: deque[tuple[int, bytes]] = deque()  # update id, the update as JSON
        self._come = asyncio.Event()
        self._update_id = 700_000_000
        self._message_id = 1000

    def happen(self, update: Update) -> None:
        """The update can be fetched from now on."""
        self._update_id += 1
        self._waiting.append((self._update_id, b'{"update_id":%d,%b' % (self._update_id, update.json[1:])))
        self._come.set()
        self.confirmed.clear()

    def on_reply(self, do: Callable[[str], None]) -> None:
        """Call this with the chat whenever a message with buttons is handed over."""
        self._on_reply = do

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 - the library's
        request_data: RequestData | None = None,
        *_timeouts: Any,
        **_: Any,
    ) -> tuple[int, bytes]:
        """Take one call. Status and body of the answer."""
        called = url.rpartition("/")[2]
        parameters = request_data.json_parameters if request_data else {}
        if called == "getUpdates":
            return _OK, await self._updates(int(parameters.get("offset") or 0))
        self.calls.append(Call(called, parameters, time.perf_counter()))
        if called not in _MESSAGES:
            return _OK, _ME if called == "getMe" else _DONE
        self._message_id += 1
        if "reply_markup" in parameters:
            self._on_reply(parameters["chat_id"])
        return _OK, _MESSAGE % self._message_id

    async def _updates(self, offset: int) -> bytes:
        """Those from ``offset`` on, which confirms the others; waits until there is one."""
        while self._waiting and self._waiting[0][0] < offset:
            self._waiting.popleft()
        if not self._waiting:
            self.confirmed.set()
            self._come.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._come.wait(), _POLL_S)
        given = b",".join([raw for _, raw in islice(self._waiting, MOST_UPDATES)])
        return b'{"ok":true,"result":[%b]}' % given


class Crowd:
    """People who talk with a bot at the same time: whoever was replied to goes on, and the next one comes."""

    def __init__(self, transport: StubTransport, conversations: Sequence[Sequence[Update]]) -> None:
        self._transport = transport
        self._to_come = iter(conversations)
        self._left = len(conversations)
        self._talking: dict[str, Iterator[Update]] = {}  # by chat
        self._done = asyncio.Event()
        transport.on_reply(self._replied)

    async def talk(self, at_once: int) -> None:
        """Returns when everybody was replied to for the last time. Raises TimeoutError."""
        for conversation in islice(self._to_come, at_once):
            self._begin(conversation)
        async with asyncio.timeout(_PATIENCE_S):
            await self._done.wait()

    def _begin(self, conversation: Sequence[Update]) -> None:
        self._talking[conversation[0].chat] = iter(conversation)
        self._replied(conversation[0].chat)

    def _replied(self, chat: str) -> None:
        update = next(self._talking[chat], None)
        if update is not None:
            self._transport.happen(update)
            return
        self._left -= 1
        if not self._left:
            self._done.set()
        elif (conversation := next(self._to_come, None)) is not None:
            self._begin(conversation)
