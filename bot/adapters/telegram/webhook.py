"""Webhook mode: Telegram posts updates to us, and is answered once they are committed."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web
from telegram.error import TelegramError

from bot.adapters.telegram.client import ALLOWED_UPDATES, Client, Refused, pause_s, sure
from bot.adapters.telegram.condition import Condition
from bot.adapters.telegram.failures import described, is_token_refused
from bot.adapters.telegram.inbound import confirmed_by
from bot.core.errors import StorageUnavailable
from bot.texts.cutting import cut

PATH = "/telegram/webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
MAX_BODY = 1024 * 1024  # bytes; a long message that answers a long message does not fit into 64 KiB

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_CONNECTIONS = 40
_LOOK_S = 30.0  # how often to see whether the webhook is still ours
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 15.0
_RETRY_AFTER_S = 2
_MAX_PROBLEM = 200  # characters


class Webhook:
    """The address that Telegram posts to. ``take`` returns once an update is committed.

    Raises ValueError without a secret that Telegram would take and an address to be found at.
    """

    def __init__(
        self,
        client: Client,
        condition: Condition,
        take: Callable[[object], Awaitable[None]],
        url: str | None,
        secret: str | None,
        look_s: float = _LOOK_S,
    ) -> None:
        if not secret or not _SECRET.fullmatch(secret):
            raise ValueError(
                "webhook mode needs [telegram] secret_token, 1 to 256 letters, digits, _ and -:"
                " without it anybody could speak for Telegram"
            )
        if not url:
            raise ValueError("webhook mode needs [http] public_url: where Telegram finds this bot")
        self._client = client
        self._condition = condition
        self._take = take
        self._url = url if urlsplit(url).path not in {"", "/"} else url.rstrip("/") + PATH
        self._secret = secret
        self._look_s = look_s

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.post(PATH, self._receive)]

    async def run(self) -> None:
        """Register, then watch over it. Raises PlatformRefused when the token is refused for too long."""
        registered, failures = False, 0
        while True:
            try:
                if not registered:
                    await self._register()
                    registered = True
                registered = await self._still_there()
            except TelegramError as error:
                self._report(error)
                await asyncio.sleep(self._pause_s(error, failures))
                failures += 1
            else:
                failures = 0
                await asyncio.sleep(self._look_s if registered else _FIRST_PAUSE_S)

    async def _register(self) -> None:
        await self._client.api.set_webhook(
            self._url,
            secret_token=self._secret,
            max_connections=_CONNECTIONS,
            allowed_updates=ALLOWED_UPDATES,
            drop_pending_updates=False,
        )
        self._condition.answered()

    async def _still_there(self) -> bool:
        """Whether Telegram posts to us; another program may have taken the webhook away."""
        info = await sure(self._client.api.get_webhook_info())
        if info.url != self._url:
            self._condition.trouble("the webhook was changed by somebody else; it is being set again")
            return False
        failing = info.pending_update_count > 0 and info.last_error_message
        problem = f"Telegram cannot reach the webhook: {cut(failing, _MAX_PROBLEM)}" if failing else None
        self._condition.answered(problem)
        return True

    def _report(self, error: TelegramError) -> None:
        if is_token_refused(error):
            self._condition.refused()
        else:
            self._condition.trouble(f"the webhook cannot be set or looked at ({described(error)})")

    def _pause_s(self, error: TelegramError, failures: int) -> float:
        asked_s = error.retry_after_s if isinstance(error, Refused) else None
        return max(asked_s or 0.0, pause_s(failures, _FIRST_PAUSE_S, _LONGEST_PAUSE_S))

    async def _receive(self, request: web.Request) -> web.Response:
        """One update. 200 only once it is committed; anything else, and Telegram posts it again."""
        told = request.headers.get(HEADER, "")
        if not hmac.compare_digest(told.encode("utf-8", "replace"), self._secret.encode()):
            raise web.HTTPUnauthorized
        try:
            update = json.loads(await _body(request))
        except (ValueError, RecursionError):
            raise web.HTTPBadRequest from None
        if confirmed_by(update) is None:
            raise web.HTTPBadRequest
        self._condition.reached()
        try:
            await self._take(update)
        except StorageUnavailable:
            return web.Response(status=503, headers={"Retry-After": str(_RETRY_AFTER_S)})
        return web.Response()


async def _body(request: web.Request) -> bytes:
    """The body, whatever it says that it is. Raises HTTPRequestEntityTooLarge."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MAX_BODY:
            raise web.HTTPRequestEntityTooLarge(max_size=MAX_BODY, actual_size=len(body))
    return bytes(body)
