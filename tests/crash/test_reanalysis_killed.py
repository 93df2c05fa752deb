"""A reanalysis that is killed at any moment and given again leaves what one that was let alone leaves."""

from __future__ import annotations

import contextlib
import fcntl
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.database import LOCK_FILE
from tests.commands.commented import OLD, a_shop, differences

ROOT = Path(__file__).parents[2]
PATIENCE_S = 90
WORDS = (
    "The courier was rude and number {} was broken.",
    "Wonderful, I love number {}!",
    "Number {} ist leider ganz furchtbar und viel zu spät gekommen.",
    "Number {} is a mug.",
)
COMMENTS = [WORDS[number % len(WORDS)].format(number) for number in range(4000)]


def reanalyzing(file: Path) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "bot", "reanalyze", "--config", str(file)]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(process: subprocess.Popen[str]) -> str:
    told, problem = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, problem
    return told


@contextlib.contextmanager
def connected(file: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(file.parent / "data" / "feedback-bot.db")) as connection:
        yield connection


def moved(connection: sqlite3.Connection) -> int:
    query = "SELECT count(*) FROM answers WHERE comment IS NOT NULL AND analyzer <> ?"
    number: int = connection.execute(query, (OLD.analyzer,)).fetchone()[0]
    return number


def stored(file: Path) -> list[Any]:
    with connected(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return connection.execute("SELECT * FROM answers ORDER BY invitation_id, question").fetchall()


@contextlib.contextmanager
def somebody_running(file: Path) -> Iterator[None]:
    """The folder is somebody's, as it is while the bot runs."""
    with (file.parent / "data" / LOCK_FILE).open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="module")
def let_alone(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    file = a_shop(tmp_path_factory.mktemp("alone") / "shop", COMMENTS)
    finished(reanalyzing(file))
    return stored(file)


def killed(file: Path, reached: int) -> int:
    """Begin, and kill it as soon as so many are done; how many were."""
    process = reanalyzing(file)
    until = time.monotonic() + PATIENCE_S
    with connected(file) as connection:
        while moved(connection) < reached and process.poll() is None and time.monotonic() < until:
            pass
        process.kill()
        process.communicate()
        return moved(connection)


def test_killed_again_and_again_and_given_again(tmp_path: Path, let_alone: list[Any]) -> None:
    file = a_shop(tmp_path / "shop", COMMENTS)
    assert differences(file) == {}
    left = []
    for reached in (1, len(COMMENTS) // 2, len(COMMENTS) * 3 // 4):
        left.append(killed(file, reached))
        assert left[-1] % 500 == 0, "a unit is whole or not there"
        assert differences(file) == {}
    assert 0 < left[0] < len(COMMENTS), "it was never killed in the middle"
    with somebody_running(file):
        told = finished(reanalyzing(file))
    assert f"Gave {len(COMMENTS) - left[-1]:,} comments" in told or left[-1] == len(COMMENTS)
    assert stored(file) == let_alone
    assert differences(file) == {}
