"""The process is killed, again and again, in the middle of a run; the run is started again and ends well."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

PATIENCE_S = 120.0


def command(arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "bot", *arguments]


def killed_after(lines: int, arguments: Sequence[str], data: Path) -> bool:
    """Start the command and kill it once the transcript has so many lines; whether it was killed in time."""
    transcript = data / "transcript.jsonl"
    process = subprocess.Popen(command(arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < deadline:
        if transcript.exists() and transcript.read_bytes().count(b"\n") >= lines:
            os.kill(process.pid, signal.SIGKILL)
        os.sched_yield()
    return process.wait() == -signal.SIGKILL


def finished(arguments: Sequence[str]) -> dict[str, int]:
    done = subprocess.run(command(arguments), capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 0, done.stderr
    counts: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return counts


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    """Sixty made-up reviews over ten days, every third an unhappy one."""
    path = tmp_path / "reviews.tsv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow(("stars", "day", "words"))
        for number in range(60):
            stars = 1 + number % 5
            writer.writerow(
                (
                    stars,
                    f"2026-03-{1 + number // 6:02d}",
                    f"Comment number {number}, fine." * (number % 4 > 0),
                )
            )
    return path


def test_a_headless_demo_that_is_killed_three_times_ends_with_nothing_lost_and_nothing_doubled(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    arguments = ["demo", "--headless", "--customers", "30", "--days", "25", "--json", "--data", str(data)]
    kills = [killed_after(lines, arguments, data) for lines in (20, 90, 170)]
    counts = finished(arguments)
    assert all(kills)
    assert (counts["lost"], counts["doubled"]) == (0, 0)
    unbroken = finished([*arguments[:-1], str(tmp_path / "unbroken")])
    assert counts["purchases"] == unbroken["purchases"] > 0
    assert counts["answers"] > 0


def test_a_replay_that_is_killed_three_times_answers_every_review_exactly_once(
    tmp_path: Path, reviews: Path
) -> None:
    data = tmp_path / "data"
    columns = ["--date", "day", "--rating", "stars", "--comment", "words"]
    arguments = ["replay-reviews", str(reviews), *columns, "--json", "--data", str(data)]
    kills = [killed_after(lines, arguments, data) for lines in (15, 150, 300)]
    counts = finished(arguments)
    assert all(kills)
    assert (counts["lost"], counts["doubled"]) == (0, 0)
    assert counts["purchases"] == counts["invitations"] == counts["responses"] == 60
    assert counts["alerts"] == 24
