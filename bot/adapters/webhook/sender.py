"""A notice on its way to another program: one POST, signed by Standard Webhooks, one attempt.

========================================  =====================================================
2xx                                       taken
429, 503 and any other 5xx; 408, 425      TryLater, as asked, within bounds
410                                       Rejected: the receiver wants no more of them
3xx, any other 4xx                        Rejected: redirects are not followed
never connected; an address not public    TryLater, for the operator
no answer within 10 s, cut off            Unknown: told again under the same id
========================================  =====================================================

``webhook-id`` is the parcel's id, the same in every attempt, so a receiver can drop what it knows. What the
receiver answers is not read. No proxy is used, nothing is kept open, and no address is connected to that is
not on the public internet, unless the operator allows it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from aiohttp.abc import AbstractResolver

from bot.adapters.webhook.public import NotPublic, public_socket
from bot.core.effects import Parcel
from bot.core.errors import Rejected, SendError, TryLater, Unknown
from bot.core.ports import Clock, Receipt
from bot.core.signatures import signature

TIMEOUT_S = 10.0
OPERATOR_S = 60.0  # how soon to look whether somebody has put it right
SHORTEST_S, LONGEST_S = 1.0, 3600.0  # between them the receiver may choose
BUSY_S = 30.0  # where it does not say how long

_LATER = frozenset({408, 425, 429})
_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where one webhook's notices go, signed by each of the ``keys``, so that one can be replaced."""

    url: str = field(repr=False)  # may hold a password of the receiver's
    keys: tuple[bytes, ...] = field(repr=False)
    allow_private: bool = False


class WebhookSender:
    """Sends notices to destinations, by the webhook's name. ``resolver`` stands in for the system's."""

    def __init__(
        self,
        destinations: Mapping[str, Destination],
        clock: Clock,
        resolver: AbstractResolver | None = None,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._destinations = destinations
        self._clock = clock
        self._resolver = resolver
        self._timeout_s = timeout_s
        self._sessions: dict[bool, aiohttp.ClientSession] = {}  # by whether private addresses are allowed
        self._problems: dict[
            str, str
        ] = {}  # the last one said of each webhook: not to say it again and again

    async def send(
        self,
        parcel: Parcel,
        target: str | None,  # noqa: ARG002  # a port; every notice is a message of its own
        recovered: bool,  # noqa: ARG002  # the receiver drops what it knows, by its id
        thread: str | None = None,  # noqa: ARG002
    ) -> Receipt:
        """One attempt. Raises TryLater, Rejected or Unknown."""
        name = parcel.address.room
        destination = self._destinations.get(name)
        if destination is None:
            raise self._refused(name, "it is not configured any more")
        body = body_of(parcel)
        headers = headers_of(parcel.id, body, destination.keys, self._clock.now())
        try:
            async with self._session(destination).post(
                destination.url, data=body, headers=headers, allow_redirects=False
            ) as response:
                status, asked = response.status, response.headers.get("Retry-After")
                response.close()  # what it says is not read
        except _NOT_SENT as error:
            raise self._put_off(name, _unconnected(error), OPERATOR_S) from None
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise Unknown from None
        if 200 <= status < 300:
            self._problems.pop(name, None)
            return Receipt(parcel.id)
        raise self._said(name, status, asked)

    async def close(self) -> None:
        for session in self._sessions.values():
            await session.close()

    def _session(self, destination: Destination) -> aiohttp.ClientSession:
        allowed = destination.allow_private
        if allowed not in self._sessions:
            connector = aiohttp.TCPConnector(
                resolver=self._resolver,
                use_dns_cache=False,
                force_close=True,
                socket_factory=None if allowed else public_socket,
            )
            self._sessions[allowed] = aiohttp.ClientSession(
                connector=connector,
                timeout=aiohttp.ClientTimeout(total=self._timeout_s),
                trust_env=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": "feedback-bot"},
                auto_decompress=False,
            )
        return self._sessions[allowed]

    def _said(self, name: str, status: int, asked: str | None) -> SendError:
        """What an answer other than "taken" means."""
        if status in _LATER or status >= 500:
            return self._put_off(name, f"it answers {status}", wait_s(asked, self._clock.now()))
        if status == 410:
            return self._refused(name, "it answers 410 and wants no more notices: take it out")
        if 300 <= status < 400:
            return self._refused(
                name, f"it answers {status}, and redirects are not followed: correct its url"
            )
        return self._refused(name, f"it answers {status}")

    def _put_off(self, name: str, problem: str, after_s: float) -> TryLater:
        if self._problems.get(name) != problem:
            _log.warning("webhook %s: %s; notices wait", name, problem)
            self._problems[name] = problem
        return TryLater(after_s)

    def _refused(self, name: str, problem: str) -> Rejected:
        _log.error("webhook %s: %s; a notice is dropped", name, problem)
        return Rejected()


def body_of(parcel: Parcel) -> bytes:
    """The same bytes in every attempt: ``{"type", "timestamp", "data"}``."""
    card = parcel.message.card or {}
    at = parcel.not_before.astimezone(UTC).isoformat().replace("+00:00", "Z")
    notice = {"type": card.get("event"), "timestamp": at, "data": card.get("data")}
    return json.dumps(notice, separators=(",", ":")).encode("ascii")


def headers_of(parcel_id: str, body: bytes, keys: Iterable[bytes], now: datetime) -> dict[str, str]:
    """Who we are, and when we said it."""
    at_s = int(now.timestamp())
    return {
        "Content-Type": "application/json",
        "webhook-id": parcel_id,
        "webhook-timestamp": str(at_s),
        "webhook-signature": " ".join(signature(key, parcel_id, at_s, body) for key in keys),
    }


def wait_s(asked: str | None, now: datetime) -> float:
    """The seconds that ``Retry-After`` asks for, a number or a date, within our bounds."""
    said = (asked or "").strip()
    if said.isascii() and said.isdigit():
        return min(max(float(said[:9]), SHORTEST_S), LONGEST_S)
    try:
        at = parsedate_to_datetime(said)
    except (ValueError, OverflowError):
        return BUSY_S
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return min(max((at - now).total_seconds(), SHORTEST_S), LONGEST_S)


def _unconnected(error: Exception) -> str:
    """Why nothing was sent, in words that hold no address."""
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(error.os_error, NotPublic):
        return "its address is not on the public internet; allow_private = true lets notices go there"
    if isinstance(error, aiohttp.ClientSSLError | aiohttp.ClientConnectorCertificateError):
        return "its certificate is not to be trusted, or it speaks no TLS"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "its name is not known"
    return "it cannot be reached"
