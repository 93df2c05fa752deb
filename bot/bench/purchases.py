"""How many purchases a second the running service takes for good, measured from outside.

``feedback-bot run`` runs in a process of its own, on one core where there are more, with SQLite and
``synchronous = "full"``. The load tool wrk sends signed requests over 32 connections from another core, each
about another order of another customer. The baseline is the same server and load, answered with 204 and no
work (``bot.bench.idle_server``). A round counts only if every request was accepted, and if the database has
as many new purchases as there were answers.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.app import DATABASE_FILE, SystemClock
from bot.bench.figures import Figure, allowance
from bot.bench.machine import loop_ms
from bot.core.errors import OperatorError
from bot.http.shops import standard
from bot.http.shops.shop import Shop

CONNECTIONS = 32
P99_WITHIN_MS = 150.0
MOST_PER_S = 4000  # requests are made for; a round with more ends earlier
_GRACE_S = 1  # for the last answers
_SCRIPT = Path(__file__).with_suffix(".lua")

Say = Callable[[str], None]

SHOP = Shop("bench", "generic", ("whsec_b25seSBmb3IgdGhlIGJlbmNobWFyaywgMzIgYnl0ZXM=",), "purchase")
_CONFIG = """
[business]
name = "Bench"

[telegram] # nobody is there: a room for staff must be, and no message is sent
token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
api_base_url = "http://127.0.0.1:9"

[rooms.staff]
platform = "telegram"
room = "-1009876543210"
role = "staff"

[sentiment]
analyzer = "none"

[shops.{name}]
kind = "{kind}"
secret = "{secret}"
"""


class Unaccepted(Exception):
    """Requests were refused or lost, or the database does not hold what was accepted."""


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw in one round."""

    sent: int
    accepted: int
    refused: int
    failed: int
    took_s: float
    p50_ms: float
    p99_ms: float

    @property
    def per_s(self) -> float:
        return self.accepted / self.took_s


def words(seconds: float) -> str:
    """How it is measured, beside the number of rounds."""
    return (
        f"best round, {CONNECTIONS} connections for {seconds:g} s, a purchase a request, committed with FULL"
    )


def measured(*, rounds: int, seconds: float, say: Say) -> list[Figure]:
    """Rate and latency. Raises OperatorError without wrk, and Unaccepted where the work was not done."""
    tool = load_tool()
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with served(*service(folder)) as url, served("-m", "bot.bench.idle_server") as idle_url:
            for number in range(rounds):
                before = purchases_in(folder)
                theirs.append(_round(tool, folder, idle_url, f"{number}i", seconds))
                ours.append(_round(tool, folder, url, str(number), seconds))
                checked(ours[-1], purchases_in(folder) - before)
                checked(theirs[-1], theirs[-1].accepted)
                say(_line(number + 1, ours[-1], theirs[-1]))
    best, idle = max(one.per_s for one in ours), max(one.per_s for one in theirs)
    return [
        Figure(
            "purchases.rate",
            best,
            "requests/s",
            "answering 204",
            idle,
            best / idle,
            tuple(one.per_s for one in ours),
        ),
        allowance("purchases.p99", "ms", [one.p99_ms for one in ours], P99_WITHIN_MS),
    ]


def service(folder: Path) -> Sequence[str]:
    """What ``served`` starts to have the bot run in this folder."""
    config = folder / "config.toml"
    config.write_text(_CONFIG.format(name=SHOP.name, kind=SHOP.kind, secret=SHOP.secrets[0]), "utf-8")
    return ("-m", "bot", "run", "--config", str(config), "--port", "0", "--log-level", "error")


def load_tool() -> str:
    """Where wrk is. Raises OperatorError where it is not."""
    found = shutil.which("wrk")
    if found is None:
        raise OperatorError("the load tool wrk is not installed; on Debian and Ubuntu: apt install wrk")
    return found


def requests(host: str, orders: Sequence[str], now: datetime) -> bytes:
    """Signed requests as ``purchases.lua`` reads them, one for each order."""
    made = bytearray()
    for order in orders:
        body = json.dumps(
            {
                "order": order,
                "customer": {"ref": f"customer-{order}", "name": "Maya Okafor", "language": "en"},
                "bought_at": now.isoformat(),
                "product": "House Blend",
                "place": "Berlin",
                "amount": "12.90",
                "currency": "EUR",
                "segments": {"channel": "web"},
            }
        ).encode()
        said = {
            "Host": host,
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **standard.signed(SHOP, body, now),
        }
        lines = ["POST /purchases HTTP/1.1", *(f"{name}: {value}" for name, value in said.items()), "", ""]
        request = "\r\n".join(lines).encode() + body
        made += b"%d\n%s" % (len(request), request)
    return bytes(made)


def purchases_in(folder: Path) -> int:
    """How many purchases the service's database holds."""
    path = folder / "data" / DATABASE_FILE
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        (number,) = connection.execute("SELECT count(*) FROM purchases").fetchone()
    return int(number)


def checked(load: Load, kept: int) -> None:
    """Raises Unaccepted unless every request was accepted, and just these were kept."""
    if load.refused or load.failed or load.accepted != load.sent or not load.sent:
        raise Unaccepted(f"not every request was accepted: {load}")
    if kept != load.accepted:
        raise Unaccepted(f"{load.accepted} were accepted, and {kept} are in the database")


def _round(tool: str, folder: Path, url: str, name: str, seconds: float) -> Load:
    file = folder / "requests"
    orders = [f"{name}-{number}" for number in range(int(seconds * MOST_PER_S))]
    file.write_bytes(requests(url.removeprefix("http://"), orders, SystemClock().now()))
    lasts_s = int(seconds) + _GRACE_S
    with _on(_cores()[1]):
        done = subprocess.run(  # noqa: S603 - wrk, found on the path
            [
                tool,
                f"-c{CONNECTIONS}",
                "-t1",
                f"-d{lasts_s}s",
                f"-s{_SCRIPT}",
                url,
                "--",
                str(file),
                str(seconds),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        raise Unaccepted(f"wrk failed: {done.stderr.strip() or done.stdout.strip()}")
    return Load(**json.loads(lines[-1]))


@contextlib.contextmanager
def served(*arguments: str) -> Iterator[str]:
    """A Python process on its own core that says where it runs; its address."""
    with _on(_cores()[0]):
        process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, *arguments],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
    try:
        assert process.stdout is not None  # noqa: S101 - it was asked for
        for line in process.stdout:
            if " is running on " in line:
                yield line.rpartition(" ")[2].strip()
                return
        raise Unaccepted("the service did not start")
    finally:
        process.terminate()
        process.communicate()


def _cores() -> tuple[set[int], set[int]]:
    """Those for the service and those for the load: apart, where there are two."""
    cores = sorted(os.sched_getaffinity(0))
    return {cores[-1]}, set(cores[:-1] or cores)


@contextlib.contextmanager
def _on(cores: set[int]) -> Iterator[None]:
    """What is started meanwhile runs on these cores, with all its threads."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _line(number: int, ours: Load, theirs: Load) -> str:
    return (
        f"round {number}: {ours.accepted} accepted and kept, {ours.per_s:.0f}/s, p50 {ours.p50_ms:.1f} ms, "
        f"p99 {ours.p99_ms:.1f} ms; 204: {theirs.per_s:.0f}/s; loop {loop_ms():.1f} ms"
    )
