"""One request to an OpenAI-compatible address, one attempt: ``POST URL/chat/completions``.

https://platform.openai.com/docs/api-reference/chat, as self-hosted servers speak it too.

====================================  =====================================
200 with JSON                         the answer, whatever it says
429, 503                              asked again later
any other status, no JSON, too much   given up
not connected                         asked again later: nothing was sent
no answer in time, cut off            given up: it would be as slow again
====================================  =====================================

No redirect is followed and no proxy used, nothing is kept open, and what comes is bounded.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver

from bot.core.errors import ModelUnavailable

MOST_BYTES = 256 * 1024  # of an answer
_BUSY = frozenset({429, 503})
_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
_REMEDIES: Mapping[int, str] = {
    401: "correct [language_model] api_key",
    403: "correct [language_model] api_key",
    404: "correct [language_model] url, which ends with /v1 at most places, or model",
}


class Endpoint:
    """The port LanguageModel over HTTP. ``socket_factory`` refuses addresses that nothing may go to."""

    def __init__(
        self,
        url: str,
        api_key: str | None,
        *,
        timeout_s: float,
        socket_factory: Callable[[Any], socket.socket] | None,
        resolver: AbstractResolver | None = None,
    ) -> None:
        """``resolver`` stands in for the system's."""
        self._url = address_of(url)
        self._headers = {"Content-Type": "application/json", "User-Agent": "feedback-bot"}
        if api_key is not None:
            self._headers["Authorization"] = f"Bearer {api_key}"
        self._timeout_s = timeout_s
        self._socket_factory = socket_factory
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None

    async def complete(self, request: Mapping[str, object]) -> object:
        """As the port says."""
        body = json.dumps(request).encode("ascii")
        try:
            async with self._connected().post(
                self._url, data=body, headers=self._headers, allow_redirects=False
            ) as response:
                status, said = response.status, await _bounded(response)
        except _NOT_SENT:
            raise ModelUnavailable("it cannot be reached", sent=False, again=True) from None
        except TimeoutError:
            why = f"no answer within {self._timeout_s:g} s; a larger timeout_seconds gives it more"
            raise ModelUnavailable(why, sent=True, again=False) from None
        except (aiohttp.ClientError, OSError):
            raise ModelUnavailable("it was cut off", sent=True, again=False) from None
        if status != 200:
            why = f"it answers {status}" + (f"; {_REMEDIES[status]}" if status in _REMEDIES else "")
            raise ModelUnavailable(why, sent=True, again=status in _BUSY)
        try:
            return json.loads(said)
        except (ValueError, RecursionError):
            raise ModelUnavailable("its answer is no JSON", sent=True, again=False) from None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                resolver=self._resolver,
                use_dns_cache=False,
                force_close=True,
                socket_factory=self._socket_factory,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                timeout=aiohttp.ClientTimeout(total=self._timeout_s),
                trust_env=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            )
        return self._session


def address_of(url: str) -> str:
    """Where a request goes to; ``url`` is what the configuration says."""
    return f"{url}/chat/completions"


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    """What came, up to the bound. Raises ModelUnavailable beyond it."""
    said = bytearray()
    async for piece in response.content.iter_chunked(16 * 1024):
        said += piece
        if len(said) > MOST_BYTES:
            response.close()
            raise ModelUnavailable("it answers without end", sent=True, again=False)
    return bytes(said)
