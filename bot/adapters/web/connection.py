"""One open socket: frames queue up behind it, so that a slow phone holds up nobody else."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping

from aiohttp import WSCloseCode, web

from bot.adapters.web.inbound import Speaker

_QUEUE = 512  # frames; a page that is further behind reads the history anew
_BURST = 30.0  # frames that may come at once
_PER_S = 5.0  # and then so many a second


class Allowance:
    """A token bucket for what comes in. ``now`` is any clock in seconds that only goes forward."""

    def __init__(self, now: float) -> None:
        self._left = _BURST
        self._at = now

    def wait_s(self, now: float) -> float:
        """0 when one more frame may be handled, else how long until the next may."""
        self._left = min(_BURST, self._left + (now - self._at) * _PER_S)
        self._at = now
        if self._left >= 1:
            self._left -= 1
            return 0.0
        return (1 - self._left) / _PER_S


class Connection:
    """A page that is looking at ``speaker.address``'s place, in one language."""

    def __init__(self, socket: web.WebSocketResponse, speaker: Speaker, language: str) -> None:
        self.speaker = speaker
        self.language = language
        self._socket = socket
        self._frames: asyncio.Queue[str] = asyncio.Queue(_QUEUE)
        self._held: list[Mapping[str, object]] | None = []  # what came before the history was read
        self.is_answered = False  # whether any frame of the page was
        self._closing: set[asyncio.Task[bool]] = set()

    @property
    def has_begun(self) -> bool:
        """Whether the history was sent."""
        return self._held is None

    def show(self, entry: Mapping[str, object]) -> None:
        """Show an entry, after the history if that is still being read."""
        frame = {"type": "show", "entry": entry}
        if self._held is None:
            self.push(frame)
        elif len(self._held) < _QUEUE:
            self._held.append(frame)
        else:
            self.cut(WSCloseCode.TRY_AGAIN_LATER)

    def begin(self, history: Mapping[str, object]) -> None:
        """Send the history, then what was held back meanwhile."""
        self.push(history)
        held, self._held = self._held or [], None
        for frame in held:
            self.push(frame)

    def answer(self, frame: Mapping[str, object]) -> None:
        """Tell the page what became of a frame of its own."""
        self.is_answered = True
        self.push(frame)

    def push(self, frame: Mapping[str, object]) -> None:
        """Queue a frame; a page that does not keep up is cut off and reads the history anew."""
        try:
            self._frames.put_nowait(json.dumps(frame, ensure_ascii=False))
        except asyncio.QueueFull:
            self.cut(WSCloseCode.TRY_AGAIN_LATER)

    def cut(self, code: WSCloseCode) -> None:
        """Close without waiting for the other end."""
        closing = asyncio.ensure_future(self._socket.close(code=code))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def close(self, code: WSCloseCode) -> None:
        """Close and wait for it."""
        await self._socket.close(code=code)

    async def write(self) -> None:
        """Send what is queued until cancelled or closed."""
        with contextlib.suppress(ConnectionError):
            while True:
                await self._socket.send_str(await self._frames.get())
