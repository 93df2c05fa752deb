"""An import that is killed at any moment and given again leaves what one that was let alone leaves."""

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
from tests.commands.test_import import CONFIG

ROOT = Path(__file__).parents[2]
ROWS = 6000
PATIENCE_S = 90
TABLES = ("customers", "purchases", "addresses", "links", "invitations", "timers", "suppressions")


def command(folder: Path, *words: str) -> list[str]:
    config = str(folder / "config.toml")
    return [sys.executable, "-m", "bot", *words, "--config", config]


def importing(folder: Path, file: Path) -> subprocess.Popen[str]:
    words = command(folder, "import", "purchases", str(file), "--shop", "web")
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(process: subprocess.Popen[str]) -> str:
    said, problem = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, problem
    return said


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("file") / "past.csv"
    rows = (
        f"{number},customer {number * 7919 % 1500},2025-01-{number % 28 + 1:02},{number}.5,Name {number},"
        f"{'Berlin' if number % 3 else 'Wien'},{number % 5}"
        for number in range(ROWS)
    )
    path.write_text("\n".join(["order,customer,date,amount,customer name,store,tier", *rows, ""]))
    return path


def a_folder(path: Path) -> Path:
    path.mkdir()
    (path / "config.toml").write_text(CONFIG)
    subprocess.run(command(path, "migrate"), cwd=ROOT, check=True, capture_output=True, timeout=PATIENCE_S)
    return path


@pytest.fixture(scope="module")
def let_alone(tmp_path_factory: pytest.TempPathFactory, file: Path) -> dict[str, list[Any]]:
    folder = a_folder(tmp_path_factory.mktemp("alone") / "shop")
    finished(importing(folder, file))
    return stored(folder)


def stored(folder: Path) -> dict[str, list[Any]]:
    with contextlib.closing(sqlite3.connect(folder / "data" / "feedback-bot.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()  # noqa: S608 - ours
            for table in TABLES
        }


def count(folder: Path) -> int:
    with contextlib.closing(sqlite3.connect(folder / "data" / "feedback-bot.db")) as connection:
        number: int = connection.execute("SELECT count(*) FROM purchases").fetchone()[0]
        return number


@contextlib.contextmanager
def somebody_running(folder: Path) -> Iterator[None]:
    """The folder is somebody's, as it is while the bot runs: an import writes in short units then."""
    with (folder / "data" / LOCK_FILE).open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_killed_again_and_again_and_given_again(
    tmp_path: Path, file: Path, let_alone: dict[str, list[Any]]
) -> None:
    folder = a_folder(tmp_path / "shop")
    left = []
    with somebody_running(folder):
        for reached in (1, ROWS // 4, ROWS // 2, ROWS * 9 // 10):
            process = importing(folder, file)
            until = time.monotonic() + PATIENCE_S
            while count(folder) < reached and process.poll() is None and time.monotonic() < until:
                pass
            process.kill()
            process.communicate()
            left.append(count(folder))
            assert left[-1] >= reached
        assert left[0] < ROWS, "it was never killed in the middle"
        assert "known already" in finished(importing(folder, file))
    assert stored(folder) == let_alone


def test_killed_before_its_one_large_unit_is_done_nothing_is_stored(
    tmp_path: Path, file: Path, let_alone: dict[str, list[Any]]
) -> None:
    folder = a_folder(tmp_path / "shop")
    process = importing(folder, file)
    assert process.stdout is not None
    while "shop: web" not in process.stdout.readline():
        pass
    process.kill()
    process.communicate()
    assert count(folder) in {0, ROWS}
    finished(importing(folder, file))
    assert stored(folder) == let_alone


def test_nothing_of_what_was_staged_stays_behind(tmp_path: Path, file: Path) -> None:
    folder = a_folder(tmp_path / "shop")
    before = {one.name for one in (folder / "data").iterdir()}
    finished(importing(folder, file))
    names = {one.name for one in (folder / "data").iterdir()} - before
    assert names <= {"feedback-bot.db-wal", "feedback-bot.db-shm", "link.key"}
