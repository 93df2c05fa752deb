"""The HTTP way in: events, interactivity and slash commands at one route; bolt checks Slack's signature."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from bot.adapters.slack.intake import NOT_TAKEN, Intake
from bot.core.errors import UnreadableEvent

PATH = "/slack/events"
_ANSWERED_WITHIN_S = 2.5  # Slack waits 3 s, https://docs.slack.dev/apis/events-api/#responding

T = TypeVar("T")

_log = logging.getLogger(__name__)


class EventsApi:
    """Answers Slack's requests: 401 to what it did not sign, 503 to what could not be stored."""

    def __init__(self, app: AsyncApp, intake: Intake, signing_secret: str) -> None:
        self._app = app
        self._intake = intake
        self._verifier = SignatureVerifier(signing_secret)
        self._handling: set[asyncio.Future[Any]] = set()

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
        answer = await self._in_time(self._app.async_dispatch(bolt_request))
        if answer is None:
            return web.Response(status=NOT_TAKEN)
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
        status = await self._in_time(self._intake.take_unreadable(raw.decode("utf-8", "replace")))
        return web.Response(status=status or NOT_TAKEN)

    async def _in_time(self, work: Coroutine[Any, Any, T]) -> T | None:
        """Its result; None where Slack would have given up before. It goes on then."""
        handling = asyncio.ensure_future(work)
        self._handling.add(handling)
        handling.add_done_callback(self._handling.discard)
        done, _ = await asyncio.wait({handling}, timeout=_ANSWERED_WITHIN_S)
        return handling.result() if done else None
