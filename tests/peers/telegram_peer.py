"""A Telegram Bot API server for tests, over real sockets: long polls, webhooks, refusals, faults.

``python tests/peers/telegram_peer.py --port 0`` runs it in a process of its own and prints where it
listens. In a test: ``async with TelegramPeer() as peer: peer.url``. The API is at
``URL/bot<TOKEN>/METHOD``, files at ``URL/file/bot<TOKEN>/PATH``, and what people do at ``URL/_control/NAME``
(see ``telegram_control``).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import socket
import struct
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

if __name__ == "__main__":  # run as a script, Python looks for modules beside it, not above tests/
    sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.peers.telegram_answers import ANSWERS, keep_allowed
from tests.peers.telegram_faults import Fault, Flood
from tests.peers.telegram_methods import Part, Refused, checked, malformed, methods
from tests.peers.telegram_objects import TOKEN, Json, public
from tests.peers.telegram_state import Telegram

_MAX_POLL_S = 50
_CONFLICT_POLL = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
_CONFLICT_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
_PLAIN_FAULTS: Mapping[str, tuple[int, str]] = {
    "401": (401, "Unauthorized"),
    "404": (404, "Not Found"),
    "409": (409, _CONFLICT_POLL),
    "500": (500, "Internal Server Error"),
    "blocked": (403, "Forbidden: bot was blocked by the user"),
    "kicked": (403, "Forbidden: bot was kicked from the supergroup chat"),
    "chat_not_found": (400, "Bad Request: chat not found"),
}


class TelegramPeer:
    """The server. Its ``state`` may be looked at by a test that runs in the same process."""

    def __init__(self, *, port: int = 0, privacy: bool = True) -> None:
        self.state = Telegram(privacy=privacy)
        self.state.on_change = self._wake
        self.url = ""
        self._port = port
        self._changed = asyncio.Event()
        self._poll: object = None
        self._first_wait_s, self._longest_wait_s = 0.05, 5.0
        self._attempts: list[Json] = []
        self._runner: web.AppRunner | None = None
        self._courier: asyncio.Task[None] | None = None
        self._control = self._control_table()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_post("/_control/{name}", self._on_control)
        app.router.add_route("*", "/bot{token}/{method}", self._on_request)
        app.router.add_get("/file/bot{token}/files/{file_id}", self._on_file)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._courier = asyncio.create_task(self._deliver_to_webhook())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._courier is not None
        assert self._runner is not None
        self._courier.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._courier
        await self._runner.cleanup()

    def _wake(self) -> None:
        """Everybody who waits looks again."""
        self._changed.set()
        self._changed = asyncio.Event()

    # -- the API ------------------------------------------------------------------------------------

    async def _on_request(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        entry: Json = {"method": method, "parameters": {}, "at": time.time(), "status": None}
        self.state.requests.append(entry)
        try:
            if request.match_info["token"] != TOKEN:
                raise Refused(401, "Unauthorized")
            given, files = await _body(request, method)
            entry["parameters"] = {name: _shown(value) for name, value in given.items()}
            parameters = checked(method, given)
            entry["parameters"] = {name: _shown(value) for name, value in parameters.items()}
            fault = self.state.fault_for(method, parameters.get("chat_id"))
            if fault is not None and fault.kind != "drop_after":
                return await self._suffer(fault, request, entry)
            result = await self._result(entry, parameters, files, request)
            if isinstance(result, web.StreamResponse):
                return result
            entry["status"] = 200
            if fault is not None:
                entry["status"] = "drop_after"
                return _cut(request)
            return web.json_response({"ok": True, "result": result})
        except Refused as refused:
            entry["status"], entry["description"] = refused.code, refused.description
            if refused.fault_of_caller:
                self.state.refusals.append({**entry, "code": refused.code})
            return _error(refused)

    async def _result(
        self, entry: Json, parameters: Json, files: Mapping[str, Part], request: web.Request
    ) -> object:
        method = str(entry["method"])
        if method.lower() == "getupdates":
            return await self._get_updates(parameters, request, entry)
        answer = ANSWERS.get(method.lower())
        if answer is None:
            raise Refused(501, f"this peer does not do {method}", fault_of_caller=True)
        return answer(self.state, {**parameters, "_files": files})

    async def _get_updates(self, given: Json, request: web.Request, entry: Json) -> object:
        """A long poll. The one that began last goes on; an earlier one ends with a conflict."""
        if self.state.webhook is not None:
            raise Refused(409, _CONFLICT_WEBHOOK)
        keep_allowed(self.state, given)
        mine = self._poll = object()
        self._wake()
        limit, offset = int(str(given.get("limit", 100))), int(str(given.get("offset", 0)))
        until = time.monotonic() + min(int(str(given.get("timeout", 0))), _MAX_POLL_S)
        while True:
            changed = self._changed
            served = self.state.serve(offset, limit)
            left_s = until - time.monotonic()
            if served or left_s <= 0:
                return served
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left_s):
                    await changed.wait()
            if self._poll is not mine:
                raise Refused(409, _CONFLICT_POLL)
            if self.state.webhook is not None:
                raise Refused(409, _CONFLICT_WEBHOOK)
            fault = self.state.fault_for("getUpdates", None)
            if fault is not None:
                return await self._suffer(fault, request, entry)

    async def _suffer(self, fault: Fault, request: web.Request, entry: Json) -> web.StreamResponse:
        """What this fault makes of the answer."""
        entry["status"] = fault.kind
        if fault.kind in _PLAIN_FAULTS:
            return _error(Refused(*_PLAIN_FAULTS[fault.kind]))
        match fault.kind:
            case "429":
                seconds = max(1, round(fault.after_s or 1))
                return _error(Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds))
            case "502":
                page = "<html><body><center><h1>502 Bad Gateway</h1></center></body></html>"
                return web.Response(status=502, text=page, content_type="text/html")
            case "garbage":
                return web.Response(text='{"ok": tru', content_type="application/json")
            case "hang":
                await asyncio.sleep(3600 if fault.after_s is None else fault.after_s)
        return _cut(request)

    async def _on_file(self, request: web.Request) -> web.Response:
        content = self.state.files.get(request.match_info["file_id"])
        if request.match_info["token"] != TOKEN or content is None:
            return _error(Refused(404, "Not Found"))
        return web.Response(body=content)

    # -- the webhook --------------------------------------------------------------------------------

    async def _deliver_to_webhook(self) -> None:
        """One update after the other; the next only when the one before was taken with a 2xx."""
        timeout = aiohttp.ClientTimeout(total=60)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            wait_s = self._first_wait_s
            while True:
                changed = self._changed
                waiting = self.state.served_again or sorted(self.state.queue)
                if self.state.webhook is None or not waiting:
                    await changed.wait()
                    continue
                if await self._post(session, self.state.webhook, waiting[0]):
                    wait_s = self._first_wait_s
                    continue
                await asyncio.sleep(wait_s)
                wait_s = min(wait_s * 2, self._longest_wait_s)

    async def _post(self, session: aiohttp.ClientSession, webhook: Json, update_id: int) -> bool:
        headers = {}
        if webhook.get("secret_token"):
            headers["X-Telegram-Bot-Api-Secret-Token"] = str(webhook["secret_token"])
        attempt: Json = {"update_id": update_id, "at": time.time(), "status": None}
        self._attempts.append(attempt)
        fault = self.state.fault_for("webhook", None)
        update = self.state.all_updates[update_id]
        try:
            async with session.post(
                str(webhook["url"]), json=update, headers=headers, allow_redirects=False
            ) as answer:
                attempt["status"] = answer.status
                taken = 200 <= answer.status < 300
        except (aiohttp.ClientError, TimeoutError) as error:
            attempt["status"] = type(error).__name__
            taken = False
        if not taken or fault is not None:  # any fault here means that the answer got lost
            said = f"Wrong response from the webhook: {attempt['status']}"
            self.state.webhook_trouble = {"last_error_date": int(time.time()), "last_error_message": said}
            return False
        if update_id in self.state.served_again:
            self.state.served_again.remove(update_id)
        self.state.queue.pop(update_id, None)
        return True

    # -- what tests ask for -------------------------------------------------------------------------

    async def _on_control(self, request: web.Request) -> web.Response:
        do = self._control.get(request.match_info["name"])
        if do is None:
            return web.json_response({"error": "no such control"}, status=404)
        try:
            return web.json_response({"result": do(**await request.json())})
        except (KeyError, TypeError, ValueError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    def _control_table(self) -> Mapping[str, Callable[..., object]]:
        state = self.state
        return {
            "say": state.say,
            "edit": state.edit,
            "press": state.press,
            "member": state.member,
            "migrate": state.migrate,
            "repeat": state.repeat,
            "raw_update": state.put,
            "add_person": lambda **given: asdict(state.person(**given)),
            "add_group": lambda **given: state.add_group(**given).json(),
            "messages": self._messages,
            "remove_message": lambda chat_id, message_id: bool(state.chats[chat_id].messages.pop(message_id)),
            "age": state.age,
            "presence": lambda chat_id: state.chats[chat_id].presence,
            "answers": lambda: state.answers,
            "requests": lambda: state.requests,
            "refusals": lambda: state.refusals,
            "commands": self._commands,
            "pending": lambda: len(state.queue),
            "webhook": lambda: state.webhook,
            "webhook_attempts": lambda: self._attempts,
            "webhook_waits": self._set_waits,
            "query_lifetime": lambda seconds: setattr(state, "query_lifetime_s", seconds),
            "fault": self._fault,
            "clear_faults": state.faults.clear,
            "flood": lambda on, burst=3: setattr(state, "flood", Flood(burst) if on else None),
        }

    def _messages(self, chat_id: int) -> list[Json]:
        chat = self.state.chats.get(chat_id)
        if chat is None:
            return []
        listed: list[Json] = []
        for _, message in sorted(chat.messages.items()):
            shown = public(message)
            if "_other_markup" in message:
                shown["reply_markup"] = message["_other_markup"]
            listed.append(shown)
        return listed

    def _commands(self) -> list[Json]:
        return [
            {"scope": json.loads(scope), "language_code": language, "commands": commands}
            for (scope, language), commands in self.state.commands.items()
        ]

    def _set_waits(self, first_s: float, longest_s: float) -> None:
        self._first_wait_s, self._longest_wait_s = first_s, longest_s

    def _fault(
        self,
        method: str,
        kind: str,
        times: int | None = 1,
        chat_id: int | None = None,
        after_s: float | None = None,
    ) -> None:
        known = {*_PLAIN_FAULTS, "429", "502", "garbage", "hang", "reset", "drop_after"}
        if kind not in known or (method.lower() not in methods() and method not in ("*", "webhook")):
            raise ValueError(f"no such fault: {method} {kind}")
        self.state.faults.append(Fault(method, kind, times, chat_id, after_s))
        self._wake()


async def _body(request: web.Request, method: str) -> tuple[dict[str, object], dict[str, Part]]:
    """The parameters of a query, form, multipart or JSON body, and the files that go by another name."""
    given: dict[str, object] = dict(request.query)
    files: dict[str, Part] = {}
    if not request.content_type.startswith("multipart/"):
        raw = await request.read()
        if request.content_length not in (None, len(raw)):
            raise ConnectionResetError("whoever sent it has hung up in the middle")
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            raise malformed("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise malformed("the body is no object")
        return given | body, files
    kind = methods().get(method.lower())
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            part = Part(value.filename, value.file.read())
            if kind is not None and name in kind.model_fields:
                given[name] = part
            else:
                files[name] = part
        else:
            given[name] = value.decode() if isinstance(value, bytes | bytearray) else value
    return given, files


def _shown(value: object) -> object:
    """A parameter as the record of requests has it."""
    return {"filename": value.filename, "size": len(value.content)} if isinstance(value, Part) else value


def _error(refused: Refused) -> web.Response:
    body: Json = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return web.json_response(body, status=refused.code)


def _cut(request: web.Request) -> web.Response:
    """End the connection with a reset, without an answer."""
    if request.transport is not None:
        raw = request.transport.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response()


@contextlib.asynccontextmanager
async def _until_told() -> AsyncIterator[asyncio.Event]:
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    yield over


async def _serve(port: int, privacy: bool) -> None:
    async with TelegramPeer(port=port, privacy=privacy) as peer, _until_told() as over:
        sys.stdout.write(f"listening on {peer.url}\n")
        sys.stdout.flush()
        await over.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="A Telegram Bot API server for tests.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--no-privacy", action="store_true", help="the bot reads all that groups write")
    arguments = parser.parse_args()
    asyncio.run(_serve(arguments.port, not arguments.no_privacy))


if __name__ == "__main__":
    main()
