"""The way to the process that runs: a socket in the data folder, for whoever owns that folder.

One line of JSON goes in, ``{"do": NAME, …}``, and one comes out, ``{"ok": bool, …}``. Its file is for
its owner alone. A process that stops takes it away; one that was killed leaves a file where nobody answers.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path

FILE = "feedback-bot.sock"
PATIENCE_S = 30.0
_MOST = 64 * 1024  # bytes of a line
_TO_ASK_S = 5.0

Task = Callable[[Mapping[str, object]], Awaitable[Mapping[str, object]]]

logger = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def control(folder: Path, tasks: Mapping[str, Task]) -> AsyncIterator[None]:
    """Do what is asked for, by name. Where no socket can be had the log says so, and all else goes on."""
    server = await _listening(folder / FILE, tasks)
    try:
        yield
    finally:
        if server is not None:
            server.close()
            (folder / FILE).unlink(missing_ok=True)


async def _listening(path: Path, tasks: Mapping[str, Task]) -> asyncio.Server | None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _serve(reader, writer, tasks)
        finally:
            writer.close()

    try:
        listener = _bound(path)
    except OSError as error:
        logger.warning("%s: no socket for commands (%s); feedback-bot reload finds nobody", path.name, error)
        return None
    return await asyncio.start_unix_server(serve, sock=listener, limit=_MOST)


def _bound(path: Path) -> socket.socket:
    """Its file, in the place of one that nobody answers at. Raises OSError."""
    if _answers(path):
        raise OSError("another process listens there")
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(str(path))
        path.chmod(0o600)  # before it listens: until then nobody can connect
    except OSError:
        listener.close()
        raise
    return listener


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as asking:
        try:
            asking.connect(str(path))
        except OSError:
            return False
    return True


async def _serve(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, tasks: Mapping[str, Task]
) -> None:
    try:
        async with asyncio.timeout(_TO_ASK_S):
            asked = json.loads(await reader.readline())
    except (TimeoutError, ValueError, OSError):  # ValueError: no JSON, or a line without an end
        return
    name = asked.get("do") if isinstance(asked, dict) else None
    task = tasks.get(name) if isinstance(name, str) else None
    try:
        answer = (
            {"ok": False, "problems": ["this version does not know that"]}
            if task is None
            else await task(asked)
        )
    except Exception:  # whoever asked hears of it, and the bot goes on
        logger.exception("%s failed", name)
        answer = {"ok": False, "problems": ["it failed; the bot's log says why"]}
    with contextlib.suppress(OSError):
        writer.write(json.dumps(answer).encode() + b"\n")
        await writer.drain()


def ask(
    folder: Path, request: Mapping[str, object], patience_s: float = PATIENCE_S
) -> Mapping[str, object] | None:
    """What the running process answers; None where none runs on this folder, or none that answers."""
    with socket.socket(socket.AF_UNIX) as asking, contextlib.suppress(OSError, ValueError):
        asking.settimeout(patience_s)
        asking.connect(str(folder / FILE))
        asking.sendall(json.dumps(request).encode() + b"\n")
        with asking.makefile("rb") as lines:
            answer = json.loads(lines.readline(_MOST))
        return answer if isinstance(answer, dict) else None
    return None
