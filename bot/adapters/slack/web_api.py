"""The one client and the one HTTP session that everything here uses."""

from __future__ import annotations

import logging

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

TOTAL_S = 10.0  # one call; two of them fit into the time that the courier gives a send
CONNECT_S = 4.0

# What the kit writes below this level holds people's words.
QUIET = logging.getLogger("slack_sdk.quiet")
QUIET.setLevel(logging.WARNING)
# We give bolt our token ourselves: that it leaves SLACK_BOT_TOKEN alone is no news to anybody.
QUIET.addFilter(lambda record: "SLACK_BOT_TOKEN" not in record.getMessage())


class WebApi:
    """Slack's Web API. Retries nothing by itself: a post whose answer got lost would be made twice."""

    def __init__(self, token: str, base_url: str) -> None:
        self._client = AsyncWebClient(token=token, base_url=base_url, retry_handlers=[], logger=QUIET)
        # The session reads the environment itself and, other than the client, heeds NO_PROXY.
        self._client.proxy = None
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """Made on first use: it belongs to the loop that runs then."""
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=TOTAL_S, sock_connect=CONNECT_S)
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=True)
        return self._session

    @property
    def client(self) -> AsyncWebClient:
        self._client.session = self.session
        return self._client

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
