"""What the numbers were measured on."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Machine:
    """What the numbers were measured on."""

    processor: str
    cores: int
    python: str
    sqlite: str
    fsync_ms: float  # median of writing 4 KiB and syncing it
    loop_ms: float  # median of a fixed loop of plain Python


def machine() -> Machine:
    """Look, and measure how fast it is just now."""
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 0,
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
        fsync_ms=_fsync_ms(),
        loop_ms=loop_ms(),
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _fsync_ms(times: int = 50) -> float:
    took = []
    with tempfile.NamedTemporaryFile() as file:
        for _ in range(times):
            start = time.perf_counter()
            file.write(b"\0" * 4096)
            file.flush()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - start)
    return statistics.median(took) * 1000


def loop_ms(times: int = 15) -> float:
    took = []
    for _ in range(times):
        start = time.perf_counter()
        total = 0
        for number in range(100_000):
            total += number * number
        took.append(time.perf_counter() - start)
    return statistics.median(took) * 1000
