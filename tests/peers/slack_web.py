"""The Web API over HTTP: tokens, scopes, arguments, pace and faults around the methods."""

from __future__ import annotations

import asyncio
import time

from aiohttp import web

from tests.peers.slack_arguments import check_arguments, parameters_of, signature_of, token_of
from tests.peers.slack_faults import Fault, Faults, Pace
from tests.peers.slack_methods import Method, Methods
from tests.peers.slack_state import APP_TOKEN, BOT_TOKEN, BOT_USER, ApiError, Json, ResponseUrl, Workspace
from tests.peers.slack_state import RESPONSE_URL_USES as USES

HANG_S = 30.0
SAID_NO = {"401": "invalid_auth", "blocked": "user_disabled"}


class WebApi:
    """``/api/METHOD``, ``/upload/v1/FILE`` and ``/response/NAME``."""

    def __init__(self, workspace: Workspace, methods: Methods, faults: Faults, pace: Pace) -> None:
        self.workspace = workspace
        self.methods = methods
        self.faults = faults
        self.pace = pace

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.route("*", "/api/{method}", self.handle),
            web.post("/upload/v1/{file}", self.upload),
            web.get("/files/{file}/{name}", self.download),
            web.post("/response/{name}", self.respond),
        ]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        record: Json = {"method": name, "at": time.time(), "parameters": {}, "error": None, "status": 200}
        self.workspace.requests.append(record)
        fault: Fault | None = None
        try:
            given = record["parameters"] = await parameters_of(request)
            record["token"] = "app" if token_of(request, given) == APP_TOKEN else "bot"
            fault = self.faults.take(name, given.get("channel") or given.get("user_id"))
            if fault is not None and fault.kind != "drop_after":
                return await self._faulty(request, fault, record)
            answer = self._call(request, name, given)
        except ApiError as refusal:
            return self._refused(refusal, record)
        if fault is not None:
            record["error"] = fault.kind
            _cut(request)
        return web.json_response({"ok": True, **answer}, headers=self._headers())

    def _call(self, request: web.Request, name: str, given: Json) -> Json:
        method = self.methods.table.get(name)
        if method is None:
            known = signature_of(name) is not None
            raise ApiError("unknown_method" if not known else "not_played_by_this_peer", bug=True)
        self._authorise(request, method, given)
        arguments = check_arguments(name, given)
        wait_s = self.pace.wait_s(name, given.get("channel"))
        if wait_s is not None:
            raise TooFast(wait_s)
        return method.call(arguments)

    def _authorise(self, request: web.Request, method: Method, given: Json) -> None:
        token = token_of(request, given)
        if not token:
            raise ApiError("not_authed", bug=True)
        if token not in (BOT_TOKEN, APP_TOKEN):
            raise ApiError("invalid_auth")
        if (token == APP_TOKEN) != method.app_token:
            raise ApiError("not_allowed_token_type", bug=True)
        scope = self.methods.needed_scope(method, given)
        if scope and not method.app_token and scope not in self.workspace.scopes:
            forgiven = method.courtesy or self.workspace.scopes_are_set
            raise MissingScope(scope, ",".join(sorted(self.workspace.scopes)), forgiven)

    def _headers(self) -> dict[str, str]:
        return {"x-oauth-scopes": ",".join(sorted(self.workspace.scopes))}

    def _refused(self, refusal: ApiError, record: Json) -> web.Response:
        record["error"] = refusal.error
        body: Json = {"ok": False, "error": refusal.error}
        if refusal.messages:
            body["errors"] = [one.removeprefix("[ERROR] ") for one in refusal.messages]
            body["response_metadata"] = {"messages": refusal.messages}
        if refusal.bug:
            self.refuse(record["method"], refusal, record["parameters"])
        if isinstance(refusal, MissingScope):
            body |= {"needed": refusal.needed, "provided": refusal.provided}
        if isinstance(refusal, TooFast):
            record["status"] = 429
            return web.json_response(body, status=429, headers={"Retry-After": str(refusal.wait_s)})
        return web.json_response(body, headers=self._headers())

    def refuse(self, method: str, refusal: ApiError, parameters: object) -> None:
        """Write down what a correct client would not have asked."""
        said = {"error": refusal.error, "messages": refusal.messages}
        self.workspace.refusals.append({"method": method, **said, "parameters": parameters})

    async def _faulty(self, request: web.Request, fault: Fault, record: Json) -> web.StreamResponse:
        record["error"] = fault.kind
        match fault.kind:
            case "429":
                record["status"] = 429
                headers = {"Retry-After": f"{fault.after_s or 1:.0f}"}
                return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
            case "500" | "502":
                record["status"] = int(fault.kind)
                return web.Response(status=int(fault.kind), text="upstream trouble")
            case "garbage":
                return web.Response(text='{"ok": tru', content_type="application/json")
            case "hang":
                await asyncio.sleep(fault.after_s or HANG_S)
                _cut(request)
            case "reset":
                _cut(request)
            case _:
                record["error"] = fault.error or SAID_NO.get(fault.kind, "fatal_error")
                return web.json_response({"ok": False, "error": record["error"]}, headers=self._headers())
        return web.Response()

    # --- files and answers to interactions

    async def upload(self, request: web.Request) -> web.Response:
        upload = self.workspace.uploads.get(request.match_info["file"])
        if request.content_type == "multipart/form-data":
            parts = [part async for part in await request.multipart()]
            content = b"".join([bytes(await part.read()) for part in parts])  # type: ignore[union-attr]
        else:
            content = await request.read()
        if upload is None or len(content) != upload.length:
            self.refuse("upload", ApiError("length"), {"given": len(content)})
            return web.Response(status=400, text="the length is not the one that was announced")
        upload.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def download(self, request: web.Request) -> web.Response:
        """A file that somebody sent, to who has the token; everybody else is asked to sign in."""
        hosted = self.workspace.files.get(request.match_info["file"])
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token != BOT_TOKEN or "files:read" not in self.workspace.scopes:
            return web.Response(text="<html>Sign in</html>", content_type="text/html")
        if hosted is None:
            return web.Response(status=404)
        return web.Response(body=hosted.content, content_type=str(hosted.shown["mimetype"]))

    async def respond(self, request: web.Request) -> web.Response:
        """A message by way of a response_url: JSON, five times within half an hour."""
        target = self.workspace.response_urls.get(request.match_info["name"])
        record: Json = {"method": "response_url", "at": time.time(), "parameters": {}, "error": None}
        self.workspace.requests.append(record)
        fault = self.faults.take("response_url", None)
        if fault is not None:
            await self._faulty(request, fault, record)
            return web.Response(status=500)
        try:
            given = record["parameters"] = await parameters_of(request)
            if target is None or target.uses >= USES or time.monotonic() > target.until:
                raise ApiError("used_url" if target else "expired_url", bug=True)
            target.uses += 1
            self._answer(target, given)
        except ApiError as refusal:
            record["error"] = refusal.error
            if refusal.bug:
                self.refuse("response_url", refusal, record["parameters"])
            return web.json_response({"ok": False, "error": refusal.error}, status=404)
        return web.Response(text="ok")

    def _answer(self, target: ResponseUrl, given: Json) -> None:
        known = (
            "text blocks attachments response_type replace_original delete_original thread_ts metadata "
            "unfurl_links unfurl_media"
        ).split()
        unknown = [f"[ERROR] no such argument: {name}" for name in given.keys() - set(known)]
        if unknown:
            raise ApiError("invalid_payload", bug=True, messages=unknown)
        space = self.workspace
        channel = space.channels[target.channel]
        original = channel.messages.get(str(target.message_ts))
        if given.get("delete_original"):
            if original is not None:
                space.delete(channel, original["ts"])
            return
        content = self.methods.messages.content({**given, "channel": channel.id})
        if given.get("replace_original") and original is not None:
            space.change(channel, original["ts"], content, BOT_USER)
        elif given.get("response_type") == "in_channel":
            self.methods.messages.post_message({**given, "channel": channel.id})
        else:
            thread = {"thread_ts": given.get("thread_ts", target.thread_ts)}
            space.whisper(target.user, channel.id, content | thread, "response_url")


class TooFast(ApiError):
    """Asked more often than the platform allows."""

    def __init__(self, wait_s: int) -> None:
        super().__init__("ratelimited")
        self.wait_s = wait_s


class MissingScope(ApiError):
    """The token may not do this; a mistake unless the test took the scope away, or it may be tried."""

    def __init__(self, needed: str, provided: str, forgiven: bool) -> None:
        super().__init__("missing_scope", bug=not forgiven, messages=[f"[ERROR] {needed}"])
        self.needed = needed
        self.provided = provided


def _cut(request: web.Request) -> None:
    """The connection is gone, with no answer on it."""
    if request.transport is not None:
        request.transport.abort()
