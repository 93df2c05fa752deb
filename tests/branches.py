"""``python -m tests.branches``: whether every line and branch that must be gone through was.

Reads what ``make coverage`` has counted, and prints a line for each part of the program; ends with 1 where
one is below what it must reach. docs/testing.md says what came of it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from coverage import Coverage
from coverage.exceptions import CoverageException


@dataclass(frozen=True, slots=True)
class Part:
    """Files by their patterns, none of them meaning all, and the least share of them in percent."""

    files: tuple[str, ...]
    least: float = 100.0


PARTS: Mapping[str, Part] = {
    "storage": Part(("storage/*.py",)),
    "outbox": Part(("storage/outbox.py", "storage/leases.py", "storage/turns.py", "bot/delivery/*.py")),
    "statistics": Part(("bot/core/statistics.py",)),
    "signatures": Part(
        (
            "bot/core/signatures.py",
            "bot/core/link_tokens.py",
            "bot/http/shops/*.py",
            "bot/adapters/telegram/webhook.py",
            "bot/adapters/slack/events_api.py",
        )
    ),
    "configuration": Part(("bot/config/*.py",)),
    "all of it": Part((), 95.0),
}


def verdict(share: Callable[[Sequence[str]], float], parts: Mapping[str, Part] = PARTS) -> Iterable[str]:
    """A line for each part; one that is too low says so. ``share``: of these files, in percent."""
    for name, part in parts.items():
        reached = share(part.files)
        # Rounded down: what prints as 100.0 is all of it.
        told = f"{name:<14}{int(reached * 10) / 10:>6.1f} % of {part.least:g} %"
        yield told if reached >= part.least else f"{told}: too little"


def main() -> int:
    counted = Coverage(messages=False)
    counted.load()

    def share(files: Sequence[str]) -> float:
        return counted.report(include=list(files) or None, file=StringIO())

    try:
        lines = list(verdict(share))
    except CoverageException as error:
        print(f"{error}; run make coverage first", file=sys.stderr)
        return 2
    print("\n".join(lines))
    return int(any(line.endswith("too little") for line in lines))


if __name__ == "__main__":
    sys.exit(main())
