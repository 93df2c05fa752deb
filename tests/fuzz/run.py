"""Sends wrong payloads to a site that runs, by every way in, and says what became of them."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.fuzz import seeds
from tests.fuzz.inputs import input_of
from tests.security.site import Site, socket
from tests.security.ways import WAYS

AT_ONCE = 16
FRAMES_A_SOCKET = 25  # fewer than a page may send at once
_MADE_AT_ONCE = 500
_ANSWER_S = 30.0


@dataclass
class Told:
    """What was answered, and what must not have been."""

    answers: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def note(self, answer: int | str, body: bytes) -> None:
        self.answers[str(answer)] += 1
        if isinstance(answer, int) and answer >= 500:
            self.faults.append(f"{answer} to {body[:300]!r}")


def _form(name: str) -> Callable[[Random], bytes]:
    """Slack's other two: JSON in a form, and a form."""

    def make(chance: Random) -> bytes:
        if name == "interactions":
            return urlencode({"payload": input_of(chance.choice(seeds.SLACK_INTERACTIONS), chance)}).encode()
        body = input_of(chance.choice(seeds.SLACK_COMMANDS), chance)
        with contextlib.suppress(ValueError, AttributeError, RecursionError):
            fields = json.loads(body)
            return urlencode(
                {key: str(one).encode("utf-8", "replace") for key, one in fields.items()}
            ).encode()
        return body

    return make


def _json_of(payloads: list[Any]) -> Callable[[Random], bytes]:
    return lambda chance: input_of(chance.choice(payloads), chance)


POSTED: dict[str, tuple[str, Callable[[Random], bytes]]] = {
    "telegram": ("/telegram/webhook", _json_of(seeds.TELEGRAM)),
    "slack": ("/slack/events", _json_of(seeds.SLACK_EVENTS)),
    "slack interactions": ("/slack/events", _form("interactions")),
    "slack commands": ("/slack/events", _form("commands")),
    **{path.rpartition("/")[2]: (path, _json_of(payloads)) for path, payloads in seeds.SHOPS.items()},
}
"""Adapter → the way in, and what makes a body."""
ADAPTERS = (*POSTED, "web")


async def fuzz(site: Site, adapter: str, inputs: int, seed: int) -> Told:
    """So many inputs to one adapter; the same seed makes the same inputs."""
    told, chance = Told(), Random(f"{seed}/{adapter}")
    if adapter == "web":
        await _frames(site, inputs, chance, told)
    else:
        await _posts(site, adapter, inputs, chance, told)
    told.faults += await unwell(site)
    return told


async def _posts(site: Site, adapter: str, inputs: int, chance: Random, told: Told) -> None:
    path, make = POSTED[adapter]
    places = asyncio.Semaphore(AT_ONCE)

    async def post(session: aiohttp.ClientSession, body: bytes, forged: bool) -> None:
        headers = dict(WAYS[path].prove(site, body, 0))
        if forged:
            name = [one for one in headers if one != "Content-Type"][-1]
            headers[name] = headers[name][::-1]
        async with (
            places,
            asyncio.timeout(_ANSWER_S),
            session.post(path, data=body, headers=headers) as answer,
        ):
            await answer.read()
            told.note(answer.status, body)

    async with aiohttp.ClientSession(site.url) as session:
        for start in range(0, inputs, _MADE_AT_ONCE):
            made = [(make(chance), chance.random() < 0.05) for _ in range(min(inputs - start, _MADE_AT_ONCE))]
            await asyncio.gather(*(post(session, body, forged) for body, forged in made))


async def _frames(site: Site, inputs: int, chance: Random, told: Told) -> None:
    for start in range(0, inputs, FRAMES_A_SOCKET):
        bodies = [
            input_of(chance.choice(seeds.FRAMES), chance) for _ in range(min(inputs - start, FRAMES_A_SOCKET))
        ]
        async with _listening(site, told) as page:
            for body in bodies:
                text = body.decode("utf-8", "replace")
                with contextlib.suppress(ConnectionError):
                    await (page.send_bytes(body) if chance.random() < 0.002 else page.send_str(text))


@contextlib.asynccontextmanager
async def _listening(site: Site, told: Told) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A page that counts what it is answered, and at its end still is."""
    async with socket(site.url) as page:
        yield page
        with contextlib.suppress(ConnectionError):
            await page.send_json({"type": "say", "key": "the-end", "text": "/help"})
        async with asyncio.timeout(_ANSWER_S):
            async for frame in page:
                said = json.loads(frame.data)
                told.note(said["type"], b"")
                if said.get("key") == "the-end":
                    return
        if page.close_code not in {1003, 1007, 1009}:
            told.faults.append(f"a socket ended with {page.close_code}")


async def unwell(site: Site) -> list[str]:
    """What is wrong with a site after all this: it must be as well as before."""
    found = list(site.faults())
    async with aiohttp.ClientSession(site.url) as session, asyncio.timeout(_ANSWER_S):
        async with session.get("/healthz") as answer:
            found += [] if answer.status == 200 else [f"healthz {answer.status}"]
        for path, way in WAYS.items():
            async with session.post(path, data=way.body, headers=way.prove(site, way.body, 0)) as answer:
                found += [] if answer.status == 200 else [f"{path} {answer.status}"]
    return found
