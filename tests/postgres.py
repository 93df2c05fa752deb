"""A real PostgreSQL for the tests: the one at FEEDBACK_BOT_TEST_POSTGRES, else one of our own for this run.

Our own is made of the binaries that Debian's package brings, or that are on the path. It runs as somebody who
may do nothing, in a folder and on a port of its own, does not wait for the disk, and ends with this process,
however that ends.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from storage.database import open_database

T = TypeVar("T")

ADDRESS = "FEEDBACK_BOT_TEST_POSTGRES"
_UNPRIVILEGED = ("postgres", "nobody")
_QUICK = {  # nothing here has to survive a power cut
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "autovacuum": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}
# The shell ends the server as soon as nobody holds the other end of its input any more.
_WHILE_WE_LIVE = '"$@" & server=$!; read -r _; kill -QUIT $server; wait $server'


@dataclass
class Server:
    """A server that databases can be made on. ``url`` is that of its own database ``postgres``."""

    url: str
    _made: int = field(default=0)
    _template: str | None = field(default=None)

    def run(self, sql: str) -> None:
        """Run statements that are no database's own."""
        wait_for(_execute(self.url, sql))

    def cut(self, database: str) -> None:
        """End every connection to this database."""
        cutting = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"
        self.run(cutting.format(database))

    @contextmanager
    def database(self, *, empty: bool = False, of: str | None = None) -> Iterator[str]:
        """The address of a fresh database; ``empty``: without even our schema; ``of`` another one that nobody
        uses now: a copy. Gone afterwards.
        """
        name = self._name()
        template = of or ("template0" if empty else self._migrated())
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        try:
            yield self.address(name)
        finally:
            self.run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def address(self, name: str) -> str:
        """The address of a database of this server."""
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def _migrated(self) -> str:
        if self._template is None:
            self._template = self._name()
            self.run(f'CREATE DATABASE "{self._template}" TEMPLATE template0')
            wait_for(_migrate(self.address(self._template)))
        return self._template

    def _name(self) -> str:
        self._made += 1
        return f"test_{os.getpid()}_{self._made}"

    def close(self) -> None:
        """Leave nothing behind on a server that is not ours."""
        if self._template is not None:
            self.run(f'DROP DATABASE "{self._template}" WITH (FORCE)')


@contextmanager
def serving() -> Iterator[Server | None]:
    """A server; None where none can be had."""
    given = os.environ.get(ADDRESS)
    programs = _programs()
    if given:
        server = Server(given)
        yield server
        server.close()
    elif programs is not None:
        with _own(programs, _QUICK) as own:
            yield Server(own.url)
    else:
        yield None


def database_name(url: str) -> str:
    """The name of the database at this address."""
    return urlsplit(url).path.removeprefix("/")


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """The work's result, from a loop of its own beside whatever loop is running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def _programs() -> Path | None:
    """The folder with initdb and postgres, the newest that there is."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True
    )
    on_path = shutil.which("initdb")
    folders = [*installed, *([Path(on_path).resolve().parent] if on_path else [])]
    return next((one for one in folders if (one / "initdb").exists() and (one / "postgres").exists()), None)


@dataclass
class Own:
    """A server of our own in a folder: it can be killed, and started again with what was committed."""

    programs: Path
    folder: Path
    user: str | None
    port: int
    settings: Mapping[str, str]
    _process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        """An empty one, for nobody else."""
        made = [
            str(self.programs / "initdb"),
            "-D",
            str(self.folder / "data"),
            "-U",
            "postgres",
            "-A",
            "trust",
        ]
        subprocess.run(
            [*made, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            user=self.user,
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def start(self) -> None:
        """Start, and wait until it answers."""
        settings = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        command = [str(self.programs / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port)]
        log = self.folder / "log"
        with log.open("ab") as said:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", _WHILE_WE_LIVE, "sh", *command, *settings],
                user=self.user,
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=said,
                stderr=said,
            )
        _wait_until_ready(self.url, log)

    def kill(self) -> None:
        """SIGQUIT, as ``pg_ctl stop -m immediate``: every connection is cut, nothing is tidied up."""
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process.wait(30)
            self._process = None


@contextmanager
def mortal() -> Iterator[Own | None]:
    """A server that a test may kill, started; None without PostgreSQL's programs. What it says is committed
    is in the hands of the system when it dies.
    """
    programs = _programs()
    if programs is None:
        yield None
        return
    with _own(programs, {**_QUICK, "synchronous_commit": "on"}) as own:
        yield own


@contextmanager
def _own(programs: Path, settings: Mapping[str, str]) -> Iterator[Own]:
    folder = Path(tempfile.mkdtemp(prefix="feedback-bot-postgres-"))
    user = _user()
    if user is not None:
        shutil.chown(folder, user)
    own = Own(programs, folder, user, _free_port(), settings)
    try:
        own.make()
        own.start()
        yield own
    finally:
        own.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str | None:
    """Who runs the server: root may not."""
    if os.geteuid() != 0:
        return None
    import pwd

    return next(name for name in _UNPRIVILEGED if name in {one.pw_name for one in pwd.getpwall()})


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def _wait_until_ready(url: str, log: Path) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            wait_for(_execute(url, "SELECT 1"))
        except (OSError, asyncpg.PostgresError):
            if time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}") from None
            time.sleep(0.05)
        else:
            return


async def _execute(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


async def _migrate(url: str) -> None:
    database = await open_database(url)
    await database.close()
