"""``python -m tests.fuzz [--inputs N] [--seed N] [ADAPTER ...]``: wrong payloads by every way in.

Exit status 1 where anything was answered with 5xx, left a traceback in the log, or stopped the site from
answering what is right.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.run import ADAPTERS, fuzz
from tests.security.site import site


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


async def _run(adapters: list[str], inputs: int, seed: int) -> bool:
    well = True
    for adapter in adapters:
        with tempfile.TemporaryDirectory() as folder:
            async with site(Path(folder)) as there:
                began = time.monotonic()
                told = await fuzz(there, adapter, inputs, seed)
                kept = there.kept()
        answers = ", ".join(f"{name} × {number}" for name, number in sorted(told.answers.items()))
        faults = f"{len(told.faults)} FAULTS" if told.faults else "no fault"
        took = f"{inputs} inputs in {time.monotonic() - began:.0f} s"
        say(f"{adapter}: {took}: {answers}; {kept['dead_letters']} dead letters; {faults}")
        for fault in told.faults[:10]:
            say(f"  {fault[:2000]}")
        well = well and not told.faults
    return well


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("adapters", nargs="*", metavar="ADAPTER", help=f"default: all: {', '.join(ADAPTERS)}")
    parser.add_argument("--inputs", type=int, default=10_000, help="of each adapter; default: 10000")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if unknown := set(options.adapters) - set(ADAPTERS):
        parser.error(f"unknown: {', '.join(unknown)}")
    well = asyncio.run(_run(options.adapters or list(ADAPTERS), options.inputs, options.seed))
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
