"""Pictures: Vega-Lite specifications become PNGs and SVGs in a child process.

The renderer holds the interpreter lock for up to 0.6 s a picture and keeps some 100 MB, so it lives in a
process of its own (``child.py``), which starts on first use and is let go when idle.
"""

from __future__ import annotations

import asyncio
import json
import struct
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from bot.charts.experience_map import map_spec
from bot.charts.kinds import spec
from bot.charts.palette import DARK, LIGHT, Palette
from bot.charts.themes import themes_spec
from bot.charts.trend import trend_spec
from bot.charts.versus import versus_spec
from bot.core.errors import FeedbackBotError

__all__ = [
    "DARK",
    "LIGHT",
    "ChartUnavailable",
    "Charts",
    "Palette",
    "map_spec",
    "spec",
    "themes_spec",
    "trend_spec",
    "versus_spec",
]

TIMEOUT_S = 10.0
IDLE_S = 60.0
_CHILD = Path(__file__).with_name("child.py")
_LENGTH = struct.Struct(">I")  # of the question or picture that follows, in bytes


class ChartUnavailable(FeedbackBotError):
    """No picture could be made in time; the text says the same."""


class Charts:
    """Draws in a child process, one picture at a time; starts it on first use and again after it died."""

    def __init__(self, timeout_s: float = TIMEOUT_S, idle_s: float = IDLE_S) -> None:
        self._timeout_s = timeout_s
        self._idle_s = idle_s
        self._child: Process | None = None
        self._turn = asyncio.Lock()
        self._idle: asyncio.Task[None] | None = None
        self._readying: asyncio.Task[None] | None = None

    async def png(self, specification: Mapping[str, Any]) -> bytes:
        """The picture. Raises ChartUnavailable when it cannot be drawn, or not in time."""
        return await self._picture(b"p", specification)

    async def svg(self, specification: Mapping[str, Any]) -> bytes:
        """The same as an SVG, whose words the reader's own fonts show. Raises as ``png`` does."""
        return await self._picture(b"s", specification)

    async def _picture(self, form: bytes, specification: Mapping[str, Any]) -> bytes:
        async with self._turn:
            self._stop_waiting()
            try:
                async with asyncio.timeout(self._timeout_s):
                    answer = await self._ask_again_if_dead(form + json.dumps(specification).encode())
            except (TimeoutError, OSError, EOFError) as error:
                await self._let_go()
                raise ChartUnavailable(f"no picture: {type(error).__name__} {error}") from error
            except BaseException:  # cancelled in the middle of an answer: what is in the pipe is nobody's
                await self._let_go()
                raise
            self._idle = asyncio.create_task(self._let_go_when_idle())
        if answer[:1] != b"+":
            raise ChartUnavailable(f"no picture: {answer[1:].decode('utf-8', 'replace')}")
        return answer[1:]

    def get_ready(self) -> None:
        """Start the child, if there is none, while whoever will ask for a picture is still busy otherwise."""
        if self._child is None and self._readying is None:
            self._readying = asyncio.create_task(self._start_unasked())

    async def _start_unasked(self) -> None:
        try:
            async with self._turn:
                self._stop_waiting()
                with suppress(OSError):  # whoever asks for a picture then is told
                    await self._started()
                self._idle = asyncio.create_task(self._let_go_when_idle())
        finally:
            self._readying = None

    async def close(self) -> None:
        """End the child, if there is one. The next picture starts another."""
        if self._readying is not None:
            await self._readying
        async with self._turn:
            self._stop_waiting()
            await self._let_go()

    async def _ask_again_if_dead(self, question: bytes) -> bytes:
        """A child that died since the last picture is found out only now."""
        was_started_before = self._child is not None
        try:
            return await self._ask(question)
        except (OSError, EOFError):
            if not was_started_before:
                raise
            await self._let_go()
            return await self._ask(question)

    async def _ask(self, question: bytes) -> bytes:
        child = await self._started()
        if child.stdin is None or child.stdout is None:
            raise EOFError("the child has no pipes")
        child.stdin.write(_LENGTH.pack(len(question)) + question)
        await child.stdin.drain()
        (length,) = _LENGTH.unpack(await child.stdout.readexactly(_LENGTH.size))
        return await child.stdout.readexactly(length)

    async def _started(self) -> Process:
        if self._child is None or self._child.returncode is not None:
            # -P: our own folder, with its http and the like, must not hide the standard library from it.
            self._child = await asyncio.create_subprocess_exec(
                sys.executable, "-P", str(_CHILD), stdin=PIPE, stdout=PIPE, limit=1 << 20
            )
        return self._child

    async def _let_go_when_idle(self) -> None:
        await asyncio.sleep(self._idle_s)
        async with self._turn:
            await self._let_go()

    def _stop_waiting(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    async def _let_go(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()
