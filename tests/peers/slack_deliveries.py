"""How the platform hands things to the app: events again and again until taken, the rest once."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode

import aiohttp

from tests.peers.slack_state import Json

EVENTS, INTERACTIVE, COMMAND = "events_api", "interactive", "slash_commands"


@dataclass(slots=True)
class Answer:
    """What came of one attempt: taken, perhaps with a body, or the reason why not."""

    taken: bool
    body: Json = field(default_factory=dict)
    reason: str = ""
    again: bool = True  # False: the app asked not to be tried again


@dataclass(slots=True)
class Delivery:
    """``payload`` goes out under a new envelope at every attempt."""

    kind: str
    payload: Json
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    attempts: int = 0
    answer: Answer | None = None
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def is_about(self, name: str) -> bool:
        """Whether this id, event id, trigger id or message timestamp means this delivery."""
        event = self.payload.get("event", {})
        names = (self.id, self.payload.get("event_id"), self.payload.get("trigger_id"), event.get("ts"))
        return name in names


class Transport(Protocol):
    """One attempt; waits for the app to be there in so far as the platform does."""

    async def attempt(self, delivery: Delivery, number: int, reason: str) -> Answer: ...


@dataclass
class Deliveries:
    """``pauses_s`` before each attempt as Slack has them, times ``factor``: at once, 1 and 5 minutes."""

    transport: Transport
    factor: float = 0.02
    pauses_s: tuple[float, ...] = (0.0, 0.0, 60.0, 300.0)
    timeout_s: float = 3.0
    sent: list[Delivery] = field(default_factory=list)
    lost: list[Json] = field(default_factory=list)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def start(self, kind: str, payload: Json) -> Delivery:
        delivery = Delivery(kind, payload)
        self.sent.append(delivery)
        self._spawn(self._deliver(delivery))
        return delivery

    def again(self, name: str) -> Delivery:
        """The same payload once more, as if the acknowledgement had been lost."""
        found = next((one for one in reversed(self.sent) if one.is_about(name)), None)
        if found is None:
            raise LookupError(f"nothing with the name {name} was ever delivered")
        return self.start(found.kind, found.payload)

    def pending(self) -> int:
        return sum(one.answer is None for one in self.sent)

    async def _deliver(self, delivery: Delivery) -> None:
        reason = ""
        pauses = self.pauses_s if delivery.kind == EVENTS else (0.0,)
        for number, pause_s in enumerate(pauses):
            await asyncio.sleep(pause_s * self.factor)
            delivery.attempts = number + 1
            answer = await self.transport.attempt(delivery, number, reason)
            if answer.taken or not answer.again:
                break
            reason = answer.reason
        else:
            answer = Answer(False, reason=reason)
        if not answer.taken:
            self.lost.append({"kind": delivery.kind, "payload": delivery.payload, "reason": reason})
        delivery.answer = answer
        delivery.done.set()

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def signature(secret: str, at: str, body: bytes) -> str:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack"""
    digest = hmac.new(secret.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hexdigest()
    return f"v0={digest}"


class SignedHttp:
    """Signed POSTs to the app's address."""

    def __init__(self, url: str, secret: str, timeout_s: Callable[[], float]) -> None:
        self.url = url
        self.secret = secret
        self.timeout_s = timeout_s
        self.session = aiohttp.ClientSession()

    async def verify(self) -> bool:
        """The handshake when an address is set up: it has to give the challenge back."""
        challenge = uuid.uuid4().hex
        body = json.dumps({"type": "url_verification", "token": "t", "challenge": challenge}).encode()
        headers = self.headers(body, "application/json")
        async with self.session.post(self.url, data=body, headers=headers) as answer:
            return answer.status == 200 and challenge in await answer.text()

    def headers(self, body: bytes, content_type: str) -> dict[str, str]:
        at = f"{time.time():.0f}"
        return {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": signature(self.secret, at, body),
        }

    async def attempt(self, delivery: Delivery, number: int, reason: str) -> Answer:
        body, content_type = self._encoded(delivery)
        headers = self.headers(body, content_type)
        if number:
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        limit = aiohttp.ClientTimeout(total=self.timeout_s())
        try:
            async with self.session.post(self.url, data=body, headers=headers, timeout=limit) as answer:
                text = await answer.text()
                again = answer.headers.get("X-Slack-No-Retry") != "1"
                if answer.status != 200:
                    return Answer(False, reason="http_error", again=again)
                return Answer(True, _read(text))
        except TimeoutError:
            return Answer(False, reason="http_timeout")
        except aiohttp.ClientError:
            return Answer(False, reason="connection_failed")

    async def raw(self, headers: dict[str, str], body: bytes) -> Json:
        async with self.session.post(self.url, data=body, headers=headers) as answer:
            return {"status": answer.status, "headers": dict(answer.headers), "body": await answer.text()}

    async def close(self) -> None:
        await self.session.close()

    def _encoded(self, delivery: Delivery) -> tuple[bytes, str]:
        form = "application/x-www-form-urlencoded"
        if delivery.kind == EVENTS:
            return json.dumps(delivery.payload).encode(), "application/json"
        if delivery.kind == COMMAND:
            return urlencode(delivery.payload).encode(), form
        return urlencode({"payload": json.dumps(delivery.payload)}).encode(), form


def _read(text: str) -> Json:
    """The body of an answer: JSON, or the text that a slash command is answered with."""
    try:
        read = json.loads(text) if text.strip() else {}
    except ValueError:
        return {"text": text}
    return read if isinstance(read, dict) else {"text": text}
