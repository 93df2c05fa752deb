"""How soon a command answers, and the service is there, beside a Python that does nothing.

From the start of a process until ``--help`` or ``check`` has ended, or until ``run`` has opened its page, its
database made and its platforms being connected to.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.bench.figures import Figure
from bot.bench.purchases import served, service
from bot.core.errors import FeedbackBotError

Say = Callable[[str], None]


class NotStarted(FeedbackBotError):
    """A command failed."""


def words() -> str:
    """How it is measured, beside the number of rounds."""
    return "best round; from the start of the process, against a Python that does nothing"


def measured(*, rounds: int, say: Say) -> list[Figure]:
    """startup.help, startup.check and startup.run in ms."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run = service(folder)  # writes the configuration too
        check = ("-m", "bot", "check", "--config", str(folder / "config.toml"))
        took: dict[str, list[float]] = {"bare": [], "help": [], "check": [], "run": []}
        for number in range(rounds):
            took["bare"].append(_ended_ms(("-c", "pass")))
            took["help"].append(_ended_ms(("-m", "bot", "--help")))
            took["check"].append(_ended_ms(check))
            took["run"].append(_ready_ms(run))
            each = ", ".join(f"{what} {values[-1]:.0f} ms" for what, values in took.items())
            say(f"round {number + 1}: {each}")
    bare = min(took.pop("bare"))
    return [
        Figure(f"startup.{what}", min(values), "ms", "bare Python", bare, bare / min(values), tuple(values))
        for what, values in took.items()
    ]


def _ended_ms(arguments: Sequence[str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NotStarted(f"{' '.join(arguments)} failed: {done.stderr.strip()[-500:]}")
    return (time.perf_counter() - start) * 1000


def _ready_ms(arguments: Sequence[str]) -> float:
    start = time.perf_counter()
    with served(*arguments):
        return (time.perf_counter() - start) * 1000
