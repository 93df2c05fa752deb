"""What a test says to the Slack peer: what people do, what goes wrong, and what there is to see."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp

from tests.peers.slack_deliveries import signature
from tests.peers.slack_reading import readable
from tests.peers.slack_state import BOT_USER, SIGNING_SECRET, Json

POLL_S = 0.02

T = TypeVar("T")


class PeerRefused(Exception):
    """The peer cannot do what the test asks: no such button, view, channel or message."""


class SlackControl:
    """Talks to the peer at ``url``. Where ``channel`` is None the person's direct message is meant."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    @property
    def api_base_url(self) -> str:
        return f"{self.url}/api/"

    async def _do(self, order: str, **given: object) -> Any:
        if self._session is None:
            raise RuntimeError("SlackControl is used as an asynchronous context manager")
        async with self._session.post(f"{self.url}/_control/{order}", json=given) as answer:
            body = await answer.json()
            if answer.status != 200:
                raise PeerRefused(body["error"])
            return body["result"]

    # --- what people do

    async def say(
        self,
        user: str,
        text: str,
        *,
        channel: str | None = None,
        thread_ts: str | None = None,
        evidence: str | None = None,
    ) -> str:
        """Write; returns the ts. ``evidence``: "voice", "photo", "video" or "file"."""
        where = {"channel": channel, "thread_ts": thread_ts}
        return str(await self._do("say", user=user, text=text, evidence=evidence, **where))

    async def edit(self, channel: str, ts: str, text: str) -> str:
        """Returns the ts of the edit."""
        return str(await self._do("edit", channel=channel, ts=ts, text=text))

    async def erase(self, channel: str, ts: str) -> None:
        await self._do("erase", channel=channel, ts=ts)

    async def press(self, user: str, channel: str, ts: str, wanted: str) -> str:
        """Press what has this action_id or value; returns the delivery's id for ``deliver_again``."""
        return str(await self._do("press", user=user, channel=channel, ts=ts, wanted=wanted))

    async def press_home(self, user: str, wanted: str) -> str:
        return str(await self._do("press_home", user=user, wanted=wanted))

    async def press_view(self, view_id: str, wanted: str) -> str:
        return str(await self._do("press_view", view_id=view_id, wanted=wanted))

    async def submit(self, user: str, view_id: str, values: Mapping[str, object]) -> Json:
        """``values`` by block_id or action_id; ``outcome``: closed, back, errors, updated, pushed, failed."""
        said: Json = await self._do("submit", user=user, view_id=view_id, values=dict(values))
        return said

    async def close_view(self, user: str, view_id: str) -> None:
        await self._do("close_view", user=user, view_id=view_id)

    async def command(self, user: str, command: str, text: str = "", channel: str | None = None) -> str:
        return str(await self._do("command", user=user, command=command, text=text, channel=channel))

    async def shortcut(
        self, user: str, callback_id: str, channel: str | None = None, ts: str | None = None
    ) -> str:
        """On a message, or from anywhere when no channel is given."""
        return str(await self._do("shortcut", user=user, callback_id=callback_id, channel=channel, ts=ts))

    async def open_home(self, user: str, tab: str = "home") -> None:
        await self._do("open_home", user=user, tab=tab)

    async def invite(self, channel: str, user: str = BOT_USER) -> None:
        await self._do("invite", channel=channel, user=user)

    async def remove(self, channel: str, user: str = BOT_USER) -> None:
        await self._do("remove", channel=channel, user=user)

    async def archive(self, channel: str, archived: bool = True) -> None:
        await self._do("archive", channel=channel, archived=archived)

    async def move(self, channel: str, to: str) -> None:
        """The channel gets another id."""
        await self._do("move", channel=channel, to=to)

    async def raw_event(self, event: Json, **outer: object) -> str:
        """An event as it stands, ``outer`` instead of what is around it (team_id, event_id …)."""
        return str(await self._do("raw_event", event=event, outer=outer))

    # --- what there is

    async def add_user(self, user: str, name: str, locale: str = "en-US") -> None:
        await self._do("add_user", user=user, name=name, locale=locale)

    async def deactivate(self, user: str) -> None:
        await self._do("deactivate", user=user)

    async def add_channel(
        self, channel: str, name: str, members: Sequence[str], *, private: bool = False
    ) -> None:
        """Members who do not exist yet do so now. The bot is in it only when it is named (``U0BOT``)."""
        await self._do("add_channel", channel=channel, name=name, members=[*members], private=private)

    async def dm_of(self, user: str) -> str:
        return str(await self._do("dm_of", user=user))

    async def messages(self, channel: str) -> list[Json]:
        """As they stand, oldest first, threads and metadata included."""
        found: list[Json] = await self._do("messages", channel=channel)
        return found

    async def views(self) -> list[Json]:
        """The modals that are open, with their ``user`` and the ``errors`` shown in them."""
        found: list[Json] = await self._do("views")
        return found

    async def home(self, user: str) -> Json | None:
        found: Json | None = await self._do("home", user=user)
        return found

    async def ephemerals(self) -> list[Json]:
        """With ``source``: chat.postEphemeral, response_url or command."""
        found: list[Json] = await self._do("ephemerals")
        return found

    async def requests(self, method: str | None = None) -> list[Json]:
        """The bot's requests: method, parameters, at (Unix seconds), status, error."""
        found: list[Json] = await self._do("requests")
        return [one for one in found if method in (None, one["method"])]

    async def refusals(self) -> list[Json]:
        """What a correct client would not have asked; faults that a test asked for are not among them."""
        found: list[Json] = await self._do("refusals")
        return found

    async def pings(self) -> list[Json]:
        """Mentions in outgoing messages that would have called somebody."""
        found: list[Json] = await self._do("pings")
        return found

    async def failures(self) -> list[Json]:
        """What people saw fail because it was not answered in time."""
        found: list[Json] = await self._do("failures")
        return found

    async def lost(self) -> list[Json]:
        """What was given up after the last attempt."""
        found: list[Json] = await self._do("lost")
        return found

    async def deliveries(self) -> list[Json]:
        """Everything handed to the app: id, kind, payload, attempts, taken (None while under way)."""
        found: list[Json] = await self._do("deliveries")
        return found

    async def pending(self) -> int:
        return int(await self._do("pending"))

    async def connections(self) -> int:
        """How many sockets are open now."""
        return int((await self._do("connections"))["open"])

    async def connected_ever(self) -> int:
        return int((await self._do("connections"))["ever"])

    # --- what goes wrong, and how the platform is set

    async def fault(
        self,
        method: str,
        kind: str,
        *,
        times: int = 1,
        channel: str | None = None,
        after_s: float | None = None,
        error: str | None = None,
    ) -> None:
        """``kind``: 429, 401 (invalid_auth), 500, 502, garbage, reset, hang, drop_after, blocked, dead_url,
        or "error" with the platform's own ``error``. ``times`` -1 until ``clear_faults``; method "*" is all.
        """
        more = {"times": times, "channel": channel, "after_s": after_s, "error": error}
        await self._do("fault", method=method, kind=kind, **more)

    async def clear_faults(self) -> None:
        await self._do("clear_faults")

    async def socket(self, kind: str) -> int:
        """Every socket that is up: disconnect, refresh, link_disabled, close, reset or half_open."""
        return int(await self._do("socket", kind=kind))

    async def deliver_again(self, name: str) -> str:
        """The same payload once more, by delivery id, event id, trigger id or message ts."""
        return str(await self._do("deliver_again", name=name))

    async def events_url(self, url: str, secret: str = SIGNING_SECRET) -> bool:
        """From now on events are posted there; False when the handshake failed."""
        return bool(await self._do("events_url", url=url, secret=secret))

    async def raw_http(self, headers: Mapping[str, str], body: str) -> Json:
        """Post this to the events address as it stands: status, headers, body of the answer."""
        said: Json = await self._do("raw_http", headers=dict(headers), body=body)
        return said

    async def install(self, manifest: Mapping[str, object]) -> None:
        """The app as its manifest has it: scopes, events, commands, shortcuts, and the Messages tab."""
        await self._do("install", manifest=dict(manifest))

    async def settings(self, **changes: object) -> None:
        """rate_limits, retry_factor, timeout_s, warning_s, file_ready_after_s, scopes, events, commands."""
        await self._do("settings", **changes)

    # --- waiting

    async def wait_for(self, channel: str, text: str, *, timeout_s: float = 10.0) -> Json:
        """The first message there that says ``text``, in its words or as a reader sees them."""

        async def look() -> Json | None:
            for message in await self.messages(channel):
                if text in readable(message) or text in str(message.get("text", "")):
                    return message
            return None

        return await self.until(look, f"{channel} says {text!r}", timeout_s=timeout_s)

    async def wait_for_view(self, user: str, *, timeout_s: float = 10.0) -> Json:
        """The modal that this person has open, the topmost."""

        async def look() -> Json | None:
            return next((one for one in reversed(await self.views()) if one["user"] == user), None)

        return await self.until(look, f"{user} has a view open", timeout_s=timeout_s)

    async def wait_for_connection(self, more_than: int = 0, *, timeout_s: float = 30.0) -> int:
        """More connections than that have ever been made, and one is up."""

        async def look() -> int | None:
            ever = await self.connected_ever()
            return ever if ever > more_than and await self.connections() else None

        return await self.until(look, "a connection", timeout_s=timeout_s)

    async def wait_until_taken(self, *, timeout_s: float = 20.0) -> None:
        """Everything that was handed to the app has been taken, or given up."""

        async def look() -> bool | None:
            return await self.pending() == 0 or None

        await self.until(look, "everything is taken", timeout_s=timeout_s)

    async def until(
        self, look: Callable[[], Awaitable[T | None]], what: str, *, timeout_s: float = 10.0
    ) -> T:
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            found = await look()
            if found is not None:
                return found
            await asyncio.sleep(POLL_S)
        raise TimeoutError(f"waited {timeout_s:g} s for this: {what}")


def signed(body: str, *, secret: str = SIGNING_SECRET, age_s: float = 0.0) -> dict[str, str]:
    """The headers of a request that is signed with ``secret``, as one made ``age_s`` ago."""
    at = f"{time.time() - age_s:.0f}"
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": signature(secret, at, body.encode()),
    }
