"""Slack's two halves put together: bolt's app in front, one client behind, Socket Mode or HTTP between."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Mapping, Sequence

import aiohttp
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.adapters.slack.answers import Answers
from bot.adapters.slack.events_api import EventsApi
from bot.adapters.slack.evidence import SlackEvidence
from bot.adapters.slack.intake import TAKEN, Intake
from bot.adapters.slack.people import People
from bot.adapters.slack.sending import SlackSender
from bot.adapters.slack.socket_mode import HEARTBEAT_S, SocketMode
from bot.adapters.slack.token import TokenWatch
from bot.adapters.slack.web_api import QUIET, WebApi
from bot.charts import Charts
from bot.core.effects import Parcel
from bot.core.errors import OperatorError
from bot.core.ports import Clock, Deliver, Fetcher, Health, OwnData, Receipt, Render

_CLOSING_S = 2.0  # how long Slack may take to answer a goodbye

_log = logging.getLogger(__name__)


class _Known(AsyncAuthorize):
    """Authorizes a request from what is known already: who we are, and our token."""

    def __init__(self, token: TokenWatch, workspace: str, bot_token: str) -> None:
        self._token = token
        self._workspace = workspace
        self._bot_token = bot_token

    async def __call__(self, **_of_the_request: object) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=self._workspace,
            bot_user_id=self._token.bot_user or None,
            bot_id=self._token.bot_id or None,
            bot_token=self._bot_token,
        )


class SlackAdapter:
    """Source and Sender for one workspace. Raises OperatorError where a mode's secret is missing."""

    def __init__(
        self,
        *,
        bot_token: str,
        workspace: str,
        deliver: Deliver,
        clock: Clock,
        render: Render,
        languages: Sequence[str],
        app_token: str | None = None,
        signing_secret: str | None = None,
        mode: str = "socket",
        api_base_url: str = "https://slack.com/api/",
        command: str = "/customers",
        give_up_after_s: float = 60.0,
        charts: Charts | None = None,
        fetcher: Fetcher | None = None,
        own_data: OwnData | None = None,
    ) -> None:
        _check_secrets(mode, app_token, signing_secret)
        self._app_token = app_token or ""
        self._workspace = workspace
        self._bot_token = bot_token
        self._charts = charts
        self._api = WebApi(bot_token, api_base_url)
        self._token = TokenWatch(self._api, workspace, give_up_after_s)
        self._people = People(self._api)
        self._answers = Answers(self._api, render, languages)
        self.evidence = SlackEvidence(self._api, bot_token, api_base_url)
        self._sender = SlackSender(self._api, self._token, render, charts, self.evidence, fetcher, own_data)
        self._intake = Intake(
            workspace=workspace,
            command=command,
            deliver=deliver,
            clock=clock,
            people=self._people,
            token=self._token,
            answers=self._answers,
        )
        self._app = self._bolt(signing_secret or "")
        self._socket = self._socket_mode(give_up_after_s) if mode == "socket" else None
        self._events_api = EventsApi(self._app, self._intake, signing_secret) if signing_secret else None

    # -- the source

    async def run(self) -> None:
        """Bring events in until cancelled; over HTTP only watch the token. Raises PlatformRefused."""
        work = [asyncio.create_task(self._token.run())]
        if self._socket is not None:
            work.append(asyncio.create_task(self._socket.run()))
        try:
            done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                await task
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)

    def health(self) -> Health:
        """Connected: over a socket Slack said hello; over HTTP it took the token when last looked at."""
        connected = self._token.accepted if self._socket is None else self._socket.connected
        problem = self._token.problem or (self._socket.problem if self._socket else None)
        return Health(connected, self._intake.last_event_at, problem)

    def routes(self) -> list[web.AbstractRouteDef]:
        """The routes to mount: none in Socket Mode, where nothing is to be reachable from outside."""
        if self._events_api is None or self._socket is not None:
            return []
        return self._events_api.routes()

    async def close(self) -> None:
        """Finish what is under way, then let every connection go."""
        await self._answers.close()
        await self._people.close()
        await self._api.close()
        if self._charts is not None:
            await self._charts.close()

    # -- the sender

    async def send(
        self, parcel: Parcel, target: str | None, recovered: bool, thread: str | None = None
    ) -> Receipt:
        return await self._sender.send(parcel, target, recovered, thread)

    # -- bolt

    def _bolt(self, signing_secret: str) -> AsyncApp:
        """An app with one middleware and no listeners: it never asks the network about a request."""
        app = AsyncApp(
            name="feedback-bot",
            logger=QUIET,
            signing_secret=signing_secret,
            authorize=_Known(self._token, self._workspace, self._bot_token),
            process_before_response=True,
            ignoring_self_events_enabled=False,  # inbound.py passes them over, with all other bots'
            attaching_function_token_enabled=False,
        )
        app.use(self._intake)
        return app

    # -- Socket Mode

    def _socket_mode(self, give_up_after_s: float) -> SocketMode:
        return SocketMode(
            open_url=self._open_url, connect=self._connect, take=self._take, give_up_after_s=give_up_after_s
        )

    async def _open_url(self) -> str:
        answer = await self._api.client.apps_connections_open(app_token=self._app_token)
        return str(answer["url"])

    async def _connect(self, url: str) -> aiohttp.ClientWebSocketResponse:
        closing = aiohttp.ClientWSTimeout(ws_close=_CLOSING_S)
        return await self._api.session.ws_connect(url, heartbeat=HEARTBEAT_S, timeout=closing)

    async def read_again(self, raw: str) -> None:
        """Take what could not be read when it came. Raises ValueError, or StorageUnavailable."""
        await self._intake.read_again(raw)

    async def _take(self, envelope: Mapping[str, object]) -> dict[str, object] | None:
        """The acknowledgement of an envelope, after what it brought is stored."""
        acknowledgement: dict[str, object] = {"envelope_id": envelope.get("envelope_id")}
        payload = envelope.get("payload")
        try:
            request = AsyncBoltRequest(mode="socket_mode", body=payload if isinstance(payload, dict) else {})
        except Exception as error:  # noqa: BLE001  # bolt looks into the payload before anybody else does
            _log.error("slack: an envelope cannot be read: %s", type(error).__name__)
            status = await self._intake.take_unreadable(json.dumps(payload))
            return acknowledgement if status == TAKEN else None
        response = await self._app.async_dispatch(request)
        if response.status != TAKEN:
            return None
        if response.body and envelope.get("accepts_response_payload"):
            with contextlib.suppress(ValueError):
                acknowledgement["payload"] = json.loads(response.body)
        return acknowledgement


def _check_secrets(mode: str, app_token: str | None, signing_secret: str | None) -> None:
    if mode == "socket" and not app_token:
        raise OperatorError("[slack] app_token is missing: Socket Mode needs it")
    if mode == "http" and not signing_secret:
        raise OperatorError("[slack] signing_secret is missing: without it anybody could speak as Slack")
