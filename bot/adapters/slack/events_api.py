"""The HTTP way in: events, interactivity and slash commands at one route; bolt checks Slack's signature."""

from __future__ import annotations

import asyncio
import logging

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.adapters.slack.intake import NOT_TAKEN, Intake
from bot.core.errors import UnreadableEvent

PATH = "/slack/events"
_ANSWERED_WITHIN_S = 2.5  # Slack waits 3 s, https://docs.slack.dev/apis/events-api/#responding

_log = logging.getLogger(__name__)


class EventsApi:
    """Answers Slack's requests: 401 to what it did not sign, 503 to what could not be stored."""

    def __init__(self, app: AsyncApp, intake: Intake, signing_secret: str) -> None:
        self._app = app
        self._intake = intake
        self._verifier = SignatureVerifier(signing_secret)
        self._handling: set[asyncio.Future[BoltResponse]] = set()

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.post(PATH, self._handle)]

    async def _handle(self, request: web.Request) -> web.Response:
        if not request.headers.get("X-Slack-Request-Timestamp", "").isdecimal():
            raise web.HTTPUnauthorized
        raw = await request.read()
        try:
            bolt_request = await to_bolt_request(request)
            if not self._intake.is_readable(bolt_request.body):
                raise UnreadableEvent("event is no object")
        except Exception as error:  # noqa: BLE001  # bolt reads the body before it is known to be Slack's
            return await self._handle_odd(request, raw, type(error).__name__)
        # What takes longer is told "not yet": Slack brings it again, and finds it handled or handles it then.
        handling = asyncio.ensure_future(self._app.async_dispatch(bolt_request))
        self._handling.add(handling)
        handling.add_done_callback(self._handling.discard)
        done, _ = await asyncio.wait({handling}, timeout=_ANSWERED_WITHIN_S)
        if not done:
            return web.Response(status=NOT_TAKEN)
        answer = handling.result()
        if answer.status == web.HTTPUnauthorized.status_code:
            raise web.HTTPUnauthorized  # as everywhere: whoever tries learns nothing of how far it got
        return await to_aiohttp_response(answer)

    async def _handle_odd(self, request: web.Request, raw: bytes, why: str) -> web.Response:
        """A body that bolt cannot make anything of: a dead letter, if Slack has signed it."""
        timestamp = request.headers["X-Slack-Request-Timestamp"]
        signature = request.headers.get("X-Slack-Signature", "")
        try:
            is_slacks = self._verifier.is_valid(raw.decode(), timestamp, signature)
        except ValueError:
            is_slacks = False
        if not is_slacks:
            raise web.HTTPUnauthorized
        _log.error("slack: a request cannot be read: %s", why)
        return web.Response(status=await self._intake.take_unreadable(raw.decode("utf-8", "replace")))
