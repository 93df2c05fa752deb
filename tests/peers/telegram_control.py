"""What people and the world do to the Telegram peer, as typed calls over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

from tests.peers.telegram_objects import TOKEN, USERNAME

__all__ = ["TOKEN", "USERNAME", "TelegramControl", "peer_process"]

Json = dict[str, Any]
_POLL_S = 0.02
_START_S = 60.0


@contextlib.asynccontextmanager
async def peer_process(port: int = 0) -> AsyncIterator[str]:
    """The peer in a process of its own; its address. It must end well when it is told to."""
    script = Path(__file__).with_name("telegram_peer.py")
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(script), "--port", str(port), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(_START_S):
            line = (await process.stdout.readline()).decode()
        assert line.startswith("listening on http://127.0.0.1:"), line
        yield line.split()[-1]
        process.terminate()
        async with asyncio.timeout(_START_S):
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


class TelegramControl:
    """Talks to the peer at ``url``: ``async with TelegramControl(url) as phone``."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(self.url)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def _do(self, control: str, /, **given: object) -> Any:
        assert self._session is not None, "use it with `async with`"
        async with self._session.post(f"/_control/{control}", json=given) as answer:
            body = await answer.json()
        if "error" in body:
            raise ValueError(f"{control}: {body['error']}")
        return body["result"]

    # -- people -------------------------------------------------------------------------------------

    async def add_person(self, user_id: int, name: str, language: str = "en") -> None:
        """Somebody whom the bot may have seen, but who has not written to it."""
        await self._do("add_person", user_id=user_id, name=name, language=language)

    async def add_group(
        self, chat_id: int, title: str, members: list[int], *, status: str = "member"
    ) -> None:
        """A group (a supergroup, if the id begins with -100) that the bot is in with this status.

        As a plain member with privacy on, the bot sees commands, mentions and replies to itself alone; as an
        ``administrator`` everything.
        """
        await self._do("add_group", chat_id=chat_id, title=title, members=members, status=status)

    async def say(
        self,
        user_id: int,
        text: str,
        *,
        chat_id: int | None = None,
        name: str | None = None,
        language: str | None = None,
        reply_to: int | None = None,
        evidence: str | None = None,
    ) -> int:
        """Somebody writes, privately or in a group; the message's id.

        Who is new is Maya Brown and speaks English. ``evidence``: voice, photo, video, file, video_note,
        sticker or location, with ``text`` as caption. User 1087968824 is an admin who does not show who
        they are.
        """
        message_id: int = await self._do(
            "say",
            user_id=user_id,
            text=text,
            chat_id=chat_id,
            name=name,
            language=language,
            reply_to=reply_to,
            evidence=evidence,
        )
        return message_id

    async def edit(self, chat_id: int, message_id: int, text: str) -> int:
        """Somebody changes what they wrote; the update's id."""
        update_id: int = await self._do("edit", chat_id=chat_id, message_id=message_id, text=text)
        return update_id

    async def press(
        self, chat_id: int, message_id: int, data: str, user_id: int, name: str | None = None
    ) -> str:
        """Somebody presses a button; the callback query's id."""
        query_id: str = await self._do(
            "press", chat_id=chat_id, message_id=message_id, data=data, user_id=user_id, name=name
        )
        return query_id

    async def member(self, chat_id: int, user_id: int, status: str) -> int:
        """Somebody changes the bot's status; the update's id.

        With their own id as chat they block it (``kicked``) or unblock it (``member``); with a group's they
        add it (``member``, ``administrator``) or remove it (``kicked``, ``left``).
        """
        update_id: int = await self._do("member", chat_id=chat_id, user_id=user_id, status=status)
        return update_id

    async def migrate(self, chat_id: int, new_chat_id: int, *, announce: bool = True) -> None:
        """The group becomes a supergroup with a new id. Without ``announce`` only a failed send tells."""
        await self._do("migrate", chat_id=chat_id, new_chat_id=new_chat_id, announce=announce)

    async def remove_message(self, chat_id: int, message_id: int) -> None:
        """Somebody deletes a message; bots are not told."""
        await self._do("remove_message", chat_id=chat_id, message_id=message_id)

    async def age(self, chat_id: int, message_id: int, hours: int) -> None:
        """Let a message be so much older than it is."""
        await self._do("age", chat_id=chat_id, message_id=message_id, hours=hours)

    # -- updates ------------------------------------------------------------------------------------

    async def raw_update(self, update: Json) -> int:
        """Queue this update as it is; its id, that of ``update_id`` if it has one."""
        update_id: int = await self._do("raw_update", update=update)
        return update_id

    async def repeat(self, update_id: int) -> None:
        """Serve this update once more, whatever was confirmed."""
        await self._do("repeat", update_id=update_id)

    async def pending(self) -> int:
        """How many updates are not confirmed yet."""
        count: int = await self._do("pending")
        return count

    async def webhook(self) -> Json | None:
        """What setWebhook was last called with; None while there is no webhook."""
        webhook: Json | None = await self._do("webhook")
        return webhook

    async def webhook_attempts(self) -> list[Json]:
        """Every POST to the webhook: update_id, status (or the error's name), at."""
        attempts: list[Json] = await self._do("webhook_attempts")
        return attempts

    async def webhook_waits(self, first_s: float, longest_s: float) -> None:
        """How long a refused delivery waits: at first, and at most after doubling."""
        await self._do("webhook_waits", first_s=first_s, longest_s=longest_s)

    # -- what can be seen ---------------------------------------------------------------------------

    async def messages(self, chat_id: int) -> list[Json]:
        """The chat as it stands, edits applied, oldest first. A force_reply shows as reply_markup."""
        messages: list[Json] = await self._do("messages", chat_id=chat_id)
        return messages

    async def presence(self, chat_id: int) -> str:
        """The bot's status in a chat."""
        status: str = await self._do("presence", chat_id=chat_id)
        return status

    async def answers(self) -> list[Json]:
        """The answerCallbackQuery calls that arrived in time."""
        answers: list[Json] = await self._do("answers")
        return answers

    async def commands(self) -> list[Json]:
        """What is registered: scope, language_code, commands."""
        commands: list[Json] = await self._do("commands")
        return commands

    async def requests(self, method: str | None = None) -> list[Json]:
        """Every request so far: method, parameters, at (Unix seconds), status (code, or the fault's kind)."""
        requests: list[Json] = await self._do("requests")
        return [request for request in requests if method is None or request["method"] == method]

    async def refusals(self) -> list[Json]:
        """Requests that no correct client makes: unknown names, wrong types, broken limits, empty texts."""
        refusals: list[Json] = await self._do("refusals")
        return refusals

    async def wait_for(self, chat_id: int, text: str, *, timeout_s: float = 10) -> Json:
        """The first message of ours in the chat whose text or caption has ``text`` in it."""
        until = time.monotonic() + timeout_s
        while True:
            messages = await self.messages(chat_id)
            for message in messages:
                said = str(message.get("text", message.get("caption", "")))
                if message["from"].get("username") == USERNAME and text in said:
                    return message
            if time.monotonic() > until:
                raise TimeoutError(f"no {text!r} in {chat_id}: {messages}")
            await asyncio.sleep(_POLL_S)

    # -- faults -------------------------------------------------------------------------------------

    async def fault(
        self,
        method: str,
        kind: str,
        *,
        times: int | None = 1,
        chat_id: int | None = None,
        after_s: float | None = None,
    ) -> None:
        """What the next ``times`` calls (None: all) of a method ("*": any) get instead of an answer.

        Kinds: 429 (``after_s`` is its retry_after), 401, 404, 409, 500, 502, garbage, reset, hang (cut after
        ``after_s``, None is never), drop_after (done, then cut), blocked, kicked,
        chat_not_found. Method "webhook" with any kind: the receiver's answer is lost, so it is sent again.
        A poll that is waiting when a fault for getUpdates is ordered gets it at once.
        """
        await self._do("fault", method=method, kind=kind, times=times, chat_id=chat_id, after_s=after_s)

    async def clear_faults(self) -> None:
        await self._do("clear_faults")

    async def flood(self, on: bool, *, burst: int = 3) -> None:
        """Enforce 1 message a second per person after a burst, 20 a minute per group, 30 a second in all."""
        await self._do("flood", on=on, burst=burst)

    async def query_lifetime(self, seconds: float) -> None:
        """How long a press that comes from now on may be answered."""
        await self._do("query_lifetime", seconds=seconds)
