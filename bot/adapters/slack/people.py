"""What people are called and which language they use, as far as it is known without holding anything up."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.adapters.slack.web_api import WebApi

WAIT_S = 0.7  # of the three seconds in which Slack wants its answer
_KEPT_S = 3600.0
_KEPT = 10_000  # people
_PAUSE_S = 60.0  # after a look-up that failed


@dataclass(frozen=True, slots=True)
class Person:
    name: str | None = None
    language: str | None = None


NOBODY = Person()


class People:
    """Looks people up once an hour. A look-up that fails or takes too long gives nobody, for everybody, a
    while: an event must not wait for a name.
    """

    def __init__(self, api: WebApi) -> None:
        self._api = api
        self._known: OrderedDict[str, tuple[float, Person]] = OrderedDict()
        self._asked: dict[str, asyncio.Task[Person | None]] = {}
        self._paused_until = float("-inf")
        self.names: dict[str, str] = {}  # those that are known, by id

    async def person(self, user: str) -> Person:
        """Who this is. Everybody who asks for the same person waits for the same answer, in order."""
        now = asyncio.get_running_loop().time()
        known = self._known.get(user)
        if known is not None and now - known[0] < _KEPT_S:
            return known[1]
        if now < self._paused_until:
            return known[1] if known else NOBODY
        asked = self._asked.get(user)
        if asked is None:
            asked = self._asked[user] = asyncio.create_task(self._ask(user))
            asked.add_done_callback(lambda _: self._asked.pop(user, None))
        found = await asyncio.shield(asked)
        return found or (known[1] if known else NOBODY)

    async def close(self) -> None:
        """Ask no more."""
        asked = list(self._asked.values())
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)

    async def _ask(self, user: str) -> Person | None:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(WAIT_S):
                answer = await self._api.client.users_info(user=user, include_locale=True)
            found = answer.get("user")
        except (TimeoutError, aiohttp.ClientError, OSError, SlackApiError, ValueError, AttributeError):
            self._paused_until = loop.time() + _PAUSE_S
            return None
        person = _person(found) if isinstance(found, Mapping) else NOBODY
        self._known[user] = (loop.time(), person)
        if person.name:
            self.names[user] = person.name
        if len(self._known) > _KEPT:
            oldest, _ = self._known.popitem(last=False)
            self.names.pop(oldest, None)
        return person


def _person(user: Mapping[str, object]) -> Person:
    """The name that colleagues see; the language out of a locale like ``de-DE``."""
    profile = user.get("profile")
    shown = profile if isinstance(profile, Mapping) else {}
    candidates = (shown.get("real_name"), user.get("real_name"), shown.get("display_name"), user.get("name"))
    name = next((one for one in candidates if isinstance(one, str) and one.strip()), None)
    locale = user.get("locale")
    language = locale.partition("-")[0].lower() if isinstance(locale, str) and locale else None
    return Person(_entities_undone(name) if name else None, language)


def _entities_undone(name: str) -> str:
    return name.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()
