"""The bot as its users meet it: ``feedback-bot run`` in a process of its own, beside the peers' processes."""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from bot import app, config
from bot.core.events import PurchaseReceived
from bot.core.identity import Address

PATIENCE_S = 30.0

BUSINESS = """
[business]
name = "Corner Roastery"

[contact]
quiet_from = "00:00"
quiet_to = "00:00"

[[touchpoint]]
name = "visit"
survey = "three-questions"
delay_hours = 0
"""


_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_ports = itertools.cycle(range(20_000 + 1_000 * (_worker % 10), 21_000 + 1_000 * (_worker % 10)))


def free_port() -> int:
    """A port that nobody listens on now: of this worker's own, below those that connections go out from."""
    for port in _ports:
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("unreachable: the ports never end")


async def until(met: Callable[[], bool | Awaitable[bool]], what: str, timeout_s: float = PATIENCE_S) -> None:
    """Wait until ``met`` says yes."""
    try:
        async with asyncio.timeout(timeout_s):
            while True:
                said = met()
                if said if isinstance(said, bool) else await said:
                    return
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"not within {timeout_s:g} s: {what}") from None


@asynccontextmanager
async def peer(name: str) -> AsyncIterator[str]:
    """A peer in its own process; its address."""
    script = Path(__file__).parents[1] / "peers" / f"{name}_peer.py"
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(script), "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            line = (await process.stdout.readline()).decode()
        yield line.rpartition(" ")[2].strip()
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@dataclass
class Running:
    """One installation: its folder, and its process while there is one."""

    folder: Path
    port: int
    extra: Sequence[str] = ()  # options of ``run``
    patience_s: float = PATIENCE_S  # with its start
    process: asyncio.subprocess.Process | None = None
    output: list[str] = field(default_factory=list)
    _reading: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def path(self) -> Path:
        return self.folder / "config.toml"

    @property
    def database(self) -> Path:
        return self.folder / "data" / app.DATABASE_FILE

    async def start(self) -> None:
        """Start, and wait until it says where it runs."""
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run", "--config", str(self.path), "--port", str(self.port), *self.extra),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        said = len(self.output)
        self._reading = asyncio.create_task(self._read(self.process))
        try:
            started = "is running on"
            await until(
                lambda: any(started in line for line in self.output[said:]), "the bot runs", self.patience_s
            )
        except AssertionError as error:
            raise AssertionError("\n".join((str(error), *self.output[said:]))) from None

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            self.output.append(line.decode(errors="replace").rstrip())

    async def kill(self) -> None:
        """SIGKILL: nothing is drained, nothing is told."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM, and the exit status."""
        return await self._end(signal.SIGTERM)

    async def exited(self, timeout_s: float = PATIENCE_S) -> int:
        """Wait until it ends by itself; the exit status."""
        assert self.process is not None
        async with asyncio.timeout(timeout_s):
            status = await self.process.wait()
        await self._ended()
        return status

    async def _end(self, number: signal.Signals) -> int:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(number)
        async with asyncio.timeout(PATIENCE_S):
            status = await self.process.wait()
        await self._ended()
        return status

    async def _ended(self) -> None:
        if self._reading is not None:
            await self._reading
        self.process = None

    async def ready(self) -> tuple[int, dict[str, Any]]:
        """What ``/readyz`` says."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/readyz") as response:
            return response.status, await response.json()

    async def purchase(self, address: Address | None, name: str = "Maya Okafor", order: str = "1001") -> str:
        """Let a shop report an order, while the bot is not running; returns the link's token."""
        loaded = config.load(self.path)
        now = datetime.now(UTC)
        async with app.opened(loaded, loaded.data_folder) as storage_in_use:
            engine = app.Engine(storage_in_use.settings, storage_in_use.store, clock=app.SystemClock())
            async with engine.running(ticking=False):
                reply = await engine.deliver(
                    PurchaseReceived(
                        "shop:test",
                        order,
                        now,
                        "test",
                        order,
                        f"customer-{name}",
                        "visit",
                        now,
                        customer_name=name,
                        product="House Blend",
                        address=address,
                    )
                )
        return str(reply["link_token"])


@asynccontextmanager
async def installation(
    folder: Path,
    text: str,
    *,
    port: int | None = None,
    extra: Sequence[str] = (),
    patience_s: float = PATIENCE_S,
) -> AsyncIterator[Running]:
    """An installation with this configuration, not started yet; stopped at the end."""
    running = Running(folder, port or free_port(), extra, patience_s)
    running.path.write_text(text, "utf-8")
    try:
        yield running
    finally:
        if running.process is not None:
            await running.kill()


def rows(running: Running, statement: str) -> list[tuple[object, ...]]:
    """What the database says."""
    with sqlite3.connect(running.database) as connection:
        return connection.execute(statement).fetchall()


def settled(running: Running) -> bool:
    """Whether everything was sent, and is recorded."""
    return rows(running, "SELECT count(*) FROM outbox WHERE state = 'waiting'") == [(0,)]


def traceback_in(output: Sequence[str]) -> list[str]:
    """Lines of the log that show a fault of ours."""
    return [line for line in output if re.search(r"Traceback|Task exception|never retrieved", line)]
