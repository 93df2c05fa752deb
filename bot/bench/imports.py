"""How many rows a second are imported, beside a plain ``csv`` read and ``sqlite3`` insert of the same rows.

Both run in processes of their own, in turn, on the same file. Ours is ``feedback-bot import purchases`` as an
operator types it, from the start of the process to its end: columns found, every value read and checked,
each customer's record written, the result durable. The baseline puts the cells as they are into a table
without keys, in one transaction.
"""

from __future__ import annotations

import csv
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import DATABASE_FILE
from bot.bench.figures import Figure, allowance, rate
from bot.core.errors import OperatorError

ROWS = 1_000_000
MOST_MB = 200.0
_CUSTOMERS_SHARE = 5  # orders a customer has, were they spread evenly
_BEGAN = datetime(2022, 1, 1, tzinfo=UTC)
_EVERY = timedelta(minutes=2)
_COLUMNS = (
    "Order ID",
    "Customer Email",
    "Customer Name",
    "Purchase Date",
    "Product",
    "Store",
    "Amount",
    "Currency",
    "Language",
)
_STORES = ("Berlin", "Hamburg", "Köln", "München", "Wien")
_CONFIG = """
[business]
name = "Bench"
timezone = "Europe/Berlin"
[storage]
data = "data"
[telegram] # nobody is there: a room for staff must be, and no message is sent
token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
[rooms.staff]
platform = "telegram"
room = "-1009876543210"
role = "staff"
"""
_PLAIN = """
import csv, sqlite3, sys
connection = sqlite3.connect(sys.argv[2])
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("PRAGMA synchronous = FULL")
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    rows = csv.reader(file)
    names = ", ".join(f"c{number} TEXT" for number, _ in enumerate(next(rows)))
    connection.execute(f"CREATE TABLE plain ({names})")
    marks = ", ".join("?" for _ in names.split(","))
    connection.executemany(f"INSERT INTO plain VALUES ({marks})", rows)
connection.commit()
connection.close()
"""
_WATCHED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""

Say = Callable[[str], None]


def words(rows: int) -> str:
    """How it is measured, beside the number of rounds."""
    return f"medians; {rows:,} rows, each round in a fresh database; peak memory of the import's process"


def measured(*, rounds: int, rows: int, say: Say) -> list[Figure]:
    """Measure, in interleaved rounds: import.rows in rows a second, import.memory in MB."""
    ours: list[float] = []
    plain: list[float] = []
    memory: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        file = place / "past.csv"
        write_file(file, rows)
        (place / "config.toml").write_text(_CONFIG, "utf-8")
        for number in range(rounds):
            took_s, _ = _took([sys.executable, "-c", _PLAIN, str(file), str(place / "plain.db")])
            plain.append(rows / took_s)
            took_s, peak_mb = _took(_import(file, place))
            ours.append(rows / took_s)
            memory.append(peak_mb)
            _check_and_clear(place, rows)
            say(f"round {number + 1}: {ours[-1]:,.0f} rows/s, plain {plain[-1]:,.0f}, {peak_mb:.0f} MB")
    return [
        rate("import.rows", "csv+sqlite3", "rows/s", ours, plain),
        allowance("import.memory", "MB", memory, MOST_MB),
    ]


def write_file(path: Path, rows: int) -> None:
    """Orders in order of time, by customers of whom some come often and most seldom."""
    chance = random.Random(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for number in range(rows):
            customer = int(chance.random() ** 2 * rows / _CUSTOMERS_SHARE)
            writer.writerow(
                (
                    100_000 + number,
                    f"customer{customer}@example.com",
                    f"Anna Beispiel {customer}",
                    (_BEGAN + number * _EVERY).isoformat(),
                    f"Product {chance.randrange(400)}",
                    chance.choice(_STORES),
                    f"{chance.random() * 200:.2f}",
                    "EUR",
                    "de",
                )
            )


def _import(file: Path, place: Path) -> Sequence[str]:
    config = str(place / "config.toml")
    named = ["import", "purchases", str(file), "--shop", "bench", "--config", config]
    return [sys.executable, "-m", "bot", *named]


def _took(command: Sequence[str]) -> tuple[float, float]:
    """Seconds from start to end, and the peak memory in MB. Raises OperatorError where it failed."""
    watched = [sys.executable, "-c", _WATCHED, *command]
    began = time.monotonic()
    done = subprocess.run(watched, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    took_s = time.monotonic() - began
    if done.returncode:
        raise OperatorError(f"the bench failed: {done.stderr.strip()[-500:]}")
    return took_s, int(done.stdout.split()[-1]) / 1024


def _check_and_clear(place: Path, rows: int) -> None:
    """A round counts only if every row is there."""
    with closing(sqlite3.connect(place / "data" / DATABASE_FILE)) as connection:
        stored = connection.execute("SELECT count(*) FROM purchases").fetchone()[0]
    if stored != rows:
        raise OperatorError(f"of {rows:,} rows {stored:,} were stored")
    for file in (*(place / "data").iterdir(), *place.glob("plain.db*")):
        file.unlink()
