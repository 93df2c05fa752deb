"""``python -m tests.kills``: real processes of the bot, killed again and again while customers answer.

Nothing is simulated but the platforms, which are processes of their own: shop, customers and staff go on over
sockets, the bot is killed (SIGKILL) at any moment and started anew. In the end everything that was taken must
be stored and counted once, and every unhappy customer stand once in the staff room. On SQLite, or with
``--engine postgresql`` on a server, there with one process or, with ``--processes 2``, with two.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

from tests.kills.judging import Counts
from tests.kills.living import Plan, live
from tests.postgres import serving


def main() -> int:
    """0 where every promise was kept, else 1."""
    given = _arguments()
    plan = Plan(given.kills, given.minutes * 60, given.customers, given.processes, given.seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="feedback-bot-kills-") as folder:
        counts = _lived(plan, given.engine, Path(folder))
    where = f"{given.engine}, {plan.processes} process{'es' * (plan.processes > 1)}, seed {plan.seed}"
    said = [f"{where}: {counts.told()} ({time.monotonic() - began:.0f} s)"]
    said += [f"  broken: {line}" for line in counts.broken]
    if given.json:
        said.append(json.dumps(counts.numbers()))
    sys.stdout.write("\n".join(said) + "\n")
    return 1 if counts.broken else 0


def _lived(plan: Plan, engine: str, folder: Path) -> Counts:
    if engine == "sqlite":
        return asyncio.run(live(plan, folder, None))
    with serving() as server:
        if server is None:
            raise SystemExit("PostgreSQL's programs are not here: install Debian's package postgresql")
        with server.database() as url:
            return asyncio.run(live(plan, folder, url))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=40, help="how often; default: 40")
    parser.add_argument("--minutes", type=float, default=120, help="of killing, at most; default: 120")
    parser.add_argument("--customers", type=int, default=4, help="how many at once; default: 4")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--processes", type=int, choices=(1, 2), default=1, help="two on postgresql only")
    parser.add_argument("--seed", type=int, default=1, help="of who is unhappy, and of the moments")
    parser.add_argument("--json", action="store_true", help="end with the numbers as one JSON object")
    given = parser.parse_args()
    if given.processes > 1 and given.engine == "sqlite":
        parser.error("two processes work on one database on postgresql only")
    return given


if __name__ == "__main__":
    sys.exit(main())
